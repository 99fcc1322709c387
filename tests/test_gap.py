"""What is wanted and what shows that it is reached: objectives, customers, needs, success statements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpiaudit import audit
from kpiaudit.__main__ import main
from kpiaudit.aims import Gap
from kpiaudit.analyses.statements import FOREIGN, Subject, check
from kpiaudit.model import Audit
from kpiaudit.reports.definitions import noticed
from kpiaudit.rulebook.statements import StatementAnswer, StatementCheck

LIST = """\
organisation: Warm Homes
objectives:
  - {id: warm-homes, name: Homes are warm}
  - {id: solvent, name: We can pay}
  - {id: loved, name: Tenants like us}
  - {id: greener, name: We waste less}
customers:
  - name: Tenant
    important: true
    needs:
      - {id: warm, need: My home is warm, success: The tenant has heat back within 24 hours, important: true}
      - {id: told, need: I know what happens, success: Tenants feel well informed as soon as possible}
      - {id: heard, need: Somebody answers}
      - {id: safe, need: My home is safe}
  - Landlord
kpis:
  - {id: heat, name: Homes with heating restored within 24 hours and no repeat fault, need: warm, supports: warm-homes}
  - {id: csat, name: Customer satisfaction, need: told, supports: loved}
  - {id: aht, name: Average handle time, need: heard, customer: Tenant}
  - {id: calls, name: Calls answered, need: [heard, told]}
  - {id: margin, name: Profit margin, supports: solvent}
  - {id: churn, name: Tenant satisfaction survey, customer: tenant}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def audited(here: Path, text: str, name: str = "kpis.yaml") -> Audit:
    (here / name).write_text(text, encoding="utf-8")
    return audit(name)


def gap_of(here: Path, text: str) -> Gap:
    found = audited(here, text)
    assert found.gaps
    (one,) = found.gaps
    return one


class TestGap:
    def test_what_watches_each_need_and_objective(self, here: Path) -> None:
        gap = gap_of(here, LIST)
        tenant, landlord = gap.customers
        assert [(s.need.id, s.watch.state) for s in tenant.needs] == [
            ("warm", "outcome"),
            ("told", "survey"),
            ("heard", "output"),
            ("safe", "nothing"),
        ]
        assert [(s.objective.id, s.watch.state) for s in gap.objectives] == [
            ("warm-homes", "outcome"),
            ("solvent", "output"),
            ("loved", "survey"),
            ("greener", "nothing"),
        ]
        assert tenant.needs[1].watch.outputs == ("calls",)
        assert (gap.no_need, gap.no_objective) == (("margin", "churn"), ("aht", "calls", "churn"))
        assert (tenant.no_need, landlord.needs) == (("churn",), ())

    def test_outputs_suggest_what_to_measure_instead(self, here: Path) -> None:
        warm, told, heard, _ = gap_of(here, LIST).customers[0].needs
        assert warm.suggestions == ()
        assert [one.instead_of for one in heard.suggestions] == ["aht", "calls"]
        assert all(one.text and one.rule for one in (*told.suggestions, *heard.suggestions))

    def test_a_need_without_kpis_is_looked_up_by_its_words(self, here: Path) -> None:
        text = "customers: [{name: A, needs: [{id: n, need: My call is answered, success: Average speed of answer}]}]\n"
        (need,) = gap_of(here, text + "kpis: [Profit margin]").customers[0].needs
        assert [(one.instead_of, bool(one.text)) for one in need.suggestions][:1] == [("", True)]

    def test_a_kpi_without_verdict_watches_as_unclear(self, here: Path) -> None:
        text = "objectives: [{id: o, name: Thrive}]\nkpis:\n- {name: Index 3, supports: Thrive}\n"
        assert gap_of(here, text).objectives[0].watch.state == "unclear"

    def test_lists_of_one_organisation_belong_together(self, here: Path) -> None:
        kpis = "organisation: Warm Homes\nkpis: [{id: more, name: Homes reheated, need: safe, supports: greener}]\n"
        (here / "more.yaml").write_text(kpis, encoding="utf-8")
        (here / "other.yaml").write_text("kpis: [{name: AHT, need: nothing-of-ours}]", encoding="utf-8")
        (here / "kpis.yaml").write_text(LIST, encoding="utf-8")
        found = audit("kpis.yaml", "more.yaml", "other.yaml")
        assert found.gaps
        (gap,) = found.gaps
        assert gap.customers[0].needs[3].watch.outputs + gap.customers[0].needs[3].watch.outcomes == ("more",)
        assert noticed(found) == []

    def test_what_is_not_given_is_asked(self, here: Path) -> None:
        bare = audited(here, "kpis: [Calls answered]")
        assert (bare.gaps, len(bare.asks)) == (None, 2)
        some = gap_of(here, "customers: [Tenant]\nkpis: [Calls answered]")
        assert [ask.split()[0:2] for ask in some.asks] == [["What", "does"], ["What", "does"]]
        assert some.asks != bare.asks


