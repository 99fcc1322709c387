"""The page on one customer, as Markdown for a workshop. What the list does not give is a blank with a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpiaudit.aims import Customer, ServedCustomer
from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.model import Audit, Metric, Rule
from kpiaudit.records import NamedTuple
from kpiaudit.reports import gap_view as v
from kpiaudit.reports.markdown import escaped, table
from kpiaudit.reports.view import footer
from kpiaudit.wording import say

_BLANK = "> &nbsp;  \n> &nbsp;  \n> &nbsp;\n"
_MOST_OUTPUTS = 12  # of what we do: a page is a page


class Subject(NamedTuple):
    """The customer a page is about."""

    customer: Customer
    served: ServedCustomer | None  # None where only KPIs name the customer
    organisation: str = ""
    customer_word: str = ""


def subjects(audit: Audit) -> dict[str, Subject]:
    """Every customer there is a page about, by name in lower case: those the lists give, then those KPIs name."""
    found: dict[str, Subject] = {}
    for gap in audit.gaps or ():
        for served in gap.customers:
            subject = Subject(served.customer, served, gap.organisation, gap.customer_word)
            found.setdefault(served.customer.name.casefold(), subject)
    for metric in audit.metrics:
        for link in metric.links:
            if link.key == "customer" and link.target:
                context = metric.context
                customer = Customer(link.target, link.location)
                subject = Subject(customer, None, context.organisation, context.customer_word)
                found.setdefault(link.target.casefold(), subject)
    return found


def render(audit: Audit, subject: Subject, parts: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The page.

    Args:
        audit: which KPIs there are, and what they were judged to be.
        subject: whom the page is about.
        parts: its sections in order, each with `id`, `title` and `ask` (`rules/customers.yaml`).
    """
    page = _Page(audit, subject)
    yield f"# {escaped(v.customer_title(subject.customer.name, subject.customer.important))}\n"
    of = f" at {escaped(subject.organisation)}" if subject.organisation else ""
    yield f"\nA page for a workshop{of}.\n"
    for part in parts:
        yield f"\n## {escaped(part['title'])}\n\n"
        filled = "".join(page.section(part["id"]))
        yield filled or f"**{escaped(say(part['ask'], subject.customer_word))}**\n\n{_BLANK}"
        if filled:
            yield f"\n*{escaped(say(part['ask'], subject.customer_word))}*\n"
    yield "\n" + "".join(f"<sub>{escaped(line)}</sub>  \n" for line in footer(audit))


class _Page:
    """What the list gives for each section."""

    def __init__(self, audit: Audit, subject: Subject) -> None:
        self.audit, self.subject = audit, subject
        self.needs = subject.served.needs if subject.served else ()
        self.names = v.names_of(audit)

    def section(self, part: str) -> Iterator[str]:
        """A section as Markdown; nothing where the list gives nothing."""
        if part == "helps-or-harms":
            yield from self.helps_or_harms()
        elif part == "statement":
            yield from self.statements()
        elif part == "proof":
            yield from self.proof()
        else:
            yield from self.given(part)
            if part == "success":
                yield from (f"- {escaped(one.need.need)}\n" for one in self.needs)

    def given(self, key: str) -> Iterator[str]:
        yield from (f"- {escaped(text)}\n" for text in self.subject.customer.canvas.get(key, ()))

    def helps_or_harms(self) -> Iterator[str]:
        canvas = self.subject.customer.canvas
        for key, label in (("helps", "Helps"), ("harms", "Harms")):
            yield from (f"- **{label}:** {escaped(text)}\n" for text in canvas.get(key, ()))
        done = list(self.outputs())
        if not done:
            return
        rows = [
            (escaped(m.name), escaped(say(rule.ask, self.subject.customer_word)) if rule else "", "&nbsp;")
            for m, rule in done[:_MOST_OUTPUTS]
        ]
        yield ("\n" if canvas.get("helps") or canvas.get("harms") else "") + "What we do and count:\n"
        yield table(("what we count", "ask", "helps or harms?"), rows)
        if len(done) > _MOST_OUTPUTS:
            yield f"\nand {len(done) - _MOST_OUTPUTS:,} more.\n"

    def outputs(self) -> Iterator[tuple[Metric, Rule | None]]:
        """The outputs that are for this customer or one of the needs, with the rule that decided."""
        wanted = {i for one in self.needs for ids in one.watch for i in ids}
        name = self.subject.customer.name.casefold()
        for metric, verdict in zip(self.audit.metrics, self.audit.verdicts, strict=True):
            named = any(link.key == "customer" and link.target.casefold() == name for link in metric.links)
            if verdict.cls == "output" and (named or metric.id in wanted):
                yield metric, deciding_rule(verdict, self.audit.rules)

    def statements(self) -> Iterator[str]:
        for one in self.needs:
            if one.need.success:
                yield f"- {escaped(one.need.success)} ({v.tally(one)})\n"
                yield from (f"  - *{word} {check}:* {escaped(why)}\n" for word, check, why in v.statement(one))
            else:
                yield f"- *{escaped(one.need.need)}:* ____________________\n"

    def proof(self) -> Iterator[str]:
        rows = []
        for one in self.needs:
            there = "<br>".join(f"{part}: {escaped(some)}" for part, some in v.watchers(one.watch, self.names))
            ideas = "<br>".join(escaped(text) for text in v.suggested(one, self.names))
            rows.append((escaped(one.need.need), v.WATCHED[one.watch.state], there, ideas or "&nbsp;"))
        if rows:
            yield table(("need", "is", "KPIs", "to measure"), rows).removeprefix("\n")
