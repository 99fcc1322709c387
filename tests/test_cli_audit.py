"""`kpiaudit audit` as users meet it: what is printed where, exit codes, files."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import kpiaudit
from kpiaudit.__main__ import main
from kpiaudit.cli import audit
from kpiaudit.cli.options import AUDIT
from tests.rulebase import rules
from tests.running import LIST, few_rules_process, kpiaudit_process


class TestAudit:
    def test_the_report_goes_to_stdout_and_nothing_to_stderr(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", LIST]) == 0
        out, err = capsys.readouterr()
        assert out.startswith("Tarnwater Supply")
        assert err == ""

    def test_several_files_are_one_audit(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", LIST, "examples/saas/kpis.yaml", "-q"]) == 0
        assert capsys.readouterr().out.startswith("53 KPIs:")

    def test_standard_input(self) -> None:
        done = kpiaudit_process("audit", "-", "-q", stdin=b"Calls answered\nAverage handle time\n")
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(b"2 KPIs: 100 % outputs")

    def test_formats_go_to_files_and_one_to_stdout(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        json_file, csv_file = tmp_path / "a.json", tmp_path / "a.csv"
        arguments = ["audit", LIST, "-f", f"json={json_file}", "-f", f"csv={csv_file}", "--format=markdown"]
        assert main(arguments) == 0
        assert capsys.readouterr().out.startswith("# Tarnwater Supply")
        document = json.loads(json_file.read_text(encoding="utf-8"))
        rows = list(csv.DictReader(io.StringIO(csv_file.read_text(encoding="utf-8"))))
        assert len(document["metrics"]) == len(rows) == 25

    def test_only_files_leave_stdout_empty(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", LIST, "-f", f"json={tmp_path / 'a.json'}"]) == 0
        assert capsys.readouterr() == ("", "")

    def test_min_confidence_makes_doubtful_verdicts_unclear_but_not_a_persons(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["audit", LIST, "-f", "json", "--min-confidence", "1"]) == 0
        metrics = json.loads(capsys.readouterr().out)["metrics"]
        assert {m["class"] for m in metrics if not m["declared"]} == {"unclear"}
        assert [m["class"] for m in metrics if m["declared"]] == ["output"]

    def test_min_confidence_says_why(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", LIST, "-f", "csv", "--min-confidence", "1"]) == 0
        table = capsys.readouterr().out
        assert "less sure than was asked for: “" in table
        assert "too little or contradictory" not in table

    def test_own_rules_lie_over_the_shipped_ones(self, client_rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", LIST, "--rules", str(client_rules)]) == 0
        assert "Own view in force: perception" in capsys.readouterr().out


class TestExitCodes:
    def test_a_missing_file_among_others_is_named_and_the_others_are_audited(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["audit", LIST, "gone.yaml", "-f", "json"]) == 2
        out, err = capsys.readouterr()
        document = json.loads(out)
        assert len(document["metrics"]) == 25
        assert document["errors"][0]["path"] == "gone.yaml"
        assert err.startswith("gone.yaml: error: ")
        assert "hint: " in err

    def test_a_broken_file_is_named_with_line_excerpt_and_hint(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bad = tmp_path / "bad.yaml"
        bad.write_text("kpis:\n  - name: a\n\t- name: b\n", encoding="utf-8")
        assert main(["audit", str(bad)]) == 2
        err = capsys.readouterr().err
        assert "bad.yaml:3:1: error:" in err
        assert "| \\t- name: b" in err

    def test_broken_rules_still_give_machines_their_json(self, tmp_path: Path, small_rules: Path) -> None:
        broken = rules(tmp_path / "broken", "measurs: []\n")
        arguments = ("audit", LIST, "--rules", str(broken), "-f", "json")
        done = few_rules_process(tmp_path / "home", small_rules, *arguments)
        assert done.returncode == 2
        assert [error["path"] for error in json.loads(done.stdout)["errors"]] == [f"{broken}/mine.yaml"]
        assert b"mine.yaml:1:" in done.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            ["audit"],
            ["audit", LIST, "--nonsense"],
            ["audit", LIST, "-f", "pdf"],
            ["audit", LIST, "-f", "json="],
            ["audit", LIST, "-f", "json", "-f", "text"],
            ["audit", LIST, "-f", "json=x", "-f", "csv=x"],
            ["audit", LIST, "--min-confidence", "2"],
            ["audit", LIST, "--rules", ""],
            ["audit", LIST, "--formats="],
            ["audit", LIST, "--min-confidence", "nan"],
            ["audit", LIST, "--max-mb", "0"],
            ["nonsense"],
            [],
        ],
    )
    def test_usage_errors(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err

    def test_help_and_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == f"kpiaudit {kpiaudit.__version__}\n"
        assert main(["audit", "--help"]) == 0
        text = capsys.readouterr().out
        for option in AUDIT:
            assert option.spellings[0] in text
        assert "Examples:" in text

    def test_a_file_that_cannot_be_written(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", LIST, "-f", f"json={tmp_path}/no/such/dir.json"]) == 2
        assert "cannot be written" in capsys.readouterr().err

    def test_a_crash_says_how_to_report_it(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def crash(*_: object, **__: object) -> None:
            raise RuntimeError("on purpose")

        monkeypatch.setattr(audit, "audit_paths", crash)
        assert main(["audit", LIST]) == 3
        err = capsys.readouterr().err
        assert "RuntimeError: on purpose" in err
        assert "Please report it" in err

    def test_an_interrupt(self) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "kpiaudit", "audit", "-"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run unattended
        ) as process:
            assert process.stdin
            process.stdin.write(b"Calls answered\n" * 100_000)  # more than a pipe holds: once it is in, somebody reads
            process.stdin.flush()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate()
        assert (process.returncode, err) == (130, b"")

    def test_a_closed_pipe_ends_quietly(self, tmp_path: Path) -> None:
        many = tmp_path / "many.txt"
        many.write_text("".join(f"Calls answered {i}\n" for i in range(3_000)), encoding="utf-8")
        with subprocess.Popen(
            [sys.executable, "-m", "kpiaudit", "audit", str(many), "-f", "json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.read(10)
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 0


class TestFiles:
    def test_no_report_is_written_over_what_was_read(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        kept, link = tmp_path / "kpis.yaml", tmp_path / "link.csv"
        kept.write_text("kpis: [Calls answered]\n")
        link.symlink_to(kept)
        for name in (kept, link):
            assert main(["audit", str(tmp_path), "-f", f"csv={name}", "-f", f"json={tmp_path / 'a.json'}"]) == 2
            assert "no report is written over it" in capsys.readouterr().err
        assert kept.read_text() == "kpis: [Calls answered]\n"
        assert (tmp_path / "a.json").exists()
        assert main(["compare", str(kept), str(kept), "-f", f"markdown={kept}"]) == 2
        assert kept.read_text() == "kpis: [Calls answered]\n"

    def test_are_replaced_whole_and_keep_their_mode(self, tmp_path: Path) -> None:
        file = tmp_path / "a.json"
        file.write_text("old", encoding="utf-8")
        file.chmod(0o640)
        assert main(["audit", LIST, "-f", f"json={file}"]) == 0
        json.loads(file.read_text(encoding="utf-8"))
        assert file.stat().st_mode & 0o777 == 0o640
        assert [p.name for p in tmp_path.iterdir()] == ["a.json"]

    def test_a_failure_leaves_the_old_content(self, tmp_path: Path) -> None:
        from kpiaudit.cli.output import to_file

        file = tmp_path / "a.txt"
        file.write_text("old", encoding="utf-8")

        def pieces() -> object:
            yield "new"
            raise RuntimeError

        with pytest.raises(RuntimeError):
            to_file(str(file), pieces())  # type: ignore[arg-type]  # a generator that fails half-way
        assert file.read_text(encoding="utf-8") == "old"
        assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]

    def test_devices_are_written_to(self) -> None:
        assert kpiaudit_process("audit", LIST, "-f", "json=/dev/null").returncode == 0
