"""`kpiaudit north-star --worksheet`: the paper for the workshop, filled in from the list."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kpiaudit.__main__ import main
from tests.test_gap import here

__all__ = ["here"]


@pytest.mark.usefixtures("here")
class TestWorksheet:
    def paper(self, capsys: pytest.CaptureFixture[str], text: str) -> str:
        Path("kpis.yaml").write_text(text, encoding="utf-8")
        assert main(["north-star", "kpis.yaml", "--worksheet"]) == 0
        return capsys.readouterr().out

    def test_it_goes_in_the_order_of_the_method(self, capsys: pytest.CaptureFixture[str]) -> None:
        paper = self.paper(capsys, "kpis: [Nights booked, Average handle time]")
        titles = re.findall(r"^## \d+\. (.*)", paper, re.MULTILINE)
        assert [title.lower().split()[0] for title in titles] == [
            *(
                "who",
                "whom",
                "what",
                "customer",
                "what",
                "the",
                "the",
                "what",
                "candidates",
                "votes",
                "decision",
                "what",
            )
        ]
        assert "grit" in titles[5]
        assert titles[6] == "The most important need"
        assert "agency outside contributes" in titles[-1]
        assert "What will we not do, or stop doing?" in paper
        assert re.search(r"\| Average handle time \| [^|]+\? \|", paper)  # each output's question

    def test_what_the_list_gives_is_filled_in(self, capsys: pytest.CaptureFixture[str]) -> None:
        paper = self.paper(
            capsys,
            """
customer_word: guest
objectives: [Guests come back]
customers:
- name: Family
  important: true
  who: Parents with small children
  needs: [{need: We slept well, important: true}]
- Business traveller
kpis:
- {name: Nights booked, owner: Ann, contributors: [Kitchen, Cleaning], department: Rooms}
- {name: Complaints received}
""",
        )
        for line in (
            "- Family: Parents with small children\n",
            "- Guests come back\n",
            "- Ann\n- Kitchen\n- Cleaning\n- Rooms\n",
            "| Business traveller | &nbsp; |",
            "| Family | We slept well | watched by nothing |",
            "- Family: We slept well\n",
            "- Complaints received\n",
            "| Nights booked | &nbsp; | &nbsp; | &nbsp; |",
            "| Kitchen | &nbsp; |",
        ):
            assert line in paper, line
        assert "Who our best guests are" in paper

    @pytest.mark.parametrize(
        "arguments",
        [
            ["kpis.yaml", "--worksheet", "paper.md"],
            ["kpis.yaml", "--worksheet=paper.md"],
            ["--worksheet", "paper.md", "kpis.yaml"],
        ],
    )
    def test_it_goes_into_a_new_file(self, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
        Path("kpis.yaml").write_text("kpis: [Nights booked]", encoding="utf-8")
        assert main(["north-star", *arguments]) == 0
        assert capsys.readouterr().out == ""
        assert Path("paper.md").read_text(encoding="utf-8").startswith("# Choosing a North Star")
        Path("paper.md").write_text("what the workshop wrote", encoding="utf-8")
        assert main(["north-star", *arguments]) == 2
        assert "nothing is written over it" in capsys.readouterr().err
        assert Path("paper.md").read_text(encoding="utf-8") == "what the workshop wrote"

    def test_before_the_list_it_is_no_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("kpis.yaml").write_text("kpis: [Nights booked]", encoding="utf-8")
        assert main(["north-star", "--worksheet", "kpis.yaml", "-f", "json=star.json"]) == 0
        assert capsys.readouterr().out.startswith("# Choosing")
        assert json.loads(Path("star.json").read_text(encoding="utf-8"))["choice"] == "only"
        assert main(["north-star", "kpis.yaml", "-f", "text", "--worksheet"]) == 2
        assert "cannot go to one place" in capsys.readouterr().err

    def test_a_list_that_gives_nothing_leaves_blanks_with_questions(self, capsys: pytest.CaptureFixture[str]) -> None:
        paper = self.paper(capsys, "kpis: [Calls answered]")
        assert paper.count("> &nbsp;") > 40
        assert "The list calls" not in paper
