"""What the words of a name lean to, taken singly.

Phrases know how measures are written; single words only which class they mostly stand for (`rules/forms/words.yaml`).
So words are heard last and count little: they settle what the phrases leave open.
"""

from __future__ import annotations

from kpiaudit.model import Class
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook


class Lean(NamedTuple):
    """What the words of a name lean to: by how much, by whose rule, and where the word stands that says so loudest."""

    points: float
    owner: int
    place: int


class Leanings:
    """Adds up what single words say, by one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rule_at = rulebook.rule_at
        self._most, self._start = rulebook.policy["words-most"], rulebook.policy["words-start"]

    def of(self, name: Reading) -> Lean | None:
        """What the words of a name lean to; None where none of them leans, or they hold each other."""
        found = {token.word: token.leans for token in name.tokens if token.leans}
        if not found:
            return None
        total = self._start
        for owner, points in found.values():
            total += points if self._rule_at(owner).says == "outcome" else -points
        total = max(-self._most, min(self._most, total))
        cls: Class = "outcome" if total > 0 else "output"
        leading = [
            (token.leans[1], -place, token.leans[0])
            for place, token in enumerate(name.tokens)
            if token.leans and self._rule_at(token.leans[0]).says == cls
        ]
        if not leading:
            return None
        _, minus_place, owner = max(leading)
        return Lean(abs(total), owner, -minus_place)
