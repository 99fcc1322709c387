"""Decisions from the CSV report that came back, into a file that may hold some already."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kpiaudit
from kpiaudit.__main__ import main
from kpiaudit.exchange.decision_merge import merge
from kpiaudit.exchange.decision_sheet import Row
from kpiaudit.inputs.beside import DECISIONS
from kpiaudit.inputs.decision_file import Decision, read_decisions
from kpiaudit.model import Audit, InputError
from kpiaudit.reports.definitions import noticed
from kpiaudit.source import parse_yaml
from tests.build import HOSTILE, kinds

LIST = "kpis:\n- {id: aht, name: Average handle time}\n- {id: fcr, name: First contact resolution}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("kpis.yaml").write_text(LIST, encoding="utf-8")
    return tmp_path


def filled(decided: Mapping[str, tuple[str, str]], *paths: str, **options: str) -> str:
    """The CSV report on `paths`, with the decisions (by id) filled in, written as `options` say."""
    assert main(["audit", *(paths or ["kpis.yaml"]), "-f", "csv=audit.csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(Path("audit.csv").read_text(encoding="utf-8"))))
    for row in rows:
        row["decision"], row["because"] = decided.get(row["id"], ("", ""))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0], delimiter=options.get("delimiter", ","), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    Path("audit.csv").write_bytes(buffer.getvalue().encode(options.get("encoding", "utf-8")))
    return "audit.csv"


def persons(audit: Audit) -> dict[str, tuple[str, str | None, str]]:
    pairs = zip(audit.metrics, audit.verdicts, strict=True)
    return {m.name: (v.cls, v.kind, v.because) for m, v in pairs if v.declared}


def taken_over(sheet: str, *arguments: str) -> int:
    return main(["decisions", "import", sheet, *arguments])


@pytest.mark.usefixtures("here")
class TestImport:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_however_the_spreadsheet_wrote_it(
        self, delimiter: str, encoding: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        decided = {"aht": ("Outcome", "“Café”; asked, twice"), "fcr": ("Business result", "x\ny")}
        sheet = filled(decided, delimiter=delimiter, encoding=encoding)
        assert taken_over(sheet) == 0
        assert capsys.readouterr().out == f"{DECISIONS}: 2 decisions added, 0 replaced, 0 there already\n"
        found = kpiaudit.audit("kpis.yaml")
        assert persons(found) == {
            "Average handle time": ("outcome", None, "“Café”; asked, twice"),
            "First contact resolution": ("output", "business-result", "x\ny"),
        }
        assert (found.errors, noticed(found)) == ((), [])

    def test_hostile_names_are_decided_too(self) -> None:
        import json

        names = [name.strip() for name in HOSTILE if name.isprintable()]
        Path("kpis.json").write_text(json.dumps({"kpis": names}), encoding="utf-8")
        ids = [metric.id for metric in kpiaudit.audit("kpis.json").metrics]
        assert taken_over(filled(dict.fromkeys(ids, ("outcome", "=told")), "kpis.json")) == 0
        found = kpiaudit.audit("kpis.json")
        assert list(persons(found)) == names
        assert (found.errors, noticed(found)) == ((), [])

    def test_ids_that_look_like_formulas_come_back(self) -> None:
        Path("kpis.yaml").write_text('kpis:\n- {id: =a, name: A}\n- {id: "\'b", name: B}\n- {id: -c, name: C}\n')
        assert taken_over(filled({f"'{i}": ("outcome", "x") for i in ("=a", "'b", "-c")})) == 0
        assert list(persons(kpiaudit.audit("kpis.yaml"))) == ["A", "B", "C"]

    def test_each_list_keeps_its_own_from_wherever_it_is_audited(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("a [1]", "b"):
            Path(name).mkdir()
            Path(name, "kpis.yaml").write_text(LIST, encoding="utf-8")
        both = ["a [1]/kpis.yaml", "b/kpis.yaml"]
        assert taken_over(filled({"a [1]/kpis.yaml#aht": ("outcome", "in a")}, *both)) == 0
        assert persons(kpiaudit.audit(*both)) == {"Average handle time": ("outcome", None, "in a")}
        assert persons(kpiaudit.audit("b/kpis.yaml")) == {}
        assert taken_over("audit.csv", "-o", f"a [1]/{DECISIONS}") == 0
        monkeypatch.chdir("a [1]")
        assert persons(kpiaudit.audit("kpis.yaml")) == {"Average handle time": ("outcome", None, "in a")}

    def test_who_and_until_when_may_be_added(self) -> None:
        Path("a.csv").write_text(
            "name;decision;because;by;until\nAverage handle time;outcome;x;Bev;2999-01-01\n", encoding="utf-8"
        )
        assert taken_over("a.csv") == 0
        assert "until: " in Path(DECISIONS).read_text(encoding="utf-8")
        assert persons(kpiaudit.audit("kpis.yaml")) == {"Average handle time": ("outcome", None, "x (Bev)")}

    def test_a_wrong_row_is_named_and_the_others_count(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("a.csv").write_text(
            "id,name,decision,because,until\naht,,outcome,x,\nfcr,,good,x,\nfcr,,output,,\n,,output,x,\n"
            "fcr,,output,x,31.12.26\naht,,output,y,\naht,,outcome,x,\n"
        )
        assert taken_over("a.csv") == 2
        out, err = capsys.readouterr()
        assert [line for line in err.splitlines() if "hint" not in line] == [
            "a.csv:3: error: the decision `good` is not known",
            "a.csv:4: error: a decision needs a reason",
            "a.csv:5: error: this row does not say which KPI it is about",
            "a.csv:6: error: `until` has to be a day, this is `31.12.26`",
            "a.csv:7: error: row 2 decides otherwise about the same KPI",
        ]
        assert "it can be output, outcome, activity" in err
        assert out.startswith(f"{DECISIONS}: 1 decision added")

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            ("name,kind\nx,y\n", "no CSV report of kpiaudit"),
            ("", "no CSV report of kpiaudit"),
            ("name,decision,because\nx,,\n", "nothing is decided in it"),
            ('name,decision,because\nx,"output"y,z\n', "2: error: this row is broken"),
        ],
    )
    def test_what_is_no_filled_in_report(self, content: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
        Path("a.csv").write_text(content, encoding="utf-8")
        assert taken_over("a.csv") == 2
        assert says in capsys.readouterr().err
        assert not Path(DECISIONS).exists()

    def test_a_broken_file_of_decisions_stays_as_it_is(self, capsys: pytest.CaptureFixture[str]) -> None:
        sheet = filled({"aht": ("outcome", "x")})
        Path(DECISIONS).write_text("decisions:\n- metric: aht\n", encoding="utf-8")
        assert taken_over(sheet) == 2
        assert f"{DECISIONS}:2:3: error: this decision has no reason" in capsys.readouterr().err
        assert Path(DECISIONS).read_text(encoding="utf-8") == "decisions:\n- metric: aht\n"
        assert sorted(p.name for p in Path().iterdir()) == ["audit.csv", DECISIONS, "kpis.yaml"]

    def test_nothing_new_changes_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        sheet = filled({"aht": ("outcome", "x")})
        assert taken_over(sheet) == 0
        before = Path(DECISIONS).read_bytes()
        assert taken_over(sheet) == 0
        assert Path(DECISIONS).read_bytes() == before
        assert capsys.readouterr().out.endswith("0 decisions added, 0 replaced, 1 there already\n")


OLD = """# Ours.
decisions:
  # agreed in the workshop
  - metric: Average handle time   # by name
    class: output
    because: >
      folded
      text

  # this one is about fcr
  -
    metric: fcr
    path: kpis.yaml # there
    kind: success
    because: "old"
  - {metric: other, class: output, because: z}
