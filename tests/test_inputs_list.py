"""KPI lists in our own shape: every form DESIGN allows, ids, inheritance, verdicts."""

from __future__ import annotations

import pytest

from kpiaudit.inputs import load
from kpiaudit.model import Declared, ListContext, Location
from tests.loading import KINDS, Reader, reader, told

__all__ = ["reader"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kpis:\n- name: Calls\n- name: AHT\n", "a.yaml"),
        ("metrics: [Calls, AHT]\n", "a.yml"),
        ("kpis: {c: Calls, AHT: }\n", "a.yaml"),
        ("- Calls\n- name: AHT\n", "a.yaml"),
        ("kpis: [Calls]\n---\n---\nKPIs: [AHT]\n", "a.yaml"),
        ('{"kpis": [{"name": "Calls"}, "AHT"]}', "a.json"),
        ('["Calls", {"name": "AHT", "definition": null, "target": 0.5}]', "a.json"),
        ("groups:\n- name: x\n  kpis: [Calls]\n- metrics: [AHT]\n", "a.yaml"),
        ("teams: {x: {kpis: [Calls]}, y: {kpis: {AHT: }}}\n", "a.yaml"),
        ("kpis:\n- Calls\n- name: g\n  kpis: [AHT]\n", "a.yaml"),
        ("kpi_name,Unit\nCalls,#\nAHT,min\n", "a.csv"),
        ("Calls\nAHT\n", "a.txt"),
        ("\ufeffkpis:\r\n- Calls\r\n- AHT\r\n", "a.yaml"),
    ],
)
def test_shapes(reader: Reader, text: str, name: str) -> None:
    assert [metric.name for metric in reader.good(text, name)] == ["Calls", "AHT"]


def test_fields_aliases_and_what_else_is_kept(reader: Reader) -> None:
    text = """
organisation: Tarnwater
sector: water
language: en
customer_word: household
kpis:
  - id: aht
    name: " Average handle time "
    description: "<p>Talk &amp; wrap</p>"
    Calculation: a * b
    KPI unit: min
    owner: Bev
    department: Care
    level: board
    rewarded: {who: agents, share: 20%}
    weight: 2.5
    frequency: daily
    tags: [a, b]
    mystery: {x: 1, y: }
    title: not the name
"""
    (metric,) = reader.good(text)
    assert metric.context == ListContext("kpis.yaml", "Tarnwater", "water", "en", "household")
    assert (metric.id, metric.name, metric.location) == ("aht", "Average handle time", Location("kpis.yaml", 7, 5))
    assert (metric.definition, metric.formula, metric.unit) == ("Talk & wrap", "a * b", "min")
    assert (metric.owner, metric.department, metric.level) == ("Bev", "Care", "board")
    assert (metric.rewarded, metric.weight) == (True, 2.5)
    assert metric.details == {
        "cadence": "daily",
        "tags": "a, b",
        "mystery": "x: 1, y: ",
        "title": "not the name",
        "rewarded who": "agents",
        "rewarded share": "20%",
    }


@pytest.mark.parametrize(
    "name", ["no", "12:30", "010", "=cmd()", "[red]x[/b]", "x" * 10_000, "مؤشر الأداء", "📈 up", "-"]
)
def test_names_come_out_as_written(reader: Reader, name: str) -> None:
    quoted = f'"{name}"' if name[0] in "[-" else name
    assert reader.good(f"kpis:\n- name: {quoted}\n- {quoted}\n")[1].name == name


def test_escape_codes_survive_as_text_and_stay_data(reader: Reader) -> None:
    assert reader.good('{"kpis": ["\\u001b[31mred"]}', "a.json")[0].name == "\x1b[31mred"


def test_ids_are_slugs_and_never_twice(reader: Reader) -> None:
    metrics = reader.good("kpis: [AHT, '% Café–calls', aht, {name: x, id: aht-2}, '???', 顧客]\n")
    assert [metric.id for metric in metrics] == ["aht", "cafe-calls", "aht-3", "aht-2", "kpi", "顧客"]


def test_equal_written_ids_are_an_error_and_lose_nothing(reader: Reader) -> None:
    loaded = reader.load("kpis:\n- {id: a, name: x}\n- y\n- {id: a, name: z}\n")
    assert told(loaded) == [
        "4:3 the id `a` is taken by another KPI, in line 2 | an id is for one KPI: change one of the two"
    ]
    assert [(m.id, m.name) for m in loaded.metrics] == [("a", "x"), ("y", "y"), ("a-2", "z")]


def test_ids_of_several_files_are_told_apart_by_path(reader: Reader) -> None:
    paths = [reader.write("kpis: [AHT, Calls]", "a/k.yaml"), reader.write("kpis: [AHT]\n---\nkpis: [AHT]", "b.yaml")]
    loaded = load([*paths, "./a/k.yaml"], kinds=KINDS)
    assert [metric.id for metric in loaded.metrics] == ["a/k.yaml#aht", "calls", "b.yaml#aht", "b.yaml#aht-2"]


