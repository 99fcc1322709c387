"""From a metric to a verdict: rules vote with the words they recognise, the larger sum wins.

Pure: the same metric, list and rulebook always give the same verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kpiaudit.contest import Vote, contest
from kpiaudit.context import About, ListWords
from kpiaudit.languages import is_english
from kpiaudit.leaning import Lean, Leanings
from kpiaudit.model import FIELDS, NOTHING, Class, Evidence, FieldName, Metric, Verdict
from kpiaudit.parts import Part, Parts
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import Rulebook

_MEMO_LIMIT = 50_000
_SHOWN = 3  # of the words that lean, where a verdict is to be explained
_BIT = {name: 1 << i for i, name in enumerate(FIELDS)}


class _Claimant(NamedTuple):
    """What of a rule decides its standing among votes."""

    rule: str
    named: bool
    strength: float
    contextual: bool
    sector: int | None


class _Cast(NamedTuple):
    """A vote, and the text it was cast in."""

    points: float
    owner: int
    start: int
    end: int
    part: Part
    reading: Reading
    lost_to: str = ""


Text = tuple[Part, Reading]
"""A part of a metric as the judge read it."""

Witness = Callable[[Metric, Verdict, Sequence[Text]], None]
"""Told of each metric, its verdict and its texts, so that no other analysis has to read them again."""


class Judge:
    """Judges metrics by one rulebook. Remembers what lists speak about, nothing else."""

    def __init__(self, rulebook: Rulebook, *, least: float = 0.0) -> None:
        """`least`: a verdict less sure than this becomes unclear, unless a person made it."""
        self._book = rulebook
        self._least = least
        self._parts = Parts(rulebook)
        policy = rulebook.policy
        self._strength = {name: policy[f"strength-{name}"] for name in ("weak", "medium", "strong", "certain")}
        self._smallest = policy["smallest-margin"]
        self._longer, self._foreign = policy["per-further-word"], policy["foreign-sector"]
        self._against, self._lone = policy["denominator"], policy["lone-word"]
        self._common, self._beside = policy["lone-common-word"], policy["beside-subject"]
        self._further = policy["further-votes"]
        self._leanings = Leanings(rulebook)
        self._claimants: dict[int, _Claimant] = {}
        self._said: dict[tuple[int, str, str, float, str], Evidence] = {}  # much is said again and again

    def judge_all(
        self,
        metrics: Sequence[Metric],
        *,
        among: Sequence[Metric] = (),
        losers: bool = False,
        witness: Witness | None = None,
    ) -> Iterator[Verdict]:
        """A verdict for each metric, in order, every one in the light of the list it stands in.

        `among`: all metrics of these lists, where `metrics` are only some.
        """
        lists = ListWords(self._book, among or metrics)
        for metric in metrics:
            verdict, texts = self._judge(metric, lists, losers)
            if verdict.confidence < self._least and not verdict.declared:
                verdict = verdict._replace(cls="unclear", kind=None, confidence=0.0, default=False)
            if witness is not None:
                witness(metric, verdict, texts)
            yield verdict

    def judge(
        self,
        metric: Metric,
        neighbours: Sequence[Metric] = (),
        *,
        losers: bool = True,
        witness: Witness | None = None,
    ) -> Verdict:
        """The verdict on one metric, with the matches that lost their words to another rule in `lost`."""
        return next(self.judge_all([metric], among=neighbours, losers=losers, witness=witness))

    def forget(self) -> None:
        """Give back the memory of what was judged so far: a long list leaves much of it behind."""
        self._said.clear()
        self._book.forget()

    def _judge(self, metric: Metric, lists: ListWords, losers: bool) -> tuple[Verdict, Sequence[Text]]:
        tongue = lists.languages.of(metric)
        texts = [] if tongue.says_so else self._read(metric)
        if tongue.name:
            texts = [text for text in texts if text[0].field == "name" and not lists.languages.is_foreign(metric.name)]
        verdict = self._verdict(metric, texts, lists, losers, tongue.name)
        return verdict, [] if verdict.unread else texts

    def _read(self, metric: Metric) -> list[Text]:
        return [(part, self._book.read(part.text)) for part in self._parts.of(metric)]

    def _verdict(
        self, metric: Metric, texts: Sequence[Text], lists: ListWords, losers: bool, language: str = ""
    ) -> Verdict:
        best, lost = self._votes(texts, lists.about(metric)) if texts else ({}, {})
        if language:
            best, lost = {r: c for r, c in best.items() if is_english(c.reading, c.start, c.end)}, {}
            texts = texts if best else []
        votes = self._strongest(best)
        lean, told = None, NOTHING  # counted words do not talk back to the rules of who asks
        if self._book.own_rules.isdisjoint([vote.owner for vote in votes]):
            lean, told = self._leanings.of(texts, shown=_SHOWN if losers else 1)
        beaten: tuple[Evidence, ...] = ()
        if losers:
            beaten = tuple(map(self._evidence, self._strongest({k: v for k, v in lost.items() if k not in best})))
        evidence = tuple(map(self._evidence, votes))
        if lean:
            heard = self._noted(lean.owner, lean.field, lean.text, lean.points)
            evidence = tuple(sorted([*evidence, heard], key=lambda each: -each.points))
        declared = metric.declared
        if declared is not None and declared.cls is not None:
            said = Verdict(declared.cls, declared.kind, 1.0, declared=True, because=declared.because)
            return said._replace(evidence=evidence, lost=beaten)
        output, outcome = self._total("output", votes, lean), self._total("outcome", votes, lean)
        if not votes and not (outcome > output and self._understood(texts)):
            return self._silent(texts, beaten)._replace(unread=language)
        margin = abs(output - outcome)
        if margin < self._smallest:
            return Verdict("unclear", None, 0.0, round(margin, 3), evidence=evidence, lost=beaten)
        cls: Class = "output" if output > outcome else "outcome"
        kind = self._kind(cls, votes, told)
        confidence = self._confidence(cls, margin)
        return Verdict(cls, kind, confidence, round(margin, 3), evidence=evidence, lost=beaten)

    def _votes(self, texts: Sequence[Text], about: About) -> tuple[dict[str, _Cast], dict[str, _Cast]]:
        """The best vote and the best loser of each rule, by its id."""
        best: dict[str, _Cast] = {}
        lost: dict[str, _Cast] = {}
        for part, reading in texts:
            votes = self._cast(part, reading, about)
            for (_, minus_points, _, _, start, rule, _, end, owner), lost_to in contest(votes):
                among = lost if lost_to else best
                if rule not in among or -minus_points > among[rule].points:
                    among[rule] = _Cast(-minus_points, owner, start, end, part, reading, lost_to)
        return best, lost

    def _says(self, cast: _Cast) -> Class:
        return self._book.rule_at(cast.owner).says

    def _cast(self, part: Part, reading: Reading, about: About) -> list[Vote]:
        """A vote for each match in one part, in the order in which they may claim words."""
        votes: list[Vote] = []
        matches = self._book.phrases.find(reading, _BIT[part.field])
        per = reading.after(self._book.lexicon.per) if matches and part.field == "name" else None
        beside = reading.beside() if matches and part.field == "name" else 0
        for owner, start, end, content, claims in matches:
            rule, named, strength, contextual, sector = self._claimants.get(owner) or self._claimant(owner)
            weight = part.weight
            if contextual and owner not in about.owners:
                continue
            named = named and (sector is None or sector in about.owners)
            if about.foreign(sector):
                weight *= self._foreign
                strength = min(strength, self._strength["strong"])
            standing = self._standing(part, start, content, per, beside)
            named = named and standing > self._common
            points = strength * weight * standing * (1 + self._longer * max(0, content - 1))
            votes.append((not named, -points, -content, end - start, start, rule, claims, end, owner))
        votes.sort()
        return votes

    def _claimant(self, owner: int) -> _Claimant:
        rule, book = self._book.rule_at(owner), self._book
        found = _Claimant(
            rule.id, rule.named, self._strength[rule.strength], book.needs_context(owner), book.sector_of(owner)
        )
        self._claimants[owner] = found
        return found

    def _standing(self, part: Part, start: int, content: int, per: int | None, beside: int) -> float:
        """How much of a part's weight words have by where they stand in it.

        What follows "per" in a name (from place `per`) is only what the KPI is held against; what follows its
        subject (from place `beside`) says under which circumstances; a lone word that many
        rules know (`content` 0) says little, and any lone word of a formula or definition is rarely what is counted.
        """
        if part.field == "name":
            if per is not None and start >= per:
                return self._against
            return (1.0 if content else self._common) * (self._beside if start >= beside else 1.0)
        return self._lone if content < 2 and part.field != "unit" else 1.0

    def _strongest(self, casts: Mapping[str, _Cast]) -> list[_Cast]:
        return [cast for _, cast in sorted(casts.items(), key=lambda item: (-item[1].points, item[0]))]

    def _evidence(self, cast: _Cast) -> Evidence:
        points, owner, start, end, part, reading, lost_to = cast
        return self._noted(owner, part.field, reading.source(start, end), round(points, 3), lost_to)

    def _noted(self, owner: int, field: FieldName, text: str, points: float, lost_to: str = "") -> Evidence:
        key = (owner, field, text, points, lost_to)
        found = self._said.get(key)
        if found is None:
            if len(self._said) == _MEMO_LIMIT:
                self._said.clear()
            rule = self._book.rule_at(owner)
            found = self._said[key] = Evidence(rule.id, rule.says, rule.kind, field, text, points, lost_to)
        return found

    def _silent(self, texts: Sequence[Text], lost: tuple[Evidence, ...]) -> Verdict:
        """No rule spoke. Most KPIs are outputs, so an understandable text is one, at the confidence that deserves."""
        if self._understood(texts):
            return Verdict("output", None, self._book.policy["default-confidence"], default=True, lost=lost)
        return Verdict("unclear", None, 0.0, lost=lost)

    def _understood(self, heard: Sequence[Text]) -> bool:
        return any(part.field in ("name", "definition") and self._is_understood(reading) for part, reading in heard)

    def _is_understood(self, reading: Reading) -> bool:
        lexicon = self._book.lexicon
        content = [token.known for token in reading.tokens if not token.light and len(token.word) > 1]
        known = sum(content)
        measured, vaguely = reading.count(lexicon.measure_noun), reading.count(lexicon.vague)
        vague = vaguely and known <= vaguely
        wanted = self._book.policy["known-words-measured" if measured else "known-words"]
        return bool(content) and not vague and known >= wanted * len(content)

    def _total(self, cls: Class, votes: Sequence[_Cast], lean: Lean | None) -> float:
        """Points of a class: the strongest vote counts whole, each further one less than the one before it.

        So a long text full of weak hints does not outvote the words that say what is counted. What words lean to comes
        on top.
        """
        points = [vote.points for vote in votes if self._says(vote) == cls]
        total = sum(p * self._further**i for i, p in enumerate(points))
        return total + (lean.points if lean and self._book.rule_at(lean.owner).says == cls else 0.0)

    def _kind(self, cls: Class, votes: Sequence[_Cast], told: Mapping[str, float]) -> str:
        """The kind of the class with the most points: of phrases, counted as for the class, and of words."""
        points: dict[str, list[float]] = {}
        for vote in votes:
            if self._says(vote) == cls:
                points.setdefault(self._book.rule_at(vote.owner).kind, []).append(vote.points)
        sums = {kind: sum(p * self._further**i for i, p in enumerate(points[kind])) for kind in points}
        for kind, more in told.items():
            if self._book.kinds[kind].cls == cls:
                sums[kind] = sums.get(kind, 0.0) + more
        return max(sums, key=sums.__getitem__)

    def _confidence(self, cls: Class, margin: float) -> float:
        """The share of verdicts with such a margin that were right on labelled rows (`scoring.yaml`)."""
        confidence = 0.5
        for least, share in self._book.confidence[cls]:
            if margin >= least:
                confidence = share
        return confidence
