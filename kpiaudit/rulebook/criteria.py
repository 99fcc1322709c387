"""North Star criteria: what `rules/north-star.yaml` says, as the analysis asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpiaudit.model import NOTHING, Result
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Any


class Answer(NamedTuple):
    """One way in which a KPI list can settle a criterion: every condition that is given has to hold."""

    result: Result
    because: str  # may quote {words}, {value}, {kind}
    kinds: tuple[str, ...] = ()
    phrases: str = ""  # name of the set of phrases, one of which has to be found; "" for none
    given: tuple[str, ...] = ()  # keys, one of which is there
    values: Mapping[str, tuple[str, ...]] = NOTHING  # key -> what it may hold
    at_least: Mapping[str, int] = NOTHING  # key -> how many entries it lists
    short: int | None = None  # most words of the name
    driven: bool = False  # another KPI says that it drives this one


class CriterionRule(NamedTuple):
    """A question a North Star has to answer (`rules/north-star.yaml`): the first answer that holds decides."""

    id: str
    question: str
    unknown: str  # why the list cannot tell, and what to ask people
    answers: tuple[Answer, ...]
    needs: str = ""  # what would have to change where it is not met; "" for the question


def from_data(entries: Sequence[Mapping[str, Any]]) -> tuple[CriterionRule, ...]:
    """The criteria in file order, from entries that the schema has checked (`rules/north-star.yaml`)."""
    return tuple(
        CriterionRule(
            id=entry["id"],
            question=entry["question"],
            unknown=entry["unknown"],
            answers=tuple(map(answer, entry["answers"])),
            needs=entry["needs"] or "",
        )
        for entry in entries
    )


def answer(entry: Mapping[str, Any]) -> Answer:
    """An answer, from an entry that the schema has checked."""
    short = entry.get("short")
    return Answer(
        result=entry["result"],
        because=entry["because"],
        kinds=tuple(entry.get("kinds", ())),
        phrases=entry["phrases"],
        given=tuple(entry.get("given", ())),
        values={key: tuple(values) for key, values in entry.get("values", {}).items()},
        at_least={key: int(number) for key, number in entry.get("at_least", {}).items()},
        short=None if short is None else int(short),
        driven=str(entry.get("driven", "")).casefold() == "true",
    )
