"""The commands about objectives, customers and needs, as typer sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from kpiaudit.cli.options import AUDIT, Option, Raw, interpret
from kpiaudit.cli.parameters import Job, command
from kpiaudit.reports import GAP_RENDERERS

_GAP_HELP = """Which objectives and needs does an outcome show to be met, which only surveys or outputs, which nothing?

Goes by what the list says of `objectives` and of `customers` with their `needs`, and by `supports`, `customer` and
`need` of its KPIs. Checks each success statement; suggests KPIs. What is not given is asked for.

\b
Examples:
  kpiaudit gap kpis.yaml
  kpiaudit gap kpis.yaml -f markdown=gap.md -f json=gap.json
"""

_CANVAS_HELP = """One page on one customer for a workshop, as Markdown: who they are, what they came for, what proves it.

What the list does not give is a blank with a question.

\b
Examples:
  kpiaudit canvas Householder kpis.yaml
  kpiaudit canvas Householder kpis.yaml -o householder.md
"""


def add(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    """Add `gap` and `canvas` to the program."""
    app.command("gap", help=_GAP_HELP, no_args_is_help=True)(command(_gap_options(), _gap, submit))
    _add_canvas(app, submit)


def _gap_options() -> tuple[Option, ...]:
    """Those of `audit`, as far as they have a meaning here."""
    formats = f"{', '.join(GAP_RENDERERS)}; with =FILE into that file. May be given several times."
    return tuple(
        option._replace(help=formats) if option.name == "format" else option
        for option in AUDIT
        if option.name != "quiet"
    )


def _gap(paths: list[str], given: Raw) -> Job:
    request = interpret(paths, given, GAP_RENDERERS)

    def job() -> int:
        from kpiaudit.cli.audit import audit

        return audit(request, GAP_RENDERERS)

    return job


def _add_canvas(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    @app.command("canvas", help=_CANVAS_HELP, no_args_is_help=True)
    def canvas(
        customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's name, as the list gives it.")],
        path: Annotated[str, typer.Argument(metavar="PATH", help="Anything `audit` reads; - is standard input.")],
        output: Annotated[
            str, typer.Option("--output", "-o", metavar="FILE", help="A new file. Default: standard output.")
        ] = "",
        rules: Annotated[
            list[Path] | None, typer.Option(metavar="DIR", help="As for audit.", show_default=False)
        ] = None,
        decisions: Annotated[str, typer.Option(metavar="FILE", help="As for audit.", show_default=False)] = "",
    ) -> None:
        def job() -> int:
            from kpiaudit.cli.canvas import canvas as write

            return write(customer, path, output, tuple(rules or ()), decisions)

        submit(job)
