"""Which format a file or a document is: first from a glance at the bytes, then from the data's shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache

from kpiaudit.inputs.formats.descriptor import Alternative, Format
from kpiaudit.inputs.formats.paths import exists, find
from kpiaudit.source import Value


def by_name(path: str, formats: Sequence[Format]) -> list[Format]:
    """The formats whose files may be called like the file at `path`."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return [one for one in formats if any(fnmatchcase(name, pattern) for pattern in one.files)]


def may_be(data: bytes, formats: Sequence[Format]) -> bool:
    """Whether the text in `data` holds the keys that one of `formats` needs. Quick, and never wrong when it says no."""
    return any(_glance(data, one) for form in formats for one in form.recognise)


def recognising(document: Value, formats: Sequence[Format]) -> list[Format]:
    """The formats that recognise a document, in order; one that says to skip it goes alone."""
    found = [form for form in formats if any(_holds(document, one) for one in form.recognise)]
    skipping = [form for form in found if form.skip]
    return skipping[:1] or found


def _glance(data: bytes, one: Alternative) -> bool:
    if not all(word in data for word in one.words) or not all(key in data for key in one.keys):
        return False
    if one.one_of and not any(key in data for key in one.one_of):
        return False
    return all(_as_key(key).search(data) for key in one.keys)


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
