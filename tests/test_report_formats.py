"""JSON, CSV and Markdown: what they hold, and that hostile names do no harm."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError

from kpiaudit.model import (
    Audit,
    Location,
    Problem,
)
from kpiaudit.reports import RENDERERS
from kpiaudit.reports.as_csv import COLUMNS, defused, restore
from kpiaudit.reports.markdown import escaped
from tests.build import (
    HOSTILE,
    audit,
    hostile_audit,
    metric,
    render,
    verdict,
)
from tests.schemas import schema, validate

SCHEMA = schema("audit-v1")


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


class TestJson:
    @pytest.mark.parametrize("make", [hostile_audit, lambda: audit([], [])], ids=["hostile", "empty"])
    def test_follows_its_schema(self, make: Callable[[], Audit]) -> None:
        validate(json.loads(render("json", make())), "audit-v1")

    def test_the_schema_can_say_no(self) -> None:
        document = json.loads(render("json", audit([metric()], [verdict()])))
        document["metrics"][0]["class"] = "maybe"
        with pytest.raises(ValidationError):
            validate(document, "audit-v1")

    def test_every_key_is_described(self) -> None:
        document = json.loads(render("json", hostile_audit()))
        assert set(document) <= set(SCHEMA["properties"])
        assert set(document["metrics"][0]) == set(SCHEMA["$defs"]["metric"]["properties"])
        described = set(SCHEMA["$defs"]["balance"]["properties"]) | set(SCHEMA["properties"]["balance"]["properties"])
        assert set(document["balance"]) == described
        assert set(document["lenses"][0]) <= set(SCHEMA["$defs"]["lens"]["properties"])

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
            "language": None,
            "definition": None,
            "formula": None,
            "unit": None,
        }
        balance = document["balance"]
        assert (balance["output"], balance["output_share"], balance["weighted"], balance["groups"]) == (
            1,
            1.0,
            None,
            {},
        )

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
