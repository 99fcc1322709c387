"""What words of a name or definition lean to: heard beside the phrases, and data like any other rule."""

from __future__ import annotations

import pytest

from kpiaudit.model import Verdict
from kpiaudit.rulebook import Rulebook
from kpiaudit.run import judge_name
from tests.rulebase import Small, rules

WORDS = """\
words:
- id: leans-to-outcome
  says: outcome
  kind: success
  why: These words stand mostly in outcomes.
  words: {again: 9, customer: 6, trouble: 0.1, "in trouble": 6}
- id: leans-to-output
  says: output
  kind: activity
  why: These words stand mostly in outputs.
  ask: What for?
  instead: Something that customers get
  words: {fleet: 12, "within #": 9}
"""
KINDS = """\
words:
- {id: words-of-success, says: outcome, kind: success, why: So it is., words: {again: 9}}
- {id: words-of-loyalty, says: outcome, kind: loyalty, why: So it is., words: {stay: 9}}
words_of_kinds:
  start: {success: 0.5, loyalty: -1}
  words:
    again: {success: 0.4, loyalty: 3}
"""


def book(small: Small, text: str = WORDS) -> Rulebook:
    return small.load(rules(small.folder / "r", text))


def judged(small: Small, name: str, text: str = WORDS, definition: str = "") -> Verdict:
    return judge_name(book(small, text), name, definition=definition)[1]


def test_words_decide_where_no_phrase_speaks(small: Small) -> None:
    verdict = judged(small, "Customer with a trouble again")
    assert (verdict.cls, verdict.kind, verdict.default) == ("outcome", "success", False)
    (evidence,) = verdict.evidence
    assert (evidence.rule, evidence.text, evidence.field) == ("leans-to-outcome", "Customer, trouble, again", "name")


def test_words_count_for_a_limited_number_of_points(small: Small) -> None:
    (evidence,) = judged(small, "Customer again", WORDS.replace("again: 9", "again: 30")).evidence
    assert evidence.points == book(small).policy["words-most"]


def test_a_text_that_leans_to_output_stays_a_default(small: Small) -> None:
    verdict = judged(small, "Fleet of the customer")
    assert (verdict.cls, verdict.kind, verdict.default) == ("output", None, True)


def test_phrases_and_words_are_added_up(small: Small) -> None:
    alone, leant = judged(small, "Calls answered"), judged(small, "Calls answered for the customer")
    assert (alone.cls, leant.cls) == ("output", "output")
    assert leant.margin < alone.margin
    assert leant.kind == alone.kind == "activity"


def test_two_neighbours_lean_as_one(small: Small) -> None:
    assert judged(small, "Customers in trouble").cls == "outcome"
    (evidence,) = judged(small, "Customers in trouble").evidence
    assert evidence.text == "in trouble"
    assert judged(small, "In the guest trouble").cls == "output"


def test_every_number_is_one_word(small: Small) -> None:
    eight, day = judged(small, "Customer again within 8 hours"), judged(small, "Customer again within 24 hours")
    assert eight.margin == day.margin != judged(small, "Customer again within hours").margin


def test_words_of_definitions_count_too(small: Small) -> None:
    verdict = judged(small, "Guest share", definition="Share of guests who came again.")
    assert (verdict.cls, verdict.kind, verdict.default) == ("outcome", "success", False)
    (evidence,) = verdict.evidence
    assert (evidence.text, evidence.field) == ("again", "definition")


def test_a_word_counts_once_however_often_it_stands(small: Small) -> None:
    assert judged(small, "Customer again").margin == judged(small, "Customer again, again, again").margin


def test_words_tell_the_kind(small: Small) -> None:
    verdict = judged(small, "Customers again", KINDS)
    assert (verdict.cls, verdict.kind) == ("outcome", "loyalty")
    (evidence,) = verdict.evidence
    assert (evidence.rule, evidence.kind) == ("words-of-loyalty", "loyalty")
    assert judged(small, "Customers again", KINDS.replace("loyalty: 3", "loyalty: 1")).kind == "success"


def test_a_clients_rule_of_words_speaks_for_itself(small: Small) -> None:
    rules(small.folder / "r", KINDS)
    mine = rules(small.folder / "mine", MINE)
    _, verdict = judge_name(small.load(small.folder / "r", mine), "Guests in bloom")
    assert (verdict.cls, verdict.kind) == ("outcome", "loyalty")
    assert [evidence.rule for evidence in verdict.evidence] == ["my-words"]


MINE = """\
words:
- {id: my-words, says: outcome, kind: loyalty, why: So it is here., words: {"in bloom": 12}}
"""


def test_words_and_phrases_settle_the_kind_together(small: Small) -> None:
    assert judged(small, "Customer satisfaction again", KINDS).kind == "perception"
    assert judged(small, "Customer satisfaction again", KINDS.replace("loyalty: 3", "loyalty: 9")).kind == "loyalty"


def test_words_do_not_talk_back_to_the_rules_of_who_asks(small: Small) -> None:
    rules(small.folder / "r", WORDS)
    mine = rules(small.folder / "mine", OWN)
    _, verdict = judge_name(small.load(small.folder / "r", mine), "Customer in trouble again")
    assert verdict.cls == "output"
    assert [evidence.rule for evidence in verdict.evidence] == ["trouble-tickets"]


OWN = """\
forms:
- id: trouble-tickets
  says: output
  kind: activity
  strength: weak
  phrases: ["trouble again"]
  why: Here they are tickets.
  ask: What for?
  instead: Something that customers get
  examples: {hit: ["Trouble again"], miss: ["Trouble"]}
"""


def test_a_client_changes_words(small: Small) -> None:
    rules(small.folder / "r", WORDS)
    mine = rules(small.folder / "mine", WORDS.replace("again: 9, customer: 6", "again: 0, customer: 0"))
    _, verdict = judge_name(small.load(small.folder / "r", mine), "Customer again")
    assert verdict.cls != "outcome"


def test_a_client_silences_a_word_whichever_rule_it_stands_in(small: Small) -> None:
    rules(small.folder / "r", WORDS)
    mine = rules(small.folder / "mine", SILENCED)
    book = small.load(small.folder / "r", mine)
    assert judge_name(book, "Customers again")[1].cls != "outcome"
    assert judge_name(book, "Customers in trouble")[1].cls == "outcome"


SILENCED = """\
words:
- {id: my-words, says: outcome, kind: loyalty, why: They say nothing here., words: {again: 0, customers: 0}}
"""


@pytest.mark.parametrize(
    ("text", "right", "wrong", "message"),
    [
        (WORDS, "kind: success", "kind: activity", "says outcome, but 'activity' is a kind of output"),
        (WORDS, '"in trouble"', '"in great trouble"', "'in great trouble' is 3 words"),
        (KINDS, "loyalty: 3}", "loyalty: 3, effort: 1}", "no rule of words says 'effort'"),
        (KINDS, "    again: {success", "    once again: {success", "'once again' is 2 words"),
    ],
    ids=["class-of-another-kind", "three-words", "kind-without-words", "two-words-of-a-kind"],
)
def test_mistakes_are_told(small: Small, text: str, right: str, wrong: str, message: str) -> None:
    assert right in text
    assert any(message in line for line in small.messages(text.replace(right, wrong)))
