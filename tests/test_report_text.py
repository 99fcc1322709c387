"""The text report: what it says, in which order, and how it fits a terminal."""

from __future__ import annotations

import re

import pytest

from kpiaudit.model import (
    Candidate,
    Criterion,
    ListContext,
    Location,
    Problem,
    RulebookInfo,
)
from kpiaudit.reports.plain import columns
from tests.build import (
    DEFAULT,
    audit,
    hostile_audit,
    metric,
    render,
    verdict,
)


class TestText:
    def test_sections_come_in_the_agreed_order(self) -> None:
        text = render("text", audit([metric()], [verdict()]))
        titles = ["The balance", "Check these first", "Every KPI", "North Star candidates", "What to do next"]
        places = [text.index(f"\n{title} ─") for title in titles]
        assert places == sorted(places)

    def test_an_output_comes_with_what_to_do(self) -> None:
        text = render("text", audit([metric()], [verdict(confidence=0.97)]))
        for part in ("efficiency", "97 %", "“handle time”", "Did the customer's problem go away?", "Staffing"):
            assert part in text

    def test_advice_is_given_once_per_rule(self) -> None:
        text = render("text", audit([metric("One", 1), metric("Two", 2)], [verdict(), verdict()]))
        assert text.count("Did the customer's problem go away?") == 1
        assert "as for “One”" in text

    def test_shares_name_their_denominators_and_the_rule_of_thumb(self) -> None:
        text = " ".join(
            render(
                "text", audit([metric(n, i) for i, n in enumerate("abcd")], [verdict()] * 3 + [verdict(None)])
            ).split()
        )
        assert "100 % of the 3 judged KPIs are outputs (3) and 0 % outcomes (0)" in text
        assert "Towers' rule of thumb, no law, is 80 % outputs; this list is above it." in text
        assert "That is rough: fewer than 20 KPIs were judged." in text
        assert "unclear 1 25 % of all 4" in text

    def test_enough_kpis_are_not_called_rough(self) -> None:
        text = render("text", audit([metric(str(i), i) for i in range(20)], [verdict()] * 20))
        assert "rough" not in text

    def test_defaults_give_a_range(self) -> None:
        text = " ".join(render("text", audit([metric("a", 1), metric("b", 2)], [DEFAULT, verdict()])).split())
        assert "For 1 KPI no rule spoke and output was assumed; if that was wrong, outputs would be 50 %." in text

    def test_a_persons_verdict_is_shown_as_such(self) -> None:
        text = render("text", audit([metric()], [verdict(confidence=1.0, declared=True, because="we agreed")]))
        assert "a person decided: we agreed" in text
        assert "A person decided 1 of the verdicts." in text

    def test_board_pay_weight_and_departments_where_given(self) -> None:
        metrics = [
            metric("a", 1, level="board", rewarded=True, weight=2.0, department="North"),
            metric("b", 2, department="South"),
            metric("c", 3, department="North"),
            metric("d", 4, department="South"),
            metric("e", 5, department="Alone"),
        ]
        text = render("text", audit(metrics, [verdict(), *[verdict("success")] * 4]))
        assert "  Alone" not in text
        for part in ("Board", "Pay hangs on", "By weight", "2 of 2 points", "By department", "North", "South"):
            assert part in text
        assert "Board" not in render("text", audit([metric()], [verdict()]))

    def test_near_duplicates_stand_together(self) -> None:
        metrics = [metric("First", 1), metric("Between", 2), metric("Twin", 3)]
        text = render("text", audit(metrics, [verdict()] * 3, duplicates=(("kpi-1", "kpi-3"),)))
        every = text[text.index("Every KPI") :]
        assert every.index("First") < every.index("  Twin") < every.index("Between")
        assert "counts nearly the same as “First”" in every

    def test_a_large_list_is_bounded_and_says_how_to_see_the_rest(self) -> None:
        count = 2_000
        found = audit([metric(f"KPI {i}", i) for i in range(count)], [verdict()] * count)
        text = render("text", found)
        assert text.count("\n") < 600
        assert "... and 1,900 more" in text
        assert "`-f csv=FILE`" in text

    @pytest.mark.parametrize("width", [20, 60, 80, 200])
    def test_lines_keep_to_the_width(self, width: int) -> None:
        found = hostile_audit()
        allowed = max(60, min(width, 100))
        too_long = [line for line in render("text", found, width=width).splitlines() if columns(line) > allowed]
        assert too_long == []

    def test_color_only_where_asked(self) -> None:
        found = audit([metric()], [verdict()])
        assert "\x1b[" not in render("text", found)
        colored = render("text", found, color=True)
        assert re.sub(r"\x1b\[[\d;]*m", "", colored) == render("text", found)
        assert "\x1b[" in colored

    def test_quiet_is_one_line(self) -> None:
        text = render("text", audit([metric("a", 1), metric("b", 2)], [verdict(), verdict("perception")]), quiet=True)
        assert text == "2 KPIs: 50 % outputs (1 of 2 judged), 50 % outcomes (1, 1 survey), 0 unclear\n"

    def test_the_lists_own_word_for_its_customers(self) -> None:
        context = ListContext("x", customer_word="patient")
        text = render("text", audit([metric("customer calls", context=context)], [verdict()]))
        assert "what happened to the patient" in text
        assert "Did the patient's problem go away?" in text
        assert "customer calls" in text

    def test_views_in_force_and_missing_input_are_named(self) -> None:
        info = RulebookInfo("sha256:0", 2, ("perception: class output instead of outcome",))
        text = render("text", audit([metric()], [verdict()], rulebook=info, errors=(Problem(Location("x"), "gone"),)))
        assert "perception: class output instead of outcome" in text
        assert "Incomplete: 1 problem" in text

    def test_one_candidate_is_no_choice_and_none_is_said_so(self) -> None:
        star = Candidate(1, "kpi-1", "Solved", "eligible", (Criterion("growth", "unknown", "Would it?"),))
        assert "the only one, not a choice" in render("text", audit([metric()], [verdict()], north_star=(star,)))
        assert "None: no KPI counts customers who succeed." in render("text", audit([metric()], [verdict()]))
