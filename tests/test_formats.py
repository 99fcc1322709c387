"""Every format, by files of its shape: the examples in the descriptors, and what real files do beyond them."""

from __future__ import annotations

import json

import pytest

from kpiaudit.exchange.own_list import differences, render
from kpiaudit.inputs import How, load
from kpiaudit.inputs.formats.compiling import check_files
from kpiaudit.inputs.formats.loading import layers_of
from kpiaudit.inputs.formats.schema import FormatFile
from kpiaudit.model import Declared, Metric
from tests.loading import KINDS, Reader, reader, told

__all__ = ["reader"]

SHIPPED = check_files(layers_of())
READ = [form for form in SHIPPED if not form.skip and form.reads != "excel"]
SKIPPED = [form for form in SHIPPED if form.skip]


def file_of(form: FormatFile) -> tuple[str, str]:
    """The example of a format, and a name such files have."""
    assert form.example, f"{form.id} has no example"
    return form.example, form.files[0].replace("*", "example")


@pytest.mark.parametrize("form", READ, ids=lambda form: form.id)
def test_the_example_of_a_format_gives_what_it_says_at_the_right_lines(reader: Reader, form: FormatFile) -> None:
    text, name = file_of(form)
    metrics = reader.good(text, name)
    assert [metric.name for metric in metrics] == form.gives
    assert {metric.context.format for metric in metrics} == {form.id}
    lines = text.splitlines()
    for metric in metrics:
        assert metric.location.line is not None
        here = "\n".join(lines[metric.location.line - 1 : metric.location.line + 3])
        assert metric.name in here, f"{metric.name} does not stand at line {metric.location.line}"


@pytest.mark.parametrize("form", READ, ids=lambda form: form.id)
def test_the_example_of_a_format_is_found_in_a_walk(reader: Reader, form: FormatFile) -> None:
    text, name = file_of(form)
    reader.write(text, f"below/{name}")
    reader.write("kind: Deployment\nmetadata: {name: x}\n", "below/other.yaml")
    loaded = load(["."], kinds=KINDS)
    assert [metric.name for metric in loaded.metrics] == form.gives
    assert [skip.path for skip in loaded.passed] == ["below/other.yaml"]


@pytest.mark.parametrize("form", READ, ids=lambda form: form.id)
def test_the_example_of_a_format_is_the_same_as_a_list_of_our_own(reader: Reader, form: FormatFile) -> None:
    metrics = reader.good(*file_of(form))
    assert differences("".join(render(metrics, "1")), metrics, KINDS) == []


@pytest.mark.parametrize("form", SKIPPED, ids=lambda form: form.id)
def test_what_holds_no_kpis_is_skipped_with_a_reason(reader: Reader, form: FormatFile) -> None:
    reader.write("kpis: [a]")
    reader.write(*file_of(form))
    loaded = load(["."], kinds=KINDS)
    assert ([metric.name for metric in loaded.metrics], loaded.errors) == (["a"], ())
    assert [skip.reason for skip in loaded.skipped] == [form.skip]


def one(reader: Reader, text: str, name: str = "m.yaml") -> Metric:
    (metric,) = reader.good(text, name)
    return metric


def test_dbt_before_1_12_formulas_owner_verdict_and_jinja(reader: Reader) -> None:
    text = """version: 2
metrics:
  - name: fcr
    label: First contact resolution
    description: Share solved at once
    type: ratio
    type_params: {numerator: {name: solved, filter: "{{ x }}"}, denominator: cases}
    filter: |
      {{ Dimension('case__channel') }} = 'phone'
    config: {tags: [kpi, care], meta: {owner: Bev, kpiaudit: {class: outcome, because: no second call}}}
  - {name: growth, type: derived, type_params: {expr: now - before, metrics: [now, before]}}
  - {name: now, type: simple, type_params: {measure: orders}}
"""
    fcr, growth, now = reader.good(text)
    assert (fcr.id, fcr.name, fcr.formula, fcr.owner) == ("fcr", "First contact resolution", "solved / cases", "Bev")
    assert fcr.declared == Declared("outcome", None, "no second call")
    assert (fcr.details["tags"], fcr.details["filter"]) == ("kpi, care", "{{ Dimension('case__channel') }} = 'phone'\n")
    assert (growth.formula, now.formula) == ("now - before", "orders")
    assert [metric.location.line for metric in (fcr, growth, now)] == [3, 11, 12]


