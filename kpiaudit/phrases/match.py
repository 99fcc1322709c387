"""Finding phrases in texts. The inner loop of the program: 100,000 KPIs in a few seconds.

From every word of a text the phrases that begin with it are followed, all at once: a `_State` is what is left of
them after some words. States are made when a text first leads to them, and kept, so that nearly every step is one
look whether the next word is among those expected. What that costs hardly depends on how many phrases there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain

from kpiaudit.phrases.lexicon import Symbols
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple

_MATCHES_PER_PHRASE = 8
_MOST_STATES = 100_000  # remembered; then the memory starts afresh

Phrase = tuple[int, ...]
"""Owner, fields (bits), content words, flags; then of each element its symbol, lo, hi and whether it is a head."""

ANCHORED, CLOSED, HEADED = 1, 2, 4  # flags: stands at the start; its last element is a head; so is another one
_OWNER, _FIELDS, _CONTENT, _FLAGS, _FIRST, _SIZE = 0, 1, 2, 3, 4, 4
_LO, _HI, _HEAD = 1, 2, 3  # from an element's symbol on
_NEVER = (0, 0)
_PLAIN, _SHORT = ",0,0,0", "z"  # packs an element right behind the one before it, as nearly all are


class Match(NamedTuple):
    """A phrase found in a reading: whose it is, the words it covers, and those it claims."""

    owner: int
    start: int
    end: int
    content: int  # how many content words the phrase is made of
    claims: int  # a bit for each place


def pack(phrases: Iterable[Phrase]) -> dict[str, str]:
    """Phrases as lines of text by their first symbol: the form in which `PhraseIndex` takes them.

    A line is the longest way to a second element, the second symbols, then `second:phrase;phrase` for each of them
    (without a second symbol for phrases of one element), bars in between.
    """
    lines: dict[int, dict[str, list[str]]] = {}
    reach: dict[int, int] = {}
    for phrase in phrases:
        first, rest = phrase[_FIRST], phrase[_FIRST + _SIZE :]
        second = str(rest[0]) if rest else ""
        numbers = ",".join(map(str, phrase)).replace(_PLAIN, _SHORT)
        lines.setdefault(first, {}).setdefault(second, []).append(numbers)
        reach[first] = max(reach.get(first, 0), rest[_HI] if rest else 0)
    return {str(first): _line(reach[first], line) for first, line in lines.items()}


def _line(reach: int, line: Mapping[str, Sequence[str]]) -> str:
    entries = (f"{second}:{';'.join(phrases)}" for second, phrases in line.items())
    return "|".join([str(reach), ",".join(filter(None, line)), *entries, ""])


class _State:
    """What phrases wait for after some words of theirs: those that are complete, and what the others expect."""

    __slots__ = ("_at", "_waiting", "complete", "expected", "leads", "reach")

    def __init__(self, phrases: Iterable[Phrase], at: int) -> None:
        """`at`: the index of the number that the next element of each phrase begins at."""
        complete: list[Phrase] = []
        waiting: dict[int, list[Phrase]] = {}
        reach = -1
        for phrase in phrases:
            if at == len(phrase):
                complete.append(phrase)
                continue
            symbol = phrase[at]
            if symbol in waiting:
                waiting[symbol].append(phrase)
            else:
                waiting[symbol] = [phrase]
            if phrase[at + _HI] > reach:
                reach = phrase[at + _HI]
        self._at, self._waiting = at, waiting
        self.expected: Set[int] = waiting.keys()
        self.leads: dict[tuple[int, int], _State] = {}  # by group of the next word and words in between
        self.reach = reach  # most words in between before what is expected; -1 where nothing is
        self.complete = tuple(complete)

    def lead(self, group: int, symbols: Symbols, distance: int) -> _State:
        """The state that a word with these symbols leads to `distance` words further on; kept in `leads`."""
        lo, hi = self._at + _LO, self._at + _HI
        phrases = [
            phrase
            for symbol in symbols
            if symbol in self.expected
            for phrase in self.waiting(symbol)
            if phrase[lo] <= distance <= phrase[hi]
        ]
        found = self.leads[group, distance] = _State(phrases, self._at + _SIZE)
        return found

    def waiting(self, symbol: int) -> Iterable[Phrase]:
        """The phrases that expect a symbol."""
        return self._waiting[symbol]


class _Start(_State):
    """The state after the first word of phrases. They are unpacked when a second word asks for them."""

    __slots__ = ("_lines",)

    def __init__(self, lines: list[_Line]) -> None:
        super().__init__((), _FIRST + _SIZE)
        self._lines = lines
        self.complete = tuple(phrase for line in lines for phrase in line.unpacked(None))
        self.expected = frozenset().union(*(line.seconds for line in lines))
        self.reach = max(line.reach for line in lines) if self.expected else -1

    def waiting(self, symbol: int) -> Iterable[Phrase]:
        return chain.from_iterable(line.unpacked(symbol) for line in self._lines if symbol in line.seconds)


class _Line:
    """The phrases that begin with one symbol, by their second; None where there is no second."""

    __slots__ = ("_text", "_unpacked", "reach", "seconds")

    def __init__(self, text: str) -> None:
        reach, seconds, self._text = text.split("|", 2)
        self.reach = int(reach)
        self.seconds = frozenset(map(int, seconds.split(","))) if seconds else frozenset()
        self._unpacked: dict[int | None, list[Phrase]] = {}

    def unpacked(self, second: int | None) -> list[Phrase]:
        """The phrases with this second symbol. Always the same objects."""
        found = self._unpacked.get(second)
        if found is None:
            found = self._unpacked[second] = self._unpack("" if second is None else str(second))
        return found

    def _unpack(self, second: str) -> list[Phrase]:
        text, mark = self._text, f"{second}:"
        start = 0 if text.startswith(mark) else text.find("|" + mark) + 1
        if not text.startswith(mark, start):
            return []
        phrases = text[start + len(mark) : text.index("|", start)].replace(_SHORT, _PLAIN)
        return [tuple(map(int, phrase.split(","))) for phrase in phrases.split(";")]


class PhraseIndex:
    """Phrases, to be found in texts. What no text asks for stays packed."""

    def __init__(self, packed: Mapping[str, str]) -> None:
        """`packed` as `pack` gives it."""
        self._packed = packed
        self._lines: dict[int, _Line | None] = {}
        self._starts: dict[int, _Start] = {}
        self._states = 0  # made from these starts

    def find(self, reading: Reading, mask: int) -> list[Match]:
        """Every match of phrases that may look at a field of `mask`; of one phrase, a bounded number."""
        search = _Search(reading, mask)
        groups, bits, starts = reading.groups, reading.bits, self._starts
        for first, stop in reading.sentences:
            for place in range(first, stop):
                group = groups[place]
                if group:
                    state = starts.get(group) or self._start(group, reading)
                    if state.complete or state.reach >= 0:
                        search.begin(state, place, place + 1, stop, bits[place])
        for place, terms in reading.terms.items():
            for end, group, claims in terms:
                stop = next(stop for _, stop in reading.sentences if end <= stop)
                search.begin(self._start(group, reading), place, end, stop, claims)
        self._states += search.states
        if self._states > _MOST_STATES:
            self.forget()
        return search.found

    def forget(self) -> None:
        """Give back the memory of what texts have led to. It comes again where a text asks for it."""
        self._starts.clear()
        self._states = 0

    def _start(self, group: int, reading: Reading) -> _Start:
        found = self._starts.get(group)
        if found is None:
            lines = [line for line in map(self._line, reading.lexicon.meanings[group]) if line]
            found = self._starts[group] = _Start(lines)
        return found

    def _line(self, symbol: int) -> _Line | None:
        if symbol not in self._lines:
            text = self._packed.get(str(symbol))
            self._lines[symbol] = _Line(text) if text else None
        return self._lines[symbol]


class _Search:
    """Collects the matches in one text."""

    __slots__ = (
        "_bits",
        "_groups",
        "_kept",
        "_mask",
        "_meanings",
        "_reading",
        "_run",
        "_start",
        "_stop",
        "found",
        "states",
    )

    def __init__(self, reading: Reading, mask: int) -> None:
        self._reading, self._mask = reading, mask
        self._groups, self._bits, self._meanings = reading.groups, reading.bits, reading.lexicon.meanings
        self.found: list[Match] = []
        self._kept: dict[int, tuple[int, int]] = {}  # of each phrase: the run it was found in last, how often it was
        self.states = 0  # made on the way
        self._run = self._start = self._stop = 0

    def begin(self, state: _State, start: int, here: int, stop: int, claims: int) -> None:
        """Follow the phrases whose first element stands from `start` to `here`, up to the end of the sentence."""
        self._run, self._start, self._stop = self._run + 1, start, stop
        self._follow(state, here, claims, (here - 1,))

    def _follow(self, state: _State, here: int, claims: int, lasts: tuple[int, ...]) -> None:
        """`lasts`: the last place of each element so far. Words go before terms, near ones before far ones."""
        if state.complete:
            self._keep(state.complete, here, claims, lasts)
        if state.reach < 0:
            return
        groups, meanings, expected, leads = self._groups, self._meanings, state.expected, state.leads
        stop = min(here + state.reach + 1, self._stop)
        for place in range(here, stop):
            group = groups[place]
            if group and not expected.isdisjoint(meanings[group]):
                following = leads.get((group, place - here))
                if following is None:
                    following = state.lead(group, meanings[group], place - here)
                    self.states += 1
                if following.complete or following.reach >= 0:
                    self._follow(following, place + 1, claims | self._bits[place], (*lasts, place))
        if self._reading.terms:
            self._follow_terms(state, here, stop, claims, lasts)

    def _follow_terms(self, state: _State, here: int, stop: int, claims: int, lasts: tuple[int, ...]) -> None:
        for place in range(here, stop):
            for end, group, bits in self._reading.terms.get(place, ()):
                symbols, distance = self._meanings[group], place - here
                if not state.expected.isdisjoint(symbols):
                    following = state.leads.get((group, distance))
                    if following is None:
                        following = state.lead(group, symbols, distance)
                        self.states += 1
                    self._follow(following, end, claims | bits, (*lasts, end - 1))

    def _keep(self, phrases: Iterable[Phrase], end: int, claims: int, lasts: tuple[int, ...]) -> None:
        mask, run, start, kept = self._mask, self._run, self._start, self._kept
        for phrase in phrases:
            flags = phrase[_FLAGS]
            if not phrase[_FIELDS] & mask or (flags and not self._stands(flags, end - 1, phrase, lasts)):
                continue
            last, times = kept.get(id(phrase), _NEVER)
            if last != run and times < _MATCHES_PER_PHRASE:  # of several ways through a text the first counts
                kept[id(phrase)] = (run, times + 1)
                self.found.append(Match(phrase[_OWNER], start, end, phrase[_CONTENT], claims))

    def _stands(self, flags: int, last: int, phrase: Phrase, lasts: tuple[int, ...]) -> bool:
        """Whether a phrase stands where it has to: at the start of the field, its heads in heads' places."""
        if (flags & ANCHORED and self._start) or (flags & CLOSED and last not in self._reading.heads):
            return False
        if not flags & HEADED:
            return True
        are_heads = zip(lasts, phrase[_FIRST + _HEAD :: _SIZE], strict=True)
        return all(place in self._reading.heads for place, is_head in are_heads if is_head)
