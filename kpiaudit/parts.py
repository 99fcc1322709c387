"""Which parts of a metric's text say what is counted, and how much each part weighs.

The first sentence of a definition and a numerator say what is counted; what it is divided by, examples,
exclusions and boilerplate do not. The words that mark such parts stand in `rules/reading.yaml`, the weights in
`rules/scoring.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kpiaudit.model import FieldName, Metric
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(])|\n+|;\s+")
_SENTENCES = re.compile(r"[.!?;]\s|\n")  # where one may end: a quick look, as most definitions are one sentence
_WORD = re.compile(r"\w+|%")
_INSIDE = re.compile(r"\w")
_OPENING = re.compile(r"[^\w%]*(?:(?:the|a|an)\s+)?", re.IGNORECASE)
_MEMO_LIMIT = 300_000
_MOST_PATTERNS = 100  # for single hints; then for all markers at once
# Written out, not compiled: few KPIs have a formula, and `re` remembers what it has compiled.
_SQL = (
    r"(?i)'[^']*'|\b(?:select|from|where|sum|count|avg|distinct|case|when|then|else|end|and|or|null|nullif|coalesce|filter|"
    r"over|partition|by|as|cast|float|int|numeric|is|in|group|order|date_trunc|datediff|round|safe_divide)\b"
)
_LOOKS_SQL = r"(?i)\b(?:sum|count|avg|select|nullif|countif|div0)\s*\(|\bcase\s+when\b|_id\b"
_DIVIDED = r"(?i)\s*(?:[/\u00f7]|\bdivided by\b|\bout of\b|\bover\b(?=\s+(?:total|all)))\s*"


class Part(NamedTuple):
    """A piece of a field and its weight."""

    field: FieldName
    text: str
    weight: float


class Parts:
    """Cuts metrics into parts by one rulebook's markers and weights."""

    def __init__(self, rulebook: Rulebook) -> None:
        policy = rulebook.policy
        self._name, self._formula, self._unit = policy["field-name"], policy["field-formula"], policy["field-unit"]
        self._lead, self._rest = policy["definition-lead"], policy["definition-rest"]
        self._counts, self._against = policy["definition-counts"], policy["denominator"]
        self._most_words = int(policy["definition-words"])
        reading = rulebook.reading
        self._modes = {
            **dict.fromkeys(reading["counted"], self._counts),
            **dict.fromkeys(reading["against"], self._against),
            **dict.fromkeys(reading["aside"], 0.0),
        }
        self._begins = tuple(phrase.lower() for phrase in reading["begins"])
        self._markers = _Markers({**reading, "modes": self._modes}, reading["hints"])

    def of(self, metric: Metric) -> Iterator[Part]:
        """The parts of a metric that may be matched, name first."""
        yield from self._of_name(metric.name)
        if metric.formula:
            yield from self._of_formula(metric.formula)
        if metric.definition:
            yield from self._of_definition(metric.definition)
        if metric.unit:
            yield Part("unit", metric.unit, self._unit)

    def _of_name(self, name: str) -> Iterator[Part]:
        """Usually the whole name; what a long one is held against, or says aside, weighs less or nothing."""
        told = self._markers.told(name)
        if not told:
            yield Part("name", name, self._name)
            return
        counted, *aside = self._markers.cut("aside_in_names", name, told, 1)
        pieces = self._markers.cut("against", counted if counted.strip() and aside else name, told, 1)
        if not pieces[0].strip():
            pieces = [name]
        yield Part("name", pieces[0], self._name)
        if len(pieces) > 1:
            yield Part("name", pieces[-1], self._name * self._against)

    def _of_formula(self, formula: str) -> Iterator[Part]:
        if re.search(_LOOKS_SQL, formula):
            formula = re.sub(_SQL, " , ", formula)
        pieces = re.split(_DIVIDED, formula)
        weights = [self._formula, *(self._against,) * (len(pieces) - 1)]
        for text, weight in zip(pieces, weights, strict=True):
            if text.strip() and weight:
                yield Part("formula", text, weight)

    def _of_definition(self, definition: str) -> Iterator[Part]:
        words = 0
        sentences = _SENTENCE.split(definition) if _SENTENCES.search(definition) else [definition]
        for number, sentence in enumerate(sentences):
            for text, weight in self._pieces(sentence, self._rest if number else self._first(sentence)):
                words += text.count(" ") + 1
                if weight and text.strip():
                    yield Part("definition", text, weight)
            if words >= self._most_words:
                return

    def _first(self, sentence: str) -> float:
        """The weight of a definition's first sentence: more than the name's where it says how to count."""
        begun = _OPENING.match(sentence)
        opening = sentence[begun.end() if begun else 0 :].lower()
        says_how = opening.startswith(self._begins) and any(
            opening.startswith(phrase) and not _INSIDE.match(opening, len(phrase)) for phrase in self._begins
        )
        return self._counts if says_how else self._lead

    def _pieces(self, sentence: str, weight: float) -> Iterator[tuple[str, float]]:
        """A sentence cut at its markers; each marker decides the weight of what follows it."""
        cut = self._markers.cut("modes", sentence, self._markers.told(sentence))
        yield cut[0], weight
        for marker, text in zip(cut[1::2], cut[2::2], strict=True):
            yield text, self._modes[marker.lower()]


class _Markers:
    """Finds markers in texts. To look for some hundred takes long, so each is looked for only beside its hint.

    The hint of a marker is its most telling word: where that is missing, as in most texts, the marker is missing too.
    """

    def __init__(self, lists: Mapping[str, Iterable[str]], hints: Mapping[str, Sequence[str]]) -> None:
        """`lists` by name; `hints`: the markers of each hint."""
        self._lists, self._hints = lists, hints
        self._all = tuple(hints)
        self._of_pieces = _Hints(hints)
        self._patterns: dict[tuple[str, tuple[str, ...]], re.Pattern[str] | None] = {}

    def told(self, text: str) -> tuple[str, ...]:
        """The hints in a text; none where surely no marker stands in it."""
        if not text.isascii():
            return self._all  # other alphabets have other ideas of small letters
        found = {hint for hints in map(self._of_pieces.__getitem__, text.split()) for hint in hints}
        return tuple(sorted(found)) if found else ()

    def cut(self, name: str, text: str, told: tuple[str, ...], most: int = 0) -> list[str]:
        """The text cut at markers of a list, at `most` so many (0: all): text, marker, text ..."""
        if not told:
            return [text]
        if len(self._patterns) > _MOST_PATTERNS and (name, told) not in self._patterns:
            told = self._all
        if (name, told) not in self._patterns:
            markers = {marker for hint in told for marker in self._hints[hint]}
            wanted = [marker for marker in self._lists[name] if marker in markers]
            self._patterns[name, told] = _any_of(wanted) if wanted else None
        pattern = self._patterns[name, told]
        return [str(part) for part in pattern.split(text, most)] if pattern else [text]


class _Hints(dict[str, tuple[str, ...]]):
    """Pieces of text between blanks -> the hints in them."""

    def __init__(self, hints: Iterable[str]) -> None:
        super().__init__()
        self._hints = frozenset(hints)
        self._always = ("",) if "" in self._hints else ()  # a marker without a word may stand anywhere

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        self[piece] = found = (*self._always, *self._hints.intersection(_WORD.findall(piece.lower())))
        return found


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the phrases as whole words, the longest first; grouped by first letter, which is faster."""
    groups: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        groups.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    branches = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
    return re.compile(rf"\b({branches})(?!\w)", re.IGNORECASE)
