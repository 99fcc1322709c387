"""What the checks of definitions have in common: the facts they ask, and the shape of what they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from kpiaudit.model import FIELDS, FieldName, Finding, Kind, ListContext, Location, Metric, Rule, Verdict
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.checks import Check, GamingPair
from kpiaudit.typed import Protocol
from kpiaudit.wording import say

_NAME_WIDTH = 60
_PLACE = r"\{(\w+)\}"
_OWN = frozenset(("definition", "formula", "unit", "owner", "department", "level"))
_NO_PLACES: Mapping[int, str] = {}

Words = Callable[[str], Iterable[str]]
"""A written piece -> its lower-case words, abbreviations spelled out."""


class Finder(Protocol):
    """Finds phrase sets; see `rulebook.wordings.Wordings`."""

    def remember(self, readings: Iterable[Reading]) -> None:
        """Use these for texts that were read already."""

    def of(self, metric: Metric) -> Mapping[str, Callable[[], str]]:
        """The sets that may give a metric away, each with what gives the words found."""

    def excuses(self, metric: Metric, fields: Iterable[FieldName] = FIELDS) -> set[str]:
        """The sets that excuse a metric, in these fields of it."""

    def excuses_of_list(self, context: ListContext) -> set[str]:
        """The sets that excuse all metrics of a list."""

    def guards(self, metric: Metric, fields: Iterable[FieldName] = FIELDS) -> set[str]:
        """The guards, and the phrases of checks that are more than phrases, in these fields of a metric."""


class Facts(NamedTuple):
    """Everything checks may ask. A place is the number of a KPI in `metrics`."""

    metrics: Sequence[Metric]
    verdicts: Sequence[Verdict]
    kinds: Mapping[str, Kind]
    rules: Mapping[str, Rule]
    duplicates: Sequence[Sequence[str]]
    pairs: Sequence[GamingPair]
    found: Mapping[str, Mapping[int, str]]  # phrase set -> place, ascending -> the words found
    lists: Mapping[str, Sequence[int]]  # path -> places
    organisations: Mapping[str, Sequence[int]]  # organisation, or path of a list that names none -> places
    finder: Finder  # for what excuses or guards, where something hangs on it
    words: Words

    def wording(self, name: str) -> Mapping[int, str]:
        """Where a phrase set was found, and in which words."""
        return self.found.get(name, _NO_PLACES)


class Outcome(NamedTuple):
    """What a check came to; the numbers are those of a `Tally`. Each finding has the place it is sorted by."""

    findings: list[tuple[float, Finding]]
    applied: int
    found: int
    unknown: int = 0
    of: str = "KPI"


def organisation_of(metric: Metric) -> str:
    """The organisation a KPI belongs to; its list, where that names none."""
    return metric.context.organisation or metric.context.path


def readable(metric: Metric, verdict: Verdict) -> bool:
    """Whether the rules know the language that a KPI is written in."""
    return not verdict.unread and metric.context.language.lower()[:2] in ("", "en")


def column(metrics: Iterable[Metric], key: str) -> list[str]:
    """What every KPI gives for a key; "" where it gives nothing."""
    if key in _OWN:
        return [getattr(metric, key) for metric in metrics]
    return [metric.details.get(key, "") for metric in metrics]


def given(facts: Facts, keys: Sequence[str]) -> list[str]:
    """What every KPI gives for the first of the keys that it gives at all."""
    values = column(facts.metrics, keys[0])
    for key in keys[1:]:
        values = [value or other for value, other in zip(values, column(facts.metrics, key), strict=True)]
    return values


def about_kpi(
    check: Check, facts: Facts, place: int, *, message: str = "", instead: str = "", **found: str
) -> tuple[float, Finding]:
    """A finding about one KPI. `found` fills the places of the message."""
    metric = facts.metrics[place]
    word = metric.context.customer_word
    text = fill(say(message or check.message, word), name=quoted(metric.name), **found)
    write = instead or say(check.instead, word)
    return place, Finding(check.id, check.level, text, metric.id, metric.location, write)


def about_list(
    check: Check,
    facts: Facts,
    places: Sequence[int],
    *,
    message: str = "",
    instead: str = "",
    at_first: bool = False,
    **found: str,
) -> tuple[float, Finding]:
    """A finding about the KPIs at these places: at the top of their file, or `at_first` where the first one stands.

    Without a place where they stand in several files.
    """
    metrics = facts.metrics
    first = metrics[places[0]]
    word = first.context.customer_word
    text = fill(say(message or check.message, word), **found)
    location: Location | None = first.location
    if not at_first:
        alone = metrics[places[-1]].location.path == first.location.path
        location = _top(first.location) if alone else None
    finding = Finding(check.id, check.level, text, None, location, say(instead or check.instead, word))
    return (places[0] if location else 0) - 0.5, finding


def _top(location: Location) -> Location:
    return Location(location.path, location.line and 1, location.column and 1)


def fill(template: str, **found: str) -> str:
    """The template with its places filled, in one pass: braces in a user's text are text."""
    return re.sub(_PLACE, lambda match: found.get(match[1], match[0]), template)


def quoted(name: str) -> str:
    """A name as messages show it."""
    return f"“{name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + '…'}”"


def counted(number: int, noun: str) -> str:
    """`1 list`, `2 lists`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
