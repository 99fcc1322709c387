"""The phrase language: one line of a rule file to the flat sequences it stands for.

A phrase is words, `{list}`, `{list:form}`, `(a|b c)`, `word?`, `...`, `...5`, `*`, `#`, `^`, `=word` and `!`
(see `rules/README.md`). Alternatives and options are multiplied out here, so that matching never branches.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

from kpiaudit.records import NamedTuple

MAX_VARIANTS = 400
"""Sequences one phrase may stand for: a safety limit, not a policy."""

DEFAULT_GAP = 3

MAX_GAP = 50
"""Words that one gap may stand for: a safety limit too. No sentence about a measure needs as many."""

_LONGEST_GAP = len("...") + 4  # characters: what is longer is not even read as a number
_TOKEN = re.compile(r"\s*(\{[^{}]*\}|\.\.\.\d*|[*#^()|?!]|=?[^\s{}()|?!*#^]+)")
_LIST = re.compile(r"\{([a-z0-9][a-z0-9 -]*?)(?::(ing|ed|noun))?\}")

Words = Callable[[str], tuple[str, ...]]
"""Turns a written word into the symbols to look for: its stems, or `=word` for the very word."""


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says why and what to write instead."""


class Element(NamedTuple):
    """One thing to find, `lo` to `hi` words after the one before it."""

    symbol: str  # a stem, "=word", "{list}", "{list:form}" or "#"
    lo: int = 0
    hi: int = 0
    head: bool = False


class Sequence(NamedTuple):
    """Elements in order; `anchored` when they must stand at the start of the field."""

    elements: tuple[Element, ...]
    anchored: bool = False


class _Gap(NamedTuple):
    lo: int
    hi: int


_Piece = Element | _Gap
_Choice = list[tuple[_Piece, ...]]  # the variants of one part of a phrase


def expand(phrase: str, words: Words) -> tuple[Sequence, ...]:
    """All flat sequences a phrase stands for, in the order written.

    Raises `PhraseError` where the phrase breaks the language or stands for more than `MAX_VARIANTS`.
    """
    tokens = _tokens(phrase)
    anchored = tokens[:1] == ["^"]
    reader = _Reader(tokens[1:] if anchored else tokens, words)
    variants = reader.alternatives()
    if reader.at < len(reader.tokens):
        raise PhraseError(f"unexpected '{reader.tokens[reader.at]}'")
    sequences = dict.fromkeys(Sequence(_flat(variant), anchored) for variant in variants)
    if any(not s.elements for s in sequences):
        raise PhraseError("could match nothing at all: at least one word must not be optional")
    return tuple(sequences)


def _tokens(phrase: str) -> list[str]:
    tokens, at = [], 0
    phrase = phrase.strip()
    while at < len(phrase):
        match = _TOKEN.match(phrase, at)
        if match is None:
            raise PhraseError(f"cannot read '{phrase[at:]}': a list is written {{name}}")
        tokens.append(match[1])
        at = match.end()
    if not tokens:
        raise PhraseError("an empty phrase")
    return tokens


class _Reader:
    """Recursive descent over the tokens of one phrase."""

    def __init__(self, tokens: list[str], words: Words) -> None:
        self.tokens, self.words, self.at = tokens, words, 0

    def alternatives(self) -> _Choice:
        variants = self._run()
        while self._take("|"):
            variants = variants + self._run()
        return _bounded(variants)

    def _run(self) -> _Choice:
        parts: list[_Choice] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in ("|", ")"):
            parts.append(self._part())
        if not parts:
            raise PhraseError("an empty alternative: write (a|b)? for an optional one")
        count = 1
        for part in parts:
            count *= len(part)
        if count > MAX_VARIANTS:
            raise PhraseError(f"stands for {count} sequences, more than {MAX_VARIANTS}: use a term list, or split it")
        return [tuple(p for piece in combo for p in piece) for combo in product(*parts)]

    def _part(self) -> _Choice:
        choice = self._atom()
        if self._take("!"):
            choice = [(*variant[:-1], _as_head(variant)) for variant in choice]
        if self._take("?"):
            choice = [*choice, ()]
        return choice

    def _atom(self) -> _Choice:
        token = self.tokens[self.at]
        self.at += 1
        if token == "(":
            choice = self.alternatives()
            if not self._take(")"):
                raise PhraseError("a bracket is not closed")
            return choice
        if token.startswith("..."):
            if len(token) > _LONGEST_GAP or int(token[3:] or DEFAULT_GAP) > MAX_GAP:
                raise PhraseError(f"'{token}' is too long a gap: {MAX_GAP} words at most")
            return [(_Gap(0, int(token[3:] or DEFAULT_GAP)),)]
        if token == "*":
            return [(_Gap(1, 1),)]
        if token == "#":
            return [(Element("#"),)]
        if token in "^?!":
            raise PhraseError(f"'{token}' stands in the wrong place")
        if token.startswith("{"):
            match = _LIST.fullmatch(token)
            if match is None:
                raise PhraseError(f"'{token}' is no list: write {{name}}, {{name:ing}}, {{name:ed}} or {{name:noun}}")
            return [(Element(token),)]
        return [tuple(Element(word) for word in self.words(token))]

    def _take(self, token: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False


def _as_head(variant: tuple[_Piece, ...]) -> Element:
    if not variant or isinstance(variant[-1], _Gap):
        raise PhraseError("'!' must follow a word or a list")
    return variant[-1]._replace(head=True)


def _bounded(variants: _Choice) -> _Choice:
    if len(variants) > MAX_VARIANTS:
        raise PhraseError(f"stands for more than {MAX_VARIANTS} sequences: use a term list, or split it")
    return variants


def _flat(pieces: tuple[_Piece, ...]) -> tuple[Element, ...]:
    """Gaps become the distance of the element that follows; gaps at either end say nothing and go."""
    elements: list[Element] = []
    lo = hi = 0
    for piece in pieces:
        if isinstance(piece, _Gap):
            lo, hi = lo + piece.lo, hi + piece.hi
        else:
            elements.append(piece._replace(lo=lo, hi=hi) if hi and elements else piece)
            lo = hi = 0
    return tuple(elements)
