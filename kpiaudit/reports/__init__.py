"""Reports: pure functions from an `Audit` to text, one file per format.

A new format is a new file with a `render` and a line in `RENDERERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from kpiaudit.model import Audit
from kpiaudit.records import NamedTuple


class Options(NamedTuple):
    """How a report is to look. What it says does not depend on it."""

    width: int = 80  # columns
    color: bool = False
    limit: int = 100  # KPIs shown per class where a person reads; formats for machines hold all
    quiet: bool = False  # the balance in one line, nothing else


Renderer = Callable[[Audit, Options], Iterator[str]]
"""The report in pieces, so that a large one need not be held in memory twice."""

RENDERERS: Mapping[str, str] = {
    "text": "kpiaudit.reports.text",
    "json": "kpiaudit.reports.as_json",
    "markdown": "kpiaudit.reports.markdown",
    "csv": "kpiaudit.reports.as_csv",
}
"""Format -> the module that holds its `render`, imported when asked for."""


def _family(name: str, *formats: str) -> Mapping[str, str]:
    """The modules of a command's own reports: named after the command and the format."""
    return {form: f"kpiaudit.reports.{name}_{form}" for form in formats}


# The same for the commands that have reports of their own. Those of `compare` take a `Comparison`.
LENS_RENDERERS = _family("lens", "text", "json", "markdown")
GAP_RENDERERS = _family("gap", "text", "json", "markdown")
COMPARE_RENDERERS = _family("compare", "text", "json", "markdown")
LINT_RENDERERS = _family("lint", "text", "json", "markdown")
STAR_RENDERERS = _family("star", "text", "json", "markdown")
TREE_RENDERERS = _family("tree", "text", "json", "mermaid")


def renderer(name: str, among: Mapping[str, str] = RENDERERS) -> Renderer:
    """The renderer of a format. Raises KeyError where there is none."""
    render: Renderer = import_module(among[name]).render
    return render
