"""Which verdicts a person should look at first, and how many are probably wrong."""

from __future__ import annotations

from collections.abc import Sequence

from kpiaudit.model import Metric, Verdict


def expected_wrong(verdicts: Sequence[Verdict]) -> float:
    """About how many verdicts are wrong: the sum of what each lacks to certainty, over the judged."""
    return sum(1.0 - verdict.confidence for verdict in verdicts if verdict.cls != "unclear")


def check_first(metrics: Sequence[Metric], verdicts: Sequence[Verdict], *, below: float, most: int) -> tuple[str, ...]:
    """Ids of the verdicts most likely to be wrong, most doubtful first.

    What counts most comes first among equals: KPIs pay hangs on, then those of the board, then list order.

    Args:
        metrics: every KPI of the audit.
        verdicts: one per metric, in the same order.
        below: verdicts at or above this confidence (0 to 1) need no second look.
        most: how many a person can be asked to look at.
    """
    doubtful = (
        (verdict.confidence, not metric.rewarded, metric.level.casefold() != "board", number, metric.id)
        for number, (metric, verdict) in enumerate(zip(metrics, verdicts, strict=True))
        if verdict.cls != "unclear" and not verdict.declared and verdict.confidence < below
    )
    return tuple(entry[-1] for entry in sorted(doubtful)[:most])
