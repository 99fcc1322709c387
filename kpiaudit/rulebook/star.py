"""What the rules ask of a North Star, in general or by a profile, as the analyses ask it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

from kpiaudit.model import FIELDS, InputError, Kind, Location, Metric, Problem
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.book import Rulebook, sets_found
from kpiaudit.rulebook.criteria import CriterionRule, answer, from_data
from kpiaudit.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpiaudit.star_model import Profile  # of which most runs need none


class Bar(NamedTuple):
    """Why a KPI may not lead though its kind may."""

    id: str
    makes: str  # what it may be instead: runner-up, guardrail, companion, condition or never
    because: str


Phrases = Callable[[Metric], Mapping[str, str]]
"""A metric -> the sets of phrases found in it, with the words that matched."""

Barred = Callable[[Metric, Kind], Bar | None]
"""A metric and its kind -> why it may not lead, if it may not."""

_SENTENCE = r"(?<=[.!?;])\s|\n"


class Asking(NamedTuple):
    """What is asked of KPIs that might lead."""

    kinds: Mapping[str, Kind]
    criteria: Sequence[CriterionRule]
    phrases: Phrases
    barred: Barred
    roles: frozenset[str]  # that a KPI can have
    profile: Profile | None = None


def asking(book: Rulebook, profile: str = "") -> Asking:
    """What a rulebook asks, by the profile of that id or ("") in general. Raises `InputError` if there is none."""
    barred = _Barred(book.index("barred"), book.barred["sets"], book.barred["entries"], book)
    criteria = from_data(book.criteria)
    if not profile:
        return Asking(
            book.kinds,
            criteria,
            lambda metric: book.sets_found(_reading(book, metric)),
            barred,
            _roles(book.kinds, book.barred["entries"]),
        )
    from kpiaudit.star_model import Profile

    data = _profile(book, profile)
    index, names = book.index(f"profile/{profile}"), data["sets"]
    own = _Barred(index, names, data["barred"], book)

    def phrases(metric: Metric) -> Mapping[str, str]:
        reading = _reading(book, metric)
        return {**book.sets_found(reading), **sets_found(index, names, reading)}

    given = data["kinds"]
    kinds = {name: kind._replace(north_star=given.get(name, kind.north_star)) for name, kind in book.kinds.items()}
    return Asking(
        kinds=kinds,
        criteria=_changed(criteria, data["criteria"]),
        phrases=phrases,
        barred=lambda metric, kind: own(metric, kind) or barred(metric, kind),
        roles=_roles(kinds, [*book.barred["entries"], *data["barred"]]),
        profile=Profile(*(data[key] for key in Profile._fields)),
    )


def _roles(kinds: Mapping[str, Kind], barred: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset([*(kind.north_star for kind in kinds.values()), *(entry["makes"] for entry in barred)])


def _profile(book: Rulebook, name: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(book.text(f"profile/{name}"))
    except KeyError:
        known = json.loads(book.text("star/whole"))["profiles"]
        hint = f"profiles are {', '.join(known)}" if known else "the rules have no profiles"
        raise InputError(Problem(Location("--profile"), f"there is no profile '{name}'", hint)) from None
    return found


def _changed(criteria: Sequence[CriterionRule], changes: Sequence[Mapping[str, Any]]) -> tuple[CriterionRule, ...]:
    """The criteria with what a profile changes: its answers are tried before the usual ones."""
    by_id = {change["id"]: change for change in changes}
    found = []
    for rule in criteria:
        change = by_id.get(rule.id)
        if change:
            said = {key: change[key] for key in ("question", "unknown", "needs") if change[key]}
            rule = rule._replace(answers=(*map(answer, change["answers"]), *rule.answers), **said)
        found.append(rule)
    return tuple(found)


def _reading(book: Rulebook, metric: Metric) -> Reading:
    texts = (metric.name, metric.formula, metric.definition, metric.unit)
    return book.read("\n".join(text for text in texts if text))


class _Barred:
    """Finds out who may not lead: in the name, the formula and the first sentence of the definition."""

    def __init__(
        self, index: PhraseIndex, names: Sequence[str], entries: Sequence[Mapping[str, Any]], book: Rulebook
    ) -> None:
        self.index, self.names, self.entries, self.book = index, names, entries, book

    def __call__(self, metric: Metric, kind: Kind) -> Bar | None:
        asked = [entry for entry in self.entries if not entry["kinds"] or kind.id in entry["kinds"]]
        if not asked:
            return None
        found: dict[str, str] = {}
        for bit, field in enumerate(FIELDS):
            text = getattr(metric, field)
            if text:
                reading = self.book.read(re.split(_SENTENCE, text, maxsplit=1)[0] if field == "definition" else text)
                found = sets_found(self.index, self.names, reading, 1 << bit) | found
        for entry in asked:
            words = found.get(f"barred/{entry['id']}")
            if words and f"barred/{entry['id']}/unless" not in found:
                return Bar(entry["id"], entry["makes"], entry["because"].replace("{words}", f"“{words}”"))
        return None
