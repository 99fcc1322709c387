"""Which KPI drives which: `drives:` resolved by id or name, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from kpiaudit.model import Link, Metric, Problem
from kpiaudit.records import NamedTuple

Edges = Mapping[str, tuple[str, ...]]
"""Id of a KPI -> ids of those it drives."""

_ENTRY_BREAK = r"[,;\n]"
_SHOWN = 5  # names of a circle, or of what the list has


class Driving(NamedTuple):
    """What drives what, without what is wrong."""

    edges: Edges
    problems: tuple[Problem, ...] = ()  # links to nothing, to one of several, and circles

    def reversed(self) -> dict[str, tuple[str, ...]]:
        """For each KPI that is driven: what drives it, in list order."""
        found: dict[str, list[str]] = {}
        for driver, driven in self.edges.items():
            for one in driven:
                found.setdefault(one, []).append(driver)
        return {driven: tuple(drivers) for driven, drivers in found.items()}


def driving(metrics: Sequence[Metric]) -> Driving:
    """The edges between the KPIs of each organisation; a list that names none is one of its own.

    Ids go before names, and those of a KPI's own list before those of other lists.
    """
    linked = [m for m in metrics if any(link.key == "drives" for link in m.links)]
    if not linked:
        return Driving({})
    scopes = {scope_of(metric) for metric in linked}
    names = {scope: _Names() for scope in scopes}
    for metric in metrics:
        if scope_of(metric) in names:
            names[scope_of(metric)].add(metric)
    edges: dict[str, dict[str, Link]] = {}
    problems: list[Problem] = []
    for metric in linked:
        found = edges.setdefault(metric.id, {})
        for link in metric.links:
            if link.key == "drives":
                for driven in names[scope_of(metric)].resolve(metric, link, problems):
                    found.setdefault(driven, link)
    problems += _cut_circles(edges, {metric.id: metric.name for metric in metrics})
    return Driving({driver: tuple(driven) for driver, driven in edges.items() if driven}, tuple(problems))


def entries(text: str, known: Container[str]) -> list[str]:
    """What a text names: itself where that, case folded, is known, else its parts between commas, semicolons, lines."""
    whole = text.strip()
    texts = [whole] if whole.casefold() in known else [part.strip() for part in re.split(_ENTRY_BREAK, whole)]
    return [one for one in texts if one]


def scope_of(metric: Metric) -> str:
    """What a KPI's links stay within: its organisation, else its list."""
    return metric.context.organisation or metric.context.path


class _Names:
    """The KPIs of one organisation by what a link may call them."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], list[str]] = {}
        self._shown: dict[str, str] = {}  # case folded -> as the list has it

    def add(self, metric: Metric) -> None:
        path = metric.location.path
        own = metric.id.removeprefix(f"{path}#")  # ids that two files have are qualified by their path
        for scope in (path, ""):
            self._ids.setdefault((scope, own.casefold()), metric.id)
            self._ids.setdefault((scope, metric.id.casefold()), metric.id)
            self._names.setdefault((scope, metric.name.casefold()), []).append(metric.id)
        for text in (metric.name, metric.id, own):
            self._shown[text.casefold()] = text

    def resolve(self, metric: Metric, link: Link, problems: list[Problem]) -> Iterator[str]:
        """Ids of what a link names; what it names in vain is noted."""
        for text in entries(link.target, self._shown):
            key = text.casefold()
            found = self._called(metric.location.path, key)
            if len(found) == 1:
                yield found[0]
            elif found:
                shown = ", ".join(f"`{one}`" for one in found[:_SHOWN])
                message = f"`{text}` is the name of {len(found)} KPIs, and `drives` can mean only one"
                problems.append(Problem(link.location, message, f"write its id: {shown}"))
            else:
                problems.append(Problem(link.location, f"there is no KPI `{text}` to drive", self._hint(key)))

    def _called(self, path: str, key: str) -> list[str]:
        for scope in (path, ""):
            if (scope, key) in self._ids:
                return [self._ids[scope, key]]
            if (scope, key) in self._names:
                return self._names[scope, key]
        return []

    def _hint(self, key: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(key, list(self._shown)[:2000], 1, 0.6)  # a longer search takes longer than it helps
        return f"is `{self._shown[near[0]]}` meant?" if near else "write the id or the name of a KPI of this list"


def _cut_circles(edges: dict[str, dict[str, Link]], names: Mapping[str, str]) -> Iterator[Problem]:
    """Takes out every link that closes a circle, and tells it. Links are followed with a stack: lists may be long."""
    done: set[str] = set()
    for start in list(edges):
        way, place, steps = [start], {start: 0}, [_steps(edges, start)]
        while way and start not in done:
            here, step = way[-1], next(steps[-1], None)
            if step is None:
                done.add(here)
                del place[way.pop()], steps[-1]
                continue
            driven, link = step
            if driven in place:
                del edges[here][driven]
                yield Problem(link.location, _circle(way, place[driven], names), "take out the link that is least true")
            elif driven not in done:
                place[driven] = len(way)
                way.append(driven)
                steps.append(_steps(edges, driven))


def _steps(edges: Mapping[str, Mapping[str, Link]], start: str) -> Iterator[tuple[str, Link]]:
    return iter(list(edges.get(start, {}).items()))


def _circle(way: Sequence[str], first: int, names: Mapping[str, str]) -> str:
    if first == len(way) - 1:
        return f"`{names[way[first]]}` is said to drive itself"
    around = [f"`{names[one]}`" for one in way[first : first + _SHOWN]]
    if len(way) - first > _SHOWN:
        around.append("...")
    return "these drive one another in a circle: " + " > ".join([*around, around[0]])
