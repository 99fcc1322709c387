"""Comparisons as reports show them, and JSON reports as one side of them."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from kpiaudit import audit, load_rulebook
from kpiaudit.analyses.compare import Comparison, SeenNeed, compare
from kpiaudit.analyses.duplicates import Contents
from kpiaudit.exchange.sides import of_audit, of_report
from kpiaudit.model import InputError
from kpiaudit.reports import COMPARE_RENDERERS, Options
from tests.build import HOSTILE
from tests.test_compare import held, kpi, side

CASE = Path("examples/turned-around")


class TestReports:
    @pytest.fixture
    def whole(self) -> dict[str, Any]:
        case = audit(f"{CASE}/kpis.yaml")
        text = "".join(import_module("kpiaudit.reports.as_json").render(case, Options()))
        found: dict[str, Any] = json.loads(text)
        assert of_report(text.encode(), "r.json") == of_audit(case, "r.json")._replace(
            balance=case.balances.all, label="r.json"
        )
        return found

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda r: r.update(schema_version=2), "another version"),
            (lambda r: r.pop("metrics"), "has no `metrics` here"),
            (lambda r: r.update(metrics=[1]), "holds a KPI that is none"),
            (lambda r: r["metrics"][0].update({"class": "x"}), "unknown class, `x`"),
            (lambda r: r["metrics"][0].update(name=["x"]), "holds no text at `name`"),
            (lambda r: r["balance"].update(judged="x", output=-1), "holds no number at `output`"),
            (lambda r: r["balance"].update(segments=None), "holds no mapping at `segments`"),
            (lambda r: r["gap"].update(organisations=["x"]), "something else among its `organisations`"),
            (
                lambda r: r["gap"]["organisations"][0]["customers"][0]["needs"][0].update(watched_by="me"),
                "holds `me`",
            ),
        ],
    )
    def test_a_report_that_was_meddled_with_is_told_at_its_place(
        self, whole: dict[str, Any], change: Any, said: str
    ) -> None:
        change(whole)
        with pytest.raises(InputError, match=re.escape(said)) as error:
            of_report(json.dumps(whole, indent=1).encode(), "r.json")
        (problem,) = error.value.problems
        assert problem.location.line
        assert problem.hint

    def test_other_json_is_no_report(self) -> None:
        assert of_report(b'{"kpis": ["AHT"]}', "k.json") is None
        assert of_report(b'{"schema_version": 1, "tool": {"name": "other"}}', "k.json") is None


def hostile() -> Comparison:
    kpis = [kpi(i, text, because=text, definition=text) for i, text in enumerate(HOSTILE)]
    other = [one._replace(name=one.name + "!", cls="outcome", kind=one.name, declared=True) for one in kpis[3:]]
    needs = tuple(SeenNeed(text, str(i), text, "outcome") for i, text in enumerate(HOSTILE))
    lost = side(*kpis, needs=needs[:5], label="\x1b[31m<b>")
    return held(lost, side(*other, *(k._replace(id=f"n{k.id}") for k in kpis[:3]), needs=needs[3:], label="\u202e"))


@pytest.mark.parametrize("name", COMPARE_RENDERERS)
def test_hostile_texts_are_made_harmless(name: str) -> None:
    text = "".join(import_module(COMPARE_RENDERERS[name]).render(hostile(), Options()))
    assert not any(bad in text for bad in ("\x1b", "\x9b", "\u202e", "\r"))
    if name == "markdown":
        assert "<script>" not in text
        assert not re.search(r"(?<!\\)\]\(|https?://", text)


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_long_comparisons_are_bounded_for_people(name: str) -> None:
    many = side(*(kpi(i, f"Number {i} of many") for i in range(300)))
    text = "".join(import_module(COMPARE_RENDERERS[name]).render(held(side(), many), Options()))
    assert "and 200 more; `-f json` holds all." in text
    assert "Number 299" not in text


def test_what_changed_in_a_whole_engagement(request: pytest.FixtureRequest) -> None:
    book = load_rulebook()
    before, after = (of_audit(audit(f"{CASE}/{name}.yaml"), f"{name}.yaml") for name in ("before", "kpis"))
    found = compare(before, after, Contents(book.lexicon.words), book.policy["compare-near"])
    text = "".join(import_module(COMPARE_RENDERERS["text"]).render(found, Options()))
    if request.config.getoption("--regenerate"):
        (CASE / "expected-compare.txt").write_text(text, encoding="utf-8")
    assert text == (CASE / "expected-compare.txt").read_text(encoding="utf-8")
