"""The audit by groups: where its KPIs came from, and the balances that are to be seen side by side."""

from __future__ import annotations

from collections import Counter

from kpiaudit.model import Audit, Balance
from kpiaudit.records import NamedTuple

OWN_FORMAT = "kpi-list"
_LEVELS = ("board", "department", "team")


class Source(NamedTuple):
    """A file, or a sheet of a workbook, and how many KPIs were read from it as which format."""

    path: str
    sheet: str
    format: str
    metrics: int

    def __str__(self) -> str:
        """As places are shown: `path`, or `path[sheet]`."""
        return f"{self.path}[{self.sheet}]" if self.sheet else self.path


def sources(audit: Audit) -> list[Source]:
    """Where the KPIs came from, in input order."""
    places = ((m.location.path, m.location.sheet, m.context.format) for m in audit.metrics)
    return [Source(*place, count) for place, count in Counter(places).items()]


def formats(audit: Audit) -> dict[str, int]:
    """How many KPIs came in each format, the most frequent first."""
    return dict(Counter(metric.context.format for metric in audit.metrics).most_common())


def formats_line(audit: Audit) -> str:
    """The formats in one line; empty where there is only one."""
    found = formats(audit)
    return ", ".join(f"{name} {count:,}" for name, count in found.items()) if len(found) > 1 else ""


def groups(audit: Audit) -> list[tuple[str, Balance]]:
    """The balances that were asked for, the largest group first (levels from the top), what belongs nowhere last.

    Where nobody asked: the departments, if there is more than one to compare; one with a single KPI is left out, since
    its share says nothing.
    """
    found, by = audit.balances.groups, audit.balances.by
    if not by:
        several = [(name, balance) for name, balance in found.items() if balance.metrics > 1]
        return sorted(several, key=lambda item: -item[1].metrics) if len(several) > 1 else []

    def order(item: tuple[str, Balance]) -> tuple[bool, int, int]:
        name, balance = item
        level = name.casefold() if by == "level" else ""
        rank = _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)
        return not name, rank, -balance.metrics

    return [(name or f"({by} not given)", balance) for name, balance in sorted(found.items(), key=order)]


def grouped_by(audit: Audit) -> str:
    """What the groups share."""
    return audit.balances.by or "department"
