"""Which format a file or a document is: first from a glance at the bytes, then from the data's shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache

from kpiaudit.inputs.formats.descriptor import Alternative, Format
from kpiaudit.inputs.formats.paths import ITEMS, VALUES, exists, find
from kpiaudit.source import Map, Seq, Value


def is_called(name: str, form: Format) -> bool:
    """Whether a file of this name (in lower case) may be of a format."""
    return any(_fits(name, pattern) for pattern in form.files)


class Glance:
    """Tells from a file's name and bytes whether one of `formats` may be in it. Made once, asked for thousands."""

    def __init__(self, formats: Sequence[Format]) -> None:
        self._formats = formats
        self._by_ending: dict[str, tuple[Format, ...]] = {}
        patterns = (pattern for form in formats for pattern in form.files)
        self._only_endings = all(pattern[0] == "*" and pattern.rfind(".") == 1 for pattern in patterns)
        self._rare: dict[bytes, list[tuple[Format, Alternative]]] = {}  # by a key that few other files hold
        for form in formats:
            for one in form.recognise:
                self._rare.setdefault(one.keys[0], []).append((form, one))

    def by_name(self, path: str) -> tuple[Format, ...]:
        """The formats whose files may be called like the file at `path`."""
        name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
        ending = name[name.rfind(".") :] if self._only_endings and "." in name else name
        found = self._by_ending.get(ending)
        if found is None:
            found = tuple(one for one in self._formats if is_called(name, one))
            self._by_ending[ending] = found
        return found

    def at(self, data: bytes, called: Sequence[Format]) -> bool:
        """Whether the bytes hold the keys that one of the formats `called` so needs. Never wrong when it says no."""
        for key, ones in self._rare.items():
            if key in data and any(_glance(data, one) for form, one in ones if form in called):
                return True
        return False


class Shapes:
    """Tells from a document's shape which of `formats` it is."""

    def __init__(self, formats: Sequence[Format]) -> None:
        self._by_first: dict[str, list[tuple[int, Format, Alternative]]] = {}  # by the first step of what it must have
        for order, form in enumerate(formats):
            for one in form.recognise:
                first = one.has[0][0] if one.has else one.says[0][0][0]
                self._by_first.setdefault(ITEMS if first[0] == "[" else first, []).append((order, form, one))

    def of(self, document: Value) -> list[Format]:
        """The formats that recognise a document, in order; one that says to skip it goes alone."""
        keys = document if isinstance(document, Map) else (ITEMS,) if isinstance(document, Seq) else ()
        found: dict[int, Format] = {}
        for key in (*keys, VALUES):
            for order, form, one in self._by_first.get(key, ()):
                if order not in found and _holds(document, one):
                    found[order] = form
        forms = [found[order] for order in sorted(found)]
        return [form for form in forms if form.skip][:1] or forms


def _glance(data: bytes, one: Alternative) -> bool:
    if not all(word in data for word in one.words) or not all(key in data for key in one.keys):
        return False
    if one.one_of and not any(key in data for key in one.one_of):
        return False
    return all(_as_key(key).search(data) for key in one.keys)


def _fits(name: str, pattern: str) -> bool:
    """As `fnmatch`, which compiles a pattern of its own even for `*.csv`."""
    ending = pattern[1:]
    if pattern[0] == "*" and not set(ending) & set("*?["):
        return name.endswith(ending)
    return fnmatchcase(name, pattern)


@cache
def _as_key(key: bytes) -> re.Pattern[bytes]:
    """Finds `key` where it is written as the key of a mapping, in YAML, JSON or LookML."""
    return re.compile(rb"""(?:^|[\s{,\[])["']?""" + re.escape(key) + rb"""["']?\s*:""")


def _holds(document: Value, one: Alternative) -> bool:
    return (
        all(exists(document, steps) for steps in one.has)
        and (not one.any or any(exists(document, steps) for steps in one.any))
        and not any(exists(document, steps) for steps in one.lacks)
        and all(
            any(isinstance(found.value, str) and fnmatchcase(found.value, pattern) for found in find(document, steps))
            for steps, pattern in one.says
        )
    )
