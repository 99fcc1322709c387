"""`kpiaudit lint` as a user meets it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kpiaudit.__main__ import main
from kpiaudit.model import Audit, Finding, Location
from kpiaudit.reports import Options
from kpiaudit.reports.lint_json import render as render_json
from kpiaudit.reports.lint_markdown import render as render_markdown
from kpiaudit.reports.lint_text import render
from kpiaudit.tally import Tally
from tests.build import HOSTILE, hostile_audit
from tests.running import LIST
from tests.schemas import validate

LINE = re.compile(r"(?P<place>\S+?:\d+(:\d+)?): (?P<level>error|warning|note) (?P<rule>[a-z-]+): (?P<message>.+)")

Out = pytest.CaptureFixture[str]


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.yaml").write_text("kpis:\n- {name: App downloads, owner: Bev}\n- Calls answered\n- Calls closed\n")
    Path("a.csv").write_text("name\nAverage handle time\n")


@pytest.mark.usefixtures("lists")
def test_a_line_for_every_finding_file_by_file_with_what_to_write(capsys: Out) -> None:
    assert main(["lint", "b.yaml", "a.csv"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = [match for line in out.splitlines() if (match := LINE.fullmatch(line))]
    files = [match["place"].split(":")[0] for match in found]
    assert files == sorted(files, reverse=True)  # as named, not by name
    assert [m["place"] for m in found if m["rule"] == "no-owner"] == ["b.yaml:3:3", "b.yaml:4:3", "a.csv:1"]
    assert out.count("A number for which nobody answers") == 2  # once a file
    assert "    write  owner: the one person who answers for it\n" in out
    assert out.startswith("All 2 lists: ")  # what neither gives
    assert re.search(r"^4 KPIs, \d+ checks: \d+ findings \(", out, re.MULTILINE)
    assert "Unknown is never all right" in out
    assert re.search(r"^no-source +note +0 +4 +0 KPIs$", out, re.MULTILINE)
    assert "no-common-set is unknown: no two departments" in out


@pytest.mark.usefixtures("lists")
def test_quiet_is_one_line(capsys: Out) -> None:
    assert main(["lint", "b.yaml", "--quiet"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(("gate", "code"), [("", 0), ("error", 0), ("warning", 1), ("note", 1)])
def test_the_exit_code_is_zero_unless_a_gate_fails(gate: str, code: int, capsys: Out) -> None:
    assert main(["lint", "b.yaml", *(["--fail-on", gate] if gate else [])]) == code
    assert "vanity" in capsys.readouterr().out


@pytest.mark.usefixtures("lists")
def test_what_cannot_be_read_goes_before_the_gate(capsys: Out) -> None:
    assert main(["lint", "b.yaml", "missing.yaml", "--fail-on", "note"]) == 2
    out, err = capsys.readouterr()
    assert "missing.yaml" in err
    assert "vanity" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fail-on", "high"], "--fail-on takes error, warning, note, not 'high'"),
        (["-f", "csv"], "there is no format 'csv'; formats are text, json, markdown"),
    ],
)
def test_mistakes_on_the_command_line(arguments: list[str], said: str, capsys: Out) -> None:
    assert main(["lint", LIST, *arguments]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "see `kpiaudit lint --help`" in err


@pytest.mark.usefixtures("lists")
def test_json_has_the_keys_of_the_audit(capsys: Out) -> None:
    assert main(["audit", "b.yaml", "a.csv", "-f", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert main(["lint", "b.yaml", "a.csv", "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.pop("kpis") == 4
    assert found == {key: whole[key] for key in found}
    for key, value in found.items():
        validate(value, "audit-v1", f"properties/{key}")
    finding = next(f for f in found["findings"] if f["rule"] == "vanity")
    assert (finding["level"], finding["metric"], finding["location"]["line"]) == ("warning", "app-downloads", 2)
    assert finding["instead"]
    assert {t["check"] for t in found["quality"]} > {"no-owner", "known-gaming-pair", "survey-only"}


@pytest.mark.usefixtures("lists")
def test_several_reports_at_once(capsys: Out) -> None:
    assert main(["lint", "b.yaml", "-f", "markdown=out.md", "-f", "json=out.json", "-f", "text"]) == 0
    assert "# 3 KPIs, " in Path("out.md").read_text(encoding="utf-8")
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["kpis"] == 3
    assert "vanity" in capsys.readouterr().out


@pytest.mark.usefixtures("lists")
def test_the_audit_tells_how_many_and_leaves_the_rest_to_lint(capsys: Out) -> None:
    assert main(["audit", "b.yaml"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert re.search(r"checks, \d+ findings; above all", out)
    assert "kpiaudit lint" in out
    assert "no-owner:" not in out


@pytest.mark.usefixtures("lists")
def test_explain_shows_what_is_wrong_with_one_kpi(capsys: Out) -> None:
    assert main(["explain", "app-downloads", "b.yaml"]) == 0
    out = capsys.readouterr().out
    assert "vanity: “App downloads” can only look good" in " ".join(out.split())
    assert "Calls" not in out
    assert main(["explain", "App downloads"]) == 0
    assert "How it is defined" not in capsys.readouterr().out


def test_what_was_noticed_on_reading_is_a_finding_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("k.yaml").write_text("kpis:\n- {name: Calls answered, ownr: Bev}\n")
    assert main(["lint", "k.yaml"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "k.yaml:2:26: warning near-miss-key: the key `ownr` is not known; is `owner` meant?" in out


def hostile() -> Audit:
    """Findings in which everything a user can bring in is hostile."""
    found = hostile_audit()
    findings = tuple(Finding("x", "warning", f"{n} lacks {n}", n, Location(n, 1, 1), n) for n in HOSTILE)
    return found._replace(findings=findings, quality=(Tally("x", "warning", "list", "KPI", 1, 1, 1, "why", "y"),))


def test_hostile_names_drive_no_terminal() -> None:
    out = "".join(render(hostile(), Options(width=80)))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert "\x1b[33mwarning\x1b[0m x" in "".join(render(hostile(), Options(color=True)))


def test_hostile_names_are_no_markdown() -> None:
    out = "".join(render_markdown(hostile(), Options()))
    for markup in ("<script>", " [click](", "**bold**", "`code`", " a | b", "http://"):
        assert markup not in out
    cut = "".join(render_markdown(hostile()._replace(findings=hostile().findings[:1] * 3), Options(limit=2)))
    assert "and 1 more: `-f json=FILE` holds all." in cut


def test_hostile_names_are_json() -> None:
    assert json.loads("".join(render_json(hostile(), Options())))["kpis"] == len(HOSTILE)


def test_nothing_to_lint() -> None:
    empty = hostile()._replace(metrics=(), verdicts=(), findings=())
    assert "".join(render(empty, Options())) == "Nothing to lint.\n"
    assert "".join(render_markdown(empty, Options())) == "Nothing to lint.\n"
