r"""Text for people: what a user wrote made harmless, measured in terminal columns, wrapped, cut.

Control characters and characters that turn the writing direction are shown as `\x1b` or `\u202e`, so that a name
can neither drive the terminal nor pretend to be another name.
"""

from __future__ import annotations

import re

from kpiaudit.source import visible

_SPACE = r"[ \t\r\n]+"


def safe(text: str) -> str:
    """One line of `text` that no terminal takes for a command: white space squeezed, hostile characters spelled."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    return visible(re.sub(_SPACE, " ", text).strip())


def spelled(text: str) -> str:
    """`text` with hostile characters spelled, line breaks and tabs kept."""
    if text.isascii() and text.isprintable():
        return text
    lines = (line.split("\t") for line in text.split("\n"))
    return "\n".join("\t".join(visible(piece) for piece in pieces) for pieces in lines)


def columns(text: str) -> int:
    """How many terminal columns `text` takes: wide characters and emoji two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """Characters -> the columns they take; a report has many, but few different ones."""

    def __missing__(self, character: str) -> int:
        from unicodedata import combining, east_asian_width

        width = 2 if east_asian_width(character) in "WF" else 1
        self[character] = width = 0 if combining(character) or character in "\u200d\ufe0f\ufe0e" else width
        return width


_WIDTHS = _Widths()


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, ending in `…` where something is missing."""
    if columns(text) <= width:
        return text
    return _head(text, width - 1).rstrip() + "…"


def cut_front(text: str, width: int) -> str:
    """As `cut`, for paths: what is missing is the front."""
    if columns(text) <= width:
        return text
    return "…" + _head(text[::-1], width - 1)[::-1].lstrip()


def _head(text: str, width: int) -> str:
    """As much of `text` as fits into `width` columns, at least one character."""
    used = 0
    for place, character in enumerate(text):
        used += columns(character)
        if used > width and place:
            return text[:place]
    return text


def pad(text: str, width: int) -> str:
    """`text` filled with spaces to `width` columns."""
    return text + " " * max(0, width - columns(text))


def wrap(text: str, width: int, most: int = 0) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces, words that are too long broken anywhere.

    `most`: how many lines at most (0: as many as it takes); the last then ends in `…`.
    """
    if columns(text) <= width:
        return [text]
    lines: list[str] = []
    line, rest = "", text.split(" ")[::-1]
    while rest:
        word = rest.pop()
        longer = f"{line} {word}" if line else word
        if columns(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
            line = ""
            rest.append(word)
        else:
            head = _head(word, width)
            lines.append(head)
            rest.append(word[len(head) :])
        if most and len(lines) == most:
            return [*lines[:-1], _head(lines[-1], width - 2) + " …"]
    return [*lines, line] if line else lines
