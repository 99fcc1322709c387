"""Lists that could not be read, because there are no rules for their language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpiaudit.model import Finding, Metric, Verdict

UNREAD = "language-without-rules"


def unread_lists(metrics: Sequence[Metric], verdicts: Sequence[Verdict]) -> Iterator[Finding]:
    """A note for each list with KPIs in a language without rules, unless it says itself that it is in one."""
    found: dict[tuple[str, str], list[Metric]] = {}
    for metric, verdict in zip(metrics, verdicts, strict=True):
        if verdict.unread and not metric.context.language:
            found.setdefault((metric.context.path, verdict.unread), []).append(metric)
    for (_, language), unread in found.items():
        many = f"{len(unread):,} KPIs seem" if len(unread) > 1 else "one KPI seems"
        message = f"{many} to be in {language}, for which there are no rules, and cannot be judged"
        yield Finding(UNREAD, "note", message, None, unread[0].location)
