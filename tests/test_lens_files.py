"""Lens files: strict loading with every mistake at its line, and layers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kpiaudit.model import InputError
from kpiaudit.rulebook import load
from kpiaudit.rulebook.check import check

LENS = """\
lens:
  id: promises
  label: Promises
  question: Which promises would we notice breaking?
  source: The charter
  default: true
  order: 1
categories:
- {id: warm, label: Warm, why: It is warm., ask: Who is cold?}
- {id: heard, label: Heard, why: Heard once., ask: Who asked twice?}
rules:
- id: heating
  categories: [warm]
  phrases: ["heating works"]
  why: It is warm.
  examples: {hit: ["Heating works"], miss: ["Heating"]}
- id: asked
  categories: [heard]
  kinds: [perception]
  moves: They say so.
judgements:
- {id: unseen, covered: {of: [warm, heard], at_most: 0}, says: No promise is seen.}
"""


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "lens.yaml").write_text(text, encoding="utf-8")
    return folder


def told(base: Path, folder: Path, text: str) -> str:
    """What is told about a rule base that holds `text` too."""
    whole = shutil.copytree(base, folder / "whole")
    found = check(written(whole, text))
    return "\n".join(f"{p.location.line}:{p.location.column} {p.message} {p.hint}" for p in found.problems)


def test_a_lens_is_loaded_and_counted(small_rules: Path, tmp_path: Path) -> None:
    book = load([written(tmp_path / "mine", LENS)], base=small_rules)
    assert dict(book.lenses) == {"promises": True}
    lens = book.lens("promises")
    assert [seat.category.id for seat in lens.seats] == ["warm", "heard"]
    assert [(rule.id, rule.moves) for rule in lens.rules] == [("heating", False), ("asked", True)]
    assert told(small_rules, tmp_path, LENS) == ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  source: The charter\n", "", "2:3 a lens needs 'source'"),
        ("why: It is warm., ask: Who is cold?", "why: It is warm.", "9:3 a category needs 'ask'"),
        ("  why: It is warm.\n  examples", "  examples", "12:3 a lens rule needs 'why'"),
        ("  moves: They say so.\n", "  moves: a\n  why: b\n", "17:3 a lens rule needs 'why'"),
        ("categories: [warm]", "categories: [wram]", "13:15 unknown category 'wram' known: heard, warm"),
        ("kinds: [perception]", "kinds: [bliss]", "unknown kind 'bliss'"),
        ("  kinds: [perception]\n", "", "a lens rule needs a condition"),
        ("of: [warm, heard]", "of: [cold]", "unknown category 'cold'"),
        ('"heating works"', '"(heating works"', "14:13 phrase '(heating works': a bracket is not closed"),
        ('"heating works"', '"{martians} land"', "there is no term list 'martians'"),
        ('hit: ["Heating works"]', 'hit: ["Cooling works"]', "16:20 rule 'heating': no phrase of it finds the hit"),
        ('miss: ["Heating"]', 'miss: ["Heating works"]', "rule 'heating': its phrases find the miss"),
        ('  examples: {hit: ["Heating works"], miss: ["Heating"]}\n', "", "a rule with phrases needs 'examples'"),
        ("  categories: [heard]\n", "", "a rule without 'categories' keeps words from shorter phrases"),
        ("- id: asked\n", "- id: heating\n", "'heating' stands already at"),
        ("covered: {of: [warm, heard], at_most: 0}, ", "", "a judgement needs a condition"),
        ("order: 1", "ordre: 1", "unknown key 'ordre' did you mean 'order'?"),
        ("lens:\n  id: promises", "lens:\n  id: Promises", "'id'"),
        ("ask: Who is cold?", "ask: Who is cold?, aspect: when", "category 'warm' belongs to no aspect of its lens"),
        ("ask: Who is cold?", "ask: Who is cold?, only_for: [council]", "unknown body 'council'"),
    ],
)
def test_mistakes_are_told_with_their_line(
    old: str, new: str, expected: str, small_rules: Path, tmp_path: Path
) -> None:
    assert old in LENS
    assert expected in told(small_rules, tmp_path, LENS.replace(old, new))


def test_categories_without_a_lens_are_an_error(small_rules: Path, tmp_path: Path) -> None:
    assert "say which" in told(small_rules, tmp_path, LENS[LENS.index("categories:") :])


def test_examples_of_organisations_are_run(small_rules: Path, tmp_path: Path) -> None:
    skip = "  skip_for:\n  - {id: shops, phrases: [shop], because: No., examples: {hit: [Depot], miss: [Shop]}}\n"
    found = told(small_rules, tmp_path, LENS.replace("  order: 1\n", skip))
    assert "'shops': no phrase of it finds the hit 'Depot'" in found
    assert "'shops': its phrases find the miss 'Shop'" in found


def test_a_later_file_adds_replaces_and_removes(small_rules: Path, tmp_path: Path) -> None:
    first = written(tmp_path / "a", LENS)
    change = """\
lens: {id: promises, label: Our promises}
categories:
- {id: heard, off: true}
- {id: seen, label: Seen, why: Seen., ask: Who was not?}
rules:
- {id: heating, off: true}
- {id: asked, categories: [seen], kinds: [success], why: Seen.}
"""
    lens = load([first, written(tmp_path / "b", change)], base=small_rules).lens("promises")
    assert (lens.label, lens.question) == ("Our promises", "Which promises would we notice breaking?")
    assert [seat.category.id for seat in lens.seats] == ["warm", "seen"]
    assert [(rule.id, rule.categories, rule.kinds) for rule in lens.rules] == [("asked", ("seen",), ("success",))]
    assert lens.judgements[0].covered is not None
    assert lens.judgements[0].covered.of == ("warm",)


def test_a_lens_can_be_switched_off_and_taken_out_of_audits(small_rules: Path, tmp_path: Path) -> None:
    first = written(tmp_path / "a", LENS)
    off = written(tmp_path / "b", "lens: {id: promises, off: true}\n")
    assert dict(load([first, off], base=small_rules).lenses) == {}
    quiet = written(tmp_path / "c", "lens: {id: promises, default: false}\n")
    assert dict(load([first, quiet], base=small_rules).lenses) == {"promises": False}
    with pytest.raises(InputError, match="there is no lens 'promises' to switch off"):
        load([off], base=small_rules)
    with pytest.raises(InputError, match="there is no 'nothing' to switch off"):
        load([written(tmp_path / "d", LENS + "- {id: nothing, off: true}\n")], base=small_rules)


def test_lenses_stand_in_their_order(small_rules: Path, tmp_path: Path) -> None:
    last = LENS.replace("id: promises", "id: anything").replace("  order: 1\n", "")
    folder = written(tmp_path / "mine", LENS)
    (folder / "a-first-file.yaml").write_text(last, encoding="utf-8")
    assert list(load([folder], base=small_rules).lenses) == ["promises", "anything"]
