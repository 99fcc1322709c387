"""The rule file about customers is as strict as all others: unknown keys, no examples, wrong examples are errors."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kpiaudit.model import InputError
from kpiaudit.rulebook import load
from kpiaudit.rulebook.check import check

CHECK = """\
success_statements:
- id: dated
  question: By when?
  answers:
  - {result: met, because: "{words} says when.", phrases: ["within #"]}
  because: By when?
  examples:
    met: [Done within 3 days, Paid within 5]
    unknown: [Done, Paid soon]
"""


def told(small_rules: Path, tmp_path: Path, text: str) -> str:
    whole = shutil.copytree(small_rules, tmp_path / "whole")
    (whole / "mine.yaml").write_text(text, encoding="utf-8")
    return "\n".join(f"{p.location.line}:{p.location.column} {p.message} | {p.hint}" for p in check(whole).problems)


def test_a_good_check_is_all_right(small_rules: Path, tmp_path: Path) -> None:
    assert told(small_rules, tmp_path, CHECK) == ""


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("Paid within 5", "Paid in May", "8:31 check 'dated': 'Paid in May' is unknown, not met: By when?"),
        ("Paid soon", "Paid within 9", "9:21 check 'dated': 'Paid within 9' is met, not unknown"),
        ("    unknown: [Done, Paid soon]\n", "", "a check needs 2 examples that are unknown"),
        ("  because: By when?\n", "", "a check needs 'because'"),
        ('phrases: ["within #"]', "phrases: []", "an answer needs a condition"),
        ('phrases: ["within #"]', 'phrases: ["within {martians}"]', "no term list 'martians'"),
        ('phrases: ["within #"]', "names: somebody", "'names'"),
        ("  question:", "  quesiton:", "unknown key 'quesiton'"),
        ("result: met,", "result: perhaps,", "'result'"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    small_rules: Path, tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in CHECK
    assert message in told(small_rules, tmp_path, CHECK.replace(before, after))


def test_a_check_stands_once_and_only_a_check_can_be_switched_off(small_rules: Path, tmp_path: Path) -> None:
    twice = CHECK + CHECK.removeprefix("success_statements:\n")
    assert "10:7 check 'dated' stands already at" in told(small_rules, tmp_path, twice)
    shutil.rmtree(tmp_path / "whole")
    off = "success_statements:\n- {id: dated, off: true}\n"
    assert "there is no check 'dated' to switch off" in told(small_rules, tmp_path, off)


@pytest.mark.parametrize(
    "text",
    ["canvas:\n- {id: mood, title: x, ask: y}\n", "canvas:\n- {id: who, title: x}\n", "not_given: {mood: x}\n"],
)
def test_the_canvas_has_the_parts_it_has(small_rules: Path, tmp_path: Path, text: str) -> None:
    assert told(small_rules, tmp_path, text)


def test_a_client_replaces_adds_and_removes(small_rules: Path, tmp_path: Path) -> None:
    base = shutil.copytree(small_rules, tmp_path / "base")
    page = "canvas:\n- {id: who, title: Who, ask: Who?}\nnot_given: {objectives: What for?, needs: Which?}\n"
    (base / "customers.yaml").write_text(CHECK + page, encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    client = "canvas:\n- {id: who, title: Guest, ask: Which guest?}\nnot_given: {needs: What do guests need?}\n"
    (mine / "mine.yaml").write_text(client + "success_statements:\n- {id: dated, off: true}\n", encoding="utf-8")
    book = load([mine], base=base)
    assert book.statements == []
    assert [(part["id"], part["title"]) for part in book.canvas] == [("who", "Guest")]
    assert book.not_given == {"objectives": "What for?", "needs": "What do guests need?"}
    assert [one["id"] for one in load(base=base).statements] == ["dated"]


def test_rules_without_any_of_it_audit_as_well(small_rules: Path) -> None:
    book = load(base=small_rules)
    assert (book.statements, book.canvas, book.asks_for("objectives", "customers")) == ([], [], ())


def test_a_user_who_gets_it_wrong_is_told_before_anything_runs(small_rules: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(CHECK.replace("Paid soon", "Paid within 9"), encoding="utf-8")
    with pytest.raises(InputError, match="is met, not unknown"):
        load([tmp_path], base=small_rules)