def test_groups_hand_down(reader: Reader) -> None:
    text = """
owner: CEO
customer: patient
kpis:
  - name: Operations
    level: board
    metrics:
      - One
      - {name: Two, owner: Bev, customer: carer, department: Own}
      - name: Phones
        sector: telecom
        kpis: {three: Three}
  - name: Sales
    department: Commerce
    kpis:
      - name: Inner
        kpis: [Four]
"""
    one, two, three, four = reader.good(text)
    assert (one.owner, one.level, one.department, one.group) == ("CEO", "board", "Operations", "Operations")
    assert one.details == {"customer": "patient"}
    assert (two.owner, two.department, two.details) == ("Bev", "Own", {"customer": "carer"})
    assert (three.department, three.group, three.context.sector) == ("Phones", "Operations / Phones", "telecom")
    assert (four.department, four.group, four.level) == ("Commerce", "Sales / Inner", "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("class: outcome, because: x", Declared("outcome", None, "x")),
        ("kind: Business Result, because: x", Declared("output", "business-result", "x")),
        ("kind: success, class: outcome, because: x", Declared("outcome", "success", "x")),
    ],
)
def test_a_persons_verdict(reader: Reader, written: str, expected: Declared) -> None:
    assert reader.good(f"kpis: [{{name: a, {written}}}]")[0].declared == expected


def test_a_verdict_without_a_reason_is_a_warning(reader: Reader) -> None:
    loaded = reader.load("kpis:\n- name: a\n  class: outcome\n")
    assert loaded.metrics[0].declared is None
    (finding,) = loaded.findings
    assert (finding.level, str(finding.location)) == ("warning", "kpis.yaml:3:10")
    assert "because" in finding.message
    assert loaded.errors == ()


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("class: good, because: x", "1:25 the class `good` is not known | it can be output, outcome"),
        ("kind: fun, because: x", "1:24 the kind `fun` is not known | it can be efficiency, business-result, success"),
        ("kind: success, class: output, because: x", "1:24 the kind `success` is no output"),
        ("weight: heavy", "1:26 `weight` has to be a number above zero, this is `heavy`"),
        ("weight: -1", "above zero"),
        ("weight: nan", "above zero"),
        ("weight: [1]", "this is a list"),
        ("rewarded: maybe", "1:28 `rewarded` has to be true or false, this is `maybe`"),
        ("owner: [a, b]", "`contributors`"),
        ("definition: {a: 1}", "has to be text, this is a mapping"),
        ("unit: [x]", "has to be text, this is a list"),
    ],
)
def test_a_wrong_value_is_an_error_and_the_metric_stays(reader: Reader, written: str, says: str) -> None:
    loaded = reader.load(f"kpis: [{{name: a, {written}}}, b]")
    (line,) = told(loaded)
    assert says in line
    assert loaded.errors[0].excerpt
    assert [(m.name, m.weight, m.rewarded, m.declared, m.owner) for m in loaded.metrics] == [
        (name, None, None, None, "") for name in "ab"
    ]


@pytest.mark.parametrize(
    ("word", "expected"), [("true", True), ("Yes", True), ("on", True), ("false", False), ("no", False), ("~", None)]
)
def test_rewarded(reader: Reader, word: str, expected: bool | None) -> None:
    assert reader.good(f"kpis: [{{name: a, rewarded: {word}}}]")[0].rewarded is expected


def test_near_misses_are_named_once_a_file(reader: Reader) -> None:
    text = (
        "organistion: x\nkpis:\n- {name: a, desciption: x, public: y, state: z, names: q}\n- {name: b, desciption: y}\n"
    )
    loaded = reader.load(text)
    assert [(f.rule, str(f.location), f.message) for f in loaded.findings] == [
        ("near-miss-key", "kpis.yaml:1:1", "the key `organistion` is not known; is `organisation` meant?"),
        ("near-miss-key", "kpis.yaml:3:13", "the key `desciption` is not known (2 times); is `description` meant?"),
        ("near-miss-key", "kpis.yaml:3:49", "the key `names` is not known; is `name` meant?"),
    ]
    assert loaded.metrics[0].details["desciption"] == "x"


def test_gitlab_performance_indicators(reader: Reader) -> None:
    text = """
- name: SSAT
  base_path: "/handbook/"
  definition: <a href="x">Satisfaction</a>, after each ticket
  target: 0.95
  org: Support
- name: Hired
  base_path: "/handbook/"
  definition:
  org: People
  health: {level: 0, reasons: [tbd]}
"""
    first, second = reader.good(text)
    assert (first.definition, first.department, first.details["target"]) == (
        "Satisfaction, after each ticket",
        "Support",
        "0.95",
    )
    assert (second.department, second.definition) == ("People", "")
