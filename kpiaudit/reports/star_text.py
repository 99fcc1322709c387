"""`kpiaudit north-star` for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.model import Audit, Candidate
from kpiaudit.reports import Options
from kpiaudit.reports import star_view as v
from kpiaudit.reports.candidate import headline, shown_candidate
from kpiaudit.reports.page import BOLD, DIM, Page
from kpiaudit.reports.plain import cut, safe
from kpiaudit.reports.view import View, footer
from kpiaudit.star_model import RunnerUp, Star


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The report: who leads with all the evidence, what to pair, who runs up."""
    if not audit.metrics or audit.star is None:
        yield "Nothing to audit.\n"
        return
    page = _Page(audit, audit.star, options)
    yield page.lines([page.paint(cut(safe(page.view.title()), page.width), BOLD)])
    yield page.section(v.TITLE, page.leaders())
    for candidate in page.leading():
        if candidate.metric in audit.star.beside:
            title = cut(safe(f"Beside “{candidate.name}”"), page.width - 4)
            yield page.section(title, page.beside(candidate))
    if audit.star.runners_up:
        yield page.section(v.RUNNERS_UP, page.bounded(audit.star.runners_up, page.runner_up))
    yield page.lines(["", *(page.paint(cut(safe(line), page.width), DIM) for line in footer(audit))])


class _Page(Page):
    def __init__(self, audit: Audit, star: Star, options: Options) -> None:
        super().__init__(options)
        self.audit, self.star, self.view = audit, star, View(audit)
        self.names = v.names_of(audit)

    def leading(self) -> list[Candidate]:
        return [c for c in self.star.candidates if c.rank == 1]

    def leaders(self) -> Iterator[str]:
        for line in v.introduction(self.audit, self.star):
            yield from self.text(self.view.say(line))
        leading = self.leading()
        for candidate in leading[: self.options.limit]:
            yield ""
            yield from shown_candidate(self, candidate, full=True)
            yield from self.labelled("but", candidate.because, 5, 26, most=0) if candidate.because else ()
            for place, one in enumerate(self.star.needs[candidate.metric]):
                yield from self.labelled("" if place else "needs", v.need(*one), 5, 26)
        if len(leading) > self.options.limit:
            yield f"  and {len(leading) - self.options.limit:,} more; `-f json` holds all."

    def beside(self, candidate: Candidate) -> Iterator[str]:
        for place, one in enumerate(self.star.beside[candidate.metric]):
            yield from ([""] if place else [])
            yield from self.text(f"{one.title}. {one.why}")
            yield from self.labelled("", v.paired(one, self.names), 4, 0, most=0)

    def runner_up(self, one: RunnerUp) -> Iterator[str]:
        yield from ([""] if one is not self.star.runners_up[0] else [])
        yield from headline(self, one.candidate)
        if one.candidate.because:
            role = v.ROLES.get(one.candidate.eligibility, one.candidate.eligibility)
            yield from self.labelled(role, one.candidate.because, 5, 16, most=0)
        for place, line in enumerate(v.lacking(one)):
            yield from self.labelled("" if place else "needs", line, 5, 16, most=0)
