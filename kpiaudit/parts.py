"""Which parts of a metric's text say what is counted, and how much each part weighs.

The first sentence of a definition and a numerator say what is counted; what it is divided by, examples,
exclusions and boilerplate do not. The words that mark such parts stand in `rules/reading.yaml`, the weights in
`rules/scoring.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from kpiaudit.model import FieldName, Metric
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(])|\n+|;\s+")
_SENTENCES = re.compile(r"[.!?;]\s|\n")  # where one may end: a quick look, as most definitions are one sentence
_WORD = re.compile(r"\w+|%")
_MEMO_LIMIT = 300_000
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
        self._hints = _Hints(reading["hints"])
        self._reading = reading

    # Made when a text first needs them: the lists are long, and plain texts need none.

    @cached_property
    def _marker(self) -> re.Pattern[str]:
        return _any_of(self._modes)

    @cached_property
    def _says_how(self) -> re.Pattern[str]:
        return re.compile(rf"\W*(?:(?:the|a|an)\s+)?{_any_of(self._reading['begins']).pattern}", re.IGNORECASE)

    @cached_property
    def _against_marker(self) -> re.Pattern[str]:
        return _any_of(self._reading["against"])

    @cached_property
    def _name_aside(self) -> re.Pattern[str]:
        return _any_of(self._reading["aside_in_names"])

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
        if self._plain(name):
            yield Part("name", name, self._name)
            return
        counted, *aside = self._name_aside.split(name, 1)
        pieces = self._against_marker.split(counted if counted.strip() and aside else name, 1)
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

    def _plain(self, text: str) -> bool:
        """Whether a text surely holds no marker: true of most, and much faster to see than to look for one."""
        return text.isascii() and not any(map(self._hints.__getitem__, text.split()))

    def _first(self, sentence: str) -> float:
        """The weight of a definition's first sentence: more than the name's where it says how to count."""
        return self._counts if self._says_how.match(sentence) else self._lead

    def _pieces(self, sentence: str, weight: float) -> Iterator[tuple[str, float]]:
        """A sentence cut at its markers; each marker decides the weight of what follows it."""
        if self._plain(sentence):
            yield sentence, weight
            return
        cut = self._marker.split(sentence)
        yield cut[0], weight
        for marker, text in zip(cut[1::2], cut[2::2], strict=True):
            yield text, self._modes[marker.lower()]


class _Hints(dict[str, bool]):
    """Pieces of text between blanks -> whether they hold the most telling word of a marker."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        self._words = frozenset(words)
        self._any = "" in self._words  # a marker without a word may stand anywhere

    def __missing__(self, piece: str) -> bool:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        found = self._any or not self._words.isdisjoint(_WORD.findall(piece.lower()))
        self[piece] = found
        return found


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the phrases as whole words, the longest first; grouped by first letter, which is faster."""
    groups: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        groups.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    branches = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
    return re.compile(rf"\b({branches})(?!\w)", re.IGNORECASE)
