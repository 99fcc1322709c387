"""`kpiaudit lint`: what is wrong with the definitions of KPIs, file by file."""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, found_for, terminal_width, use_color
from kpiaudit.cli.options import Request
from kpiaudit.model import Audit
from kpiaudit.reports import Options, Renderer
from kpiaudit.reports.as_json import render_lint
from kpiaudit.reports.definitions import LEVELS
from kpiaudit.reports.lint import render, render_markdown

GATE_FAILED = 1

FORMATS: Mapping[str, Renderer] = {"text": render, "json": render_lint, "markdown": render_markdown}


def lint(request: Request, fail_on: str = "") -> int:
    """Print or write what the checks found; the exit code.

    `fail_on` is the lowest level of findings at which the exit code is 1; "" for none.
    """
    found = found_for(request)
    failed = False
    for name, file in request.outputs:
        options = Options(quiet=request.quiet)
        if file:
            failed |= not output.wrote(file, FORMATS[name](found, options))
        else:
            options = options._replace(width=terminal_width(), color=use_color(request.color))
            output.to_stdout(FORMATS[name](found, options))
    output.report_all(found.errors, (), found.skipped, more=output.IN_JSON)
    output.report_passed(found, request.verbose)
    if failed or found.errors or not found.metrics:
        return NOT_AUDITED
    return GATE_FAILED if fail_on and _holds(found, fail_on) else OK


def _holds(found: Audit, level: str) -> bool:
    return any(LEVELS.index(finding.level) <= LEVELS.index(level) for finding in found.findings)
