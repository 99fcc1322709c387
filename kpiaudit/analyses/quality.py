"""The quality of the definitions: what the checks of `rules/quality.yaml` find in a list of KPIs.

A check that needs what nobody gave is unknown, never passed: saying less cannot make a list look better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kpiaudit.analyses import quality_fields, quality_lists, quality_wording
from kpiaudit.analyses.quality_facts import Facts, Finder, Outcome, Words, organisation_of
from kpiaudit.analyses.quality_wording import Given
from kpiaudit.model import Finding, Kind, Metric, Rule, Verdict
from kpiaudit.rulebook.checks import Check, Checks
from kpiaudit.tally import Tally
from kpiaudit.wording import say

_BY_ID: Mapping[str, Callable[[Check, Facts], Outcome]] = {
    "no-definition": quality_fields.definition,
    "several-owners": quality_fields.several_owners,
    "arbitrary-target": quality_fields.arbitrary_target,
    "no-guardrail": quality_lists.no_guardrail,
    "known-gaming-pair": quality_lists.gaming_pairs,
    "survey-only": quality_lists.survey_only,
    "lagging-only": quality_lists.lagging_only,
    "no-common-set": quality_lists.no_common_set,
    "too-many": quality_lists.too_many,
    "near-duplicates": quality_lists.near_duplicates,
    "same-name-other-formula": quality_lists.same_name,
    "outputs-only-department": quality_lists.outputs_only,
    "rewarded-output": quality_lists.rewarded_output,
}
"""Checks that neither their phrases nor the keys they need describe."""


def quality(
    metrics: Sequence[Metric],
    verdicts: Sequence[Verdict],
    checks: Checks,
    *,
    kinds: Mapping[str, Kind],
    rules: Mapping[str, Rule],
    duplicates: Sequence[Sequence[str]],
    given: Sequence[Given],
    finder: Finder,
    words: Words,
) -> tuple[tuple[Finding, ...], tuple[Tally, ...]]:
    """What the checks find, in list order, and what each of them came to. Time is linear in the number of KPIs.

    Args:
        metrics: every KPI of the audit.
        verdicts: one per metric, in the same order.
        checks: what is looked for.
        kinds: which kinds are guardrails.
        rules: at least the rules that voted, for their advice.
        duplicates: ids of near-duplicates.
        given: what the words of each metric give away, in the same order; see `GivenAway`.
        finder: finds what excuses, where something hangs on it.
        words: the words of a written piece; the rules' abbreviations come in here.
    """
    if not metrics or not checks.checks:
        return (), ()
    lists: dict[str, list[int]] = {}
    organisations: dict[str, list[int]] = {}
    for place, metric in enumerate(metrics):
        lists.setdefault(metric.location.path, []).append(place)
        organisations.setdefault(organisation_of(metric), []).append(place)
    found: dict[str, dict[int, str]] = {}
    for place, row in enumerate(given):
        for name, said in row.items():
            found.setdefault(name, {})[place] = said
    facts = Facts(metrics, verdicts, kinds, rules, duplicates, checks.pairs, found, lists, organisations, finder, words)
    findings: list[tuple[float, int, Finding]] = []
    tallies: list[Tally] = []
    for number, check in enumerate(checks.checks):
        outcome = _ask(check, facts)
        findings += ((place, number, finding) for place, finding in outcome.findings)
        tallies.append(_tally(check, outcome))
    findings.sort(key=lambda entry: entry[:2])
    return tuple(finding for *_, finding in findings), tuple(tallies)


def _ask(check: Check, facts: Facts) -> Outcome:
    if check.id in _BY_ID:
        return _BY_ID[check.id](check, facts)
    return quality_fields.needed(check, facts) if check.needs else quality_wording.worded(check, facts)


def _tally(check: Check, outcome: Outcome) -> Tally:
    return Tally(
        check.id,
        check.level,
        check.group,
        outcome.of,
        outcome.applied,
        outcome.found,
        outcome.unknown,
        say(check.why),
        say(check.instead),
        len(outcome.findings),
        say(check.unknown) if outcome.unknown and outcome.of != "KPI" else "",
    )
