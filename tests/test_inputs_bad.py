"""Bad input: an error that says where, what and what to do; nothing good is lost; never a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpiaudit.inputs import load
from tests.loading import KINDS, Reader, reader, told

__all__ = ["reader"]

NAME_IT = "give it a `name:`; it is the only thing a KPI has to have"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ("", "a.yaml", "the file is empty"),
        (" \n\n", "a.txt", "the file is empty"),
        ("# only a comment\n", "a.yaml", "no KPIs"),
        ("# only a comment\n", "a.txt", "no KPIs"),
        ("kpis: []\n", "a.yaml", "1:7 `kpis` is empty"),
        ("kpis:\n", "a.yaml", "`kpis` is empty"),
        ("kpis: calls\n", "a.yaml", "1:7 `kpis` has to be a list of KPIs, this is `calls`"),
        ("[]", "a.json", "the list is empty"),
        ('"x"', "a.json", "no KPIs here, only `x`"),
        ("kpi: [a]\n", "a.yaml", "write `kpis:` instead of `kpi:`"),
        ("kpsi: [a]\n", "a.yaml", "write `kpis:` instead of `kpsi:`"),
        ("name: a\nformula: b\n", "a.yaml", "no KPIs here"),
        (b"kpis:\n- caf\xe9\n", "a.yaml", "2:6 not UTF-8: the byte 0xe9"),
        (b"a\0b", "a.txt", "1:2 a NUL byte"),
        (b"PK\x03\x04xx", "a.csv", "is a workbook"),
        ("kpis:\n\t- a\n", "a.yaml", "use spaces"),
        ("kpis: [a\n", "a.yaml", "not closed"),
        ("kpis:\n- name: {{ x }}\n", "a.yaml", "2:10 a key has to be text"),
        ("kpis: [a]\nkpis: [b]\n", "a.yaml", "2:1 the key `kpis` stands here for the second time"),
        ('{"kpis": [,]}', "a.json", "1:11 not valid JSON"),
        ("number,amount\n1,2\n", "a.csv", "the columns are `number`, `amount`"),
        ("-\n", "a.csv", "the columns are `-`"),
        ("[" * 100_000, "a.yaml", "levels deep"),
        ("[" * 100_000, "a.json", "levels deep"),
    ],
)
def test_files_that_cannot_be_used(reader: Reader, content: str | bytes, name: str, says: str) -> None:
    loaded = reader.load(content, name)
    assert loaded.metrics == ()
    assert says in "\n".join(told(loaded))
    assert all(problem.location.path == name for problem in loaded.errors)
    assert any(problem.hint for problem in loaded.errors)


def test_all_errors_of_a_file_at_once_and_the_good_ones_survive(reader: Reader) -> None:
    text = """
sector: [a]
kpis:
  - name: good
  - owner: x
  - [nested]
  -
  - name: [wrong]
  - "Waiting time: days"
  - Waiting time: days
  - {name: "  ", weight: 1}
  - naem: slip
  - name: also good
    weight: x
"""
    loaded = reader.load(text)
    assert [metric.name for metric in loaded.metrics] == ["good", "Waiting time: days", "also good"]
    assert told(loaded) == [
        "2:9 `sector` has to be text, this is a list | write one text",
        "5:5 this KPI has no name | " + NAME_IT,
        "6:5 a KPI has to be a name or a mapping, this is a list | " + NAME_IT,
        "7:4 a KPI has to be a name or a mapping, this is empty | " + NAME_IT,
        "8:11 `name` has to be text, this is a list | write it as text, in quotes if it has brackets or colons",
        "10:5 this KPI has no name | a name with a colon and a blank in it needs quotes",
        "11:5 this KPI has no name | " + NAME_IT,
        "12:5 this KPI has no name | write `name:` instead of `naem:`",
        "14:13 `weight` has to be a number above zero, this is `x` | write 2 or 0.5, without a sign or a unit",
    ]


def test_one_bad_file_among_good_ones(reader: Reader) -> None:
    paths = [reader.write("kpis: [a]", "a.yaml"), "missing.yaml", reader.write("kpis: [", "b.yaml")]
    loaded = load([*paths, reader.write("kpis: [c]", "c.yaml")], kinds=KINDS)
    assert [metric.name for metric in loaded.metrics] == ["a", "c"]
    assert [problem.location.path for problem in loaded.errors] == ["missing.yaml", "b.yaml"]
    assert "no such file" in loaded.errors[0].message


def test_a_thousand_errors_are_cut_short_with_their_number(reader: Reader) -> None:
    loaded = reader.load("kpis:\n" + "- {owner: x}\n" * 1000)
    assert len(loaded.errors) == 51
    assert loaded.errors[-1].message.startswith("950 more problems")


def test_the_size_limit_says_how_to_raise_it(reader: Reader) -> None:
    path = reader.write("kpis: [a]")
    loaded = load([path], kinds=KINDS, max_bytes=5)
    assert "--max-mb" in loaded.errors[0].hint
    loaded = load(["-"], kinds=KINDS, max_bytes=5, stdin=lambda: b"kpis: [a]")
    assert (loaded.errors[0].location.path, "--max-mb" in loaded.errors[0].hint) == ("<stdin>", True)


def test_our_own_reports_are_never_input(reader: Reader) -> None:
    report = '{"schema_version": 1, "tool": {"name": "kpiaudit"}, "metrics": [{"name": "a"}]}'
    loaded = reader.load(report, "audit.json")
    assert (loaded.metrics, [skip.path for skip in loaded.skipped]) == ((), ["audit.json"])
    assert "no KPIs" in loaded.errors[0].message
    beside = load(["audit.json", reader.write("kpis: [a]")], kinds=KINDS)
    assert (len(beside.metrics), beside.errors) == (1, ())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(reader: Reader) -> None:
    Path(reader.write("kpis: [a]")).chmod(0)
    assert "may not be read" in load(["kpis.yaml"], kinds=KINDS).errors[0].message


keys = st.sampled_from(
    ["kpis", "metrics", "name", "id", "weight", "rewarded", "class", "kind", "because", "owner", "x"]
)
values = st.recursive(
    st.none() | st.sampled_from(["", "a", "outcome", "1", "true"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=15,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values)
def test_any_data_is_read_or_refused_and_ids_are_unique(tree: object) -> None:
    import json

    text = json.dumps(tree).encode()
    loaded = load(["-"], kinds=KINDS, stdin=lambda: text)
    assert loaded.metrics or loaded.errors
    assert len({metric.id for metric in loaded.metrics}) == len(loaded.metrics)
    assert all(metric.name and metric.id for metric in loaded.metrics)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_on_standard_input_are_read_or_refused(data: bytes) -> None:
    loaded = load(["-"], kinds=KINDS, stdin=lambda: data)
    assert loaded.metrics or loaded.errors
