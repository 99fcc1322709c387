"""The shipped rules as a whole: enough examples each, and every example judged rightly by all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from kpiaudit.phrases.parse import expand
from kpiaudit.rulebook import load
from kpiaudit.rulebook.files import ParsedFile, read_layer
from kpiaudit.rulebook.loading import parse_all
from kpiaudit.rulebook.schema import RuleEntry
from kpiaudit.run import judge_name
from tests.conftest import ROOT

KNOWN = Path(__file__).parent / "misjudged_examples.txt"
HEAD = "# Examples that the whole rule base gets wrong, each in its rule's sector: rule | example | why that is borne\n"


class Rule(NamedTuple):
    entry: RuleEntry
    sector: str  # as a list would name it in which the rule counts; "" for rules of all lists


@cache
def rules() -> tuple[Rule, ...]:
    (files,), problems = parse_all([read_layer(ROOT / "rules")])
    assert problems == []
    return tuple(
        Rule(entry, _sector(file, entry)) for file in files for entry in (*file.content.measures, *file.content.forms)
    )


def _sector(file: ParsedFile, entry: RuleEntry) -> str:
    """The first way in which a list may say that it is about the sector of the file and what the rule asks for."""
    ways = [
        " ".join(element.symbol for element in expand(phrase, lambda written: (written.removeprefix("="),))[0].elements)
        for phrase in (*file.content.speaks_of[:1], *entry.context[:1])
    ]
    return ", ".join(way for way in ways if "{" not in way)


def misjudged() -> Iterator[tuple[str, str]]:
    book = load()
    for entry, sector in rules():
        for example in entry.examples.hit if entry.examples else ():
            _, verdict = judge_name(book, example, sector=sector)
            if verdict.cls != entry.says:
                yield entry.id, example


def test_every_rule_has_three_hits_and_three_near_misses() -> None:
    few = [e.id for e, _ in rules() if not e.examples or min(len({*e.examples.hit}), len({*e.examples.miss})) < 3]
    assert few == []


def test_examples_are_judged_rightly_by_all_rules_together(request: pytest.FixtureRequest) -> None:
    """Each judged alone, in a list of its rule's sector; those that are not are known, with a reason."""
    lines = [line for line in KNOWN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    known = {(rule, example): why for rule, example, why in (line.split(" | ") for line in lines)}
    found = sorted(misjudged())
    if request.config.getoption("--regenerate"):
        known = {pair: known.get(pair, "?") for pair in found}
        text = "".join(f"{rule} | {example} | {why}\n" for (rule, example), why in known.items())
        KNOWN.write_text(HEAD + text, encoding="utf-8")
    assert sorted(known) == found, "after --regenerate, give each new line its reason"
    assert [example for example, why in known.items() if why in ("", "?")] == []
