"""Finding phrases in texts. The inner loop of the program: 100,000 KPIs in a few seconds.

From every word of a text the phrases that begin with it are followed, all at once: a `_State` is what is left of
them after some words. States are made when a text first leads to them, and kept, so that nearly every step is one
look whether the next word is among those expected. What that costs hardly depends on how many phrases there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from kpiaudit.phrases.lexicon import Symbols
from kpiaudit.phrases.lines import FIRST, NONE, SIZE, Line, Phrase
from kpiaudit.phrases.reading import Reading
from kpiaudit.phrases.symbols import character, number
from kpiaudit.records import NamedTuple

_MATCHES_PER_PHRASE = 8
_OFTEN = 40  # times a start is asked before what it waits for becomes a set
_MOST_STATES = 100_000  # remembered; then the memory starts afresh

ANCHORED, CLOSED, HEADED = 1, 2, 4  # flags: stands at the start; its last element is a head; so is another one
_LO, _HI, _HEAD = 1, 2, 3  # from an element's symbol on
_NEVER = (0, 0)
_NOWHERE = ""  # before the character of any distance

Complete = tuple[Phrase, int, int, int, int]
"""A phrase of which all words are there: with its owner, fields as bits, content words and flags."""


class Match(NamedTuple):
    """A phrase found in a reading: whose it is, the words it covers, and those it claims."""

    owner: int
    start: int
    end: int
    content: int  # how many content words the phrase is made of
    claims: int  # a bit for each place


class _State:
    """What phrases wait for after some words of theirs: those that are complete, and what the others expect."""

    __slots__ = ("_at", "_waiting", "complete", "expected", "leads", "reach")

    def __init__(self, phrases: Iterable[Phrase], at: int) -> None:
        """`at`: where in each phrase its next element begins."""
        complete: list[Complete] = []
        waiting: dict[str, list[Phrase]] = {}
        reach = _NOWHERE
        for phrase in phrases:
            if at == len(phrase):
                complete.append(_complete(phrase))
                continue
            symbol = phrase[at]
            if symbol in waiting:
                waiting[symbol].append(phrase)
            else:
                waiting[symbol] = [phrase]
            if phrase[at + _HI] > reach:
                reach = phrase[at + _HI]
        self._at, self._waiting = at, waiting
        self.expected: Set[str] | _Expected = waiting.keys()
        self.leads: dict[tuple[int, int], _State] = {}  # by group of the next word and words in between
        self.reach = number(reach) if reach else -1  # most words in between before what is expected; -1: nothing is
        self.complete = tuple(complete)

    def lead(self, group: int, symbols: Symbols, distance: int) -> _State:
        """The state that a word with these symbols leads to `distance` words further on; kept in `leads`."""
        lo, hi, words = self._at + _LO, self._at + _HI, character(distance)
        phrases = [phrase for phrase in self.waiting(symbols) if phrase[lo] <= words <= phrase[hi]]
        found = self.leads[group, distance] = _State(phrases, self._at + SIZE) if phrases else _NOTHING
        return found

    def waiting(self, symbols: Symbols) -> Iterable[Phrase]:
        """The phrases that expect one of these."""
        return [phrase for symbol in symbols if symbol in self._waiting for phrase in self._waiting[symbol]]


class _Expected:
    """What a start waits for, as text: most starts are asked a few times. One that is asked often is given a set."""

    __slots__ = ("_asked", "_start", "_symbols")

    def __init__(self, symbols: str, start: _Start) -> None:
        self._symbols, self._start, self._asked = symbols, start, 0

    def isdisjoint(self, symbols: Iterable[str]) -> bool:
        """Whether none of these is waited for."""
        self._asked += 1
        if self._asked == _OFTEN:
            self._start.expected = frozenset(self._symbols)
        waited = self._symbols
        for symbol in symbols:  # noqa: SIM110 - a generator takes longer than all that it would look at
            if symbol in waited:
                return False
        return True


class _Start(_State):
    """The state after the first word of phrases. They are unpacked when a second word asks for them."""

    __slots__ = ("_lines",)

    def __init__(self, lines: list[Line]) -> None:
        self._at, self._lines, self.leads = FIRST + SIZE, lines, {}
        self.complete = tuple([_complete(phrase) for line in lines if line.alone for phrase in line.unpacked(NONE)])
        seconds = lines[0].seconds if len(lines) == 1 else "".join([line.seconds for line in lines])
        self.expected = _Expected(seconds, self)
        self.reach = max([line.reach for line in lines]) if seconds else -1

    def waiting(self, symbols: Symbols) -> Iterable[Phrase]:
        return [
            phrase
            for symbol in symbols
            for line in self._lines
            if symbol in line.seconds
            for phrase in line.unpacked(symbol)
        ]


_NOTHING = _State((), FIRST)  # after words that no phrase begins with


def _complete(phrase: Phrase) -> Complete:
    owner, fields, content, flags = map(number, phrase[:FIRST])
    return phrase, owner, fields, content, flags


class PhraseIndex:
    """Phrases, to be found in texts. What no text asks for stays packed."""

    def __init__(self, packed: Mapping[str, bytes | memoryview]) -> None:
        """`packed` as `lines.pack` gives it, or views of that."""
        self._packed, self._firsts = packed, "".join(packed)
        self._lines: dict[str, Line] = {}
        self._starts: dict[int, _State] = {}
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
        self._lines.clear()
        self._states = 0

    def _start(self, group: int, reading: Reading) -> _State:
        found = self._starts.get(group)
        if found is None:
            symbols = [symbol for symbol in reading.lexicon.meanings[group] if symbol in self._firsts]
            found = self._starts[group] = _Start([self._line(symbol) for symbol in symbols]) if symbols else _NOTHING
        return found

    def _line(self, symbol: str) -> Line:
        found = self._lines.get(symbol)
        if found is None:
            found = self._lines[symbol] = Line(self._packed[symbol])
        return found


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
        self._kept: dict[Phrase, tuple[int, int]] = {}  # of each phrase: the run it was found in last, how often it was
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

    def _keep(self, phrases: Iterable[Complete], end: int, claims: int, lasts: tuple[int, ...]) -> None:
        mask, run, start, kept = self._mask, self._run, self._start, self._kept
        for phrase, owner, fields, content, flags in phrases:
            if not fields & mask or (flags and not self._stands(flags, end - 1, phrase, lasts)):
                continue
            last, times = kept.get(phrase, _NEVER)
            if last != run and times < _MATCHES_PER_PHRASE:  # of several ways through a text the first counts
                kept[phrase] = (run, times + 1)
                self.found.append(Match(owner, start, end, content, claims))

    def _stands(self, flags: int, last: int, phrase: Phrase, lasts: tuple[int, ...]) -> bool:
        """Whether a phrase stands where it has to: at the start of the field, its heads in heads' places."""
        if (flags & ANCHORED and self._start) or (flags & CLOSED and last not in self._reading.heads):
            return False
        if not flags & HEADED:
            return True
        are_heads = zip(lasts, phrase[FIRST + _HEAD :: SIZE], strict=True)
        return all(place in self._reading.heads for place, is_head in are_heads if number(is_head))
