"""Rule files: strict loading with every mistake at its line, layers, the cache."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kpiaudit.model import InputError, Verdict
from kpiaudit.rulebook import Rulebook, load
from kpiaudit.rulebook.cache import KEPT, dump
from kpiaudit.rulebook.cache import load as load_compiled
from kpiaudit.rulebook.check import check
from kpiaudit.rulebook.files import digest, read_layer, shipped
from kpiaudit.run import judge_name

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


VIEW = "kinds:\n- {id: perception, class: output, segment: perception, label: survey, north_star: never}\n"


def rules(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


class Small:
    """Loads, checks and judges with a small rule base under the rules of a test."""

    def __init__(self, base: Path, folder: Path) -> None:
        self.base, self.folder = base, folder

    def load(self, *mine: Path) -> Rulebook:
        return load(mine, base=self.base)

    def judge(self, name: str, *mine: Path) -> Verdict:
        return judge_name(self.load(*mine), name)[1]

    def messages(self, text: str) -> list[str]:
        """What is told about a rule base that holds `text` too."""
        whole = shutil.copytree(self.base, self.folder / "whole")
        return messages(rules(whole, text))


@pytest.fixture
def small(small_rules: Path, tmp_path: Path) -> Small:
    return Small(small_rules, tmp_path)


def messages(folder: Path) -> list[str]:
    return [f"{p.location.line}:{p.location.column} {p.message} {p.hint}" for p in check(folder).problems]


def test_the_shipped_rules_are_clean() -> None:
    found = check(Path(str(shipped())))
    assert found.problems == ()
    assert found.rules > 100
    assert found.examples >= found.rules * 5  # rules of lenses that go by kind need none


def test_all_mistakes_of_a_file_are_told_at_once_with_their_line(small: Small) -> None:
    told = "\n".join(small.messages(BAD))
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


def test_what_a_rule_mentions_must_exist(small: Small) -> None:
    told = "\n".join(small.messages(WRONG))
    for expected in (
        "unknown kind 'happiness'",
        "no term list 'martians'",
        "a bracket is not closed",
        "rule 'unknown-kind' stands already at",
    ):
        assert expected in told


def test_examples_are_run(small: Small) -> None:
    told = small.messages(EXAMPLES)
    assert len(told) == 2
    assert told[0].startswith("9:23 ")
    assert "no phrase of it finds the hit 'Quaffed'" in told[0]
    assert told[1].startswith("10:26 ")
    assert "its phrases find the miss 'Often quibbled'" in told[1]


@pytest.mark.parametrize("text", ["", "- just\n- a list\n", "name: [", "measures: 5\n", "a: 1\n---\nb: 2\n"])
def test_what_is_no_rule_file_is_an_error(small: Small, text: str) -> None:
    assert small.messages(text)


def test_a_missing_directory_is_an_error(small: Small) -> None:
    assert "no such directory" in messages(small.folder / "nowhere")[0]
    with pytest.raises(InputError, match="no such directory"):
        small.load(small.folder / "nowhere")


def test_a_users_rule_comes_on_top(small: Small) -> None:
    mine = rules(small.folder / "r", GOOD)
    assert small.judge("Widgets blessed").cls != "outcome"
    verdict = small.judge("Widgets blessed", mine)
    assert (verdict.cls, verdict.kind) == ("outcome", "success")
    assert verdict.evidence[0].rule == "widgets-blessed"


def test_a_rule_replaces_the_one_of_its_id_and_off_removes_it(small: Small) -> None:
    first = rules(small.folder / "a", GOOD)
    second = rules(
        small.folder / "b",
        GOOD.replace("outcome", "output")
        .replace("success", "activity")
        .replace("  examples:", "  ask: Who asked?\n  instead: Prayers answered\n  examples:"),
    )
    assert small.judge("Widgets blessed", first, second).cls == "output"
    off = rules(small.folder / "c", "measures:\n- {id: widgets-blessed, off: true}\n")
    assert small.judge("Widgets blessed", first, off).evidence == ()


def test_a_rule_that_is_not_there_cannot_be_switched_off(small: Small) -> None:
    assert "there is no rule 'never-was'" in small.messages("measures:\n- {id: never-was, off: true}\n")[0]


def test_terms_and_abbreviations_merge(small: Small) -> None:
    extra = "terms:\n- {id: customer, words: [zorblax]}\nabbreviations: {ZRQ: zorblax satisfaction}\n"
    mine = rules(small.folder / "r", extra)
    assert small.judge("Zorblax satisfaction", mine).kind == "perception"
    assert small.judge("ZRQ", mine).evidence[0].text == "ZRQ"
    assert small.judge("Customer satisfaction", mine).kind == "perception"


def test_numbers_and_kinds_replace_and_the_view_is_named(small: Small) -> None:
    book = small.load(rules(small.folder / "r", VIEW + "scoring: {default-confidence: 0.5}\n"))
    assert book.kinds["perception"].cls == "output"
    assert book.policy["default-confidence"] == 0.5
    assert "perception" in book.info.views[0]


def test_the_digest_tells_rules_apart(tmp_path: Path) -> None:
    one = read_layer(rules(tmp_path / "a", GOOD))
    other = read_layer(rules(tmp_path / "b", GOOD + "# a comment\n"))
    assert digest([one]) != digest([other])
    assert digest([one]) == digest([read_layer(tmp_path / "a")])
    assert digest([one, other]) != digest([other, one])


def test_a_spoilt_cache_is_made_again(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = small.folder / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    before = small.load().info
    (kept,) = (cache / "kpiaudit").iterdir()
    for spoilt in ("", "{", '{"digest":"' + before.digest + '"}\n'):
        kept.write_text(spoilt, encoding="utf-8")
        assert small.load().info == before
    kept.write_bytes(b"\xff\xfe\x00")
    assert small.load().info == before


def test_the_cache_does_not_grow_for_ever(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small.folder / "cache"))
    digests = [small.load(rules(small.folder / "r", GOOD + f"# change {i}\n")).info.digest for i in range(KEPT + 3)]
    names = {file.name for file in (small.folder / "cache" / "kpiaudit").iterdir()}
    assert len(names) == KEPT
    assert f"rules-{digests[-1][7:39]}.jsonl" in names


def test_compiled_rules_are_data() -> None:
    tables = {"rules": [{"id": "a"}], "indexes": {"rules": {"1": "2|:0", "7": "0|8:1;2"}, "sets": {}}, "sets": []}
    text = dump(tables, "sha256:x")
    assert text.startswith('{"digest":"sha256:x"')
    loaded = load_compiled(text.encode(), "sha256:x")
    assert loaded is not None
    assert loaded["rules"] == ['{"id":"a"}']
    assert {name: dict(index) for name, index in loaded["indexes"].items()} == tables["indexes"]
    assert load_compiled(text.encode(), "sha256:y") is None
    assert load_compiled(text[:-1].encode(), "sha256:x") is None


def test_a_home_that_cannot_be_written_only_slows(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = small.folder / "file"
    blocked.write_text("not a directory")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert small.load().info.rules == 2


def test_a_rule_must_say_what_its_kind_says(small: Small) -> None:
    told = small.messages(GOOD.replace("kind: success", "kind: activity"))
    assert "says outcome, but 'activity' is a kind of output" in told[0]


def test_a_view_of_a_kind_turns_verdicts(small: Small) -> None:
    assert small.judge("Net promoter score").cls == "outcome"
    assert small.judge("Net promoter score", rules(small.folder / "r", VIEW)).cls == "output"