def test_dbt_1_12_finds_metrics_in_all_three_places(reader: Reader) -> None:
    models = "".join(
        f"  - name: m{n}\n    metrics:\n" + "".join(f"      - {{name: a{n}_{k}, type: simple}}\n" for k in range(6))
        for n in range(3)
    )
    text = f"""models:
{models}  - name: inside
    semantic_model:
      metrics: [{{name: inner, type: simple, agg: sum, expr: price}}]
metrics:
  - {{name: share, type: ratio, numerator: {{name: a}}, denominator: b}}
  - {{name: odd, type: derived, expr: a * 2, input_metrics: [a]}}
"""
    metrics = reader.good(text)
    assert len(metrics) == 18 + 1 + 2
    assert [metric.formula for metric in metrics[-3:]] == ["sum(price)", "a / b", "a * 2"]
    assert metrics[0].group == "m0"


def test_two_tools_in_one_file_and_nothing_is_read_twice(reader: Reader) -> None:
    text = """models:
  - name: orders
    metrics: [{name: revenue, type: simple, agg: sum}]
    meta: {metrics: {returned: {label: Orders returned, type: count}}}
    columns:
      - {name: id, config: {meta: {metrics: {orders: }}}}
"""
    metrics = reader.good(text)
    assert [(metric.name, metric.context.format) for metric in metrics] == [
        ("revenue", "dbt-latest"),
        ("Orders returned", "lightdash"),
        ("orders", "lightdash"),
    ]


def test_a_file_of_many_documents(reader: Reader) -> None:
    documents = "".join(f"---\nmetric:\n  name: m{n}\n  type: simple\n" for n in range(59))
    metrics = reader.good(documents + "---\nsemantic_model: {name: x}\n---\n")
    assert [metric.location.line for metric in metrics] == [4 * n + 3 for n in range(59)]


def test_ids_are_those_of_the_tool_and_models_may_share_them(reader: Reader) -> None:
    text = "cubes:\n" + "".join(f"- {{name: {cube}, measures: [{{name: count, type: count}}]}}\n" for cube in "ab")
    assert [metric.id for metric in reader.good(text)] == ["a.count", "b.count"]


def test_a_manifest_keeps_where_its_metrics_come_from(reader: Reader) -> None:
    metric = {"name": "n", "type": "simple", "original_file_path": "models/x.yml", "depends_on": {"nodes": ["a"]}}
    text = {"metadata": {"dbt_schema_version": "v12"}, "nodes": {}, "metrics": {"metric.shop.n": metric}}
    found = one(reader, json.dumps(text, indent=1), "manifest.json")
    assert (found.id, found.details["original_file_path"], "depends_on" in found.details) == (
        "n",
        "models/x.yml",
        False,
    )


def test_snowflakes_older_models_and_databricks_joins(reader: Reader) -> None:
    snowflake = "name: x\ntables:\n- name: t\n  base_table: {table: T}\n  measures: [{name: m, expr: SUM(a)}]\n"
    assert one(reader, snowflake).formula == "SUM(a)"
    databricks = (
        "version: '1.1'\nsource: a.b\njoins: [{name: c, source: d, on: x = y}]\nmeasures: [{name: m, expr: n}]\n"
    )
    assert one(reader, databricks).formula == "n"


def test_exchange_format_wrapped_in_a_list_in_a_map_and_bare(reader: Reader) -> None:
    data = '{"class": "outcome", "because": "they say so"}'
    model = (
        "name: care\ndatasets: [{name: cases}]\nmetrics:\n- name: solved\n"
        "  expression: {dialects: [{dialect: MDX, expression: x}, {dialect: ANSI_SQL, expression: y}]}\n"
        f"  custom_extensions: [{{vendor_name: KPIAUDIT, data: '{data}'}}]\n"
    )
    inner = "\n".join("    " + line for line in model.splitlines())
    for text in (model, f"version: 1\nsemantic_model:\n{inner}\n", f"version: 1\nsemantic_model:\n  -\n{inner}\n"):
        metric = one(reader, text)
        assert (metric.formula, metric.declared) == ("y", Declared("outcome", None, "they say so"))


