"""`kpiaudit gap` for a terminal: what is wanted, and which KPI shows that it is reached."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.aims import Gap, ServedCustomer, ServedNeed, ServedObjective
from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports import gap_view as v
from kpiaudit.reports.page import BOLD, DIM, Page
from kpiaudit.reports.plain import columns, cut, safe, wrap
from kpiaudit.reports.view import footer

_GAP = 14


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The report, organisation by organisation."""
    if not audit.metrics:
        yield "Nothing to audit.\n"
        return
    yield from _Page(audit, options).render()


class _Page(Page):
    def __init__(self, audit: Audit, options: Options) -> None:
        super().__init__(options)
        self.audit = audit
        self.names = v.names_of(audit)

    def render(self) -> Iterator[str]:
        yield self.lines([self.paint("What is wanted, and what shows that it is reached", BOLD)])
        for gap in self.audit.gaps or ():
            yield self.lines(["", self.paint(cut(safe(v.title(gap)), self.width), BOLD)])
            yield from self.organisation(gap)
        if self.audit.asks:
            yield self.section("Not yet given: ask the client", self.listed(self.audit.asks))
        yield self.lines(["", *(self.paint(cut(safe(line), self.width), DIM) for line in footer(self.audit))])

    def organisation(self, gap: Gap) -> Iterator[str]:
        if gap.objectives:
            yield self.section("Objectives", self.objectives(gap))
        for customer in gap.customers:
            title = cut(safe(v.customer_title(customer.customer.name, customer.customer.important)), self.width - 10)
            yield self.section(title, self.customer(customer))
        if gap.no_need:
            yield self.section("KPIs that serve no need", self.kpis(gap.no_need))

    def listed(self, texts: tuple[str, ...]) -> Iterator[str]:
        for text in texts:
            yield from self.labelled("-", text, 2, 2, most=0)

    def kpis(self, ids: tuple[str, ...]) -> Iterator[str]:
        for metric_id in ids[: self.options.limit]:
            yield from self.labelled("-", self.names[metric_id], 2, 2)
        if len(ids) > self.options.limit:
            yield f"  and {len(ids) - self.options.limit:,} more; `-f json` holds all."

    def objectives(self, gap: Gap) -> Iterator[str]:
        for place, served in enumerate(gap.objectives):
            yield from ([""] if place else [])
            yield from self.objective(served)
        if gap.no_objective:
            yield from ("", "  Serve no objective:")
            yield from self.kpis(gap.no_objective)

    def objective(self, served: ServedObjective) -> Iterator[str]:
        yield from self.headline(served.objective.name, v.objective_state(served))
        for part, names in v.watchers(served.watch, self.names):
            yield from self.labelled(part, names, 4, _GAP)

    def customer(self, customer: ServedCustomer) -> Iterator[str]:
        if not customer.needs:
            yield "  No needs are given."
        for place, served in enumerate(customer.needs):
            yield from ([""] if place else [])
            yield from self.need(served)
        if customer.no_need:
            yield from ("", "  For this customer, and none of these needs:")
            yield from self.kpis(customer.no_need)

    def need(self, served: ServedNeed) -> Iterator[str]:
        important = "important, " if served.need.important else ""
        yield from self.headline(served.need.need, important + v.WATCHED[served.watch.state])
        for part, names in v.watchers(served.watch, self.names):
            yield from self.labelled(part, names, 4, _GAP)
        if served.need.success:
            yield from self.labelled("success", f"{served.need.success} ({v.tally(served)})", 4, _GAP)
            for word, check, why in v.statement(served):
                yield from self.labelled("", f"{word} {check}: {why}", 4, _GAP)
        else:
            yield from self.labelled("success", v.NO_STATEMENT, 4, _GAP)
        for text in v.suggested(served, self.names):
            yield from self.labelled("measure", text, 4, _GAP)

    def headline(self, text: str, state: str) -> Iterator[str]:
        first, *more = wrap(safe(text), self.width - 5 - len(state), 4)
        space = " " * (self.width - 2 - columns(first) - len(state))
        yield f"  {self.paint(first, BOLD)}{space}{self.paint(state, DIM)}"
        yield from (f"  {self.paint(line, BOLD)}" for line in more)
