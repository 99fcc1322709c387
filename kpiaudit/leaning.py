"""What the words of a name or a definition lean to, taken singly.

Phrases know how measures are written; single words only which class they mostly stand for (`rules/forms/words.yaml`).
So words are heard last and count little: they settle what the phrases leave open.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpiaudit.model import Class
from kpiaudit.phrases.lexicon import LEANING_FIELDS
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook


class Lean(NamedTuple):
    """What words lean to: by how much, by whose rule, and where the word stands that says so loudest."""

    points: float
    owner: int
    reading: int  # which of the readings
    place: int


class Leanings:
    """Adds up what single words say, by one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rule_at, policy = rulebook.rule_at, rulebook.policy
        self._bounds = [
            (policy[f"words-of-{field}-start"], policy[f"words-of-{field}-most"]) for field in LEANING_FIELDS
        ]

    def of(self, readings: Sequence[Reading], field: str) -> Lean | None:
        """What the words of the readings of a field lean to; None where none leans, or they hold each other."""
        kind = LEANING_FIELDS.index(field)
        leaning = [
            (token.word, leans, number, place)
            for number, reading in enumerate(readings)
            for place, token in enumerate(reading.tokens)
            if (leans := token.leans[kind])
        ]
        if not leaning:
            return None
        total, most = self._bounds[kind]
        for owner, points in {word: leans for word, leans, _, _ in leaning}.values():
            total += points if self._rule_at(owner).says == "outcome" else -points
        total = max(-most, min(most, total))
        cls: Class = "outcome" if total > 0 else "output"
        leading = [
            (leans[1], -number, -place, leans[0])
            for _, leans, number, place in leaning
            if self._rule_at(leans[0]).says == cls
        ]
        if not leading:
            return None
        _, minus_number, minus_place, owner = max(leading)
        return Lean(abs(total), owner, -minus_number, -minus_place)
