"""Large tables of words as one piece of data: an audit looks up a small part of them and need not wait for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

WIDTH = 9
"""Digits of a number in packed data: its place follows from how many stand before it."""

_PREFIX = 3  # first characters of a key that tell its line
_BETWEEN = ";"


def pack(table: Mapping[str, str]) -> bytes:
    """The table as `Packed` reads it, in UTF-8.

    How many bytes the prefixes of keys take, and these, with `;` in between; for each of them where its line ends; the
    lines: `;price=value;prices=value;`. Keys and values hold no `;`, no `=` and no blank at the end.
    """
    lines: dict[str, list[str]] = {}
    for key, value in table.items():
        lines.setdefault(_prefix(key), []).append(f"{key}={value};")
    order = _BETWEEN.join(lines).encode()
    parts = [f";{''.join(line)}".encode() for line in lines.values()]
    return b"".join([digits(len(order)), order, *map(digits, accumulate(map(len, parts))), *parts])


def digits(value: int) -> bytes:
    """A number as it stands in packed data."""
    return f"{value:0{WIDTH}}".encode()


def number_at(data: bytes | memoryview, at: int) -> int:
    """The number that stands there in packed data."""
    return int(bytes(data[at : at + WIDTH]))


def _prefix(key: str) -> str:
    return key[:_PREFIX].ljust(_PREFIX)


class Packed:
    """A table that `pack` made into data. What is not asked for is not even copied."""

    __slots__ = ("_data", "_ends", "_first", "_lines", "_places")

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = data
        self._ends = WIDTH + number_at(data, 0) if data else 0
        prefixes = str(data[WIDTH : self._ends], "utf-8").split(_BETWEEN)
        self._places = dict(zip(prefixes, range(len(prefixes)), strict=True)) if data else {}
        self._first = self._ends + WIDTH * len(self._places)
        self._lines: dict[str, str] = {}

    def get(self, key: str) -> str:
        """The value of a key; "" where there is none."""
        prefix = _prefix(key)
        line = self._lines.get(prefix)
        if line is None:
            place = self._places.get(prefix)
            if place is None:
                return ""
            line = self._lines[prefix] = self._line(place)
        mark = f";{key}="
        at = line.find(mark)
        return line[at + len(mark) : line.index(";", at + 1)] if at >= 0 else ""

    def forget(self) -> None:
        """Give back the memory of what was asked for so far."""
        self._lines.clear()

    def _line(self, place: int) -> str:
        start, end = self._end(place - 1) if place else 0, self._end(place)
        return str(self._data[self._first + start : self._first + end], "utf-8")

    def _end(self, place: int) -> int:
        return number_at(self._data, self._ends + place * WIDTH)
