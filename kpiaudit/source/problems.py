"""Problems found while reading text, with their place and the line they stand on."""

from __future__ import annotations

from kpiaudit.model import Location, Problem
from kpiaudit.source.excerpt import excerpt


def as_text(data: bytes | str) -> str:
    """The text of an input for showing a line of it; never fails."""
    return data if isinstance(data, str) else data.decode(encoding_of(data), errors="replace").lstrip("\ufeff")


def encoding_of(data: bytes) -> str:
    """`utf-16` where a byte order mark says so, else `utf-8`."""
    return "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


def problem_at(path: str, text: str, line: int, column: int, message: str, hint: str = "") -> Problem:
    """A problem at line and column (from 1) of `text`, with an excerpt."""
    return Problem(Location(path, line, column), message, hint, excerpt(text, line, column))
