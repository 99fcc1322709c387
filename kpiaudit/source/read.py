"""Bytes from disk, and text from bytes."""

from __future__ import annotations

import os
import stat

from kpiaudit.model import InputError, Location, Problem
from kpiaudit.source.limits import MAX_BYTES
from kpiaudit.source.problems import encoding_of, problem_at

_MEGABYTE = 1024 * 1024
_SELDOM = 100  # more than one NUL in so many characters: this is no damaged text, it is none at all


class TooLargeError(InputError):
    """A file is larger than is allowed."""


def read_bytes(path: str, max_bytes: int = MAX_BYTES) -> bytes:
    """The content of the file at `path`.

    Raises InputError if it is missing, a directory, a pipe or device, unreadable, or larger than `max_bytes`.
    """
    try:
        # Opening a pipe would wait for a writer for ever; the look at the open file closes the gap between the two.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            found = os.fstat(descriptor)
            if stat.S_ISDIR(found.st_mode):
                raise _error(path, "is a directory", "name the files in it, or the directory itself")
            if not stat.S_ISREG(found.st_mode):
                raise _error(path, "is a pipe or a device, not a file", "use `-` to read from standard input")
            return limited(_whole(descriptor, found.st_size, max_bytes), path, max_bytes)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise _error(path, "there is no such file or directory", "check the path") from None
    except PermissionError:
        raise _error(path, "may not be read", "check the permissions of the file") from None
    except (OSError, ValueError) as error:
        raise _error(path, f"cannot be read: {getattr(error, 'strerror', None) or error}", "") from None


def _whole(descriptor: int, expected: int, max_bytes: int) -> bytes:
    """The content of an open file, `expected` bytes long if that was true; no more than one byte over the limit."""
    pieces, left = [], max_bytes + 1
    while left and (piece := os.read(descriptor, min(left, expected + 1))):
        pieces.append(piece)
        left -= len(piece)
        expected = max(_MEGABYTE, expected - len(piece))
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def limited(data: bytes, path: str, max_bytes: int) -> bytes:
    """`data`, unless it is larger than `max_bytes`: InputError that says how to raise the limit."""
    if len(data) > max_bytes:
        limit = f"{max_bytes / _MEGABYTE:.10g}"
        hint = "raise the limit with `--max-mb`, or split the file"
        raise TooLargeError(Problem(Location(path), f"is larger than {limit} MB", hint))
    return data


def decode(data: bytes, path: str, fallback: str = "", *, keep_nul: bool = False) -> str:
    """The text in `data`: UTF-8, or UTF-16 with a byte order mark; the mark is dropped, line ends stay.

    `fallback` names an encoding to try where it is not UTF-8 (`cp1252` for tables). Raises InputError with line and
    column of the first byte that does not fit, and for NUL bytes; with `keep_nul` only where they are many.
    """
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = _second_try(data, fallback)
        if not text:
            raise InputError(_misfit(data, path, encoding, error)) from None
    if "\0" in text and not (keep_nul and is_seldom(text.count("\0"), len(text))):
        raise InputError(_nul(text, path))
    return text.removeprefix("\ufeff")


def is_seldom(nuls: int, length: int) -> bool:
    """Whether so many NULs may stand in a text that is damaged; more, and it is none."""
    return nuls == 1 or nuls * _SELDOM < length


def _second_try(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        return ""


def _misfit(data: bytes, path: str, encoding: str, error: UnicodeDecodeError) -> Problem:
    before = data[: error.start].decode(encoding, errors="replace").removeprefix("\ufeff")
    text = before + data[error.start : error.start + 200].decode(encoding, errors="replace")
    name = encoding.upper()
    message = f"not {name}: the byte 0x{data[error.start]:02x} stands here"
    return problem_at(path, text, *_end(before), message, f"save the file as {name.replace('16', '8')}")


def _nul(text: str, path: str) -> Problem:
    before = text[: text.index("\0")].removeprefix("\ufeff")
    message = "a NUL byte stands here: this is no text file, or it is damaged"
    return problem_at(path, text.removeprefix("\ufeff"), *_end(before), message, "save it as UTF-8 text")


def _end(before: str) -> tuple[int, int]:
    """Line and column just after `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _error(path: str, message: str, hint: str) -> InputError:
    return InputError(Problem(Location(path), message, hint))
