"""`kpiaudit import`: KPIs from wherever they are, as a list in our own shape."""

from __future__ import annotations

from kpiaudit import __version__
from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, read_stdin, settings_of
from kpiaudit.cli.options import Request
from kpiaudit.cli.settled import settled
from kpiaudit.exchange.own_list import differences, render
from kpiaudit.inputs import load
from kpiaudit.model import InputError
from kpiaudit.reports.plain import safe
from kpiaudit.reports.view import number
from kpiaudit.rulebook import load as load_rules


def import_list(request: Request, target: str) -> int:
    """Write the KPIs of a request's paths as YAML to the file `target` ("" for standard output); the exit code."""
    try:
        settings = settings_of(settled(request))
        kinds = load_rules(settings.rules).kinds
        loaded = load(request.paths, kinds=kinds, how=settings.how, stdin=read_stdin, max_bytes=settings.max_bytes)
    except InputError as error:
        output.report_problems(error.problems)
        return NOT_AUDITED
    output.report_all(loaded.errors, loaded.findings, loaded.skipped)
    if not loaded.metrics:
        return NOT_AUDITED
    text = "".join(render(loaded.metrics, __version__, loaded.aims))
    changed = differences(text, loaded.metrics, kinds, loaded.aims)
    output.report_problems(changed)
    if not target:
        output.to_stdout([text])
    elif not output.to_new_file(target, [text]):
        return NOT_AUDITED
    else:
        output.to_stdout([f"{safe(target)}: {number(len(loaded.metrics), 'KPI')}\n"])
    return NOT_AUDITED if loaded.errors or changed else OK
