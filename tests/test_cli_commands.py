"""The other commands, the two lanes of arguments, and the public API."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kpiaudit
from kpiaudit.__main__ import main
from kpiaudit.cli import app, fast, parameters
from kpiaudit.cli.options import AUDIT, Request, UsageError, interpret
from tests.rulebase import write_small
from tests.running import LIST


@pytest.mark.parametrize(
    "command",
    [
        ["audit"],
        ["explain"],
        ["rules", "check"],
        ["template"],
        ["import"],
        ["decisions", "import"],
        ["gap"],
        ["canvas"],
        ["compare"],
        ["lens"],
    ],
    ids=" ".join,
)
def test_every_command_shows_examples_a_line_each(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    text = capsys.readouterr().out
    assert re.search(rf"^  Examples?:\n    kpiaudit (?:.*\n    kpiaudit )?{' '.join(command)}\b", text, re.MULTILINE), (
        text
    )
    assert "\\b" not in text


class TestExplain:
    def test_a_name_without_a_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "Average speed of answer"]) == 0
        out = capsys.readouterr().out
        for part in ("verdict", "output, efficiency", "margin", "points", "in the name", "rule ", "What to do", "ask"):
            assert part in out

    def test_a_definition_counts(self, capsys: pytest.CaptureFixture[str]) -> None:
        definition = "Share of customers whose problem was solved at the first contact"
        assert main(["explain", "Score X", "--definition", definition]) == 0
        assert "outcome" in capsys.readouterr().out

    def test_a_kpi_in_a_file_by_id_or_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "fcr-agent", LIST]) == 0
        by_id = capsys.readouterr().out
        assert "by a person: The agent ticks the box" in by_id
        assert main(["explain", "fcr - AGENT", LIST]) == 0
        assert capsys.readouterr().out == by_id

    def test_an_unknown_id_says_what_is_near(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "fcr-agnt", LIST]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "did you mean fcr-agent" in err

    def test_nonsense_is_unclear_and_says_why(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "Xyzzy plugh"]) == 0
        assert "unclear" in capsys.readouterr().out


class TestRulesCheck:
    def test_what_is_all_right_is_counted(self, small_rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["rules", "check", str(small_rules)]) == 0
        assert capsys.readouterr().out == "2 rules, 5 examples: all right\n"

    def test_every_problem_is_named_at_its_place(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        mine = write_small(tmp_path / "mine")
        (mine / "a.yaml").write_text("measures:\n  - id: x\n    sayz: output\n", encoding="utf-8")
        assert main(["rules", "check", str(mine)]) == 2
        out, err = capsys.readouterr()
        assert "problem" in out
        assert "a.yaml:3:" in err
        assert "did you mean 'says'" in err


def through_typer(arguments: Sequence[str]) -> Request | None:
    """What typer makes of `audit ARGUMENTS`; None where it ends with a message instead."""
    jobs: list[parameters.Job] = []
    with suppress(SystemExit, UsageError):
        app._app(jobs.append)(args=["audit", *arguments], prog_name="kpiaudit")
    for job in jobs:
        assert isinstance(job, partial)
        (request,) = job.args
        assert isinstance(request, Request)
        return request
    return None


def through_fast(arguments: Sequence[str]) -> Request | None:
    understood = fast.parse(arguments)
    try:
        return interpret(*understood) if understood else None
    except UsageError:
        return None


WORDS = st.sampled_from(
    ["a.yaml", "b", "-", "--", "", "json", "json=x", "text", "csv=y", "0.5", "7", "-5", "x=y", "-fjson", "-qf", "--col"]
    + [spelling for option in AUDIT for spelling in (*option.spellings, option.off) if spelling]
    + ["--format=json", "--quiet=yes", "--max-mb=3", "-f=json", "--rules=r", "--rules=", "--no-quiet", "--help"]
)


class TestTwoLanes:
    @given(st.lists(WORDS, max_size=6))
    def test_what_the_fast_lane_understands_typer_understands_alike(self, arguments: list[str]) -> None:
        if fast.parse(arguments) is not None:
            assert through_fast(arguments) == through_typer(arguments)

    @pytest.mark.parametrize(
        "arguments",
        [
            ["a.yaml"],
            ["a.yaml", "-", "b.csv"],
            ["-f", "json=x", "a", "--format", "text", "-q"],
            ["a", "--no-color", "--rules", "r", "--rules=s", "--min-confidence", "0.5", "--max-mb=3"],
        ],
    )
    def test_the_plain_spellings_take_the_fast_lane(self, arguments: list[str]) -> None:
        assert through_fast(arguments) is not None
        assert through_fast(arguments) == through_typer(arguments)

    def test_it_imports_neither_typer_nor_rich_nor_pydantic(self) -> None:
        slow = ("typer", "rich", "pydantic", "csv", "textwrap", "argparse", "typing", "pathlib")
        code = (
            "import sys; from kpiaudit.__main__ import main; main(sys.argv[1:]);"
            f"print([m for m in {slow} if m in sys.modules])"
        )
        command = [sys.executable, "-c", code, "audit", LIST, "-q"]
        subprocess.run(command, capture_output=True, check=True)  # may compile the rules
        done = subprocess.run(command, capture_output=True, check=True)
        assert done.stdout.splitlines()[-1] == b"[]"


class TestPublicApi:
    def test_audit_classify_and_load_rulebook(self) -> None:
        found = kpiaudit.audit(LIST)
        assert isinstance(found, kpiaudit.Audit)
        assert len(found.metrics) == 25
        assert kpiaudit.classify("Average handle time").cls == "output"
        assert kpiaudit.load_rulebook().info.rules > 0

    def test_unknown_names_are_unknown(self) -> None:
        with pytest.raises(AttributeError):
            kpiaudit.nonsense  # noqa: B018  the look-up is the test

    def test_importing_it_imports_nothing_else(self) -> None:
        code = "import sys, kpiaudit; print([m for m in sys.modules if m.startswith('kpiaudit')])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert done.stdout == b"['kpiaudit']\n"
