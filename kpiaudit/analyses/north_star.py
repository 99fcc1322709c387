"""North Star candidates: which KPIs may lead, and what speaks for and against each.

Eligibility goes by kind (`rules/kinds.yaml`), the criteria stand in `rules/north-star.yaml`. What the list does not
answer stays unknown: it is for people to settle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kpiaudit.model import Candidate, Criterion, Kind, Metric, Verdict
from kpiaudit.rulebook.criteria import Answer, CriterionRule
from kpiaudit.wording import say

Phrases = Callable[[Metric], Mapping[str, str]]
"""A metric -> the phrase sets (`north-star/<criterion>/<result>`) found in it, with the words that matched."""

NEAREST = ("runner-up", "guardrail")
"""Which kinds may stand in as the nearest where nothing is eligible, the better first. Surveys and outputs never."""

_ENTRY_BREAK = re.compile(r"[,;\n]")


def candidates(
    metrics: Sequence[Metric],
    verdicts: Sequence[Verdict],
    *,
    kinds: Mapping[str, Kind],
    criteria: Sequence[CriterionRule],
    phrases: Phrases,
    duplicates: Sequence[Sequence[str]],
    shortlist: int,
) -> tuple[Candidate, ...]:
    """The eligible KPIs, best first; where there are none, the nearest ones. Never padded.

    Rank goes by criteria met minus not met; equals share a rank. A near-duplicate of a candidate is left out.

    Args:
        metrics: every KPI of the audit.
        verdicts: one per metric, in the same order.
        kinds: says which kinds are eligible.
        criteria: the questions asked, in order.
        phrases: finds the criteria's phrases in a metric.
        duplicates: ids of near-duplicates.
        shortlist: of how many eligible KPIs the criteria are tried; the surest verdicts go first.
    """
    by_eligibility: dict[str, list[tuple[Metric, Verdict]]] = {}
    repeated = {metric_id for group in duplicates for metric_id in group[1:]}
    for metric, verdict in zip(metrics, verdicts, strict=True):
        kind = kinds.get(verdict.kind or "")
        if kind and verdict.cls != "unclear" and metric.id not in repeated:
            by_eligibility.setdefault(kind.north_star, []).append((metric, verdict))
    eligibility = next((e for e in ("eligible", *NEAREST) if by_eligibility.get(e)), None)
    if eligibility is None:
        return ()
    chosen = sorted(by_eligibility[eligibility], key=lambda pair: -pair[1].confidence)[:shortlist]
    drivers = _drivers(metrics)
    answered = []
    for metric, verdict in chosen:
        kind = kinds[verdict.kind or ""]
        facts = _Facts(metric, kind, phrases(metric), drivers.get(metric.id, ""))
        answered.append((metric, tuple(_settle(rule, facts) for rule in criteria)))
    ranked = _rank(answered, eligibility)
    return ranked if eligibility == "eligible" else tuple(c for c in ranked if c.rank == 1)


def _rank(answered: Iterable[tuple[Metric, tuple[Criterion, ...]]], eligibility: str) -> tuple[Candidate, ...]:
    scored = sorted(
        ((_score(criteria), metric, criteria) for metric, criteria in answered), key=lambda entry: -entry[0]
    )
    ranked: list[Candidate] = []
    rank, previous = 0, None
    for place, (score, metric, criteria) in enumerate(scored, 1):
        if score != previous:
            rank, previous = place, score
        ranked.append(Candidate(rank, metric.id, metric.name, eligibility, criteria))
    return tuple(ranked)


def _score(criteria: Iterable[Criterion]) -> int:
    return sum((c.result == "met") - (c.result == "not-met") for c in criteria)


def _drivers(metrics: Iterable[Metric]) -> dict[str, str]:
    """For each id that other KPIs say they drive: their names."""
    found: dict[str, list[str]] = {}
    for metric in metrics:
        for driven in _entries(metric.details.get("drives", "")):
            found.setdefault(driven, []).append(metric.name)
    return {driven: ", ".join(names) for driven, names in found.items()}


class _Facts(NamedTuple):
    """What is known of a KPI when a criterion is put to it."""

    metric: Metric
    kind: Kind
    phrases: Mapping[str, str]
    driven_by: str


def _settle(rule: CriterionRule, facts: _Facts) -> Criterion:
    word = facts.metric.context.customer_word
    for answer in rule.answers:
        found = _holds(answer, rule.id, facts)
        if found is not None:
            return Criterion(rule.id, answer.result, _fill(say(answer.because, word), found))
    return Criterion(rule.id, "unknown", say(rule.unknown, word))


def _holds(answer: Answer, criterion: str, facts: _Facts) -> dict[str, str] | None:
    """What the conditions found, for the sentence that reports it; None where one does not hold."""
    found = {"kind": facts.kind.label}
    if answer.kinds and facts.kind.id not in answer.kinds:
        return None
    if answer.short is not None and len(facts.metric.name.split()) > answer.short:
        return None
    if answer.driven:
        if not facts.driven_by:
            return None
        found["value"] = facts.driven_by
    for keys in (answer.given, tuple(answer.values), tuple(answer.at_least)):
        if keys:
            value = _value(facts.metric, keys, answer)
            if not value:
                return None
            found["value"] = value
    if answer.phrases:
        words = facts.phrases.get(f"north-star/{criterion}/{answer.result}")
        if words is None:
            return None
        found["words"] = f"“{words}”"
    return found


def _value(metric: Metric, keys: Iterable[str], answer: Answer) -> str:
    for key in keys:
        value = _text(metric, key).strip()
        if not value:
            continue
        if key in answer.values and value.casefold() not in answer.values[key]:
            continue
        if key in answer.at_least and len(_entries(value)) < answer.at_least[key]:
            continue
        return value
    return ""


def _text(metric: Metric, key: str) -> str:
    own = {"definition": metric.definition, "formula": metric.formula, "unit": metric.unit, "owner": metric.owner}
    return own[key] if key in own else metric.details.get(key, "")


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in _ENTRY_BREAK.split(text) if entry.strip()]


def _fill(template: str, values: Mapping[str, str]) -> str:
    # One pass: braces in a user's text are text, not places to fill.
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m.group(1), m.group()), template)
