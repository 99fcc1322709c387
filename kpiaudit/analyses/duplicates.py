"""Near-duplicates: names that say the same in other words, forms or order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kpiaudit.model import Metric
from kpiaudit.words import SCAN, is_break, split, stem

# Words that do not change what is counted. Negations, prepositions of time and "%" do, and are kept.
_GLUE = frozenset(("a", "all", "an", "and", "number", "of", "our", "s", "the", "total"))

_NOTHING: frozenset[str] = frozenset()

Words = Callable[[str], Iterable[str]]
"""A written piece of a name -> its lower-case words, abbreviations spelled out."""


def near_duplicates(metrics: Sequence[Metric], words: Words = split) -> tuple[tuple[str, ...], ...]:
    """Groups of ids whose names have the same content words, each group and the groups in list order.

    KPIs are compared within one organisation (one list, where it names none): fifty clients who all count calls
    answered have no duplicates. Time is linear in the number of KPIs.

    Args:
        metrics: every KPI of the audit.
        words: the words of a written piece; the rules' abbreviations come in here.
    """
    first: dict[str, str] = {}  # what a name comes to, as one text (a set takes six times the room) -> the first id
    groups: dict[str, list[str]] = {}
    contents = Contents(words)
    for metric in metrics:
        content = contents.of(metric.name)
        if not content:
            continue
        key = "\n".join((metric.context.organisation or metric.context.path, *sorted(content)))
        earlier = first.setdefault(key, metric.id)
        if earlier != metric.id:
            groups.setdefault(key, [earlier]).append(metric.id)
    return tuple(tuple(groups[key]) for key in first if key in groups)


class Contents:
    """What texts are about, whatever their order and forms of words."""

    def __init__(self, words: Words = split) -> None:
        self._stems = _Stems(words)

    def of(self, text: str) -> frozenset[str]:
        """The stems of the content words of a text."""
        return _NOTHING.union(*map(self._stems.__getitem__, SCAN.findall(text)))


class _Stems(dict[str, tuple[str, ...]]):
    """The content stems of every written piece met so far."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, raw: str) -> tuple[str, ...]:
        found = () if is_break(raw) else tuple(stem(word) for word in self._words(raw) if word not in _GLUE)
        self[raw] = found
        return found
