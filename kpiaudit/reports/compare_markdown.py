"""`kpiaudit compare` as Markdown. What a user wrote is never taken for markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kpiaudit.analyses.compare import Comparison, Kpi
from kpiaudit.reports import Options
from kpiaudit.reports import compare_view as v
from kpiaudit.reports.markdown import escaped, table
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")
Row = tuple[str, ...]


def render(found: Comparison, options: Options) -> Iterator[str]:
    """The report, the balance first."""
    yield f"# {escaped(found.before.label)} → {escaped(found.after.label)}\n"
    yield from (f"\n{escaped(note)}\n" for note in v.notes(found))
    yield from _balance(found)
    yield from _needs(found, options)
    yield f"\n## Verdicts that changed ({len(found.changed):,})\n"
    yield from _rows(
        ("KPI", "before", "after", "why"),
        found.changed,
        lambda c: (escaped(c.after.name), escaped(v.verdict(c.before)), escaped(v.verdict(c.after)), escaped(v.why(c))),
        options,
    )
    yield f"\n## Renamed ({len(found.renamed):,})\n"
    yield from _rows(
        ("before", "after", "one KPI by"),
        found.renamed,
        lambda r: (escaped(r.before.name), escaped(r.after.name), v.renamed(r)),
        options,
    )
    for title, kpis in (("Added", found.added), ("Dropped", found.dropped)):
        yield f"\n## {title} ({len(kpis):,})\n"
        yield from _rows(("KPI", "verdict"), kpis, _kpi, options)


def _kpi(kpi: Kpi) -> Row:
    return escaped(kpi.name), escaped(v.verdict(kpi))


def _balance(found: Comparison) -> Iterator[str]:
    yield "\n## The balance, before and after\n"
    rows = [
        (label, f"{before:g}", v.share(was), f"{after:g}", v.share(now), v.moved(was, now))
        for label, before, after, was, now in v.segments(found)
    ]
    rows.append(("KPIs", f"{found.before.balance.metrics:,}", "", f"{found.after.balance.metrics:,}", "", ""))
    yield table(("", "before", "share", "after", "share", "points"), rows, " rrrrr")
    yield table(("", "before", "after"), [(label, first, second) for label, first, second in v.shares(found)], " rr")


def _needs(found: Comparison, options: Options) -> Iterator[str]:
    yield "\n## Needs newly covered\n"
    if note := v.needs_note(found):
        yield f"\n{note}\n"
    header = ("customer", "need", "before")
    yield from _rows(
        header, found.covered, lambda c: (escaped(c.need.customer), escaped(c.need.need), v.covered(c)), options
    )
    if found.uncovered:
        yield "\n### No longer proved by an outcome\n"
        header = ("customer", "need", "after")
        yield from _rows(
            header, found.uncovered, lambda c: (escaped(c.need.customer), escaped(c.need.need), v.uncovered(c)), options
        )


def _rows(header: Row, entries: Sequence[T], row: Callable[[T], Row], options: Options) -> Iterator[str]:
    if not entries:
        yield "\nNone.\n"
        return
    yield table(header, [row(entry) for entry in entries[: options.limit]])
    if len(entries) > options.limit:
        yield f"\nand {len(entries) - options.limit:,} more; `-f json` holds all.\n"
