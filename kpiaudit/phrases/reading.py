"""A text as phrases see it."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit import words as w
from kpiaudit.phrases.lexicon import Lexicon, Token

Term = tuple[int, int, int]
"""A term of several words: where it ends, its group, the places it claims as bits."""


class Reading:
    """A text read once: its words, its sentences, and the terms of several words in it."""

    __slots__ = (
        "_chunks",
        "_heads",
        "_places",
        "_softs",
        "_topics",
        "bits",
        "groups",
        "lexicon",
        "sentences",
        "terms",
        "text",
        "tokens",
    )

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text, self.lexicon = text, lexicon
        self.tokens: list[Token] = []
        self._softs: set[int] = set()  # places with a break of any kind before them
        self._topics: set[int] = set()  # places with a colon before them
        self._heads: set[int] | None = None
        self._places: list[tuple[int, int]] | None = None  # of each token in the text
        self._chunks = _chunks(text)
        self.sentences: list[tuple[int, int]] = []  # the first place of each, and the one after its last
        self._read()
        self.groups = [token[4] for token in self.tokens]
        self.bits = [0 if token[2] else 1 << place for place, token in enumerate(self.tokens)]  # what a place claims
        self.terms: dict[int, list[Term]] = {}  # by the place they begin at
        for first, stop in self.sentences:
            self._find_terms(first, stop)

    def _read(self) -> None:
        tokens, first = self.tokens, 0
        for piece in map(self.lexicon.__getitem__, self._chunks):
            if isinstance(piece, Token):
                tokens.append(piece)
                continue
            for found, _, _ in piece:
                if isinstance(found, Token):
                    tokens.append(found)
                    continue
                here = len(tokens)
                self._softs.add(here)
                if found == w.TOPIC_BREAK:
                    self._topics.add(here)
                if found == w.SENTENCE_BREAK and first < here:
                    self.sentences.append((first, here))
                    first = here
        if first < len(tokens):
            self.sentences.append((first, len(tokens)))

    def _find_terms(self, first: int, stop: int) -> None:
        groups, lexicon = self.groups, self.lexicon
        all_openings, meanings = lexicon.openings, lexicon.meanings
        for place in range(first, stop - 1):
            openings, following = all_openings.get(groups[place]), groups[place + 1]
            if not openings or openings.keys().isdisjoint(meanings[following]):
                continue
            found: dict[int, set[str]] = {}
            for symbol in meanings[following]:
                for means, rest in openings.get(symbol, ()):
                    end = place + 2 + len(rest)
                    if end <= stop and all(s in meanings[groups[place + 2 + i]] for i, s in enumerate(rest)):
                        found.setdefault(end, set()).add(means)
            if found:
                self.terms[place] = [
                    (end, lexicon.group(tuple(sorted(means))), sum(self.bits[place:end]))
                    for end, means in found.items()
                ]

    def count(self, symbol: str) -> int:
        """How often a word or term with this symbol stands in the text."""
        meanings = self.lexicon.meanings
        terms = [group for terms in self.terms.values() for _, group, _ in terms]
        return sum(symbol in meanings[group] for group in (*self.groups, *terms))

    def after(self, symbol: str) -> int | None:
        """The place after the first word with this symbol; None where there is none."""
        meanings = self.lexicon.meanings
        return next((place + 1 for place, group in enumerate(self.groups) if symbol in meanings[group]), None)

    @property
    def heads(self) -> set[int]:
        """The token that the text is about: the last noun before a preposition, bracket or the end.

        A topic before a colon has it only where nothing follows. Measure nouns are passed over, and so are segments
        that hold nothing else: the head of "number of fire-safety visits" is "visits".
        """
        if self._heads is None:
            self._heads = {place for first, stop in self.sentences for place in self._head(first, stop)}
        return self._heads

    def _head(self, first: int, stop: int) -> Iterator[int]:
        ends, topic, candidate, done = self.lexicon.head_stop, -1, -1, False
        for place in range(first, stop):
            _, symbols, light, *_ = self.tokens[place]
            if place in self._topics:
                topic, candidate, done = max(topic, candidate), -1, False
            if candidate >= 0 and (ends in symbols or place in self._softs):
                done = True
            if not done and not light and ends not in symbols:
                candidate = place
        if max(topic, candidate) >= 0:
            yield candidate if candidate >= 0 else topic

    def beside(self) -> int:
        """The place where a name leaves its subject: the first preposition or break after its head."""
        head = min(self.heads, default=-1)
        ends = self.lexicon.head_stop
        places = range(head + 1, len(self.tokens)) if head >= 0 else ()
        return next((p for p in places if ends in self.tokens[p][1] or p in self._softs), len(self.tokens))

    def source(self, start: int, end: int) -> str:
        """The words from `start` to `end` as they were written."""
        if self._places is None:
            self._places = list(self._placed())
        return self.text[self._places[start][0] : self._places[end - 1][1]]

    def _placed(self) -> Iterator[tuple[int, int]]:
        at, text, lexicon = 0, self.text, self.lexicon
        for chunk in self._chunks:
            at = text.find(chunk, at)
            piece = lexicon[chunk]
            if isinstance(piece, Token):
                yield at, at + len(chunk)
            else:
                yield from ((at + begin, at + end) for found, begin, end in piece if isinstance(found, Token))
            at += len(chunk)


def _chunks(text: str) -> list[str]:
    """The text cut at blanks; line breaks, which end sentences, stay."""
    if "\n" not in text:
        return text.split()
    return [chunk for line in text.split("\n") for chunk in (*line.split(), "\n")]
