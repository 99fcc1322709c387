"""Finding phrases in texts. The inner loop of the program: 100,000 KPIs in a few seconds.

A text is read once into `Reading`: which symbols stand where. A phrase is then tried only where its rarest
symbol and its second rarest both stand somewhere in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kpiaudit import words as w
from kpiaudit.phrases.symbols import FUNCTION_WORD, HEAD_STOP, MEASURE_NOUN, NUMBER, VAGUE

_MEMO_LIMIT = 300_000  # distinct written words remembered; then the memory starts afresh
_MATCHES_PER_PHRASE = 8

Span = tuple[int, int]
Token = tuple[str, tuple[int, ...], bool]  # word, its symbols, light (claims nothing: function words, measure nouns)


@dataclass(frozen=True, slots=True)
class Match:
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
        self._exact: Mapping[str, list[int]] = tables["exact"]
        self._exceptions: Mapping[str, str] = tables["exceptions"]
        self._abbreviations: Mapping[str, list[str]] = tables["abbreviations"]
        self._abbreviations_exact: Mapping[str, list[str]] = tables["abbreviations_exact"]
        self.multi: dict[int, list[list[int]]] = {int(k): v for k, v in tables["multi"].items()}
        reserved = tables["reserved"]
        self.number, self.head_stop = reserved[NUMBER], reserved[HEAD_STOP]
        self.measure_noun, self.function_word = reserved[MEASURE_NOUN], reserved[FUNCTION_WORD]
        self.vague = reserved[VAGUE]
        self._memo: dict[str, tuple[Token, ...] | str] = {}

    def look_up(self, raw: str) -> tuple[Token, ...] | str:
        """The tokens of one scanned piece, or the break it stands for."""
        found = self._memo.get(raw)
        if found is None:
            if len(self._memo) > _MEMO_LIMIT:
                self._memo.clear()
            found = w.is_break(raw) or tuple(self._token(word) for word in self._words(raw))
            self._memo[raw] = found
        return found

    def stem(self, word: str) -> str:
        """The stem of a lower-case word, exceptions first."""
        return self._exceptions.get(word) or w.stem(word)

    def knows(self, word: str) -> bool:
        """Whether any rule or list uses this word: a sign that the text is in the rules' language."""
        return self.stem(word) in self._stems or word in self._exact

    def _words(self, raw: str) -> list[str] | tuple[str, ...]:
        for form in (raw, raw[:-1]) if raw[-1] == "s" else (raw,):
            meant = self._abbreviations_exact.get(form) or self._abbreviations.get(form.lower())
            if meant is not None:
                return meant
        spelled: list[str] = []
        for word in w.split(raw):
            spelled += self._abbreviations.get(word, (word,))
        return spelled

    def _token(self, word: str) -> Token:
        symbols = (*self._exact.get(word, ()), *self._stems.get(self.stem(word), ()))
        if w.is_number(word):
            symbols = (*symbols, self.number)
        light = self.measure_noun in symbols or self.function_word in symbols or self.number in symbols
        return word, symbols, light


class Reading:
    """A text as phrases see it: its tokens, and every symbol with the places it stands at."""

    __slots__ = ("_heads", "_lexicon", "at", "light", "pieces", "sentences", "softs", "symbols", "text", "words")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text, self._lexicon = text, lexicon
        self.words: list[str] = []
        self.symbols: list[tuple[int, ...]] = []
        self.light: list[bool] = []
        self.sentences: list[int] = []  # which sentence a token stands in
        self.softs: set[int] = set()  # tokens with a comma, bracket or dash before them
        self.pieces: list[int] = []  # which scanned piece a token comes from
        self.at: dict[int, list[Span]] = {}
        self._heads: set[int] | None = None
        self._read()
        self._find_terms()

    def _read(self) -> None:
        look_up, sentence = self._lexicon.look_up, 0
        at = self.at
        for piece, raw in enumerate(w.SCAN.findall(self.text)):
            found = look_up(raw)
            if isinstance(found, str):
                sentence += found == w.SENTENCE_BREAK
                self.softs.add(len(self.words))
                continue
            for word, symbols, light in found:
                here = len(self.words)
                self.words.append(word)
                self.symbols.append(symbols)
                self.light.append(light)
                self.sentences.append(sentence)
                self.pieces.append(piece)
                for symbol in symbols:
                    at.setdefault(symbol, []).append((here, here + 1))

    def _find_terms(self) -> None:
        multi, count = self._lexicon.multi, len(self.words)
        for here, symbols in enumerate(self.symbols):
            for first in symbols:
                for means, *rest in multi.get(first, ()):
                    end = here + 1 + len(rest)
                    if (
                        end <= count
                        and self.sentences[here] == self.sentences[end - 1]
                        and all(s in self.symbols[here + 1 + i] for i, s in enumerate(rest))
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
        stop, candidate = self._lexicon.head_stop, -1
        sentence = 0
        done = False
        for here, symbols in enumerate(self.symbols):
            if self.sentences[here] != sentence:
                if candidate >= 0 and not done:
                    yield candidate
                sentence, candidate, done = self.sentences[here], -1, False
            if candidate >= 0 and not done and (stop in symbols or here in self.softs):
                yield candidate
                done = True
            if not self.light[here] and stop not in symbols:
                candidate = here
        if candidate >= 0 and not done:
            yield candidate

    def source(self, start: int, end: int) -> str:
        """The words from `start` to `end` as they were written."""
        first, last = self.pieces[start], self.pieces[end - 1]
        begin = None
        for piece, match in enumerate(w.SCAN.finditer(self.text)):
            if piece == first:
                begin = match.start()
            if piece == last:
                return self.text[begin : match.end()]
        return ""


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
            claims = frozenset(i for a, b in covered for i in range(a, b) if not reading.light[i])
            out.append(Match(owner, start, covered[-1][1], content, claims))
            if len(out) == _MATCHES_PER_PHRASE:
                break
    return out


def _extend(flat: list[int], k: int, last: Span, reading: Reading) -> tuple[Span, ...]:
    """The spans of all elements from `last` on, or () where the rest of the phrase does not follow."""
    if k == len(flat):
        return (last,)
    symbol, lo, hi, head = flat[k : k + 4]
    sentences = reading.sentences
    for span in reading.at.get(symbol, ()):
        distance = span[0] - last[1]
        if distance < lo or distance > hi or sentences[span[1] - 1] != sentences[last[0]]:
            continue
        if head and span[1] - 1 not in reading.heads:
            continue
        rest = _extend(flat, k + 4, span, reading)
        if rest:
            return (last, *rest)
    return ()
