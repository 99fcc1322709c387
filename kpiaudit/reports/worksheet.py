"""The paper for the workshop that chooses a North Star, as Markdown.

Its words stand in `rules/worksheet.yaml`. What the list gives is filled in; the rest are blanks with a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kpiaudit.aims import ServedCustomer
from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports.gap_view import WATCHED
from kpiaudit.reports.markdown import escaped, table
from kpiaudit.reports.star_view import names_of, paired
from kpiaudit.reports.view import View, footer
from kpiaudit.star_model import Star
from kpiaudit.typed import Any
from kpiaudit.wording import say

_BLANK = "> &nbsp;  \n> &nbsp;\n"
_EMPTY = "&nbsp;"
_EMPTY_ROWS = 3  # for what people add

Rows = Iterable[Sequence[str]]


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The paper, section by section, in the order of the rules."""
    if not audit.metrics or audit.star is None:
        yield "Nothing to audit.\n"
        return
    paper = _Paper(audit, audit.star, options)
    yield f"# Choosing a North Star: {escaped(View(audit).title())}\n"
    for number, section in enumerate(audit.star.sections, 1):
        yield f"\n## {number}. {paper.words(section['title'])}\n\n"
        yield from paper.section(section)
    yield "\n" + "".join(f"<sub>{escaped(line)}</sub>  \n" for line in footer(audit))


class _Paper:
    """What the list gives for each section."""

    def __init__(self, audit: Audit, star: Star, options: Options) -> None:
        self.audit, self.star, self.most = audit, star, options.limit
        self.word = View(audit).customer_word
        self.customers = [served for gap in audit.gaps or () for served in gap.customers]
        self._lists: Mapping[str, Callable[[], Iterable[str]]] = {
            "best-customers": self.best_customers,
            "invite": self.invite,
            "strategy": lambda: (one.objective.name for gap in audit.gaps or () for one in gap.objectives),
            "grit": self.grit,
            "most-important-need": self.important_needs,
            "decision": self.pairs,
        }
        self._tables: Mapping[str, Callable[[], Rows]] = {
            "categories": lambda: (
                (c.customer.name, "; ".join(c.customer.canvas.get("who", ()))) for c in self.customers
            ),
            "needs": self.needs,
            "outputs": self.outputs,
            "candidates": self.candidates,
            "votes": lambda: ((c.name,) for c in self.star.candidates),
            "contributions": lambda: ((name,) for name in self.functions()),
        }

    def words(self, text: str) -> str:
        """Our own words, with the list's word for its customers, as Markdown."""
        return escaped(say(text, self.word))

    def section(self, section: Mapping[str, Any]) -> Iterator[str]:
        """A section: what it is, what the list gives, questions with room for answers."""
        if section["about"]:
            yield f"{self.words(section['about'])}\n"
        given = list(dict.fromkeys(self._lists.get(section["id"], list)()))
        if given:
            yield f"\n{self.words(section['given'] or '')}\n\n"
            yield from (f"- {escaped(text)}\n" for text in given[: self.most])
            yield from self.more(len(given))
        if section["columns"]:
            yield from self.table(section)
        for question in section["ask"]:
            yield f"\n**{self.words(question)}**\n\n{_BLANK}"

    def table(self, section: Mapping[str, Any]) -> Iterator[str]:
        columns = section["columns"]
        rows = list(self._tables.get(section["id"], list)())
        filled = [[escaped(cell) or _EMPTY for cell in row[: len(columns)]] for row in rows[: self.most]]
        filled += [[] for _ in range(_EMPTY_ROWS)]
        yield table(
            [self.words(one) for one in columns], [row + [_EMPTY] * (len(columns) - len(row)) for row in filled]
        )
        yield from self.more(len(rows))

    def more(self, count: int) -> Iterator[str]:
        if count > self.most:
            yield f"\nand {count - self.most:,} more.\n"

    def best_customers(self) -> Iterator[str]:
        for served in self.customers:
            if served.customer.important:
                yield ": ".join([served.customer.name, *served.customer.canvas.get("who", ())[:1]])

    def invite(self) -> Iterator[str]:
        for metric in self.audit.metrics:
            yield from (name for name in (metric.owner, *_listed(metric.details.get("contributors", ""))) if name)
        yield from (metric.department for metric in self.audit.metrics if metric.department)

    def grit(self) -> Iterator[str]:
        for metric, verdict in zip(self.audit.metrics, self.audit.verdicts, strict=True):
            kind = self.audit.kinds.get(verdict.kind or "")
            if kind and verdict.cls == "outcome" and kind.north_star == "guardrail":
                yield metric.name

    def important_needs(self) -> Iterator[str]:
        for served in self.customers:
            yield from (_of(served, one.need.need) for one in served.needs if one.need.important)

    def needs(self) -> Iterator[Sequence[str]]:
        for served in self.customers:
            yield from ((served.customer.name, one.need.need, WATCHED[one.watch.state]) for one in served.needs)

    def outputs(self) -> Iterator[Sequence[str]]:
        for metric, verdict in zip(self.audit.metrics, self.audit.verdicts, strict=True):
            rule = deciding_rule(verdict, self.audit.rules) if verdict.cls == "output" else None
            if verdict.cls == "output":
                yield metric.name, say(rule.ask, metric.context.customer_word) if rule else ""

    def candidates(self) -> Iterator[Sequence[str]]:
        for one in self.star.candidates:
            told = {result: [c for c in one.criteria if c.result == result] for result in ("met", "not-met", "unknown")}
            yield (
                one.name,
                ", ".join(c.id for c in told["met"]),
                " ".join([*([one.because] if one.because else []), *(f"{c.id}: {c.why}" for c in told["not-met"])]),
                " ".join(c.why for c in told["unknown"]),
            )

    def pairs(self) -> Iterator[str]:
        names = names_of(self.audit)
        for metric_id, pairs in self.star.beside.items():
            yield from (f"{one.title}, beside {names[metric_id]}: {paired(one, names)}" for one in pairs)

    def functions(self) -> list[str]:
        """Departments and contributors; where the list names neither, the owners."""
        named = [metric.department for metric in self.audit.metrics]
        named += [one for metric in self.audit.metrics for one in _listed(metric.details.get("contributors", ""))]
        found = [name for name in dict.fromkeys(named) if name]
        return found or [name for name in dict.fromkeys(metric.owner for metric in self.audit.metrics) if name]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _of(served: ServedCustomer, text: str) -> str:
    return f"{served.customer.name}: {text}"
