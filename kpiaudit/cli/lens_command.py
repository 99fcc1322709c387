"""`kpiaudit lens` as typer sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from kpiaudit.cli.as_for_audit import Columns, Formats, Language, Rules, Sheet

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


def add(app: typer.Typer, submit: Callable[[Callable[[], int]], None]) -> None:
    """Add `lens` to the program."""

    @app.command("lens", help=_HELP)
    def lens(
        words: Annotated[
            list[str] | None,
            typer.Argument(metavar="[NAME] PATH...", help="A lens, and what `audit` reads.", show_default=False),
        ] = None,
        format_: Annotated[
            str, typer.Option("--format", "-f", metavar="FORMAT", help="text, json or markdown.")
        ] = "text",
        rules: Rules = None,
        formats: Formats = None,
        columns: Columns = None,
        language: Language = None,
        sheet: Sheet = None,
        color: Annotated[
            bool | None, typer.Option("--color/--no-color", help="As for audit.", show_default=False)
        ] = None,
    ) -> None:
        def job() -> int:
            from kpiaudit.cli.lens import Look
            from kpiaudit.cli.lens import lens as look
            from kpiaudit.cli.options import interpret

            given = {"rules": rules, "formats": formats, "columns": columns, "language": language, "sheet": sheet}
            return look(Look(interpret(words or (), given), format_, color))

        submit(job)
