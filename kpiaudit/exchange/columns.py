"""The columns of the sheet that is sent to a client: a field of the KPI list each, explained."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from kpiaudit.model import Kind
from kpiaudit.records import NamedTuple


class Column(NamedTuple):
    """One field."""

    key: str
    about: str
    example: str
    choices: tuple[str, ...] = ()  # what is offered in a spreadsheet; other words can be written too

    @property
    def title(self) -> str:
        """The header."""
        return self.key.capitalize()


_COLUMNS = (
    Column("name", "What the KPI is called. The only column that has to be filled in.", "First contact resolution"),
    Column("id", "A short name that stays the same, if you use one.", "fcr"),
    Column(
        "definition",
        "What exactly is counted, in a sentence: of whom, when, what is left out.",
        "Share of callers who do not call again about the same thing within seven days",
    ),
    Column("formula", "How it is calculated.", "callers without a second call / all callers"),
    Column("unit", "What it is measured in.", "%"),
    Column("direction", "Whether higher or lower is better.", "higher", ("higher", "lower")),
    Column("baseline", "Where it stood at the start.", "71"),
    Column("target", "Where it should be.", "85"),
    Column(
        "cadence",
        "How often it is measured.",
        "weekly",
        ("daily", "weekly", "monthly", "quarterly", "yearly"),
    ),
    Column("source", "Where the numbers come from: a system, a survey, a person.", "telephone system and CRM"),
    Column("review", "The day on which it is next looked at: still the right KPI?", "2027-01-31"),
    Column("owner", "The one person who answers for it.", "Head of Operations"),
    Column("contributors", "Others who move it.", "team leads, knowledge manager"),
    Column("department", "Where it belongs.", "Operations"),
    Column("level", "Who looks at it.", "board", ("board", "department", "team")),
    Column("stage", "The stage of the customer's journey it belongs to.", "getting help"),
    Column("sector", "What the organisation does, if it differs from KPI to KPI.", "water utility"),
    Column("rewarded", "Whether anybody's pay hangs on it.", "yes", ("yes", "no")),
    Column("weight", "How much it counts in a scorecard: a number above 0.", "2"),
    Column("customer", "Which customer it is about.", "households"),
    Column("need", "What that customer needs.", "water from the tap, and help when there is none"),
    Column("supports", "The objective it serves.", "Nobody has to call twice"),
    Column("drives", "Ids of KPIs that move when this one does.", "repeat-calls"),
    Column("story", "Why it is measured at all; what happened with it.", "Began after the winter of burst pipes"),
    Column("class", "Leave empty, or decide: what you did, or what happened to the customer.", "outcome"),
    Column("kind", "Leave empty, or decide more closely.", "success"),
    Column("because", "Your reason, if you decided. Without one the decision does not count.", "We ask the caller"),
    Column("tags", "Words of your own, with commas.", "service, winter"),
)


def columns(kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    """The columns, with the classes and kinds one may choose from."""
    choices = {"class": ("output", "outcome"), "kind": tuple(kinds)}
    return tuple(column._replace(choices=choices.get(column.key, column.choices)) for column in _COLUMNS)


def as_csv(chosen: Iterable[Column]) -> str:
    """A table without rows, with the byte order mark by which spreadsheets know the encoding."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([column.title for column in chosen])
    return "\ufeff" + buffer.getvalue()


def explained(chosen: Iterable[Column]) -> str:
    """What goes into the columns, a line each, for where the table itself has no room to say it."""
    lines = []
    for column in chosen:
        choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
        lines.append(f"{column.title:<13} {column.about}{choices}\n")
    return "".join(lines)
