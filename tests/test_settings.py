"""What a team settles once: where it is found, what it may say, and that the command line wins."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import kpiaudit
from kpiaudit.__main__ import main
from kpiaudit.cli.options import AUDIT, interpret
from kpiaudit.cli.settled import settled
from kpiaudit.model import InputError
from kpiaudit.settings import PROJECT, SETTINGS

PAGE = Path("docs/settings.md")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("lists/kpis.yaml", "kpis: [{name: Calls answered, owner: Bev}, Customer satisfaction]\n")
    write("lists/drafts/d.yaml", "kpis: [Average handle time]\n")


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def audited(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    main(["audit", "-f", "json", *arguments])
    return json.loads(capsys.readouterr().out)


def wrong() -> list[str]:
    with pytest.raises(InputError) as caught:
        settled(interpret(("lists",), {}))
    return [f"{problem.location}: {problem.message} | {problem.hint}" for problem in caught.value.problems]


class TestWhere:
    def test_in_the_working_directory(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(SETTINGS, "by: owner\n")
        assert audited(capsys, "lists")["balance"]["groups_by"] == "owner"

    def test_in_a_project_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(PROJECT, '[project]\nname = "x"\n\n[tool.kpiaudit]\nby = "owner"\nmin-confidence = 1\n')
        document = audited(capsys, "lists")
        assert document["balance"]["groups_by"] == "owner"
        assert {metric["class"] for metric in document["metrics"]} == {"unclear"}

    def test_above_up_to_the_top_of_the_repository(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(SETTINGS, "by: owner\n")
        monkeypatch.chdir("lists")
        assert audited(capsys, ".")["balance"]["groups_by"] == "department"  # no repository
        Path("../.git").mkdir()
        assert audited(capsys, ".")["balance"]["groups_by"] == "owner"
        Path(".git").mkdir()
        assert audited(capsys, ".")["balance"]["groups_by"] == "department"

    def test_the_nearest_counts_and_its_own_file_before_the_projects(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path(".git").mkdir()
        write(SETTINGS, "by: owner\n")
        write(PROJECT, "[tool.kpiaudit]\nby = 'level'\n")
        assert settled(interpret(("lists",), {})).by == "owner"
        write("lists/pyproject.toml", "[tool.kpiaudit]\nby = 'path'\n")
        monkeypatch.chdir("lists")
        request = settled(interpret((".",), {}))
        assert (request.by, request.settings) == ("path", PROJECT)

    @pytest.mark.parametrize(
        "text", ["kpis: [Calls answered]\n", "groups: {care: {metrics: [a]}}\n", "- Calls answered\n"]
    )
    def test_a_list_of_that_name_is_a_list(self, text: str) -> None:
        write(SETTINGS, text)
        assert settled(interpret(("lists",), {})).settings == ""
        assert len(kpiaudit.audit(SETTINGS).metrics) == 1

    @pytest.mark.parametrize("text", ["[project]\n", "# kpiaudit\n[tool.other]\nx = 1\n", "[tool]\n"])
    def test_a_project_file_without_them(self, text: str) -> None:
        write(PROJECT, text)
        assert settled(interpret(("lists",), {})).settings == ""

    def test_an_empty_file_settles_nothing(self) -> None:
        write(SETTINGS, "# nothing yet\n")
        assert settled(interpret(("lists",), {}))._replace(settings="") == interpret(("lists",), {})

    def test_verbose_says_so_and_a_walk_does_not_take_it_for_a_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(SETTINGS, "by: owner\n")
        assert main(["audit", ".", "-q", "--verbose"]) == 0
        err = capsys.readouterr().err
        assert f"settings: {SETTINGS}\n" in err
        assert f"{SETTINGS}: passed over" in err

    def test_the_python_api_reads_none(self) -> None:
        write(SETTINGS, "by: owner\n")
        assert kpiaudit.audit("lists").balances.by == ""

    def test_without_one_nothing_is_imported_for_it(self) -> None:
        code = "import sys; from kpiaudit.__main__ import main; main(sys.argv[1:]);print('tomllib' in sys.modules)"
        write(PROJECT, "[project]\nname = 'x'\n")
        command = [sys.executable, "-c", code, "audit", "lists/kpis.yaml", "-q"]
        done = subprocess.run(command, capture_output=True, check=True)
        assert done.stdout.splitlines()[-1] == b"False"


class TestWhat:
    def test_every_option_but_those_of_one_run(self) -> None:
        settings = {option.name for option in AUDIT if option.setting}
        assert {option.name for option in AUDIT} - settings == {"format", "quiet", "verbose", "color"}

    def test_all_sorts_of_values(self) -> None:
        write(
            SETTINGS,
            "rules: [mine, ours]\nformats: shapes\ncolumns: {name: 3, unit: Einheit}\nlanguage: FR\nsheet: KPIs\n"
            "include: '*.yaml'\nexclude: [drafts/]\ndecisions: said.yaml\nmin-confidence: 0.5\nby: level\nmax-mb: 2\n",
        )
        request = settled(interpret(("lists",), {}))
        assert request.rules == (Path("mine"), Path("ours"))
        assert request.how.formats == (Path("shapes"),)
        assert request.how.columns == {"name": "3", "unit": "Einheit"}
        assert (request.how.language, request.how.sheets) == ("fr", ("KPIs",))
        assert (request.how.include, request.how.exclude) == (("*.yaml",), ("drafts/",))
        assert (request.decisions, request.min_confidence, request.by) == ("said.yaml", 0.5, "level")
        assert request.max_bytes == 2 * 1024 * 1024

    def test_the_same_in_toml(self) -> None:
        write(
            PROJECT,
            "[tool.kpiaudit]\nrules = ['mine']\nmin-confidence = 0.5\n[tool.kpiaudit.columns]\nname = 3\n",
        )
        request = settled(interpret(("lists",), {}))
        assert (request.rules, request.min_confidence, request.how.columns) == ((Path("mine"),), 0.5, {"name": "3"})

    def test_the_command_line_wins(self) -> None:
        write(SETTINGS, "by: owner\nmin-confidence: 0.9\nexclude: [drafts/]\n")
        request = settled(interpret(("lists",), {"min_confidence": "0", "exclude": ["x/"], "by": None}))
        assert (request.by, request.min_confidence, request.how.exclude) == ("owner", 0.0, ("x/",))
        assert request.how.exclude_from == ""

    def test_paths_are_seen_from_the_file(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path(".git").mkdir()
        write(SETTINGS, "decisions: said.yaml\nformats: [shapes]\nexclude: [lists/drafts/]\n")
        write("said.yaml", "decisions:\n- {metric: Calls answered, class: outcome, because: told so}\n")
        write(
            "shapes/own.yaml",
            "id: own\ntitle: Own\nabout: Ours\nrecognise: [{has: ['cards[].label']}]\nmetrics: ['cards[]']\n"
            "fields: {name: [label]}\n",
        )
        write("lists/cards.yaml", "cards: [{label: Complaints received}]\n")
        for here, there in ((".", "lists"), (".", "."), ("lists", ".")):
            monkeypatch.chdir(here)
            document = audited(capsys, there)
            assert {metric["name"]: metric["declared"] for metric in document["metrics"]} == {
                "Complaints received": False,
                "Calls answered": True,
                "Customer satisfaction": False,
            }

    def test_what_is_left_out_may_still_be_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(SETTINGS, "exclude: [lists/drafts/]\n")
        for path in ("lists/drafts", "lists/drafts/d.yaml"):
            assert [metric["name"] for metric in audited(capsys, path)["metrics"]] == ["Average handle time"]

    def test_globs_say_nothing_of_other_trees(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("here/kpiaudit.yaml", "include: [none/]\nexclude: ['*.yaml']\n")
        monkeypatch.chdir("here")
        assert len(audited(capsys, "../lists")["metrics"]) == 3
        assert len(audited(capsys, "..")["metrics"]) == 3

    def test_other_commands_know_them_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(SETTINGS, "columns: {name: 2}\ndecisions: said.yaml\n")
        write("said.yaml", "decisions:\n- {metric: Complaints received, class: output, because: told so}\n")
        write("k.csv", "a,Complaints received\n")
        assert main(["explain", "complaints-received", "k.csv"]) == 0
        assert "by a person: told so" in capsys.readouterr().out
        assert main(["import", "k.csv"]) == 0
        assert "Complaints received" in capsys.readouterr().out


class TestWrong:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("by: owner\nexcldue: [a]\n", f"{SETTINGS}:2:1: there is no setting `excldue` | did you mean `exclude`?"),
            ("min_confidence: 1\n", f"{SETTINGS}:1:1: there is no setting `min_confidence` | did you mean `min-conf"),
            ("format: json=x\n", f"{SETTINGS}:1:1: there is no setting `format` | did you mean `formats`?"),
            ("xyzzy: 1\n", "there is no setting `xyzzy` | settings are rules, formats, columns"),
            ("\nmin-confidence: 7\n", f"{SETTINGS}:2:1: `min-confidence` takes a number between 0 and 1, not '7'"),
            ("by: colour\n", "`by` takes one of path, department, owner, level, sector, not 'colour'"),
            ("by: [owner]\n", "`by` has to be one text"),
            ("rules: {a: b}\n", "`rules` has to be a text or a list of texts"),
            ("columns: {nmae: 3}\n", "`columns`: there is no field 'nmae'"),
            ("rules: [{a: b}]\n", "`rules` holds more than texts"),
            ("just words\n", "these are no settings"),
            ("a: [\n", "not valid YAML"),
        ],
    )
    def test_yaml_at_its_line(self, text: str, says: str) -> None:
        write(SETTINGS, text)
        assert any(says in line for line in wrong()), wrong()

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("[tool.kpiaudit]\nby = 'owner'\nexcldue = []\n", f"{PROJECT}:3: there is no setting `excldue`"),
            ("[tool]\nkpiaudit.by = 'x'\n", f"{PROJECT}:2: `by` takes one of"),
            ("[tool.kpiaudit.columns]\nnmae = 3\n", f"{PROJECT}:1: `columns`: there is no field"),
            ("[tool.kpiaudit]\nby = \n", f"{PROJECT}:2:6: this is no valid TOML"),
            ("tool.kpiaudit = 3\n", "`tool.kpiaudit` has to be a table"),
        ],
    )
    def test_toml_at_its_line(self, text: str, says: str) -> None:
        write(PROJECT, text)
        assert any(says in line for line in wrong()), wrong()

    def test_all_mistakes_at_once(self) -> None:
        write(SETTINGS, "by: colour\nexcldue: x\nmax-mb: 0\n")
        assert [line.split(": ")[0] for line in wrong()] == [f"{SETTINGS}:{n}:1" for n in (1, 2, 3)]

    def test_machines_still_get_their_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(SETTINGS, "by: colour\n")
        assert main(["audit", "lists", "-f", "json"]) == 2
        out, err = capsys.readouterr()
        assert json.loads(out)["errors"][0]["path"] == SETTINGS
        assert f"{SETTINGS}:1:1: error: `by` takes one of" in err
        assert "| by: colour" in err
        compared = ["compare", "lists/kpis.yaml", "lists/drafts/d.yaml"]
        for command in (["explain", "x"], ["import", "lists"], ["formats"], compared, ["canvas", "c", "lists"]):
            assert main(command) == 2
            assert SETTINGS in capsys.readouterr().err


words = st.text(st.sampled_from("by:= \n[]{}\"'-#tol.kpiaudexcn0!&*\t\0"), max_size=40)


@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([(SETTINGS, ""), (PROJECT, "[tool.kpiaudit]\n"), (PROJECT, "")]), words)
def test_any_file_is_read_or_refused(file: tuple[str, str], text: str) -> None:
    for name in (SETTINGS, PROJECT):
        Path(name).unlink(missing_ok=True)
    write(file[0], file[1] + text)
    with suppress(InputError):
        settled(interpret(("lists",), {}))


def test_the_page_names_every_setting() -> None:
    page = (Path(__file__).parent.parent / PAGE).read_text(encoding="utf-8")
    for option in AUDIT:
        if option.setting:
            assert f"| `{option.spellings[0].removeprefix('--')}` |" in page
