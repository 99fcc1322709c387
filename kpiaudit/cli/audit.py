"""`kpiaudit audit`: from a request to reports and an exit code."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping

from kpiaudit import __version__
from kpiaudit.cli import output
from kpiaudit.cli.options import Request
from kpiaudit.cli.settled import settled
from kpiaudit.model import Audit, Balance, Balances, InputError, Location, Problem, RulebookInfo
from kpiaudit.reports import RENDERERS, Options, renderer
from kpiaudit.run import Settings, audit_paths
from kpiaudit.source.limits import MAX_BYTES

OK, NOT_AUDITED = 0, 2
_DEFAULT_WIDTH = 80


def audit(request: Request, renderers: Mapping[str, str] = RENDERERS) -> int:
    """Audit, write every report that was asked for, and say by the exit code how it went.

    `renderers`: format -> the module that writes it, of the command that was given.
    """
    request, found = found_for(request)
    failed = write(request, found, renderers)
    if request.verbose and request.settings:
        output.tell(f"settings: {request.settings}")
    output.report_notes(found, request.verbose)
    return NOT_AUDITED if failed or found.errors or not found.metrics else OK


def found_for(request: Request) -> tuple[Request, Audit]:
    """The request with the settings that hold here, and the audit it asks for.

    Where rules or settings are no good, an audit with nothing but errors.
    """
    progress = output.progress_on_terminal()
    try:
        request = settled(request)
        found = audit_paths(request.paths, settings_of(request), stdin=read_stdin, progress=progress)
    except InputError as error:
        found = unusable(error)
    if progress:
        output.clear_progress()
    return request, found


def settings_of(request: Request) -> Settings:
    """What a request asks of an audit."""
    return Settings(
        request.rules,
        request.min_confidence,
        request.max_bytes or MAX_BYTES,
        request.decisions,
        today(),
        request.how,
        request.by,
        star=request.star,
    )


def today() -> str:
    """The day it is here, as 2026-12-31."""
    return time.strftime("%Y-%m-%d")


def write(request: Request, found: Audit, renderers: Mapping[str, str]) -> bool:
    """Write all reports; whether one of the files could not be written."""
    failed = False
    for name, file in request.outputs:
        if file and output.was_read(file, {*request.paths, *(metric.location.path for metric in found.metrics)}):
            failed = True
            continue
        render = renderer(name, renderers)
        if not file:
            output.to_stdout(render(found, Options(terminal_width(), use_color(request.color), quiet=request.quiet)))
            continue
        failed |= not output.wrote(file, render(found, Options(quiet=request.quiet)))
    return failed


def unusable(error: InputError) -> Audit:
    """An audit that could not begin, so that machines still get their report."""
    nothing = Balance(0, 0, 0, 0, 0, {}, {})
    return Audit(
        version=__version__,
        rulebook=RulebookInfo("", 0),
        kinds={},
        rules={},
        metrics=(),
        verdicts=(),
        balances=Balances(nothing, nothing),
        duplicates=(),
        expected_wrong=0.0,
        check_first=(),
        north_star=(),
        next_steps=(),
        findings=(),
        skipped=(),
        errors=error.problems,
        policy={},
    )


def read_stdin() -> bytes:
    """All of standard input. Raises InputError if there is none."""
    if sys.stdin is None:
        raise InputError(Problem(Location("-"), "there is no standard input"))
    return sys.stdin.buffer.read()


def terminal_width() -> int:
    """Columns to fill: COLUMNS, else the terminal's, else 80."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or _DEFAULT_WIDTH
    except (OSError, ValueError):
        return _DEFAULT_WIDTH


def use_color(asked: bool | None) -> bool:
    """Whether to color: as asked, else on a terminal that can, unless NO_COLOR is set (no-color.org)."""
    if asked is not None:
        return asked
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()
