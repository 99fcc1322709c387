"""Large tables of words as a few texts: an audit looks up a small part of them and need not wait for the rest."""

from __future__ import annotations

from collections.abc import Mapping

Buckets = Mapping[str, str]
"""By the first characters of a key: `;key=value;key=value;`."""

_PREFIX = 2


def pack(table: Mapping[str, str]) -> dict[str, str]:
    """The table as `look_up` reads it. Keys and values are words and numbers: they hold no `;` and no `=`."""
    buckets: dict[str, str] = {}
    for key, value in table.items():
        buckets[key[:_PREFIX]] = f"{buckets.get(key[:_PREFIX], ';')}{key}={value};"
    return buckets


def look_up(buckets: Buckets, key: str) -> str:
    """The value of a key; "" where there is none."""
    bucket = buckets.get(key[:_PREFIX])
    if bucket is None:
        return ""
    mark = f";{key}="
    at = bucket.find(mark)
    return bucket[at + len(mark) : bucket.index(";", at + 1)] if at >= 0 else ""
