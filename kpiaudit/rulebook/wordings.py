"""Where the phrases of the checks of definitions are found in a KPI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from kpiaudit.model import FIELDS, FieldName, ListContext, Metric
from kpiaudit.phrases.lexicon import Lexicon, Token
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.reading import Reading
from kpiaudit.typed import Any

_BIT = {name: 1 << i for i, name in enumerate(FIELDS)}
_LONG: tuple[FieldName, ...] = ("formula", "definition")
_MEMO_PIECES = 100_000


class Wordings:
    """Finds phrase sets: a check's by its id, `<id>/unless`, `<id>/list`, `pair/<id>`, `pair/<id>/guard`.

    What gives a KPI away is looked for in all of them, what excuses it only where something was found, and what has to
    stand beside it only where it does. Names and units have an index of their own, and longer texts are read only where
    they hold a word without which no phrase of theirs can stand: so most KPIs cost little.
    """

    def __init__(self, tables: Mapping[str, Any], lexicon: Lexicon) -> None:
        indexes = tables["indexes"]
        self._names: list[str] = tables["quality_sets"]
        self._short = PhraseIndex(indexes.get("quality-short", {}))
        self._long = PhraseIndex(indexes.get("quality-long", {}))
        self._excuses = PhraseIndex(indexes.get("quality-excuses", {}))
        self._guards = PhraseIndex(indexes.get("quality-guards", {}))
        self._telling = _Telling(tables["quality_telling"], lexicon)
        self._of_lists: dict[ListContext, set[str]] = {}
        self._lexicon = lexicon
        self._readings: dict[str, Reading] = {}

    def remember(self, readings: Iterable[Reading]) -> None:
        """Use these for texts that were read already, until told of others."""
        self._readings = {reading.text: reading for reading in readings}

    def of(self, metric: Metric) -> dict[str, Callable[[], str]]:
        """The sets that may give a metric away, each with what gives the words of its first match."""
        found: dict[str, Callable[[], str]] = {}
        texts = (metric.name, metric.formula, metric.definition, metric.unit)
        for field, text in zip(FIELDS, texts, strict=True):
            if not text:
                continue
            index = self._short
            if field in _LONG:
                if not any(map(self._telling.__getitem__, text.split())):
                    continue
                index = self._long
            reading = self._read(text)
            for owner, start, end, _, _ in index.find(reading, _BIT[field]):
                name = self._names[owner]
                if name not in found:
                    found[name] = partial(reading.source, start, end)
        return found

    def excuses(self, metric: Metric, fields: Iterable[FieldName] = FIELDS) -> set[str]:
        """The sets that excuse a metric, in these fields of it."""
        return self._sets(self._excuses, metric, fields)

    def guards(self, metric: Metric, fields: Iterable[FieldName] = FIELDS) -> set[str]:
        """The guards, and the phrases of checks that are more than phrases, in these fields of a metric."""
        return self._sets(self._guards, metric, fields)

    def excuses_of_list(self, context: ListContext) -> set[str]:
        """The sets that excuse all metrics of a list, in what it says of itself."""
        found = self._of_lists.get(context)
        if found is None:
            texts = (context.organisation, context.sector, context.customer_word)
            found = {name for text in texts if text for name in self._in(self._excuses, "name", text)}
            self._of_lists[context] = found
        return found

    def _sets(self, index: PhraseIndex, metric: Metric, fields: Iterable[FieldName]) -> set[str]:
        texts = [(field, text) for field in fields if (text := getattr(metric, field))]
        return {name for field, text in texts for name in self._in(index, field, text)}

    def _in(self, index: PhraseIndex, field: FieldName, text: str) -> set[str]:
        return {self._names[match[0]] for match in index.find(self._read(text), _BIT[field])}

    def _read(self, text: str) -> Reading:
        return self._readings.get(text) or Reading(text, self._lexicon)


class _Telling(dict[str, bool]):
    """Pieces of text between blanks -> whether one of the words is in them of which every long phrase holds one."""

    def __init__(self, stems: Iterable[str] | None, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon
        self._all = stems is None
        self._stems = frozenset(stems or ())

    def __missing__(self, piece: str) -> bool:
        if len(self) > _MEMO_PIECES:
            self.clear()
        self[piece] = found = self._all or not self._stems.isdisjoint(self._stems_of(piece))
        return found

    def _stems_of(self, piece: str) -> set[str]:
        understood = self._lexicon[piece]
        tokens = [understood] if isinstance(understood, Token) else [found for found, _, _ in understood]
        return {self._lexicon.stem(token.word) for token in tokens if isinstance(token, Token)}
