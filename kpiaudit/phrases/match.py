"""Finding phrases in texts. The inner loop of the program: 100,000 KPIs in a few seconds.

A text is read once into `Reading`: which symbols stand where. A phrase is then tried only where its rarest
symbol and its second rarest both stand somewhere in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from kpiaudit import words as w
from kpiaudit.phrases.symbols import FUNCTION_WORD, HEAD_STOP, MEASURE_NOUN, NUMBER, PER, VAGUE

_MEMO_LIMIT = 300_000  # distinct written words remembered; then the memory starts afresh
_MATCHES_PER_PHRASE = 8

Span = tuple[int, int]
Token = tuple[str, tuple[int, ...], bool, bool]
"""A word, its symbols, whether it is light (claims nothing: function words, measure nouns), whether it is known."""


class Match(NamedTuple):
    """A phrase found in a reading: whose it is, the words it covers, and those it claims."""

    owner: int
    start: int
    end: int
    content: int  # how many content words the phrase is made of
    claims: frozenset[int]


class Lexicon:
    """What words mean to the phrases: the compiled vocabulary, with a memory of words already seen."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._stems: Mapping[str, list[int]] = tables["stems"]
        self._known = frozenset(tables["known"])
        self._exact: Mapping[str, list[int]] = tables["exact"]
        self._exceptions: Mapping[str, str] = tables["exceptions"]
        self._abbreviations: Mapping[str, list[str]] = tables["abbreviations"]
        self._abbreviations_exact: Mapping[str, list[str]] = tables["abbreviations_exact"]
        self.multi: dict[int, list[list[int]]] = {int(k): v for k, v in tables["multi"].items()}
        reserved = tables["reserved"]
        self.number, self.head_stop = reserved[NUMBER], reserved[HEAD_STOP]
        self.measure_noun, self.function_word = reserved[MEASURE_NOUN], reserved[FUNCTION_WORD]
        self.vague, self.per = reserved[VAGUE], reserved[PER]
        self._memo: dict[str, Token | list[Token] | str] = {}

    def look_up(self, raws: list[str]) -> list[Token | list[Token] | str]:
        """For each scanned piece: its token, its tokens where it stands for several, or the break it is."""
        memo = self._memo
        try:
            return [memo[raw] for raw in raws]
        except KeyError:
            if len(memo) > _MEMO_LIMIT:
                memo.clear()
            for raw in raws:
                if raw not in memo:
                    memo[raw] = self._understand(raw)
            return [memo[raw] for raw in raws]

    def _understand(self, raw: str) -> Token | list[Token] | str:
        mark = w.is_break(raw)
        if mark:
            return mark
        tokens = [self._token(word) for word in self.words(raw)]
        return tokens[0] if len(tokens) == 1 else tokens

    def stem(self, word: str) -> str:
        """The stem of a lower-case word, exceptions first."""
        return self._exceptions.get(word) or w.stem(word)

    def words(self, raw: str) -> list[str] | tuple[str, ...]:
        """The lower-case words of a written piece, abbreviations spelled out."""
        for form in (raw, raw[:-1]) if raw[-1] == "s" else (raw,):
            meant = self._abbreviations_exact.get(form) or self._abbreviations.get(form.lower())
            if meant is not None:
                return meant
        spelled: list[str] = []
        for word in w.split(raw):
            spelled += self._abbreviations.get(word, (word,))
        return spelled

    def _token(self, word: str) -> Token:
        stem = self.stem(word)
        symbols = (*self._exact.get(word, ()), *self._stems.get(stem, ()))
        if w.is_number(word):
            symbols = (*symbols, self.number)
        light = self.measure_noun in symbols or self.function_word in symbols or self.number in symbols
        return word, symbols, light, stem in self._stems or stem in self._known or word in self._exact


