"""Lenses: what `rules/lenses/*.yaml` say, as the analysis asks it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kpiaudit.lens_model import Category
from kpiaudit.model import NOTHING
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Any

DEFAULT_INDEX, BODIES = "lenses", "lens-bodies"
"""Indexes of the rulebook: phrases of the default lenses, of organisations, and the lenses' own texts."""


class Aspect(NamedTuple):
    """One question a lens asks of every KPI. Most lenses have just one, without id and label."""

    id: str
    label: str
    ask: str  # what to ask about KPIs that do not answer it
    key: str  # the key in which a list may answer it itself


class Seat(NamedTuple):
    """A category as lens files describe it, with what decides whether it is there and who stands in it."""

    category: Category
    also: tuple[str, ...]  # other words by which a list may name it
    only_for: tuple[str, ...]
    not_for: tuple[str, ...]


class SortRule(NamedTuple):
    """What sorts KPIs into categories: every condition that is given has to hold."""

    id: str
    categories: tuple[str, ...]  # none: keeps its words from shorter phrases
    phrases: bool  # whether phrases have to be found
    kinds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = NOTHING  # key of the list -> what it may hold
    why: str = ""
    moves: bool = False  # whether `why` says what the KPI moves, rather than what it measures


class Skip(NamedTuple):
    """Organisations of which a lens is not asked."""

    id: str
    because: str


class Bounds(NamedTuple):
    """How many of something there have to be."""

    of: tuple[str, ...]
    at_least: int
    at_most: int | None
    in_at_least: int | None = None  # of KPIs: in how many of these categories each has to stand; None: in all

    def hold(self, count: int) -> bool:
        """Whether `count` lies within them."""
        return self.at_least <= count and (self.at_most is None or count <= self.at_most)


class JudgementRule(NamedTuple):
    """A sentence about the list, said where every condition holds."""

    id: str
    says: str  # may quote {count}, {names}, {covered}, {missing}
    covered: Bounds | None = None  # how many of these categories have a KPI
    kpis: Bounds | None = None  # how many KPIs stand in these categories
    outcomes: tuple[tuple[str, ...], tuple[str, ...]] | None = None  # all stand in these, and are of these kinds


class Lens(NamedTuple):
    """One way of looking at a KPI list."""

    id: str
    label: str
    question: str
    source: str
    default: bool
    body_unknown: str
    phrases: str  # the index that holds its phrases
    first: int  # the owner of its first rule's phrases in it
    first_body: int  # the owner of its first body's phrases; those of `skips` follow
    aspects: tuple[Aspect, ...]
    bodies: tuple[str, ...]
    skips: tuple[Skip, ...]
    seats: tuple[Seat, ...]
    rules: tuple[SortRule, ...]
    judgements: tuple[JudgementRule, ...]


def from_text(text: str) -> Lens:
    """A lens as `lens_tables` keeps it."""
    data = json.loads(text)
    same = ("id", "label", "question", "source", "default", "body_unknown", "phrases", "first", "first_body")
    return Lens(
        **{key: data[key] for key in same},
        aspects=tuple(Aspect(**aspect) for aspect in data["aspects"]),
        bodies=tuple(data["bodies"]),
        skips=tuple(Skip(**skip) for skip in data["skips"]),
        seats=tuple(_seat(category) for category in data["categories"]),
        rules=tuple(_rule(rule) for rule in data["rules"]),
        judgements=tuple(_judgement(judgement) for judgement in data["judgements"]),
    )


def _seat(data: Mapping[str, Any]) -> Seat:
    category = Category(data["id"], data["label"], data["expects"], data["why"], data["ask"], data["aspect"])
    return Seat(category, tuple(data["also"]), tuple(data["only_for"]), tuple(data["not_for"]))


def _rule(data: Mapping[str, Any]) -> SortRule:
    return SortRule(
        id=data["id"],
        categories=tuple(data["categories"]),
        phrases=data["phrases"],
        kinds=tuple(data["kinds"]),
        classes=tuple(data["classes"]),
        values={key: tuple(value.casefold() for value in values) for key, values in data["values"].items()},
        why=data["moves"] or data["why"],
        moves=bool(data["moves"]),
    )


def _judgement(data: Mapping[str, Any]) -> JudgementRule:
    outcomes = data["outcomes"]
    return JudgementRule(
        id=data["id"],
        says=data["says"],
        covered=_bounds(data["covered"]),
        kpis=_bounds(data["kpis"]),
        outcomes=(tuple(outcomes["in_all"]), tuple(outcomes["kinds"])) if outcomes else None,
    )


def _bounds(data: Mapping[str, Any] | None) -> Bounds | None:
    return Bounds(tuple(data["of"]), data["at_least"], data["at_most"], data.get("in_at_least")) if data else None
