"""Before and after: what became of KPIs, why verdicts changed, what the balance and the needs gained."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.__main__ import main
from kpiaudit.analyses.compare import Comparison, Kpi, SeenNeed, Side, compare
from kpiaudit.analyses.duplicates import Contents
from kpiaudit.model import Balance
from tests.schemas import validate

CASE = Path("examples/turned-around")
NEAR = 0.6

BEFORE = """\
customers: [{name: Tenant, needs: [{id: warm, need: Be warm}, {id: told, need: Be told}]}]
kpis:
  - {id: aht, name: AHT, rewarded: true}
  - {id: fixed, name: Jobs closed on the first visit, need: warm}
  - {id: csat, name: Customer satisfaction, need: told}
  - {id: x1, name: Average speed of answer}
  - {id: gone, name: Training hours per employee}
"""
AFTER = """\
customers: [{name: Tenant, needs: [{id: warm, need: Be warm}, {id: told, need: Be told}]}]
kpis:
  - {id: aht, name: Average handle time, rewarded: true}
  - {id: fixed, name: Homes fixed at the first visit without a repeat fault within 90 days, need: warm}
  - {id: csat, name: Customer satisfaction, need: told, class: output, because: Nobody acts on it}
  - {id: x2, name: Speed of answer (average)}
  - {id: new, name: Complaints received}
