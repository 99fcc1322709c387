"""One run over all inputs: which files, read how, and what became of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from kpiaudit.inputs.contents import Contents
from kpiaudit.inputs.how import How
from kpiaudit.inputs.ids import unique
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import Finding, InputError, Kind, Location, Metric, Problem, Skip
from kpiaudit.source import read_bytes
from kpiaudit.source.read import limited
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kpiaudit.aims import Aims
    from kpiaudit.inputs.columns import Columns
    from kpiaudit.inputs.formats.descriptor import Format

STDIN = "-"
_ENGLISH = "en"
STDIN_SHOWN = "<stdin>"


class Loader:
    """Collects what a run reads."""

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        how: How,
        stdin: Callable[[], bytes] | None,
        max_bytes: int,
        progress: Callable[[str, int], None] | None,
    ) -> None:
        self.kinds = kinds
        self.how = how
        self.stdin = stdin
        self.max_bytes = max_bytes
        self.progress = progress
        self.lists: list[list[Metric]] = []
        self.aims: list[Aims] = []
        self.findings: list[Finding] = []
        self.skipped: list[Skip] = []
        self.passed: list[Skip] = []
        self.errors: list[Problem] = []
        self.seen: set[str] = set()
        self.contents = Contents(self)
        self._formats: tuple[Format, ...] | None = None
        self._columns: dict[str, Columns] = {}
        if how.formats:
            self.formats()  # a mistake in them is told before anything is read

    def load(self, paths: Sequence[str]) -> tuple[Metric, ...]:
        """Everything `paths` name."""
        for path in paths:
            if path != STDIN and os.path.isdir(path):  # noqa: PTH112  pathlib takes longer to load than this file to read
                self.directory(path)
            else:
                self.file(path)
        if self.how.language == _ENGLISH:
            self.lists = [_said_english(metrics) for metrics in self.lists]
        metrics = unique(self.lists)
        if not metrics and not self.errors:
            why = "everything was skipped" if self.skipped else "nothing was named"
            where = self.skipped[0].path if self.skipped else STDIN_SHOWN
            self.errors.append(Problem(Location(where), f"there are no KPIs: {why}", "name a file with KPIs"))
        return metrics

    def formats(self) -> tuple[Format, ...]:
        """All descriptors, loaded when they are first needed."""
        if self._formats is None:
            from kpiaudit.inputs.formats.loading import load

            self._formats = load(self.how.formats)
        return self._formats

    def columns(self, reads: str) -> Columns:
        """How to find the columns of a table that is read as a `table` or as `excel`."""
        if reads not in self._columns:
            from kpiaudit.inputs.columns import Columns

            form = next(form for form in self.formats() if form.reads == reads)
            self._columns[reads] = Columns(form, self.how.columns, self.how.language)
        return self._columns[reads]

    def directory(self, directory: str) -> None:
        """Every KPI list in a directory; an error if there is none."""
        from kpiaudit.inputs.find import Walk
        from kpiaudit.inputs.walked import LOOKED_FOR, Walked

        before = len(self.lists), len(self.errors), len(self.skipped)
        walk = Walk(directory, self.how)
        root = shown(directory)
        prefix = "" if root == "." else root.rstrip("/") + "/"
        walked = Walked(self)
        for met in walk.files():
            walked.file(met.path, prefix + met.below)
        self.skipped += [Skip(prefix + path, reason) for path, reason in walk.skipped]
        self.passed += [Skip(prefix + path, reason) for path, reason in walk.passed]
        self.errors += [problem._replace(location=Location(prefix + problem.location.path)) for problem in walk.errors]
        if before == (len(self.lists), len(self.errors), len(self.skipped)):
            self.errors.append(Problem(Location(root), "there are no KPIs in this directory", LOOKED_FOR))

    def file(self, path: str) -> None:
        """One file that was named, or standard input."""
        label = shown(path)
        if not self.begins(label):
            return
        notes = Notes(label)
        try:
            data = self.read(path)
            notes = Notes(label, data)
            self.lists.extend(self.contents.lists(label, data, notes, walking=False))
        except InputError as error:
            notes.take(error)
        self.ends(notes)

    def begins(self, label: str) -> bool:
        """Whether a file has not been read before; tells the progress."""
        if label in self.seen:
            return False
        self.seen.add(label)
        if self.progress:
            self.progress(label, sum(map(len, self.lists)))
        return True

    def ends(self, notes: Notes) -> None:
        """Keeps what was noted while a file was read."""
        self.findings.extend(notes.all_findings())
        self.errors.extend(notes.problems())

    def read(self, path: str) -> bytes:
        """The bytes of a file or of standard input, within the limit."""
        if path != STDIN:
            return read_bytes(path, self.max_bytes)
        return limited(self.stdin() if self.stdin else b"", STDIN_SHOWN, self.max_bytes)


def _said_english(metrics: list[Metric]) -> list[Metric]:
    """The metrics of a list that the caller says is English, unless it says itself what it is."""
    if not metrics or metrics[0].context.language:
        return metrics
    return [metric._replace(context=metric.context._replace(language=_ENGLISH)) for metric in metrics]


def shown(path: str) -> str:
    """`path` as reports show it: relative to the working directory, with `/`."""
    if path == STDIN:
        return STDIN_SHOWN
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive, or a NUL in the path
        return path.replace(os.sep, "/")
