"""Reports are pure functions from an audit to text: what they say, and that hostile names do no harm."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from build import DEFAULT, audit, metric, verdict
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.model import (
    Audit,
    Candidate,
    Criterion,
    Finding,
    ListContext,
    Location,
    Problem,
    RulebookInfo,
    Skip,
)
from kpiaudit.reports import RENDERERS, Options, renderer
from kpiaudit.reports.as_csv import COLUMNS, defused, restore
from kpiaudit.reports.markdown import escaped
from kpiaudit.reports.plain import columns, cut, pad, safe, wrap
from kpiaudit.reports.text import _share_out
from kpiaudit.reports.view import percent

SCHEMA = json.loads(Path("kpiaudit/schemas/audit-v1.schema.json").read_text(encoding="utf-8"))

HOSTILE = [
    "no",
    "12:30",
    "010",
    "=cmd()",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "[red]x[/b]",
    "\x1b[31mred\x1b[0m",
    "\x9b31m",
    "a\rb",
    "a\nb",
    "\u202eevil",
    "x" * 10_000,
    "👩‍👩‍👧 families helped 🎉",
    "שביעות רצון",
    "日本語の指標",
    "a | b",
    "<script>alert(1)</script>",
    "[click](http://evil.example)",
    "![img](x)",
    "`code`",
    "**bold**",
    "{words} {value}",
    "%s %d {0}",
    "'quoted",
    "\ud800",
    "http://evil.example www.evil.example @someone",
]


def render(name: str, found: Audit, **options: Any) -> str:
    return "".join(renderer(name)(found, Options(**options)))


def hostile_audit() -> Audit:
    metrics = [metric(name, number, owner=name, department=name) for number, name in enumerate(HOSTILE, 1)]
    stars = [Candidate(1, "kpi-1", name, "eligible", (Criterion("growth", "met", name),)) for name in HOSTILE]
    return audit(
        metrics,
        [verdict("success", 0.5, because=name, declared=True) for name in HOSTILE],
        north_star=tuple(stars),
        next_steps=tuple(HOSTILE),
        findings=tuple(Finding("x", "warning", name) for name in HOSTILE),
        skipped=tuple(Skip(name, name) for name in HOSTILE),
        errors=tuple(Problem(Location(name), name, name, name) for name in HOSTILE),
    )


CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class TestAllFormats:
    @pytest.mark.parametrize("name", RENDERERS)
    def test_hostile_names_drive_no_terminal_and_break_no_encoding(self, name: str) -> None:
        report = render(name, hostile_audit())
        assert not CONTROL.search(report)
        report.encode("utf-8")

    @pytest.mark.parametrize("name", RENDERERS)
    def test_an_empty_audit_is_a_report_too(self, name: str) -> None:
        assert render(name, audit([], [], errors=(Problem(Location("x"), "gone"),)))

    @pytest.mark.parametrize("name", RENDERERS)
    def test_the_same_audit_gives_the_same_report(self, name: str) -> None:
        assert render(name, hostile_audit()) == render(name, hostile_audit())


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
        text = " ".join(render("text", audit([metric(n, i) for i, n in enumerate("abcd")], [verdict()] * 3 + [verdict(None)])).split())
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
        ]
        text = render("text", audit(metrics, [verdict(), verdict("success")]))
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
        allowed = max(48, min(width, 100))
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
        assert text == "2 KPIs: 50 % outputs (1 of 2 judged), 50 % outcomes (1, 1 surveys), 0 unclear\n"

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


class TestJson:
    @pytest.mark.parametrize("found", [hostile_audit(), audit([], [])], ids=["hostile", "empty"])
    def test_follows_its_schema(self, found: Audit) -> None:
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        jsonschema.validate(json.loads(render("json", found)), SCHEMA)

    def test_the_schema_can_say_no(self) -> None:
        document = json.loads(render("json", audit([metric()], [verdict()])))
        document["metrics"][0]["class"] = "maybe"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, SCHEMA)

    def test_every_key_is_described(self) -> None:
        document = json.loads(render("json", hostile_audit()))
        assert set(document) <= set(SCHEMA["properties"])
        assert set(document["metrics"][0]) == set(SCHEMA["$defs"]["metric"]["properties"])
        described = set(SCHEMA["$defs"]["balance"]["properties"]) | set(SCHEMA["properties"]["balance"]["properties"])
        assert set(document["balance"]) == described

    def test_holds_everything_as_it_was_written(self) -> None:
        document = json.loads(render("json", hostile_audit()))
        assert [m["name"] for m in document["metrics"]] == HOSTILE

    def test_metric_and_balance(self) -> None:
        document = json.loads(render("json", audit([metric("AHT", 12)], [verdict(confidence=0.97)])))
        (found,) = document["metrics"]
        assert found == {
            "id": "kpi-12",
            "name": "AHT",
            "class": "output",
            "kind": "efficiency",
            "confidence": 0.97,
            "declared": False,
            "default": False,
            "location": {"path": "kpis.yaml", "line": 12, "column": 3},
            "evidence": [
                {"rule": "handle-time", "says": "output", "field": "name", "text": "handle time", "points": 4.0}
            ],
            "ask": "Did the customer's problem go away?",
            "instead": "Share of customers who did not come back",
            "keep_for": "Staffing",
            "because": None,
        }
        balance = document["balance"]
        assert (balance["output"], balance["output_share"], balance["weighted"], balance["groups"]) == (1, 1.0, None, {})

    def test_many_metrics_make_one_valid_list(self) -> None:
        count = 1_201  # more than two batches
        document = json.loads(render("json", audit([metric("x", i) for i in range(count)], [verdict()] * count)))
        assert len(document["metrics"]) == count


class TestCsv:
    def rows(self, found: Audit) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(render("csv", found))))

    def test_a_row_per_kpi_with_room_to_decide(self) -> None:
        rows = self.rows(audit([metric("One", 1), metric("Two", 2)], [verdict(), verdict(None)]))
        assert [(r["name"], r["class"], r["decision"], r["because"]) for r in rows] == [
            ("One", "output", "", ""),
            ("Two", "unclear", "", ""),
        ]
        assert set(rows[0]) == set(COLUMNS)

    def test_no_cell_is_a_formula(self) -> None:
        for row in csv.reader(io.StringIO(render("csv", hostile_audit()))):
            for cell in row:
                assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))

    def test_visible_names_come_back_as_they_were(self) -> None:
        names = [restore(row["name"]) for row in self.rows(hostile_audit())]
        for written, read in zip(HOSTILE, names, strict=True):
            assert read == written or CONTROL.search(written)

    @given(st.text())
    def test_defusing_can_be_undone(self, cell: str) -> None:
        assert restore(defused(cell)) == cell
        assert not defused(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


class TestMarkdown:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("a | b", "a \\| b"),
            ("<script>", "&lt;script&gt;"),
            ("[x](http://y)", "\\[x\\](http&#58;//y)"),
            ("www.x.example", "www&#46;x.example"),
            ("me@x", "me&#64;x"),
            ("**b** _i_ `c`", "\\*\\*b\\*\\* \\_i\\_ \\`c\\`"),
            ("- a", "\\- a"),
            ("1. a", "1\\. a"),
            ("plain (words), 5 %", "plain (words), 5 %"),
        ],
    )
    def test_what_a_user_wrote_is_no_markup(self, written: str, shown: str) -> None:
        assert escaped(written) == shown

    def test_every_table_keeps_its_columns(self) -> None:
        lines = render("markdown", hostile_audit()).splitlines()
        for number, line in enumerate(lines):
            if re.match(r"\| -", line):
                width = _cells(line)
                for row in lines[number:]:
                    if not row.startswith("|"):
                        break
                    assert _cells(row) == width, row

    def test_says_what_the_text_says(self) -> None:
        found = audit([metric("AHT", 1), metric("FCR", 2)], [verdict(), verdict("success")])
        markdown = render("markdown", found)
        for part in ("## The balance", "## Check these first", "## Every KPI", "## North Star", "## What to do next"):
            assert part in markdown
        assert "50 % of the 2 judged KPIs are outputs" in markdown


def _cells(row: str) -> int:
    return len(re.sub(r"\\.", "", row).split("|"))


class TestPlain:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("a\x1b[31mb", "a\\x1b[31mb"),
            ("a\u202eb", "a\\u202eb"),
            ("a \t\n  b ", "a b"),
            ("\ud800", "\\ud800"),
            ("日本 🎉 é", "日本 🎉 é"),
        ],
    )
    def test_hostile_characters_are_spelled(self, written: str, shown: str) -> None:
        assert safe(written) == shown

    def test_wide_characters_take_two_columns(self) -> None:
        assert columns("日本") == 4
        assert columns("e\u0301") == 1
        assert pad("日", 4) == "日  "
        assert cut("日本語", 5) == "日本…"

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.integers(4, 40))
    def test_wrapping_keeps_every_character_and_the_width(self, text: str, width: int) -> None:
        lines = wrap(safe(text), width)
        assert all(columns(line) <= width for line in lines)
        assert "".join("".join(lines).split()) == "".join(safe(text).split())

    def test_wrapping_can_stop(self) -> None:
        assert wrap("one two three four five", 9, most=2) == ["one two", "three f …"]

    @given(st.lists(st.integers(0, 1000), min_size=4, max_size=4), st.integers(8, 100))
    def test_a_bar_has_its_width_and_shows_all_there_is(self, amounts: list[int], width: int) -> None:
        cells = _share_out(amounts, width)
        assert sum(cells) == (width if sum(amounts) else 0)
        assert all((cell > 0) == (amount > 0) for cell, amount in zip(cells, amounts, strict=True))

    @pytest.mark.parametrize(
        ("share", "shown"), [(0, "0 %"), (0.001, "<1 %"), (0.805, "80 %"), (0.999, ">99 %"), (1, "100 %")]
    )
    def test_shares_are_not_rounded_to_all_or_nothing(self, share: float, shown: str) -> None:
        assert percent(share) == shown
