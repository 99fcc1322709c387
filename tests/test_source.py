"""Reading text: YAML and JSON to data with places, and bytes to text."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kpiaudit.model import InputError, Problem
from kpiaudit.source import Map, Seq, Value, decode, excerpt, parse_json, parse_yaml, read_bytes, visible


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        parse_yaml(text, "kpis.yaml")
    return caught.value.problems


def json_problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        parse_json(text, "kpis.json")
    return caught.value.problems


def as_map(value: Value) -> Map:
    assert isinstance(value, Map)
    return value


@pytest.mark.parametrize("written", ["no", "on", "12:30", "010", "1e5", "=cmd()", "true", "2024-01-01", "<<x"])
def test_plain_scalars_come_out_as_written(written: str) -> None:
    assert parse_yaml(f"- {written}\n", "x") == [[written]]


def test_only_an_unquoted_null_is_nothing() -> None:
    assert parse_yaml("[~, null, '', 'null', \"~\"]", "x") == [[None, None, "", "null", "~"]]
    assert parse_yaml("a:\nnull: b\n", "x") == [{"a": None, "null": "b"}]


def test_every_value_and_key_knows_its_place() -> None:
    text = "sector: rail\nkpis:\n  - name: Right time\n    unit: '%'\n  - Cancelled\n"
    root = as_map(parse_yaml(text, "x")[0])
    kpis = root["kpis"]
    assert isinstance(kpis, Seq)
    first = as_map(kpis[0])
    assert root.place("sector") == (1, 9)
    assert root.key_place("kpis") == (2, 1)
    assert kpis.here == (3, 3)
    assert (first.here, kpis.place(1)) == ((3, 5), (5, 5))
    assert list(first.entries()) == [("name", "Right time", (3, 5), (3, 11)), ("unit", "%", (4, 5), (4, 11))]
    with pytest.raises(KeyError):
        root.place("nothing")


def test_json_has_the_same_places_and_scalars_as_written() -> None:
    root = as_map(parse_json('{"sector": null,\r\n "kpis": [1.50, true,\n   {"a": -0}]}', "x"))
    kpis = root["kpis"]
    assert root == {"sector": None, "kpis": ["1.50", "true", {"a": "-0"}]}
    assert isinstance(kpis, Seq)
    assert (root.key_place("kpis"), root.place("kpis"), kpis.place(1)) == ((2, 2), (2, 10), (2, 17))
    assert as_map(kpis[2]).place("a") == (3, 10)


def test_several_documents_byte_order_mark_and_line_ends() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1\r\n---\r\nb: 2\r\n", "x") == [{"a": "1"}, {"b": "2"}]
    assert parse_yaml("\ufeffa: ü".encode("utf-16"), "x") == [{"a": "ü"}]
    assert parse_yaml("", "x") == []


def test_a_quoted_merge_key_is_a_key() -> None:
    assert parse_yaml("a: &a {x: 1}\nb: {\"<<\": *a, '<<x': 2}\n", "x")[0] == {
        "a": {"x": "1"},
        "b": {"<<": {"x": "1"}, "<<x": "2"},
    }


def test_anchors_and_merge_keys() -> None:
    root = as_map(parse_yaml("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: *a\n", "x")[0])
    assert root == {"a": {"x": "1", "y": "2"}, "b": {"y": "3", "x": "1"}, "c": {"x": "1", "y": "2"}}
    assert as_map(root["b"]).place("x") == (1, 11)
    assert as_map(root["b"]).place("y") == (2, 16)
    assert parse_yaml("a: &a {x: 1}\nb: &b {z: 2}\nc: {<<: [*a, *b]}", "x")[0] == {
        "a": {"x": "1"},
        "b": {"z": "2"},
        "c": {"x": "1", "z": "2"},
    }


def test_all_duplicate_keys_are_reported_with_both_lines() -> None:
    found = problems("a: 1\nb:\n  - c: 1\n    c: 2\na: 3\na: 4\n")
    assert [(p.location.line, p.location.column) for p in found] == [(4, 5), (5, 1), (6, 1)]
    assert "the first is in line 3" in found[0].message
    assert "the first is in line 1" in found[2].message
    assert "---" in found[1].hint  # at the left margin it may be a missing document mark
    assert "the first is in line 1" in json_problems('{"a": 1,\n"a": 2}')[0].message


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a:\n\tb: 1\n", (2, 1), "tabs"),
        ("a: {{ x }}\n", (1, 5), "template"),
        ("a: {% if x %}\n", (1, 5), "template"),
        ("a: b: c\n", (1, 5), "quotes"),
        ("- *x y\n- b\n", (1, 6), "quote"),
        ("- @x\n", (1, 3), "quotes"),
        ("- %x\n", (1, 3), "quotes"),
        ('- "abc\n', (1, 3), "not closed"),
        ("a: [1,\nb: 2\n", (1, 4), "not closed"),
        ("- a\nb: 2\n", (2, 1), "indentation"),
        ("a: &a [*a]\n", (1, 8), "quote it"),
        ("a: !x!y z\n", (1, 4), "quotes"),
        ('a: "\\q"\n', (1, 5), "backslash"),
        ("a: \x1b[31m\n", (1, 4), "delete"),
        ("<<: b\n", (1, 5), "anchor"),
        ("? [a]\n: b\n", (1, 3), "quotes"),
    ],
)
def test_broken_yaml_says_where_and_what_to_do(text: str, place: tuple[int, int], hint: str) -> None:
    problem = problems(text)[0]
    assert (problem.location.path, problem.location.line, problem.location.column) == ("kpis.yaml", *place)
    assert hint in problem.hint
    assert problem.excerpt


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", (1, 1), "end of the file"),
        ('{"a": }', (1, 7), "a value"),
        ("{a: 1}", (1, 2), "double quotes"),
        ("[1,\n]", (2, 1), "`]`"),
        ("[1 2]", (1, 4), "`,`"),
        ('["a', (1, 2), "Unterminated"),
        ('["a\tb"]', (1, 4), "control character"),
        ("[01]", (1, 2), "value"),
        ("[NaN]", (1, 2), "value"),
        ("{} x", (1, 4), "more"),
        ('{"a" 1}', (1, 6), "`:`"),
    ],
)
def test_broken_json_says_where(text: str, place: tuple[int, int], message: str) -> None:
    problem = json_problems(text)[0]
    assert (problem.location.line, problem.location.column) == place
    assert message in problem.message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[\n", '{"a": [', "? "])
def test_deep_nesting_is_an_error(opening: str) -> None:
    assert "levels deep" in problems(opening * 100_000)[0].message
    if opening.startswith(("[", '{"')):
        assert "levels deep" in json_problems(opening * 100_000)[0].message


def test_a_bomb_of_aliases_is_an_error() -> None:
    lines = ["a0: &a0 [" + ", ".join(["lol"] * 10) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 10)]
    assert "unfold" in problems("\n".join(lines))[0].message
    merged = ["a0: &a0 {x: 1}"] + [f"a{n}: &a{n} {{b: *a{n - 1}}}" for n in range(1, 200)]
    assert "unfold to more than 100 levels" in problems("\n".join(merged))[0].message


def test_half_a_character_can_be_printed() -> None:
    assert parse_json('["\\ud800!", "\\ud83d\\ude00"]', "x") == ["\ufffd!", "😀"]


def test_excerpts_are_bounded_and_visible() -> None:
    shown, caret = excerpt("ok\nthe \x1b[31m \u202eline\n", 2, 5).split("\n")
    assert shown == r"the \x1b[31m \u202eline"
    assert caret == "    ^"
    shown, caret = excerpt("x" * 500 + "!" + "y" * 500, 1, 501).split("\n")
    assert len(shown) < 90
    assert shown[len(caret) - 1] == "!"
    assert excerpt("one line", 7, 1) == ""
    assert visible("📈 café") == "📈 café"


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"12345")
    assert read_bytes(str(path), 5) == b"12345"
    cases = {str(path): "--max-mb", str(tmp_path): "directory", str(tmp_path / "b"): "no such file", "a\0b": "null"}
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    cases[str(pipe)] = "pipe"
    for name, expected in cases.items():
        with pytest.raises(InputError) as caught:
            read_bytes(name, 4)
        problem = caught.value.problems[0]
        assert expected in problem.message + problem.hint


def test_text_that_is_not_utf_8_is_named_by_its_place() -> None:
    with pytest.raises(InputError) as caught:
        decode(b"\xef\xbb\xbfok\nn\xc3\xa4h, caf\xe9\n", "x.yaml")
    assert str(caught.value.problems[0].location) == "x.yaml:2:9"
    assert "0xe9" in caught.value.problems[0].message
    assert decode(b"caf\xe9", "x.csv", "cp1252") == "café"
    with pytest.raises(InputError, match="NUL"):
        decode(b"a\0b", "x", "cp1252")
    assert decode("\ufeffä".encode("utf-16"), "x") == "ä"


scalars = (
    st.none() | st.text(max_size=12) | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)


def as_written(value: Any) -> Any:
    """What the readers make of a value that `json` wrote."""
    if isinstance(value, dict):
        return {as_written(key): as_written(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_written(part) for part in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


@given(trees, st.sampled_from([None, 0, 2]))
def test_json_agrees_with_the_standard_library(tree: Any, indent: int | None) -> None:
    text = json.dumps(tree, indent=indent)
    assert parse_json(text, "x") == as_written(json.loads(text))


texts = st.text(st.characters(codec="utf-8"), max_size=12)
text_trees = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=20
)


@given(text_trees, st.booleans())
@example({"\0<<": ""}, False)
@example({"<<": "", "\0" + "1:1": ""}, True)
def test_yaml_agrees_with_pyyaml(tree: Any, flow: bool) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True)
    assert parse_yaml(text, "x") == [yaml.load(text, yaml.BaseLoader)]


def test_pyyaml_itself_works_as_ever_beside_us() -> None:
    code = (
        "import re, kpiaudit.source.from_yaml, yaml\n"
        "assert isinstance(re.compile('a'), re.Pattern)\n"
        "read = yaml.safe_load('{a: 2026-11-22, b: 1_000, c: yes, d: ~, e: 1.5, f: 1:30, g: 2001-12-14 21:59:43.10}')\n"
        "print(*read.values(), sep='|')\n"
        "try: yaml.safe_load('a: \\x01')\n"
        "except yaml.reader.ReaderError as error: print(error.reason)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines() == [
        "2026-11-22|1000|True|None|1.5|90|2001-12-14 21:59:43.100000",
        "special characters are not allowed",
    ]


hostile = st.text(st.sampled_from("ab:-?[]{},&*!|>'\"%@`#~<\n\t \x00\ufeff\x85é"), max_size=40)


@given(hostile | st.text() | st.binary())
@example("&a")
@example("*a")
@example("<<: *a")
def test_whatever_stands_there_yaml_is_read_or_refused(text: str | bytes) -> None:
    with contextlib.suppress(InputError):
        assert isinstance(parse_yaml(text, "x"), list)


@given(hostile | st.text())
def test_whatever_stands_there_json_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        parse_json(text, "x")
        json.loads(text)  # what we read, the standard library reads too
