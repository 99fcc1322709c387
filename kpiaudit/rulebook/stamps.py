"""Digests of directories that have not changed since they were last read.

To read and hash a hundred rule files takes a tenth of a small audit. A stamp is what the file system says of every
rule file: name, size, times of change, number. Writing a file changes the time that nobody can set; as clocks tick, a
state counts only when its last change is some seconds old. So an edited file never passes for the one before it.
"""

from __future__ import annotations

import os
import time
from binascii import crc32
from collections.abc import Iterator, Sequence

from kpiaudit.rulebook.cache import cache_dir, store

_SETTLED = 2_000_000_000  # nanoseconds; file systems count time in steps of up to two seconds


def stamp(directories: Sequence[str], engine: int) -> str:
    """What tells one state of directories of rule files from another; "" where that is not certain.

    A directory that is "" is none, but resources in an archive.
    """
    lines = [f"engine {engine}"]
    settled = time.time_ns() - _SETTLED
    for directory in directories:
        if not directory:
            return ""
        try:
            lines += _lines(os.path.abspath(directory), settled)  # noqa: PTH100  pathlib takes longer to load than this
        except OSError:
            return ""
    return "\n".join(lines)


def known_digest(stamped: str) -> str:
    """The digest of directories in the state of this stamp, as an earlier run found it, or ""."""
    if not stamped:
        return ""
    try:
        digest, _, found = _read(f"{cache_dir()}/{_name(stamped)}").partition("\n")
    except (OSError, ValueError):
        return ""
    return digest if found == stamped else ""


def remember(stamped: str, digest: str) -> None:
    """Keeps the digest of directories in this state for later runs."""
    if stamped:
        store(f"{digest}\n{stamped}", _name(stamped))


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _name(stamped: str) -> str:
    return f"stamp-{crc32(stamped.encode()):08x}.txt"


def _lines(directory: str, settled: int) -> Iterator[str]:
    """What the file system says of a directory. Raises OSError where something changed after `settled`."""
    yield directory
    for entry in sorted(os.scandir(directory), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _lines(entry.path, settled)
        else:
            told = entry.stat()
            if max(told.st_mtime_ns, told.st_ctime_ns) > settled:
                raise OSError(f"{entry.path} has only just changed")
            yield f"{entry.name} {told.st_size} {told.st_mtime_ns} {told.st_ctime_ns} {told.st_ino}"
