"""The tree: the North Star, what drives it, and who moves it, from the front line to the top team.

A number that leads is worth what people can do for it, so each has to see the input that is theirs (the method of one
North Star and its inputs: Amplitude, The North Star Playbook; alignment without silos: Steve Towers).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpiaudit.analyses.drives import Driving
from kpiaudit.model import Candidate, Metric
from kpiaudit.records import NamedTuple
from kpiaudit.star_model import Level, Tree


class LevelRule(NamedTuple):
    """A level of the organisation and the words lists have for it (`rules/north-star.yaml`), front line first."""

    id: str
    label: str
    words: tuple[str, ...]


def tree(
    metrics: Sequence[Metric],
    found: Driving,
    candidates: Sequence[Candidate],
    levels: Sequence[LevelRule],
    not_given: Mapping[str, str],
) -> Tree:
    """What drives what.

    Args:
        metrics: every KPI of the audit.
        found: the links between them.
        candidates: for the North Star, best first; among those of the first rank one that is connected goes first.
        levels: of the organisation.
        not_given: what to ask where no KPI has `drives`, where some of the connected have no `owner`, no `level`.
    """
    driven_by = found.reversed()
    connected = {*found.edges, *driven_by}
    star = _star(candidates, connected)
    below = _below(star, driven_by)
    results = tuple(m.id for m in metrics if m.id in driven_by and m.id not in found.edges and m.id not in below)
    members = [m for m in metrics if m.id in connected or m.id == star]
    lacks = {
        "drives": not connected,
        "owners": any(not m.owner for m in members),
        "levels": any(not m.level for m in members),
    }
    return Tree(
        star=star,
        drives=found.edges,
        driven_by=driven_by,
        results=results,
        levels=_levels(members, levels),
        loose=tuple(m.id for m in metrics if m.id not in connected and m.id != star),
        asks=tuple(not_given[key] for key, lack in lacks.items() if lack and key in not_given),
    )


def _star(candidates: Sequence[Candidate], connected: set[str]) -> str:
    first = [c.metric for c in candidates if c.rank == 1 and c.eligibility == "eligible"]
    return next((one for one in first if one in connected), first[0] if first else "")


def _below(star: str, driven_by: Mapping[str, Sequence[str]]) -> set[str]:
    """The North Star and everything that drives it, near or far."""
    found: set[str] = set()
    waiting = [star] if star else []
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(driven_by.get(one, ()))
    return found


def _levels(members: Sequence[Metric], levels: Sequence[LevelRule]) -> tuple[Level, ...]:
    """The connected KPIs by level; levels that the rules do not know stand between them and those without."""
    known = {word: rule.id for rule in levels for word in rule.words}
    labels = {rule.id: rule.label for rule in levels}
    grouped: dict[str, list[str]] = {rule.id: [] for rule in levels}
    for metric in members:
        written = metric.level.strip()
        key = known.get(written.casefold(), written)
        labels.setdefault(key, written)
        grouped.setdefault(key, []).append(metric.id)
    unsaid = grouped.pop("", [])
    found = [Level(key, labels[key], tuple(ids)) for key, ids in grouped.items() if ids]
    return (*found, Level("", "", tuple(unsaid))) if unsaid else tuple(found)
