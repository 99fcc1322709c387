"""What written words mean to the phrases: the compiled vocabulary, with a memory of what was met before."""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit import words as w
from kpiaudit.phrases.leanings import Counted, counted_word, unpack_word
from kpiaudit.phrases.packed import Packed
from kpiaudit.phrases.symbols import FUNCTION_WORD, HEAD_STOP, MEASURE_NOUN, NUMBER, PER, VAGUE
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Any

_MEMO_LIMIT = 300_000  # distinct pieces remembered; then the memory starts afresh

Symbols = tuple[str, ...]
Openings = dict[str, list[tuple[str, Symbols]]]
"""Terms of several words that may begin at a word: by the symbol of their second word, (list, the words after it)."""


class Token(NamedTuple):
    """A word of a text."""

    word: str
    symbols: Symbols  # what phrases know it by
    light: bool  # claims nothing: function words, measure nouns, numbers
    known: bool  # a word of the language
    group: int  # equal for words with equal symbols; 0 for words that no phrase knows
    counted: Counted


Piece = Token | list[tuple[Token | str, int, int]]
"""A piece of text between blanks: mostly one word and nothing else; else words and breaks with their ends in it."""


class Lexicon(dict[str, Piece]):
    """Pieces of text to what stands in them; understood when they are first asked for."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        super().__init__()
        packed = tables["packed"]
        self._stems = Packed(packed["stems"])
        self._known = frozenset(tables["known"])
        self._exact = Packed(packed["exact"])
        self._exceptions = Packed(packed["exceptions"])
        self._abbreviations: Mapping[str, list[str]] = tables["abbreviations"]
        self._abbreviations_exact: Mapping[str, list[str]] = tables["abbreviations_exact"]
        self._counted = Packed(packed.get("counted", b""))
        self._multi: Mapping[str, str] = tables["multi"]  # by the symbol of their first word
        reserved = tables["reserved"]
        self.number, self.head_stop = reserved[NUMBER], reserved[HEAD_STOP]
        self.measure_noun, self.function_word = reserved[MEASURE_NOUN], reserved[FUNCTION_WORD]
        self.vague, self.per = reserved[VAGUE], reserved[PER]
        self.meanings: list[Symbols] = [()]  # the symbols of each group
        self._groups: dict[Symbols, int] = {(): 0}
        self.openings: dict[int, Openings] = {}  # by the group of the first word

    def __missing__(self, piece: str) -> Piece:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        self[piece] = found = self._understand(piece)
        return found

    def forget(self) -> None:
        """Give back the memory of pieces met so far. They are understood again where a text holds them."""
        self.clear()
        for table in (self._stems, self._exact, self._exceptions, self._counted):
            table.forget()

    def group(self, symbols: Symbols) -> int:
        """The number of the words that have just these symbols."""
        found = self._groups.get(symbols)
        if found is None:
            found = self._groups[symbols] = len(self.meanings)
            self.meanings.append(symbols)
            openings: Openings = {}
            for symbol in filter(self._multi.__contains__, symbols):
                for term in self._multi[symbol].split(" "):
                    openings.setdefault(term[1], []).append((term[0], tuple(term[2:])))
            if openings:
                self.openings[found] = openings
        return found

    def stem(self, word: str) -> str:
        """What a word is known by in any of its forms."""
        return self._exceptions.get(word) or w.stem(word)

    def words(self, raw: str) -> list[str] | tuple[str, ...]:
        """The lower-case words of a written word, abbreviations spelled out."""
        if meant := self._spelled(raw):
            return meant
        parts = w.split(raw)
        if len(parts) > 1 and self._stems.get(w.stem(raw.lower())):
            return (raw.lower(),)  # LinkedIn, GitHub: names that the rules write as one word
        spelled: list[str] = []
        for word in parts:
            spelled += self._abbreviations.get(word, (word,))
        return spelled

    def _spelled(self, raw: str) -> list[str] | None:
        """The words a written word is an abbreviation of, perhaps in the plural."""
        for form in (raw, raw[:-1]) if raw[-1] == "s" and raw[-2:] != "ss" else (raw,):
            meant = self._abbreviations_exact.get(form) or self._abbreviations.get(form.lower())
            if meant is not None:
                return meant
        return None

    def _understand(self, piece: str) -> Piece:
        if piece.isascii() and piece.isalpha() and (piece.islower() or piece.istitle()):  # as most: nothing to split
            tokens = [self._token(word) for word in self._spelled(piece) or (piece.lower(),)]
            return tokens[0] if len(tokens) == 1 else [(token, 0, len(piece)) for token in tokens]
        found: list[tuple[Token | str, int, int]] = []
        for match in w.SCAN.finditer(f" {piece} "):  # a `-` is a break only between blanks
            begin, end = match.start() - 1, match.end() - 1
            if mark := w.is_break(match[0]):
                found.append((mark, begin, end))
            else:
                found += [(self._token(word), begin, end) for word in self.words(match[0])]
        if len(found) == 1:
            token, begin, end = found[0]
            if isinstance(token, Token) and end - begin == len(piece):
                return token
        return found

    def _token(self, word: str) -> Token:
        stem = self.stem(word)
        exact, stemmed = self._exact.get(word), self._stems.get(stem)
        written = counted_word(word)
        counted = unpack_word(written, self._counted.get(written))
        symbols = tuple(dict.fromkeys(exact + stemmed))
        if w.is_number(word):
            symbols = (*symbols, self.number)
        light = self.measure_noun in symbols or self.function_word in symbols or self.number in symbols
        known = bool(stemmed or exact or counted.alone or stem in self._known)
        return Token(word, symbols, light, known, self.group(symbols), counted)
