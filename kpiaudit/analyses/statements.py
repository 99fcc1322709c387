"""Success statements held against the checks of `rules/customers.yaml`.

What the words do not settle stays unknown: it is for people to answer. The checks are Steve Towers' of a successful
customer outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpiaudit.model import Criterion
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.statements import StatementAnswer, StatementCheck
from kpiaudit.wording import say
from kpiaudit.words import SCAN, is_break, split, stem

FOREIGN = "The rules read English only: go through it with people who know the language."


class Subject(NamedTuple):
    """Whom a statement is about, and whom it should not be about as well."""

    own: tuple[str, ...] = ()  # the customer's name, the list's word for customers
    others: tuple[str, ...] = ()  # names of the list's other customers
    customer_word: str = ""
    foreign: bool = False  # the list is in a language the rules do not know


def check(
    statement: str, checks: Sequence[StatementCheck], found: Mapping[str, str], subject: Subject
) -> tuple[Criterion, ...]:
    """Every check with its result for a success statement.

    Args:
        statement: as the list gives it.
        checks: the questions asked, in order.
        found: the phrase sets found in it, with the words that matched.
        subject: whose success it is.
    """
    if subject.foreign:
        return tuple(Criterion(one.id, "unknown", FOREIGN) for one in checks)
    return tuple(_settle(one, statement, found, subject) for one in checks)


def _settle(one: StatementCheck, statement: str, found: Mapping[str, str], subject: Subject) -> Criterion:
    for answer in one.answers:
        words = _holds(answer, statement, found, subject)
        if words is not None:
            because = say(answer.because, subject.customer_word)
            return Criterion(one.id, answer.result, because.replace("{words}", f"“{words}”"))
    return Criterion(one.id, one.otherwise, say(one.because, subject.customer_word))


def _holds(answer: StatementAnswer, statement: str, found: Mapping[str, str], subject: Subject) -> str | None:
    """The words by which an answer's conditions hold; None where one does not."""
    words = ""
    if answer.names:
        words = _named(statement, subject.own if answer.names == "own" else subject.others)
        if not words:
            return None
    if answer.phrases:
        if answer.phrases not in found:
            return None
        words = found[answer.phrases]
    return words


def _named(statement: str, names: Iterable[str]) -> str:
    """The first of `names` that stands in a statement, in whatever form; "" where none does."""
    text = _stems(statement)
    return next((name for name in names if (wanted := _stems(name)).strip() and wanted in text), "")


def _stems(text: str) -> str:
    pieces = (piece for piece in SCAN.findall(text) if not is_break(piece))
    return " " + "".join(f"{stem(word)} " for piece in pieces for word in split(piece))
