"""What looking at a KPI list through a lens finds out: the types of `Audit.lenses`.

A lens sorts KPIs into the categories of one way of looking, many to many, and shows which categories are covered.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit.records import NamedTuple
from kpiaudit.typed import Literal

Expects = Literal["metric", "practice"]
State = Literal["outcomes", "surveys", "business-results", "outputs", "unclear", "nothing", "practice"]
"""The best that stands in a category; `practice`: nothing does, and nothing has to."""


class Category(NamedTuple):
    """A category of a lens."""

    id: str
    label: str
    expects: Expects  # a practice that no KPI watches is no gap but a question for the workshop
    why: str
    ask: str
    aspect: str = ""


class Coverage(NamedTuple):
    """Which KPIs stand in a category."""

    category: Category
    state: State
    segments: Mapping[str, int]  # how many of each segment of the balance, and `unclear`
    metrics: tuple[str, ...]  # their ids, in input order


class Untold(NamedTuple):
    """How many KPIs stand in no category of one aspect of a lens, and what to ask about them."""

    aspect: str
    label: str
    metrics: int
    ask: str


class Placement(NamedTuple):
    """Why a KPI stands in a category."""

    metric: str  # its id
    category: str
    rule: str  # "" where the list itself says so
    by: str  # a field, `kind`, or the key of the list
    text: str  # the words, the kind, or what the list says
    why: str
    moves: bool = False  # whether the rule says what the KPI moves, rather than what it measures


class LensView(NamedTuple):
    """A KPI list through one lens."""

    id: str
    label: str
    question: str
    source: str
    skipped: str  # why the lens was not asked; empty where it was
    metrics: int  # how many KPIs were looked at
    coverages: tuple[Coverage, ...] = ()
    untold: tuple[Untold, ...] = ()
    judgements: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what the list would have to say
    placements: tuple[Placement, ...] = ()  # only where they were asked for
