"""Reports: pure functions from an `Audit` to text, one file per format.

A new format is a new file with a `render` and a line in `RENDERERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import NamedTuple

from kpiaudit.model import Audit


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

LENS_RENDERERS: Mapping[str, str] = {
    "text": "kpiaudit.reports.lens_text",
    "json": "kpiaudit.reports.lens_json",
    "markdown": "kpiaudit.reports.lens_markdown",
}
"""The same for what was seen through lenses."""


GAP_RENDERERS: Mapping[str, str] = {
    "text": "kpiaudit.reports.gap_text",
    "json": "kpiaudit.reports.gap_json",
    "markdown": "kpiaudit.reports.gap_markdown",
}
"""The same for `kpiaudit gap`."""

COMPARE_RENDERERS: Mapping[str, str] = {
    "text": "kpiaudit.reports.compare_text",
    "json": "kpiaudit.reports.compare_json",
    "markdown": "kpiaudit.reports.compare_markdown",
}
"""The same for `kpiaudit compare`; their `render` takes a `Comparison`."""

LINT_RENDERERS: Mapping[str, str] = {
    "text": "kpiaudit.reports.lint_text",
    "json": "kpiaudit.reports.lint_json",
    "markdown": "kpiaudit.reports.lint_markdown",
}
"""The same for `kpiaudit lint`."""


STAR_RENDERERS: Mapping[str, str] = {
    "text": "kpiaudit.reports.star_text",
    "json": "kpiaudit.reports.star_json",
    "markdown": "kpiaudit.reports.star_markdown",
}
"""The same for `kpiaudit north-star`."""

TREE_RENDERERS: Mapping[str, str] = {
    "text": "kpiaudit.reports.tree_text",
    "json": "kpiaudit.reports.tree_json",
    "mermaid": "kpiaudit.reports.tree_mermaid",
}
"""The same for `kpiaudit tree`."""


def renderer(name: str, among: Mapping[str, str] = RENDERERS) -> Renderer:
    """The renderer of a format. Raises KeyError where there is none."""
    render: Renderer = import_module(among[name]).render
    return render
