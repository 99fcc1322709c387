"""`kpiaudit lint`: what is wrong with the definitions of KPIs, file by file."""

from __future__ import annotations

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, found_for, write
from kpiaudit.cli.options import Request
from kpiaudit.model import Audit
from kpiaudit.reports import LINT_RENDERERS
from kpiaudit.reports.definitions import LEVELS

GATE_FAILED = 1


def lint(request: Request, fail_on: str = "") -> int:
    """Print or write what the checks found; the exit code.

    `fail_on` is the lowest level of findings at which the exit code is 1; "" for none.
    """
    request, found = found_for(request)
    failed = write(request, found, LINT_RENDERERS)
    output.report_all(found.errors, (), found.skipped, more=output.IN_JSON)
    output.report_passed(found, request.verbose)
    if failed or found.errors or not found.metrics:
        return NOT_AUDITED
    return GATE_FAILED if fail_on and _holds(found, fail_on) else OK


def _holds(found: Audit, level: str) -> bool:
    return any(LEVELS.index(finding.level) <= LEVELS.index(level) for finding in found.findings)
