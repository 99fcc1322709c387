"""Checks of how the KPIs of an organisation stand together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from kpiaudit.analyses.quality_facts import Facts, Outcome, about_kpi, about_list, counted, organisation_of, quoted
from kpiaudit.analyses.quality_wording import advice
from kpiaudit.model import FIELDS, FieldName, Finding
from kpiaudit.rulebook.checks import Check
from kpiaudit.wording import say

Found = list[tuple[float, Finding]]


def no_guardrail(check: Check, facts: Facts) -> Outcome:
    """Organisations none of whose KPIs would show that customers are harmed."""
    guards = {kind.id for kind in facts.kinds.values() if kind.north_star == "guardrail"}
    findings: Found = []
    unknown = found = 0
    for places in facts.organisations.values():
        verdicts = [facts.verdicts[place] for place in places]
        if any(verdict.kind in guards for verdict in verdicts):
            continue
        if sum(verdict.cls != "unclear" for verdict in verdicts) < check.numbers["least"]:
            unknown += 1
            continue
        found += 1
        findings.append(about_list(check, facts, places))
    return Outcome(findings, len(facts.organisations) - unknown, found, unknown, "list")


def gaming_pairs(check: Check, facts: Facts) -> Outcome:
    """KPIs that are known to be gamed, where nothing in the organisation's lists would show it."""
    findings: Found = []
    applied = 0
    steered: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))  # by organisation and pair
    for pair in facts.pairs:
        for place in facts.wording(f"pair/{pair.id}"):
            steered[organisation_of(facts.metrics[place])][pair.id].append(place)
    pairs = {pair.id: pair for pair in facts.pairs}
    for organisation, found in steered.items():
        applied += len(found)
        for pair_id in _unguarded(list(found), facts, facts.organisations[organisation], check):
            first, *others = found[pair_id]
            word = facts.metrics[first].context.customer_word
            more = f" ({counted(len(others), 'more KPI')} like it)" if others else ""
            why, add = say(pairs[pair_id].why, word) + more, say(pairs[pair_id].add, word)
            findings.append(about_kpi(check, facts, first, instead=add, value=why))
    return Outcome(findings, applied, len(findings), 0, "pair")


def _unguarded(pairs: Iterable[str], facts: Facts, places: Sequence[int], check: Check) -> list[str]:
    """Those of the pairs of whose guards none stands among these KPIs; of very many, only names are looked at."""
    wanted = {f"pair/{pair}/guard": pair for pair in pairs}
    fields: tuple[FieldName, ...] = ("name",) if len(places) > check.numbers["definitions"] else FIELDS
    for place in places:
        if not wanted:
            break
        for guard in facts.finder.guards(facts.metrics[place], fields):
            wanted.pop(guard, None)
    return list(wanted.values())


def survey_only(check: Check, facts: Facts) -> Outcome:
    """Organisations that know of their customers only what some of them said."""
    return _of_outcomes(check, facts, lambda places: all(facts.verdicts[p].kind in check.kinds for p in places))


def lagging_only(check: Check, facts: Facts) -> Outcome:
    """Organisations whose outcomes all move long after the cause."""
    surveys = {kind.id for kind in facts.kinds.values() if kind.segment == "perception"}

    def lags(place: int) -> bool:
        cadence = facts.metrics[place].details.get("cadence", "").casefold()
        late = facts.verdicts[place].kind in check.kinds or cadence in check.words
        return late or check.id in facts.finder.guards(facts.metrics[place])

    def only(places: Sequence[int]) -> bool:
        if all(facts.verdicts[place].kind in surveys for place in places):
            return False  # said already, and better
        return all(map(lags, places))

    return _of_outcomes(check, facts, only)


def _of_outcomes(check: Check, facts: Facts, wrong: Callable[[Sequence[int]], bool]) -> Outcome:
    """Organisations with whose outcomes something is wrong; unknown where there are none."""
    findings: Found = []
    unknown = 0
    for places in facts.organisations.values():
        outcomes = [place for place in places if facts.verdicts[place].cls == "outcome"]
        if not outcomes:
            unknown += 1
        elif wrong(outcomes):
            message = check.messages.get("one", "") if len(outcomes) == 1 else ""
            findings.append(about_list(check, facts, places, message=message))
    return Outcome(findings, len(facts.organisations) - unknown, len(findings), unknown, "list")


def no_common_set(check: Check, facts: Facts) -> Outcome:
    """Organisations whose departments have no outcome in common.

    In common are an outcome that two departments count, one that others contribute to, and one of no department.
    """
    twin_of = {metric_id: number for number, group in enumerate(facts.duplicates) for metric_id in group}
    findings: Found = []
    unknown = 0
    for places in facts.organisations.values():
        sizes: dict[str, int] = defaultdict(int)
        for place in places:
            sizes[facts.metrics[place].department] += 1
        departments = [name for name, size in sizes.items() if name and size >= check.numbers["least"]]
        if len(departments) < 2:
            unknown += 1
            continue
        if not _shared([place for place in places if facts.verdicts[place].cls == "outcome"], facts, twin_of):
            findings.append(about_list(check, facts, places, count=f"{len(departments):,}"))
    return Outcome(findings, len(facts.organisations) - unknown, len(findings), unknown, "list")


