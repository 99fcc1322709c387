"""What the checks of definitions find, told through the public surface: a list goes in, findings come out."""

from __future__ import annotations

from pathlib import Path

import pytest

import kpiaudit
from kpiaudit import parallel
from kpiaudit.model import Audit, Finding
from kpiaudit.tally import Tally

WHOLE = (
    "definition: Households whose supply was back within 6 hours of all that lost it, formula: back / all, "
    "unit: '%', direction: higher, owner: Bev, cadence: weekly, target: 92, baseline: 71, source: telemetry, "
    "review: 2027-01-01"
)


def linted(text: str, name: str = "kpis.yaml", rules: tuple[Path, ...] = ()) -> Audit:
    Path(name).write_text(text, encoding="utf-8")
    found = kpiaudit.audit(name, rules=rules)
    assert found.errors == ()
    return found


def of(found: Audit, check: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.rule == check]


def tally(found: Audit, check: str) -> Tally:
    return next(t for t in found.quality if t.check == check)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


FIELDS = {
    "no-definition": "definition",
    "no-formula": "formula",
    "no-unit": "unit",
    "no-direction": "direction",
    "no-owner": "owner",
    "no-cadence": "cadence",
    "no-target": "target",
    "target-without-baseline": "baseline",
    "no-source": "source",
    "no-review-date": "review",
}


class TestFields:
    @pytest.mark.parametrize(("check", "key"), FIELDS.items())
    def test_what_one_kpi_lacks_and_another_has(self, check: str, key: str) -> None:
        lacking = ", ".join(part for part in WHOLE.split(", ") if not part.startswith(f"{key}:"))
        found = linted(f"kpis:\n- {{name: Supply restored, {WHOLE}}}\n- {{name: Taps dripping, {lacking}}}\n")
        (finding,) = of(found, check)
        assert (str(finding.location), finding.metric) == ("kpis.yaml:3:3", "taps-dripping")
        assert "Taps dripping" in finding.message
        assert finding.instead
        assert tally(found, check)[3:7] == ("KPI", 2, 1, 0)

    @pytest.mark.parametrize(("check", "key"), FIELDS.items())
    def test_what_nobody_gives_is_told_once_and_is_unknown(self, check: str, key: str) -> None:
        lacking = ", ".join(part for part in WHOLE.split(", ") if not part.startswith(f"{key}:"))
        found = linted(f"kpis:\n- {{name: Supply restored, {lacking}}}\n- {{name: Taps dripping, {lacking}}}\n")
        (finding,) = of(found, check)
        assert (str(finding.location), finding.metric) == ("kpis.yaml:1:1", None)
        assert finding.message.startswith("not yet given")
        assert tally(found, check)[3:7] == ("KPI", 0, 0, 2)

    def test_of_several_lists_that_give_nothing_all_are_told_once(self) -> None:
        for name in ("a.yaml", "b.yaml"):
            Path(name).write_text("kpis: [Calls answered, Taps dripping]\n", encoding="utf-8")
        found = kpiaudit.audit("a.yaml", "b.yaml")
        (finding,) = of(found, "no-owner")
        assert finding.location is None
        assert tally(found, "no-owner").unknown == 4

    def test_a_list_that_gives_nothing_beside_one_that_does(self) -> None:
        Path("a.yaml").write_text("kpis: [{name: Calls answered, owner: Bev}]\n", encoding="utf-8")
        Path("b.csv").write_text("name\nTaps dripping\nTaps shut\n", encoding="utf-8")
        found = kpiaudit.audit("a.yaml", "b.csv")
        assert [str(f.location) for f in of(found, "no-owner")] == ["b.csv:1"]
        assert tally(found, "no-owner")[4:7] == (1, 0, 2)

    def test_a_unit_in_the_name_is_a_unit(self) -> None:
        found = linted("kpis:\n- {name: Weight, unit: kg}\n- Wait (mins)\n- Taps\n")
        assert [f.metric for f in of(found, "no-unit")] == ["taps"]

    @pytest.mark.parametrize(
        "definition", ["Supply restored", "The supply that was restored", "Measures supply restored"]
    )
    def test_a_definition_that_repeats_the_name_is_none(self, definition: str) -> None:
        found = linted(f"kpis:\n- {{name: Supply restored, definition: {definition}}}\n")
        (finding,) = of(found, "no-definition")
        assert finding.message == f"the definition of “Supply restored” only repeats its name: {definition}"

    def test_a_definition_that_says_more_is_one(self) -> None:
        found = linted("kpis:\n- {name: Supply restored, definition: Households whose supply was restored}\n")
        assert of(found, "no-definition") == []

    @pytest.mark.parametrize(
        ("owner", "several"),
        [
            ("Head of Sales and Head of Service", True),
            ("Anna Ng, Ben Ode", True),
            ("Anna; Ben", True),
            ("COO / CFO", True),
            ("Head of Sales and Marketing", False),
            ("Director, Customer Services", False),
            ("Sales and Marketing", False),
            ("D. Okell", False),
            ("Health/Safety Manager", False),
        ],
    )
    def test_one_owner_answers(self, owner: str, several: bool) -> None:
        found = linted(f"kpis:\n- {{name: Taps, owner: '{owner}', contributors: [Zoe, Yan]}}\n")
        assert bool(of(found, "several-owners")) is several

    def test_a_target_without_a_reason_is_arbitrary_if_it_is_round(self) -> None:
        targets = ["80", "95%", "25 secs", "83", "98.5", "0", "6:30", "> 90", "next year"]
        text = "kpis:\n" + "".join(f"- {{name: k{n}, target: '{t}'}}\n" for n, t in enumerate(targets))
        assert [f.metric for f in of(linted(text), "arbitrary-target")] == ["k0", "k1", "k2", "k7"]
        excused = linted(
            "kpis:\n- {name: a, target: 80, baseline: 71}\n- {name: b, target: 80, story: law}\n- {name: c}\n"
        )
        assert of(excused, "arbitrary-target") == []
        assert tally(excused, "arbitrary-target")[4:7] == (2, 0, 1)


