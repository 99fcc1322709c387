"""The gap between what is wanted and what is measured: objective by objective, customer by customer, need by need.

An outcome that somebody observed proves that a need is met; a survey says what is felt about it, an output what was
done for it (Steve Towers, successful customer outcomes).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from kpiaudit.aims import (
    Aims,
    Customer,
    Gap,
    Gaps,
    Need,
    ServedCustomer,
    ServedNeed,
    ServedObjective,
    Suggestion,
    Watch,
)
from kpiaudit.analyses.links import Scope, Served, paths_of, scope_of, scopes
from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.analyses.statements import Subject, check
from kpiaudit.model import Criterion, Finding, Kind, ListContext, Metric, Rule, Verdict
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.statements import StatementCheck
from kpiaudit.wording import say

Judged = tuple[Metric, Verdict]

Phrases = Callable[[str], Mapping[str, str]]
"""A text -> the phrase sets found in it, with the words that matched."""

RulesIn = Callable[[str, ListContext], Sequence[Rule]]
"""A text of a list -> the rules for outputs whose words stand in it, the strongest first."""

_ENGLISH = ("", "en")


class Asked(NamedTuple):
    """What the rules ask of customers and needs, and two ways to find words in texts."""

    checks: Sequence[StatementCheck]
    not_given: Mapping[str, str]
    phrases: Phrases
    rules_in: RulesIn
    most_suggestions: int


def gaps(
    aims: Sequence[Aims],
    metrics: Sequence[Metric],
    verdicts: Sequence[Verdict],
    *,
    kinds: Mapping[str, Kind],
    rules: Mapping[str, Rule],
    asked: Asked,
) -> tuple[Gaps, tuple[Finding, ...]]:
    """The gap of every organisation, and a warning for every link of a KPI that points to nothing.

    Args:
        aims: what the lists say they are for.
        metrics: every KPI of the audit.
        verdicts: one per metric, in the same order.
        kinds: says which verdicts are surveys.
        rules: those that voted, for what to measure instead.
        asked: the checks and questions of `rules/customers.yaml`.
    """
    found = scopes(aims)
    paths = paths_of(found)
    members: dict[str, list[Judged]] = {key: [] for key in found}
    for metric, verdict in zip(metrics, verdicts, strict=True):
        key = scope_of(metric, found, paths)
        if key:
            members[key].append((metric, verdict))
    organisations = tuple(_Organisation(found[key], members[key], kinds, rules, asked).gap() for key in found)
    dangling = tuple(f for key, pairs in members.items() for metric, _ in pairs for f in found[key].dangling(metric))
    return organisations, dangling


class _Organisation:
    """One organisation's KPIs, by what they serve."""

    def __init__(
        self,
        scope: Scope,
        pairs: Sequence[Judged],
        kinds: Mapping[str, Kind],
        rules: Mapping[str, Rule],
        asked: Asked,
    ) -> None:
        self.scope, self.pairs, self.kinds, self.rules, self.asked = scope, pairs, kinds, rules, asked
        self.served: list[Served] = [scope.served(metric) for metric, _ in pairs]
        self.by_need: dict[str, list[Judged]] = {}
        self.by_objective: dict[str, list[Judged]] = {}
        for pair, served in zip(pairs, self.served, strict=True):
            for need in served.needs:
                self.by_need.setdefault(need, []).append(pair)
            for objective in served.objectives:
                self.by_objective.setdefault(objective, []).append(pair)

    def gap(self) -> Gap:
        scope = self.scope
        return Gap(
            organisation=scope.context.organisation,
            path=scope.context.path,
            objectives=tuple(
                ServedObjective(one, self._watch(self.by_objective.get(one.id, ())))
                for one in scope.objectives.values()
            ),
            customers=tuple(self._customer(key, one) for key, one in scope.customers.items()),
            no_objective=self._without(lambda served: not served.objectives) if scope.objectives else (),
            no_need=self._without(lambda served: not served.needs) if scope.needs else (),
            asks=self._asks(),
            customer_word=scope.context.customer_word,
        )

    def _customer(self, key: str, customer: Customer) -> ServedCustomer:
        return ServedCustomer(
            customer,
            tuple(self._need(key, need) for need in customer.needs),
            self._without(lambda served: key in served.customers and not served.needs),
        )

    def _need(self, key: str, need: Need) -> ServedNeed:
        watch = self._watch(self.by_need.get(need.id, ()))
        suggestions = self._suggestions(need) if watch.state != "outcome" else ()
        return ServedNeed(need, watch, self._statement(key, need.success), suggestions)

    def _statement(self, key: str, success: str) -> tuple[Criterion, ...]:
        if not success:
            return ()
        return check(success, self.asked.checks, self.asked.phrases(success), self._subject(key))

    def _subject(self, key: str) -> Subject:
        context, customers = self.scope.context, self.scope.customers
        own = [text for text in (customers[key].name, context.customer_word) if text]
        others = [one.name for other, one in customers.items() if other != key]
        return Subject(tuple(own), tuple(others), context.customer_word, not self._english())

    def _suggestions(self, need: Need) -> tuple[Suggestion, ...]:
        """What the rules would measure instead of the outputs that watch a need, else of those its words call for."""
        word = self.scope.context.customer_word
        found: dict[str, Suggestion] = {}
        for metric, verdict in self.by_need.get(need.id, ()):
            rule = deciding_rule(verdict, self.rules) if verdict.cls == "output" else None
            if rule and rule.instead:
                found.setdefault(rule.instead, Suggestion(say(rule.instead, word), rule.id, metric.id))
        if not found and self._english():
            for rule in self.asked.rules_in(f"{need.need}. {need.success}", self.scope.context):
                found.setdefault(rule.instead, Suggestion(say(rule.instead, word), rule.id))
        return tuple(found.values())[: self.asked.most_suggestions]

    def _english(self) -> bool:
        return self.scope.context.language.lower()[:2] in _ENGLISH

    def _watch(self, pairs: Iterable[Judged]) -> Watch:
        ids: dict[str, list[str]] = {"outcome": [], "perception": [], "output": [], "unclear": []}
        for metric, verdict in pairs:
            kind = self.kinds.get(verdict.kind or "")
            survey = verdict.cls == "outcome" and kind is not None and kind.segment == "perception"
            ids["perception" if survey else verdict.cls].append(metric.id)
        return Watch(*map(tuple, ids.values()))

    def _without(self, lacks: Callable[[Served], bool]) -> tuple[str, ...]:
        return tuple(metric.id for (metric, _), served in zip(self.pairs, self.served, strict=True) if lacks(served))

    def _asks(self) -> tuple[str, ...]:
        scope = self.scope
        missing = {
            "objectives": not scope.objectives,
            "customers": not scope.customers,
            "needs": bool(scope.customers) and not scope.needs,
        }
        given = self.asked.not_given
        return tuple(given[key] for key, lacks in missing.items() if lacks and key in given)
