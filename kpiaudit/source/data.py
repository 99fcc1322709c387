"""Mappings and lists that know where each of their entries stands in the file they were read from.

A place is a (line, column) pair, both counted from 1. Places are kept as packed numbers in one array a file, so that
a list of 100,000 metrics costs eight bytes for each of them instead of a tuple.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

Place = tuple[int, int]
"""Line and column, from 1."""

COLUMN_BITS = 32
_COLUMN_MASK = (1 << COLUMN_BITS) - 1


def unpack(packed: int) -> Place:
    """The (line, column), counted from 1, of a packed place: `line << COLUMN_BITS | column`, counted from 0."""
    return (packed >> COLUMN_BITS) + 1, (packed & _COLUMN_MASK) + 1


class Map(dict[str, "Value"]):
    """A mapping as written, keys in order. To be read, not changed: places go by the order of the keys."""

    __slots__ = ("_at", "_marks", "_own")
    _marks: array[int]  # of the whole file; this mapping's are key, value, key, value ... from _at on
    _at: int
    _own: int

    @property
    def here(self) -> Place:
        """Where the mapping begins."""
        return unpack(self._own)

    def key_place(self, key: str) -> Place:
        """Where `key` is written. KeyError if it is not. Takes time with the number of keys: see `entries`."""
        return unpack(self._marks[self._at + 2 * self._index(key)])

    def place(self, key: str) -> Place:
        """Where the value of `key` is written. KeyError if there is none. Cost as of `key_place`."""
        return unpack(self._marks[self._at + 2 * self._index(key) + 1])

    def entries(self) -> Iterator[tuple[str, Value, Place, Place]]:
        """Key, value, place of the key, place of the value: for a whole (large) mapping in one go."""
        at, marks = self._at, self._marks
        for key, value in self.items():
            yield key, value, unpack(marks[at]), unpack(marks[at + 1])
            at += 2

    def packed(self) -> array[int]:
        """The packed places, for a reader that merges this mapping into another."""
        return self._marks[self._at : self._at + 2 * len(self)]

    def _index(self, key: str) -> int:
        for index, other in enumerate(self):
            if other == key:
                return index
        raise KeyError(key)


class Seq(list["Value"]):
    """A list as written. To be read, not changed."""

    __slots__ = ("_at", "_marks", "_own")
    _marks: array[int]
    _at: int
    _own: int

    @property
    def here(self) -> Place:
        """Where the list begins."""
        return unpack(self._own)

    def place(self, index: int) -> Place:
        """Where the item at `index` (from 0) is written."""
        return unpack(self._marks[self._at + index])


Value = Map | Seq | str | None
"""What a file holds: text is exactly what was written (`no`, `12:30`, `010`), None an unquoted null."""


def place_of(value: Value, keys: Iterable[str | int]) -> Place:
    """Where `keys` lead to from `value`, or the nearest thing above it that exists."""
    here = value.here if isinstance(value, Map | Seq) else (1, 1)
    for key in keys:
        match value, key:
            case Map(), str() if key in value:
                here, value = value.place(key), value[key]
            case Seq(), int() if key < len(value):
                here, value = value.place(key), value[key]
    return here


def settle(container: Map | Seq, marks: array[int], places: array[int], own: int) -> None:
    """Gives a finished container its places; for the readers of this package.

    `places` are packed: key, value, key, value ... for a mapping, one an item for a list. They move into `marks`.
    """
    container._marks = marks
    container._at = len(marks)
    container._own = own
    marks.extend(places)