WORDING = [
    ("rate-without-denominator", "- Shrinkage %", "- {name: Shrinkage %, formula: lost / all}"),
    ("rate-without-denominator", "- {name: Occupancy, unit: '%'}", "- Cost per contact"),
    ("weasel-word", "- Timely decisions", "- {name: Timely decisions, definition: Decided within 20 days}"),
    (
        "weasel-word-in-definition",
        "- {name: Decisions, definition: Decided in a timely manner}",
        "- {name: Decisions, definition: Decided within 20 days}",
    ),
    ("compound", "- Cost and quality of repairs", "- Orders on time and in full"),
    ("internal-customer", "- Internal customer satisfaction", "- Customer satisfaction"),
    ("vanity", "- App downloads", "- Weekly active users"),
    ("raw-count", "- Number of complaints received", "- Complaints received per 1,000 customers"),
    ("activity-not-outcome", "- Complaints closed within 10 days", "- Complaints solved within 10 days"),
    ("self-judged", "- Call quality score", "- Ease of contact as scored by customers"),
]


class TestWording:
    @pytest.mark.parametrize(("check", "hit", "miss"), WORDING)
    def test_words_give_it_away_unless_something_excuses_them(self, check: str, hit: str, miss: str) -> None:
        found = linted(f"kpis:\n{hit}\n{miss}\n")
        assert [f.location.line for f in of(found, check) if f.location] == [2]

    def test_staff_are_customers_of_a_service_desk(self) -> None:
        found = linted("sector: IT service desk\nkpis: [Internal customer satisfaction]\n")
        assert of(found, "internal-customer") == []

    def test_another_language_is_unknown(self) -> None:
        found = linted("language: de\nkpis: [App downloads, Registered users]\n")
        assert of(found, "vanity") == []
        assert tally(found, "vanity")[4:7] == (0, 0, 2)

    def test_so_is_what_is_seen_to_be_in_another_language(self) -> None:
        found = linted("kpis: [Anzahl der Beschwerden, Anteil der gelösten Fälle, Dauer bis zur Antwort]\n")
        assert {verdict.unread for verdict in found.verdicts} == {"German"}
        assert tally(found, "vanity")[4:7] == (0, 0, 3)

    def test_what_goes_by_the_verdict_is_unknown_where_that_is_unclear(self) -> None:
        found = linted("kpis: [Index 3, Calls answered]\n")
        assert tally(found, "activity-not-outcome")[4:7] == (1, 1, 1)

    def test_what_to_write_instead_comes_from_the_rule_that_decided(self) -> None:
        (finding,) = of(linted("customer_word: tenant\nkpis: [Calls answered]\n"), "activity-not-outcome")
        assert finding.instead == "Contacts per tenant that a failure of ours has caused"

    def test_two_processes_find_what_one_finds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = "kpis:\n" + "".join(f"{hit}\n{miss}\n" for _, hit, miss in WORDING) * 3
        alone = linted(text)
        monkeypatch.setattr(parallel, "_WORTH_IT", 1)
        monkeypatch.setattr(parallel, "_processors", lambda: 2)
        assert linted(text) == alone


