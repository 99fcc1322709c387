"""Before and after: what became of a list's KPIs, why verdicts changed, what the balance and the needs gained.

Two KPIs are one if they have the same id; else if their names and, where both give one, their formulas share most of
their words. What is left was added or dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpiaudit.aims import State
from kpiaudit.analyses.duplicates import Contents
from kpiaudit.model import Balance, Class
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Literal

Cause = Literal["person", "definition", "rules", "list"]

TEXTS = ("name", "definition", "formula", "unit")
"""Fields of a KPI that the rules read."""

_MOST_ALIKE = 200  # KPIs that have a word in common before it tells nothing


class Kpi(NamedTuple):
    """A KPI and its verdict, from a list or from a report."""

    id: str
    name: str
    cls: Class
    kind: str | None
    declared: bool = False
    because: str = ""  # a person's reason
    definition: str | None = ""  # None: the report does not say
    formula: str | None = ""
    unit: str | None = ""


class SeenNeed(NamedTuple):
    """A need and the best that watches it."""

    customer: str
    id: str
    need: str
    state: State


class Side(NamedTuple):
    """One of the two audits."""

    label: str
    digest: str  # of the rules that judged
    kpis: tuple[Kpi, ...]
    balance: Balance
    parts: Mapping[str, Balance]  # board, rewarded, weighted: those that the list marks
    needs: tuple[SeenNeed, ...] | None  # None: not given
    problems: int = 0  # that kept something from being audited


class Renamed(NamedTuple):
    """One KPI under two names."""

    before: Kpi
    after: Kpi
    by: Literal["id", "words"]


class Changed(NamedTuple):
    """A KPI whose verdict changed."""

    before: Kpi
    after: Kpi
    causes: tuple[Cause, ...]  # `list`: nothing else did, so what stands around it
    fields: tuple[str, ...] = ()  # of its texts, those that were written anew


class NeedChange(NamedTuple):
    """A need of which the best that watches it changed to an outcome, or from one."""

    need: SeenNeed
    before: State | None  # None: not in the list
    after: State | None


class Comparison(NamedTuple):
    """Everything that is different."""

    before: Side
    after: Side
    added: tuple[Kpi, ...]
    dropped: tuple[Kpi, ...]
    renamed: tuple[Renamed, ...]
    changed: tuple[Changed, ...]
    covered: tuple[NeedChange, ...]  # an outcome proves them now
    uncovered: tuple[NeedChange, ...]  # none does any more


def compare(before: Side, after: Side, contents: Contents, near: float) -> Comparison:
    """What is different between two audits.

    Args:
        before: the earlier audit.
        after: the later one.
        contents: takes texts to what they are about; the rules' abbreviations come in here.
        near: from which share of common words on (0 to 1) two KPIs are one that was renamed.
    """
    pairs, dropped, added = _by_id(before.kpis, after.kpis)
    alike = list(_alike(dropped, added, contents, near))
    gone, come = {one.id for one, _ in alike}, {other.id for _, other in alike}
    renamed = [Renamed(one, other, "id") for one, other in pairs if one.name != other.name]
    renamed += [Renamed(one, other, "words") for one, other in alike]
    rules = before.digest != after.digest
    changed = [
        _changed(one, other, rules) for one, other in (*pairs, *alike) if (one.cls, one.kind) != (other.cls, other.kind)
    ]
    covered, uncovered = _needs(before.needs or (), after.needs or ())
    return Comparison(
        before,
        after,
        added=tuple(kpi for kpi in added if kpi.id not in come),
        dropped=tuple(kpi for kpi in dropped if kpi.id not in gone),
        renamed=tuple(renamed),
        changed=tuple(changed),
        covered=covered,
        uncovered=uncovered,
    )


def _by_id(before: Sequence[Kpi], after: Sequence[Kpi]) -> tuple[list[tuple[Kpi, Kpi]], list[Kpi], list[Kpi]]:
    """Those with the same id, and what is left on either side."""
    later = {kpi.id: kpi for kpi in after}
    earlier = {kpi.id for kpi in before}
    pairs = [(kpi, later[kpi.id]) for kpi in before if kpi.id in later]
    return pairs, [kpi for kpi in before if kpi.id not in later], [kpi for kpi in after if kpi.id not in earlier]


def _alike(before: Sequence[Kpi], after: Sequence[Kpi], contents: Contents, near: float) -> Iterator[tuple[Kpi, Kpi]]:
    """Pairs that share most of their words, the nearest first, none in two of them."""
    names = [contents.of(kpi.name) for kpi in after]
    places: dict[str, list[int]] = {}
    for place, words in enumerate(names):
        for word in words:
            places.setdefault(word, []).append(place)
    found: list[tuple[float, int, int]] = []
    for number, kpi in enumerate(before):
        words = contents.of(kpi.name)
        common = (places.get(word, ()) for word in words)
        for place in {place for some in common if len(some) <= _MOST_ALIKE for place in some}:
            score = _share(words, names[place])
            one, other = contents.of(kpi.formula or ""), contents.of(after[place].formula or "")
            if one and other:
                score = (score + _share(one, other)) / 2
            if score >= near:
                found.append((-score, number, place))
    taken: tuple[set[int], set[int]] = set(), set()
    for _, number, place in sorted(found):
        if number not in taken[0] and place not in taken[1]:
            taken[0].add(number)
            taken[1].add(place)
            yield before[number], after[place]


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of all words of two texts is common to both (Jaccard's index)."""
    return len(one & other) / len(one | other)


def _changed(before: Kpi, after: Kpi, rules: bool) -> Changed:
    """Why a verdict changed. A person's verdict wins, so nothing else can have changed it."""
    fields = tuple(
        field
        for field in TEXTS
        if None not in (one := getattr(before, field), other := getattr(after, field)) and one != other
    )
    if after.declared:
        return Changed(before, after, ("person",), fields)
    applies: dict[Cause, bool] = {"person": before.declared, "definition": bool(fields), "rules": rules}
    return Changed(before, after, tuple(cause for cause, does in applies.items() if does) or ("list",), fields)


def _needs(
    before: Sequence[SeenNeed], after: Sequence[SeenNeed]
) -> tuple[tuple[NeedChange, ...], tuple[NeedChange, ...]]:
    earlier = {(need.customer.casefold(), need.id): need for need in before}
    later = {(need.customer.casefold(), need.id): need for need in after}
    covered = tuple(
        NeedChange(need, earlier[key].state if key in earlier else None, need.state)
        for key, need in later.items()
        if need.state == "outcome" and (key not in earlier or earlier[key].state != "outcome")
    )
    uncovered = tuple(
        NeedChange(need, need.state, later[key].state if key in later else None)
        for key, need in earlier.items()
        if need.state == "outcome" and (key not in later or later[key].state != "outcome")
    )
    return covered, uncovered
