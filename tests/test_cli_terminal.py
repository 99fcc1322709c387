"""What depends on where the command line runs: color, width, encoding, interrupts, pipes."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kpiaudit.__main__ import main
from tests.running import LIST, kpiaudit_process


class TestTerminal:
    def on_terminal(self, *arguments: str, **environment: str) -> str:
        reader, writer = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "kpiaudit", *arguments],
            stdout=writer,
            stderr=writer,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        os.close(writer)
        pieces = []
        try:
            while piece := os.read(reader, 1 << 16):
                pieces.append(piece)
        except OSError:  # how a terminal says that nobody writes to it any more
            pass
        os.close(reader)
        assert process.wait() == 0
        return b"".join(pieces).decode()

    def test_color_on_a_terminal_and_not_elsewhere(self) -> None:
        assert "\x1b[1m" in self.on_terminal("audit", LIST)
        assert b"\x1b" not in kpiaudit_process("audit", LIST).stdout

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_the_environment_can_say_no(self, environment: dict[str, str]) -> None:
        assert "\x1b[1m" not in self.on_terminal("audit", LIST, **environment)

    def test_options_say_it_louder(self) -> None:
        assert "\x1b[1m" not in self.on_terminal("audit", LIST, "--no-color")
        assert b"\x1b[1m" in kpiaudit_process("audit", LIST, "--color", NO_COLOR="1").stdout

    def test_the_width_is_the_terminals(self) -> None:
        narrow = kpiaudit_process("audit", LIST, COLUMNS="60").stdout.decode()
        assert max(map(len, narrow.splitlines())) == 60
        assert max(map(len, kpiaudit_process("audit", LIST).stdout.decode().splitlines())) == 80

    def test_an_encoding_without_boxes_is_no_reason_to_crash(self) -> None:
        done = kpiaudit_process("audit", LIST, PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (0, b"")

    def test_hostile_names_in_diagnostics(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "a.yaml"
        file.write_text('kpis:\n  - name: "x\\e[31m"\n    desciption\\e: y\n    weight: "\\e[31m"\n', encoding="utf-8")
        main(["audit", str(file), "gone\x1b[31m.yaml"])
        out, err = capsys.readouterr()
        assert "\x1b" not in out + err


class TestNowhereToWrite:
    """Standard output that is closed or full."""

    @pytest.mark.parametrize("arguments", [["audit", LIST], ["--version"], ["explain", "calls answered"]])
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
    def test_a_full_disk_is_told_of(self, arguments: list[str]) -> None:
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "kpiaudit", *arguments], stdout=full, stderr=subprocess.PIPE, check=False
            )
            nobody = subprocess.run(
                [sys.executable, "-m", "kpiaudit", *arguments], stdout=full, stderr=full, check=False
            )
        assert done.returncode == nobody.returncode == 2
        assert done.stderr.decode().splitlines() == [
            "kpiaudit: standard output cannot be written: No space left on device",
            "  hint: send it to where there is room",
        ]

    @pytest.mark.parametrize("closed", ["1", "2", "1 2"])
    @pytest.mark.parametrize(("path", "code"), [(LIST, 0), ("nothing.yaml", 2)])
    @pytest.mark.skipif(not Path("/bin/sh").exists(), reason="a shell closes them")
    def test_closed_streams_leave_the_others_and_the_exit_code(self, closed: str, path: str, code: int) -> None:
        command = [sys.executable, "-m", "kpiaudit", "audit", path]
        done = subprocess.run(
            ["sh", "-c", f'exec "$@" {" ".join(f"{one}>&-" for one in closed.split())}', "sh", *command],
            capture_output=True,
            check=False,
        )
        assert done.returncode == code
        whole = subprocess.run(command, capture_output=True, check=False)
        assert done.stdout == (b"" if "1" in closed else whole.stdout)
        assert done.stderr == (b"" if "2" in closed else whole.stderr)