class TestAcrossTheList:
    def test_a_gaming_pair_needs_the_number_beside_it(self) -> None:
        (finding,) = of(linted("kpis: [Average handle time, Talk time, Calls offered]\n"), "known-gaming-pair")
        assert finding.metric == "average-handle-time"
        assert "1 more KPI" in finding.message
        assert "again" in finding.instead

    def test_a_guard_may_stand_in_another_list_of_the_organisation_or_in_a_definition(self) -> None:
        Path("a.yaml").write_text("organisation: X\nkpis: [Average handle time]\n", encoding="utf-8")
        again = "{name: K7, definition: Customers who had to contact us again}"
        Path("b.yaml").write_text(f"organisation: X\nkpis: [{again}]\n", encoding="utf-8")
        assert of(kpiaudit.audit("a.yaml"), "known-gaming-pair") != []
        assert of(kpiaudit.audit("a.yaml", "b.yaml"), "known-gaming-pair") == []

    def test_no_guardrail(self) -> None:
        outputs = "Calls answered, Tickets closed, Average handle time, Headcount"
        assert len(of(linted(f"kpis: [{outputs}]\n"), "no-guardrail")) == 1
        assert of(linted(f"kpis: [{outputs}, Complaints received]\n"), "no-guardrail") == []
        few = linted("kpis: [Calls answered]\n")
        assert tally(few, "no-guardrail")[4:7] == (0, 0, 1)
        assert tally(few, "no-guardrail").because

    def test_surveys_only(self) -> None:
        assert len(of(linted("kpis: [Customer satisfaction, NPS, Calls answered]\n"), "survey-only")) == 1
        assert of(linted("kpis: [Customer satisfaction, Problems solved at first contact]\n"), "survey-only") == []
        assert tally(linted("kpis: [Calls answered]\n"), "survey-only").unknown == 1

    def test_late_outcomes_only(self) -> None:
        late = "Customer churn, {name: Problems solved at first contact, cadence: annual}"
        found = linted(f"kpis: [{late}]\n")
        assert len(of(found, "lagging-only")) == 1
        assert of(linted("kpis: [Customer churn, Problems solved at first contact]\n"), "lagging-only") == []
        assert of(linted("kpis: [NPS]\n"), "lagging-only") == []

    def test_departments_without_a_common_outcome(self) -> None:
        apart = (
            "kpis:\n- {name: Calls answered, department: A}\n- {name: Complaints received, department: A}\n"
            "- {name: Parcels sorted, department: B}\n- {name: Parcels damaged, department: B}\n"
        )
        assert len(of(linted(apart), "no-common-set")) == 1
        assert of(linted(apart + "- {name: Complaints received, department: B}\n"), "no-common-set") == []
        assert of(linted(apart + "- Customers whose problem was solved\n"), "no-common-set") == []
        assert tally(linted("kpis: [Calls answered]\n"), "no-common-set").unknown == 1

    def test_too_many(self) -> None:
        text = "kpis:\n" + "".join(f"- {{name: Calls of queue {n}, department: A, level: board}}\n" for n in range(45))
        messages = [f.message for f in of(linted(text), "too-many")]
        assert len(messages) == 3
        assert "45 KPIs stand in this list; 40 are" in messages[0]
        assert "12 are" in messages[1]
        assert "the board" in messages[2]

    def test_near_duplicates_name_the_first(self) -> None:
        (finding,) = of(linted("kpis: [Calls answered, Answered calls]\n"), "near-duplicates")
        assert finding.message == "“Answered calls” counts nearly the same as “Calls answered” (kpis.yaml:1:8)"

    def test_one_name_with_two_formulas(self) -> None:
        text = (
            "kpis:\n- {name: Churn, formula: a / b}\n- {id: c2, name: CHURN, formula: a / c}\n- {id: c3, name: churn}\n"
        )
        found = linted(text)
        assert [(f.metric, f.level) for f in of(found, "same-name-other-formula")] == [("c2", "error")]
        assert tally(found, "same-name-other-formula").unknown == 1

    def test_a_department_with_outputs_only(self) -> None:
        text = (
            "kpis:\n- {name: Calls answered, department: A}\n- {name: Calls offered, department: A}\n"
            "- {name: Parcels sorted, department: B}\n- {name: Complaints received, department: B}\n"
            "- {name: Index 3, department: C}\n- {name: Calls lost, department: C}\n"
        )
        found = linted(text)
        assert ["“A”" in f.message for f in of(found, "outputs-only-department")] == [True]
        assert tally(found, "outputs-only-department")[3:7] == ("department", 2, 1, 1)

    def test_rewarded_outputs(self) -> None:
        text = (
            "kpis:\n- {name: Average handle time, rewarded: true}\n- {name: Revenue, rewarded: true}\n"
            "- {name: Problems solved at first contact, rewarded: true}\n- Calls answered\n"
        )
        found = linted(text)
        assert [f.message.rsplit(" measures ")[1] for f in of(found, "rewarded-output")] == [
            "what we did",
            "what we earned",
        ]
        assert tally(found, "rewarded-output")[4:7] == (3, 2, 1)
        silent = linted("kpis: [Calls answered, Revenue]\n")
        assert [f.metric for f in of(silent, "rewarded-output")] == [None]
        assert tally(silent, "rewarded-output")[4:7] == (0, 0, 2)


def test_saying_less_never_turns_into_all_right() -> None:
    more = linted(f"kpis:\n- {{name: Supply restored, {WHOLE}}}\n- {{name: Calls answered, owner: Bev, target: 83}}\n")
    less = linted("kpis: [Supply restored, Calls answered]\n")
    for one, other in zip(more.quality, less.quality, strict=True):
        if one.group == "fields":
            assert other.applied - other.found <= one.applied - one.found, one.check


def test_braces_in_names_are_text() -> None:
    found = linted("kpis: [{name: '{words} {value}', target: '85', owner: 'A; {name}'}]\n")
    (finding,) = of(found, "several-owners")
    assert finding.message == "“{words} {value}” has several owners: A; {name}"
