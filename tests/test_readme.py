"""Documentation that cannot drift: shown output is real, shown commands and Python run, options are all described."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kpiaudit.__main__ import main
from kpiaudit.cli.options import AUDIT
from tests.rulebase import write_shown_rules, write_small
from tests.running import LIST

README = Path("README.md")
OUTPUT = re.compile(
    r"<!-- output: (?P<command>[^\n]+), first (?P<lines>\d+) lines -->\n```text\n(?P<shown>.*?)```\n", re.DOTALL
)


def test_shown_output_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    def real(block: re.Match[str]) -> str:
        main(shlex.split(block["command"])[1:])
        lines = capsys.readouterr().out.splitlines()
        shown = lines[: int(block["lines"])]
        text = "".join(f"{line}\n" for line in (*shown, *(["..."] if len(lines) > len(shown) else [])))
        return block.group().replace(f"```text\n{block['shown']}```", f"```text\n{text}```")

    written = README.read_text(encoding="utf-8")
    current, blocks = OUTPUT.subn(real, written)
    assert blocks == 2
    if request.config.getoption("--regenerate"):
        README.write_text(current, encoding="utf-8")
        written = current
    assert written == current, "README.md shows old output; run pytest --regenerate"


def test_shown_python_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    exec(code, {})  # the assertions in it are the test


def test_shown_commands_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = re.findall(r"## Use\n\n```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    for name in ("kpis.yaml", "sales.yaml", "service.yaml"):
        Path(name).write_text("kpis:\n  aht: Average handle time\n", encoding="utf-8")
    Path("kpis.csv").write_text("name\nAverage handle time\n", encoding="utf-8")
    write_small(Path("my-rules"))
    Path("clients").mkdir()
    Path("clients/one.yaml").write_text("kpis: [Average handle time]\n", encoding="utf-8")
    commands = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert len(commands) > 5
    for command in commands:
        if "canvas" in command:
            Path("kpis.yaml").write_text("customers: [Tenant]\nkpis: {aht: Average handle time}\n", encoding="utf-8")
        if "compare" in command:
            assert main(["audit", "kpis.yaml", "-f", "json=last-year.json"]) == 0
        if "decisions" in command:  # somebody has filled in the report
            Path("audit.csv").write_text("name,decision,because\nAHT,output,told so\n", encoding="utf-8")
        assert main(command[1:]) == 0, command
        capsys.readouterr()


def test_linked_files_exist() -> None:
    for page in (README, Path("CONTRIBUTING.md"), *Path("docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page}: {link}"


def test_make_targets_of_the_readme_exist() -> None:
    makefile = Path("Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\S+)", README.read_text(encoding="utf-8"), re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_every_option_is_described() -> None:
    assert all(option.help and option.spellings[0].startswith("--") for option in AUDIT)


def test_the_rule_shown_to_consultants_is_checked_as_they_are_told(
    tmp_path: Path, client_rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_shown_rules(tmp_path)
    assert main(["rules", "check", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == "3 rules, 10 examples: 1 problem\n"
    assert "Heating engineers working overtime" in err
    assert main(["audit", LIST, "--quiet", "--rules", str(client_rules)]) == 0  # it holds them put right, and loads
