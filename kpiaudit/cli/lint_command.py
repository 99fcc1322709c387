"""`kpiaudit lint` as typer sees it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import typer

from kpiaudit.cli.options import AUDIT, Option, Raw, Request, UsageError, interpret
from kpiaudit.cli.parameters import Job, command
from kpiaudit.reports import LINT_RENDERERS
from kpiaudit.reports.definitions import LEVELS

_HELP = """What is wrong with the definitions of the KPIs, and what to write instead?

Looks for what is not written down (owner, formula, baseline ...), for words that mislead, and for KPIs that are known
to be gamed without the one beside them that would show it. A check that needs what nobody gave is unknown, never
passed. PATH is as for audit. docs/quality.md lists the checks; `quality:` in rule files of your own (--rules) switches
them off or gives them another level, in one line each.

\b
Examples:
  kpiaudit lint kpis.yaml
  kpiaudit lint lists/ --fail-on warning
  kpiaudit lint kpis.csv -f markdown=lint.md -f json=lint.json

\b
Exit codes:
  0  linted
  1  --fail-on was given, and there are findings of that level or above
  2  could not be read, wholly or in part
  3  a bug of ours
"""

_OWN = {
    "format": f"{', '.join(LINT_RENDERERS)}; with =FILE into that file. May be given several times.",
    "quiet": "The number of findings in one line.",
}
_FAIL_ON = Option(
    "fail_on",
    ("--fail-on",),
    "one",
    "LEVEL",
    f"Exit with 1 if there are findings of this level or above: {', '.join(LEVELS)}. Default: never.",
)
OPTIONS = (_FAIL_ON, *(option._replace(help=_OWN.get(option.name, option.help)) for option in AUDIT))


def add(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    """Add `lint` to the program."""
    app.command("lint", help=_HELP, no_args_is_help=True)(command(OPTIONS, _prepare, submit))


def _prepare(paths: list[str], given: Raw) -> Job:
    fail_on = str(given.get("fail_on") or "")
    if given.get("fail_on") is not None and fail_on not in LEVELS:
        raise UsageError(f"--fail-on takes {', '.join(LEVELS)}, not '{fail_on}'")
    return partial(_lint, interpret(paths, given, LINT_RENDERERS), fail_on)


def _lint(request: Request, fail_on: str) -> int:
    from kpiaudit.cli.lint import lint

    return lint(request, fail_on)
