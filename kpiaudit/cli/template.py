"""`kpiaudit template`: the sheet that is sent to a client."""

from __future__ import annotations

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK
from kpiaudit.exchange.columns import as_csv, columns, explained
from kpiaudit.model import InputError
from kpiaudit.reports.plain import safe
from kpiaudit.reports.view import number
from kpiaudit.rulebook import load as load_rules

_EXTRA = "`pip install 'kpiaudit[excel]'` brings it; or write a CSV: `-o kpis.csv`"


def template(target: str) -> int:
    """Write the sheet to `target` ("" for standard output, as CSV), as the ending of its name says; the exit code."""
    try:
        chosen = columns(load_rules(()).kinds)
    except InputError as error:  # shipped rules that somebody broke
        output.report_problems(error.problems)
        return NOT_AUDITED
    if not target:
        output.to_stdout([as_csv(chosen)])
        return OK
    if target.lower().endswith(".csv"):
        if not output.to_new_file(target, [as_csv(chosen)]):
            return NOT_AUDITED
        output.to_stdout(["The columns, for the e-mail it goes with:\n\n", explained(chosen)])
        return OK
    if not target.lower().endswith(".xlsx"):
        output.complain(f"{target}: a template ends in .xlsx or .csv", "for example `-o kpis.xlsx`")
        return NOT_AUDITED
    try:
        from kpiaudit.exchange.workbook import workbook
    except ImportError:
        output.complain("a workbook is written with openpyxl, which is not installed", _EXTRA)
        return NOT_AUDITED
    if not output.to_new_file(target, [workbook(chosen)]):
        return NOT_AUDITED
    output.to_stdout([f"{safe(target)}: {number(len(chosen), 'column')}, explained on the second sheet\n"])
    return OK
