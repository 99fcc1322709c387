"""Rule files: strict loading with every mistake at its line, layers, the cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpiaudit.model import InputError
from kpiaudit.parts import Parts
from kpiaudit.rulebook.check import check
from kpiaudit.rulebook.files import shipped
from kpiaudit.run import alone
from tests.rulebase import GOOD, Small, messages, rules

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


def test_a_key_that_belongs_elsewhere_is_told_where(small: Small) -> None:
    entries = (
        "rules:\n- {id: a, says: outcome}\nforms:\n- {id: b, barred: x, hit: y, says: output, phrases: [mended]}\n"
    )
    told = "\n".join(small.messages(entries))
    assert "unknown key 'says' 'says' belongs under measures or forms or words or judgements" in told
    assert "unknown key 'barred' 'barred' is a section of its own" in told
    assert "unknown key 'hit' 'hit' belongs under examples" in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scoring: {words-in-name: 0}\n", "words-in-name has to be more than 0"),
        ("stems: {calls: 'x;y'}\n", "string should match pattern"),
        ("stems: {'a=b': c}\n", "string should match pattern"),
    ],
)
def test_numbers_and_words_that_cannot_be(small: Small, text: str, expected: str) -> None:
    assert any(expected in message for message in small.messages(text))


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


def test_a_rule_must_say_what_its_kind_says(small: Small) -> None:
    told = small.messages(GOOD.replace("kind: success", "kind: activity"))
    assert "says outcome, but 'activity' is a kind of output" in told[0]


def test_a_view_of_a_kind_turns_verdicts(small: Small) -> None:
    assert small.judge("Net promoter score").cls == "outcome"
    assert small.judge("Net promoter score", rules(small.folder / "r", VIEW)).cls == "output"


def test_markers_of_parts_are_found_in_any_case(small: Small) -> None:
    rules(small.folder / "mine", "reading:\n  aside:\n  - Rationale Of\n")
    book = small.load(small.folder / "mine")
    metric = alone("Calls", definition="Share of calls. RATIONALE of this: because")
    texts = {part.text.strip() for part in Parts(book).of(metric)}
    assert "Share of calls." in texts
    assert not any("because" in text for text in texts)
