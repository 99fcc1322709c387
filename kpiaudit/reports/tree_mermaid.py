"""`kpiaudit tree` as a Mermaid flowchart. Names are mere labels: of what a user wrote, no character is syntax."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports import tree_view as v
from kpiaudit.reports.plain import cut, safe

_MOST_LABEL = 120  # columns
_HARMLESS = re.compile(r"[^\w ,.()·★'“”+-]|_")


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The flowchart: drivers below what they drive, in boxes of their levels, the front line at the bottom."""
    yield "flowchart BT\n"
    tree = audit.tree
    if tree is None:
        return
    words = v.Words(audit, tree)
    places = {metric.id: f"kpi{number}" for number, metric in enumerate(audit.metrics, 1)}

    def nodes(ids: Iterable[str], indent: str) -> Iterator[str]:
        for one in ids:
            star = "★ " if one == tree.star else ""
            yield f'{indent}{places[one]}["{label(star + words.metric(one).name)}"]\n'

    for number, level in enumerate(tree.levels, 1):
        yield f'  subgraph level{number}["{label(level.label or v.LEVEL_NOT_GIVEN)}"]\n'
        yield from nodes(level.metrics, "    ")
        yield "  end\n"
    if tree.loose:
        yield '  subgraph loose["Connected to nothing"]\n'
        yield from nodes(tree.loose, "    ")
        yield "  end\n"
    for driver, driven in tree.drives.items():
        yield from (f"  {places[driver]} --> {places[one]}\n" for one in driven)
    if tree.star:
        yield f"  style {places[tree.star]} stroke-width:4px\n"


def label(text: str) -> str:
    """A text inside a quoted label; every character with a meaning to Mermaid or HTML as a number."""
    return _HARMLESS.sub(lambda match: f"#{ord(match.group())};", cut(safe(text), _MOST_LABEL))
