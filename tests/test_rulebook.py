"""Rule files: strict loading with every mistake at its line, layers, the cache."""

from __future__ import annotations

from pathlib import Path

import pytest

import kpiaudit
from kpiaudit.model import InputError
from kpiaudit.rulebook import load
from kpiaudit.rulebook.cache import dump
from kpiaudit.rulebook.check import check
from kpiaudit.rulebook.files import digest, read_layer, shipped

GOOD = """\
measures:
- id: widgets-blessed
  says: outcome
  kind: success
  strength: certain
  phrases: ["widgets? blessed"]
  why: A blessed widget is what the customer came for.
  examples:
    hit: ["Widgets blessed"]
    miss: ["Widgets counted"]
"""

BAD = """\
measures:
- id: Not Kebab
  says: maybe
  kind: success
  strength: huge
  phrases: ["a"]
  why: x
  examples: {hit: ["a"], miss: ["b"]}
- id: no-examples
  says: outcome
  kind: success
  strength: weak
  phrases: ["a"]
  why: x
- id: misspelt
  says: outcome
  kind: success
  strenght: weak
  strength: weak
  phrases: ["a"]
  why: x
  examples: {hit: ["a"], miss: ["b"]}
- id: no-ask
  says: output
  kind: activity
  strength: weak
  phrases: ["a"]
  why: x
  examples: {hit: ["a"], miss: ["b"]}
- id: not-quoted
  says: outcome
  kind: success
  strength: weak
  phrases:
  - {customer}
  why: x
  examples: {hit: ["a"], miss: ["b"]}
"""

WRONG = """\
measures:
- id: unknown-kind
  says: outcome
  kind: happiness
  strength: weak
  phrases: ["frobnicated"]
  why: x
  examples: {hit: ["frobnicated"], miss: ["b"]}
- id: unknown-list
  says: outcome
  kind: success
  strength: weak
  phrases: ["{martians} landed"]
  why: x
  examples: {hit: ["martians landed"], miss: ["b"]}
- id: open-bracket
  says: outcome
  kind: success
  strength: weak
  phrases: ["(a|b"]
  why: x
  examples: {hit: ["a"], miss: ["c"]}
- id: unknown-kind
  says: outcome
  kind: success
  strength: weak
  phrases: ["a"]
  why: x
  examples: {hit: ["a"], miss: ["b"]}
"""

EXAMPLES = """\
measures:
- id: wrong-examples
  says: outcome
  kind: success
  strength: weak
  phrases: ["quibbled"]
  why: x
  examples:
    hit: ["Quibbled", "Quaffed"]
    miss: ["Quarrelled", "Often quibbled"]
"""


