"""`kpiaudit rules check`: everything wrong with a directory of rules, in one go."""

from __future__ import annotations

from pathlib import Path

from kpiaudit.garbage import keeps_all
from kpiaudit.model import InputError, Problem
from kpiaudit.phrases.compile import Compiler
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.compiled import vocabulary
from kpiaudit.rulebook.examples import wrong_examples, wrong_statements
from kpiaudit.rulebook.files import read_layer, shipped
from kpiaudit.rulebook.layers import merge
from kpiaudit.rulebook.lens_schema import SortEntry
from kpiaudit.rulebook.lint import notes
from kpiaudit.rulebook.loading import compile_layers, parse_all
from kpiaudit.rulebook.schema import RuleEntry
from kpiaudit.rulebook.star_tables import wrong_star_examples


class CheckResult(NamedTuple):
    """What a directory of rules holds, and what is wrong with it."""

    rules: int
    examples: int
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()  # what is allowed, but probably not meant


@keeps_all
def check(directory: Path) -> CheckResult:
    """Validate the rule files of `directory` on top of the shipped rules and run their examples.

    A directory that is itself a whole rule base (it has a `kinds.yaml`) is checked alone. Never raises
    `InputError`: what cannot be read is a problem like any other.
    """
    try:
        mine = read_layer(directory)
    except InputError as error:
        return CheckResult(0, 0, error.problems)
    alone = (directory / "kinds.yaml").is_file() and (directory / "scoring.yaml").is_file()
    parsed, problems = parse_all([mine] if alone else [read_layer(shipped()), mine])
    if not any(parsed):
        return CheckResult(0, 0, tuple(problems))
    tables, more = compile_layers(parsed)
    problems += more
    merged, _ = merge(parsed)
    if not more:
        own = parsed[-1:]  # the shipped rules proved themselves before they shipped
        problems += wrong_examples(tables, own) + wrong_statements(tables, own)
        problems += wrong_star_examples(merged.star, tables, own[0])
        problems += merged.quality.wrong_examples(tables)
    noted = notes(parsed[-1], merged, Compiler(vocabulary(merged)))
    contents = [file.content for file in parsed[-1]]
    rules: list[RuleEntry | SortEntry] = []
    for content in contents:
        rules += [*content.measures, *content.forms]
        rules += content.rules
    entries = [rule for rule in rules if not rule.off]
    examples = sum(len(e.examples.hit) + len(e.examples.miss) for e in entries if e.examples)
    return CheckResult(len(entries), examples, tuple(problems), tuple(noted))
