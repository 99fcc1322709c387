"""The gap as reports show it, and the page on one customer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kpiaudit import audit, load_rulebook
from kpiaudit.__main__ import main
from kpiaudit.model import Audit, RulebookInfo
from kpiaudit.reports import GAP_RENDERERS, Options, renderer
from kpiaudit.reports.canvas import render, subjects
from tests.build import HOSTILE
from tests.schemas import schema, validate
from tests.test_gap import LIST, audited, here

__all__ = ["here"]


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
        shared = schema("gap-v1")["$defs"]
        assert shared == {name: schema("audit-v1")["$defs"][name] for name in shared}
        for text in (LIST, "kpis: [Calls answered]"):
            audited(here, text)
            reports = []
            for command in ("audit", "gap"):
                assert main([command, "kpis.yaml", "-f", "json"]) == 0
                reports.append(json.loads(capsys.readouterr().out))
                validate(reports[-1], f"{command}-v1")
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


def test_the_page_on_a_customer_of_a_whole_engagement(request: pytest.FixtureRequest) -> None:
    case = Path("examples/turned-around")
    found = pinned(f"{case}/kpis.yaml")
    text = "".join(render(found, subjects(found)["householder"], load_rulebook().canvas))
    if request.config.getoption("--regenerate"):
        (case / "expected-canvas.md").write_text(text, encoding="utf-8")
    assert text == (case / "expected-canvas.md").read_text(encoding="utf-8")
