"""The rule file of the checks: strict, layered, and the page made from it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import kpiaudit
from kpiaudit.__main__ import main
from kpiaudit.model import InputError
from kpiaudit.rulebook import load
from kpiaudit.rulebook.files import read_layer, shipped
from kpiaudit.rulebook.layers import merge
from kpiaudit.rulebook.loading import parse_all
from kpiaudit.rulebook.quality import MergedChecks
from kpiaudit.rulebook.quality_schema import BUILT_IN, QualityEntry
from tests.conftest import ROOT
from tests.rulebase import write_small

PAGE = ROOT / "docs" / "quality.md"
GENERATED = re.compile(r"(?<=<!-- checks -->\n).*(?=<!-- end -->)", re.DOTALL)
GROUPS = {
    "fields": "What is not written down",
    "wording": "How it is written",
    "list": "How KPIs stand together",
}


def shipped_checks() -> MergedChecks:
    parsed, problems = parse_all([read_layer(shipped())])
    assert problems == []
    return merge(parsed)[0].quality


def test_the_page_is_made_from_the_rules(request: pytest.FixtureRequest) -> None:
    written = PAGE.read_text(encoding="utf-8")
    current = GENERATED.sub(lambda _: "\n" + sections(shipped_checks()) + "\n", written)
    if request.config.getoption("--regenerate"):
        PAGE.write_text(current, encoding="utf-8")
        written = current
    assert written == current, "docs/quality.md is not current; run pytest --regenerate"


def sections(merged: MergedChecks) -> str:
    text = ""
    for group, title in GROUPS.items():
        text += f"## {title}\n\n"
        text += "".join(_check(p.entry) for p in merged.checks.values() if p.entry.group == group)
    text += (
        "## Known gaming pairs\n\n| what is steered by | how the game goes | what to add beside it |\n|---|---|---|\n"
    )
    rows = [(p.examples.hit[0] if p.examples else p.id, p.why, p.add) for p, _, _ in merged.pairs.values()]
    return text + "".join(f"| {steered} | {why} | {add} |\n" for steered, why, add in rows)


def _check(entry: QualityEntry) -> str:
    lines = [f"### `{entry.id}` ({entry.level})\n", f"{entry.why}\n", f"- write: {entry.instead}"]
    if entry.examples:
        lines.append(f"- found in: {'; '.join(entry.examples.hit)}")
        lines.append(f"- not in: {'; '.join(entry.examples.miss)}")
    if entry.numbers:
        lines.append(f"- numbers: {', '.join(f'{name} {number:g}' for name, number in entry.numbers.items())}")
    if entry.source:
        lines.append(f"- source: {entry.source}")
    return "\n".join(lines) + "\n\n"


def test_every_check_that_is_neither_phrases_nor_keys_is_there() -> None:
    checks = shipped_checks().checks
    assert set(BUILT_IN) <= set(checks)
    others = [p.entry.id for p in checks.values() if not (p.entry.phrases or p.entry.needs)]
    assert set(others) <= set(BUILT_IN)


def test_there_are_a_dozen_pairs_or_more() -> None:
    assert len(shipped_checks().pairs) >= 12


KPIS = "kpis:\n- {name: App downloads, owner: Bev}\n- Average handle time\n"


def linted(folder: Path, *rules: Path) -> dict[str, str]:
    """Check -> level of what is found in KPIS with these rules on top."""
    (folder / "kpis.yaml").write_text(KPIS, encoding="utf-8")
    found = kpiaudit.audit(folder / "kpis.yaml", rules=rules)
    return {finding.rule: finding.level for finding in found.findings}


def test_a_client_changes_checks_in_one_line_each(tmp_path: Path, client_rules: Path) -> None:
    shipped = linted(tmp_path)
    assert {"vanity", "known-gaming-pair"} <= set(shipped)
    assert shipped["no-owner"] != "error"
    assert not {"too-many", "no-grit", "downloads"} & set(shipped)
    found = linted(tmp_path, client_rules)  # `CHECKS` of tests/client.py
    assert "vanity" not in found
    assert "known-gaming-pair" not in found
    assert (found["no-owner"], found["too-many"], found["no-grit"], found["downloads"]) == (
        "error",
        "note",
        "note",
        "error",
    )


SMALL = """\
quality:
- id: vanity
  level: warning
  message: x
  why: x
  instead: x
  phrases: [download]
  examples: {hit: [Downloads], miss: [Uploads]}
"""

WRONG = {
    "quality:\n- {id: vanity, leval: note}\n": "2:23: unknown key 'leval'",
    "quality:\n- {id: vanity, level: high}\n": "2:23: 'level': input should be 'error', 'warning' or 'note'",
    "quality:\n- {id: nothing-like-it, off: true}\n": "2:8: there is no check 'nothing-like-it' to switch off",
    "quality:\n- {id: newly, level: note}\n": "2:8: check 'newly' is new, and needs 'message', 'why', 'instead'",
    "quality:\n- {id: vanity, phrases: ['{martians}']}\n": "2:26: phrase '{martians}': there is no term list",
    "quality:\n- {id: vanity, unless: ['(a|b']}\n": "2:25: phrase '(a|b'",
    "quality:\n- {id: vanity, kinds: [fame]}\n": "2:24: unknown kind 'fame'",
    "quality:\n- {id: vanity, examples: {hit: [Cats], miss: [Dogs]}}\n": "2:33: 'vanity' does not find the hit 'Cats'",
    "gaming_pairs:\n- {id: cats, off: true}\n": "2:8: there is no gaming pair 'cats' to switch off",
    "gaming_pairs:\n- {id: cats, steers: [cats]}\n": "2:3: a gaming pair needs 'guarded_by', 'why', 'add', 'examples'",
    "gaming_pairs:\n- {id: cats, steers: [cats], guarded_by: [mice], why: x, add: y,\n"
    "   examples: {hit: [Cats], miss: [Dogs], guard: [Rats]}}\n": "3:50: 'pair/cats/guard' does not find the guard",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small rule base with one check."""
    small = write_small(tmp_path_factory.mktemp("checks") / "rules")
    (small / "quality.yaml").write_text(SMALL, encoding="utf-8")
    return small


@pytest.mark.parametrize(("rules", "problem"), WRONG.items())
def test_mistakes_are_told_at_their_place(tmp_path: Path, base: Path, rules: str, problem: str) -> None:
    (tmp_path / "mine.yaml").write_text(rules, encoding="utf-8")
    with pytest.raises(InputError) as told:
        load([tmp_path], base=base)
    assert [f"{p.location.line}:{p.location.column}: {p.message}"[: len(problem)] for p in told.value.problems] == [
        problem
    ]
    assert told.value.problems[0].location.path.endswith("mine.yaml")


def test_rules_check_tells_the_same(tmp_path: Path, base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(base, tmp_path / "rules")
    (tmp_path / "rules" / "quality.yaml").write_text(SMALL.replace("Downloads", "Cats"), encoding="utf-8")
    assert main(["rules", "check", str(tmp_path / "rules")]) == 2
    assert "quality.yaml:8:20: error: 'vanity' does not find the hit 'Cats'" in capsys.readouterr().err
