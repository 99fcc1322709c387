"""Which keys and column headers hold what, and which unknown ones look like a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

METRIC_KEYS: dict[str, tuple[str, ...]] = {
    "name": ("kpi", "metric", "indicator", "measure", "title"),
    "id": (),
    "definition": ("description",),
    "formula": ("calculation",),
    "unit": ("units",),
    "owner": ("accountable",),
    "department": ("team",),
    "level": (),
    "sector": ("industry",),
    "rewarded": (),
    "weight": (),
    "class": (),
    "kind": (),
    "because": (),
    "direction": (),
    "baseline": (),
    "target": (),
    "cadence": ("frequency",),
    "source": (),
    "review": (),
    "contributors": (),
    "stage": (),
    "customer": (),
    "need": (),
    "supports": (),
    "drives": (),
    "story": (),
    "tags": (),
}
"""What a metric says, and the other words for it. Where several are given, the first in this order is taken."""

TEXT_KEYS = ("name", "id", "definition", "formula", "unit", "owner", "department", "level", "sector")
"""Keys that hold a text and nothing else."""

LIST_KEYS: dict[str, tuple[str, ...]] = {
    "kpis": ("metrics",),
    "organisation": ("organization", "company"),
    "sector": ("industry",),
    "language": (),
    "customer_word": (),
    "customers": (),
    "objectives": (),
    "groups": (),
    "name": (),
    "owner": (),
    "department": (),
    "level": (),
    "customer": (),
}
"""What a list or a group says about all metrics in it."""

_PREFIXES = ("kpi_", "metric_", "indicator_", "measure_")  # `kpi_name`, `Metric unit`
_LONG, _LONGER = 6, 9  # letters from which one slip of any sort, or two, still leave a word recognisable


def normal(key: str) -> str:
    """`key` as this module writes keys: `KPI Name` is `kpi_name`."""
    return "_".join(key.lower().replace("-", " ").replace("_", " ").split())


def _known(table: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, int]]:
    """For each key and alias: the key, and its place in the order of precedence."""
    return {word: (key, rank) for key, words in table.items() for rank, word in enumerate((key, *words))}


_METRIC, _LIST = _known(METRIC_KEYS), _known(LIST_KEYS)


@lru_cache(maxsize=4096)
def metric_key(written: str) -> tuple[str, int]:
    """The metric's key that `written` stands for and its precedence (0 goes first); ("", 0) when unknown."""
    key = normal(written)
    if key in _METRIC:
        return _METRIC[key]
    for prefix in _PREFIXES:
        if key.startswith(prefix) and key[len(prefix) :] in _METRIC:
            known, rank = _METRIC[key[len(prefix) :]]
            return known, 2 * rank  # `kpi_name` is the name before `kpi` is
    return "", 0


@lru_cache(maxsize=4096)
def list_key(written: str) -> str:
    """The key of a list or group that `written` stands for; empty when unknown."""
    return _LIST.get(normal(written), ("", 0))[0]


@lru_cache(maxsize=4096)
def near_metric_key(written: str) -> str:
    """The key of a metric that `written` is probably meant to be; empty if none comes near."""
    return _near(normal(written), _METRIC)


def near_list_key(written: str) -> str:
    """The key of a list or group that `written` is probably meant to be; empty if none comes near."""
    return _near(normal(written), _LIST)


def near_key(written: str, known: Iterable[str]) -> str:
    """Which of the words `known` a key is probably meant to be; empty if none comes near."""
    return _near(normal(written), known)


def _near(key: str, known: Iterable[str]) -> str:
    return next((word for word in known if _slip(key, word)), "")


def _slip(written: str, known: str) -> bool:
    """Whether one may have been typed for the other.

    The first letter has to be right. Short words may have letters swapped, doubled or left out, not replaced: `state`
    is not meant to be `stage`.
    """
    if written[:1] != known[:1] or min(len(written), len(known)) < 4 or abs(len(written) - len(known)) > 2:
        return False
    distance = _distance(written, known)
    shorter = min(len(written), len(known))
    if distance == 1:
        return shorter >= _LONG or len(written) != len(known) or sorted(written) == sorted(known)
    return distance == 2 and shorter >= _LONGER


def _distance(one: str, other: str) -> int:
    """Edits from one word to the other: letters put in, left out, replaced, or two neighbours swapped (Damerau)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