# the end
"""


def row(metric: str, because: str = "new", path: str = "kpis.yaml", name: str = "") -> Row:
    return Row(Decision(metric, path, "outcome", None, because), name, path)


def reads(text: str) -> Sequence[Decision]:
    file = read_decisions("d", text.encode(), kinds())
    assert file.notes.problems() == []
    return file.decisions


class TestMerge:
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_entries_and_comments_stay(self, end: str) -> None:
        old = OLD.replace("\n", end)
        merged = merge("d", old, [row("new-one")], kinds())
        assert merged.text.startswith(old)
        assert merged.text.count(end) == merged.text.count("\n" if end == "\n" else end)
        assert [d.metric for d in reads(merged.text)] == ["Average handle time", "fcr", "other", "new-one"]

    def test_a_replaced_one_stays_as_a_comment(self) -> None:
        merged = merge("d", OLD, [row("FCR"), row("aht")], kinds())
        assert (merged.added, merged.replaced, merged.same) == (1, 1, 0)
        assert [(d.metric, d.because) for d in reads(merged.text)][1:] == [
            ("other", "z"),
            ("FCR", "new"),
            ("aht", "new"),
        ]
        assert "  # replaced by a newer decision:\n  # -\n  #   metric: fcr\n" in merged.text
        for line in OLD.splitlines():
            assert line.strip("# -") in merged.text

    @given(st.lists(st.integers(0, 7), unique=True), st.integers(1, 8))
    def test_any_of_them_can_be_replaced(self, changed: list[int], count: int) -> None:
        written = merge("d", "", [row(f"m{number}") for number in range(count)], kinds()).text
        merged = merge("d", written, [row(f"m{number}", "newer") for number in changed], kinds())
        kept = [(f"m{number}", "new") for number in range(count) if number not in changed]
        assert [(d.metric, d.because) for d in reads(merged.text)] == [*kept, *((f"m{n}", "newer") for n in changed)]
        assert merged.replaced == sum(number < count for number in changed)
        assert merge("d", merged.text, [], kinds()).text == merged.text

    def test_the_same_under_its_name_is_not_added_again(self) -> None:
        old = "decisions:\n- {metric: Average Handle Time, class: outcome, because: new}\n"
        merged = merge("d", old, [row("aht", name="Average handle time")], kinds())
        assert (merged.text, merged.same) == (old, 1)

    @pytest.mark.parametrize(
        "old",
        ["", "\n", "# mine\n", "decisions:\n", "decisions: []  # none\n", "decisions:   [ ]", "decisions:\n\n# x"],
    )
    def test_into_an_empty_one(self, old: str) -> None:
        merged = merge("d", old, [row("aht")], kinds())
        assert [d.metric for d in reads(merged.text)] == ["aht"]
        assert all(comment in merged.text for comment in ("# mine", "# none", "# x") if comment in old)

    @pytest.mark.parametrize(
        "old",
        [
            "decisions: [{metric: a, class: output, because: x}]\n",
            "{decisions: [{metric: a, class: output, because: x}]}\n",
            "decisions: ~\n",
            "decisions:\n- {metric: a, class: output, because: x}\n...\n",
            "decisions:\n- &a {metric: aht, path: kpis.yaml, class: output, because: x}\n- {<<: *a, metric: b}\n",
        ],
    )
    def test_what_cannot_be_added_to_is_refused(self, old: str) -> None:
        with pytest.raises(InputError) as caught:
            merge("d", old, [row("aht")], kinds())
        assert "nothing was changed" in caught.value.problems[0].hint

    texts = st.one_of(st.sampled_from([name for name in HOSTILE if "\ud800" not in name]), st.text(min_size=1)).map(
        lambda text: text.encode("utf-8", "replace").decode().strip() or "x"
    )

    @given(st.lists(st.tuples(texts, texts, texts), max_size=4, unique_by=lambda t: (t[0].casefold(), t[2])))
    def test_any_text_is_read_again(self, given: list[tuple[str, str, str]]) -> None:
        rows = [row(*values) for values in given]
        text = merge("d", OLD, rows, kinds()).text
        held = [(d.metric, d.because, d.path) for d in reads(text)]
        assert [values for values in held if values in given][-len(given) :] == given if given else text == OLD
        assert len(parse_yaml(text, "d")) == 1
