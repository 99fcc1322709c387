"""What was seen through lenses, for machines: `lenses` of the JSON report, and the report of `kpiaudit lens`."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.lens_model import Coverage, LensView
from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports.json_parts import closing, opening, rows
from kpiaudit.typed import Any


def render(audit: Audit, options: Options) -> Iterator[str]:
    """Every lens of the audit with the reason of every placement, whatever the options: it is for machines."""
    yield from opening(audit)
    yield from rows(
        "metrics",
        [
            {"id": m.id, "name": m.name, "class": v.cls, "kind": v.kind}
            for m, v in zip(audit.metrics, audit.verdicts, strict=True)
        ],
    )
    yield from rows("lenses", [{**lens_row(view), **_reasons(view)} for view in audit.lenses])
    yield from closing(audit)


def lens_row(view: LensView) -> dict[str, Any]:
    """One lens: what it covers, KPIs by their ids."""
    return {
        "id": view.id,
        "label": view.label,
        "skipped": view.skipped or None,
        "metrics": view.metrics,
        "categories": [_category(coverage) for coverage in view.coverages],
        "untold": [{"aspect": each.aspect or None, "metrics": each.metrics} for each in view.untold],
        "judgements": list(view.judgements),
        "notes": list(view.notes),
    }


def _category(coverage: Coverage) -> dict[str, Any]:
    category = coverage.category
    return {
        "id": category.id,
        "label": category.label,
        "aspect": category.aspect or None,
        "expects": category.expects,
        "state": coverage.state,
        "counts": dict(coverage.segments),
        "metrics": list(coverage.metrics),
    }


def _reasons(view: LensView) -> dict[str, Any]:
    return {
        "question": view.question,
        "source": view.source,
        "asks": {c.category.id: c.category.ask for c in view.coverages},
        "placements": [
            {
                "metric": p.metric,
                "category": p.category,
                "rule": p.rule or None,
                "by": p.by,
                "text": p.text,
                "why": p.why or None,
                "moves": p.moves,
            }
            for p in view.placements
        ],
    }
