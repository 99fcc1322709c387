"""Which categories of lenses a KPI stands in, by what the list says, by its words, by its kind.

What says something first decides, for each question a lens asks: the list itself (`stage: renew`), the name, the
formula, the leading part of the definition, the unit; then the verdict's kind, then other keys of the list. Within one
text a longer phrase of a lens keeps its words from shorter ones of the same lens, as with verdicts; otherwise a KPI may
stand in many categories.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kpiaudit.judge import Text
from kpiaudit.model import FIELDS, FieldName, ListContext, Metric, Verdict
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook
from kpiaudit.rulebook.book import ANY_FIELD
from kpiaudit.rulebook.lenses import BODIES, Lens, SortRule

Entry = tuple[int, str, str]
"""A slot, what put the KPI there (a field, `kind` or a key of the list), and the words; the latter two if asked for."""

_BIT: dict[FieldName, int] = {name: 1 << i for i, name in enumerate(FIELDS)}
_TOLD = 2  # content words of a phrase that say, in a formula or definition, what is counted; a lone one rarely does
_BREAK = r"[,;|\n]"


class Slot(NamedTuple):
    """A category of a lens, reached by one rule; by none where the list itself says so."""

    lens: int
    category: int  # its place in the lens
    question: int  # the aspect of the lens, numbered through all lenses
    rule: SortRule | None


_Hit = tuple[int, int, tuple[int, ...], int, int]
"""A match of a lens's phrase: the lens, the words it claims as bits, its slots, where it begins and ends."""


class _Rule(NamedTuple):
    """A rule with what is looked at for every match."""

    lens: int
    slots: tuple[int, ...]
    kinds: tuple[str, ...]
    classes: tuple[str, ...]


class About(NamedTuple):
    """What the lenses make of the organisation a list is about."""

    skipped: dict[int, str]  # lenses that are not asked -> why
    decided: frozenset[int]  # their questions
    closed: frozenset[int]  # slots of categories that are not there for such an organisation
    told: frozenset[int]  # lenses that could tell what sort of organisation it is


