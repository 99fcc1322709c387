"""The gap for machines: the key `gap` of the audit's JSON, and all that `kpiaudit gap -f json` prints."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports.gap_view import names_of
from kpiaudit.reports.json_parts import closing, encode, location, opening
from kpiaudit.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpiaudit.aims import Gap, ServedCustomer, ServedNeed, Watch


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The gap as JSON, whatever the options: it is for machines."""
    yield from opening(audit)
    yield f'"gap": {encode(gap(audit))},\n'
    yield from closing(audit)


def gap(audit: Audit) -> dict[str, Any]:
    """The gap of every organisation whose lists have aims, and what to ask the client for."""
    names = names_of(audit) if audit.gaps else {}
    return {"organisations": [_gap(one, names) for one in audit.gaps or ()], "asks": list(audit.asks)}


def _gap(one: Gap, names: dict[str, str]) -> dict[str, Any]:
    return {
        "organisation": one.organisation or None,
        "path": one.path,
        "objectives": [
            {
                "id": served.objective.id,
                "name": served.objective.name,
                "location": location(served.objective.location),
                **_watch(served.watch, names),
            }
            for served in one.objectives
        ],
        "no_objective": _kpis(one.no_objective, names),
        "customers": [_customer(served, names) for served in one.customers],
        "no_need": _kpis(one.no_need, names),
        "asks": list(one.asks),
    }


def _customer(served: ServedCustomer, names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": served.customer.name,
        "important": served.customer.important,
        "location": location(served.customer.location),
        "needs": [_need(one, names) for one in served.needs],
        "no_need": _kpis(served.no_need, names),
    }


def _need(served: ServedNeed, names: dict[str, str]) -> dict[str, Any]:
    need = served.need
    return {
        "id": need.id,
        "need": need.need,
        "important": need.important,
        "location": location(need.location),
        **_watch(served.watch, names),
        "success": need.success or None,
        "statement": [{"id": one.id, "result": one.result, "why": one.why} for one in served.statement],
        "suggestions": [
            {"text": one.text, "rule": one.rule, "instead_of": one.instead_of or None} for one in served.suggestions
        ],
    }


def _watch(watch: Watch, names: dict[str, str]) -> dict[str, Any]:
    return {
        "watched_by": watch.state,
        "outcomes": _kpis(watch.outcomes, names),
        "surveys": _kpis(watch.surveys, names),
        "outputs": _kpis(watch.outputs, names),
        "unclear": _kpis(watch.unclear, names),
    }


def _kpis(ids: tuple[str, ...], names: dict[str, str]) -> list[dict[str, str]]:
    return [{"metric": metric_id, "name": names[metric_id]} for metric_id in ids]
