"""A KPI list through lenses: which categories have outcomes, only surveys, only outputs, or nothing.

The lenses stand in `rules/lenses/`. A category that expects a practice is no gap where no KPI watches it, but a
question for people. Where the list does not say what a lens needs, that is said, and what to ask.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kpiaudit.analyses.lens_sorting import Entry, Sorter
from kpiaudit.lens_model import Category, Coverage, LensView, Placement, State, Untold
from kpiaudit.model import Kind, ListContext, Metric, Verdict
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.lenses import Bounds, JudgementRule, Lens
from kpiaudit.wording import say

BEST: tuple[tuple[str, State], ...] = (
    ("outcome", "outcomes"),
    ("perception", "surveys"),
    ("business-result", "business-results"),
    ("output", "outputs"),
    ("unclear", "unclear"),
)
"""Segments, and what a category is called whose best KPI is of that segment; the best first."""

_MOST_NAMED = 3  # KPIs or words quoted in a sentence


def lens_views(
    sorter: Sorter,
    metrics: Sequence[Metric],
    verdicts: Sequence[Verdict],
    rows: Sequence[Sequence[Entry]],
    *,
    kinds: Mapping[str, Kind],
    customer_word: str = "",
    placements: bool = False,
) -> tuple[LensView, ...]:
    """What each lens of `sorter` shows.

    Args:
        sorter: sorted the KPIs.
        metrics: every KPI of the audit.
        verdicts: one per metric, in the same order.
        rows: what `sorter` said of each.
        kinds: says which segment a kind belongs to.
        customer_word: the list's word for its customers, for our own sentences.
        placements: whether to tell of every KPI why it stands where it does; the sorter has to quote.
    """
    slots = sorter.slots
    category_of = [(slot.lens, slot.category) for slot in slots]
    standing: dict[tuple[int, int], list[int]] = {}
    for place, row in enumerate(rows):
        for category in {category_of[entry[0]] for entry in row}:
            standing.setdefault(category, []).append(place)
    segments = ["unclear" if v.cls == "unclear" else _segment(v, kinds) for v in verdicts]
    facts = _Facts(sorter, metrics, verdicts, rows, segments, Counter(m.context for m in metrics), customer_word)
    return tuple(
        _View(facts, number, {place: standing.get((number, place), []) for place in range(len(lens.seats))}).view(
            placements
        )
        for number, lens in enumerate(sorter.lenses)
    )


def _segment(verdict: Verdict, kinds: Mapping[str, Kind]) -> str:
    kind = kinds.get(verdict.kind or "")
    return kind.segment if kind else verdict.cls


class _Facts(NamedTuple):
    """What all lenses look at."""

    sorter: Sorter
    metrics: Sequence[Metric]
    verdicts: Sequence[Verdict]
    rows: Sequence[Sequence[Entry]]
    segments: Sequence[str]
    contexts: Mapping[ListContext, int]
    customer_word: str


class _View:
    """One lens over one audit. `standing`: places of the KPIs in each category, by its place in the lens."""

    def __init__(self, facts: _Facts, number: int, standing: Mapping[int, list[int]]) -> None:
        self.facts, self.number = facts, number
        self.lens: Lens = facts.sorter.lenses[number]
        self.abouts = {context: facts.sorter.about(context) for context in facts.contexts}
        self.asked = {context for context, about in self.abouts.items() if number not in about.skipped}
        self.looked = sum(facts.contexts[context] for context in self.asked)
        self.standing = {
            self.lens.seats[place].category.id: places for place, places in standing.items() if self._is_there(place)
        }

    def _is_there(self, category: int) -> bool:
        """Whether the category is there for one of the organisations at least."""
        slots = [i for i, s in enumerate(self.facts.sorter.slots) if (s.lens, s.category) == (self.number, category)]
        seat = self.lens.seats[category]
        if not slots:
            return not seat.only_for
        return any(slots[0] not in self.abouts[context].closed for context in self.asked)

    def view(self, placements: bool) -> LensView:
        lens = self.lens
        head = (lens.id, self.say(lens.label), self.say(lens.question), lens.source)
        if not self.asked and self.facts.contexts:
            why = next(about.skipped[self.number] for about in self.abouts.values())
            return LensView(*head, skipped=self.say(why), metrics=0)
        return LensView(
            *head,
            skipped="",
            metrics=self.looked,
            coverages=tuple(self._coverage(seat.category) for seat in lens.seats if seat.category.id in self.standing),
            untold=tuple(self._untold()),
            judgements=tuple(text for rule in lens.judgements if (text := self._judgement(rule))),
            notes=tuple(self._notes()),
            placements=tuple(self._placements()) if placements else (),
        )

    def say(self, text: str) -> str:
        return say(text, self.facts.customer_word)

    def _coverage(self, category: Category) -> Coverage:
        places = self.standing[category.id]
        segments = Counter(self.facts.segments[place] for place in places)
        nothing: State = "practice" if category.expects == "practice" else "nothing"
        state = next((state for segment, state in BEST if segments[segment]), nothing)
        said = category._replace(label=self.say(category.label), why=self.say(category.why), ask=self.say(category.ask))
        ids = tuple(self.facts.metrics[place].id for place in places)
        return Coverage(said, state, {segment: segments[segment] for segment, _ in BEST}, ids)

    def _untold(self) -> Iterator[Untold]:
        for aspect in self.lens.aspects:
            mine = [s.category.id for s in self.lens.seats if s.category.aspect == aspect.id]
            told = len(set().union(*(self.standing.get(category, ()) for category in mine)))
            yield Untold(aspect.id, self.say(aspect.label), self.looked - told, self.say(aspect.ask))

    def _judgement(self, rule: JudgementRule) -> str:
        """The sentence of a judgement, if its conditions hold; else an empty one."""
        found: dict[str, str] = {}
        if rule.covered is not None:
            there = [name for name in rule.covered.of if name in self.standing]
            covered = [name for name in there if self.standing[name]]
            if not there or not rule.covered.hold(len(covered)):
                return ""
            missing = [name for name in there if name not in covered]
            found |= {"covered": self._labels(covered), "missing": self._labels(missing, "or")}
            found["count"] = str(len(covered))
        if rule.kpis is not None:
            places = self._standing_in(rule.kpis)
            if not rule.kpis.hold(len(places)):
                return ""
            found |= self._named(places)
        if rule.outcomes is not None:
            within, kinds = rule.outcomes
            outcomes = self._outcomes()
            inside = all(set(outcomes) <= set(self.standing.get(name, ())) for name in within)
            if not outcomes or not inside or not all(not kinds or self._kind(place) in kinds for place in outcomes):
                return ""
            found |= self._named(outcomes)
        return _fill(self.say(rule.says), found)

    def _standing_in(self, bounds: Bounds) -> list[int]:
        times = Counter(place for name in bounds.of for place in self.standing.get(name, ()))
        least = len(bounds.of) if bounds.in_at_least is None else bounds.in_at_least
        return sorted(place for place, count in times.items() if count >= least)

    def _outcomes(self) -> list[int]:
        verdicts, metrics = self.facts.verdicts, self.facts.metrics
        outcomes = (place for place, verdict in enumerate(verdicts) if verdict.cls == "outcome")
        return [place for place in outcomes if metrics[place].context in self.asked]

    def _kind(self, place: int) -> str | None:
        return self.facts.verdicts[place].kind

    def _named(self, places: Sequence[int]) -> dict[str, str]:
        names = [f"\u201c{self.facts.metrics[place].name}\u201d" for place in places[:_MOST_NAMED]]
        more = [f"{len(places) - len(names)} more"] if len(places) > len(names) else []
        one = len(places) == 1
        return {
            "count": str(len(places)),
            "kpis": f"{len(places)} {'KPI' if one else 'KPIs'}",
            "names": _listed([*names, *more]),
        }

    def _labels(self, categories: Sequence[str], word: str = "and") -> str:
        labels = {seat.category.id: seat.category.label for seat in self.lens.seats}
        return _listed([_small(self.say(labels[name])) for name in categories], word)

    def _notes(self) -> Iterator[str]:
        for context, count in self.facts.contexts.items():
            if context not in self.asked:
                whose = context.organisation or context.path
                why = self.say(self.abouts[context].skipped[self.number])
                yield f"Left out: the KPIs of {whose} ({count:,}). {why}"
        if self.lens.body_unknown and any(self.number not in self.abouts[c].told for c in self.asked):
            yield self.say(self.lens.body_unknown)
        yield from self._unknown_words()

    def _unknown_words(self) -> Iterator[str]:
        first = sum(len(lens.aspects) for lens in self.facts.sorter.lenses[: self.number])
        mine = range(first, first + len(self.lens.aspects))
        if not any(aspect.key for aspect in self.lens.aspects):
            return
        found: dict[tuple[str, int], Counter[str]] = {}
        for metric in self.facts.metrics:
            if metric.details and metric.context in self.asked:
                for question, key, word in self.facts.sorter.unknown_words(metric):
                    if question in mine:
                        found.setdefault((key, question), Counter())[word] += 1
        for (key, question), words in found.items():
            aspect = self.lens.aspects[question - first].id
            known = ", ".join(s.category.id for s in self.lens.seats if s.category.aspect == aspect)
            named = [f"\u201c{word}\u201d" for word, _ in words.most_common(_MOST_NAMED)]
            more = [f"{len(words) - len(named)} more"] if len(words) > len(named) else []
            yield f"`{key}` says {_listed([*named, *more])}, which this lens does not know. It knows: {known}."

    def _placements(self) -> Iterator[Placement]:
        slots = self.facts.sorter.slots
        for metric, row in zip(self.facts.metrics, self.facts.rows, strict=True):
            for number, by, text in row:
                slot = slots[number]
                if slot.lens == self.number:
                    rule, category = slot.rule, self.lens.seats[slot.category].category
                    why = self.say(rule.why) if rule else ""
                    yield Placement(
                        metric.id, category.id, rule.id if rule else "", by, text, why, bool(rule and rule.moves)
                    )


def _small(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _listed(names: Sequence[str], word: str = "and") -> str:
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else "".join(names)


def _fill(template: str, values: Mapping[str, str]) -> str:
    # One pass: braces in a user's text are text, not places to fill.
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m.group(1), m.group()), template)
