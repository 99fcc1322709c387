"""A directory: what counts as a KPI list in it, and in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpiaudit.__main__ import main
from kpiaudit.inputs import How, load
from tests.loading import KINDS, Reader, reader, told

__all__ = ["reader"]


def test_a_walk_takes_kpi_lists_and_nothing_else(reader: Reader) -> None:
    for name, text in {
        "b.yaml": "kpis: [b]",
        "a/z.yml": "groups:\n- name: g\n  kpis: [z]\n",
        "a/c.json": '{"metrics": [{"name": "c"}]}',
        "a/k.csv": "KPI;Unit\nk;x\n",
        "a/n.csv": "Name,Formula\nn,x\n",
        "customers.csv": "name,email\nsmith,x\n",
        "playbook.yaml": "- name: install\n  hosts: all\n",
        "chart.yaml": "metrics: {{ .Values }}\n---\n",
        "values.yaml": "prometheus:\n  metrics:\n    enabled: true\n",
        "broken-other.yaml": "a: [",
        "notes.txt": "kpis: [no]",
        ".hidden/h.yaml": "kpis: [no]",
        "node_modules/n.yaml": "kpis: [no]",
        "env/pyvenv.cfg": "",
        "env/v.yaml": "kpis: [no]",
        "report.json": '{"schema_version": 1, "tool": {"name": "kpiaudit"}, "metrics": []}',
    }.items():
        reader.write(text, name)
    loaded = load(["."], kinds=KINDS)
    assert [metric.name for metric in loaded.metrics] == ["b", "c", "k", "n", "z"]
    assert [metric.location.path for metric in loaded.metrics][:2] == ["b.yaml", "a/c.json"]
    assert [skip.path for skip in loaded.skipped] == ["report.json"]
    assert [problem.location.path for problem in loaded.errors] == ["chart.yaml"]


def test_other_tools_metrics_are_no_list(reader: Reader) -> None:
    for name, text in {
        "helm/values.yaml": "metrics:\n  enabled: true\n  serviceMonitor:\n    interval: 30s\n",
        "hpa.json": '{"spec": {"metrics": [{"type": "Resource", "resource": {"name": "cpu"}}]}}',
        "dashboard.json": '{"panels": [{"metrics": [{"id": "1", "type": "avg"}]}]}',
        "schema.json": '{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": '
        '{"metrics": {"items": {"name": {"type": "string"}}}, "kpis": {"type": "array"}}}',
        "lens.yaml": "lens: {id: a}\ncategories: [{id: b}]\njudgements:\n- id: c\n  kpis: {of: [b], at_most: 0}\n",
        "real.json": '{"about": {"x": "y"}, "groups": [{"name": "Care", "metrics": [{"name": "a"}]}]}',
        "real.yaml": "metrics:\n  b: {definition: How many}\n",
    }.items():
        reader.write(text, name)
    loaded = load(["."], kinds=KINDS)
    assert ([metric.name for metric in loaded.metrics], loaded.errors) == (["a", "b"], ())
    assert len(loaded.passed) == 5


def test_a_directory_without_kpis_says_what_was_looked_for(reader: Reader) -> None:
    reader.write("- name: install\n", "d/playbook.yaml")
    loaded = load(["d"], kinds=KINDS)
    (line,) = told(loaded)
    assert "no KPIs in this directory" in line
    assert "`kpis:`" in line
    assert loaded.errors[0].location.path == "d"


def test_links_pipes_and_what_may_not_be_read_are_told(reader: Reader) -> None:
    reader.write("kpis: [a]", "d/a.yaml")
    reader.write("kpis: [elsewhere]", "elsewhere.yaml")
    reader.write("kpis: [left out]", "d/target/t.yaml")
    Path("d/loop").symlink_to("..", target_is_directory=True)
    Path("d/twice.yaml").symlink_to("a.yaml")
    Path("d/out.yaml").symlink_to("../elsewhere.yaml")
    Path("d/inside.yaml").symlink_to("target/t.yaml")
    Path("d/dangling.yaml").symlink_to("nowhere")
    Path("d/circle.yaml").symlink_to("circle.yaml")
    os.mkfifo("d/pipe.yaml")
    loaded = load(["d"], kinds=KINDS)
    assert [metric.name for metric in loaded.metrics] == ["a", "left out"]
    assert {skip.path: skip.reason for skip in loaded.skipped} == {
        "d/pipe.yaml": "a pipe, socket or device, not a file",
        "d/dangling.yaml": "a link that leads nowhere",
        "d/circle.yaml": "a link that leads nowhere",
    }
    assert {skip.path: skip.reason for skip in loaded.passed} == {
        "d/loop": "a link out of the directory",
        "d/twice.yaml": "a link to what is looked at anyway",
        "d/out.yaml": "a link out of the directory",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_that_may_not_be_read(reader: Reader) -> None:
    reader.write("kpis: [a]", "d/a.yaml")
    reader.write("kpis: [b]", "d/b/b.yaml")
    Path("d/b").chmod(0)
    loaded = load(["d"], kinds=KINDS)
    Path("d/b").chmod(0o700)
    assert [metric.name for metric in loaded.metrics] == ["a"]
    assert [problem.location.path for problem in loaded.errors] == ["d/b/"]


def test_what_git_ignores_is_left_out(reader: Reader) -> None:
    for name in ("a", "build/b", "models/c", "models/draft-d", "models/keep-draft-e", "models/deep/f"):
        reader.write(f"kpis: [{name}]", f"{name}.yaml")
    Path(".git").mkdir()
    reader.write("build/\n*draft*\n\\\n", ".gitignore")
    reader.write("!keep-draft-*\n/deep\n", "models/.gitignore")
    every = ["a", "models/c", "models/keep-draft-e"]
    assert [metric.name for metric in load(["."], kinds=KINDS).metrics] == every
    assert [metric.name for metric in load(["models"], kinds=KINDS).metrics] == every[1:]
    assert [metric.name for metric in load(["build"], kinds=KINDS).metrics] == ["build/b"]
    assert [metric.name for metric in load(["models/deep/f.yaml"], kinds=KINDS).metrics] == ["models/deep/f"]


@pytest.mark.parametrize(
    ("how", "names"),
    [
        (How(include=("models/",)), ["b", "c"]),
        (How(include=("*.yml",)), ["c"]),
        (How(exclude=("models/*.yml",)), ["a", "b"]),
        (How(include=("models/**",), exclude=("b.yaml",)), ["c"]),
        (How(exclude=("models/",)), ["a"]),
    ],
)
def test_globs_choose(reader: Reader, how: How, names: list[str]) -> None:
    for name in ("a.yaml", "models/b.yaml", "models/c.yml"):
        reader.write(f"kpis: [{Path(name).stem}]", name)
    assert [metric.name for metric in load(["."], kinds=KINDS, how=how).metrics] == names


def test_what_holds_no_metrics_is_counted_with_the_reason(reader: Reader) -> None:
    for name, text in {
        "a.yaml": "kpis: [a]",
        "b.yaml": "apiVersion: v1",
        "c.csv": "name,email\n",
        "d.py": "",
        "e.json": '{"metrics": 5}',
        "f.yaml": "",
        "g.yaml": "a: [",
        "h.csv": "\0" * 50,
    }.items():
        reader.write(text, name)
    loaded = load(["."], kinds=KINDS)
    assert (loaded.errors, loaded.skipped) == ((), ())
    assert {skip.path: skip.reason for skip in loaded.passed} == {
        "b.yaml": "holds no metrics",
        "c.csv": "a table without a column that is sure to hold the names of KPIs",
        "d.py": "not a sort of file that metrics are kept in",
        "e.json": "its shape is that of no format that holds metrics",
        "f.yaml": "holds no metrics",
        "g.yaml": "holds no metrics",
        "h.csv": "no text",
    }


def test_large_files_in_a_walk_are_skipped_with_a_word(reader: Reader) -> None:
    reader.write("kpis: [a]", "a.yaml")
    reader.write("x" * 100, "b.yaml")
    loaded = load(["."], kinds=KINDS, max_bytes=50)
    assert (len(loaded.metrics), loaded.errors) == (1, ())
    assert "is larger than" in loaded.skipped[0].reason


def test_our_own_reports_are_never_input(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    reader.write("kpis: [Calls answered]")
    assert main(["audit", "kpis.yaml", "-f", "json=a.json", "-f", "csv=a.csv", "-f", "markdown=a.md"]) == 0
    loaded = load(["."], kinds=KINDS)
    assert [metric.location.path for metric in loaded.metrics] == ["kpis.yaml"]
    assert [skip.path for skip in loaded.skipped] == ["a.csv", "a.json"]
    assert main(["audit", ".", "-q"]) == 0
    assert "1 file holds no metrics and was passed over" in capsys.readouterr().err
    assert main(["audit", ".", "-q", "--verbose"]) == 0
    assert "a.md: passed over: not a sort of file" in capsys.readouterr().err


def test_progress_and_paths(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = reader.write("kpis: [a, b]", "x/1.yaml"), reader.write("kpis: [c]", "x/2.yaml")
    monkeypatch.chdir(reader.directory / "x")
    seen: list[tuple[str, int]] = []
    loaded = load(
        [str(reader.directory / first), "../" + second],
        kinds=KINDS,
        progress=lambda path, count: seen.append((path, count)),
    )
    assert seen == [("1.yaml", 0), ("2.yaml", 2)]
    assert [metric.location.path for metric in loaded.metrics] == ["1.yaml", "1.yaml", "2.yaml"]
