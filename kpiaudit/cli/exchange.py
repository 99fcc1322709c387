"""The commands for files that go back and forth between people and the program, as typer sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from kpiaudit.cli.options import Raw, interpret
from kpiaudit.cli.parameters import LISTS, Job, also_takes
from kpiaudit.inputs.beside import DECISIONS

_TEMPLATE_HELP = """Write an empty KPI list to send to a client: a column per field, explained, with choices.

A workbook needs the extra `excel`; a CSV needs nothing, and what its columns hold is printed.

\b
Examples:
  kpiaudit template -o kpis.xlsx
  kpiaudit template -o kpis.csv
"""

_IMPORT_HELP = """Turn KPIs from wherever they are into a list of our own, to go on with by hand.

Comments at its top say where the KPIs came from; read again, it gives the same KPIs.

\b
Examples:
  kpiaudit import client.csv -o kpis.yaml
  kpiaudit import metrics/ -o kpis.yaml
  pbpaste | kpiaudit import - -o kpis.yaml
"""

_DECISIONS_IMPORT_HELP = """Take over what people decided in a CSV report, so that audits know it from now on.

In the report write `output`, `outcome` or a kind into the column `decision` and the reason into `because`;
columns `by` and `until` may be added. An existing file keeps its comments and entries; a decision that is
replaced stays as a comment.

\b
Examples:
  kpiaudit audit kpis.yaml -f csv=audit.csv
  kpiaudit decisions import audit.csv
"""


def add(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    """Add `template`, `import` and `decisions` to the program."""
    _add_template(app, submit)
    _add_import(app, submit)
    _add_decisions(app, submit)


def _add_template(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    @app.command("template", help=_TEMPLATE_HELP)
    def template(
        output: Annotated[
            str,
            typer.Option(
                "--output", "-o", metavar="FILE", help="A new file, .xlsx or .csv. Default: CSV to standard output."
            ),
        ] = "",
    ) -> None:
        def job() -> int:
            from kpiaudit.cli.template import template as write

            return write(output)

        submit(job)


def _add_import(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    @app.command("import", help=_IMPORT_HELP, no_args_is_help=True)
    @also_takes(*LISTS)
    def import_(
        path: Annotated[str, typer.Argument(metavar="FILE", help="Anything `audit` reads; - is standard input.")],
        output: Annotated[
            str, typer.Option("--output", "-o", metavar="FILE", help="A new file. Default: standard output.")
        ] = "",
        *,
        given: Raw,
    ) -> None:
        def job() -> int:
            from kpiaudit.cli.import_list import import_list

            return import_list(interpret((path,), given), output)

        submit(job)


def _add_decisions(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    decisions = typer.Typer(help="Keep what people decided about KPIs.", no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(decisions, name="decisions")

    @decisions.callback()
    def root() -> None:
        pass  # keeps `import` a command of its own

    @decisions.command("import", help=_DECISIONS_IMPORT_HELP, no_args_is_help=True)
    @also_takes("rules")
    def import_(
        sheet: Annotated[
            str, typer.Argument(metavar="CSV", help="A CSV report with `decision` and `because` filled in.")
        ],
        output: Annotated[
            str,
            typer.Option(
                "--output", "-o", metavar="FILE", help=f"Where they go. Default: {DECISIONS}.", show_default=False
            ),
        ] = DECISIONS,
        *,
        given: Raw,
    ) -> None:
        def job() -> int:
            from kpiaudit.cli.decisions import import_decisions

            return import_decisions(sheet, output, interpret((), given))

        submit(job)
