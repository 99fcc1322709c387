"""`kpiaudit tree` for machines: the contract in `kpiaudit/schemas/tree-v1.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports.json_parts import closing, encode, location, opening, rows
from kpiaudit.star_model import Tree
from kpiaudit.typed import Any

_NONE = Tree("", {}, {}, (), (), ())


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The tree as JSON, whatever the options: it is for machines."""
    tree = audit.tree or _NONE
    yield from opening(audit)
    yield f'"star": {encode(tree.star or None)},\n'
    yield from rows("metrics", _metrics(audit, tree))
    yield f'"results": {encode(list(tree.results))},\n'
    yield from rows(
        "levels",
        ({"id": one.id or None, "label": one.label or None, "metrics": list(one.metrics)} for one in tree.levels),
    )
    yield f'"loose": {encode(list(tree.loose))},\n'
    yield f'"asks": {encode(list(tree.asks))},\n'
    yield from closing(audit)


def _metrics(audit: Audit, tree: Tree) -> Iterator[dict[str, Any]]:
    """Every KPI, connected or not."""
    for metric, verdict in zip(audit.metrics, audit.verdicts, strict=True):
        yield {
            "id": metric.id,
            "name": metric.name,
            "class": verdict.cls,
            "kind": verdict.kind,
            "owner": metric.owner or None,
            "level": metric.level or None,
            "drives": list(tree.drives.get(metric.id, ())),
            "driven_by": list(tree.driven_by.get(metric.id, ())),
            "location": location(metric.location),
        }
