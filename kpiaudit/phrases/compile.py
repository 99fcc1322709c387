"""Term lists and phrases to the tables that matching reads: words to symbols, symbols to phrases.

Lists stay symbols instead of being multiplied into phrases, so that ten thousand phrases over lists of hundreds
of words compile in a second and a phrase is looked at only where its rarest two symbols both stand.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from kpiaudit import words as w
from kpiaudit.model import NOTHING
from kpiaudit.phrases.lines import Phrase, pack
from kpiaudit.phrases.match import ANCHORED, CLOSED, HEADED
from kpiaudit.phrases.packed import pack as pack_words
from kpiaudit.phrases.parse import Element, PhraseError, Sequence, expand
from kpiaudit.phrases.symbols import FUNCTION_WORD, MEASURE_NOUN, NUMBER, RESERVED, character
from kpiaudit.records import NamedTuple

MAX_ENTRIES = 20_000
"""Word sequences one term list may stand for: a safety limit."""

FORMS = ("ing", "ed", "noun")
Entry = tuple[str, ...]  # the symbols of one term, word by word


class Terms(NamedTuple):
    """One term list: plain entries (words, which may mention other lists) and verbs (with their forms)."""

    id: str
    words: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()


class Vocabulary(NamedTuple):
    """What the words of phrases and texts mean, apart from the phrases themselves."""

    terms: Mapping[str, Terms]
    inflections: Mapping[str, Mapping[str, tuple[str, ...]]] = NOTHING  # verb -> form -> words
    stems: Mapping[str, str] = NOTHING  # exceptions: word -> the stem it gets instead
    abbreviations: Mapping[str, str] = NOTHING  # any case -> what it stands for
    exact: Mapping[str, str] = NOTHING  # abbreviations that count in this very case only


class Compiler:
    """Collects phrases into named indexes over one vocabulary; `tables()` gives plain JSON-able data."""

    def __init__(self, vocabulary: Vocabulary, *, common: float = math.inf) -> None:
        """`common`: in the phrases of how many rules a word stands that hardly tells one rule from another."""
        self.vocabulary, self._common = vocabulary, common
        self._abbreviations = {k.lower(): v for k, v in vocabulary.abbreviations.items()}
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._symbols: dict[str, tuple[str, ...]] = {}
        self._open: list[str] = []
        self._ids: dict[str, int] = {}
        self._elements: dict[Element, str] = {}  # as they stand in packed phrases
        self._phrases: dict[str, list[tuple[int, int, Sequence]]] = {}

    def stem(self, word: str) -> str:
        """The stem of a word, exceptions first."""
        return self.vocabulary.stems.get(word) or w.stem(word)

    def resolve(self, raw: str) -> tuple[str, ...]:
        """The lower-case words of a written piece, abbreviations spelled out."""
        meant = self.vocabulary.exact.get(raw) or self._abbreviations.get(raw.lower())
        if meant is None and raw[-1:] == "s" and raw[-2:] != "ss":
            meant = self.vocabulary.exact.get(raw[:-1]) or self._abbreviations.get(raw[:-1].lower())
        pieces = w.SCAN.findall(meant) if meant else [raw]
        return tuple(word for piece in pieces for word in w.split(piece))

    def symbols(self, written: str) -> tuple[str, ...]:
        """The symbols one written word of a phrase stands for: stems, or `=word`."""
        found = self._symbols.get(written)
        if found is None:
            found = self._symbols[written] = self._understood(written)
        return found

    def _understood(self, written: str) -> tuple[str, ...]:
        if written.startswith("="):
            found = tuple("=" + word for raw in w.SCAN.findall(written[1:]) for word in w.split(raw))
        else:
            pieces = [raw for raw in w.SCAN.findall(written) if not w.is_break(raw)]
            found = tuple(self.stem(word) for raw in pieces for word in self.resolve(raw))
        if not found:
            raise PhraseError(f"'{written}' holds no word")
        return found

    def add(self, index: str, owner: int, phrase: str, mask: int = 15) -> None:
        """Put a phrase into an index. `mask` has a bit for each field of `FIELDS` it may look at.

        Raises `PhraseError` where the phrase or a list it mentions cannot be used.
        """
        for sequence in expand(phrase, self.symbols):
            for element in sequence.elements:
                if element.symbol.startswith("{"):
                    self.entries(element.symbol)
            self._phrases.setdefault(index, []).append((owner, mask, sequence))

    def entries(self, symbol: str) -> tuple[Entry, ...]:
        """The word sequences `{list}` or `{list:form}` stands for. Raises `PhraseError` if there are none."""
        if symbol in self._entries:
            return self._entries[symbol]
        name, _, form = symbol[1:-1].partition(":")
        terms = self.vocabulary.terms.get(name)
        if terms is None:
            raise PhraseError(f"there is no term list '{name}'")
        if symbol in self._open:
            raise PhraseError(f"term lists mention each other in a circle: {' '.join([*self._open, symbol])}")
        self._open.append(symbol)
        try:
            found = dict.fromkeys(self._verbs(terms, form))
            if not form:
                found |= dict.fromkeys(self._plain(terms))
        finally:
            self._open.pop()
        if not found:
            raise PhraseError(
                f"list '{name}' has no verb with the form '{form}'" if form else f"list '{name}' is empty"
            )
        if len(found) > MAX_ENTRIES:
            raise PhraseError(f"list '{name}' stands for more than {MAX_ENTRIES} entries")
        self._entries[symbol] = tuple(found)
        return self._entries[symbol]

    def _plain(self, terms: Terms) -> Iterable[Entry]:
        for written in terms.words:
            for sequence in expand(written, self.symbols):
                if sequence.anchored or any(e.lo or e.hi or e.head or e.symbol == NUMBER for e in sequence.elements):
                    raise PhraseError(
                        f"'{written}' in list '{terms.id}': a term is words and lists, no gaps, ^, # or !"
                    )
                yield from self._spelled(sequence.elements)

    def _spelled(self, elements: tuple[Element, ...]) -> list[Entry]:
        spelled: list[Entry] = [()]
        for element in elements:
            options = self.entries(element.symbol) if element.symbol.startswith("{") else ((element.symbol,),)
            spelled = [(*head, *tail) for head in spelled for tail in options]
            if len(spelled) > MAX_ENTRIES:
                raise PhraseError(f"a term stands for more than {MAX_ENTRIES} entries")
        return spelled

    def _verbs(self, terms: Terms, form: str) -> Iterable[Entry]:
        for written in terms.verbs:
            if written.startswith("{"):
                yield from self._verbs_of(written, form)
                continue
            verb, _, rest = written.partition(" ")
            tail = self.symbols(rest) if rest else ()
            irregular = self.vocabulary.inflections.get(verb, {})
            if form:
                yield from ((*self._word(word, form), *tail) for word in _forms(verb, form, irregular))
            else:
                every = [verb, *(word for f in FORMS for word in irregular.get(f, ()))]
                yield from ((*self.symbols(word), *tail) for word in every)

    def _verbs_of(self, written: str, form: str) -> Iterable[Entry]:
        symbol = f"{written[:-1]}:{form}}}" if form else written
        try:
            yield from self.entries(symbol)
        except PhraseError:
            if form != "noun":  # another list's verbs need not all have nouns
                raise

    def _word(self, word: str, form: str) -> tuple[str, ...]:
        return self.symbols(word) if form == "noun" else self.symbols("=" + word)

    def tables(self, spoken: Iterable[str]) -> dict[str, object]:
        """Everything matching needs, as dicts, lists, numbers and strings.

        Words of `spoken`, any text in the language of the rules, count as known.
        """
        for symbol in RESERVED:
            self.entries(symbol)
        stems, exact, multi = self._word_tables()
        return {
            "known": sorted(self.stems_of(spoken) - stems.keys()),
            "multi": {first: " ".join(terms) for first, terms in multi.items()},
            "abbreviations": {k: list(self.resolve(k)) for k in self._abbreviations},
            "abbreviations_exact": {k: list(self.resolve(k)) for k in self.vocabulary.exact},
            "reserved": {name: self._id(name) for name in (*RESERVED, NUMBER)},
            "indexes": {name: self._index(found) for name, found in self._phrases.items()},
            "packed": {
                "stems": pack_words({stem: "".join(symbols) for stem, symbols in stems.items()}),
                "exact": pack_words({word: "".join(symbols) for word, symbols in exact.items()}),
                "exceptions": pack_words(self.vocabulary.stems),
            },
        }

    def _id(self, symbol: str) -> str:
        """The character that stands for a symbol."""
        return character(self._ids.setdefault(symbol, len(self._ids)))

    def _word_tables(self) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]]]:
        stems: dict[str, list[str]] = {}
        exact: dict[str, list[str]] = {}
        multi: dict[str, list[str]] = {}
        parts: set[str] = set()  # of terms of several words, seen already

        def word(symbol: str, means: str) -> None:
            table, key = (exact, symbol[1:]) if symbol.startswith("=") else (stems, symbol)
            if means not in table.setdefault(key, []):
                table[key].append(means)

        sequences = (sequence for found in self._phrases.values() for *_, sequence in found)
        for symbol in dict.fromkeys(element.symbol for sequence in sequences for element in sequence.elements):
            if not symbol.startswith("{") and symbol != NUMBER:
                word(symbol, self._id(symbol))
        for symbol, entries in self._entries.items():
            for entry in entries:
                if len(entry) == 1:
                    word(entry[0], self._id(symbol))
                    continue
                for part in entry:
                    if part not in parts:
                        parts.add(part)
                        word(part, self._id(part))
                means = "".join(map(self._id, (symbol, *entry[1:])))
                multi.setdefault(self._id(entry[0]), []).append(means)
        return stems, exact, multi

    def stems_of(self, texts: Iterable[str]) -> set[str]:
        """The stems of all words in some texts."""
        written = (raw for text in texts for raw in w.SCAN.findall(text) if not w.is_break(raw))
        return {self.stem(word) for raw in written for word in self.resolve(raw)}

    def _index(self, found: Iterable[tuple[int, int, Sequence]]) -> dict[str, bytes]:
        light = {e[0] for symbol in (FUNCTION_WORD, MEASURE_NOUN) for e in self.entries(symbol) if len(e) == 1}
        light |= {NUMBER, FUNCTION_WORD, MEASURE_NOUN}
        found = list(found)
        common = self._commonest({(owner, e.symbol) for owner, _, sequence in found for e in sequence.elements})
        return pack(dict.fromkeys(self._flat(*one, light, common) for one in found))

    def _commonest(self, used: Iterable[tuple[int, str]]) -> set[str]:
        """The words that the phrases of many rules hold: found alone, they say little."""
        rules = Counter(symbol for _, symbol in used if not symbol.startswith("{"))
        return {symbol for symbol, count in rules.items() if count >= self._common}

    def _flat(self, owner: int, mask: int, sequence: Sequence, light: set[str], common: set[str]) -> Phrase:
        elements = sequence.elements
        content = sum([e.symbol not in light for e in elements])
        if len(elements) == 1 and elements[0].symbol in common and not elements[0].head:
            content = 0  # says little by itself
        *others, last = elements
        flags = ANCHORED * sequence.anchored | CLOSED * last.head | HEADED * any(e.head for e in others)
        return "".join([*map(character, (owner, mask, content, flags)), *map(self._packed, elements)])

    def _packed(self, element: Element) -> str:
        """An element as it stands in a packed phrase; nearly all stand in many phrases."""
        found = self._elements.get(element)
        if found is None:
            symbol, *numbers = element
            found = self._elements[element] = self._id(symbol) + "".join(map(character, numbers))
        return found


def _forms(verb: str, form: str, irregular: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if form in irregular:
        return irregular[form]
    return () if form == "noun" else (w.inflect(verb, form),)
