"""Descriptors load strictly, at their lines, all mistakes at once; and travel compiled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.__main__ import main
from kpiaudit.inputs import How, load
from kpiaudit.inputs.formats.loading import compiled_text, layers_of
from kpiaudit.inputs.formats.loading import load as load_formats
from kpiaudit.inputs.formats.paths import exists, find, steps_of
from kpiaudit.model import InputError
from kpiaudit.source import parse_json, parse_yaml
from tests.loading import KINDS

GOOD = """id: mine
title: Mine
about: Ours.
recognise:
  - has: ["rows[].label"]
metrics:
  - rows[]
fields:
  name: [label]
"""


def mistakes(directory: Path, text: str) -> list[str]:
    (directory / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_formats([directory])
    return [f"{p.location.line}:{p.location.column} {p.message}|{p.hint}" for p in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title:", "titel:", "1:1 unknown key|1:1 field required"),
        ("name: [label]", "nmae: [label]", "9:9 `nmae` is nothing a metric says"),
        ("  - rows[]\n", "  - rows[.x\n", "7:5 `rows[.x` is no path"),
        ("name: [label]", 'name: ["{a..b} / {c}"]', "9:10 `a..b` is no path"),
        ('has: ["rows[].label"]', "lacks: [x]", "5:5 needs `has` or `says`"),
        ('has: ["rows[].label"]', 'has: ["[]"]', "5:5 needs a key in a path"),
        ('has: ["rows[].label"]', "has: {a: b}", "5:10 "),
        ("metrics:\n  - rows[]\n", "", "1:1 a descriptor needs `metrics`"),
        ("id: mine", "id: Mine!", "1:5 "),
        ("about: Ours.", "about: Ours.\nfields_of: nowhere", "4:12 there is no table format `nowhere`"),
        (GOOD, "- id: mine\n", "1:1 not a descriptor"),
        ("title: Mine", "title: [", "not valid YAML"),
    ],
)
def test_mistakes_at_their_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    found = mistakes(tmp_path, GOOD.replace(old, new))
    assert any(part in line for line in found for part in says.split("|")), found


def test_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(GOOD.replace("rows[]\n", "'[['\n").replace("title", "titel"), encoding="utf-8")
    found = mistakes(tmp_path, GOOD)
    assert len(found) == 4
    assert any("the id `mine` is taken by" in line for line in found)


def test_a_slip_of_the_pen_gets_a_hint(tmp_path: Path) -> None:
    assert "7:" not in "".join(mistakes(tmp_path, GOOD + "leave_outs: [x]\n"))
    assert "did you mean `leave_out`?" in mistakes(tmp_path, GOOD + "leave_outs: [x]\n")[0]


def test_an_audit_with_wrong_descriptors_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine\n", encoding="utf-8")
    assert main(["audit", "examples/contact-centre/kpis.yaml", "--formats", str(tmp_path), "-q"]) == 2
    assert "mine.yaml:1:1: error" in capsys.readouterr().err
    assert main(["audit", "examples/contact-centre/kpis.yaml", "--formats", str(tmp_path / "no"), "-q"]) == 2
    assert "no such folder of formats" in capsys.readouterr().err


def test_a_companys_format_goes_before_ours_and_replaces_by_id(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD.replace("rows", "kpis"), encoding="utf-8")
    file = tmp_path / "list.json"
    file.write_text('{"kpis": [{"label": "Calls", "name": "not this"}]}', encoding="utf-8")
    (metric,) = load([str(file)], kinds=KINDS, how=How(formats=(tmp_path,))).metrics
    assert (metric.name, metric.context.format) == ("Calls", "mine")
    (tmp_path / "mine.yaml").write_text(GOOD.replace("id: mine", "id: cube"), encoding="utf-8")
    assert [form.title for form in load_formats([tmp_path])].count("Cube") == 0


def test_files_of_another_name_when_the_descriptor_says_so(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD + 'files: ["*.metrics"]\n', encoding="utf-8")
    file = tmp_path / "a.metrics"
    file.write_text("rows: [{label: Calls}]\n", encoding="utf-8")
    for path in (file, tmp_path):
        loaded = load([str(path)], kinds=KINDS, how=How(formats=(tmp_path,)))
        assert [metric.name for metric in loaded.metrics] == ["Calls"], "descriptors themselves are no input"


def test_compiled_descriptors_are_data_and_those_of_others_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = load_formats()
    (kept,) = (tmp_path / "kpiaudit").glob("formats-*.json")
    assert kept.read_text(encoding="utf-8") == compiled_text(layers_of())
    for spoilt in ("", "[]", "{}", kept.read_text(encoding="utf-8").replace('"digest":"', '"digest":"x')):
        kept.write_text(spoilt, encoding="utf-8")
        assert load_formats() == first
    assert json.loads(kept.read_text(encoding="utf-8"))["formats"]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (".", ["*"]),
        ("a.b", ["1"]),
        ("list[].n", ["x", "y"]),
        ("list[k=2].n", ["y"]),
        ("map{}.n", ["p", None]),
        ("map{}", ["*", "*"]),
        ("none", []),
        ("a[]", []),
        ("list{}", []),
    ],
)
def test_where_paths_lead(path: str, values: list[str | None]) -> None:
    text = "a: {b: 1}\nlist: [{k: 1, n: x}, {k: 2, n: y}]\nmap: {one: {n: p}, two: {n: }}\n"
    (document,) = parse_yaml(text, "x")
    found = [found.value if isinstance(found.value, str | None) else "*" for found in find(document, steps_of(path))]
    assert found == values
    assert exists(document, steps_of(path)) == any(value is not None for value in values)


@given(st.text(st.sampled_from("ab.[]{}= "), max_size=12))
def test_any_text_is_a_path_or_refused(text: str) -> None:
    try:
        steps = steps_of(text)
    except ValueError:
        return
    list(find(parse_json('{"a": [{"b": {"a": []}}]}', "x"), steps))
