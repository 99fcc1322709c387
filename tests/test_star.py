"""`kpiaudit north-star`: who leads, what is paired, who runs up, by which profile, and the paper for the workshop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kpiaudit.__main__ import main
from kpiaudit.model import Audit, RulebookInfo
from kpiaudit.reports import STAR_RENDERERS, Options, renderer
from kpiaudit.reports.worksheet import render as worksheet
from kpiaudit.run import Settings, audit_paths
from tests.build import HOSTILE
from tests.schemas import validate
from tests.test_gap import here

__all__ = ["here"]

GOLDEN = [
    ("turned-around", "", "north-star.txt", "kpiaudit.reports.star_text"),
    ("turned-around", "", "north-star.md", "kpiaudit.reports.star_markdown"),
    ("turned-around", "", "worksheet.md", "kpiaudit.reports.worksheet"),
    ("contact-centre", "", "north-star.txt", "kpiaudit.reports.star_text"),
    ("council", "public-service", "north-star.txt", "kpiaudit.reports.star_text"),
    ("saas", "product-growth", "north-star.txt", "kpiaudit.reports.star_text"),
]


def star_of(capsys: pytest.CaptureFixture[str], text: str, *more: str) -> dict[str, Any]:
    """What `kpiaudit north-star` says of a list, as JSON that follows the schema."""
    Path("kpis.yaml").write_text(text, encoding="utf-8")
    main(["north-star", "kpis.yaml", "-f", "json", *more])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    validate(found, "north-star-v1")
    return found


def eligible(found: dict[str, Any]) -> list[str]:
    return [one["name"] for one in found["north_star"] if one["eligibility"] == "eligible"]


def pairs(found: dict[str, Any]) -> dict[str, Any]:
    return {one["id"]: one for one in found["beside"][0]["pairs"]}


@pytest.mark.usefixtures("here")
class TestWhoLeads:
    @pytest.mark.parametrize(
        "name", ["Daily active users", "Nights booked", "Organisations upskilled per month", "Weekly active teams"]
    )
    @pytest.mark.parametrize("profile", ["", "product-growth"])
    def test_north_stars_of_others_come_out_eligible(
        self, capsys: pytest.CaptureFixture[str], name: str, profile: str
    ) -> None:
        more = ["--profile", profile] if profile else []
        found = star_of(capsys, f"kpis: [{name}, Revenue, CSAT, First contact resolution, Calls answered]", *more)
        assert (eligible(found), found["choice"]) == ([name], "only")

    @pytest.mark.parametrize("profile", ["", "product-growth", "public-service"])
    @pytest.mark.parametrize(
        "name",
        [
            *("Revenue", "CSAT", "NPS", "Net revenue retention", "First contact resolution", "FCR", "Calls answered"),
            *("First call resolution rate", "Share of calls resolved at first contact", "Complaints resolved"),
        ],
    )
    def test_some_never_lead(self, capsys: pytest.CaptureFixture[str], name: str, profile: str) -> None:
        more = ["--profile", profile] if profile else []
        assert eligible(star_of(capsys, f"kpis: [{name}]", *more)) == []

    def test_nor_where_only_the_definition_says_that_it_counts_contacts(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = "kpis: [{name: Problem gone, definition: Share of callers whose problem was solved at the first call}]"
        found = star_of(capsys, text)
        assert eligible(found) == []
        (nearest,) = found["north_star"]
        assert nearest["eligibility"] == "guardrail"
        assert "counts contacts that were put right" in nearest["because"]
        assert nearest["needs"][0] == {
            "criterion": None,
            "text": "Count the customers whose need was met, and keep this beside it.",
        }

    def test_none_is_said_and_nothing_is_padded(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = star_of(capsys, "kpis: [Calls answered, Revenue, CSAT]")
        assert (found["choice"], found["north_star"], found["runners_up"], found["beside"]) == ("none", [], [], [])

    def test_mortality_is_a_condition_for_the_public_service_only(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = "kpis: [Infant mortality, Adult literacy rate, Care leavers in a settled home after six months]"
        found = star_of(capsys, text, "--profile", "public-service")
        assert eligible(found) == ["Care leavers in a settled home after six months"]
        behind = {one["name"]: one["eligibility"] for one in found["runners_up"]}
        assert behind == {"Infant mortality": "condition", "Adult literacy rate": "condition"}
        assert {one["name"] for one in pairs(found)["condition"]["metrics"]} == set(behind)
        assert "Adult literacy rate" in eligible(star_of(capsys, text))

    def test_an_early_return_may_lead_a_product_and_churn_may_not(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = "kpis: [Customer retention in week 4, Logo churn]"
        found = star_of(capsys, text, "--profile", "product-growth")
        assert eligible(found) == ["Customer retention in week 4"]
        criteria = {one["id"]: one for one in found["north_star"][0]["criteria"]}
        assert criteria["leading"]["result"] == "met"
        assert [one["name"] for one in pairs(found)["guardrail"]["metrics"]] == ["Logo churn"]
        assert eligible(star_of(capsys, text)) == []

    def test_a_profile_may_ask_where_the_general_criteria_are_content(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = "kpis: [Daily active users]"
        results = [
            {one["id"]: one["result"] for one in star_of(capsys, text, *more)["north_star"][0]["criteria"]}
            for more in ((), ("--profile", "product-growth"))
        ]
        assert [result["customer-value"] for result in results] == ["met", "unknown"]

    def test_a_profile_that_is_not_there_is_told_with_those_that_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("kpis.yaml").write_text("kpis: [Nights booked]", encoding="utf-8")
        assert main(["north-star", "kpis.yaml", "--profile", "growth"]) == 2
        err = capsys.readouterr().err
        assert "there is no profile 'growth'" in err
        assert "product-growth, public-service" in err


@pytest.mark.usefixtures("here")
class TestBeside:
    def test_what_the_list_has_is_paired_the_nearest_first(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = star_of(
            capsys,
            """
