"""Decisions -> metrics with a person's verdict; and what is to be said about decisions that do not count."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from glob import iglob
from pathlib import Path

from kpiaudit.inputs import Loaded, shown
from kpiaudit.inputs.decision_file import Decision, read_decisions
from kpiaudit.model import Declared, Finding, InputError, Kind, Metric, Problem
from kpiaudit.source import read_bytes

EXPIRED = "decision-expired"
UNMATCHED = "decision-without-kpi"
OVERRULED = "decision-overruled"


def decide(
    loaded: Loaded, files: Sequence[str], *, kinds: Mapping[str, Kind], today: str, max_bytes: int, everywhere: bool
) -> Loaded:
    """`loaded` with the verdicts that people left in `files`.

    Where two decisions are about one KPI, the later file goes before the earlier, and the later line of a file.

    Args:
        loaded: what was read.
        files: the files of decisions, those that lie nearest to the lists last.
        kinds: those a decision may name.
        today: as 2026-12-31; a decision counts through its last day. "" for all days at once.
        max_bytes: the largest file that is read.
        everywhere: whether a file holds for all lists, not only for those in its directory and below.
    """
    run = _Run(loaded.metrics, today, complete=not loaded.errors)
    for file in files:
        label = shown(file)
        try:
            found = read_decisions(label, read_bytes(file, max_bytes), kinds)
        except InputError as error:
            run.errors.extend(error.problems)
            continue
        run.errors.extend(found.notes.problems())
        run.apply(found.decisions, _Reach(os.path.relpath(Path(file).parent), everywhere))
    return loaded._replace(
        metrics=run.decided(),
        findings=(*loaded.findings, *run.findings),
        errors=(*loaded.errors, *run.errors),
    )


def local_id(metric: Metric) -> str:
    """The id a metric has in its own list, without the path that tells it from another list's."""
    return metric.id.removeprefix(f"{metric.location.path}#")


class _Run:
    """The metrics of a run, and what has been decided about them so far."""

    def __init__(self, metrics: Sequence[Metric], today: str, *, complete: bool) -> None:
        self.metrics = metrics
        self.today = today
        self.complete = complete  # whether every input could be read: a decision may be about one that could not
        self.findings: list[Finding] = []
        self.errors: list[Problem] = []
        self.chosen: dict[int, Decision] = {}
        self.paths = {metric.location.path for metric in metrics}
        self.ids: dict[str, list[int]] = defaultdict(list)
        self.names: dict[str, list[int]] = defaultdict(list)
        for place, metric in enumerate(metrics):
            for key in {metric.id, local_id(metric)}:
                self.ids[key].append(place)
            self.names[metric.name.casefold()].append(place)

    def decided(self) -> tuple[Metric, ...]:
        """The metrics, with the verdicts in force."""
        return tuple(
            metric._replace(declared=self.chosen[place].declared) if place in self.chosen else metric
            for place, metric in enumerate(self.metrics)
        )

    def apply(self, decisions: Iterable[Decision], reach: _Reach) -> None:
        """Takes in the decisions of a file, for the lists within its reach."""
        for decision in decisions:
            if self.today and decision.until and decision.until < self.today:
                self.find(EXPIRED, decision, f"has expired on {decision.until} and no longer counts: decide anew")
                continue
            places = self.about(decision, reach)
            for place in places:
                self.choose(place, decision)
            if not places and self.complete and self.was_looked_for(decision, reach):
                where = f" in `{decision.path}`" if decision.path else ""
                self.find(UNMATCHED, decision, f"matches no KPI{where}: is its id or name right?")

    def about(self, decision: Decision, reach: _Reach) -> list[int]:
        """Places of the metrics with that id, or else that name, in the lists the decision is for."""
        for places in (self.ids.get(decision.metric, ()), self.names.get(decision.metric.casefold(), ())):
            found = [place for place in places if reach.holds(self.metrics[place].location.path, decision.path)]
            if found:
                return found
        return []

    def choose(self, place: int, decision: Decision) -> None:
        """Lets a decision count for the metric at `place`, and tells if another verdict gives way to it."""
        metric, before = self.metrics[place], self.chosen.get(place)
        self.chosen[place] = decision
        other = before.declared if before else metric.declared
        if other is None or _says(other) == _says(decision.declared):
            return
        if before:
            message = f"gives way to another one about the same KPI, at {decision.location}: keep one of the two"
            self.find(OVERRULED, before, message, metric.id)
        else:
            message = f"overrules what the list itself says at {metric.location} ({other.kind or other.cls})"
            self.find(OVERRULED, decision, message, metric.id)

    def was_looked_for(self, decision: Decision, reach: _Reach) -> bool:
        """Whether this run read the list a decision is for, or there is no such list at all."""
        if not decision.path or any(reach.holds(path, decision.path) for path in self.paths):
            return True
        return not reach.exists(decision.path)

    def find(self, rule: str, decision: Decision, message: str, metric: str | None = None) -> None:
        """Notes a warning about a decision."""
        text = f"the decision about `{decision.metric}` {message}"
        self.findings.append(Finding(rule, "warning", text, metric, decision.location))


class _Reach:
    """For which lists a file of decisions holds: those in its directory and below, or all."""

    def __init__(self, directory: str, everywhere: bool) -> None:
        self.directory = directory
        self.everywhere = everywhere or directory == os.curdir
        self.seen: dict[str, str] = {}  # path as reports show it -> as seen from the directory

    def holds(self, path: str, wanted: str) -> bool:
        """Whether the list at `path` is in reach and is `wanted`, as reports show it or as seen from here."""
        if path not in self.seen:
            self.seen[path] = os.path.relpath(path, self.directory).replace(os.sep, "/")
        here = self.seen[path]
        if not self.everywhere and here.startswith("../"):
            return False
        return not wanted or fnmatchcase(path, wanted) or fnmatchcase(here, wanted)

    def exists(self, wanted: str) -> bool:
        """Whether there is any such file, in this run or not."""
        try:
            # Path.glob takes no absolute patterns, and a person may write one
            return any(next(iglob(wanted, root_dir=root), "") for root in (os.curdir, self.directory))  # noqa: PTH207  a glob below a folder, without pathlib
        except ValueError:  # a NUL in it
            return False


def _says(declared: Declared) -> tuple[str | None, str | None]:
    return declared.cls, declared.kind
