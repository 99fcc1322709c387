"""Notes on rules: what is allowed, but probably not meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpiaudit.__main__ import main
from kpiaudit.rulebook.check import check
from tests.rulebase import write_small

LISTS = """\
terms:
- {id: staff, words: [manager, detective]}
- {id: step, words: [management, detection, settlement]}
- {id: finished, words: [detected, settled, accepted], verbs: [manage]}
- {id: good, words: [acceptable, illegal]}
- {id: badly, words: [illegally]}
"""

RULE = """\
measures:
- id: own-rule
  says: outcome
  kind: success
  strength: strong
  phrases: [%s]
  why: x
  examples: {hit: ["guests satisfied with calls"], miss: ["b"]}
"""


def noted(folder: Path, text: str) -> list[str]:
    """The notes on a rule base that holds `text` too, as `line message`."""
    mine = write_small(folder / "mine")
    (mine / "own.yaml").write_text(text, encoding="utf-8")
    found = check(mine)
    assert found.problems == ()
    return [f"{n.location.line} {n.message}" for n in found.notes if n.location.path.endswith("own.yaml")]


def test_who_does_and_what_is_like_it_are_told_from_what_was_done(tmp_path: Path) -> None:
    notes = noted(tmp_path, LISTS)
    assert [note.split(" of list")[0] for note in notes] == ["2 'manager'", "2 'detective'", "5 'acceptable'"]
    assert "shares its stem with 'management', 'manage' (finished, step)" in notes[0]


def test_a_stem_of_its_own_settles_it(tmp_path: Path) -> None:
    stems = "stems: {manager: manager, detective: detective, acceptable: acceptable}\n"
    assert noted(tmp_path, LISTS + stems) == []


@pytest.mark.parametrize(
    ("phrase", "traps"),
    [
        ("{customer} satisfied with calls?", ["calls"]),
        ("{customer} satisfied (with calls)?", []),
        ("{customer} satisfied (with|having) (calls|visits?)", ["visits"]),
        ("{customer} satisfied ... (access|status|basis|calls) status? access? basis?", []),
    ],
)
def test_an_optional_plural_is_a_trap(tmp_path: Path, phrase: str, traps: list[str]) -> None:
    found = [note for note in noted(tmp_path, RULE % f'"{phrase}"') if "optional" in note]
    assert [note.rsplit(": '", 1)[1].split("?")[0] for note in found] == traps


def test_a_strong_rule_set_off_by_a_word_that_many_use_is_named(tmp_path: Path) -> None:
    others = "".join(
        (RULE % f'"calls (alpha|beta) number{i}", "satisfied with calls"')
        .replace("measures:\n", "")
        .replace("own", f"own{i}")
        for i in range(20)
    )
    notes = noted(tmp_path, RULE % '"(calls|satisfied having)", "^calls"' + others)
    assert notes == ["2 rule 'own-rule' is strong, but may be set off by 'calls' alone"]


def test_notes_are_shown_and_break_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = write_small(tmp_path / "mine")
    (mine / "own.yaml").write_text(LISTS, encoding="utf-8")
    assert main(["rules", "check", str(mine)]) == 0
    out, err = capsys.readouterr()
    assert out == "2 rules, 5 examples: all right, 3 notes\n"
    assert err.count("own.yaml:2:") == 2
    assert ": note: 'manager'" in err