def test_a_verdict_that_is_no_json_is_told(reader: Reader) -> None:
    extension = "custom_extensions: [{vendor_name: KPIAUDIT, data: '{class'}]"
    loaded = reader.load(f"name: x\ndatasets: [a]\nmetrics:\n- {{name: m, {extension}}}\n")
    assert told(loaded)[0].startswith("4:63 this verdict is not valid JSON")


def test_objectives_are_what_key_results_support(reader: Reader) -> None:
    text = """objectives:
  - objective: Solve it
    owner: Bev
    key_results:
      - {name: FCR, target: 70}
      - No second call
"""
    fcr, second = reader.good(text)
    assert (fcr.group, fcr.details["supports"], fcr.owner, fcr.department) == ("Solve it", "Solve it", "Bev", "")
    assert (second.name, second.location.line, second.location.column) == ("No second call", 6, 9)


@pytest.mark.parametrize(("language", "name"), [("", "Forecasts"), ("fi", "Ennusteet"), ("sv", "Forecasts")])
def test_texts_in_several_languages(reader: Reader, language: str, name: str) -> None:
    kpi = "{name: {fi: Ennusteet, en: Forecasts}}"
    reader.write(f"schema: x\nproduct: {{productStrategy: {{contributesToKPI: {kpi}}}}}\n")
    (metric,) = load(["kpis.yaml"], kinds=KINDS, how=How(language=language)).metrics
    assert metric.name == name


def test_metrics_without_a_name_cost_only_themselves(reader: Reader) -> None:
    loaded = reader.load("cubes:\n- name: c\n  measures:\n  - {type: count}\n  - {name: n}\n")
    assert [metric.name for metric in loaded.metrics] == ["n"]
    assert told(loaded) == ["4:5 this metric has no name (Cube) | its name stands in `title`, `name`"]


def test_what_is_recognised_and_empty_is_skipped(reader: Reader) -> None:
    loaded = reader.load("cubes: [{name: c, measures: []}]\n")
    assert [skip.reason for skip in loaded.skipped] == ["Cube, but it holds no metrics"]


def test_templates_that_break_yaml_are_named_and_the_others_go_on(reader: Reader) -> None:
    broken = "metrics:\n  - name: a\n    type: simple\n    type_params: {{ params }}\n"
    reader.write(broken, "models/broken.yml")
    reader.write("{% macro x() %}\nmetrics: [{name: b, type: simple, type_params: {measure: m}}]\n", "models/macro.yml")
    reader.write(READ[0].example or "", "models/good.yml")
    loaded = load(["."], kinds=KINDS)
    assert [(p.location.path, p.location.line) for p in loaded.errors] == [
        ("models/broken.yml", 4),
        ("models/macro.yml", 1),
    ]
    assert all("template" in problem.hint for problem in loaded.errors)
    assert [metric.name for metric in loaded.metrics] == READ[0].gives


def test_lookml_lines_refinements_and_mistakes(reader: Reader) -> None:
    text = """# a comment
view: +cases {
  dimension: id { type: number }
  measure: solved {
    label: "Solved, all"
    type: count
    filters: [status: "solved", open: "no"]
  }
}
view: calls { measure: n { type: count } }
"""
    solved, calls = reader.good(text, "a.view.lkml")
    assert [(m.name, m.group, m.location.line, m.location.column) for m in (solved, calls)] == [
        ("Solved, all", "cases", 4, 3),
        ("n", "calls", 10, 1),
    ]
    for broken in ("view: a {\n measure: x {", "view: a { measure: b { sql: c }", "measure x", "{" * 200_000):
        loaded = reader.load(broken, "b.lkml")
        assert len(loaded.errors) == 1
        assert loaded.errors[0].hint
