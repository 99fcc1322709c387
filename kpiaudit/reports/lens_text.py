"""The report of `kpiaudit lens` for a terminal: every category, which KPIs stand in it and why, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpiaudit.lens_model import Coverage, LensView, Placement
from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports import lens_words as w
from kpiaudit.reports.page import BOLD, DIM, Page
from kpiaudit.reports.plain import columns, cut, safe
from kpiaudit.reports.view import View, footer

_COLORS = {"outcomes": "32", "surveys": "36", "business-results": "33", "outputs": "90", "nothing": "31"}


def render(audit: Audit, options: Options) -> Iterator[str]:
    """Every lens of the audit, one after the other."""
    if not audit.metrics:
        yield "Nothing to look at.\n"
        return
    page = _Page(audit, options)
    yield page.lines([page.paint(cut(safe(page.view.title()), page.width), BOLD)])
    for view in audit.lenses:
        yield from page.lens(view)
    yield page.lines(["", *(page.paint(cut(safe(line), page.width), DIM) for line in footer(audit))])


class _Page(Page):
    def __init__(self, audit: Audit, options: Options) -> None:
        super().__init__(options)
        self.view = View(audit)

    def painted(self, text: str, indent: int, code: str) -> list[str]:
        """A paragraph in a color or weight."""
        return [line[:indent] + self.paint(line[indent:], code) for line in self.text(text, indent)]

    def lens(self, view: LensView) -> Iterator[str]:
        label = cut(safe(view.label), self.width - 2)
        rule = "─" * (self.width - columns(label) - 1)
        yield self.lines(["", f"{self.paint(label, BOLD)} {self.paint(rule, DIM)}", ""])
        yield self.lines([*self.text(view.question, 2), *self.labelled("source", view.source, 2, 8, most=0)])
        if view.skipped:
            yield self.lines(["", *self.text(f"Not asked: {view.skipped}", 2)])
            return
        for sentence in (*view.judgements, *view.notes):
            yield self.lines(["", *self.text(sentence, 2)])
        why: dict[str, list[Placement]] = {}
        for placement in view.placements:
            why.setdefault(placement.category, []).append(placement)
        for aspect, coverages in w.by_aspect(view):
            if aspect:
                yield self.lines(["", *self.painted(f"{aspect}?", 2, BOLD)])
            for coverage in coverages:
                yield self.lines(["", *self.category(coverage, why.get(coverage.category.id, []))])
            left = w.untold(view, aspect)
            if left:
                yield self.lines(["", *self.text(left, 2)])

    def category(self, coverage: Coverage, placements: Sequence[Placement]) -> Iterator[str]:
        state = w.STATES[coverage.state]
        counted = w.counts(coverage)
        tail, color = f"{state} ({counted})" if counted else state, _COLORS.get(coverage.state, DIM)
        label = safe(coverage.category.label)
        gap = self.width - 2 - columns(label) - len(tail)
        if gap > 1:
            yield f"  {self.paint(label, BOLD)}{' ' * gap}{self.paint(tail, color)}"
        else:
            yield from (*self.painted(label, 2, BOLD), *self.painted(tail, 4, color))
        yield from self.painted(coverage.category.why, 4, DIM)
        told: set[str] = set()
        for placement in _one_each(placements)[: self.options.limit]:
            metric, verdict = self.view.pair(placement.metric)
            yield from self.labelled("\u00b7", metric.name, 4, 2, most=0)
            kind = ", ".join(part for part in (verdict.cls, self.view.label(verdict)) if part)
            yield from self.painted(f"{kind}; {w.because(placement)}", 6, DIM)
            if placement.why and placement.rule not in told:
                told.add(placement.rule)
                yield from self.painted(w.reason(placement), 6, DIM)
        left = len(coverage.metrics) - self.options.limit
        if left > 0:
            yield from self.text(f"... and {left:,} more; `--format json` holds all.", 4)
        if coverage.state != "outcomes":
            yield from self.labelled("ask", coverage.category.ask, 4, 6, most=0)


def _one_each(placements: Sequence[Placement]) -> list[Placement]:
    """The first placement of every KPI: what decided."""
    return list({placement.metric: placement for placement in reversed(placements)}.values())[::-1]