def _shared(outcomes: Sequence[int], facts: Facts, twin_of: dict[str, int]) -> bool:
    counted_in: dict[int, set[str]] = defaultdict(set)
    for place in outcomes:
        metric = facts.metrics[place]
        if not metric.department or metric.details.get("contributors"):
            return True
        if metric.id in twin_of:
            counted_in[twin_of[metric.id]].add(metric.department)
    return any(len(departments) > 1 for departments in counted_in.values())


def too_many(check: Check, facts: Facts) -> Outcome:
    """Organisations, departments and boards with more KPIs than anybody can steer by."""
    findings: Found = []
    applied = 0
    for places in facts.organisations.values():
        groups: dict[tuple[str, str], list[int]] = {("list", ""): list(places)}
        for place in places:
            metric = facts.metrics[place]
            if metric.department:
                groups.setdefault(("department", metric.department), []).append(place)
            if metric.level.casefold() == "board":
                groups.setdefault(("board", ""), []).append(place)
        applied += len(groups)
        for (sort, name), members in groups.items():
            most = check.numbers.get(sort, float("inf"))
            if len(members) > most:
                said = {"count": f"{len(members):,}", "most": f"{most:g}", "value": quoted(name)}
                message = check.messages.get(sort, "")
                findings.append(about_list(check, facts, members, message=message, at_first=sort != "list", **said))
    return Outcome(findings, applied, len(findings), 0, "group")


def near_duplicates(check: Check, facts: Facts) -> Outcome:
    """KPIs that count nearly the same as one before them."""
    place_of = {metric.id: place for place, metric in enumerate(facts.metrics)} if facts.duplicates else {}
    findings = [
        about_kpi(check, facts, place_of[twin], others=_with_place(facts, place_of[first]))
        for first, *twins in facts.duplicates
        for twin in twins
    ]
    return Outcome(findings, len(facts.metrics), len(findings))


def same_name(check: Check, facts: Facts) -> Outcome:
    """KPIs with the name of one before them and another formula; unknown where one of them has none."""
    findings: Found = []
    unknown = 0
    for places in facts.organisations.values():
        first: dict[str, int] = {}
        for place in places:
            metric = facts.metrics[place]
            earlier = first.setdefault(_plain(metric.name), place)
            if earlier == place:
                continue
            before = facts.metrics[earlier].formula
            if not (before and metric.formula):
                unknown += 1
                first[_plain(metric.name)] = earlier if before else place
            elif _plain(before) != _plain(metric.formula):
                findings.append(about_kpi(check, facts, place, others=_with_place(facts, earlier)))
    return Outcome(findings, len(facts.metrics) - unknown, len(findings), unknown)


def outputs_only(check: Check, facts: Facts) -> Outcome:
    """Departments with outputs only; unknown for those of whose KPIs some are unclear, or too few."""
    findings: Found = []
    applied = unknown = 0
    for places in facts.organisations.values():
        departments: dict[str, list[int]] = defaultdict(list)
        for place in places:
            departments[facts.metrics[place].department].append(place)
        nameless = departments.pop("", [])
        if nameless and not departments:
            unknown += 1
            continue
        for name, members in departments.items():
            classes = {facts.verdicts[place].cls for place in members}
            if "outcome" not in classes and ("unclear" in classes or len(members) < check.numbers["least"]):
                unknown += 1
                continue
            applied += 1
            if "outcome" not in classes:
                said = {"value": quoted(name), "count": counted(len(members), "KPI")}
                findings.append(about_list(check, facts, members, at_first=True, **said))
    return Outcome(findings, applied, len(findings), unknown, "department")


def rewarded_output(check: Check, facts: Facts) -> Outcome:
    """Outputs that pay hangs on. Where no KPI says what pay hangs on, all of them are told once."""
    said = [metric.rewarded for metric in facts.metrics]
    told = [place for place, rewarded in enumerate(said) if rewarded is not None]
    if not told:
        everything = range(len(said))
        return Outcome(
            [about_list(check, facts, everything, message=check.unknown, instead=check.messages.get("ask", ""))],
            0,
            0,
            len(said),
        )
    judged = [place for place in told if facts.verdicts[place].cls != "unclear"]
    findings: Found = []
    for place in judged:
        verdict = facts.verdicts[place]
        if said[place] and verdict.cls == "output":
            kind = facts.kinds.get(verdict.kind or "")
            what = check.messages.get(kind.segment if kind else "output", "")
            findings.append(about_kpi(check, facts, place, value=what, instead=advice(check, facts, place)))
    return Outcome(findings, len(judged), len(findings), len(said) - len(judged))


def _with_place(facts: Facts, place: int) -> str:
    metric = facts.metrics[place]
    return f"{quoted(metric.name)} ({metric.location})"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
