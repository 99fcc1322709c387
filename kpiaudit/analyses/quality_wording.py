"""Checks of how a KPI is written: words that give away what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.analyses.quality_facts import Facts, Finder, Outcome, about_kpi, column, readable
from kpiaudit.judge import Text
from kpiaudit.model import FieldName, Metric, Verdict
from kpiaudit.rulebook.checks import Check, Checks
from kpiaudit.wording import say

_SHORT: tuple[FieldName, ...] = ("name", "unit")
_LONG: tuple[FieldName, ...] = ("formula", "definition")


Given = dict[str, str]
"""Phrase set -> the words found: of checks that found something, and of gaming pairs."""


class GivenAway:
    """Says what the words of a KPI give away, excuses considered."""

    def __init__(self, checks: Checks, finder: Finder) -> None:
        self._by_id = {check.id: check for check in checks.checks if check.worded}
        self._finder = finder

    def __call__(self, metric: Metric, verdict: Verdict, texts: Sequence[Text]) -> Given:
        """Plain data about a KPI that was just judged; `texts` are those that the judge has read."""
        row: Given = {}
        if not readable(metric, verdict):
            return row
        finder = self._finder
        finder.remember(reading for _, reading in texts)
        suspects: list[str] = []
        found = finder.of(metric)
        for name, words in found.items():
            check = self._by_id.get(name)
            if check is None:
                row[name] = words()
            elif concerns(check, verdict) and not any(column((metric,), key)[0] for key in check.unless_given):
                suspects.append(name)
        for name in _not_excused(suspects, metric, finder) if suspects else ():
            row[name] = found[name]()
        return row


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
        (judged and verdict.cls == "unclear") or not readable(metric, verdict)
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
