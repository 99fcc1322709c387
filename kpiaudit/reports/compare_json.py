"""`kpiaudit compare` for machines, version 1: the contract in `kpiaudit/schemas/compare-v1.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit import __version__
from kpiaudit.analyses.compare import Comparison, Kpi, NeedChange, Side
from kpiaudit.model import Balance
from kpiaudit.reports import Options
from kpiaudit.reports.json_parts import SCHEMA_VERSION, balance, encode, rows
from kpiaudit.typed import Any


def render(found: Comparison, options: Options) -> Iterator[str]:
    """Everything that is different, whatever the options: it is for machines."""
    yield f'{{"schema_version": {SCHEMA_VERSION},\n'
    yield f'"tool": {encode({"name": "kpiaudit", "version": __version__})},\n'
    yield f'"before": {encode(_side(found.before))},\n"after": {encode(_side(found.after))},\n'
    yield from rows("added", map(_kpi, found.added))
    yield from rows("dropped", map(_kpi, found.dropped))
    yield from rows("renamed", ({"before": _kpi(r.before), "after": _kpi(r.after), "by": r.by} for r in found.renamed))
    yield from rows(
        "changed",
        (
            {"before": _kpi(c.before), "after": _kpi(c.after), "causes": list(c.causes), "fields": list(c.fields)}
            for c in found.changed
        ),
    )
    yield from rows("needs_covered", map(_need, found.covered))
    yield from rows("needs_uncovered", map(_need, found.uncovered), last=True)
    yield "}\n"


def _side(side: Side) -> dict[str, Any]:
    parts: dict[str, Balance | None] = {"board": None, "rewarded": None, "weighted": None, **side.parts}
    return {
        "path": side.label,
        "digest": side.digest,
        "problems": side.problems,
        "needs": None if side.needs is None else len(side.needs),
        "balance": {**balance(side.balance), **{key: part and balance(part) for key, part in parts.items()}},
    }


def _kpi(kpi: Kpi) -> dict[str, Any]:
    return {
        "id": kpi.id,
        "name": kpi.name,
        "class": kpi.cls,
        "kind": kpi.kind,
        "declared": kpi.declared,
        "because": kpi.because or None,
    }


def _need(change: NeedChange) -> dict[str, Any]:
    return {
        "customer": change.need.customer,
        "id": change.need.id,
        "need": change.need.need,
        "before": change.before,
        "after": change.after,
    }