class Reading:
    """A text as phrases see it: its tokens, and every symbol with the places it stands at."""

    __slots__ = ("_ends", "_heads", "_lexicon", "_places", "at", "softs", "text", "tokens")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text, self._lexicon = text, lexicon
        self.tokens: list[Token] = []
        self.softs: set[int] = set()  # tokens with a break of any kind before them
        self._ends: list[int] = []  # where sentences end
        self.at: dict[int, list[Span]] = {}
        self._heads: set[int] | None = None
        self._places: list[Span] | None = None  # of each token in the text
        self._read()
        self._find_terms()

    def _read(self) -> None:
        add = self._add
        for found in self._lexicon.look_up(w.SCAN.findall(self.text)):
            if isinstance(found, tuple):
                add(found)
            elif isinstance(found, str):
                self.softs.add(len(self.tokens))
                if found == w.SENTENCE_BREAK:
                    self._ends.append(len(self.tokens))
            else:
                for token in found:
                    add(token)

    def _add(self, token: Token) -> None:
        here = len(self.tokens)
        self.tokens.append(token)
        if token[1]:
            span, at = (here, here + 1), self.at
            for symbol in token[1]:
                if symbol in at:
                    at[symbol].append(span)
                else:
                    at[symbol] = [span]

    def one_sentence(self, start: int, end: int) -> bool:
        """Whether the tokens from `start` to `end` stand in one sentence."""
        ends = self._ends
        return not ends or not any(start < stop < end for stop in ends)

    def _find_terms(self) -> None:
        multi, tokens = self._lexicon.multi, self.tokens
        for first in [symbol for symbol in self.at if symbol in multi]:
            for here, _ in self.at[first]:
                for means, *rest in multi[first]:
                    end = here + 1 + len(rest)
                    if (
                        end <= len(tokens)
                        and all(s in tokens[here + 1 + i][1] for i, s in enumerate(rest))
                        and self.one_sentence(here, end)
                    ):
                        spans = self.at.setdefault(means, [])
                        if (here, end) not in spans:
                            spans.append((here, end))

    @property
    def heads(self) -> set[int]:
        """The token that the text is about: the last noun before a preposition, bracket or the end.

        Measure nouns are passed over, and so are segments that hold nothing else: the head of "number of
        fire-safety visits" is "visits".
        """
        if self._heads is None:
            self._heads = set(self._head())
        return self._heads

    def _head(self) -> Iterator[int]:
        stop, candidate, done = self._lexicon.head_stop, -1, False
        for here, (_, symbols, light, _) in enumerate(self.tokens):
            if candidate >= 0 and not done and (stop in symbols or here in self.softs):
                yield candidate
                done = True
            if here in self._ends:
                candidate, done = -1, False
            if not light and stop not in symbols:
                candidate = here
        if candidate >= 0 and not done:
            yield candidate

    def source(self, start: int, end: int) -> str:
        """The words from `start` to `end` as they were written."""
        if self._places is None:
            self._places = []
            for piece in w.SCAN.finditer(self.text):
                (found,) = self._lexicon.look_up([piece[0]])
                count = len(found) if isinstance(found, list) else isinstance(found, tuple)
                self._places += [piece.span()] * count
        return self.text[self._places[start][0] : self._places[end - 1][1]]


class PhraseIndex:
    """Phrases by their rarest symbols. Buckets are decoded when a text first asks for them."""

    def __init__(self, buckets: Mapping[str, Any], decode: Callable[[Any], Any] = lambda bucket: bucket) -> None:
        self._raw = buckets
        self._decode = decode
        self._keys = {int(key): key for key in buckets}
        self._buckets: dict[int, tuple[list[list[int]], dict[int, list[list[int]]]]] = {}

    def find(self, reading: Reading, mask: int) -> list[Match]:
        """Every match of phrases that may look at a field of `mask`."""
        at, found = reading.at, []
        for anchor in at.keys() & self._keys.keys():
            alone, pairs = self._buckets.get(anchor) or self._bucket(anchor)
            for flat in alone:
                if flat[1] & mask:
                    found += _matches(flat, reading)
            if pairs:
                for second in pairs.keys() & at.keys():
                    for flat in pairs[second]:
                        if flat[1] & mask:
                            found += _matches(flat, reading)
        return found

    def _bucket(self, anchor: int) -> tuple[list[list[int]], dict[int, list[list[int]]]]:
        raw = self._decode(self._raw[self._keys[anchor]])
        bucket = (raw.get("", []), {int(k): v for k, v in raw.items() if k})
        self._buckets[anchor] = bucket
        return bucket


def _matches(flat: list[int], reading: Reading) -> list[Match]:
    owner, _, content, anchored = flat[:4]
    out: list[Match] = []
    for start, end in reading.at.get(flat[4], ()):
        if (anchored and start) or (flat[7] and end - 1 not in reading.heads):
            continue
        covered = _extend(flat, 8, (start, end), reading)
        if covered:
            claims = frozenset(i for a, b in covered for i in range(a, b) if not reading.tokens[i][2])
            out.append(Match(owner, start, covered[-1][1], content, claims))
            if len(out) == _MATCHES_PER_PHRASE:
                break
    return out


def _extend(flat: list[int], k: int, last: Span, reading: Reading) -> tuple[Span, ...]:
    """The spans of all elements from `last` on, or () where the rest of the phrase does not follow."""
    if k == len(flat):
        return (last,)
    symbol, lo, hi, head = flat[k : k + 4]
    for span in reading.at.get(symbol, ()):
        distance = span[0] - last[1]
        if distance < lo or distance > hi or not reading.one_sentence(last[0], span[1]):
            continue
        if head and span[1] - 1 not in reading.heads:
            continue
        rest = _extend(flat, k + 4, span, reading)
        if rest:
            return (last, *rest)
    return ()
