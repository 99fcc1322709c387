"""The line an error stands on, made safe to print."""

from __future__ import annotations

WIDTH = 76
"""Characters of a line that are shown, at most."""

_BEFORE = 50  # how much of them stands before the column in question
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))  # control, bidi and other invisible characters
_JOINERS = frozenset("\u200c\u200d")  # needed inside emoji and several scripts, and harmless


def visible(text: str) -> str:
    r"""`text` with control characters, bidi overrides and the like written out (`\x1b`, `\u202e`, `\t`)."""
    if text.isprintable():
        return text
    return "".join(_show(char) for char in text)


def _show(char: str) -> str:
    from unicodedata import category

    if char in _JOINERS or category(char) not in _UNSAFE:
        return char
    return char.encode("unicode_escape").decode("ascii")


def line_of(text: str, line: int) -> str:
    """Line number `line` (from 1) of `text`, without its end; empty past the end of the text."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return ""
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)].rstrip("\r")


def excerpt(text: str, line: int, column: int) -> str:
    """The place as two lines: what is written there, cut to `WIDTH`, and a caret under the column.

    `line` and `column` count from 1. Empty if the text has no such line or nothing on it.
    """
    whole = line_of(text, line)
    if not whole.strip():
        return ""
    start = max(0, column - 1 - _BEFORE)
    piece = whole[start : start + WIDTH]
    before, after = visible(piece[: column - 1 - start]), visible(piece[column - 1 - start :])
    head = "..." if start else ""
    tail = "..." if start + WIDTH < len(whole) else ""
    return f"{head}{before}{after}{tail}\n{' ' * (len(head) + len(before))}^"
