"""`kpiaudit lens` as typer sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from kpiaudit.cli.options import Raw, interpret
from kpiaudit.cli.parameters import LISTS, Job, also_takes

_HELP = """Look at KPI lists in one way: which categories have outcomes, only surveys, only outputs, or nothing?

Shows every category, which KPIs stand in it and by which words, and what to ask. NAME is a lens; without one, those of
every audit are shown; without PATH, the lenses there are. A lens of your own is a file in a directory of --rules.

\b
Examples:
  kpiaudit lens
  kpiaudit lens kpis.yaml
  kpiaudit lens journey kpis.yaml
  kpiaudit lens triple-crown lists/ --format markdown > crowns.md
  kpiaudit lens our-promises kpis.yaml --rules my-rules/
"""


def add(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    """Add `lens` to the program."""

    @app.command("lens", help=_HELP)
    @also_takes(*LISTS, "color")
    def lens(
        words: Annotated[
            list[str] | None,
            typer.Argument(metavar="[NAME] PATH...", help="A lens, and what `audit` reads.", show_default=False),
        ] = None,
        format_: Annotated[
            str, typer.Option("--format", "-f", metavar="FORMAT", help="text, json or markdown.")
        ] = "text",
        *,
        given: Raw,
    ) -> None:
        def job() -> int:
            from kpiaudit.cli.lens import Look
            from kpiaudit.cli.lens import lens as look

            return look(Look(interpret(words or (), given), format_))

        submit(job)
