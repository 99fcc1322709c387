"""Large tables of words as text: an audit looks up a small part of them and need not wait for the rest."""

from __future__ import annotations

from collections.abc import Mapping

_PREFIX = 2  # first characters of a key that tell its line


def pack(table: Mapping[str, str]) -> str:
    """The table as `Packed` reads it: lines `pr;prompt=value;price=value;`, one for all keys that begin alike.

    Keys and values are words, numbers and symbols: they hold no `;`, no `=` and no line break.
    """
    lines: dict[str, str] = {}
    for key, value in table.items():
        prefix = key[:_PREFIX]
        lines[prefix] = f"{lines.get(prefix, prefix + ';')}{key}={value};"
    return "\n".join(lines.values())


class Packed:
    """A table that `pack` made into text."""

    __slots__ = ("_lines",)

    def __init__(self, text: str) -> None:
        self._lines = {line[: line.find(";")]: line for line in text.split("\n")}

    def get(self, key: str) -> str:
        """The value of a key; "" where there is none."""
        line = self._lines.get(key[:_PREFIX], "")
        mark = f";{key}="
        at = line.find(mark)
        return line[at + len(mark) : line.index(";", at + 1)] if at >= 0 else ""
