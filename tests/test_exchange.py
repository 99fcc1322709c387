"""The sheet for a client, and lists written anew."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kpiaudit.__main__ import main
from kpiaudit.exchange.columns import columns
from kpiaudit.exchange.own_aims import placeless
from kpiaudit.exchange.own_list import differences, render
from kpiaudit.inputs import load
from kpiaudit.inputs.keys import METRIC_KEYS, metric_key
from kpiaudit.model import Declared, ListContext, Location, Metric
from kpiaudit.source import MAX_BYTES
from tests.build import HOSTILE, kinds
from tests.loading import KINDS
from tests.running import LIST, kpiaudit_process

EVERYTHING = sorted(str(path) for path in Path("examples").glob("*/kpis.*"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestTemplate:
    def test_a_column_for_every_field(self) -> None:
        found = columns(kinds())
        assert {column.key for column in found} == set(METRIC_KEYS)
        assert all(metric_key(column.title) == (column.key, 0) for column in found)
        assert all(column.about and column.example for column in found)

    @pytest.mark.usefixtures("here")
    def test_the_workbook_explains_and_offers(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["template", "-o", "kpis.xlsx"]) == 0
        assert "explained" in capsys.readouterr().out
        book = load_workbook("kpis.xlsx")
        assert book.sheetnames == ["KPIs", "Explained"]
        sheet, explained = book["KPIs"], book["Explained"]
        titles = [cell.value for cell in sheet[1]]
        assert titles == [column.title for column in columns(kinds())]
        assert sheet.max_row == 1
        assert all(cell.comment and cell.comment.text for cell in sheet[1])
        assert [row[0].value for row in explained.iter_rows(min_row=2)] == titles
        offered = {
            sheet[str(each.sqref).split(":")[0].rstrip("2") + "1"].value: each.formula1
            for each in sheet.data_validations.dataValidation
        }
        assert offered["Class"] == '"output,outcome"'
        assert offered["Kind"] == f'"{",".join(kinds())}"'
        assert set(offered) == {"Direction", "Cadence", "Level", "Rewarded", "Class", "Kind"}
        assert max(map(len, offered.values())) <= 255, "Excel takes no longer list"

    @pytest.mark.usefixtures("here")
    def test_a_filled_in_csv_is_read_without_a_word(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["template", "-o", "kpis.csv"]) == 0
        assert "First" not in capsys.readouterr().out.splitlines()[0]
        header = Path("kpis.csv").read_text(encoding="utf-8-sig")
        examples = [column.example for column in columns(kinds())]
        row = io.StringIO()
        csv.writer(row).writerow(examples)
        Path("kpis.csv").write_text("\ufeff" + header + row.getvalue(), encoding="utf-8")
        loaded = load(["kpis.csv"], kinds=kinds())
        assert (loaded.errors, loaded.findings) == ((), ())
        (metric,) = loaded.metrics
        assert (metric.name, metric.weight, metric.rewarded) == ("First contact resolution", 2, True)
        assert metric.declared == Declared("outcome", "success", "We ask the caller")

    def test_to_standard_output_it_is_a_csv(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["template"]) == 0
        assert capsys.readouterr().out.startswith("\ufeffName,Id,Definition,")

    @pytest.mark.usefixtures("here")
    def test_what_is_there_is_not_written_over(self, capsys: pytest.CaptureFixture[str]) -> None:
        for name in ("kpis.csv", "kpis.xlsx"):
            Path(name).write_text("mine")
            assert main(["template", "-o", name]) == 2
            assert "is there already" in capsys.readouterr().err
            assert Path(name).read_text() == "mine"
        assert main(["template", "-o", "kpis.pdf"]) == 2
        assert "ends in .xlsx or .csv" in capsys.readouterr().err
        assert main(["template", "-o", "no/such/kpis.csv"]) == 2
        assert "cannot be written" in capsys.readouterr().err

    def test_without_the_extra_it_says_how_to_get_it(self, here: Path) -> None:
        code = "import sys; sys.modules['openpyxl'] = None; from kpiaudit.__main__ import main; sys.exit(main())"
        command = [sys.executable, "-c", code, "template", "-o", "kpis.xlsx"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "kpiaudit[excel]" in done.stderr
        assert "-o kpis.csv" in done.stderr
        assert list(here.iterdir()) == []


def same(metrics: tuple[Metric, ...]) -> list[Metric]:
    """What has to survive: everything but the places."""
    return [
        each._replace(location=Location(""), links=(), context=each.context._replace(path="", format=""))
        for each in metrics
    ]


class TestImport:
    @pytest.mark.parametrize("path", EVERYTHING)
    def test_an_example_is_the_same_again(self, path: str, tmp_path: Path) -> None:
        target = str(tmp_path / "again.yaml")
        assert main(["import", path, "-o", target]) == 0
        before, after = load([path], kinds=kinds()), load([target], kinds=kinds())
        assert same(after.metrics) == same(before.metrics)
        assert list(map(placeless, after.aims)) == list(map(placeless, before.aims))
        assert after.errors == ()
        text = Path(target).read_text(encoding="utf-8")
        assert text.splitlines()[1] == f"#   {path} ({len(before.metrics)} KPIs)"

    def test_a_directory_and_standard_input(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["import", "examples"]) == 0
        text = capsys.readouterr().out
        assert text.count("\n---\n") == text.count("\n#   ") - 1 > 4
        again = load(["-"], kinds=kinds(), stdin=text.encode)
        assert same(again.metrics) == same(load(["examples"], kinds=kinds()).metrics)
        done = kpiaudit_process("import", "-", stdin=b"Calls answered\nAHT\n")
        assert done.stdout.decode().splitlines()[1:4] == ["#   <stdin> (2 KPIs)", "kpis:", "  - id: calls-answered"]

    @pytest.mark.usefixtures("here")
    def test_what_is_wrong_is_named_and_the_rest_is_written(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("a.yaml").write_text("kpis:\n- name: good\n- owner: nameless\n", encoding="utf-8")
        assert main(["import", "a.yaml", "-o", "b.yaml"]) == 2
        assert "a.yaml:3:3: error: this KPI has no name" in capsys.readouterr().err
        assert [m.name for m in load(["b.yaml"], kinds=kinds()).metrics] == ["good"]
        assert main(["import", "gone.yaml", "-o", "c.yaml"]) == 2
        assert main(["import", "a.yaml", "-o", "b.yaml"]) == 2
        assert "is there already" in capsys.readouterr().err
        assert not Path("c.yaml").exists()

    def test_a_definition_that_cannot_be_kept_is_told(self) -> None:
        metric = Metric("a", "a", Location(LIST), ListContext(""), definition="*x*")
        text = "".join(render([metric], "0"))
        (problem,) = differences(text, [metric], kinds())
        assert "definition" in problem.message


words = st.one_of(st.sampled_from(HOSTILE), st.text(), st.text("- >#*_`~[]()<>&;/b\n\r\t :'\"\\|!%@?,{}", max_size=12))
names = words.map(lambda text: text.encode("utf-8", "replace").decode()).filter(lambda text: text.strip())
KEYS = (
    "definition;description;Calculation;unit;owner;level;frequency;cadence;tags;x;Industry;sector;team;title;KPI unit;"
    "kpi;customer;story;class;because;rewarded"
)
keys = st.sampled_from(KEYS.split(";"))
values = st.one_of(names, st.just(" "), st.lists(names, max_size=2), st.dictionaries(names, names, max_size=2))
metric = st.dictionaries(keys, values, max_size=4)


@st.composite
def lists(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """A KPI list with whatever people write, in groups in groups."""
    items: list[Any] = [
        {"name": name, **more} for name, more in draw(st.lists(st.tuples(names, metric), min_size=1, max_size=3))
    ]
    if depth and draw(st.booleans()):
        items.insert(draw(st.integers(0, len(items))), draw(lists(depth - 1)))
    said = draw(st.dictionaries(st.sampled_from(["name", "sector", "organisation", "customer_word", "owner"]), names))
    return {**said, "kpis": items}


class TestReadAgain:
    @given(lists())
    @example({"kpis": HOSTILE})
    @example({"kpis": [{"name": "<<", "<<": "x", "? - :": " ", "k" * 2000: "x", "": "x"}]})
    @example(
        {"kpis": [{"name": "a", "definition": "one\n\n- two\n- > three"}, {"name": "b", "definition": "&lt;b&gt;"}]}
    )
    def test_any_list_is_the_same_or_says_what_is_not(self, tree: dict[str, Any]) -> None:
        text = json.dumps(tree).encode()
        before = load(["-"], kinds=KINDS, stdin=lambda: text, max_bytes=MAX_BYTES)
        if not before.metrics:
            return
        written = "".join(render(before.metrics, "0"))
        told = differences(written, before.metrics, KINDS)
        after = load(["-"], kinds=KINDS, stdin=written.encode)
        assert [m.name for m in after.metrics] == [m.name for m in before.metrics]
        changed = [(b, a) for b, a in zip(same(before.metrics), same(after.metrics), strict=True) if a != b]
        assert len(changed) == len(told)
        for old, new in changed:  # only what is markup twice over is lost
            assert old._replace(definition="") == new._replace(definition="")

    @given(names, names, names, names)
    def test_names_owners_and_details_always_are(self, name: str, owner: str, key: str, value: str) -> None:
        text = json.dumps({"kpis": [{"name": name, "owner": owner, "x" + key: value}, {"name": name}]}).encode()
        before = load(["-"], kinds=KINDS, stdin=lambda: text)
        written = "".join(render(before.metrics, "0"))
        assert differences(written, before.metrics, KINDS) == []
        assert same(load(["-"], kinds=KINDS, stdin=written.encode).metrics) == same(before.metrics)