customers: [{name: Tenant, needs: [{id: warm, need: My home is warm}]}]
kpis:
- {name: Homes repaired right first time, unit: "%", need: warm}
- {name: Complaints received}
- {name: Homes with the same fault again, need: warm}
- {name: Tenant satisfaction with the repair}
- {name: Number of homes repaired}
- {name: Number of leaflets sent}
""",
        )
        beside = pairs(found)
        names = {key: [one["name"] for one in pair["metrics"]] for key, pair in beside.items()}
        assert names["guardrail"] == ["Homes with the same fault again", "Complaints received"]
        assert names["companion"] == ["Tenant satisfaction with the repair"]
        assert names["volume"] == ["Number of homes repaired"]
        assert all(pair["look_for"] is None for pair in beside.values())

    def test_else_what_to_look_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        beside = pairs(star_of(capsys, "kpis: [{name: Orders delivered in full and on time, unit: '%'}]"))
        assert set(beside) == {"guardrail", "companion", "volume"}
        assert all(pair["metrics"] == [] and pair["look_for"] for pair in beside.values())

    def test_a_late_result_gets_the_input_that_drives_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = star_of(
            capsys,
            """
kpis:
- {id: housed, name: Households still housed 12 months later, cadence: yearly}
- {id: keys, name: Leases signed, drives: housed}
""",
        )
        assert [one["metric"] for one in pairs(found)["input"]["metrics"]] == ["keys"]
        assert "volume" not in pairs(star_of(capsys, "kpis: [Nights booked]"))

    def test_runners_up_say_what_they_would_need(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = star_of(capsys, "kpis: [Nights booked, Renewal rate, {name: Guests who found it clean, unit: '%'}]")
        needs = {one["name"]: [need["criterion"] for need in one["needs"]] for one in found["runners_up"]}
        assert needs["Renewal rate"] == [None, "growth", "leading"]
        late = next(one for one in found["runners_up"] if one["name"] == "Renewal rate")
        assert late["because"].startswith("It tells too late")


def pinned(case: str, profile: str) -> Audit:
    found = audit_paths([f"examples/{case}/kpis.yaml"], Settings(star=profile))
    return found._replace(version="0", rulebook=RulebookInfo("sha256:0", 0))


@pytest.mark.parametrize(("case", "profile", "name", "module"), GOLDEN)
def test_whole_reports_are_as_expected(
    case: str, profile: str, name: str, module: str, request: pytest.FixtureRequest
) -> None:
    expected = Path("examples", case, f"expected-{name}")
    found = "".join(renderer("it", {"it": module})(pinned(case, profile), Options(width=80, color=False)))
    if request.config.getoption("--regenerate"):
        expected.write_bytes(found.encode())
    assert found.encode() == expected.read_bytes(), f"{expected} differs; if that is meant, run pytest --regenerate"


def hostile() -> Audit:
    """An audit in which every name, owner, department, customer and need is hostile."""
    names = [name for name in HOSTILE if name != "\ud800"]
    kpis = [{"id": f"k{number}", "name": f"{name} nights booked", "owner": name} for number, name in enumerate(names)]
    customers = [{"name": name, "important": True, "needs": [name]} for name in names]
    Path("kpis.json").write_text(json.dumps({"customers": customers, "kpis": kpis}), encoding="utf-8")
    return audit_paths(["kpis.json"], Settings(star=""))


@pytest.mark.usefixtures("here")
def test_no_name_can_do_harm() -> None:
    found = hostile()
    assert len(found.metrics) == len(HOSTILE) - 1
    texts = {name: "".join(renderer(name, STAR_RENDERERS)(found, Options())) for name in STAR_RENDERERS}
    texts["worksheet"] = "".join(worksheet(found, Options()))
    validate(json.loads(texts["json"]), "north-star-v1")
    for name, text in texts.items():
        assert not set(text) & set("\x1b\x9b\u202e\r"), name
    for name in ("markdown", "worksheet"):
        assert "<script" not in texts[name]
        assert "](http:" not in texts[name]
        assert "a | b" not in texts[name]
    assert max(map(len, texts["text"].splitlines())) <= 100


def test_an_audit_that_could_not_begin_is_valid_json_still(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["north-star", "gone.yaml", "-f", "json"]) == 2
    found = json.loads(capsys.readouterr().out)
    validate(found, "north-star-v1")
    assert found["errors"]


@pytest.mark.usefixtures("here")
def test_explain_says_how_a_kpi_stands(capsys: pytest.CaptureFixture[str]) -> None:
    text = "kpis: [{id: n, name: Nights booked}, {id: f, name: FCR}, {id: c, name: Calls answered, drives: n}]"
    Path("kpis.yaml").write_text(text, encoding="utf-8")
    said = {}
    for one in ("n", "f", "c"):
        assert main(["explain", one, "kpis.yaml"]) == 0
        said[one] = " ".join(capsys.readouterr().out.split())
    assert "As a North Star may it eligible; " in said["n"]
    assert "met actionable: The list names what drives it: Calls answered." in said["n"]
    assert "may not lead, but be a guardrail" in said["f"]
    assert "counts contacts that were put right" in said["f"]
    assert "As a North Star" not in said["c"]


@pytest.mark.usefixtures("here")
def test_settings_leave_the_profile_and_the_worksheet_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("kpiaudit.yaml").write_text("min-confidence: 0.5\n", encoding="utf-8")
    found = star_of(capsys, "kpis: [Nights booked]", "--profile", "product-growth")
    assert found["profile"]["id"] == "product-growth"
    assert main(["north-star", "kpis.yaml", "--worksheet"]) == 0
    assert capsys.readouterr().out.startswith("# Choosing")
