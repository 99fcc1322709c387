"""What the checks of the definitions came to, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from kpiaudit.model import Audit, Finding, Level
from kpiaudit.reports.view import number

LEVELS: tuple[Level, ...] = ("error", "warning", "note")


def headline(audit: Audit) -> str:
    """How many findings of which level there are."""
    levels: Counter[str] = Counter(finding.level for finding in audit.findings)
    counts = ", ".join(number(levels[level], level) for level in LEVELS if levels[level])
    checks, kpis = number(len(audit.quality), "check"), number(len(audit.metrics), "KPI")
    if not audit.findings:
        return f"{kpis}, {checks}: nothing found"
    return f"{kpis}, {checks}: {number(len(audit.findings), 'finding')} ({counts})"


def answers(audit: Audit) -> str:
    """To how many KPIs how many checks could be applied; what is unknown is never counted as right."""
    of_kpis = [tally for tally in audit.quality if tally.of == "KPI"]
    applied, found, unknown = (sum(getattr(t, key) for t in of_kpis) for key in ("applied", "found", "unknown"))
    whole = sum(not tally.unknown for tally in of_kpis)
    return (
        f"{len(of_kpis)} checks look at single KPIs; {whole} of them could be applied to all "
        f"{number(len(audit.metrics), 'KPI')}. Of {number(applied + unknown, 'answer')} {applied - found:,} are all "
        f"right, {found:,} are not, and {unknown:,} are unknown, because the list does not say. Unknown is never all "
        "right: saying less makes no list look better."
    )


def sentences(audit: Audit) -> list[str]:
    """What the checks of the definitions found, in two sentences; none where nothing was checked."""
    if not audit.quality:
        return []
    checks = number(len(audit.quality), "check")
    speaking = (tally for tally in audit.quality if tally.findings)
    most = sorted(speaking, key=lambda tally: (LEVELS.index(tally.level), -tally.findings))
    total = sum(tally.findings for tally in audit.quality)
    found = ", ".join(f"{tally.check} ({tally.findings:,})" for tally in most[:4])
    unknown = sum(tally.unknown for tally in audit.quality)
    return [
        f"{checks}, {number(total, 'finding')}" + (f"; above all {found}." if found else "."),
        (f"{unknown:,} answers are unknown, because the list does not say. " if unknown else "")
        + "`kpiaudit lint` shows each finding with its line, and what to write instead.",
    ]


def by_file(audit: Audit) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of each file, files in the order in which they were read; those of no file first."""
    order = {"": -1}
    for metric in audit.metrics:
        order.setdefault(metric.location.path, len(order))
    rank = {id(f): order.setdefault(_path(f), len(order)) for f in audit.findings}
    ordered = sorted(audit.findings, key=lambda f: rank[id(f)])
    for path, findings in groupby(ordered, _path):
        yield path or f"All {len({m.location.path for m in audit.metrics})} lists", list(findings)


def _path(finding: Finding) -> str:
    return finding.location.path if finding.location else ""


def noticed(audit: Audit) -> list[Finding]:
    """What was noticed when the lists were read, without what the checks of definitions found."""
    checks = {tally.check for tally in audit.quality}
    return [finding for finding in audit.findings if finding.rule not in checks]
