"""The North Star, whole, and the tree of what drives what: the part of the glossary that only those who ask need."""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit.model import NOTHING, Candidate
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Any


class Profile(NamedTuple):
    """Another view of which KPIs may lead and what answers the criteria (`rules/profiles/`)."""

    id: str
    label: str
    about: str
    source: str


class RunnerUp(NamedTuple):
    """A KPI that does not lead, and what it would need."""

    candidate: Candidate
    needs: tuple[tuple[str, str], ...]  # (criterion, or "" for what it is; what would have to change)


class Beside(NamedTuple):
    """What to read together with a North Star: KPIs of the list, or where there is none what to look for."""

    id: str  # guardrail, companion, condition, volume or input
    title: str
    why: str
    metrics: tuple[str, ...]  # ids, the nearest first
    look_for: str  # "" where the list has one


class Star(NamedTuple):
    """What `kpiaudit north-star` shows."""

    profile: Profile | None
    candidates: tuple[Candidate, ...]  # the eligible, best first; where there are none, the nearest
    runners_up: tuple[RunnerUp, ...]  # every candidate that does not lead, then those that may not
    beside: Mapping[str, tuple[Beside, ...]]  # id of each that leads -> what to pair with it
    needs: Mapping[str, tuple[tuple[str, str], ...]] = NOTHING  # id of each that leads -> what it lacks
    sections: tuple[Mapping[str, Any], ...] = ()  # of the paper for the workshop (`rules/worksheet.yaml`)


class Level(NamedTuple):
    """A level of the organisation, and the KPIs that stand on it."""

    id: str  # "" where the list does not say
    label: str
    metrics: tuple[str, ...]


class Tree(NamedTuple):
    """Which KPI drives which, without the links that are errors."""

    star: str  # id of the North Star; "" where none is eligible
    drives: Mapping[str, tuple[str, ...]]  # id -> ids of what it drives
    driven_by: Mapping[str, tuple[str, ...]]
    results: tuple[str, ...]  # what drives nothing, and stands not below the North Star
    levels: tuple[Level, ...]  # of what is connected, the front line first
    loose: tuple[str, ...]  # connected to nothing
    asks: tuple[str, ...] = ()  # what to ask the client for, as the list does not give it
