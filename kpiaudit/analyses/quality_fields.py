"""Checks of what is written down about a KPI, and what is not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpiaudit.analyses.duplicates import Contents
from kpiaudit.analyses.quality_facts import Facts, Outcome, about_kpi, about_list, given
from kpiaudit.model import Finding
from kpiaudit.rulebook.checks import Check

_LONGER = 80  # characters by which a definition may be longer than the name that it only repeats
# Written out, not compiled: few lists give owners or targets, and `re` remembers what it has compiled.
_SURE_PARTING = r"[;+\n]|,| / "
_PARTING = r"(?i)[;+\n]|,| / | & |\band\b"
_WORD = r"[^\W\d_]+"
_NUMBER = r"[<>=≤≥~\s]*(\d+(?:\.\d+)?)\s*(?:%|[^\W\d_]*)\s*"


def needed(check: Check, facts: Facts) -> Outcome:
    """KPIs that do not give what the check needs.

    Of a list in which none does, the list is told once, and for its KPIs the check is unknown; if no list does, all
    of them are told together.
    """
    values = given(facts, check.needs)
    asked = given(facts, check.where) if check.where else None
    findings: list[tuple[float, Finding]] = []
    silent: list[Sequence[int]] = []
    applied = found = 0
    for places in facts.lists.values():
        mine = places if asked is None else [place for place in places if asked[place]]
        lacking = [place for place in mine if not values[place]]
        if mine and len(lacking) == len(mine):
            silent.append(mine)
            continue
        lacking = [place for place in lacking if not _excused(check, facts, place)]
        applied += len(mine)
        found += len(lacking)
        findings += (about_kpi(check, facts, place, value=asked[place] if asked else "") for place in lacking)
    if silent and not applied:
        silent = [[place for places in silent for place in places]]
    findings += (about_list(check, facts, places, message=check.unknown) for places in silent)
    return Outcome(findings, applied, found, len(facts.metrics) - applied)


def _excused(check: Check, facts: Facts, place: int) -> bool:
    return check.excusable and f"{check.id}/unless" in facts.finder.excuses(facts.metrics[place])


def definition(check: Check, facts: Facts) -> Outcome:
    """KPIs without a definition, or with one that says nothing that the name does not say."""
    outcome = needed(check, facts)
    fillers = frozenset(check.words)
    contents = Contents(lambda raw: (word for word in facts.words(raw) if word not in fillers))
    repeating = [
        place
        for place, metric in enumerate(facts.metrics)
        if metric.definition and len(metric.definition) <= len(metric.name) + _LONGER
        if not metric.formula and contents.of(metric.definition) <= contents.of(metric.name)
    ]
    found = [
        about_kpi(check, facts, p, message=check.messages.get("repeats", ""), value=facts.metrics[p].definition)
        for p in repeating
    ]
    return outcome._replace(findings=outcome.findings + found, found=outcome.found + len(found))


def several_owners(check: Check, facts: Facts) -> Outcome:
    """KPIs for which several people answer. A list that names no owner at all is told by another check."""
    owners = given(facts, check.where or ("owner",))
    words = frozenset(check.words)
    seen: dict[str, bool] = {"": False}
    for owner in owners:
        if owner not in seen:
            seen[owner] = _several(owner, words)
    findings = [about_kpi(check, facts, p, value=owner) for p, owner in enumerate(owners) if seen[owner]]
    named = len(owners) - owners.count("")
    return Outcome(findings, named, len(findings), len(owners) - named)


def _several(owner: str, roles: frozenset[str]) -> bool:
    """Whether a text names several owners, and not one with a department ("Director, Sales and Marketing").

    Two roles are two owners; where no role is named, commas and the like part people, "and" parts nothing.
    """
    parts = [part for part in re.split(_PARTING, owner) if part.strip()]
    with_role = [part for part in parts if not roles.isdisjoint(re.findall(_WORD, part.lower()))]
    if with_role:
        return len(with_role) > 1
    return sum(bool(re.search(_WORD, part)) for part in re.split(_SURE_PARTING, owner)) > 1


def arbitrary_target(check: Check, facts: Facts) -> Outcome:
    """Targets that are round numbers, where nothing says why it is that one. Zero is no round number here."""
    targets = given(facts, check.where or ("target",))
    reasons = given(facts, check.unless_given) if check.unless_given else [""] * len(targets)
    multiple = check.numbers["multiple"]
    arbitrary = [
        place
        for place, (target, reason) in enumerate(zip(targets, reasons, strict=True))
        if target and not reason and _is_round(target, multiple)
    ]
    findings = [about_kpi(check, facts, place, value=targets[place]) for place in arbitrary]
    stated = len(targets) - targets.count("")
    return Outcome(findings, stated, len(findings), len(targets) - stated)


def _is_round(target: str, multiple: float) -> bool:
    match = re.fullmatch(_NUMBER, target.replace(",", ""))
    return match is not None and float(match[1]) > 0 and float(match[1]) % multiple == 0
