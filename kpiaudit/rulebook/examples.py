"""A rule is data with its own proof: its hits must be found by it, its near misses must not."""

from __future__ import annotations

from kpiaudit.model import Problem
from kpiaudit.phrases.lexicon import Lexicon
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.reading import Reading
from kpiaudit.rulebook.cache import Tables
from kpiaudit.rulebook.compiled import ALL_FIELDS
from kpiaudit.rulebook.files import ParsedFile


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
