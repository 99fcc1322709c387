"""`kpiaudit north-star` and `kpiaudit tree` as typer sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from kpiaudit.cli.customers import options_for
from kpiaudit.cli.options import Option, Raw, UsageError, interpret
from kpiaudit.cli.parameters import Job, command
from kpiaudit.reports import STAR_RENDERERS, TREE_RENDERERS

_STAR_HELP = """Which KPI may lead, what speaks for and against it, what to read beside it, and who runs up?

Surveys, revenue and outputs never lead, nor does what only counts contacts put right. What the list cannot settle is
for people: --worksheet writes the paper for the workshop that does.

\b
Examples:
  kpiaudit north-star kpis.yaml
  kpiaudit north-star kpis.yaml --profile public-service
  kpiaudit north-star kpis.yaml --worksheet workshop.md
  kpiaudit north-star kpis.yaml -f markdown=star.md -f json=star.json
"""

_TREE_HELP = """What drives the North Star, whose is it, and which KPIs are connected to nothing?

Goes by what KPIs say they drive (`drives:`, ids or names), their `owner` and their `level`. Links to nothing and
circles are errors.

\b
Examples:
  kpiaudit tree kpis.yaml
  kpiaudit tree kpis.yaml -f mermaid=tree.mmd
"""

_WORKSHEET = "--worksheet"
_STDOUT = "-"
_PAPER = {**STAR_RENDERERS, "worksheet": "kpiaudit.reports.worksheet"}

_PROFILE = Option(
    "profile", ("--profile",), "one", "NAME", "product-growth, public-service, or one of your own (in --rules)."
)
_PAPER_OPTION = Option(
    "worksheet",
    (_WORKSHEET,),
    "one",
    "[FILE.md]",
    "The paper for the workshop, as Markdown, into a new file or to standard output.",
)


def add(app: typer.Typer, submit: Callable[[Job], None]) -> None:
    """Add `north-star` and `tree` to the program."""
    options = (*options_for(STAR_RENDERERS), _PROFILE, _PAPER_OPTION)
    app.command("north-star", help=_STAR_HELP, no_args_is_help=True)(command(options, _north_star, submit))
    app.command("tree", help=_TREE_HELP, no_args_is_help=True)(
        command((*options_for(TREE_RENDERERS), _PROFILE), _tree, submit)
    )


def spelled_out(arguments: Sequence[str]) -> list[str]:
    """The arguments with a value for every `--worksheet`: the file behind it, if it is one of Markdown, else `-`."""
    spelled = list(arguments)
    if spelled[:1] != ["north-star"]:
        return spelled
    end = spelled.index("--") if "--" in spelled else len(spelled)
    for place in range(end - 1, 0, -1):
        if spelled[place] == _WORKSHEET:
            named = spelled[place + 1 : place + 2] if place + 1 < end else []
            file = named[0] if named and named[0].lower().endswith((".md", ".markdown")) else ""
            spelled[place : place + 1 + bool(file)] = [f"{_WORKSHEET}={file or _STDOUT}"]
    return spelled


def _north_star(paths: list[str], given: Raw) -> Job:
    request = interpret(paths, given, STAR_RENDERERS)._replace(star=str(given.get("profile") or ""))
    worksheet = given.get("worksheet")
    if worksheet == "":
        raise UsageError(f"{_WORKSHEET} names no file")
    file = "" if worksheet in (None, _STDOUT) else str(worksheet)
    if worksheet is not None:
        others = request.outputs if given.get("format") else ()
        if file in [taken for _, taken in others]:
            raise UsageError(f"two reports cannot go to one place; give the worksheet a file: {_WORKSHEET} paper.md")
        request = request._replace(outputs=(*others, ("worksheet", file)))

    def job() -> int:
        from kpiaudit.cli import output
        from kpiaudit.cli.audit import NOT_AUDITED, audit

        if file and Path(file).is_file():
            hint = "people write into it: name another file, or move it away"
            output.complain(f"{file}: is there already, and nothing is written over it", hint)
            return NOT_AUDITED
        return audit(request, _PAPER)

    return job


def _tree(paths: list[str], given: Raw) -> Job:
    request = interpret(paths, given, TREE_RENDERERS)._replace(star=str(given.get("profile") or ""))

    def job() -> int:
        from kpiaudit.cli.audit import audit

        return audit(request, TREE_RENDERERS)

    return job
