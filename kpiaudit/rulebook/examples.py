"""A rule is data with its own proof: its hits must be found by it, its near misses must not."""

from __future__ import annotations

from kpiaudit.analyses.statements import Subject, check
from kpiaudit.model import Problem
from kpiaudit.phrases.lexicon import Lexicon
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.reading import Reading
from kpiaudit.rulebook.book import sets_found
from kpiaudit.rulebook.cache import Tables
from kpiaudit.rulebook.compiled import ALL_FIELDS
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.statements import from_data


def wrong_examples(tables: Tables, parsed: list[list[ParsedFile]]) -> list[Problem]:
    """A problem for every example that its own rule gets wrong, at the example's line.

    Context is taken as given and fields are not told apart: an example shows what the phrases find.
    """
    lexicon = Lexicon(tables)
    index = PhraseIndex(tables["indexes"].get("rules", {}))
    owners = {rule["id"]: number for number, rule in enumerate(tables["rules"])}
    problems: list[Problem] = []
    last: dict[str, tuple[ParsedFile, str, int]] = {}
    for layer in parsed:  # a later layer's rule of the same id is the one that counts
        for file in layer:
            for section in ("measures", "forms"):
                for number, entry in enumerate(getattr(file.content, section)):
                    last[entry.id] = (file, section, number)
    for rule_id, (file, section, number) in last.items():
        examples = getattr(file.content, section)[number].examples
        if examples is None or rule_id not in owners:
            continue
        for side, wanted in (("hit", True), ("miss", False)):
            for i, text in enumerate(getattr(examples, side)):
                found = [m for m in index.find(Reading(text, lexicon), ALL_FIELDS) if m.owner == owners[rule_id]]
                if bool(found) == wanted:
                    continue
                keys = (section, number, "examples", side, i)
                said = "no phrase of it finds" if wanted else "its phrases find"
                hint = "add a phrase, or move it to miss" if wanted else "make the phrase longer, or move it to hit"
                problems.append(file.problem(keys, f"rule '{rule_id}': {said} the {side} '{text}'", hint))
    return problems


def wrong_statements(tables: Tables, parsed: list[list[ParsedFile]]) -> list[Problem]:
    """A problem for every success statement that its own check gives another result than it stands under."""
    lexicon = Lexicon(tables)
    index = PhraseIndex(tables["indexes"].get("sets", {}))
    checks = {one.id: one for one in from_data(tables["statements"])}
    last = {
        entry.id: (file, number)
        for layer in parsed
        for file in layer
        for number, entry in enumerate(file.content.success_statements)
    }
    problems: list[Problem] = []
    for check_id, (file, number) in last.items():
        examples = file.content.success_statements[number].examples
        if examples is None or check_id not in checks:
            continue
        for wanted, statements in examples.model_dump(by_alias=True).items():
            for i, statement in enumerate(statements):
                found = sets_found(index, tables["sets"], Reading(statement, lexicon))
                (result,) = check(statement, [checks[check_id]], found, Subject())
                if result.result != wanted:
                    message = f"check '{check_id}': '{statement}' is {result.result}, not {wanted}: {result.why}"
                    keys = ("success_statements", number, "examples", wanted, i)
                    problems.append(file.problem(keys, message, "change a phrase, or move the example"))
    return problems
