"""The report for a spreadsheet: a row per KPI, and two empty columns in which a person decides.

Spreadsheets run cells that look like formulas, so such cells get an apostrophe in front, and so do cells that
begin with one. `restore` takes it away again: what a user wrote comes back as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports.plain import spelled
from kpiaudit.reports.view import View

COLUMNS = (
    "id",
    "name",
    "class",
    "kind",
    "confidence",
    "decision",
    "because",
    "why",
    "ask",
    "instead",
    "keep_for",
    "department",
    "owner",
    "level",
    "rewarded",
    "path",
    "line",
)
_DANGEROUS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20'"
"""What a cell must not begin with: starts of formulas, also in full width, and the guard itself."""


def render(audit: Audit, options: Options) -> Iterator[str]:
    """A header and a row per KPI, in the order of the list. `decision` and `because` are left empty."""
    view = View(audit)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in view.entries(range(len(audit.metrics))):
        metric, verdict = entry.metric, entry.verdict
        judged = (verdict.cls, verdict.kind or "", f"{verdict.confidence:.3f}")
        advice = (entry.says, entry.ask, entry.instead, entry.keep_for)
        theirs = (metric.department, metric.owner, metric.level, _yes(metric.rewarded))
        place = (metric.location.path, str(metric.location.line or ""))
        texts = (metric.id, metric.name, *judged, "", "", *advice, *theirs, *place)
        writer.writerow([defused(spelled(text)) for text in texts])
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def defused(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet might run it."""
    start = cell.lstrip(" \u00a0")[:1]
    return "'" + cell if start and start in _DANGEROUS else cell


def restore(cell: str) -> str:
    """The cell as it was before `defused`, whose inverse this is."""
    return cell[1:] if cell.startswith("'") else cell


def _yes(rewarded: bool | None) -> str:
    return "" if rewarded is None else "yes" if rewarded else "no"
