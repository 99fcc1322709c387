"""What rule files say of North Stars is as strict as all else, and layered like it; anybody can add a profile."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kpiaudit import load_rulebook
from kpiaudit.model import InputError
from kpiaudit.rulebook import load
from kpiaudit.rulebook.check import check
from kpiaudit.rulebook.star import asking
from tests.build import metric

RULES = """\
north_star:
- id: growth
  question: Does it grow?
  unknown: Would it grow?
  needs: Count them.
  answers:
  - result: met
    phrases: ["number of"]
    because: "{words} grows."
    examples: {hit: [Number of guests, Number of homes], miss: [Share of guests]}
barred:
- id: put-right
  phrases: ["first (call|contact)"]
  unless: ["without a call"]
  makes: guardrail
  because: "{words} was put right."
  examples: {hit: [Solved at first call], miss: [Solved]}
roles:
- {id: guardrail, because: It shows what went wrong., needs: Count who was helped.}
beside:
- {id: guardrail, title: Guardrail, why: It shows harm., look_for: What would suffer?}
- {id: input, title: Input, why: It comes early., look_for: What comes first?, when: [growth]}
levels:
- {id: shop, label: Shop floor, words: [shop]}
profile:
  id: mine
  label: Mine
  about: Mine alone.
  source: Me
  kinds: {perception: runner-up}
  barred:
  - id: sold
    phrases: ["sold"]
    makes: never
    because: "{words} is money."
    examples: {hit: [Rooms sold], miss: [Rooms]}
  criteria:
  - id: growth
    unknown: Would mine grow?
    answers:
    - result: not-met
      phrases: ["share of"]
      because: "{words} need not grow."
      examples: {hit: [Share of guests], miss: [Guests]}
