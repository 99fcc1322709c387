"""Phrases as text, by the word they begin with: the form in which they travel, of which a run unpacks a small part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from kpiaudit.phrases.packed import WIDTH, digits, number_at
from kpiaudit.phrases.symbols import character, number

Phrase = str
"""Owner, fields (bits), content words, flags; then of each element its symbol, lo, hi and whether it is a head.

Each is a character of `symbols.character`.
"""

FIRST, SIZE = 4, 4  # where a phrase's first element begins, and how many characters each takes
NONE = "-"  # stands for the second symbol of phrases of one element

_HI = 2  # from an element's symbol on
_PLAIN, _SHORT = 3 * character(0), "z"  # an element right behind the one before it, as nearly all are
_BETWEEN = ";"


def pack(phrases: Iterable[Phrase]) -> dict[str, bytes]:
    """Phrases as lines of UTF-8 by their first symbol: the form in which `PhraseIndex` takes them.

    A line is the longest way to a second element; how many bytes the second symbols take, and these; for each of them
    where its phrases end; the phrases. As all numbers are of one width, a part is found without reading the others.
    """
    lines: dict[str, dict[str, list[str]]] = {}
    reach: dict[str, int] = {}
    for phrase in phrases:
        first, rest = phrase[FIRST], phrase[FIRST + SIZE :]
        lines.setdefault(first, {}).setdefault(rest[0] if rest else NONE, []).append(phrase.replace(_PLAIN, _SHORT))
        reach[first] = max(reach.get(first, 0), number(rest[_HI]) if rest else 0)
    return {
        first: _line(reach[first], "".join(line), [_BETWEEN.join(each).encode() for each in line.values()])
        for first, line in lines.items()
    }


def _line(reach: int, seconds: str, parts: Sequence[bytes]) -> bytes:
    order = seconds.encode()
    ends = accumulate(map(len, parts))
    return b"".join([digits(reach), digits(len(order)), order, *map(digits, ends), *parts])


class Line:
    """The phrases that begin with one symbol, by their second. Long ones are not copied: little is asked of them."""

    __slots__ = ("_data", "_ends", "_order", "_phrases", "_unpacked", "alone", "reach", "seconds")

    def __init__(self, line: bytes | memoryview) -> None:
        """`line` as `pack` gives it."""
        head = bytes(line[: 2 * WIDTH])
        self.reach = int(head[:WIDTH])
        self._data, self._ends = line, 2 * WIDTH + int(head[WIDTH:])
        self._order = str(line[2 * WIDTH : self._ends], "utf-8")
        self._phrases = self._ends + WIDTH * len(self._order)
        self.alone = NONE in self._order  # whether phrases of one element are among them
        self.seconds = self._order.replace(NONE, "")
        self._unpacked: dict[str, list[Phrase]] = {}

    def unpacked(self, second: str) -> list[Phrase]:
        """The phrases with this second symbol, one of `seconds` or, if `alone`, `NONE`. Always the same objects."""
        found = self._unpacked.get(second)
        if found is None:
            found = self._unpacked[second] = self._unpack(second)
        return found

    def _unpack(self, second: str) -> list[Phrase]:
        place = self._order.index(second)
        start, end = self._end(place - 1) if place else 0, self._end(place)
        part = str(self._data[self._phrases + start : self._phrases + end], "utf-8")
        return part.replace(_SHORT, _PLAIN).split(_BETWEEN)

    def _end(self, place: int) -> int:
        return number_at(self._data, self._ends + place * WIDTH)
