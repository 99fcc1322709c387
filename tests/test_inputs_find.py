"""A directory: what counts as a KPI list in it, and in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpiaudit.inputs import load
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


def test_a_directory_without_kpis_says_what_was_looked_for(reader: Reader) -> None:
    reader.write("- name: install\n", "d/playbook.yaml")
    loaded = load(["d"], kinds=KINDS)
    (line,) = told(loaded)
    assert "no KPIs in this directory" in line
    assert "`kpis:`" in line
    assert loaded.errors[0].location.path == "d"


def test_a_loop_of_links_ends(reader: Reader) -> None:
    reader.write("kpis: [a]", "d/a.yaml")
    Path("d/loop").symlink_to("..", target_is_directory=True)
    Path("d/dangling.yaml").symlink_to("nowhere")
    os.mkfifo("d/pipe.yaml")
    assert [metric.name for metric in load(["d"], kinds=KINDS).metrics] == ["a"]


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
