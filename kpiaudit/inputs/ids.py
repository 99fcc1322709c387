"""Ids: as written, else a slug of the name; unique in a list, in a file, in an audit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kpiaudit.model import Metric

_LONGEST = 80  # characters of a slug: it is to be typed and to fit a table
_ASCII = re.compile(r"[^a-z0-9]+")
_ANY = r"[\W_]+"
_NAMELESS = "kpi"


def slug(name: str) -> str:
    """A short id in lower case for `name`: `% calls answered in 20 secs` is `calls-answered-in-20-secs`."""
    text = name.lower()
    if text.isascii():
        joined = _ASCII.sub("-", text)
    else:
        from unicodedata import combining, normalize

        plain = "".join(char for char in normalize("NFKD", text) if not combining(char))
        joined = re.sub(_ANY, "-", plain)
    return joined.strip("-")[:_LONGEST].rstrip("-") or _NAMELESS


class Ids:
    """Gives out the ids of one list."""

    def __init__(self, written: Iterable[str]) -> None:
        """`written` are the ids that stand in the list: no slug may take them."""
        self._taken = set(written)
        self._last: dict[str, int] = {}

    def free(self, base: str) -> str:
        """`base`, or `base-2`, `base-3` ... where it is taken; taken from now on."""
        candidate, number = base, self._last.get(base, 1)
        while candidate in self._taken:
            number += 1
            candidate = f"{base}-{number}"
        self._last[base] = number
        self._taken.add(candidate)
        return candidate


def unique(lists: Iterable[Iterable[Metric]]) -> tuple[Metric, ...]:
    """The metrics of several lists, in order; an id that stands in more than one list is qualified by its path."""
    metrics = [metric for one in lists for metric in one]
    times = Counter(metric.id for metric in metrics)
    if len(times) == len(metrics):
        return tuple(metrics)
    qualified = [m.id if times[m.id] == 1 else f"{m.location.path}#{m.id}" for m in metrics]
    ids = Ids(())  # several lists may stand in one file
    return tuple(
        metric if metric.id == wanted else metric._replace(id=ids.free(wanted))
        for metric, wanted in zip(metrics, qualified, strict=True)
    )
