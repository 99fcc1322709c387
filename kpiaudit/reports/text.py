"""The report for a terminal: calm, at most `width` columns, in the order a reader needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpiaudit.model import Audit, Balance, Class, Verdict
from kpiaudit.reports import Options, definitions, gap_view
from kpiaudit.reports import grouped as g
from kpiaudit.reports import view as v
from kpiaudit.reports.candidate import shown_candidate
from kpiaudit.reports.page import BOLD, DIM, Page
from kpiaudit.reports.plain import columns, cut, cut_front, pad, safe, wrap

_GLYPHS = {"output": "█", "business-result": "▓", "outcome": "▒", "perception": "░"}
_COLORS = {"output": "90", "business-result": "33", "outcome": "32", "perception": "36"}
_CLASS_COLORS = {"output": "90", "outcome": "32", "unclear": "35"}
_LABEL, _TAIL = 23, 31  # columns of the name of a part of the KPIs, and of what stands behind its bar


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The report, section by section."""
    if not audit.metrics:
        yield "Nothing to audit.\n"
    elif options.quiet:
        yield from (safe(line) + "\n" for line in v.balance_lines(audit))
    else:
        yield from _Page(audit, options).render()


class _Page(Page):
    def __init__(self, audit: Audit, options: Options) -> None:
        super().__init__(options)
        self.audit = audit
        self.view = v.View(audit)

    def render(self) -> Iterator[str]:
        yield self.lines([self.paint(cut(safe(self.view.title()), self.width), BOLD)])
        yield self.section("The balance", self.balance())
        yield self.section("Check these first", self.doubts())
        yield self.section("Every KPI", ()).removesuffix("\n")
        for cls in v.CLASSES:
            yield from self.kpis(cls)
        yield self.section("North Star candidates", self.north_star())
        yield self.section(gap_view.TITLE, self.gaps())
        if self.audit.lenses:
            yield self.section("Through lenses", self.lenses())
        if quality := definitions.sentences(self.audit):
            yield self.section("The definitions", [line for text in quality for line in self.text(text)])
        yield self.section("What to do next", self.next_steps())
        if len(sources := g.sources(self.audit)) > 1:
            yield self.section("Where the KPIs come from", self.sources(sources))
        yield self.lines(["", *(self.paint(cut(safe(line), self.width), DIM) for line in v.footer(self.audit))])

    # -- 1 the balance

    def balance(self) -> Iterator[str]:
        whole = self.audit.balances.all
        if whole.judged:
            unclear = f"  + {whole.unclear:g} unclear" if whole.unclear else ""
            yield "  " + self.bar(whole, self.width - 2 - len(unclear)) + self.paint(unclear, _CLASS_COLORS["unclear"])
            yield ""
            for segment, label, count, about in self.view.segments():
                key = self.paint(_GLYPHS[segment], _COLORS[segment])
                share = v.percent(count / whole.judged)
                note = self.paint(cut(safe(about), self.width - 35), DIM)
                yield f"  {key} {pad(label, 16)}{count:>5g}{share:>7}   {note}"
            if whole.unclear:
                share = v.percent(whole.unclear_share or 0)
                note = f"of all {whole.metrics:,}: too little to tell"
                yield f"    {pad('unclear', 16)}{whole.unclear:>5g}{share:>7}   {self.paint(note, DIM)}"
            yield ""
        for sentence in v.balance_sentences(self.audit):
            yield from self.text(sentence)
        yield from self.parts()

    def bar(self, balance: Balance, width: int) -> str:
        sizes = _share_out([balance.segments.get(s, 0) for s in v.SEGMENTS], width)
        return "".join(self.paint(_GLYPHS[s] * n, _COLORS[s]) for s, n in zip(v.SEGMENTS, sizes, strict=True))

    def parts(self) -> Iterator[str]:
        found = v.parts(self.audit)
        if found:
            yield ""
            yield from self.text("What the list says matters most; what is rewarded is what people get good at:")
            for name, balance in found:
                yield self.part(name, balance, _tail(balance, " points" if name == "By weight" else ""))
        yield from self.groups()

    def groups(self) -> Iterator[str]:
        groups = g.groups(self.audit)
        if not groups:
            return
        yield from ("", f"  By {g.grouped_by(self.audit)}:")
        shown = [(safe(name), balance) for name, balance in groups[: self.options.limit]]
        asked = self.audit.balances.by
        gap, room = _LABEL, _TAIL
        if asked:
            gap = max(gap, min(max(columns(name) + 1 for name, _ in shown), 2 * self.width // 5))
            room = max(len(_tail(balance, unclear=True)) for _, balance in shown)
        for name, balance in shown:
            label = cut_front(name, gap - 1) if asked == "path" else name
            yield self.part(label, balance, _tail(balance, unclear=bool(asked)), gap, room)
        if len(groups) > self.options.limit:
            yield f"  and {len(groups) - self.options.limit:,} more; `-f json` holds all."

    def part(self, name: str, balance: Balance, tail: str, gap: int = _LABEL, room: int = _TAIL) -> str:
        label = pad(cut(safe(name), gap - 1), gap)
        if not balance.judged:
            return f"  {label}{self.paint(f'none of {balance.metrics} could be judged', DIM)}"
        return f"  {label}{self.bar(balance, max(4, min(24, self.width - 2 - gap - room)))}{tail}"

    # -- 2 check these first

    def doubts(self) -> Iterator[str]:
        yield from self.text(v.doubts_intro(self.audit))
        if self.audit.check_first:
            yield ""
        for metric_id in self.audit.check_first:
            metric, verdict = self.view.pair(metric_id)
            yield from self.headline(metric.name, f"{verdict.cls}, {self.view.label(verdict)}", verdict)
            yield from self.labelled("at", str(metric.location), 6, 10)

    # -- 3 every KPI

    def kpis(self, cls: Class) -> Iterator[str]:
        places = self.view.members(cls)
        if not places:
            return
        title = f"{self.view.class_title(cls)} ({len(places):,})"
        yield self.lines(["", "  " + self.paint(safe(title), f"{BOLD};{_CLASS_COLORS[cls]}")])
        told: dict[str, str] = {}
        for entry in self.view.entries(places[: self.options.limit]):
            yield self.lines(["", *self.entry(entry, told)])
        left = len(places) - self.options.limit
        if left > 0:
            more = f"... and {left:,} more; `-f csv=FILE` or `-f json=FILE` holds every KPI."
            yield self.lines(["", *self.text(more)])

    def entry(self, entry: v.Entry, told: dict[str, str]) -> Iterator[str]:
        yield from self.headline(entry.metric.name, self.view.label(entry.verdict), entry.verdict)
        if entry.twin:
            yield from self.labelled("twin", f"counts nearly the same as “{entry.twin}”", 4, 10)
        yield from self.labelled("because", entry.says, 4, 10)
        if entry.rule and entry.rule in told:
            yield from self.labelled("ask", f"as for “{cut(told[entry.rule], 50)}”", 4, 10)
            return
        told[entry.rule] = entry.metric.name
        for label, text in (("ask", entry.ask), ("instead", entry.instead), ("keep for", entry.keep_for)):
            if text:
                yield from self.labelled(label, text, 4, 10)

    def headline(self, name: str, label: str, verdict: Verdict) -> list[str]:
        sure = "" if verdict.cls == "unclear" else "person" if verdict.declared else v.percent(verdict.confidence)
        tail = f"{cut(label, 24)}{sure:>8}"
        first, *more = wrap(safe(name), self.width - 4 - max(len(tail), 26), 4)
        space = " " * (self.width - 2 - columns(first) - len(tail))
        return [
            f"  {self.paint(first, BOLD)}{space}{self.paint(tail, DIM)}",
            *(f"  {self.paint(m, BOLD)}" for m in more),
        ]

    # -- 4 north star

    def north_star(self) -> Iterator[str]:
        yield from self.text(self.view.say(v.candidates_intro(self.audit)))
        shown = self.audit.north_star[: v.MOST_CANDIDATES]
        for place, candidate in enumerate(shown):
            yield ""
            yield from shown_candidate(self, candidate, full=place == 0)
        left = len(self.audit.north_star) - len(shown)
        if left:
            yield from ("", f"  and {left:,} more; `-f json` holds all, with every reason.")
        beside = self.view.beside() if self.audit.north_star else []
        if beside:
            yield from ("", "  To be read beside it:")
            for title, names in beside:
                yield from self.labelled(title, ", ".join(f"“{cut(name, 50)}”" for name in names), 4, 22)

    # -- 5 objectives and needs

    def gaps(self) -> Iterator[str]:
        for line in gap_view.summary(self.audit):
            yield from self.text(line)

    # -- 6 through lenses

    def lenses(self) -> Iterator[str]:
        for label, text in v.lenses(self.audit):
            yield from self.labelled(cut(safe(label), 16), text, 2, 18, most=0)
        yield ""
        yield from self.text(v.LENSES_INTRO)

    # -- 7 what next

    def next_steps(self) -> Iterator[str]:
        for place, step in enumerate(self.audit.next_steps, 1):
            yield from self.labelled(f"{place}.", step, 2, 3, most=0)

    # -- 6 where from

    def sources(self, sources: Sequence[g.Source]) -> Iterator[str]:
        for source in sources[: self.options.limit]:
            tail = f"  {source.format}"
            name = cut_front(safe(str(source)), self.width - 9 - columns(tail))
            yield f"  {source.metrics:>5,}  {name}{self.paint(tail, DIM)}"
        if len(sources) > self.options.limit:
            yield f"  and {len(sources) - self.options.limit:,} more; `-f json` holds all."
        if line := g.formats_line(self.audit):
            yield from ("", *self.text(f"By format: {line}"))


def _tail(balance: Balance, unit: str = "", *, unclear: bool = False) -> str:
    """What stands behind a bar."""
    more = f", {balance.unclear:g} unclear" if unclear and balance.unclear else ""
    share = v.percent(balance.output_share or 0)
    return f"{share:>6} outputs  {balance.output:g} of {balance.judged:g}{unit}{more}"


def _share_out(amounts: Sequence[float], width: int) -> list[int]:
    """Split `width` cells in proportion (largest remainder); what is there at all gets at least one cell."""
    total = sum(amounts)
    if not total:
        return [0] * len(amounts)
    exact = [width * amount / total for amount in amounts]
    cells = [max(int(e), 1 if e > 0 else 0) for e in exact]
    while sum(cells) < width:
        cells[max(range(len(cells)), key=lambda i: exact[i] - cells[i])] += 1
    while sum(cells) > width:
        cells[max(range(len(cells)), key=lambda i: cells[i] - exact[i] if cells[i] > 1 else -width)] -= 1
    return cells
