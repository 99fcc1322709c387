"""Where KPIs came from, and balances side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kpiaudit
from kpiaudit.__main__ import main
from kpiaudit.analyses.balance import GROUPED_BY
from tests.build import HOSTILE, audit, metric, render, verdict

CLIENTS = {
    "clients/acme.yaml": "sector: bank\nkpis: [{name: Calls answered, owner: Bev, level: team}, Net promoter score]\n",
    "clients/brown.csv": "KPI,Department,Level\nAverage handle time,Care,board\nXyzzy plugh,,board\n",
    "clients/deep/models/m.yml": "metrics: [{name: a, label: Calls taken, type: simple, type_params: {measure: m}}]\n",
}


@pytest.fixture(autouse=True)
def _clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in CLIENTS.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


class TestGroups:
    @pytest.mark.parametrize(
        ("by", "groups"),
        [
            ("path", {"clients/acme.yaml": 2, "clients/brown.csv": 2, "clients/deep/models/m.yml": 1}),
            ("owner", {"Bev": 1, "": 4}),
            ("department", {"Care": 1, "": 4}),
            ("level", {"team": 1, "board": 2, "": 2}),
            ("sector", {"bank": 2, "": 3}),
        ],
    )
    def test_every_kpi_is_in_one(self, by: str, groups: dict[str, int]) -> None:
        found = kpiaudit.audit("clients", by=by).balances
        assert {name: balance.metrics for name, balance in found.groups.items()} == groups
        assert sum(groups.values()) == found.all.metrics

    def test_a_folder_of_files_with_a_metric_each_is_one_list(self) -> None:
        for name in "abc":
            text = f"key_path: {name}\nvalue_type: number\nproduct_group: x\n"
            Path(f"clients/deep/{name}.yml").write_text(text, encoding="utf-8")
        assert kpiaudit.audit("clients", by="path").balances.groups["clients/deep"].metrics == 3

    def test_the_report_shows_them_all_with_what_is_unclear(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "clients", "--by", "level"]) == 0
        lines = capsys.readouterr().out.splitlines()
        at = lines.index("  By level:")
        assert [line.split()[0] for line in lines[at + 1 : at + 4]] == ["board", "team", "(level"]
        assert lines[at + 1].endswith("100 % outputs  1 of 1, 1 unclear")

    def test_paths_that_are_too_long_lose_their_front(self, capsys: pytest.CaptureFixture[str]) -> None:
        long = Path("clients", "x" * 60, "end.yaml")
        long.parent.mkdir()
        long.write_text("kpis: [Calls answered]", encoding="utf-8")
        assert main(["audit", "clients", "--by", "path"]) == 0
        out = capsys.readouterr().out
        assert "xxx/end.yaml ██" in out
        assert all(len(line) <= 80 for line in out.splitlines())

    def test_in_one_line_each(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "clients", "--by", "path", "-q"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("5 KPIs: ")
        assert [line.split(": ")[:2] for line in lines[1:]] == [
            ["clients/acme.yaml", "2 KPIs"],
            ["clients/brown.csv", "2 KPIs"],
            ["clients/deep/models/m.yml", "1 KPI"],
        ]

    def test_in_json_and_markdown(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "clients", "--by", "sector", "-f", "json", "-f", "markdown=a.md"]) == 0
        balance = json.loads(capsys.readouterr().out)["balance"]
        assert (balance["groups_by"], list(balance["groups"])) == ("sector", ["bank", ""])
        markdown = Path("a.md").read_text(encoding="utf-8")
        assert "### By sector" in markdown
        assert "| (sector not given) | 100 % | 2 of 2 | 0 of 0 | 1 | 3 |" in markdown

    def test_without_it_departments_as_ever(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "clients", "-f", "json"]) == 0
        balance = json.loads(capsys.readouterr().out)["balance"]
        assert (balance["groups_by"], list(balance["groups"])) == ("department", ["Care"])

    def test_a_group_that_is_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "clients", "--by", "colour"]) == 2
        assert "path, department, owner, level, sector" in capsys.readouterr().err
        with pytest.raises(ValueError, match="colour"):
            kpiaudit.audit("clients", by="colour")

    def test_hostile_names_and_very_many(self) -> None:
        metrics = [metric("x", n, owner=name) for n, name in enumerate(HOSTILE)]
        metrics += [metric("x", n, owner=f"owner {n}") for n in range(200)]
        found = audit(metrics, [verdict()] * len(metrics), by="owner")
        for name in ("text", "markdown"):
            report = render(name, found)
            assert "\x1b" not in report
            assert "<script>" not in report or name == "text"
            assert f"and {len(set(HOSTILE)) + 100:,} more" in report


class TestSources:
    def test_every_file_with_its_count_and_format(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "clients", "-f", "text", "-f", "json=a.json", "-f", "markdown=a.md"]) == 0
        out = capsys.readouterr().out
        assert [line.split() for line in out[out.index("Where the KPIs come from") :].splitlines()[2:7]] == [
            ["2", "clients/acme.yaml", "kpi-list"],
            ["2", "clients/brown.csv", "table"],
            ["1", "clients/deep/models/m.yml", "dbt-metricflow"],
            [],
            ["By", "format:", "kpi-list", "2,", "table", "2,", "dbt-metricflow", "1"],
        ]
        document = json.loads(Path("a.json").read_text(encoding="utf-8"))
        assert document["sources"][1] == {"path": "clients/brown.csv", "format": "table", "metrics": 2}
        assert document["formats"] == {"kpi-list": 2, "table": 2, "dbt-metricflow": 1}
        assert "| clients/brown.csv | table | 2 |" in Path("a.md").read_text(encoding="utf-8")

    def test_of_one_file_the_title_says_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "clients/deep/models/m.yml"]) == 0
        out = capsys.readouterr().out
        assert out.startswith("1 KPI · clients/deep/models/m.yml (dbt-metricflow)\n")
        assert "Where the KPIs come from" not in out

    def test_very_many_are_bounded(self) -> None:
        contexts = [metric().context._replace(path=f"{n}.yaml") for n in range(150)]
        metrics = [
            metric("x", n, context=c, location=metric().location._replace(path=c.path)) for n, c in enumerate(contexts)
        ]
        found = audit(metrics, [verdict()] * len(metrics))
        for name in ("text", "markdown"):
            assert "and 50 more" in render(name, found)


def test_every_way_of_grouping_is_offered() -> None:
    assert set(GROUPED_BY) == {"path", "department", "owner", "level", "sector"}
