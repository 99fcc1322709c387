"""`kpiaudit tree` for a terminal: the North Star, what drives it, whose it is, and what is connected to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports import tree_view as v
from kpiaudit.reports.page import BOLD, DIM, Page
from kpiaudit.reports.plain import columns, cut, safe, wrap
from kpiaudit.reports.view import footer, number
from kpiaudit.star_model import Level, Tree


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The report, section by section."""
    if not audit.metrics or audit.tree is None:
        yield "Nothing to audit.\n"
        return
    page = _Page(audit, audit.tree, options)
    yield page.lines([page.paint(cut(safe(page.words.view.title()), page.width), BOLD)])
    yield from page.render()
    yield page.lines(["", *(page.paint(cut(safe(line), page.width), DIM) for line in footer(audit))])


class _Page(Page):
    def __init__(self, audit: Audit, tree: Tree, options: Options) -> None:
        super().__init__(options)
        self.audit, self.tree, self.words = audit, tree, v.Words(audit, tree)
        self.drawn: set[str] = set()

    def render(self) -> Iterator[str]:
        tree = self.tree
        yield self.section("The North Star and what drives it", self.star())
        if tree.results:
            yield self.section("Other results and what drives them", self.results())
        if tree.drives:
            yield self.section("Who moves it, from the front line to the top team", self.levels())
        if tree.loose:
            title = f"Connected to nothing ({len(tree.loose):,})"
            yield self.section(title, self.bounded(tree.loose, self.loose))
        if tree.asks:
            asks = [line for ask in tree.asks for line in self.labelled("-", ask, 2, 2, most=0)]
            yield self.section("Not yet given: ask the client", asks)

    def star(self) -> Iterator[str]:
        tree = self.tree
        if not tree.star:
            yield from self.text(v.NO_STAR)
            return
        yield from self.branches(tree.star)
        if tree.star not in tree.driven_by:
            yield from ("", *self.text(v.ALONE))
        if tree.star in tree.drives:
            yield from ("", *self.labelled("drives", self.words.results(), 2, 8))

    def results(self) -> Iterator[str]:
        for place, one in enumerate(self.tree.results[: self.options.limit]):
            yield from ([""] if place else [])
            yield from self.branches(one)
        if len(self.tree.results) > self.options.limit:
            yield f"  and {len(self.tree.results) - self.options.limit:,} more; `-f json` holds all."

    def branches(self, root: str) -> Iterator[str]:
        rows = v.drawing(root, self.tree.driven_by, self.drawn)
        for row in islice(rows, self.options.limit):
            yield from self.row(row)
        left = sum(1 for _ in rows)
        if left:
            yield f"  and {number(left, 'line')} more; `-f json` holds all."

    def row(self, row: v.Row) -> Iterator[str]:
        star = "★ " if row.metric == self.tree.star else ""
        name = star + safe(self.words.metric(row.metric).name)
        first, *more = wrap(name, self.width - 4 - columns(row.lead), 4)
        yield f"  {row.lead}{self.paint(first, BOLD)}"
        yield from (f"  {row.below}{self.paint(line, BOLD)}" for line in more)
        facts = "drawn above" if row.again else safe(self.words.facts(row.metric))
        for line in wrap(facts, self.width - 2 - columns(row.below), 3):
            yield f"  {row.below}{self.paint(line, DIM)}"

    def levels(self) -> Iterator[str]:
        for place, level in enumerate(self.tree.levels):
            yield from ([""] if place else [])
            yield f"  {self.paint(cut(safe(level.label or v.LEVEL_NOT_GIVEN), self.width - 2), BOLD)}"
            yield from self.bounded(self.owned(level), lambda pair: self.labelled(pair[0], pair[1], 4, 28))

    def owned(self, level: Level) -> Sequence[tuple[str, str]]:
        """(owner, the names of the KPIs) of a level."""
        found: dict[str, list[str]] = {}
        for one in level.metrics:
            metric = self.words.metric(one)
            found.setdefault(metric.owner, []).append(metric.name)
        return [
            (cut(safe(owner), 26) or "owner not given", ", ".join(f"“{name}”" for name in names))
            for owner, names in found.items()
        ]

    def loose(self, metric_id: str) -> Iterator[str]:
        yield from self.labelled("-", f"{self.words.metric(metric_id).name} ({self.words.facts(metric_id)})", 2, 2)
