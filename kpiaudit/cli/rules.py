"""`kpiaudit rules check`: whether rule files are as they should be."""

from __future__ import annotations

from pathlib import Path

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK
from kpiaudit.reports.view import number
from kpiaudit.rulebook.check import check


def check_rules(directory: Path) -> int:
    """Print what a directory of rules holds and everything wrong with it; the exit code."""
    result = check(directory)
    output.report_problems(result.problems)
    output.report_problems(result.notes, "note")
    found = f"{number(result.rules, 'rule')}, {number(result.examples, 'example')}"
    if result.problems:
        output.to_stdout([f"{found}: {number(len(result.problems), 'problem')}\n"])
        return NOT_AUDITED
    noted = f", {number(len(result.notes), 'note')}" if result.notes else ""
    output.to_stdout([f"{found}: all right{noted}\n"])
    return OK
