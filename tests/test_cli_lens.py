"""`kpiaudit lens` on the command line, and what `explain` tells of lenses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpiaudit.__main__ import main
from tests.rulebase import rules
from tests.running import LIST, few_rules_process


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["lens", *arguments])
    return code, *capsys.readouterr()


def test_without_arguments_it_lists_the_lenses(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    for name in ("journey", "triple-crown", "measurement", "failure-demand"):
        assert f"\n{name} " in f"\n{out}"
    assert "(in every audit)" in out


def test_a_name_shows_that_lens_and_none_the_default_ones(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "journey", LIST, "--no-color")
    assert code == 0
    assert "Get help " in out
    assert "in the name" in out
    assert "Triple crown" not in out
    _, out, _ = run(capsys, LIST)
    assert "Get help " in out
    assert "Triple crown" in out


def test_formats(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "journey", LIST, "-f", "json")
    (lens,) = json.loads(out)["lenses"]
    assert lens["placements"]
    _, out, _ = run(capsys, "journey", LIST, "--format", "markdown")
    assert "| category | covered by |" in out
    code, _, err = run(capsys, "journey", LIST, "-f", "csv")
    assert code == 2
    assert "formats are text, json, markdown" in err


def test_what_cannot_be_looked_at_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "jurney", LIST)
    assert code == 2
    assert "'jurney' is neither a lens nor a file; lenses are journey" in err
    assert "kpiaudit lens --help" in err
    code, _, err = run(capsys, "journey")
    assert code == 2
    assert "Name a list" in err
    code, out, err = run(capsys, "journey", str(tmp_path / "gone.yaml"), "-f", "json")
    assert code == 2
    assert json.loads(out)["errors"]
    assert "gone.yaml" in err


def test_broken_rules_are_told_and_json_stays_valid(small_rules: Path, tmp_path: Path) -> None:
    broken = rules(tmp_path / "broken", "lens: {id: mine}\n")
    arguments = ("lens", LIST, "--rules", str(broken), "-f", "json")
    done = few_rules_process(tmp_path / "home", small_rules, *arguments)
    assert done.returncode == 2
    assert {error["path"] for error in json.loads(done.stdout)["errors"]} == {f"{broken}/mine.yaml"}
    assert b"a lens needs 'label'" in done.stderr


def test_a_list_may_be_called_like_a_lens(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("journey").write_text("Calls answered\n", encoding="utf-8")
    assert run(capsys, "journey")[0] == 0


def test_explain_tells_in_which_categories_a_kpi_stands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "First contact resolution"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Customer journey (lens journey) stands in Get help, “First contact resolution” in the name" in out
    assert "(rule need-met-once) Moves it:" in out
