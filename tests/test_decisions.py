"""What people decided, in files of their own beside the lists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import kpiaudit
from kpiaudit.__main__ import main
from kpiaudit.inputs.beside import DECISIONS
from kpiaudit.inputs.decision_file import KEYS, read_decisions
from kpiaudit.inputs.decisions import EXPIRED, OVERRULED, UNMATCHED
from kpiaudit.model import Audit
from kpiaudit.reports.definitions import noticed
from tests.build import kinds

PAGE = Path("docs/deciding.md").resolve()
LIST = "kpis:\n- {id: aht, name: Average handle time}\n- {id: fcr, name: First contact resolution}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write("kpis.yaml", LIST)
    return tmp_path


def write(path: str, text: str) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


def decisions(*entries: str, path: str = DECISIONS) -> str:
    return write(path, "decisions:\n" + "".join(f"- {{{entry}}}\n" for entry in entries))


def persons(audit: Audit) -> dict[str, tuple[str, str | None, str]]:
    """What people decided, by id."""
    pairs = zip(audit.metrics, audit.verdicts, strict=True)
    return {m.id: (v.cls, v.kind, v.because) for m, v in pairs if v.declared}


def warnings(audit: Audit) -> list[str]:
    return [f"{f.location}: {f.rule}: {f.message}" for f in noticed(audit)]


class TestApplied:
    def test_by_id_or_name_with_class_or_kind(self) -> None:
        decisions(
            "metric: aht, class: outcome, because: Callers asked for it, by: Bev",
            "metric: first CONTACT resolution, kind: Business Result, because: x, until: 2999-12-31",
        )
        found = kpiaudit.audit("kpis.yaml")
        assert persons(found) == {
            "aht": ("outcome", None, "Callers asked for it (Bev)"),
            "fcr": ("output", "business-result", "x"),
        }
        assert (found.errors, noticed(found)) == ((), [])

    def test_reports_say_how_many_a_person_made(self, capsys: pytest.CaptureFixture[str]) -> None:
        decisions("metric: aht, class: outcome, because: told so")
        assert main(["audit", "kpis.yaml"]) == 0
        text = capsys.readouterr().out
        assert "A person decided 1 of the verdicts." in text
        assert "a person decided: told so" in text
        assert main(["audit", "kpis.yaml", "-f", "markdown"]) == 0
        assert "A person decided 1 of the verdicts." in capsys.readouterr().out
        assert main(["audit", "kpis.yaml", "-f", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["declared"] == 1

    def test_explain_knows_them_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        decisions("metric: aht, class: outcome, because: told so")
        assert main(["explain", "aht", "kpis.yaml"]) == 0
        assert "by a person: told so" in capsys.readouterr().out

    def test_beside_the_list_the_nearer_file_counts(self) -> None:
        write("a/kpis.yaml", LIST)
        write("b/kpis.yaml", LIST)
        decisions("metric: aht, class: outcome, because: here")
        decisions("metric: aht, class: outcome, because: in a", path=f"a/{DECISIONS}")
        found = kpiaudit.audit("a/kpis.yaml", "b")
        assert {key: value[2] for key, value in persons(found).items()} == {
            "a/kpis.yaml#aht": "in a",
            "b/kpis.yaml#aht": "here",
        }
        assert warnings(found) == []

    def test_standard_input_has_the_working_directorys(self) -> None:
        from kpiaudit.run import Settings, audit_paths

        decisions("metric: aht, class: outcome, because: x")
        assert persons(audit_paths(["-"], Settings(), stdin=LIST.encode)) == {"aht": ("outcome", None, "x")}

    def test_a_named_file_is_the_only_one_and_holds_for_all(self, capsys: pytest.CaptureFixture[str]) -> None:
        decisions("metric: aht, class: outcome, because: found")
        other = decisions("metric: fcr, class: output, because: named", path="elsewhere/mine.yaml")
        assert main(["audit", "kpis.yaml", "--decisions", other, "-f", "json"]) == 0
        metrics = json.loads(capsys.readouterr().out)["metrics"]
        assert [(m["id"], m["because"]) for m in metrics if m["declared"]] == [("fcr", "named")]
        assert persons(kpiaudit.audit("kpis.yaml", decisions=other)) == {"fcr": ("output", None, "named")}

    @pytest.mark.parametrize(
        ("glob", "decided"),
        [
            ("a/kpis.yaml", ["a/kpis.yaml#aht"]),
            ("*/kpis.yaml", ["a/kpis.yaml#aht", "b/kpis.yaml#aht"]),
            ("b/*", ["b/kpis.yaml#aht"]),
            ("kpis.yaml", []),
        ],
    )
    def test_a_path_says_in_which_lists(self, glob: str, decided: list[str]) -> None:
        write("a/kpis.yaml", LIST)
        write("b/kpis.yaml", LIST)
        decisions(f"metric: aht, class: outcome, because: x, path: '{glob}'")
        assert list(persons(kpiaudit.audit("a", "b"))) == decided

    def test_a_path_is_seen_from_the_file_too(self) -> None:
        write("a/kpis.yaml", LIST)
        decisions("metric: aht, class: outcome, because: x, path: kpis.yaml", path=f"a/{DECISIONS}")
        assert list(persons(kpiaudit.audit("a/kpis.yaml"))) == ["aht"]

    def test_of_two_lists_in_one_file_each_has_its_own(self) -> None:
        write("two.yaml", f"{LIST}---\n{LIST}")
        decisions("metric: aht-2, class: outcome, because: x", "metric: two.yaml#fcr, class: output, because: y")
        assert list(persons(kpiaudit.audit("two.yaml"))) == ["two.yaml#fcr", "two.yaml#aht-2"]


class TestReported:
    def test_an_expired_one_no_longer_counts(self) -> None:
        decisions("metric: aht, class: outcome, because: x, until: 2001-02-03")
        found = kpiaudit.audit("kpis.yaml")
        assert persons(found) == {}
        assert warnings(found) == [
            f"{DECISIONS}:2:3: decision-expired: the decision about `aht` has expired on 2001-02-03 and no longer "
            "counts: decide anew"
        ]

    def test_the_last_day_counts(self) -> None:
        from kpiaudit.run import Settings, audit_paths

        decisions("metric: aht, class: outcome, because: x, until: 2026-03-31")
        assert persons(audit_paths(["kpis.yaml"], Settings(today="2026-03-31")))
        assert not persons(audit_paths(["kpis.yaml"], Settings(today="2026-04-01")))

    def test_one_that_matches_nothing(self) -> None:
        decisions(
            "metric: gone, class: outcome, because: x",
            "metric: aht, class: outcome, because: x, path: nowhere.yaml",
            "metric: gone, class: outcome, because: x, path: kpis.yaml",
        )
        assert [line.split(": ", 2)[:2] for line in warnings(kpiaudit.audit("kpis.yaml"))] == [
            [f"{DECISIONS}:{line}:3", "decision-without-kpi"] for line in (2, 3, 4)
        ]

    def test_but_not_where_its_list_is_not_part_of_the_run(self) -> None:
        write("other.yaml", LIST)
        write("sub/other.yaml", LIST)
        decisions("metric: x, class: outcome, because: y, path: other.yaml")
        decisions("metric: x, class: outcome, because: y, path: '*.yaml'", path=f"sub/{DECISIONS}")
        assert warnings(kpiaudit.audit("kpis.yaml")) == []

    def test_nor_where_a_list_could_not_be_read(self) -> None:
        decisions("metric: x, class: outcome, because: y")
        assert warnings(kpiaudit.audit("kpis.yaml", "gone.yaml")) == []

    def test_two_about_one_kpi(self) -> None:
        decisions("metric: aht, class: outcome, because: x", "metric: aht, class: output, because: y")
        found = kpiaudit.audit("kpis.yaml")
        assert persons(found) == {"aht": ("output", None, "y")}
        (warning,) = warnings(found)
        assert warning.startswith(f"{DECISIONS}:2:3: decision-overruled: ")
        assert f"{DECISIONS}:3:3" in warning

    def test_one_that_overrules_the_list(self) -> None:
        write("kpis.yaml", "kpis:\n- {id: aht, name: AHT, class: outcome, because: the list}\n")
        decisions("metric: aht, class: output, because: beside it")
        found = kpiaudit.audit("kpis.yaml")
        assert persons(found) == {"aht": ("output", None, "beside it")}
        assert "overrules what the list itself says at kpis.yaml:2:3 (outcome)" in warnings(found)[0]

    def test_on_the_terminal_with_its_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        decisions("metric: gone, class: outcome, because: x")
        assert main(["audit", "kpis.yaml", "-q"]) == 0
        assert capsys.readouterr().err.startswith(f"{DECISIONS}:2:3: warning: the decision about `gone` matches no KPI")


class TestWrong:
    @pytest.mark.parametrize(
        ("entry", "says"),
        [
            ("metric: aht, class: outcome", "2:3: this decision has no reason and does not count | add `because: ...`"),
            ("class: outcome, because: x", "2:3: this decision does not say which KPI it is about"),
            ("metric: aht, because: x", "2:3: this decision decides nothing"),
            ("metric: aht, class: unclear, because: x", "2:3: this decision decides nothing"),
            ("metric: aht, class: good, because: x", "2:24: the class `good` is not known | it can be output, outcome"),
            ("metric: aht, kind: fun, because: x", "2:23: the kind `fun` is not known"),
            ("metric: aht, kind: success, class: output, because: x", "the kind `success` is no output"),
            ("metric: aht, class: output, because: x, until: soon", "2:51: `until` has to be a day, this is `soon`"),
            ("metric: aht, class: output, because: x, until: 2026-02-30", "`until` has to be a day"),
            ("metric: aht, class: output, becuase: x", "2:32: the key `becuase` is not known | is `because` meant?"),
            ("metric: [aht], class: output, because: x", "2:12: `metric` has to be text, this is a list"),
            ("metric: aht, class: output, because: x, by: {a: b}", "`by` has to be text, this is a mapping"),
        ],
    )
    def test_is_an_error_at_its_line_and_the_others_count(self, entry: str, says: str) -> None:
        decisions(entry, "metric: fcr, class: output, because: y")
        found = kpiaudit.audit("kpis.yaml")
        told = [f"{p.location.line}:{p.location.column}: {p.message} | {p.hint}" for p in found.errors]
        assert any(says in line for line in told), told
        assert all(p.location.path == DECISIONS and p.excerpt for p in found.errors)
        assert list(persons(found)) == ["fcr"]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("- metric: aht\n", "this is a list"),
            ("decisions: aht\n", "`decisions` has to be a list, this is `aht`"),
            ("decisions: [aht]\n", "a decision has to be a mapping"),
            ("decision: []\n", "the key `decision` is not known here"),
            ("decisions: []\n---\ndecisions: []\n", "more than one YAML document"),
            ("decisions: [\n", "not valid YAML"),
        ],
    )
    def test_files_that_are_none(self, text: str, says: str) -> None:
        write(DECISIONS, text)
        found = kpiaudit.audit("kpis.yaml")
        assert len(found.metrics) == 2
        assert any(says in problem.message for problem in found.errors)

    @pytest.mark.parametrize("text", ["", "# nothing yet\n", "decisions:\n", "decisions: []\n"])
    def test_an_empty_file_is_all_right(self, text: str) -> None:
        write(DECISIONS, text)
        assert kpiaudit.audit("kpis.yaml").errors == ()

    def test_a_named_file_that_is_not_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", "kpis.yaml", "--decisions", "gone.yaml"]) == 2
        assert "gone.yaml: error: there is no such file" in capsys.readouterr().err
        assert main(["audit", "kpis.yaml", "--decisions="]) == 2
        assert "--decisions names no file" in capsys.readouterr().err


class TestPage:
    def test_the_file_it_shows_is_a_good_one(self) -> None:
        (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        file = read_decisions(DECISIONS, shown.encode(), kinds())
        assert (len(file.decisions), file.notes.problems()) == (2, [])

    def test_it_names_every_key_and_every_warning(self) -> None:
        rows = re.findall(r"^\| (`.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(re.findall(r"`(.*?)`", " ".join(rows))) == {*KEYS, EXPIRED, UNMATCHED, OVERRULED}
