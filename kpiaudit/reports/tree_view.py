"""The tree of what drives what in words, before it gets a shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpiaudit.model import Audit, Metric
from kpiaudit.records import NamedTuple
from kpiaudit.reports.view import View
from kpiaudit.star_model import Tree

NO_STAR = "No KPI may lead, so the tree has no North Star; `kpiaudit north-star` says what comes nearest."
ALONE = "The list names nothing that drives it."
LEVEL_NOT_GIVEN = "Level not given"

_MOST_LEAD = 30  # columns of branches; what is deeper is drawn at this depth


class Row(NamedTuple):
    """A line of the drawing."""

    lead: str  # the branches before its name
    below: str  # the branches before what else is said of it
    metric: str
    again: bool = False  # drawn above already, with all that drives it


def drawing(root: str, driven_by: Mapping[str, Sequence[str]], drawn: set[str]) -> Iterator[Row]:
    """A KPI and, indented below it, everything that drives it; each with its drivers once.

    `drawn` holds what has been drawn, and is added to. With a stack, not by recursion: lists may be long.
    """
    waiting = [Row("", "", root)]
    while waiting:
        row = waiting.pop()
        again = row.metric in drawn and bool(driven_by.get(row.metric))
        drivers = () if again else driven_by.get(row.metric, ())
        drawn.add(row.metric)
        yield row._replace(again=again, below=row.below + ("│ " if drivers else "  "))
        last = len(drivers) - 1
        waiting.extend(
            Row(
                (row.below + ("└─ " if place == last else "├─ "))[-_MOST_LEAD:],
                (row.below + ("   " if place == last else "│  "))[-_MOST_LEAD:],
                one,
            )
            for place, one in reversed(list(enumerate(drivers)))
        )


class Words:
    """What is said of the KPIs of a tree."""

    def __init__(self, audit: Audit, tree: Tree) -> None:
        self.view, self.tree = View(audit), tree
        self.labels = {one: level.label for level in tree.levels for one in level.metrics}

    def metric(self, metric_id: str) -> Metric:
        """The KPI of that id."""
        return self.view.pair(metric_id)[0]

    def facts(self, metric_id: str) -> str:
        """What it is, whose, on which level: what of it the list says."""
        metric, verdict = self.view.pair(metric_id)
        kind = self.view.label(verdict)
        what = f"{verdict.cls}, {kind}" if kind and kind != verdict.cls else verdict.cls
        return " · ".join(part for part in (what, metric.owner, self.labels.get(metric_id, "")) if part)

    def results(self) -> str:
        """What the North Star drives, by name."""
        return ", ".join(f"“{self.metric(one).name}”" for one in self.tree.drives.get(self.tree.star, ()))
