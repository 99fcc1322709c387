"""North Star criteria: from checked rule-file entries to what the analysis asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kpiaudit.model import Answer, CriterionRule


def from_data(entries: Sequence[Mapping[str, Any]]) -> tuple[CriterionRule, ...]:
    """The criteria in file order, from entries that the schema has checked (`rules/north-star.yaml`)."""
    return tuple(
        CriterionRule(
            id=entry["id"],
            question=entry["question"],
            unknown=entry["unknown"],
            answers=tuple(_answer(answer) for answer in entry["answers"]),
        )
        for entry in entries
    )


def _answer(entry: Mapping[str, Any]) -> Answer:
    short = entry.get("short")
    return Answer(
        result=entry["result"],
        because=entry["because"],
        kinds=tuple(entry.get("kinds", ())),
        phrases=bool(entry.get("phrases")),
        given=tuple(entry.get("given", ())),
        values={key: tuple(values) for key, values in entry.get("values", {}).items()},
        at_least={key: int(number) for key, number in entry.get("at_least", {}).items()},
        short=None if short is None else int(short),
        driven=str(entry.get("driven", "")).casefold() == "true",
    )
