"""A rule is data with its own proof: its hits must be found by it, its near misses must not."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.analyses.statements import Subject, check
from kpiaudit.model import Problem
from kpiaudit.phrases.lexicon import Lexicon
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.book import sets_found
from kpiaudit.rulebook.cache import Tables
from kpiaudit.rulebook.compiled import ALL_FIELDS
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.lenses import BODIES, from_text
from kpiaudit.rulebook.schema_base import Examples
from kpiaudit.rulebook.statements import from_data

Keys = tuple[str | int, ...]


class _Proof(NamedTuple):
    """Examples and where they stand."""

    examples: Examples
    file: ParsedFile
    keys: Keys
    name: str  # of what has to find them


_Owner = tuple[str, str, str]
"""What has phrases: of which lens ("" for verdict rules), of which section, its id."""


def wrong_examples(tables: Tables, parsed: list[list[ParsedFile]]) -> list[Problem]:
    """A problem for every example that its own rule gets wrong, at the example's line.

    Context is taken as given, and so are kinds, and fields are not told apart: an example shows what the phrases find.
    """
    lexicon = Lexicon(tables)
    indexes: dict[str, PhraseIndex] = {}
    owners = _owners(tables)
    problems: list[Problem] = []
    last: dict[_Owner, _Proof] = {}
    for layer in parsed:  # a later layer's rule of the same id is the one that counts
        for file in layer:
            last |= _proofs(file)
    for owner, proof in last.items():
        if owner in owners:
            name, number = owners[owner]
            index = indexes.setdefault(name, PhraseIndex(tables["indexes"].get(name, {})))
            problems += _wrong(proof, index, number, lexicon)
    return problems


def _proofs(file: ParsedFile) -> dict[_Owner, _Proof]:
    content, found = file.content, {}
    for number, entry in enumerate((*content.measures, *content.forms)):
        section, at = (
            ("measures", number) if number < len(content.measures) else ("forms", number - len(content.measures))
        )
        if entry.examples:
            found["", "rules", entry.id] = _Proof(entry.examples, file, (section, at), f"rule '{entry.id}'")
    lens = content.lens
    if lens is None:
        return found
    for number, sort in enumerate(content.rules):
        if sort.examples:
            found[lens.id, "rules", sort.id] = _Proof(sort.examples, file, ("rules", number), f"rule '{sort.id}'")
    for number, body in enumerate(lens.bodies):
        found[lens.id, "bodies", body.id] = _Proof(body.examples, file, ("lens", "bodies", number), f"'{body.id}'")
    for number, skip in enumerate(lens.skip_for):
        found[lens.id, "skip_for", skip.id] = _Proof(skip.examples, file, ("lens", "skip_for", number), f"'{skip.id}'")
    return found


def _owners(tables: Tables) -> dict[_Owner, tuple[str, int]]:
    """For each rule, the index that holds its phrases and its number there."""
    found = {("", "rules", rule["id"]): ("rules", number) for number, rule in enumerate(tables["rules"])}
    for name in tables["lenses"]:
        lens = from_text(tables["texts"][name])
        for number, rule in enumerate(lens.rules, lens.first):
            found[lens.id, "rules", rule.id] = (lens.phrases, number)
        for number, body in enumerate(lens.bodies, lens.first_body):
            found[lens.id, "bodies", body] = (BODIES, number)
        for number, skip in enumerate(lens.skips, lens.first_body + len(lens.bodies)):
            found[lens.id, "skip_for", skip.id] = (BODIES, number)
    return found


def _wrong(proof: _Proof, index: PhraseIndex, owner: int, lexicon: Lexicon) -> Iterator[Problem]:
    for side, wanted in (("hit", True), ("miss", False)):
        for i, text in enumerate(getattr(proof.examples, side)):
            found = any(match.owner == owner for match in index.find(Reading(text, lexicon), ALL_FIELDS))
            if found != wanted:
                said = "no phrase of it finds" if wanted else "its phrases find"
                hint = "add a phrase, or move it to miss" if wanted else "make the phrase longer, or move it to hit"
                keys = (*proof.keys, "examples", side, i)
                yield proof.file.problem(keys, f"{proof.name}: {said} the {side} '{text}'", hint)


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
