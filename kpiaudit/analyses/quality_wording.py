"""Checks of how a KPI is written: words that give away what is wrong with it."""

from __future__ import annotations

from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.analyses.quality_facts import Facts, Outcome, about_kpi, column
from kpiaudit.rulebook.checks import Check
from kpiaudit.wording import say


def worded(check: Check, facts: Facts) -> Outcome:
    """KPIs in which the check's phrases are found, and nothing that excuses it.

    Unknown for KPIs in a language without rules and, where the check goes by the verdict, for those that are unclear.
    """
    excused = facts.wording(f"{check.id}/unless").keys() | facts.wording(f"{check.id}/list").keys()
    findings = [
        about_kpi(check, facts, place, words=words, instead=advice(check, facts, place))
        for place, words in sorted(facts.wording(check.id).items())
        if place not in excused and concerns(check, facts, place)
        if not any(column([facts.metrics[place]], key)[0] for key in check.unless_given)
    ]
    judged = bool(check.classes or check.kinds)
    unknown = sum(
        not readable or (judged and verdict.cls == "unclear")
        for readable, verdict in zip(facts.readable, facts.verdicts, strict=True)
    )
    return Outcome(findings, len(facts.metrics) - unknown, len(findings), unknown)


def concerns(check: Check, facts: Facts, place: int) -> bool:
    """Whether a check is for KPIs judged as this one is."""
    verdict = facts.verdicts[place]
    if check.classes and verdict.cls not in check.classes:
        return False
    return not check.kinds or verdict.kind in check.kinds


def advice(check: Check, facts: Facts, place: int) -> str:
    """What the rule that decided the verdict would rather see measured; "" where the check does not ask for it."""
    if not check.advice or facts.verdicts[place].cls == "unclear":
        return ""
    rule = deciding_rule(facts.verdicts[place], facts.rules)
    return say(rule.instead, facts.metrics[place].context.customer_word) if rule else ""
