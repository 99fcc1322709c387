"""`kpiaudit compare`: what is different between two audits."""

from __future__ import annotations

import os
from importlib import import_module

from kpiaudit.analyses.compare import Comparison, Side, compare
from kpiaudit.analyses.duplicates import Contents
from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, read_stdin, settings_of, terminal_width, use_color
from kpiaudit.cli.options import Request
from kpiaudit.cli.settled import settled
from kpiaudit.exchange.sides import of_audit, of_report
from kpiaudit.inputs import shown
from kpiaudit.model import InputError
from kpiaudit.reports import COMPARE_RENDERERS, Options
from kpiaudit.rulebook import load as load_rules
from kpiaudit.run import audit_paths
from kpiaudit.source import read_bytes


def compare_paths(request: Request) -> int:
    """Compare the two lists or reports of a request, and write every report that was asked for; the exit code."""
    try:
        request = settled(request)
        book = load_rules(request.rules)
        before, after = (_side(path, request) for path in request.paths)
    except InputError as error:
        output.report_problems(error.problems)
        return NOT_AUDITED
    empty = [side for side in (before, after) if not side.kpis]
    for side in empty:
        output.complain(f"{side.label}: holds no KPIs that could be compared")
    if empty:
        return NOT_AUDITED
    found = compare(before, after, Contents(book.lexicon.words), book.policy["compare-near"])
    failed = _write(request, found)
    return NOT_AUDITED if failed or before.problems or after.problems else OK


def _side(path: str, request: Request) -> Side:
    """What stands at a path: a report of ours, else whatever `audit` reads."""
    settings = settings_of(request)
    if path != "-" and os.path.isfile(path):  # noqa: PTH113  as the reader of lists
        told = of_report(read_bytes(path, settings.max_bytes), shown(path))
        if told is not None:
            return told
    found = audit_paths([path], settings, stdin=read_stdin)
    output.report_notes(found, request.verbose)
    return of_audit(found, shown(path))


def _write(request: Request, found: Comparison) -> bool:
    failed = False
    for name, file in request.outputs:
        render = import_module(COMPARE_RENDERERS[name]).render
        if file:
            failed |= output.was_read(file, request.paths) or not output.wrote(file, render(found, Options()))
        else:
            output.to_stdout(render(found, Options(terminal_width(), use_color(request.color))))
    return failed
