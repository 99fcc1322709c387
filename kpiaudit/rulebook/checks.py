"""Checks of definitions: what `rules/quality.yaml` says, as the analysis asks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpiaudit.model import NOTHING, Level
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Any


class Check(NamedTuple):
    """One check and its texts. What the keys mean stands at the top of `rules/quality.yaml`."""

    id: str
    level: Level
    group: str
    message: str
    why: str
    instead: str
    messages: Mapping[str, str] = NOTHING
    unknown: str = ""
    advice: bool = False
    needs: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    worded: bool = False  # has phrases: the set of its id finds them, `<id>/unless` and `<id>/list` what excuses them
    excusable: bool = False  # has words that excuse it
    unless_given: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    numbers: Mapping[str, float] = NOTHING


class GamingPair(NamedTuple):
    """A KPI that can be made to look good, and what belongs beside it.

    The sets `pair/<id>` and `pair/<id>/guard` find the one and the other.
    """

    id: str
    why: str
    add: str


class Checks(NamedTuple):
    """All checks in force, in file order."""

    checks: tuple[Check, ...]
    pairs: tuple[GamingPair, ...]


_TUPLES = ("needs", "where", "unless_given", "classes", "kinds", "words")


def from_data(checks: Iterable[Mapping[str, Any]], pairs: Iterable[Mapping[str, Any]]) -> Checks:
    """The checks, from the data in the compiled rulebook."""
    return Checks(tuple(map(_check, checks)), tuple(GamingPair(**pair) for pair in pairs))


def _check(entry: Mapping[str, Any]) -> Check:
    given: dict[str, Any] = {key: tuple(value) if key in _TUPLES else value for key, value in entry.items()}
    return Check(**given)