class Sorter:
    """Sorts KPIs by some lenses of a rulebook. Remembers what lists are about, nothing else."""

    def __init__(self, book: Rulebook, lenses: Sequence[Lens], *, quote: bool = False) -> None:
        """`quote`: whether entries say by which words."""
        self.lenses, self.slots, self._quote = tuple(lenses), list[Slot](), quote
        self._book = book
        self._least = book.policy["lens-least-weight"]
        self._bodies: PhraseIndex | None = None
        self._rules: dict[str, dict[int, _Rule]] = {}
        self._by_kind: list[int] = []
        self._by_value: list[int] = []
        self._by_word: list[tuple[str, int, dict[str, int]]] = []  # key, question, what it may say -> slot
        self.questions = 0
        for number, lens in enumerate(self.lenses):
            self._add(number, lens)
        self._indexes = [(book.index(name), rules) for name, rules in self._rules.items()]
        self._plain: list[Entry] = [(slot, "", "") for slot in range(len(self.slots))]
        self._question = [slot.question for slot in self.slots]
        self._about: dict[ListContext, About] = {}
        self._kinds: dict[tuple[str, str | None], tuple[int, ...]] = {}

    def _add(self, number: int, lens: Lens) -> None:
        questions = {aspect.id: self.questions + i for i, aspect in enumerate(lens.aspects)}
        self.questions += len(questions)
        places = {seat.category.id: place for place, seat in enumerate(lens.seats)}

        def slot(category: str, rule: SortRule | None) -> int:
            place = places[category]
            self.slots.append(Slot(number, place, questions[lens.seats[place].category.aspect], rule))
            return len(self.slots) - 1

        for aspect in lens.aspects:
            if aspect.key:
                words: dict[str, int] = {}
                for seat in lens.seats:
                    if seat.category.aspect == aspect.id:
                        mine = slot(seat.category.id, None)
                        names = (seat.category.id, seat.category.label, *seat.also)
                        words |= {_normal(name): mine for name in names}
                self._by_word.append((aspect.key, questions[aspect.id], words))
        for owner, rule in enumerate(lens.rules, lens.first):
            slots = tuple(slot(category, rule) for category in rule.categories)
            if rule.phrases:
                found = _Rule(number, slots, rule.kinds, rule.classes)
                self._rules.setdefault(lens.phrases, {})[owner] = found
            else:
                (self._by_value if rule.values else self._by_kind).extend(slots)

    def __call__(self, metric: Metric, verdict: Verdict, texts: Sequence[Text]) -> tuple[Entry, ...]:
        """Where a KPI stands, what decided first in front. `texts` is the KPI as the judge read it."""
        about = self.about(metric.context)
        seated: dict[int, Entry] = {}
        decided = set(about.decided)

        def seat(found: Iterable[tuple[int, str, str]]) -> None:
            fresh = set()
            for slot, by, text in found:
                question = self._question[slot]
                if question not in decided and slot not in about.closed and slot not in seated:
                    seated[slot] = (slot, by, text) if self._quote else self._plain[slot]
                    fresh.add(question)
            decided.update(fresh)

        if metric.details:
            seat(self._stated(metric))
        for part, reading in texts:
            if part.weight >= self._least:
                seat(self._found(part.field, reading, verdict))
        seat((slot, "kind", verdict.kind or verdict.cls) for slot in self._of_kind(verdict))
        if self._by_value and metric.details:
            seat(self._of_values(metric, verdict))
        return tuple(seated.values())

    def _found(self, field: FieldName, reading: Reading, verdict: Verdict) -> Iterator[Entry]:
        """What rules find in one text; of each lens without what lies in longer phrases."""
        hits: list[_Hit] = []
        for index, rules in self._indexes:
            for owner, start, end, content, claims in index.find(reading, _BIT[field]):
                rule = rules.get(owner)
                if rule is None or (rule.kinds and verdict.kind not in rule.kinds):
                    continue
                if content < _TOLD and field != "name":
                    continue
                if not rule.classes or verdict.cls in rule.classes:
                    hits.append((rule.lens, claims, rule.slots, start, end))
        for lens, claims, slots, start, end in hits:
            keepers = [hit for hit in hits if claims and hit[0] == lens and claims & hit[1] == claims]
            for slot in slots:
                if not any(self._keeps(hit, claims, slot) for hit in keepers):
                    yield slot, field, reading.source(start, end) if self._quote else ""

    def _keeps(self, hit: _Hit, claims: int, slot: int) -> bool:
        """Whether a hit with these words, and perhaps more, keeps them from a slot.

        It does if it sorts nowhere, or has more of them and answers the same question.
        """
        _, more, slots, *_ = hit
        question = self._question[slot]
        return not slots or (more != claims and any(self._question[other] == question for other in slots))

    def _stated(self, metric: Metric) -> Iterator[Entry]:
        """What the list itself says."""
        for key, _, words in self._by_word:
            for said in _said(metric.details.get(key, "")):
                slot = words.get(_normal(said))
                if slot is not None:
                    yield slot, key, said

    def unknown_words(self, metric: Metric) -> Iterator[tuple[int, str, str]]:
        """Words by which the list means to name a category, but which no category bears: (question, key, word)."""
        for key, question, words in self._by_word:
            for said in _said(metric.details.get(key, "")):
                if _normal(said) not in words:
                    yield question, key, said

    def _of_kind(self, verdict: Verdict) -> tuple[int, ...]:
        key = (verdict.cls, verdict.kind)
        found = self._kinds.get(key)
        if found is None:
            found = self._kinds[key] = tuple(slot for slot in self._by_kind if self._fits(slot, verdict))
        return found

    def _fits(self, slot: int, verdict: Verdict) -> bool:
        rule = self.slots[slot].rule
        assert rule is not None
        return (not rule.kinds or verdict.kind in rule.kinds) and (not rule.classes or verdict.cls in rule.classes)

    def _of_values(self, metric: Metric, verdict: Verdict) -> Iterator[Entry]:
        """What rules make of what other keys of the list say."""
        for slot in self._by_value:
            rule = self.slots[slot].rule
            assert rule is not None
            for key, wanted in rule.values.items():
                said = metric.details.get(key, "").strip()
                if said.casefold() in wanted and self._fits(slot, verdict):
                    yield slot, key, said

    def about(self, context: ListContext) -> About:
        """What the lenses make of the organisation a list is about."""
        found = self._about.get(context)
        if found is None:
            found = self._about[context] = self._understand(context)
        return found

    def _understand(self, context: ListContext) -> About:
        if self._bodies is None:
            self._bodies = self._book.index(BODIES)
        said = ". ".join(text for text in (context.sector, context.organisation) if text)
        owners = {match.owner for match in self._bodies.find(self._book.read(said), ANY_FIELD)} if said else set()
        skipped: dict[int, str] = {}
        closed: set[int] = set()
        told: set[int] = set()
        for number, lens in enumerate(self.lenses):
            bodies = {body for i, body in enumerate(lens.bodies, lens.first_body) if i in owners}
            first = lens.first_body + len(lens.bodies)
            why = [skip.because for i, skip in enumerate(lens.skips, first) if i in owners]
            if why:
                skipped[number] = why[0]
            if bodies or why or context.sector:
                told.add(number)
            absent = {
                place
                for place, seat in enumerate(lens.seats)
                if (seat.only_for and bodies.isdisjoint(seat.only_for)) or not bodies.isdisjoint(seat.not_for)
            }
            closed |= {i for i, slot in enumerate(self.slots) if slot.lens == number and slot.category in absent}
        decided = frozenset(slot.question for slot in self.slots if slot.lens in skipped)
        return About(skipped, decided, frozenset(closed), frozenset(told))


def _said(value: str) -> list[str]:
    return [word for part in re.split(_BREAK, value) if (word := part.strip())] if value else []


def _normal(name: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())
