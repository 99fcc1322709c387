"""`kpiaudit gap` as Markdown, made to be pasted into a document. What a user wrote is never taken for markup."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.aims import Gap, ServedCustomer, ServedNeed, Watch
from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports import gap_view as v
from kpiaudit.reports.markdown import escaped, table
from kpiaudit.reports.view import footer

_LINE = "<br>"


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The report, with a table for the objectives and one for each customer."""
    if not audit.metrics:
        yield "Nothing to audit.\n"
        return
    names = v.names_of(audit)
    yield "# What is wanted, and what shows that it is reached\n"
    for gap in audit.gaps or ():
        yield f"\n## {escaped(v.title(gap))}\n"
        yield from _organisation(gap, names, options)
    if audit.asks:
        yield "\n## Not yet given: ask the client\n\n" + "".join(f"- {escaped(ask)}\n" for ask in audit.asks)
    yield "\n" + "".join(f"<sub>{escaped(line)}</sub>  \n" for line in footer(audit))


def _organisation(gap: Gap, names: dict[str, str], options: Options) -> Iterator[str]:
    if gap.objectives:
        yield "\n### Objectives\n"
        rows = [
            (f"**{escaped(one.objective.name)}**", v.objective_state(one), _watchers(one.watch, names))
            for one in gap.objectives
        ]
        yield table(("objective", "is", "KPIs"), rows)
        yield from _kpis("Serve no objective", gap.no_objective, names, options)
    for customer in gap.customers:
        yield from _customer(customer, names, options)
    if gap.no_need:
        yield "\n### KPIs that serve no need\n"
        yield from _kpis("", gap.no_need, names, options)


def _customer(customer: ServedCustomer, names: dict[str, str], options: Options) -> Iterator[str]:
    yield f"\n### {escaped(v.customer_title(customer.customer.name, customer.customer.important))}\n"
    if not customer.needs:
        yield "\nNo needs are given.\n"
        return
    rows = [
        (
            f"**{escaped(one.need.need)}**" + (f"{_LINE}important" if one.need.important else ""),
            v.WATCHED[one.watch.state],
            _watchers(one.watch, names),
            _success(one),
            _LINE.join(escaped(text) for text in v.suggested(one, names)),
        )
        for one in customer.needs
    ]
    yield table(("need", "is", "KPIs", "success", "measure"), rows)
    yield from _kpis("For this customer, and none of these needs", customer.no_need, names, options)


def _success(served: ServedNeed) -> str:
    if not served.need.success:
        return escaped(v.NO_STATEMENT)
    open_points = [f"*{word} {check}:* {escaped(why)}" for word, check, why in v.statement(served)]
    return _LINE.join([f"{escaped(served.need.success)} ({v.tally(served)})", *open_points])


def _watchers(watch: Watch, names: dict[str, str]) -> str:
    return _LINE.join(f"{part}: {escaped(some)}" for part, some in v.watchers(watch, names))


def _kpis(title: str, ids: tuple[str, ...], names: dict[str, str], options: Options) -> Iterator[str]:
    if not ids:
        return
    yield f"\n{title}:\n\n" if title else "\n"
    yield from (f"- {escaped(names[metric_id])}\n" for metric_id in ids[: options.limit])
    if len(ids) > options.limit:
        yield f"\nand {len(ids) - options.limit:,} more; `-f json` holds all.\n"
