"""The findings of the checks of definitions for machines: keys of the audit's report, less what is about verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.model import Audit
from kpiaudit.reports import Options
from kpiaudit.reports.json_parts import closing, opening, rows


def render(audit: Audit, options: Options) -> Iterator[str]:
    """All findings and what each check came to, whatever the options."""
    yield from opening(audit)
    yield f'"kpis": {len(audit.metrics)},\n'
    yield from rows("quality", (tally._asdict() for tally in audit.quality))
    yield from closing(audit, audit.findings)
