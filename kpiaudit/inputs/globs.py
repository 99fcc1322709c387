"""Patterns of paths as git reads them, and what they are about."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Globs:
    """Patterns for the files of a walk, as seen from the directory walked or from another one."""

    def __init__(self, patterns: Sequence[str], root: str, seen_from: str = "") -> None:
        """`root` is the directory walked; "" as `seen_from` stands for it.

        Seen from elsewhere, patterns speak of nothing outside that directory, and not of a walk that they leave out as
        a whole: somebody wants it looked at.
        """
        self.spec = spec_of(patterns)
        self.above = self.inside = ""  # the way from there down to the root, or from the root down to there
        if not self.spec or not seen_from:
            return
        way = _way(root, seen_from)
        if not way.startswith("../"):
            self.above = way
            if way and self.spec.match_file(way):
                self.spec = None
        else:
            self.inside = _way(seen_from, root)
            if self.inside.startswith("../"):
                self.spec = None

    def fits(self, name: str) -> bool | None:
        """Whether a pattern fits a path below the root (a directory ends in `/`); None where none speaks of it."""
        if self.spec is None or not name.startswith(self.inside):
            return None
        return self.spec.match_file(self.above + name[len(self.inside) :])


def spec_of(patterns: Sequence[str]) -> GitIgnoreSpec | None:
    """The patterns as one, None where there are none; those that git could not read either are left out."""
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    readable = []
    for pattern in patterns:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except ValueError:
            continue
        readable.append(pattern)
    return GitIgnoreSpec.from_lines(readable)


def _way(to: str, start: str) -> str:
    """The way from one directory down (or up) to another, ending in `/`; empty where they are the same."""
    try:
        way = os.path.relpath(os.path.realpath(to), os.path.realpath(start)).replace(os.sep, "/")
    except ValueError:  # another drive
        return "../"
    return "" if way == "." else way + "/"
