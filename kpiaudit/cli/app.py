"""The commands as typer sees them. They only say what is to be done; `run` does it once typer has let go.

So exit codes, interrupts and closed pipes are treated alike, whichever lane read the arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from kpiaudit import __version__
from kpiaudit.cli import customers, exchange, lens_command, lint_command, star
from kpiaudit.cli.options import AUDIT, Raw, Request, interpret
from kpiaudit.cli.parameters import LISTS, Job, also_takes, command

_AUDIT_HELP = """Judge every KPI: does it measure what you did, or what happened to the customer?

PATH is a KPI list in YAML, JSON, CSV, Excel or plain text (one name a line), a file of a format that `kpiaudit formats`
lists, a directory of such files, or - for standard input. Several lists are judged each in its own light and reported
together.

\b
Examples:
  kpiaudit audit kpis.yaml
  kpiaudit audit kpis.csv -f markdown=audit.md -f csv=audit.csv
  kpiaudit audit lists/ --quiet
  kpiaudit audit . --exclude 'tests/'
  kpiaudit audit clients/ --by path --quiet
  kpiaudit audit export.csv --columns name=3
  pbpaste | kpiaudit audit -

\b
Exit codes:
  0  audited
  2  could not be audited, wholly or in part
  3  a bug of ours
"""

_EXPLAIN_HELP = """Why is a KPI judged so? Shows every rule that voted or lost its words to another.

\b
Examples:
  kpiaudit explain "Average speed of answer"
  kpiaudit explain "Right time" --sector railway
  kpiaudit explain aht kpis.yaml
  kpiaudit explain "Cases solved" clients.xlsx --sheet Care
"""

_FORMATS_HELP = """List the formats of files that metrics are read from, and what each is recognised by.

\b
Examples:
  kpiaudit formats
  kpiaudit formats --formats our-formats/
"""

_RULES_CHECK_HELP = """Validate the rule files of DIR, laid over the shipped ones, and run their examples.

\b
Example:
  kpiaudit rules check my-rules/
"""


def run(arguments: Sequence[str]) -> int:
    """Read the arguments, then do what they ask for; the exit code."""
    jobs: list[Job] = []
    try:
        _app(jobs.append)(args=star.spelled_out(arguments), prog_name="kpiaudit")
    except SystemExit as end:
        if end.code or not jobs:
            return end.code if isinstance(end.code, int) else 0
    return jobs[0]()


def _app(submit: Callable[[Job], None]) -> typer.Typer:
    app = typer.Typer(
        help="Which KPIs measure what you did, and which what happened to the customer?",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def root(
        version: Annotated[
            bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
        ] = False,
    ) -> None:
        pass

    app.command("audit", help=_AUDIT_HELP, no_args_is_help=True)(command(AUDIT, _prepare, submit))
    _add_explain(app, submit)
    _add_rules(app, submit)
    _add_formats(app, submit)
    exchange.add(app, submit)
    customers.add(app, submit)
    lens_command.add(app, submit)
    lint_command.add(app, submit)
    star.add(app, submit)
    return app


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kpiaudit {__version__}")
        raise typer.Exit


def _prepare(paths: list[str], given: Raw) -> Job:
    return partial(_audit, interpret(paths, given))


def _audit(request: Request) -> int:
    from kpiaudit.cli.audit import audit

    return audit(request)


def _add_explain(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    @app.command("explain", help=_EXPLAIN_HELP, no_args_is_help=True)
    @also_takes(*LISTS, "decisions", "color")
    def explain(
        name: Annotated[
            str, typer.Argument(metavar="NAME|ID", help="A KPI's name; with FILE the id or name of one in it.")
        ],
        file: Annotated[str, typer.Argument(metavar="[FILE]", help="The list it stands in.", show_default=False)] = "",
        sector: Annotated[str, typer.Option(help="What the list is about, for a mere name.", show_default=False)] = "",
        definition: Annotated[str, typer.Option(help="Its definition, for a mere name.", show_default=False)] = "",
        *,
        given: Raw,
    ) -> None:
        def job() -> int:
            from kpiaudit.cli.explain import Question
            from kpiaudit.cli.explain import explain as answer

            request = interpret((file,) if file else (), given)
            return answer(Question(name, request, sector, definition))

        submit(job)


def _add_rules(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    rules = typer.Typer(help="Work on rule files.", no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(rules, name="rules")

    @rules.callback()
    def root() -> None:
        pass  # keeps `check` a command of its own

    @rules.command("check", help=_RULES_CHECK_HELP, no_args_is_help=True)
    def check(directory: Annotated[Path, typer.Argument(metavar="DIR", help="A directory of rule files.")]) -> None:
        def job() -> int:
            from kpiaudit.cli.rules import check_rules

            return check_rules(directory)

        submit(job)


def _add_formats(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    @app.command("formats", help=_FORMATS_HELP)
    @also_takes("formats")
    def list_(given: Raw) -> None:
        def job() -> int:
            from kpiaudit.cli.formats import list_formats

            return list_formats(interpret((), given))

        submit(job)
