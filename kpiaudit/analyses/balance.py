"""The balance: how many of the KPIs measure what we did, and how many what happened to the customer.

The question and the rule of thumb it is held against are Steve Towers' ("around 80 % of measures are outputs");
the arithmetic is written down in `docs/start-to-finish.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from kpiaudit.model import Balance, Balances, Kind, Metric, Verdict

Judged = tuple[Metric, Verdict]

GROUPED_BY: Mapping[str, Callable[[Metric], str]] = {
    "path": lambda metric: metric.context.path or ".",  # where each metric has a file of its own, their folder
    "department": lambda metric: metric.department,
    "owner": lambda metric: metric.owner,
    "level": lambda metric: metric.level,
    "sector": lambda metric: metric.context.sector,
}
"""What KPIs may be grouped by -> the group a KPI belongs to; "" where its list does not say."""


def balances(
    metrics: Sequence[Metric],
    verdicts: Sequence[Verdict],
    kinds: Mapping[str, Kind],
    duplicates: Sequence[Sequence[str]],
    by: str = "",
) -> Balances:
    """The balance of all KPIs and, where the list says so, of those that matter most.

    Args:
        metrics: every KPI of the audit.
        verdicts: one per metric, in the same order.
        kinds: which segment of the balance each kind belongs to.
        duplicates: ids of near-duplicates; those judged alike count once in `distinct`.
        by: what to group by, a key of `GROUPED_BY`; then KPIs that belong nowhere are a group "" of their own.
            "" groups by department, and leaves those out.
    """
    pairs = list(zip(metrics, verdicts, strict=True))
    board = [pair for pair in pairs if pair[0].level.casefold() == "board"]
    rewarded = [pair for pair in pairs if pair[0].rewarded]
    weighted = [pair for pair in pairs if pair[0].weight is not None]
    group_of = GROUPED_BY[by or "department"]
    groups: dict[str, list[Judged]] = {}
    for pair in pairs:
        group = group_of(pair[0])
        if group or by:
            groups.setdefault(group, []).append(pair)
    return Balances(
        all=balance(pairs, kinds),
        distinct=balance(_distinct(pairs, duplicates), kinds) if duplicates else balance(pairs, kinds),
        board=balance(board, kinds) if board else None,
        rewarded=balance(rewarded, kinds) if rewarded else None,
        weighted=balance(weighted, kinds, weighted=True) if weighted else None,
        groups={name: balance(group, kinds) for name, group in groups.items()},
        by=by,
    )


def balance(pairs: Iterable[Judged], kinds: Mapping[str, Kind], *, weighted: bool = False) -> Balance:
    """Count, or with `weighted` add up the weights of, the KPIs of each class, segment and kind.

    A verdict without a kind (a default) stands in its class's own segment.
    """
    classes: dict[str, float] = dict.fromkeys(("output", "outcome", "unclear"), 0.0)
    segments: dict[str, float] = dict.fromkeys(("output", "business-result", "outcome", "perception"), 0.0)
    by_kind: Counter[str] = Counter()
    total = defaults = 0
    for metric, verdict in pairs:
        total += 1
        size = (metric.weight or 0.0) if weighted else 1.0
        classes[verdict.cls] += size
        if verdict.cls == "unclear":
            continue
        defaults += verdict.default
        kind = kinds.get(verdict.kind or "")
        segments[kind.segment if kind else verdict.cls] += size
        if verdict.kind:
            by_kind[verdict.kind] += 1
    return Balance(
        metrics=total,
        output=classes["output"],
        outcome=classes["outcome"],
        unclear=classes["unclear"],
        defaults=defaults,
        segments=segments,
        kinds=dict(by_kind.most_common()),
    )


def output_share_if_defaults_wrong(found: Balance) -> float | None:
    """The share of outputs if every verdict given because no rule spoke were an outcome. Counts, not weights."""
    return (found.output - found.defaults) / found.judged if found.judged else None


def _distinct(pairs: Sequence[Judged], duplicates: Sequence[Sequence[str]]) -> list[Judged]:
    group_of = {metric_id: number for number, group in enumerate(duplicates) for metric_id in group}
    seen: set[tuple[int, str]] = set()
    kept = []
    for pair in pairs:
        number = group_of.get(pair[0].id)
        if number is not None:
            if (number, pair[1].cls) in seen:
                continue
            seen.add((number, pair[1].cls))
        kept.append(pair)
    return kept
