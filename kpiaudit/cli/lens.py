"""`kpiaudit lens`: a KPI list through one way of looking, in full."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, read_stdin, settings_of, terminal_width, unusable, use_color
from kpiaudit.cli.options import Request, UsageError
from kpiaudit.cli.settled import settled
from kpiaudit.model import InputError
from kpiaudit.records import NamedTuple
from kpiaudit.reports import LENS_RENDERERS, Options, renderer
from kpiaudit.reports.plain import safe
from kpiaudit.rulebook import Rulebook
from kpiaudit.rulebook import load as load_rules
from kpiaudit.run import audit_paths


class Look(NamedTuple):
    """What the user wants to see."""

    request: Request  # its paths begin with a lens, perhaps
    format: str = "text"


def lens(look: Look) -> int:
    """Print what one lens, or each default one, shows of the lists; without paths, which lenses there are."""
    if look.format not in LENS_RENDERERS:
        raise UsageError(f"there is no format '{look.format}'; formats are {', '.join(LENS_RENDERERS)}")
    try:
        request = settled(look.request)
        book = load_rules(request.rules)
        if not request.paths:
            output.to_stdout(_listing(book))
            return OK
        name, paths = _split(request.paths, book)
        settings = settings_of(request)._replace(lens=name, placements=True)
        found = audit_paths(paths, settings, stdin=read_stdin, progress=output.progress_on_terminal())
    except InputError as error:
        found = unusable(error)
    output.clear_progress()
    render = renderer(look.format, LENS_RENDERERS)
    output.to_stdout(render(found, Options(terminal_width(), use_color(look.request.color))))
    output.report_notes(found)
    return NOT_AUDITED if found.errors or not found.metrics else OK


def _split(words: Sequence[str], book: Rulebook) -> tuple[str, Sequence[str]]:
    """The lens that is named first, if one is, and the paths. Raises UsageError where there is nothing to look at."""
    first, *rest = words
    known = ", ".join(book.lenses)
    if first in book.lenses:
        if rest:
            return first, rest
        if not Path(first).exists():
            raise UsageError(f"look at what through '{first}'? Name a list: `kpiaudit lens {first} kpis.yaml`")
    elif first != "-" and not Path(first).exists() and not Path(first).suffix:
        raise UsageError(f"'{first}' is neither a lens nor a file; lenses are {known}")
    return "", words


def _listing(book: Rulebook) -> list[str]:
    lenses = [book.lens(name) for name in book.lenses]
    width = max((len(lens.id) for lens in lenses), default=0) + 2
    lines = []
    for each in lenses:
        when = "in every audit" if each.default else "on request"
        lines.append(f"{safe(each.id):<{width}}{safe(each.question)} ({when})\n")
    return [
        *lines,
        "\nLook through one: `kpiaudit lens NAME PATH`; through those of every audit: `kpiaudit lens PATH`.\n",
    ]
