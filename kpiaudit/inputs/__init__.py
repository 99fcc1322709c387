"""Paths -> metrics, each with its place; and whatever was wrong, skipped or worth a warning."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kpiaudit.inputs import recognise
from kpiaudit.inputs.ids import unique
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import Finding, InputError, Kind, Location, Metric, Problem, Skip
from kpiaudit.source import Map, decode, parse_json, parse_yaml, read_bytes
from kpiaudit.source.limits import MAX_BYTES
from kpiaudit.source.read import limited

STDIN = "-"
STDIN_SHOWN = "<stdin>"


class Loaded(NamedTuple):
    """What was read: metrics in input order with ids unique among them, and what happened on the way."""

    metrics: tuple[Metric, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    errors: tuple[Problem, ...]


def load(
    paths: Sequence[str],
    *,
    kinds: Mapping[str, Kind],
    stdin: Callable[[], bytes] | None = None,
    max_bytes: int = MAX_BYTES,
    progress: Callable[[str, int], None] | None = None,
) -> Loaded:
    """Reads files and directories; `-` is what `stdin` returns.

    Each file is a list (a YAML file: one a document) with its own context. Nothing is raised for bad input: it is in
    `errors`, and the rest goes on. `kinds` are those a person's verdict may name. `max_bytes` is for each file.
    `progress` is called with each file's path and the number of metrics read before it.
    """
    reading = gc.isenabled()
    gc.disable()  # a hundred thousand metrics are no garbage either
    try:
        return _Loader(kinds, stdin, max_bytes, progress).load(paths)
    finally:
        if reading:
            gc.enable()


class _Loader:
    def __init__(
        self,
        kinds: Mapping[str, Kind],
        stdin: Callable[[], bytes] | None,
        max_bytes: int,
        progress: Callable[[str, int], None] | None,
    ) -> None:
        self.kinds = kinds
        self.stdin = stdin
        self.max_bytes = max_bytes
        self.progress = progress
        self.lists: list[list[Metric]] = []
        self.findings: list[Finding] = []
        self.skipped: list[Skip] = []
        self.errors: list[Problem] = []
        self.seen: set[str] = set()

    def load(self, paths: Sequence[str]) -> Loaded:
        """Everything `paths` name."""
        for path in paths:
            if path != STDIN and os.path.isdir(path):  # noqa: PTH112  pathlib takes longer to load than this file to read
                self.directory(path)
            else:
                self.file(path)
        metrics = unique(self.lists)
        if not metrics and not self.errors:
            why = "everything was skipped" if self.skipped else "nothing was named"
            where = self.skipped[0].path if self.skipped else STDIN_SHOWN
            self.errors.append(Problem(Location(where), f"there are no KPIs: {why}", "name a file with KPIs"))
        return Loaded(metrics, tuple(self.findings), tuple(self.skipped), tuple(self.errors))

    def directory(self, directory: str) -> None:
        """Every KPI list in a directory; an error if there is none."""
        from kpiaudit.inputs import find

        before = len(self.lists), len(self.errors), len(self.skipped)
        for path in find.walk(directory):
            self.file(path, walking=True)
        if before == (len(self.lists), len(self.errors), len(self.skipped)):
            message = "there are no KPIs in this directory"
            self.errors.append(Problem(Location(shown(directory)), message, f"looked for {find.LOOKED_FOR}"))

    def file(self, path: str, walking: bool = False) -> None:
        """One file, or standard input. In a walk, what is no KPI list is passed over."""
        label = shown(path)
        if label in self.seen:
            return
        self.seen.add(label)
        if self.progress:
            self.progress(label, sum(map(len, self.lists)))
        notes = Notes(label)
        try:
            data = self.read(path)
            if walking and not self.may_hold_kpis(path, data):
                return
            notes = Notes(label, data)
            self.lists.extend(self.metrics(label, data, notes, walking))
        except InputError as error:
            notes.take(error)
        self.findings.extend(notes.all_findings())
        self.errors.extend(notes.problems())

    def may_hold_kpis(self, path: str, data: bytes) -> bool:
        """Whether a file met on a walk is a KPI list."""
        from kpiaudit.inputs import find

        return find.may_hold_kpis(path, data)

    def read(self, path: str) -> bytes:
        """The bytes of a file or of standard input, within the limit."""
        if path != STDIN:
            return read_bytes(path, self.max_bytes)
        return limited(self.stdin() if self.stdin else b"", STDIN_SHOWN, self.max_bytes)

    def metrics(self, label: str, data: bytes, notes: Notes, walking: bool) -> Iterator[list[Metric]]:
        """The lists of metrics in one file. Raises InputError for what ends reading."""
        if name := recognise.packed(data):
            hint = "save the sheet as CSV" if "workbook" in name else "copy the names into a text file, one a line"
            raise InputError(Problem(Location(label), f"is {name}, not text", hint))
        text = decode(data, label, "cp1252" if label.lower().endswith((".csv", ".tsv")) else "")
        if not text.strip():
            raise InputError(Problem(Location(label), "the file is empty", "write a KPI a line, or a list `kpis:`"))
        sort = recognise.sort_of(label, text)
        if sort == "table":
            from kpiaudit.inputs.tables import read_table

            yield read_table(text, notes, self.kinds)
        elif sort == "plain":
            from kpiaudit.inputs.plain import read_plain

            yield read_plain(text, notes)
        else:
            del text  # large, and not needed any more
            yield from self.documents(label, data, sort, notes, walking)

    def documents(
        self, label: str, data: bytes, sort: recognise.Sort, notes: Notes, walking: bool
    ) -> Iterator[list[Metric]]:
        """The lists of metrics in a YAML or JSON file; in a walk only what is our own shape for sure."""
        from kpiaudit.inputs.groups import is_group
        from kpiaudit.inputs.kpi_list import KpiList

        if sort == "json":
            documents = [parse_json(decode(data, label), label)]
        else:
            documents = [part for part in parse_yaml(data, label) if part is not None] or [None]
        for document in documents:
            if recognise.is_own_report(document):
                self.skipped.append(Skip(label, "a report of kpiaudit itself, not a list of KPIs"))
            elif not walking or (isinstance(document, Map) and is_group(document)):
                yield KpiList(notes, self.kinds).read(document)


def shown(path: str) -> str:
    """`path` as reports show it: relative to the working directory, with `/`."""
    if path == STDIN:
        return STDIN_SHOWN
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive, or a NUL in the path
        return path.replace(os.sep, "/")
