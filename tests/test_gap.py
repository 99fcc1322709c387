"""What is wanted and what shows that it is reached: objectives, customers, needs, success statements."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from kpiaudit import audit
from kpiaudit.__main__ import main
from kpiaudit.aims import Gap
from kpiaudit.analyses.statements import FOREIGN, Subject, check
from kpiaudit.model import Audit, RulebookInfo
from kpiaudit.reports import GAP_RENDERERS, Options, renderer
from kpiaudit.rulebook.statements import StatementAnswer, StatementCheck
from tests.build import HOSTILE

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
    (one,) = found.gaps.organisations
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
        (gap,) = found.gaps.organisations
        assert gap.customers[0].needs[3].watch.outputs + gap.customers[0].needs[3].watch.outcomes == ("more",)
        assert found.findings == ()

    def test_what_is_not_given_is_asked(self, here: Path) -> None:
        bare = audited(here, "kpis: [Calls answered]").gaps
        assert bare
        assert (bare.organisations, len(bare.asks)) == ((), 2)
        some = gap_of(here, "customers: [Tenant]\nkpis: [Calls answered]")
        assert [ask.split()[0:2] for ask in some.asks] == [["What", "does"], ["What", "does"]]
        assert some.asks != bare.asks


class TestLinks:
    def findings(self, here: Path, kpi: str) -> list[tuple[str, str, int | None]]:
        found = audited(here, LIST + f"  - {{name: Extra, {kpi}}}\n")
        return [(f.rule, f.message, f.location.line if f.location else None) for f in found.findings]

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
        assert found.findings == ()


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


class TestReports:
    def test_the_plain_audit_says_it_in_a_line_or_two(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        audited(here, LIST)
        assert main(["audit", "kpis.yaml"]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert "1 of 4 customer needs is proved by an outcome; watched by surveys only: “I know what happens”" in out
        assert "watched by nothing: “We waste less”. `kpiaudit gap` shows each." in out

    def test_and_what_to_ask_once_where_nothing_is_given(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        audited(here, "kpis: [Calls answered]")
        for name in ("text", "markdown"):
            assert main(["audit", "kpis.yaml", "-f", name]) == 0
            assert capsys.readouterr().out.count("Not yet given; ask the client:") == 1

    def test_json_follows_both_schemas(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        schemas = Path(__file__).parent.parent / "kpiaudit" / "schemas"
        whole = json.loads((schemas / "audit-v1.schema.json").read_text(encoding="utf-8"))
        alone = json.loads((schemas / "gap-v1.schema.json").read_text(encoding="utf-8"))
        assert all(whole["$defs"][name] == definition for name, definition in alone["$defs"].items())
        for text in (LIST, "kpis: [Calls answered]"):
            audited(here, text)
            reports = []
            for command, schema in (("audit", whole), ("gap", alone)):
                assert main([command, "kpis.yaml", "-f", "json"]) == 0
                reports.append(json.loads(capsys.readouterr().out))
                jsonschema.validate(reports[-1], schema)
            assert reports[0]["gap"] == reports[1]["gap"]

    def test_reports_go_where_they_are_sent_and_exit_codes_are_those_of_audit(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        audited(here, LIST)
        assert main(["gap", "kpis.yaml", "-f", "markdown=gap.md", "-f", "json"]) == 0
        assert "| **My home is safe** | watched by nothing |" in (here / "gap.md").read_text(encoding="utf-8")
        assert json.loads(capsys.readouterr().out)["gap"]["organisations"]
        assert main(["gap", "kpis.yaml", "-f", "csv"]) == 2
        assert "formats are text, json, markdown" in capsys.readouterr().err
        assert main(["gap", "gone.yaml"]) == 2
        assert capsys.readouterr().out == "Nothing to audit.\n"

    @pytest.mark.parametrize("name", GAP_RENDERERS)
    def test_hostile_texts_are_made_harmless(self, here: Path, name: str) -> None:
        texts = [text for text in HOSTILE if text != "\ud800"]
        needs = [{"id": f"n{i}", "need": text, "success": text} for i, text in enumerate(texts)]
        data = {
            "organisation": "\x1b[31m<b>",
            "objectives": [{"id": f"o{i}", "name": text} for i, text in enumerate(texts)],
            "customers": [{"name": text, "needs": needs if not i else []} for i, text in enumerate(texts)],
            "kpis": [{"name": text, "need": f"n{i}", "supports": f"o{i}"} for i, text in enumerate(texts)],
        }
        (here / "kpis.json").write_text(json.dumps(data), encoding="utf-8")
        text = "".join(renderer(name, GAP_RENDERERS)(audit("kpis.json"), Options()))
        assert not any(hostile in text for hostile in ("\x1b", "\x9b", "\u202e", "\r"))
        if name == "markdown":
            assert "<script>" not in text
            assert not re.search(r"(?<!\\)\]\(|https?://", text)

    def test_a_long_list_is_bounded_for_people_and_whole_for_machines(self, here: Path) -> None:
        text = "customers: [{name: A, needs: [{id: n, need: x}]}]\nkpis:\n" + "".join(
            f"- Calls {i}\n" for i in range(300)
        )
        found = audited(here, text)
        for name, whole in (("text", False), ("markdown", False), ("json", True)):
            report = "".join(renderer(name, GAP_RENDERERS)(found, Options()))
            assert ("Calls 299" in report) == whole
            assert ("200 more" in report) != whole


class TestCanvas:
    def page(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
        assert main(["canvas", *arguments]) == 0
        return capsys.readouterr().out

    def test_every_section_has_its_question_and_what_is_not_given_is_a_blank(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        audited(here, LIST)
        text = self.page(capsys, "tenant", "kpis.yaml")
        assert text.startswith("# Tenant, an important customer\n")
        assert text.count("\n## ") == 7
        who = text.partition("## Who the customer is")[2].partition("\n## ")[0]
        assert "**Who exactly is this?" in who
        assert "> &nbsp;" in who
        assert "| Average handle time |" in text
        assert "- The tenant has heat back within 24 hours (meets 5 of 5 checks)" in text
        assert "*Somebody answers:* \\_" in text or "*Somebody answers:* ____" in text

    def test_what_the_list_gives_fills_it(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        canvas = (
            "who: Renters, process: Getting warm, expects: [Waiting, Calling], success: Heat, helps: Vans, harms: Forms"
        )
        audited(
            here, f"customers: [{{name: Tenant, {canvas}, needs: [{{id: n, need: Be warm, success: s}}]}}]\nkpis: [AHT]"
        )
        text = self.page(capsys, "Tenant", "kpis.yaml")
        assert all(
            part in text for part in ("- Renters", "- Getting warm", "- Waiting\n- Calling", "- Heat\n- Be warm")
        )
        assert "- **Helps:** Vans\n- **Harms:** Forms" in text
        assert "&nbsp;  \n" not in text

    def test_a_customer_that_only_kpis_name_gets_a_page_of_blanks(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        audited(here, "kpis: [{name: Average handle time, customer: Tenant}]")
        text = self.page(capsys, "Tenant", "kpis.yaml")
        assert text.count("> &nbsp;") >= 15
        assert "| Average handle time |" in text

    def test_an_unknown_customer_says_what_is_near(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        audited(here, LIST)
        assert main(["canvas", "Tenent", "kpis.yaml"]) == 2
        assert "did you mean Tenant?" in capsys.readouterr().err
        audited(here, "kpis: [AHT]")
        assert main(["canvas", "Tenant", "kpis.yaml"]) == 2
        assert "name customers in the list" in capsys.readouterr().err

    def test_into_a_new_file_only(self, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
        audited(here, LIST)
        assert self.page(capsys, "Tenant", "kpis.yaml", "-o", "tenant.md") == ""
        assert (here / "tenant.md").read_text(encoding="utf-8").startswith("# Tenant")
        assert main(["canvas", "Tenant", "kpis.yaml", "-o", "tenant.md"]) == 2


def pinned(path: str) -> Audit:
    return audit(path)._replace(version="0", rulebook=RulebookInfo("sha256:0", 0))


@pytest.mark.parametrize(("name", "file"), [("text", "expected-gap.txt"), ("markdown", "expected-gap.md")])
def test_the_gap_of_a_whole_engagement(name: str, file: str, request: pytest.FixtureRequest) -> None:
    case = Path("examples/turned-around")
    found = "".join(renderer(name, GAP_RENDERERS)(pinned(f"{case}/kpis.yaml"), Options()))
    if request.config.getoption("--regenerate"):
        (case / file).write_text(found, encoding="utf-8")
    assert found == (case / file).read_text(encoding="utf-8")
