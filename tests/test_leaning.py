"""What single words of a name lean to: heard last, counts little, and is data like any other rule."""

from __future__ import annotations

from kpiaudit.rulebook import Rulebook
from kpiaudit.run import judge_name
from tests.rulebase import Small, rules

WORDS = """\
words:
- id: leans-to-outcome
  says: outcome
  kind: success
  why: These words stand mostly in the names of outcomes.
  words: {again: 3, customer: 2, trouble: 0.1}
- id: leans-to-output
  says: output
  kind: activity
  why: These words stand mostly in the names of outputs.
  ask: What for?
  instead: Something that customers get
  words: {fleet: 4}
"""


def book(small: Small, text: str = WORDS) -> Rulebook:
    return small.load(rules(small.folder / "r", text))


def test_words_decide_where_no_phrase_speaks(small: Small) -> None:
    _, verdict = judge_name(book(small), "Customer in trouble again")
    assert (verdict.cls, verdict.kind, verdict.default) == ("outcome", "success", False)
    (evidence,) = verdict.evidence
    assert (evidence.rule, evidence.text, evidence.field) == ("leans-to-outcome", "again", "name")
    assert evidence.points == book(small).policy["words-of-name-most"]


def test_a_text_that_leans_to_output_stays_a_default(small: Small) -> None:
    _, verdict = judge_name(book(small), "Fleet of the customer")
    assert (verdict.cls, verdict.kind, verdict.default) == ("output", None, True)


def test_phrases_outweigh_words(small: Small) -> None:
    alone = judge_name(book(small), "Calls answered")[1]
    leant = judge_name(book(small), "Calls answered again for the customer")[1]
    assert (alone.cls, leant.cls) == ("output", "output")
    assert leant.margin < alone.margin
    assert leant.kind == alone.kind == "activity"


def test_words_of_definitions_have_points_of_their_own(small: Small) -> None:
    there = WORDS.replace("  words: {again", "  field: definition\n  words: {again")
    rules_of_definitions = book(small, there)
    _, named = judge_name(rules_of_definitions, "Customer in trouble again")
    assert named.cls != "outcome"
    definition = "Percentage of fleet days. Counted is the customer in trouble again."
    _, defined = judge_name(rules_of_definitions, "Customer in trouble", definition=definition)
    assert (defined.cls, defined.kind, defined.default) == ("outcome", "success", False)
    (evidence,) = defined.evidence
    assert (evidence.text, evidence.field) == ("again", "definition")
    assert evidence.points == rules_of_definitions.policy["words-of-definition-most"]


def test_a_client_changes_single_words(small: Small) -> None:
    rules(small.folder / "r", WORDS)
    mine = rules(small.folder / "mine", WORDS.replace("again: 3, customer: 2, trouble: 0.1", "again: 0, customer: 0"))
    _, verdict = judge_name(small.load(small.folder / "r", mine), "Customer in trouble again")
    assert verdict.cls != "outcome"


def test_words_of_a_rule_that_says_another_class_than_its_kind_are_an_error(small: Small) -> None:
    told = small.messages(WORDS.replace("kind: success", "kind: activity"))
    assert any("says outcome, but 'activity' is a kind of output" in line for line in told)
