"""Checks of how a KPI is written: words that give away what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.analyses.quality_facts import Facts, Finder, Outcome, about_kpi, column, readable
from kpiaudit.model import FieldName, Metric, Verdict
from kpiaudit.rulebook.checks import Check, Checks
from kpiaudit.wording import say

_SHORT: tuple[FieldName, ...] = ("name", "unit")
_LONG: tuple[FieldName, ...] = ("formula", "definition")


Given = dict[str, str]
"""Phrase set -> the words found: of checks that found something, and of gaming pairs."""


def given_away(judged: Sequence[tuple[Metric, Verdict]], checks: Checks, finder: Finder) -> list[Given]:
    """What the words of each KPI give away, excuses considered: plain data, which may come from another process."""
    by_id = {check.id: check for check in checks.checks if check.worded}
    rows: list[Given] = []
    for metric, verdict in judged:
        row: Given = {}
        suspects: list[str] = []
        found = finder.of(metric) if readable(metric) else {}
        for name, words in found.items():
            check = by_id.get(name)
            if check is None:
                row[name] = words()
            elif concerns(check, verdict) and not any(column((metric,), key)[0] for key in check.unless_given):
                suspects.append(name)
        if suspects:
            row |= {name: found[name]() for name in _not_excused(suspects, metric, finder)}
        rows.append(row)
    return rows


def _not_excused(suspects: Iterable[str], metric: Metric, finder: Finder) -> list[str]:
    """The suspects that nothing in the metric or its list excuses. Longer texts, which take longest, last."""
    of_list = finder.excuses_of_list(metric.context)
    left = [name for name in suspects if f"{name}/list" not in of_list]
    for fields in (_SHORT, _LONG):
        if left:
            excuses = finder.excuses(metric, fields)
            left = [name for name in left if f"{name}/unless" not in excuses]
    return left


def worded(check: Check, facts: Facts) -> Outcome:
    """KPIs in which the check's phrases are found, and nothing that excuses it.

    Unknown for KPIs in a language without rules and, where the check goes by the verdict, for those that are unclear.
    """
    findings = [
        about_kpi(check, facts, place, words=words, instead=advice(check, facts, place))
        for place, words in facts.wording(check.id).items()
        if concerns(check, facts.verdicts[place])
    ]
    judged = bool(check.classes or check.kinds)
    unknown = sum(
        (judged and verdict.cls == "unclear") or not readable(metric)
        for metric, verdict in zip(facts.metrics, facts.verdicts, strict=True)
    )
    return Outcome(findings, len(facts.metrics) - unknown, len(findings), unknown)


def concerns(check: Check, verdict: Verdict) -> bool:
    """Whether a check is for KPIs that are judged so."""
    if check.classes and verdict.cls not in check.classes:
        return False
    return not check.kinds or verdict.kind in check.kinds


def advice(check: Check, facts: Facts, place: int) -> str:
    """What the rule that decided the verdict would rather see measured; "" where the check does not ask for it."""
    if not check.advice or facts.verdicts[place].cls == "unclear":
        return ""
    rule = deciding_rule(facts.verdicts[place], facts.rules)
    return say(rule.instead, facts.metrics[place].context.customer_word) if rule else ""
