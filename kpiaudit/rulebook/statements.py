"""Checks of success statements: what `rules/customers.yaml` says, as the analysis asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpiaudit.model import Result
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Any


class StatementAnswer(NamedTuple):
    """One way in which a success statement settles a check: every condition that is given has to hold."""

    result: Result
    because: str  # may quote {words}
    phrases: str = ""  # name of the set of phrases, one of which has to be found; "" for none
    names: str = ""  # own, others: which customers of the list it has to name; "" for none


class StatementCheck(NamedTuple):
    """A question a success statement has to answer: the first answer that holds decides."""

    id: str
    question: str
    answers: tuple[StatementAnswer, ...]
    otherwise: Result
    because: str  # of `otherwise`


def from_data(entries: Sequence[Mapping[str, Any]]) -> tuple[StatementCheck, ...]:
    """The checks in file order, from entries that the schema has checked."""
    return tuple(
        StatementCheck(entry["id"], entry["question"], _answers(entry), entry["otherwise"], entry["because"])
        for entry in entries
    )


def _answers(entry: Mapping[str, Any]) -> tuple[StatementAnswer, ...]:
    return tuple(
        StatementAnswer(
            answer["result"],
            answer["because"],
            f"success/{entry['id']}/{number}" if answer["phrases"] else "",
            answer["names"] or "",
        )
        for number, answer in enumerate(entry["answers"])
    )
