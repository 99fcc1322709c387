"""What the words of a metric lean to: its class, and its kind.

Phrases know how measures are written; words, taken singly and in pairs, only what they mostly stand for
(`rules/forms/words.yaml`, `rules/forms/words-of-kinds.yaml`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kpiaudit.model import Class, FieldName
from kpiaudit.parts import Part
from kpiaudit.phrases.leanings import Counted, Kinds, Leaning, leaning, points_of_kinds
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook

COUNTED_FIELDS = ("name", "definition")
"""The fields whose words are counted."""


_Found = tuple[float, int, int, int, int]
"""A word or pair that leans to a class: points as weighed, positive for outcomes; its rule; in which text, where."""


class Lean(NamedTuple):
    """What words lean to: by how much, by whose rule, and the words that say so loudest."""

    points: float
    owner: int
    field: FieldName
    text: str


class Leanings:
    """Adds up what words say, by one rulebook.

    Each word counts once, in the name `words-in-name` times. The sum is divided by the root of the squares of these
    weights added up: a long text says more than a short one, but not so much more as it has more words.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rule_at, self._classes = rulebook.rule_at, {id_: kind.cls for id_, kind in rulebook.kinds.items()}
        policy = rulebook.policy
        self._start, self._most, self._in_name = policy["words-start"], policy["words-most"], policy["words-in-name"]
        self._kind_of = dict(rulebook.words_rules)
        self._signed = _Signed({owner: self._classes[kind] for owner, kind in rulebook.words_rules})
        self._starts = {kind: (owner, start) for kind, owner, start in rulebook.words_kinds}
        self._tellers = {owner for _, owner, _ in rulebook.words_kinds}

    def of(self, heard: Sequence[tuple[Part, Reading]], *, shown: int = 1) -> tuple[Lean | None, Mapping[str, float]]:
        """What the words of the name and definition lean to, None where they lean nowhere; and the points of each kind.

        Only the kinds of one class are to be held against each other. `shown`: how many words to name.
        """
        texts = [text for text in heard if text[0].field in COUNTED_FIELDS]
        weights = [self._in_name if part.field == "name" else 1.0 for part, _ in texts]
        found, kinds = self._found([reading for _, reading in texts], weights)
        if not found:
            return None, kinds
        length = math.sqrt(sum([weights[each[2]] ** 2 for each in found]))
        total = self._start + sum([each[0] for each in found]) / length
        total = round(max(-self._most, min(self._most, total)), 1)  # rounded, so that much is said again and again
        loud = [each for each in found if each[0] * total > 0]
        if not loud:
            return None, kinds
        _, owner, number, *_ = min(loud, key=_loudness)
        says: Class = "outcome" if total > 0 else "output"
        kind = self._kind_of[owner]
        of_class = [each for each in kinds if self._classes[each] == says]
        if owner not in self._tellers:  # a client's rule of words speaks for itself
            kinds[kind] = kinds.get(kind, 0.0) + abs(total)
        elif of_class:
            owner = self._starts[max(of_class, key=kinds.__getitem__)][0]
        part, reading = texts[number]
        words = _shown([each for each in loud if each[2] == number], reading, shown)
        return Lean(abs(total), owner, part.field, words), kinds

    def _found(self, readings: Sequence[Reading], weights: Sequence[float]) -> tuple[list[_Found], dict[str, float]]:
        """The words and pairs that lean to a class, each where it stands first; and the points of kinds."""
        found: dict[str | tuple[str, str], _Found] = {}
        telling: dict[str, Kinds] = {}
        signed = self._signed
        for number, (reading, weight) in enumerate(zip(readings, weights, strict=True)):
            for first, stop in reading.sentences:
                before: Counted | None = None
                for place, token in enumerate(reading.tokens[first:stop], first):
                    counted = token.counted
                    word, alone, seconds, _, kinds = counted
                    if before and (pair := before.with_second(word)) and (before.word, word) not in found:
                        points, owner = signed[pair]
                        found[before.word, word] = (points * weight, owner, number, place - 1, place + 1)
                    if alone and word not in found:
                        points, owner = signed[alone]
                        found[word] = (points * weight, owner, number, place, place + 1)
                    if kinds:
                        telling[word] = kinds
                    before = counted if seconds else None
        return list(found.values()), self._points_of_kinds(list(telling.values()))

    def _points_of_kinds(self, words: Sequence[Kinds]) -> dict[str, float]:
        share = 1 / math.sqrt(len(words) or 1)
        sums = points_of_kinds(words, len(self._starts))
        return {
            kind: start + points * share for (kind, (_, start)), points in zip(self._starts.items(), sums, strict=True)
        }


class _Signed(dict[str, Leaning]):
    """Packed leanings taken apart, with points that are positive for outcomes."""

    def __init__(self, classes: Mapping[int, Class]) -> None:
        super().__init__()
        self._classes = classes  # of the rules of words

    def __missing__(self, packed: str) -> Leaning:
        points, owner = leaning(packed)
        self[packed] = found = (points if self._classes[owner] == "outcome" else -points, owner)
        return found


def _loudness(found: _Found) -> tuple[float, int, int]:
    points, _, number, start, _ = found
    return -abs(points), number, start


def _shown(loud: Sequence[_Found], reading: Reading, most: int) -> str:
    """The loudest words of a text that do not overlap, in the order in which they stand there.

    Small words and numbers, loud as they may be, tell a reader nothing: they are shown where there are no others.
    """
    loud = [each for each in loud if not all(token.light for token in reading.tokens[each[3] : each[4]])] or loud
    chosen: list[tuple[int, int]] = []
    for *_, start, end in [min(loud, key=_loudness)] if most == 1 else sorted(loud, key=_loudness):
        if len(chosen) < most and all(start >= before_end or end <= before for before, before_end in chosen):
            chosen.append((start, end))
    return ", ".join([reading.source(start, end) for start, end in sorted(chosen)])