class TestLinks:
    def findings(self, here: Path, kpi: str) -> list[tuple[str, str, int | None]]:
        found = audited(here, LIST + f"  - {{name: Extra, {kpi}}}\n")
        return [(f.rule, f.message, f.location.line if f.location else None) for f in noticed(found)]

    @pytest.mark.parametrize(
        ("kpi", "rule", "message"),
        [
            ("need: wram", "unknown-need", "the list has no need `wram`; is `warm` meant?"),
            ("supports: [solvnt]", "unknown-objective", "the list has no objective `solvnt`; is `solvent` meant?"),
            ("customer: Tennant", "unknown-customer", "the list has no customer `Tennant`; is `Tenant` meant?"),
            ("need: xyz", "unknown-need", "the list has no need `xyz`; it has `warm`, `told`, `heard`, `safe`"),
            ("need: warm, customer: Landlord", "need-of-another-customer", "the need `warm` is one of Tenant"),
        ],
    )
    def test_what_points_to_nothing_is_told_with_what_is_near(
        self, here: Path, kpi: str, rule: str, message: str
    ) -> None:
        ((found_rule, found_message, line),) = self.findings(here, kpi)
        assert (found_rule, line) == (rule, LIST.count("\n") + 1)
        assert found_message.startswith(message)

    @pytest.mark.parametrize(
        "kpi",
        ["need: WARM", "need: My home is warm", "supports: 'warm-homes, solvent'", "customer: tenant", "need: ''"],
    )
    def test_ids_texts_and_several_at_once_are_understood(self, here: Path, kpi: str) -> None:
        assert self.findings(here, kpi) == []

    def test_where_nothing_is_given_nothing_is_wrong(self, here: Path) -> None:
        found = audited(here, "objectives: [Thrive]\nkpis: [{name: AHT, need: x, customer: y, supports: thrive}]")
        assert noticed(found) == []


def test_explain_says_what_a_kpi_is_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audited(here, LIST)
    assert main(["explain", "heat", "kpis.yaml"]) == 0
    out = capsys.readouterr().out
    assert "What it is for\n  customer  Tenant\n  need      My home is warm\n  objective Homes are warm\n" in out
    assert main(["explain", "churn", "kpis.yaml"]) == 0
    assert "  need      none of those the list gives\n" in capsys.readouterr().out
    audited(here, "kpis: [{name: AHT, supports: growth}]")
    assert main(["explain", "aht", "kpis.yaml"]) == 0
    assert "What it is for\n  objective growth\n\n" in capsys.readouterr().out


class TestStatements:
    def results(self, here: Path, success: str, more: str = "") -> dict[str, str]:
        quoted = json.dumps(success)
        text = f"{more}\ncustomers: [{{name: Tenant, needs: [{{id: n, need: x, success: {quoted}}}]}}, Landlord]\n"
        (need,) = gap_of(here, text + "kpis: [Calls answered]").customers[0].needs
        return {one.id: one.result for one in need.statement}

    def test_a_good_one_meets_every_check(self, here: Path) -> None:
        found = self.results(here, "The tenant has heat and hot water back within 24 hours of reporting")
        assert set(found.values()) == {"met"}
        assert list(found) == ["one-customer", "observable", "measurable", "time-bound", "no-weasel-words"]

    @pytest.mark.parametrize(
        ("check_id", "statement", "result"),
        [
            ("one-customer", "The tenant and the landlord have heat within a day", "not-met"),
            ("one-customer", "The fault is gone within a day", "unknown"),
            ("observable", "The tenant feels looked after", "not-met"),
            ("measurable", "The tenant has a better repair", "not-met"),
            ("time-bound", "The tenant has heat as soon as possible", "not-met"),
            ("time-bound", "The tenant has heat", "unknown"),
            ("no-weasel-words", "The tenant has a timely repair", "not-met"),
        ],
    )
    def test_what_each_check_catches(self, here: Path, check_id: str, statement: str, result: str) -> None:
        assert self.results(here, statement)[check_id] == result

    def test_the_lists_word_for_customers_counts_as_the_customer(self, here: Path) -> None:
        found = self.results(here, "The resident has heat within a day", "customer_word: resident")
        assert found["one-customer"] == "met"

    def test_a_language_without_rules_is_left_to_people(self, here: Path) -> None:
        found = self.results(here, "Die Wohnung ist in 24 Stunden warm", "language: de")
        assert set(found.values()) == {"unknown"}

    def test_braces_in_a_statement_stay_text(self) -> None:
        one = StatementCheck("x", "?", (StatementAnswer("met", "It says {words}.", "set"),), "unknown", "?")
        (result,) = check("{words}", [one], {"set": "{words}"}, Subject())
        assert result.why == "It says “{words}”."
        assert check("x", [one], {}, Subject(foreign=True))[0].why == FOREIGN