worksheet:
- {id: grit, title: Grit, ask: [Where is it?]}
"""


def told(small_rules: Path, tmp_path: Path, text: str) -> str:
    whole = shutil.copytree(small_rules, tmp_path / "whole")
    (whole / "mine.yaml").write_text(text, encoding="utf-8")
    return "\n".join(f"{p.location.line}:{p.location.column} {p.message} | {p.hint}" for p in check(whole).problems)


def test_good_rules_are_all_right(small_rules: Path, tmp_path: Path) -> None:
    assert told(small_rules, tmp_path, RULES) == ""


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("hit: [Number of guests,", "hit: [Guests,", "10:22 'growth': no phrase of it finds the hit 'Guests'"),
        ("miss: [Solved]", "miss: [First call]", "17:50 'put-right': its phrases find the miss 'First call'"),
        ("miss: [Rooms]", "miss: [Sold]", "its phrases find the miss 'Sold'"),
        ("miss: [Guests]", "miss: [Share of homes]", "its phrases find the miss 'Share of homes'"),
        (
            "    examples: {hit: [Number of guests, Number of homes], miss: [Share of guests]}\n",
            "",
            "7:5 an answer has",
        ),
        ("  examples: {hit: [Solved at first call], miss: [Solved]}\n", "", "what is barred needs 'examples'"),
        ("result: met", "result: perhaps", "'result'"),
        ("makes: guardrail", "makes: leader", "'makes'"),
        ("  makes: guardrail\n", "", "what is barred needs 'makes'"),
        ('phrases: ["sold"]', 'phrases: ["{martians}"]', "no term list 'martians'"),
        ("kinds: {perception:", "kinds: {perceptoin:", "30:23 unknown kind 'perceptoin'"),
        ("when: [growth]", "when: [grwoth]", "unknown criterion 'grwoth'"),
        ("  - id: growth\n    unknown", "  - id: gorwth\n    unknown", "unknown criterion 'gorwth'"),
        ("- {id: guardrail, title", "- {id: handrail, title", "'id'"),
        ("  source: Me\n", "", "a profile needs 'source'"),
        ("  label: Mine\n", "  labell: Mine\n", "unknown key 'labell' | did you mean 'label'?"),
        ("title: Grit, ask: [Where is it?]", "title: Grit", "a section needs"),
        ("levels:\n", "levels:\n- {id: shop, label: Shop, words: [store]}\n", "'shop' stands already at"),
        ("{id: grit, title: Grit, ask: [Where is it?]}", "{id: grit, off: true}", "there is no 'grit' to switch off"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    small_rules: Path, tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in RULES
    assert message in told(small_rules, tmp_path, RULES.replace(before, after))


def test_a_profile_changes_kinds_answers_and_who_is_barred(small_rules: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(RULES, encoding="utf-8")
    book = load([tmp_path], base=small_rules)
    general, mine = asking(book), asking(book, "mine")
    assert (general.kinds["perception"].north_star, mine.kinds["perception"].north_star) == ("companion", "runner-up")
    assert [rule.unknown for rule in (*general.criteria, *mine.criteria)] == ["Would it grow?", "Would mine grow?"]
    assert [len(asked.criteria[0].answers) for asked in (general, mine)] == [1, 2]
    kind = book.kinds["success"]
    sold, called = metric("Rooms sold"), metric("Solved at first call")
    assert general.barred(sold, kind) is None
    assert [bar.makes for one in (sold, called) if (bar := mine.barred(one, kind))] == ["never", "guardrail"]
    assert mine.phrases(metric("Share of guests, number of homes")).keys() >= {
        "profile/mine/growth/0",
        "north-star/growth/0",
    }


def test_words_excuse_and_only_the_leading_sentence_counts(small_rules: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(RULES, encoding="utf-8")
    book = load([tmp_path], base=small_rules)
    barred, kind = asking(book).barred, book.kinds["success"]
    assert barred(metric("x", definition="Share solved at first call. Without others."), kind)
    assert barred(metric("x", definition="Share solved for good. First call or not."), kind) is None
    assert barred(metric("First call, or without a call"), kind) is None


def test_a_client_changes_a_profile_and_removes_another(small_rules: Path, tmp_path: Path) -> None:
    base = shutil.copytree(small_rules, tmp_path / "base")
    (base / "star.yaml").write_text(RULES, encoding="utf-8")
    (base / "other.yaml").write_text("profile: {id: other, label: O, about: O, source: O}\n", encoding="utf-8")
    client = tmp_path / "client"
    client.mkdir()
    (client / "mine.yaml").write_text(
        "profile: {id: mine, label: Ours, kinds: {loyalty: eligible}, barred: [{id: sold, off: true}]}\n"
        "worksheet: [{id: grit, off: true}, {id: own, title: Own, ask: [What else?]}]\n",
        encoding="utf-8",
    )
    (client / "gone.yaml").write_text("profile: {id: other, off: true}\n", encoding="utf-8")
    book = load([client], base=base)
    ours = asking(book, "mine")
    assert ours.profile is not None
    assert (ours.profile.label, ours.profile.about) == ("Ours", "Mine alone.")
    assert [ours.kinds[kind].north_star for kind in ("loyalty", "perception")] == ["eligible", "runner-up"]
    assert ours.barred(metric("Rooms sold"), book.kinds["success"]) is None
    assert [section["id"] for section in json.loads(book.text("star/worksheet"))] == ["own"]
    with pytest.raises(InputError, match="there is no profile 'other'"):
        asking(book, "other")


def test_rules_without_any_of_it_audit_as_well(small_rules: Path) -> None:
    asked = asking(load(base=small_rules))
    assert (asked.criteria, asked.barred(metric("First call"), asked.kinds["success"])) == ((), None)


def test_every_shipped_profile_changes_something_it_may() -> None:
    book = load_rulebook()
    known = json.loads(book.text("star/whole"))["profiles"]
    assert known == ["product-growth", "public-service"]
    for name in known:
        asked = asking(book, name)
        assert asked.profile is not None
        assert asked.profile.source
        for kind in ("perception", "business-result", "activity", "efficiency", "reach"):
            assert asked.kinds[kind].north_star not in ("eligible", "runner-up")
