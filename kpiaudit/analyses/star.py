"""The North Star, whole: what leads, what runs up and what it would need, what to pair with the leader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from kpiaudit.analyses.drives import entries
from kpiaudit.analyses.north_star import NEAREST, Places, best, ranking
from kpiaudit.model import Audit, Candidate, Metric
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.star import Asking
from kpiaudit.star_model import Beside, RunnerUp, Star
from kpiaudit.wording import say

Nearness = tuple[bool, int, int, int]
"""Linked by `drives`; needs, objectives and words in common. The first that differs decides."""


class RoleRule(NamedTuple):
    """What is said of a KPI that may stand beside a North Star but not be one."""

    because: str
    needs: str


class BesideRule(NamedTuple):
    """What to pair with a North Star, and what to look for where the list has none."""

    id: str
    title: str
    why: str
    look_for: str
    when: tuple[str, ...] = ()  # only where one of these criteria is not met


class Pairing(NamedTuple):
    """What the rules say of roles and pairs, and how to look into the list."""

    roles: Mapping[str, RoleRule]
    beside: Sequence[BesideRule]
    counts: Callable[[Metric], bool]  # whether a KPI is a plain count
    words: Callable[[str], frozenset[str]]  # what a text is about
    paired: int  # of how many leaders
    most: int  # KPIs of each sort
    least_words: int  # that a count has in common with what it is the volume of, where nothing else connects them


def star(audit: Audit, found: Places, asking: Asking, driven_by: Mapping[str, Sequence[str]], rules: Pairing) -> Star:
    """Everything about the North Star of an audit.

    Args:
        audit: which KPIs there are and what they serve.
        found: who stands in which role.
        asking: the criteria.
        driven_by: id -> ids of what drives it.
        rules: what is said of roles and pairs.
    """
    metrics = {metric.id: metric for metric in audit.metrics}
    names = {one: ", ".join(metrics[i].name for i in ids) for one, ids in driven_by.items()}
    candidates = best(found, asking, names)
    leaders = [c for c in candidates if c.rank == 1]
    lacking = _Needs(asking, rules.roles, metrics)
    pairs = _Pairs(found, asking, rules, _Near(audit, driven_by, rules.words), audit.metrics)
    early = {c.metric for c in candidates if any(a.id == "leading" and a.result == "met" for a in c.criteria)}
    return Star(
        profile=asking.profile,
        candidates=tuple(_said(c, rules.roles, metrics) for c in candidates),
        runners_up=tuple(lacking.runner_up(c) for c in _behind(found, asking, names, candidates)),
        beside={c.metric: pairs.of(metrics[c.metric], c, early) for c in leaders[: rules.paired]},
        needs={c.metric: lacking.of(c) for c in leaders},
    )


def _behind(
    found: Places, asking: Asking, names: Mapping[str, str], candidates: Sequence[Candidate]
) -> Iterable[Candidate]:
    """Who does not lead: the other eligible, then those who come near; of the latter guardrails only if barred."""
    shown = {c.metric for c in candidates}
    yield from (c for c in candidates if c.rank > 1)
    for role in NEAREST:
        near = [p for p in found.get(role, ()) if p.metric.id not in shown and (role == "runner-up" or p.because)]
        yield from ranking(near, role, asking, names)


def _said(candidate: Candidate, roles: Mapping[str, RoleRule], metrics: Mapping[str, Metric]) -> Candidate:
    """A candidate that is not eligible with the reason why: what bars it, else its role."""
    role = roles.get(candidate.eligibility)
    if candidate.because or role is None:
        return candidate
    return candidate._replace(because=say(role.because, metrics[candidate.metric].context.customer_word))


class _Needs:
    """Says what KPIs would need to lead."""

    def __init__(self, asking: Asking, roles: Mapping[str, RoleRule], metrics: Mapping[str, Metric]) -> None:
        self.rules = {rule.id: rule for rule in asking.criteria}
        self.roles, self.metrics = roles, metrics

    def of(self, candidate: Candidate) -> tuple[tuple[str, str], ...]:
        word = self.metrics[candidate.metric].context.customer_word
        role = self.roles.get(candidate.eligibility)
        needs = [("", role.needs)] if role else []
        for answer in candidate.criteria:
            if answer.result == "not-met":
                rule = self.rules[answer.id]
                needs.append((answer.id, rule.needs or rule.question))
        return tuple((criterion, say(text, word)) for criterion, text in needs)

    def runner_up(self, candidate: Candidate) -> RunnerUp:
        return RunnerUp(_said(candidate, self.roles, self.metrics), self.of(candidate))


class _Near:
    """How near KPIs are to one another: linked, serving the same, speaking of the same."""

    def __init__(
        self, audit: Audit, driven_by: Mapping[str, Sequence[str]], words: Callable[[str], frozenset[str]]
    ) -> None:
        self.driven_by, self.words = driven_by, words
        self.needs: dict[str, set[str]] = {}
        self.aims: dict[str, set[str]] = {}
        for gap in audit.gaps or ():
            for customer in gap.customers:
                for need in customer.needs:
                    for ids in need.watch:
                        for one in ids:
                            self.needs.setdefault(one, set()).add(f"need {need.need.id}")
            for objective in gap.objectives:
                for ids in objective.watch:
                    for one in ids:
                        self.aims.setdefault(one, set()).add(f"objective {objective.objective.id}")

    def between(self, one: Metric, other: Metric) -> Nearness:
        words = self.words(one.name) & self.words(other.name)
        return (
            other.id in self.driven_by.get(one.id, ()) or one.id in self.driven_by.get(other.id, ()),
            len(self._serves(one, "need", self.needs) & self._serves(other, "need", self.needs)),
            len(self._serves(one, "supports", self.aims) & self._serves(other, "supports", self.aims)),
            len(words - self.words(one.context.customer_word)),
        )

    def _serves(self, metric: Metric, key: str, resolved: Mapping[str, set[str]]) -> set[str]:
        if metric.id in resolved:
            return resolved[metric.id]
        return {text.casefold() for link in metric.links if link.key == key for text in entries(link.target, ())}


class _Pairs:
    """Finds what to pair with those who lead."""

    def __init__(self, found: Places, asking: Asking, rules: Pairing, near: _Near, metrics: Sequence[Metric]) -> None:
        self.found, self.asking, self.rules, self.near, self.metrics = found, asking, rules, near, metrics

    def of(self, leader: Metric, candidate: Candidate, early: Collection[str]) -> tuple[Beside, ...]:
        """What to pair with a leader; `early`: ids of the eligible that move before the results do."""
        failed = {answer.id for answer in candidate.criteria if answer.result == "not-met"}
        word = leader.context.customer_word
        pairs = []
        for rule in self.rules.beside:
            if rule.id not in (*self.asking.roles, "volume", "input") or (rule.when and not failed & set(rule.when)):
                continue
            chosen = tuple(self._chosen(rule.id, leader, early))[: self.rules.most]
            look = "" if chosen else say(rule.look_for, word)
            pairs.append(Beside(rule.id, rule.title, say(rule.why, word), chosen, look))
        return tuple(pairs)

    def _chosen(self, sort: str, leader: Metric, early: Collection[str]) -> Iterator[str]:
        """Ids of the KPIs of one sort, the nearest first."""
        if sort == "volume":
            nearest = self._nearest(leader, self.metrics)
            near = (metric for score, metric in nearest if any(score[:-1]) or score[-1] >= self.rules.least_words)
            yield from islice((metric.id for metric in near if self.rules.counts(metric)), self.rules.most)
        elif sort == "input":
            drivers = self.near.driven_by.get(leader.id, ())
            yield from drivers
            rest = [metric for metric in self.metrics if metric.id in early and metric.id not in drivers]
            yield from (metric.id for score, metric in self._nearest(leader, rest) if any(score[:-1]))
        else:
            places = self.found.get(sort, ())
            yield from (metric.id for _, metric in self._nearest(leader, [place.metric for place in places]))

    def _nearest(self, leader: Metric, choice: Iterable[Metric]) -> list[tuple[Nearness, Metric]]:
        scored = [(self.near.between(leader, metric), metric) for metric in choice if metric.id != leader.id]
        return sorted(scored, key=lambda pair: pair[0], reverse=True)
