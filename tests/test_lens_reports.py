"""What was seen through lenses, as text, Markdown and JSON: hostile names do no harm, and nothing is lost."""

from __future__ import annotations

import json
import re

import pytest

from kpiaudit.lens_model import Category, Coverage, LensView, Placement, State, Untold
from kpiaudit.model import Location, Problem
from kpiaudit.reports import LENS_RENDERERS
from kpiaudit.reports.plain import columns
from tests.build import audit, hostile_audit, metric, render, render_lens, verdict
from tests.schemas import schema, validate

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def category(name: str, state: State, metrics: tuple[str, ...] = (), **segments: int) -> Coverage:
    expects = "practice" if state == "practice" else "metric"
    return Coverage(Category(name, name.title(), expects, f"Why {name}.", f"Ask {name}?"), state, segments, metrics)  # type: ignore[arg-type]  # the words of `expects`


VIEW = LensView(
    "journey",
    "Journey",
    "Where?",
    "A map",
    "",
    2,
    (
        category("buy", "outcomes", ("kpi-2",), outcome=1),
        category("help", "outputs", ("kpi-1",), output=1),
        category("pay", "nothing"),
        category("stories", "practice"),
    ),
    (Untold("", "", 1, "Where would a customer notice?"),),
    ("The list looks at the counter only.",),
    ("`stage` says something.",),
    (
        Placement("kpi-1", "help", "calls", "name", "handle time", "counts calls", moves=True),
        Placement("kpi-2", "buy", "", "stage", "buy", ""),
    ),
)
FOUND = audit([metric("AHT", 1), metric("Bought", 2)], [verdict(), verdict("success")], lenses=(VIEW,))


@pytest.mark.parametrize("name", LENS_RENDERERS)
def test_hostile_words_drive_no_terminal_and_break_no_encoding(name: str) -> None:
    report = render_lens(name, hostile_audit())
    assert not CONTROL.search(report)
    report.encode("utf-8")


@pytest.mark.parametrize("name", LENS_RENDERERS)
def test_an_empty_audit_is_a_report_too(name: str) -> None:
    assert render_lens(name, audit([], [], errors=(Problem(Location("x"), "gone"),)))


def test_the_text_says_what_covers_a_category_and_what_to_ask() -> None:
    text = render_lens("text", FOUND)
    for part in (
        "outputs only (1 output)",
        "outcomes (1 outcome)",
        "output, efficiency; “handle time” in the name",
        "Moves it: counts calls",
        "the list says so: `stage: buy`",
        "Ask pay?",
        "no KPI, for the workshop",
        "1 of 2 KPIs stands in no category. Where would a customer notice?",
        "The list looks at the counter only.",
        "`stage` says something.",
    ):
        assert part in text
    assert "Ask buy?" not in text  # it has an outcome


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked(width: int) -> None:
    assert max(columns(line) for line in render_lens("text", hostile_audit(), width=width).splitlines()) <= width


def test_long_categories_say_what_they_left_out() -> None:
    many = [metric(f"KPI {n}", n) for n in range(5)]
    ids = tuple(m.id for m in many)
    placements = tuple(Placement(i, "buy", "r", "name", "x", "y") for i in ids)
    view = VIEW._replace(coverages=(category("buy", "outputs", ids, output=5),), placements=placements)
    found = audit(many, [verdict()] * 5, lenses=(view,))
    assert "... and 3 more" in render_lens("text", found, limit=2)
    assert "and 3 more" in render_lens("markdown", found, limit=2)


def test_markdown_has_a_table_of_categories_and_of_kpis() -> None:
    markdown = render_lens("markdown", FOUND)
    assert "| **Pay**<br>Why pay. | nothing |  | Ask pay? |" in markdown
    assert "| AHT | output | efficiency | “handle time” in the name | Moves it: counts calls |" in markdown


def test_the_plain_reports_say_it_in_a_line_or_two() -> None:
    text = " ".join(render("text", FOUND).split())
    assert "Journey The list looks at the counter only." in text
    quiet = FOUND._replace(lenses=(VIEW._replace(judgements=(), notes=()),))
    said = "Outcomes: buy; outputs only: help; nothing: pay; no KPI, for the workshop: stories."
    assert said in " ".join(render("text", quiet).split())
    assert said in render("markdown", quiet)
    left_out = FOUND._replace(lenses=(VIEW._replace(skipped="It does not sell."),))
    assert "Not asked: It does not sell." in render("text", left_out)
    assert "Not asked: It does not sell." in render_lens("text", left_out)
    assert "Not asked: It does not sell." in render_lens("markdown", left_out)


def test_json_of_the_command_follows_the_schema_of_a_lens() -> None:
    document = json.loads(render_lens("json", hostile_audit()))
    for lens in document["lenses"]:
        validate(lens, "audit-v1", "$defs/lens")
        assert set(lens) == set(schema("audit-v1")["$defs"]["lens"]["properties"])
    assert document["errors"]


def test_json_says_what_stands_where() -> None:
    (lens,) = json.loads(render("json", FOUND))["lenses"]
    assert [(c["id"], c["state"], c["metrics"]) for c in lens["categories"]] == [
        ("buy", "outcomes", ["kpi-2"]),
        ("help", "outputs", ["kpi-1"]),
        ("pay", "nothing", []),
        ("stories", "practice", []),
    ]
    assert lens["untold"] == [{"aspect": None, "metrics": 1}]
    assert "placements" not in lens
