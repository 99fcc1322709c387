"""What to do next, and in whose words."""

from __future__ import annotations

import pytest

from kpiaudit.analyses.balance import balances
from kpiaudit.analyses.doubts import check_first, expected_wrong
from kpiaudit.analyses.next_steps import Findings, deciding_rule, next_steps
from kpiaudit.model import Metric, Verdict
from kpiaudit.wording import common, say
from tests.build import (
    DEFAULT,
    FCR,
    RULES,
    kinds,
    metric,
    numbered,
    verdict,
)
from tests.test_north_star import star


def steps(metrics: list[Metric], verdicts: list[Verdict], **more: object) -> tuple[str, ...]:
    findings = Findings(
        metrics,
        verdicts,
        RULES,
        balances(metrics, verdicts, kinds(), ()),
        (),
        expected_wrong(verdicts),
        check_first(metrics, verdicts, below=0.8, most=5),
        star(metrics, verdicts),
        "",
    )
    return next_steps(findings._replace(**more))  # type: ignore[arg-type]  # the tests name fields of Findings


class TestNextSteps:
    def test_pay_that_hangs_on_outputs_comes_first_with_what_to_pay_for(self) -> None:
        metrics = [metric("AHT", 1, rewarded=True), metric("FCR", 2), metric("x", 3)]
        found = steps(metrics, [verdict(), verdict("success"), DEFAULT])
        assert found[0].startswith("The one KPI that pay hangs on is an output; begin with “AHT”")
        assert "share of customers who did not come back" in found[0]
        assert 3 <= len(found) <= 5

    def test_every_sentence_comes_from_this_list(self) -> None:
        one = steps(numbered("Foo", "Bar"), [verdict(), verdict("success")])
        other = steps(numbered("Baz", "Qux"), [verdict(), verdict("success")])
        assert not set(one) & set(other) - {s for s in one if "“" not in s}

    def test_an_unreadable_list_is_told_so(self) -> None:
        found = steps(numbered("Index 3", "Index 4"), [verdict(None)] * 2)
        assert found[0] == "Write down what these 2 count, as nobody can tell: “Index 3”, “Index 4”."

    def test_only_surveys(self) -> None:
        found = steps(numbered("NPS", "AHT"), [verdict("perception"), verdict()])
        assert any(s.startswith("The only outcome is a survey") for s in found)

    def test_nothing_in_nothing_out(self) -> None:
        assert steps([], []) == ()

    def test_long_names_are_cut(self) -> None:
        assert max(map(len, steps(numbered("x" * 10_000), [DEFAULT]))) < 400


def test_the_deciding_rule_is_the_strongest_of_the_verdicts_class() -> None:
    mixed = verdict("success", evidence=(*verdict().evidence, *verdict("success").evidence))
    assert deciding_rule(mixed, RULES) == FCR
    assert deciding_rule(DEFAULT, RULES) is None


class TestWording:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("patient", "A patient, patients, the patient's; Patients"),
            ("employee", "An employee, employees, the employee's; Employees"),
            ("family", "A family, families, the family's; Families"),
            ("child", "A child, children, the child's; Children"),
            ("", "A customer, customers, the customer's; Customers"),
        ],
    )
    def test_customers_are_called_what_the_list_calls_them(self, word: str, expected: str) -> None:
        assert say("A customer, customers, the customer's; Customers", word) == expected

    def test_other_words_are_left_alone(self) -> None:
        assert say("customs, accustomed", "patient") == "customs, accustomed"

    def test_lists_that_differ_have_no_common_word(self) -> None:
        assert (common(["tenant", "tenant"]), common(["tenant", "member"]), common([])) == ("tenant", "", "")
