"""North Star candidates: which KPIs may lead, and what speaks for and against each.

Eligibility goes by kind (`rules/kinds.yaml`), less what is barred; the criteria stand in `rules/north-star.yaml`. What
the list does not answer stays unknown: it is for people to settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kpiaudit.analyses.drives import driving, entries
from kpiaudit.model import Candidate, Criterion, Kind, Metric, Verdict
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.criteria import Answer, CriterionRule
from kpiaudit.rulebook.star import Asking
from kpiaudit.wording import say

NEAREST = ("runner-up", "guardrail", "condition")
"""What may stand in as the nearest where nothing is eligible, the better first. Surveys and outputs never."""


class Place(NamedTuple):
    """A KPI in its role, and why it may not lead though its kind may."""

    metric: Metric
    verdict: Verdict
    kind: Kind
    because: str = ""


Places = Mapping[str, Sequence[Place]]
"""Role (eligible, runner-up, guardrail, companion, condition) -> who stands there, in list order."""


def candidates(
    metrics: Sequence[Metric],
    verdicts: Sequence[Verdict],
    *,
    asking: Asking,
    duplicates: Sequence[Sequence[str]],
    shortlist: int,
) -> tuple[Candidate, ...]:
    """The eligible KPIs, best first; where there are none, the nearest ones. Never padded.

    Rank goes by criteria met minus not met; equals share a rank. A near-duplicate of a candidate is left out.

    Args:
        metrics: every KPI of the audit.
        verdicts: one per metric, in the same order.
        asking: which kinds are eligible, who is barred, and the questions asked, in order.
        duplicates: ids of near-duplicates.
        shortlist: of how many KPIs in a role the criteria are tried; the surest verdicts go first.
    """
    found = places(metrics, verdicts, asking=asking, duplicates=duplicates, shortlist=shortlist)
    return best(found, asking, drivers(metrics))


def best(found: Places, asking: Asking, driven: Mapping[str, str]) -> tuple[Candidate, ...]:
    """The eligible of those who have a role, best first; where there are none, the nearest ones.

    Who is barred comes nearest only where nobody else does.
    """
    role = next((role for role in ("eligible", *NEAREST) if found.get(role)), None)
    if role is None:
        return ()
    free = [place for place in found[role] if not place.because]
    ranked = ranking(free or found[role], role, asking, driven)
    return ranked if role == "eligible" else tuple(c for c in ranked if c.rank == 1)


def places(
    metrics: Sequence[Metric],
    verdicts: Sequence[Verdict],
    *,
    asking: Asking,
    duplicates: Sequence[Sequence[str]],
    shortlist: int,
) -> Places:
    """Who stands in which role; of those who may lead or come near the surest, and the barred in the role they have."""
    by_role: dict[str, list[Place]] = {}
    repeated = {metric_id for group in duplicates for metric_id in group[1:]}
    for metric, verdict in zip(metrics, verdicts, strict=True):
        kind = asking.kinds.get(verdict.kind or "")
        if kind and verdict.cls != "unclear" and metric.id not in repeated:
            by_role.setdefault(kind.north_star, []).append(Place(metric, verdict, kind))
    barred: list[tuple[str, Place]] = []
    for role in ("eligible", "runner-up", "guardrail"):
        kept = []
        for place in sorted(by_role.get(role, ()), key=lambda place: -place.verdict.confidence):
            bar = asking.barred(place.metric, place.kind)
            if bar is None:
                kept.append(place)
            else:
                barred.append((bar.makes, place._replace(because=say(bar.because, place.metric.context.customer_word))))
            if len(kept) == shortlist:
                break
        by_role[role] = kept
    for role, place in barred:
        by_role.setdefault(role, []).append(place)
    return by_role


def ranking(chosen: Iterable[Place], role: str, asking: Asking, driven: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Those in a role, with the answers to every criterion, best first.

    `driven`: for ids that other KPIs say they drive, the names of those.
    """
    answered = []
    for place in chosen:
        facts = _Facts(place.metric, place.kind, asking.phrases(place.metric), driven.get(place.metric.id, ""))
        answered.append((place, tuple(_settle(rule, facts) for rule in asking.criteria)))
    scored = sorted(((_score(criteria), place, criteria) for place, criteria in answered), key=lambda entry: -entry[0])
    ranked: list[Candidate] = []
    rank, previous = 0, None
    for number, (score, place, criteria) in enumerate(scored, 1):
        if score != previous:
            rank, previous = number, score
        ranked.append(Candidate(rank, place.metric.id, place.metric.name, role, criteria, place.because))
    return tuple(ranked)


def standing(metric: Metric, verdict: Verdict, asking: Asking, driven_by: str) -> Candidate | None:
    """How one KPI stands; None if it has no part in the choice. `driven_by`: names of what drives it."""
    placed = places([metric], [verdict], asking=asking, duplicates=(), shortlist=1)
    for role in ("eligible", *NEAREST):
        for candidate in ranking(placed.get(role, ()), role, asking, {metric.id: driven_by}):
            return candidate
    return None


def drivers(metrics: Sequence[Metric]) -> dict[str, str]:
    """For each id that other KPIs say they drive: their names."""
    back = driving(metrics).reversed()
    if not back:
        return {}
    names = {metric.id: metric.name for metric in metrics}
    return {driven: ", ".join(names[one] for one in ids) for driven, ids in back.items()}


def _score(criteria: Iterable[Criterion]) -> int:
    return sum((c.result == "met") - (c.result == "not-met") for c in criteria)


class _Facts(NamedTuple):
    """What is known of a KPI when a criterion is put to it."""

    metric: Metric
    kind: Kind
    phrases: Mapping[str, str]
    driven_by: str


def _settle(rule: CriterionRule, facts: _Facts) -> Criterion:
    word = facts.metric.context.customer_word
    for answer in rule.answers:
        found = _holds(answer, facts)
        if found is not None:
            return Criterion(rule.id, answer.result, _fill(say(answer.because, word), found))
    return Criterion(rule.id, "unknown", say(rule.unknown, word))


def _holds(answer: Answer, facts: _Facts) -> dict[str, str] | None:
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
        words = facts.phrases.get(answer.phrases)
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
        if key in answer.at_least and len(entries(value, ())) < answer.at_least[key]:
            continue
        return value
    return ""


def _text(metric: Metric, key: str) -> str:
    own = {"definition": metric.definition, "formula": metric.formula, "unit": metric.unit, "owner": metric.owner}
    return own[key] if key in own else metric.details.get(key, "")


def _fill(template: str, values: Mapping[str, str]) -> str:
    # One pass: braces in a user's text are text, not places to fill.
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m.group(1), m.group()), template)
