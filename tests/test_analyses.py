"""What the verdicts add up to: balance, doubts, duplicates."""

from __future__ import annotations

import pytest

from kpiaudit.analyses.balance import balances, output_share_if_defaults_wrong
from kpiaudit.analyses.doubts import check_first, expected_wrong
from kpiaudit.analyses.duplicates import near_duplicates
from kpiaudit.model import ListContext
from tests.build import (
    DEFAULT,
    kinds,
    metric,
    numbered,
    verdict,
)


class TestBalance:
    def test_shares_are_of_the_judged_and_the_unclear_stand_beside(self) -> None:
        verdicts = [
            verdict("efficiency"),
            verdict("business-result"),
            verdict("success"),
            verdict("perception"),
            verdict(None),
        ]
        found = balances(numbered(*"abcde"), verdicts, kinds(), ()).all
        assert (found.metrics, found.judged, found.output, found.outcome, found.unclear) == (5, 4, 2, 2, 1)
        assert found.segments == {"output": 1, "business-result": 1, "outcome": 1, "perception": 1}
        assert found.output_share == found.outcome_share == 0.5
        assert found.observed_outcome_share == 0.25
        assert found.unclear_share == 0.2
        assert found.kinds == {"efficiency": 1, "business-result": 1, "success": 1, "perception": 1}

    def test_defaults_count_as_output_and_give_a_range(self) -> None:
        found = balances(numbered(*"abcd"), [DEFAULT, DEFAULT, verdict(), verdict("success")], kinds(), ()).all
        assert found.defaults == 2
        assert found.segments["output"] == 3
        assert found.output_share == 0.75
        assert output_share_if_defaults_wrong(found) == 0.25

    def test_nothing_judged_has_no_shares(self) -> None:
        found = balances(numbered("a"), [verdict(None)], kinds(), ()).all
        assert found.output_share is found.outcome_share is found.observed_outcome_share is None
        assert found.unclear_share == 1.0
        assert output_share_if_defaults_wrong(found) is None

    def test_board_pay_and_weight_only_where_the_list_says_so(self) -> None:
        plain = balances(numbered("a"), [verdict()], kinds(), ())
        assert (plain.board, plain.rewarded, plain.weighted, plain.groups) == (None, None, None, {})
        metrics = [
            metric("a", 1, level="Board", weight=3.0, department="Sales"),
            metric("b", 2, rewarded=True, weight=1.0),
            metric("c", 3, rewarded=False),
        ]
        found = balances(metrics, [verdict(), verdict("success"), verdict("success")], kinds(), ())
        assert found.board
        assert found.board.output_share == 1.0
        assert found.rewarded
        assert (found.rewarded.metrics, found.rewarded.outcome) == (1, 1)
        assert found.weighted
        assert (found.weighted.metrics, found.weighted.output_share) == (2, 0.75)
        assert list(found.groups) == ["Sales"]

    def test_near_duplicates_judged_alike_count_once_in_the_second_figure(self) -> None:
        metrics = numbered("a", "b", "c", "d")
        verdicts = [verdict(), verdict(), verdict("success"), verdict("success")]
        found = balances(metrics, verdicts, kinds(), [("kpi-1", "kpi-2", "kpi-3")])
        assert found.all.metrics == 4
        assert (found.distinct.output, found.distinct.outcome) == (1, 2)

    def test_a_client_may_move_a_kind(self) -> None:
        moved = {**kinds(), "perception": kinds()["perception"]._replace(segment="output")}
        assert balances(numbered("a"), [verdict("perception")], moved, ()).all.segments["output"] == 1


class TestDoubts:
    def test_expected_wrong_adds_up_what_is_missing_to_certainty(self) -> None:
        verdicts = [verdict(confidence=0.9), verdict(confidence=0.6), verdict(None), verdict(confidence=1.0)]
        assert expected_wrong(verdicts) == pytest.approx(0.5)

    def test_the_most_doubtful_come_first_and_what_matters_before_what_does_not(self) -> None:
        metrics = [
            metric("a", 1),
            metric("b", 2, level="board"),
            metric("c", 3, rewarded=True),
            metric("d", 4),
            metric("e", 5),
            metric("f", 6),
        ]
        sure, declared = verdict(confidence=0.95), verdict(confidence=0.5, declared=True)
        verdicts = [DEFAULT, DEFAULT, DEFAULT, verdict(confidence=0.5), sure, declared]
        assert check_first(metrics, verdicts, below=0.8, most=9) == ("kpi-4", "kpi-3", "kpi-2", "kpi-1")
        assert check_first(metrics, verdicts, below=0.8, most=2) == ("kpi-4", "kpi-3")


class TestDuplicates:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Calls answered", "Number of calls answered"),
            ("Answered calls", "calls_answered"),
            ("Customer's complaints", "Customer complaint"),
            ("Tickets closed / agent / day", "tickets closed, day & agent"),
        ],
    )
    def test_the_same_in_other_words(self, one: str, other: str) -> None:
        assert near_duplicates(numbered(one, "Churn", other)) == (("kpi-1", "kpi-3"),)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Calls answered", "Calls not answered"),
            ("Calls answered within 20 seconds", "Calls answered within 60 seconds"),
            ("Calls answered", "% calls answered"),
            ("Calls with transfer", "Calls without transfer"),
            ("???", "!!!"),
        ],
    )
    def test_nearly_the_same_words_and_yet_another_measure(self, one: str, other: str) -> None:
        assert near_duplicates(numbered(one, other)) == ()

    def test_abbreviations_are_spelled_out_by_the_rules(self) -> None:
        def words(raw: str) -> list[str]:
            return ["average", "handle", "time"] if raw == "AHT" else [raw.lower()]

        assert near_duplicates(numbered("AHT", "Average handle time"), words) == (("kpi-1", "kpi-2"),)

    def test_other_organisations_are_not_compared(self) -> None:
        one, other = numbered("Calls answered", "Calls answered")
        assert near_duplicates([one, other._replace(context=ListContext("other.yaml"))]) == ()
        same = ListContext("a.yaml", organisation="Us"), ListContext("b.yaml", organisation="Us")
        assert near_duplicates([one._replace(context=same[0]), other._replace(context=same[1])])
