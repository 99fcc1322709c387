"""The commands about what is wanted, and about before and after, as typer sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from kpiaudit.cli.options import AUDIT, Option, Raw, UsageError, interpret
from kpiaudit.cli.parameters import LISTS, Job, also_takes, command
from kpiaudit.reports import COMPARE_RENDERERS, GAP_RENDERERS

_GAP_HELP = """Which objectives and needs does an outcome show to be met, which only surveys or outputs, which nothing?

Goes by what the list says of `objectives` and of `customers` with their `needs`, and by `supports`, `customer` and
`need` of its KPIs. Checks each success statement; suggests KPIs. What is not given is asked for.

\b
Examples:
  kpiaudit gap kpis.yaml
  kpiaudit gap kpis.yaml -f markdown=gap.md -f json=gap.json
"""

_CANVAS_HELP = """One page on one customer for a workshop, as Markdown: who they are, what they want, what proves it.

What the list does not give is a blank with a question.

\b
Examples:
  kpiaudit canvas Householder kpis.yaml
  kpiaudit canvas Householder kpis.yaml -o householder.md
"""


_COMPARE_HELP = """What is different between two audits? KPIs, verdicts and why they changed, the balance, needs.

BEFORE and AFTER are lists, or anything else `audit` reads, or JSON reports of `kpiaudit audit`.

\b
Examples:
  kpiaudit compare before.yaml kpis.yaml
  kpiaudit compare audit-2024.json kpis.yaml -f markdown=progress.md
"""


def add(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    """Add `gap`, `canvas` and `compare` to the program."""
    app.command("gap", help=_GAP_HELP, no_args_is_help=True)(command(options_for(GAP_RENDERERS), _gap, submit))
    _add_canvas(app, submit)
    app.command("compare", help=_COMPARE_HELP, no_args_is_help=True)(
        command(options_for(COMPARE_RENDERERS), _compare, submit, "BEFORE AFTER")
    )


def options_for(renderers: Mapping[str, str]) -> tuple[Option, ...]:
    """Those of `audit`, as far as they have a meaning for a command that writes by these renderers."""
    formats = f"{', '.join(renderers)}; with =FILE into that file. May be given several times."
    return tuple(
        option._replace(help=formats) if option.name == "format" else option
        for option in AUDIT
        if option.name not in ("quiet", "by")
    )


def _gap(paths: list[str], given: Raw) -> Job:
    request = interpret(paths, given, GAP_RENDERERS)

    def job() -> int:
        from kpiaudit.cli.audit import audit

        return audit(request, GAP_RENDERERS)

    return job


def _compare(paths: list[str], given: Raw) -> Job:
    if len(paths) != 2:
        raise UsageError(f"compare takes two lists or reports, the earlier first, not {len(paths)}")
    request = interpret(paths, given, COMPARE_RENDERERS)

    def job() -> int:
        from kpiaudit.cli.compare import compare_paths

        return compare_paths(request)

    return job


def _add_canvas(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    @app.command("canvas", help=_CANVAS_HELP, no_args_is_help=True)
    @also_takes(*LISTS, "decisions")
    def canvas(
        customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's name, as the list gives it.")],
        path: Annotated[str, typer.Argument(metavar="PATH", help="Anything `audit` reads; - is standard input.")],
        output: Annotated[
            str, typer.Option("--output", "-o", metavar="FILE", help="A new file. Default: standard output.")
        ] = "",
        *,
        given: Raw,
    ) -> None:
        def job() -> int:
            from kpiaudit.cli.canvas import canvas as write

            return write(customer, interpret((path,), given), output)

        submit(job)