"""


def side(*kpis: Kpi, needs: tuple[SeenNeed, ...] | None = None, **more: Any) -> Side:
    nothing = Balance(len(kpis), 0, 0, 0, 0, {}, {})
    return Side(**{"label": "x", "digest": "d", "kpis": kpis, "balance": nothing, "parts": {}, "needs": needs, **more})


def kpi(number: object, name: str, cls: Any = "output", kind: str | None = "activity", **more: Any) -> Kpi:
    return Kpi(str(number), name, cls, kind, **more)


def held(before: Side, after: Side) -> Comparison:
    return compare(before, after, Contents(), NEAR)


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("before.yaml").write_text(BEFORE, encoding="utf-8")
    Path("after.yaml").write_text(AFTER, encoding="utf-8")
    return tmp_path


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["compare", *arguments, "-f", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    validate(found, "compare-v1")
    return found


class TestPairs:
    def test_the_same_id_is_one_kpi_whatever_it_is_called(self) -> None:
        found = held(side(kpi(1, "Calls answered")), side(kpi(1, "Problems solved")))
        assert [(r.before.name, r.after.name, r.by) for r in found.renamed] == [
            ("Calls answered", "Problems solved", "id")
        ]
        assert (found.added, found.dropped) == ((), ())

    @pytest.mark.parametrize(
        ("before", "after", "same"),
        [
            ({"name": "Average handle time"}, {"name": "Average handling time (mins)"}, True),
            ({"name": "Complaints received"}, {"name": "Complaints resolved"}, False),
            ({"name": "Calls answered"}, {"name": "Churn"}, False),
            ({"name": "Service level", "formula": "a / b"}, {"name": "Service level", "formula": "c / d"}, False),
            (
                {"name": "Service level reached", "formula": "calls in time / calls"},
                {"name": "Service level", "formula": "calls in time / calls"},
                True,
            ),
            ({"name": "Service level"}, {"name": "Service level", "formula": None}, True),
            ({"name": "!!!"}, {"name": "???"}, False),
        ],
    )
    def test_else_names_and_formulas_have_to_be_near(
        self, before: dict[str, str], after: dict[str, str], same: bool
    ) -> None:
        found = held(side(kpi(1, **before)), side(kpi(2, **after)))
        assert (len(found.renamed), len(found.added), len(found.dropped)) == ((1, 0, 0) if same else (0, 1, 1))

    def test_the_nearest_goes_first_and_none_is_taken_twice(self) -> None:
        before = side(kpi(1, "Calls answered in time"), kpi(2, "Calls answered"))
        found = held(before, side(kpi(3, "Answered calls")))
        assert [(r.before.id, r.after.id) for r in found.renamed] == [("2", "3")]
        assert [one.id for one in found.dropped] == ["1"]

    @given(st.lists(st.text(max_size=8), max_size=6), st.lists(st.text(max_size=8), max_size=6))
    def test_every_kpi_is_accounted_for_once(self, before: list[str], after: list[str]) -> None:
        one = side(*(kpi(i, name) for i, name in enumerate(before)))
        other = side(*(kpi(i + 2, name) for i, name in enumerate(after)))
        found = held(one, other)
        words = [r for r in found.renamed if r.by == "words"]
        both = {k.id for k in one.kpis} & {k.id for k in other.kpis}
        assert len(found.dropped) + len(words) + len(both) == len(before)
        assert len(found.added) + len(words) + len(both) == len(after)
        again = held(one, one)
        assert (again.added, again.dropped, again.renamed, again.changed) == ((), (), (), ())


class TestCauses:
    @pytest.mark.parametrize(
        ("before", "after", "rules", "causes"),
        [
            ({}, {"declared": True, "because": "so"}, "d", ("person",)),
            ({"declared": True}, {}, "d", ("person",)),
            ({}, {"definition": "new"}, "d", ("definition",)),
            ({}, {"unit": "%"}, "other", ("definition", "rules")),
            ({}, {}, "other", ("rules",)),
            ({}, {}, "d", ("list",)),
            ({"definition": None}, {"definition": "new"}, "d", ("list",)),
        ],
    )
    def test_why_a_verdict_changed(
        self, before: Mapping[str, Any], after: Mapping[str, Any], rules: str, causes: tuple[str, ...]
    ) -> None:
        one, other = kpi(1, "x", **before), kpi(1, "x", "outcome", "success", **after)
        (changed,) = held(side(one), side(other, digest=rules)).changed
        assert changed.causes == causes


def test_needs_gained_and_lost() -> None:
    before = (SeenNeed("A", "1", "x", "output"), SeenNeed("A", "2", "y", "outcome"), SeenNeed("A", "3", "z", "outcome"))
    after = (SeenNeed("a", "1", "x", "outcome"), SeenNeed("A", "2", "y", "survey"), SeenNeed("A", "4", "n", "outcome"))
    found = held(side(needs=before), side(needs=after))
    assert [(c.need.id, c.before, c.after) for c in found.covered] == [
        ("1", "output", "outcome"),
        ("4", None, "outcome"),
    ]
    assert [(c.need.id, c.before, c.after) for c in found.uncovered] == [
        ("2", "outcome", "survey"),
        ("3", "outcome", None),
    ]


class TestCommand:
    def test_lists(self, lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
        found = report(capsys, "before.yaml", "after.yaml")
        assert [one["name"] for one in found["added"]] == ["Complaints received"]
        assert [one["name"] for one in found["dropped"]] == ["Training hours per employee"]
        assert [(one["before"]["name"], one["by"]) for one in found["renamed"]] == [
            ("AHT", "id"),
            ("Jobs closed on the first visit", "id"),
            ("Average speed of answer", "words"),
        ]
        assert {one["after"]["id"]: one["causes"] for one in found["changed"]} == {
            "fixed": ["definition"],
            "csat": ["person"],
        }
        assert [(one["id"], one["before"]) for one in found["needs_covered"]] == [("warm", "output")]
        assert found["before"]["balance"]["segments"]["perception"] == 1

    def test_a_report_is_as_good_as_its_list(self, lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "before.yaml", "-f", "json=before.json"]) == 0
        of_lists, of_reports = (report(capsys, path, "after.yaml") for path in ("before.yaml", "before.json"))
        of_reports["before"]["path"] = "before.yaml"
        assert of_reports == of_lists

    def test_a_report_of_an_earlier_program_and_of_other_rules(
        self, lists: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["audit", "before.yaml", "-f", "json=before.json"]) == 0
        old = json.loads(Path("before.json").read_text(encoding="utf-8"))
        del old["gap"]
        old["rulebook"]["digest"] = "sha256:0"
        for one in old["metrics"]:
            del one["definition"], one["formula"], one["unit"]
        Path("before.json").write_text(json.dumps(old), encoding="utf-8")
        found = report(capsys, "before.json", "after.yaml")
        assert found["before"]["needs"] is None
        assert {tuple(one["causes"]) for one in found["changed"]} == {("definition", "rules"), ("person",)}
        assert main(["compare", "before.json", "after.yaml"]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert "judged by different rules" in out
        assert "The list before gives no customers with their needs." in out

    def test_reports_for_people(self, lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["compare", "before.yaml", "after.yaml", "-f", "markdown=c.md", "-f", "text"]) == 0
        text, page = capsys.readouterr().out, Path("c.md").read_text(encoding="utf-8")
        for part in ("a person decided: Nobody acts on it", "its name changed", "Added (1)", "Dropped (1)"):
            assert part in text
            assert part in page
        assert "Tenant: Be warm (was watched by outputs only)" in text
        assert "| Tenant | Be warm | was watched by outputs only |" in page

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["before.yaml"], "compare takes two lists or reports"),
            (["before.yaml", "after.yaml", "before.yaml"], "compare takes two lists or reports"),
            (["before.yaml", "gone.yaml"], "gone.yaml: holds no KPIs that could be compared"),
            (["before.yaml", "after.yaml", "-f", "csv"], "formats are text, json, markdown"),
        ],
    )
    def test_what_cannot_be_compared(
        self, lists: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
    ) -> None:
        assert main(["compare", *arguments]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err

    def test_a_list_with_a_mistake_is_compared_and_said_to_be_incomplete(
        self, lists: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with Path("after.yaml").open("a", encoding="utf-8") as file:
            file.write("  - {owner: nameless}\n")
        assert main(["compare", "before.yaml", "after.yaml"]) == 2
        assert "after.yaml could not be read in full" in " ".join(capsys.readouterr().out.split())
