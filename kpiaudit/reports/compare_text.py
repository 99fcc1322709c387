"""`kpiaudit compare` for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpiaudit.analyses.compare import Changed, Comparison, Kpi, NeedChange, Renamed
from kpiaudit.reports import Options
from kpiaudit.reports import compare_view as v
from kpiaudit.reports.page import BOLD, DIM, Page
from kpiaudit.reports.plain import columns, cut, pad, safe, wrap


def render(found: Comparison, options: Options) -> Iterator[str]:
    """The report, the balance first."""
    return _Page(found, options).render()


class _Page(Page):
    def __init__(self, found: Comparison, options: Options) -> None:
        super().__init__(options)
        self.found = found

    def render(self) -> Iterator[str]:
        found = self.found
        yield self.lines([self.paint(cut(safe(f"{found.before.label} → {found.after.label}"), self.width), BOLD)])
        yield self.lines(["", *(line for note in v.notes(found) for line in self.text(note))]) if v.notes(found) else ""
        yield self.section("The balance, before and after", self.balance())
        yield self.section("Needs newly covered", self.needs())
        yield self.section(f"Verdicts that changed ({len(found.changed):,})", self.changed())
        yield self.section(f"Renamed ({len(found.renamed):,})", self.renamed())
        yield self.section(f"Added ({len(found.added):,})", self.kpis(found.added))
        yield self.section(f"Dropped ({len(found.dropped):,})", self.kpis(found.dropped))

    def balance(self) -> Iterator[str]:
        one, other = self.found.before.balance, self.found.after.balance
        yield f"  {'':28}{'before':>14}{'after':>14}{'points':>10}"
        for label, before, after, was, now in v.segments(self.found):
            counts = "".join(f"{size:>7g}{v.share(share):>7}" for size, share in ((before, was), (after, now)))
            yield f"  {pad(label, 28)}{counts}{v.moved(was, now):>10}"
        yield f"  {pad('KPIs', 28)}{one.metrics:>7,}{'':7}{other.metrics:>7,}"
        yield ""
        for label, first, second in v.shares(self.found):
            yield f"  {pad(label, 28)}{first or '-':>14}{second or '-':>14}"

    def needs(self) -> Iterator[str]:
        found = self.found
        if note := v.needs_note(found):
            yield from self.text(note)
        yield from self.bounded(found.covered, lambda change: self.need(change, v.covered(change)))
        if found.uncovered:
            yield from ("", "  No longer proved by an outcome:")
            yield from self.bounded(found.uncovered, lambda change: self.need(change, v.uncovered(change)))

    def need(self, change: NeedChange, state: str) -> Iterator[str]:
        yield from self.labelled("-", f"{change.need.customer}: {change.need.need} ({state})", 2, 2)

    def changed(self) -> Iterator[str]:
        def one(changed: Changed) -> Iterator[str]:
            yield from self.headline(changed.after.name, f"{v.verdict(changed.before)} → {v.verdict(changed.after)}")
            yield from self.labelled("why", v.why(changed), 4, 6)

        return self.bounded(self.found.changed, one)

    def renamed(self) -> Iterator[str]:
        def one(renamed: Renamed) -> Iterator[str]:
            text = f"“{renamed.before.name}” → “{renamed.after.name}” ({v.renamed(renamed)})"
            yield from self.labelled("-", text, 2, 2)

        return self.bounded(self.found.renamed, one)

    def kpis(self, kpis: Sequence[Kpi]) -> Iterator[str]:
        return self.bounded(kpis, lambda kpi: self.headline(kpi.name, v.verdict(kpi)))

    def headline(self, name: str, tail: str) -> Iterator[str]:
        tail = cut(safe(tail), self.width // 2)  # the kinds in a report may be anything
        first, *more = wrap(safe(name), self.width - 4 - columns(tail), 4)
        space = " " * (self.width - 2 - columns(first) - columns(tail))
        yield f"  {first}{space}{self.paint(tail, DIM)}"
        yield from (f"  {line}" for line in more)
