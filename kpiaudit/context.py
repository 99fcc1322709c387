"""What a list speaks about: a bare name such as "Right time" means something only on a railway's list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kpiaudit.languages import Languages
from kpiaudit.model import ListContext, Metric
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook
from kpiaudit.rulebook.book import ANY_FIELD

_MOST_NAMES = 500  # of a long list, the first names are enough to tell what it is about


class About(NamedTuple):
    """What a list speaks about."""

    owners: frozenset[int]  # numbers of the rules whose context it meets, and of sectors
    of_sector: bool  # whether a sector is among them

    def foreign(self, sector: int | None) -> bool:
        """Whether a rule of this sector is out of place: the list is known to be about others."""
        return self.of_sector and sector is not None and sector not in self.owners


class ListWords:
    """For every list, the rules whose context it meets and the sectors it belongs to."""

    def __init__(self, rulebook: Rulebook, metrics: Sequence[Metric]) -> None:
        self._book = rulebook
        self._metrics = metrics
        self._first_sector = rulebook.info.rules  # context owners from here on are sectors
        self._lists: dict[ListContext, frozenset[int]] | None = None
        self._about: dict[tuple[ListContext, str, str], About] = {}
        self.languages = Languages(rulebook, metrics)

    def about(self, metric: Metric) -> About:
        """What the metric's list, group and department speak of."""
        key = (metric.context, metric.group, metric.department)
        found = self._about.get(key)
        if found is None:
            if self._lists is None:
                self._lists = self._collect()
            owners = self._lists.get(metric.context, frozenset()) | self._owners(text for text in key[1:] if text)
            found = self._about[key] = About(owners, any(owner >= self._first_sector for owner in owners))
        return found

    def _collect(self) -> dict[ListContext, frozenset[int]]:
        names: dict[ListContext, list[str]] = {}
        for metric in self._metrics:
            mine = names.setdefault(metric.context, [])
            if len(mine) < _MOST_NAMES:
                mine.append(f"{metric.name}. {metric.definition}" if len(self._metrics) == 1 else metric.name)
        return {context: self._of_list(context, mine) for context, mine in names.items()}

    def _of_list(self, context: ListContext, names: Sequence[str]) -> frozenset[int]:
        """What the list says of itself; where that names no sector, its KPIs' names tell the sector too."""
        said = self._owners(text for text in (context.organisation, context.sector, context.customer_word) if text)
        mentions = Counter(owner for name in names for owner in self._owners([name]))
        policy = self._book.policy
        enough = max(policy["context-names"], policy["context-share"] * len(names))
        if any(owner >= self._first_sector for owner in said):
            often = {owner for owner, count in mentions.items() if count >= enough and owner < self._first_sector}
        else:  # a KPI by itself has nothing but its own words
            often = {owner for owner, count in mentions.items() if count >= min(enough, len(names))}
        return frozenset(said | often)

    def _owners(self, texts: Iterable[str]) -> set[int]:
        contexts, book = self._book.contexts, self._book
        return {match.owner for text in texts for match in contexts.find(book.read(text), ANY_FIELD)}
