"""North Star candidates: who may lead, and what speaks for and against each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from kpiaudit import load_rulebook
from kpiaudit.analyses.north_star import candidates
from kpiaudit.model import NOTHING, Candidate, Link, ListContext, Location, Metric, Verdict
from kpiaudit.rulebook.criteria import Answer, CriterionRule, from_data
from kpiaudit.rulebook.star import Asking, Bar
from tests.build import (
    DEFAULT,
    kinds,
    metric,
    numbered,
    verdict,
)


def asking(
    criteria: tuple[CriterionRule, ...] = (),
    found: Mapping[str, str] | None = None,
    barred: Mapping[str, Bar] = NOTHING,
) -> Asking:
    """What is asked by the shipped kinds; `barred`: names of KPIs -> why."""
    return Asking(kinds(), criteria, lambda _: found or {}, lambda m, _: barred.get(m.name), frozenset())


def star(
    metrics: list[Metric],
    verdicts: list[Verdict],
    criteria: tuple[CriterionRule, ...] = (),
    found: Mapping[str, str] | None = None,
    *,
    duplicates: Sequence[tuple[str, ...]] = (),
    shortlist: int = 10,
    barred: Mapping[str, Bar] = NOTHING,
) -> tuple[Candidate, ...]:
    """The candidates among these, by the shipped kinds."""
    return candidates(
        metrics, verdicts, asking=asking(criteria, found, barred), duplicates=duplicates, shortlist=shortlist
    )


def criterion(*answers: Answer) -> tuple[CriterionRule, ...]:
    return (CriterionRule("growth", "Does it grow?", "Ask people.", answers),)


class TestNorthStar:
    def test_surveys_revenue_and_outputs_are_never_candidates(self) -> None:
        never = [verdict("perception"), verdict("business-result"), verdict("activity"), DEFAULT, verdict(None)]
        assert star(numbered(*"abcde"), never) == ()

    def test_eligible_kinds_only_where_there_are_some(self) -> None:
        found = star(numbered("a", "b", "c"), [verdict("loyalty"), verdict("success"), verdict("experience")])
        assert [(c.name, c.eligibility, c.rank) for c in found] == [("b", "eligible", 1)]

    def test_else_the_nearest_loyalty_before_guardrails(self) -> None:
        found = star(numbered("a", "b"), [verdict("effort"), verdict("loyalty")])
        assert [(c.name, c.eligibility) for c in found] == [("b", "runner-up")]
        assert star(numbered("a"), [verdict("effort")])[0].eligibility == "guardrail"

    def test_rank_goes_by_met_minus_not_met_and_equals_share_it(self) -> None:
        rules = criterion(Answer("not-met", "No.", values={"unit": ("%",)}), Answer("met", "Yes.", given=("formula",)))
        metrics = [metric("a", 1, unit="%"), metric("b", 2), metric("c", 3, formula="x"), metric("d", 4)]
        found = star(metrics, [verdict("success")] * 4, rules)
        assert [(c.rank, c.name) for c in found] == [(1, "c"), (2, "b"), (2, "d"), (4, "a")]

    def test_a_near_duplicate_is_no_second_candidate(self) -> None:
        found = star(numbered("a", "b"), [verdict("success")] * 2, duplicates=[("kpi-1", "kpi-2")])
        assert [c.name for c in found] == ["a"]

    def test_the_shortlist_takes_the_surest(self) -> None:
        verdicts = [verdict("success", 0.7), verdict("success", 0.9)]
        assert [c.name for c in star(numbered("a", "b"), verdicts, shortlist=1)] == ["b"]

    def test_what_nothing_answers_is_unknown(self) -> None:
        (found,) = star(numbered("a"), [verdict("success")], criterion(Answer("met", "Yes.", given=("formula",))))
        assert [(c.result, c.why) for c in found.criteria] == [("unknown", "Ask people.")]

    @pytest.mark.parametrize(
        ("answer", "changes", "why"),
        [
            (Answer("met", "{kind}!", kinds=("success",)), {}, "success!"),
            (
                Answer("met", "Says {value}.", given=("supports",)),
                {"details": {"supports": "{words}"}},
                "Says {words}.",
            ),
            (Answer("met", "{value}", values={"cadence": ("weekly",)}), {"details": {"cadence": "Weekly"}}, "Weekly"),
            (Answer("met", "{value}", at_least={"contributors": 2}), {"details": {"contributors": "A, B"}}, "A, B"),
            (Answer("met", "short", short=3, given=("definition",)), {"definition": "x"}, "short"),
            (Answer("met", "{words}", phrases="north-star/growth/0"), {}, "“per day”"),
        ],
    )
    def test_each_condition_can_hold(self, answer: Answer, changes: dict[str, object], why: str) -> None:
        phrases = {"north-star/growth/0": "per day"}
        (found,) = star([metric("a b", 1, **changes)], [verdict("success")], criterion(answer), phrases)
        assert [(c.result, c.why) for c in found.criteria] == [("met", why)]

    @pytest.mark.parametrize(
        ("answer", "changes"),
        [
            (Answer("met", "x", kinds=("adoption",)), {}),
            (Answer("met", "x", given=("supports",)), {"details": {"supports": " "}}),
            (Answer("met", "x", values={"cadence": ("weekly",)}), {"details": {"cadence": "yearly"}}),
            (Answer("met", "x", at_least={"contributors": 2}), {"details": {"contributors": "A"}}),
            (Answer("met", "x", short=1), {}),
            (Answer("met", "x", phrases="north-star/growth/1"), {}),
            (Answer("met", "x", driven=True), {}),
            (Answer("met", "x", kinds=("success",), given=("formula",)), {}),
        ],
    )
    def test_each_condition_can_fail(self, answer: Answer, changes: dict[str, object]) -> None:
        (found,) = star([metric("a b", 1, **changes)], [verdict("success")], criterion(answer))
        assert found.criteria[0].result == "unknown"

    def test_drivers_are_found_in_the_rest_of_the_list(self) -> None:
        metrics = [metric("a", 1), metric("lever", 2, links=(Link("drives", "kpi-1", Location("kpis.yaml", 2)),))]
        (found,) = star(metrics, [verdict("success"), verdict()], criterion(Answer("met", "{value}", driven=True)))
        assert found.criteria[0].why == "lever"

    def test_the_lists_own_word_for_its_customers(self) -> None:
        context = ListContext("x", customer_word="patient")
        rules = criterion(Answer("met", "Customers: {value}", given=("formula",)))
        (found,) = star([metric("a", 1, context=context, formula="customers")], [verdict("success")], rules)
        assert found.criteria[0].why == "Patients: customers"

    def test_the_shipped_criteria_have_the_agreed_ids(self) -> None:
        shipped = from_data(load_rulebook().criteria)
        assert [c.id for c in shipped] == [
            "customer-value",
            "whole-need",
            "growth",
            "strategy",
            "leading",
            "actionable",
            "understandable",
            "measurable",
            "objective",
            "not-vanity",
            "moves-often",
            "hard-to-game",
            "important-customers",
            "every-department",
        ]

    def test_who_is_barred_does_not_lead_though_its_kind_may(self) -> None:
        bar = Bar("put-right", "guardrail", "Counts what was put right.")
        verdicts = [verdict("success"), verdict("success")]
        found = star(numbered("FCR", "b"), verdicts, barred={"FCR": bar})
        assert [(c.name, c.eligibility) for c in found] == [("b", "eligible")]

    def test_who_is_barred_comes_nearest_only_where_nobody_else_does(self) -> None:
        bar = Bar("put-right", "guardrail", "Counts what was put right.")
        alone = star(numbered("FCR"), [verdict("success")], barred={"FCR": bar})
        assert [(c.name, c.eligibility, c.because) for c in alone] == [
            ("FCR", "guardrail", "Counts what was put right.")
        ]
        beside = star(numbered("FCR", "b"), [verdict("success"), verdict("effort")], barred={"FCR": bar})
        assert [c.name for c in beside] == ["b"]

    def test_barred_as_never_is_not_even_near(self) -> None:
        assert star(numbered("a"), [verdict("success")], barred={"a": Bar("x", "never", "No.")}) == ()
