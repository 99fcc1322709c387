"""From a metric to a verdict: rules vote with the words they recognise, the larger sum wins.

Pure: the same metric, list and rulebook always give the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kpiaudit.context import ListWords
from kpiaudit.model import FIELDS, Class, Evidence, Metric, Rule, Verdict
from kpiaudit.parts import Part, Parts
from kpiaudit.phrases.match import Match, Reading
from kpiaudit.rulebook import Rulebook

_BIT = {name: 1 << i for i, name in enumerate(FIELDS)}


class _Vote(NamedTuple):
    """A match that may vote: whose, with how many points, for which words."""

    rule: Rule
    match: Match
    part: Part
    reading: Reading
    points: float
    named: bool  # a named measure, of this list's sector or of all
    lost_to: str = ""

    def evidence(self) -> Evidence:
        text = self.reading.source(self.match.start, self.match.end)
        rule = self.rule
        return Evidence(rule.id, rule.says, rule.kind, self.part.field, text, round(self.points, 3), self.lost_to)


class Judge:
    """Judges metrics by one rulebook. Remembers what lists speak about, nothing else."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._book = rulebook
        self._parts = Parts(rulebook)
        policy = rulebook.policy
        self._strength = {name: policy[f"strength-{name}"] for name in ("weak", "medium", "strong", "certain")}
        self._smallest = policy["smallest-margin"]
        self._longer, self._foreign = policy["per-further-word"], policy["foreign-sector"]
        self._against, self._lone = policy["denominator"], policy["lone-word"]
        self._further = policy["further-votes"]

    def judge_all(self, metrics: Sequence[Metric], *, losers: bool = False) -> Iterator[Verdict]:
        """A verdict for each metric, in order, every one in the light of the list it stands in."""
        lists = ListWords(self._book, metrics)
        for metric in metrics:
            yield self._judge(metric, lists, losers)

    def judge(self, metric: Metric, neighbours: Sequence[Metric] = (), *, losers: bool = True) -> Verdict:
        """The verdict on one metric, with the matches that lost their words to another rule in `lost`."""
        return self._judge(metric, ListWords(self._book, neighbours or [metric]), losers)

    def _judge(self, metric: Metric, lists: ListWords, losers: bool) -> Verdict:
        votes, lost, readings = self._votes(metric, lists)
        evidence = tuple(vote.evidence() for vote in votes)
        beaten = tuple(vote.evidence() for vote in lost) if losers else ()
        declared = metric.declared
        if declared is not None and declared.cls is not None:
            return Verdict(
                declared.cls,
                declared.kind,
                1.0,
                declared=True,
                because=declared.because,
                evidence=evidence,
                lost=beaten,
            )
        sums: dict[Class, float] = {cls: self._total(cls, votes) for cls in ("output", "outcome")}
        margin = abs(sums["output"] - sums["outcome"])
        if not votes:
            return self._silent(readings, beaten)
        if margin < self._smallest:
            return Verdict("unclear", None, 0.0, round(margin, 3), evidence=evidence, lost=beaten)
        cls: Class = "output" if sums["output"] > sums["outcome"] else "outcome"
        kind = self._kind(cls, votes)
        confidence = self._confidence(cls, margin)
        return Verdict(cls, kind, confidence, round(margin, 3), evidence=evidence, lost=beaten)

    def _votes(self, metric: Metric, lists: ListWords) -> tuple[list[_Vote], list[_Vote], list[tuple[Part, Reading]]]:
        best: dict[str, _Vote] = {}
        lost: dict[str, _Vote] = {}
        readings: list[tuple[Part, Reading]] = []
        for part in self._parts.of(metric):
            reading = self._book.read(part.text)
            readings.append((part, reading))
            for vote in self._contest(metric, part, reading, lists):
                among = lost if vote.lost_to else best
                before = among.get(vote.rule.id)
                if before is None or vote.points > before.points:
                    among[vote.rule.id] = vote
        votes = sorted(best.values(), key=_strongest)
        return votes, sorted((v for v in lost.values() if v.rule.id not in best), key=_strongest), readings

    def _contest(self, metric: Metric, part: Part, reading: Reading, lists: ListWords) -> Iterator[_Vote]:
        """The matches in one part: longer phrases keep their words from shorter ones.

        A match whose words lie wholly inside another's loses to it; of two that merely share words, the named
        measure wins over the form, then the stronger, the one with more content words, the closer together.
        """
        votes = []
        for match in self._book.phrases.find(reading, _BIT[part.field]):
            if self._book.needs_context(match.owner) and not lists.speaks_of(metric, match.owner):
                continue
            rule = self._book.rule_at(match.owner)
            foreign = lists.foreign(metric, self._book.sector_of(match.owner))
            weight = part.weight * (self._foreign if foreign else 1.0) * self._standing(match, part, reading)
            points = self._strength[rule.strength] * weight * (1 + self._longer * max(0, match.content - 1))
            votes.append(_Vote(rule, match, part, reading, points, rule.named and not foreign))
        votes.sort(key=_precedence)
        taken: dict[int, str] = {}
        for vote in votes:
            winner = _swallowed(vote, votes) or next((taken[i] for i in vote.match.claims if i in taken), "")
            if winner and winner != vote.rule.id:
                yield _Vote(vote.rule, vote.match, part, reading, vote.points, vote.named, winner)
                continue
            taken.update(dict.fromkeys(vote.match.claims, vote.rule.id))
            yield vote

    def _standing(self, match: Match, part: Part, reading: Reading) -> float:
        """How much of a part's weight words have by where they stand in it.

        What follows "per" in a name is only what the KPI is held against; a lone word in a formula or a
        definition is rarely what is counted.
        """
        if part.field == "name":
            per = reading.at.get(self._book.lexicon.per, ())
            return self._against if per and match.start >= per[0][1] else 1.0
        return self._lone if match.content < 2 and part.field != "unit" else 1.0

    def _silent(self, readings: Iterable[tuple[Part, Reading]], lost: tuple[Evidence, ...]) -> Verdict:
        """No rule spoke. Most KPIs are outputs, so an understandable text is one, at the confidence that deserves."""
        if any(self._understood(reading) for part, reading in readings if part.field in ("name", "definition")):
            return Verdict("output", None, self._book.policy["default-confidence"], default=True, lost=lost)
        return Verdict("unclear", None, 0.0, lost=lost)

    def _understood(self, reading: Reading) -> bool:
        lexicon = self._book.lexicon
        content = [known for word, _, light, known in reading.tokens if not light and len(word) > 1]
        known = sum(content)
        measured = lexicon.measure_noun in reading.at
        vague = lexicon.vague in reading.at and known <= len(reading.at[lexicon.vague])
        wanted = self._book.policy["known-words-measured" if measured else "known-words"]
        return bool(content) and not vague and known >= wanted * len(content)

    def _total(self, cls: Class, votes: Sequence[_Vote]) -> float:
        """Points of a class: the strongest vote counts whole, each further one less than the one before it.

        So a long text full of weak hints does not outvote the words that say what is counted.
        """
        points = [vote.points for vote in votes if vote.rule.says == cls]
        return sum(p * self._further**i for i, p in enumerate(points))

    def _kind(self, cls: Class, votes: Sequence[_Vote]) -> str:
        """The kind of the winning class with the most points; of equals, the strongest vote's."""
        points: dict[str, float] = {}
        for vote in votes:
            if vote.rule.says == cls:
                points[vote.rule.kind] = points.get(vote.rule.kind, 0.0) + vote.points
        return max(points, key=lambda kind: points[kind])

    def _confidence(self, cls: Class, margin: float) -> float:
        """The share of verdicts with such a margin that were right on labelled rows (`scoring.yaml`)."""
        confidence = 0.5
        for least, share in self._book.confidence[cls]:
            if margin >= least:
                confidence = share
        return confidence


def _strongest(vote: _Vote) -> tuple[float, str]:
    return (-vote.points, vote.rule.id)


def _precedence(vote: _Vote) -> tuple[bool, float, int, int, int, str]:
    """Who may claim words first: named, strong, of many words, close together, early."""
    match = vote.match
    width = match.end - match.start
    return (not vote.named, -vote.points, -match.content, width, match.start, vote.rule.id)


def _swallowed(vote: _Vote, votes: Sequence[_Vote]) -> str:
    """The rule whose longer phrase covers all words of this match and more; a form covers no named measure."""
    for other in votes:
        if other.match.claims > vote.match.claims and (other.named or not vote.named):
            return other.rule.id
    return ""
