"""`kpiaudit decisions import`: what people decided in our CSV report goes into a file of decisions."""

from __future__ import annotations

import os
from pathlib import Path

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK
from kpiaudit.cli.options import Request
from kpiaudit.cli.settled import settled
from kpiaudit.exchange.decision_merge import merge
from kpiaudit.exchange.decision_sheet import Row, read_sheet
from kpiaudit.inputs import shown
from kpiaudit.model import InputError
from kpiaudit.reports.plain import safe
from kpiaudit.reports.view import number
from kpiaudit.rulebook import load as load_rules
from kpiaudit.source import decode, read_bytes


def import_decisions(sheet: str, target: str, request: Request) -> int:
    """Add the decisions of the report `sheet` to the file `target`; the exit code. Of `request` the rules count."""
    try:
        kinds = load_rules(settled(request).rules).kinds
        found = read_sheet(shown(sheet), read_bytes(sheet), kinds)
        output.report_problems(found.problems)
        if not found.rows:
            if not found.problems:
                output.complain(f"{sheet}: nothing is decided in it", "fill in the columns `decision` and `because`")
            return NOT_AUDITED
        old = decode(read_bytes(target), shown(target)) if Path(target).exists() else ""
        rows = [_seen_from(row, Path(target).parent) for row in found.rows]
        merged = merge(shown(target), old, rows, kinds)
    except InputError as error:
        output.report_problems(error.problems)
        return NOT_AUDITED
    if merged.text != old and not output.wrote(target, [merged.text]):
        return NOT_AUDITED
    counts = f"{number(merged.added, 'decision')} added, {merged.replaced:,} replaced, {merged.same:,} there already"
    output.to_stdout([f"{safe(target)}: {counts}\n"])
    return NOT_AUDITED if found.problems else OK


def _seen_from(row: Row, directory: Path) -> Row:
    """`row` with the path of its list as seen from the file of decisions, if that list is there."""
    from glob import escape

    path = row.path
    if not path or not Path(path).exists():
        return row
    relative = os.path.relpath(path, directory).replace(os.sep, "/")
    return row._replace(path=relative, decision=row.decision._replace(path=escape(relative)))