def rules(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def messages(folder: Path) -> list[str]:
    return [f"{p.location.line}:{p.location.column} {p.message} {p.hint}" for p in check(folder).problems]


def test_the_shipped_rules_are_clean() -> None:
    found = check(Path(str(shipped())))
    assert found.problems == ()
    assert found.rules > 100
    assert found.examples > found.rules * 5


def test_all_mistakes_of_a_file_are_told_at_once_with_their_line(tmp_path: Path) -> None:
    told = "\n".join(messages(rules(tmp_path / "r", BAD)))
    for expected in (
        "2:7 'id'",
        "3:9 'says'",
        "5:13 'strength'",
        "9:3 a rule needs 'examples'",
        "unknown key 'strenght' did you mean 'strength'?",
        "a rule needs 'ask', 'instead'",
        "quote it",
    ):
        assert expected in told


def test_what_a_rule_mentions_must_exist(tmp_path: Path) -> None:
    told = "\n".join(messages(rules(tmp_path / "r", WRONG)))
    for expected in (
        "unknown kind 'happiness'",
        "no term list 'martians'",
        "a bracket is not closed",
        "rule 'unknown-kind' stands already at",
    ):
        assert expected in told


def test_examples_are_run(tmp_path: Path) -> None:
    told = messages(rules(tmp_path / "r", EXAMPLES))
    assert len(told) == 2
    assert told[0].startswith("9:23 ")
    assert "no phrase of it finds the hit 'Quaffed'" in told[0]
    assert told[1].startswith("10:26 ")
    assert "its phrases find the miss 'Often quibbled'" in told[1]


@pytest.mark.parametrize("text", ["", "- just\n- a list\n", "name: [", "measures: 5\n", "a: 1\n---\nb: 2\n"])
def test_what_is_no_rule_file_is_an_error(tmp_path: Path, text: str) -> None:
    assert messages(rules(tmp_path / "r", text))


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    assert "no such directory" in messages(tmp_path / "nowhere")[0]
    with pytest.raises(InputError, match="no such directory"):
        load([tmp_path / "nowhere"])


def test_a_users_rule_comes_on_top(tmp_path: Path) -> None:
    mine = rules(tmp_path / "r", GOOD)
    assert kpiaudit.classify("Widgets blessed").cls != "outcome"
    verdict = kpiaudit.classify("Widgets blessed", rules=[mine])
    assert (verdict.cls, verdict.kind) == ("outcome", "success")
    assert verdict.evidence[0].rule == "widgets-blessed"


def test_a_rule_replaces_the_one_of_its_id_and_off_removes_it(tmp_path: Path) -> None:
    first = rules(tmp_path / "a", GOOD)
    second = rules(
        tmp_path / "b",
        GOOD.replace("outcome", "output")
        .replace("success", "activity")
        .replace("  examples:", "  ask: Who asked?\n  instead: Prayers answered\n  examples:"),
    )
    assert kpiaudit.classify("Widgets blessed", rules=[first, second]).cls == "output"
    off = rules(tmp_path / "c", "measures:\n- {id: widgets-blessed, off: true}\n")
    assert kpiaudit.classify("Widgets blessed", rules=[first, off]).evidence == ()


def test_a_rule_that_is_not_there_cannot_be_switched_off(tmp_path: Path) -> None:
    off = rules(tmp_path / "r", "measures:\n- {id: never-was, off: true}\n")
    assert "there is no rule 'never-was'" in messages(off)[0]


def test_terms_and_abbreviations_merge(tmp_path: Path) -> None:
    extra = "terms:\n- {id: customer, words: [zorblax]}\nabbreviations: {ZRQ: zorblax satisfaction}\n"
    mine = rules(tmp_path / "r", extra)
    assert kpiaudit.classify("Zorblax satisfaction", rules=[mine]).kind == "perception"
    assert kpiaudit.classify("ZRQ", rules=[mine]).evidence[0].text == "ZRQ"
    assert kpiaudit.classify("Customer satisfaction", rules=[mine]).kind == "perception"


def test_numbers_and_kinds_replace_and_the_view_is_named(tmp_path: Path) -> None:
    view = """\
kinds:
- {id: perception, class: output, segment: perception, label: survey, north_star: never}
scoring: {default-confidence: 0.5}
"""
    book = load([rules(tmp_path / "r", view)])
    assert book.kinds["perception"].cls == "output"
    assert book.policy["default-confidence"] == 0.5
    assert "perception" in book.info.views[0]


def test_the_digest_tells_rules_apart(tmp_path: Path) -> None:
    one = read_layer(rules(tmp_path / "a", GOOD))
    other = read_layer(rules(tmp_path / "b", GOOD + "# a comment\n"))
    assert digest([one]) != digest([other])
    assert digest([one]) == digest([read_layer(tmp_path / "a")])
    assert digest([one, other]) != digest([other, one])


def test_a_spoilt_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    mine = rules(tmp_path / "r", GOOD)
    before = load([mine]).info
    (kept,) = (tmp_path / "cache" / "kpiaudit").iterdir()
    for spoilt in ("", "{", '{"digest":"' + before.digest + '"}\n'):
        kept.write_text(spoilt, encoding="utf-8")
        assert load([mine]).info == before
    kept.write_bytes(b"\xff\xfe\x00")
    assert load([mine]).info == before


def test_compiled_rules_are_data(tmp_path: Path) -> None:
    tables = {"rules": [], "indexes": {"rules": {"1": {"": [[0]]}}}, "sets": []}
    assert dump(tables, "sha256:x").startswith('{"digest":"sha256:x"')


def test_a_home_that_cannot_be_written_only_slows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert load([rules(tmp_path / "r", GOOD)]).info.rules > 100


def test_a_rule_must_say_what_its_kind_says(tmp_path: Path) -> None:
    told = messages(rules(tmp_path / "r", GOOD.replace("kind: success", "kind: activity")))
    assert "says outcome, but 'activity' is a kind of output" in told[0]


def test_a_view_of_a_kind_turns_verdicts(tmp_path: Path) -> None:
    view = "kinds:\n- {id: perception, class: output, segment: perception, label: survey, north_star: never}\n"
    assert kpiaudit.classify("Net promoter score").cls == "outcome"
    assert kpiaudit.classify("Net promoter score", rules=[rules(tmp_path / "r", view)]).cls == "output"
