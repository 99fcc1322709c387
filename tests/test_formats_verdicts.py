"""A person's verdict where the metric is defined, in every format that has room for it, from file to report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kpiaudit
from kpiaudit.__main__ import main
from kpiaudit.reports.definitions import noticed

SAID = "{class: outcome, because: the customer confirms it}"
JSON_SAID = '{"class": "outcome", "because": "the customer confirms it"}'

FILES = {
    "dbt, old meta": (
        "metrics:\n- name: calls\n  label: Calls answered\n  type: simple\n  type_params: {measure: m}\n"
        f"  meta:\n    kpiaudit: {SAID}\n",
        "m.yml",
        7,
    ),
    "dbt, config.meta": (
        "metrics:\n- name: calls\n  label: Calls answered\n  type: simple\n  type_params: {measure: m}\n"
        f"  config:\n    meta:\n      kpiaudit: {SAID}\n",
        "m.yml",
        8,
    ),
    "dbt 1.12": (
        "models:\n- name: m\n  metrics:\n  - name: calls\n    label: Calls answered\n    type: simple\n    agg: count\n"
        f"    config: {{meta: {{kpiaudit: {SAID}}}}}\n",
        "m.yml",
        8,
    ),
    "dbt 1.12, root": (
        "metrics:\n- name: calls\n  label: Calls answered\n  type: ratio\n  numerator: a\n  denominator: b\n"
        f"  config: {{meta: {{kpiaudit: {SAID}}}}}\n",
        "m.yml",
        7,
    ),
    "dbt 1.0": (
        "metrics:\n- name: calls\n  label: Calls answered\n  calculation_method: count\n  expression: id\n"
        f"  meta: {{kpiaudit: {SAID}}}\n",
        "m.yml",
        6,
    ),
    "dbt manifest": (
        '{"metadata": {"dbt_schema_version": "v12"}, "metrics": {"metric.x.calls": {"name": "calls",\n'
        f'"label": "Calls answered", "type": "simple", "config": {{"meta": {{"kpiaudit": {JSON_SAID}}}}}}}}}}}',
        "manifest.json",
        2,
    ),
    "MetricFlow": (
        f"metric:\n  name: calls\n  label: Calls answered\n  type: simple\n  config: {{meta: {{kpiaudit: {SAID}}}}}\n",
        "m.yaml",
        5,
    ),
    "Cube": (
        "cubes:\n- name: c\n  measures:\n  - name: calls\n    title: Calls answered\n    type: count\n    meta:\n"
        f"      kpiaudit: {SAID}\n",
        "c.yml",
        8,
    ),
    "Lightdash, of a column": (
        "models:\n- name: m\n  columns:\n  - name: id\n    meta:\n      metrics:\n        calls:\n"
        f"          label: Calls answered\n          type: count\n          meta: {{kpiaudit: {SAID}}}\n",
        "l.yml",
        10,
    ),
    "Lightdash, of a model": (
        "models:\n- name: m\n  config:\n    meta:\n      metrics:\n        calls:\n          label: Calls answered\n"
        f"          meta: {{kpiaudit: {SAID}}}\n",
        "l.yml",
        8,
    ),
    "Ossie": (
        "version: 1\nsemantic_model:\n- name: s\n  datasets: [{name: d}]\n  metrics:\n  - name: calls\n"
        "    label: Calls answered\n    expression: x\n    custom_extensions:\n"
        f"    - {{vendor_name: OTHER, data: '{{}}'}}\n    - {{vendor_name: KPIAUDIT, data: '{JSON_SAID}'}}\n",
        "o.yaml",
        11,
    ),
    "key results": (
        f"objectives:\n- objective: o\n  key_results:\n  - name: Calls answered\n    kpiaudit: {SAID}\n",
        "okr.yaml",
        5,
    ),
    "OpenMetadata": (
        '{"name": "calls", "displayName": "Calls answered", "metricExpression": {"code": "x"},\n'
        f'"extension": {{"kpiaudit": {JSON_SAID}}}}}',
        "o.json",
        2,
    ),
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("place", FILES)
def test_wins_and_is_shown_with_its_reason(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    text, name, _ = FILES[place]
    Path(name).write_text(text, encoding="utf-8")
    assert main(["audit", ".", "-f", "json"]) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    (metric,) = document["metrics"]
    assert (metric["name"], metric["class"], metric["declared"]) == ("Calls answered", "outcome", True)
    assert metric["because"] == "the customer confirms it"
    assert (document["declared"], err) == (1, "")


@pytest.mark.parametrize("place", FILES)
def test_without_its_reason_it_does_not_count_and_is_told_at_its_line(place: str) -> None:
    text, name, line = FILES[place]
    without = text.replace(", because: the customer confirms it", "").replace(
        ', "because": "the customer confirms it"', ""
    )
    assert without != text
    Path(name).write_text(without, encoding="utf-8")
    found = kpiaudit.audit(name)
    assert [(verdict.cls, verdict.declared) for verdict in found.verdicts] == [("output", False)]
    (finding,) = noticed(found)
    assert finding.rule == "verdict-without-reason"
    assert finding.location is not None
    assert finding.location.line == line


@pytest.mark.parametrize("place", FILES)
def test_an_unknown_class_is_an_error_at_its_line(place: str) -> None:
    text, name, line = FILES[place]
    Path(name).write_text(text.replace("outcome", "splendid"), encoding="utf-8")
    (problem,) = kpiaudit.audit(name).errors
    assert (problem.message, problem.location.line) == ("the class `splendid` is not known", line)
