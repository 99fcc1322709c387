"""What rule files say of North Stars to the tables an audit reads.

Every audit asks the criteria and who is barred, so their phrases share the index of sets. Profiles have an index each,
and like the other texts they are decoded when they are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kpiaudit.model import FIELDS, Problem
from kpiaudit.phrases.lexicon import Lexicon
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.reading import Reading
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook.cache import Tables
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.lens_tables import Add
from kpiaudit.rulebook.schema_base import Examples
from kpiaudit.rulebook.star_layers import At, Keys, MergedProfile, MergedStar
from kpiaudit.rulebook.star_schema import AnswerEntry, BarredEntry
from kpiaudit.typed import Any

BARRED, VOLUME = "barred", "beside/volume"
"""The index of who is barred, and the set of phrases by which a KPI counts."""

_ALL = (1 << len(FIELDS)) - 1


class _Phrases(NamedTuple):
    """A set of phrases: its name and index, where it stands, and what proves it."""

    of: str  # the index that holds it
    name: str
    phrases: list[str]
    at: At[Any]
    keys: Keys
    examples: Examples | None
    mask: int = _ALL


def compile_star(star: MergedStar, names: list[str], add: Add) -> tuple[Tables, dict[str, str]]:
    """The tables that every audit reads, and the texts that only some do. `names` of the index of sets are added to."""
    own: dict[str, list[str]] = {"sets": names, BARRED: []}
    for one in _all(star):
        numbers = own.setdefault(one.of, [])
        numbers.append(one.name)
        for i, phrase in enumerate(one.phrases):
            add(one.of, len(numbers) - 1, phrase, one.mask, (*one.at.keys, *one.keys, i), one.at.file)
    tables: Tables = {
        "criteria": [_criterion(at, f"north-star/{at.entry.id}") for at in star.criteria.values()],
        "barred": {"sets": own[BARRED], "entries": [_bar(at.entry) for at in star.barred.values()]},
    }
    whole = {
        "roles": {at.entry.id: at.entry.model_dump() for at in star.roles.values()},
        "beside": [at.entry.model_dump(exclude={"phrases", "examples"}) for at in star.beside.values()],
        "levels": [at.entry.model_dump() for at in star.levels.values()],
        "profiles": list(star.profiles),
    }
    sections = [at.entry.model_dump(exclude={"off"}) for at in star.sections.values()]
    texts = {"star/whole": json.dumps(whole), "star/worksheet": json.dumps(sections)}
    for profile in star.profiles.values():
        texts[f"profile/{profile.head.id}"] = json.dumps(_profile(profile, own.get(_index(profile), [])))
    return tables, texts


def wrong_star_examples(star: MergedStar, tables: Tables, own: Iterable[ParsedFile]) -> list[Problem]:
    """A problem for every example of the files `own` that its own phrases get wrong, at the example's line."""
    lexicon, files = Lexicon(tables), {id(file) for file in own}
    indexes: dict[str, PhraseIndex] = {}
    owners: dict[str, int] = {}
    names = {"sets": tables["sets"], BARRED: tables["barred"]["sets"]}
    problems: list[Problem] = []
    for one in _all(star):
        number = owners[one.of] = owners.get(one.of, -1) + 1
        if one.of in names:
            number = names[one.of].index(one.name)
        if one.examples is None or id(one.at.file) not in files:
            continue
        index = indexes.setdefault(one.of, PhraseIndex(tables["indexes"].get(one.of, {})))
        for side, wanted in (("hit", True), ("miss", False)):
            for i, text in enumerate(getattr(one.examples, side)):
                if any(match.owner == number for match in index.find(Reading(text, lexicon), _ALL)) != wanted:
                    said = (
                        f"no phrase of it finds the hit '{text}'" if wanted else f"its phrases find the miss '{text}'"
                    )
                    place = (*one.keys[:-1], "examples", side, i)
                    problems.append(one.at.problem(f"'{one.at.entry.id}': {said}", *place))
    return problems


def _all(star: MergedStar) -> Iterator[_Phrases]:
    """Every set of phrases, in the order in which they are numbered."""
    for criterion in star.criteria.values():
        yield from _answers("sets", f"north-star/{criterion.entry.id}", criterion, criterion.entry.answers)
    for beside in star.beside.values():
        if beside.entry.phrases:
            yield _Phrases("sets", VOLUME, beside.entry.phrases, beside, ("phrases",), beside.entry.examples)
    for bar in star.barred.values():
        yield from _barred(BARRED, bar)
    for profile in star.profiles.values():
        for bar in profile.barred.values():
            yield from _barred(_index(profile), bar)
        for change in profile.criteria.values():
            name = f"{_index(profile)}/{change.entry.id}"
            yield from _answers(_index(profile), name, change, change.entry.answers)


def _answers(index: str, name: str, at: At[Any], answers: Iterable[AnswerEntry]) -> Iterator[_Phrases]:
    for number, answer in enumerate(answers):
        if answer.phrases:
            keys = ("answers", number, "phrases")
            yield _Phrases(index, f"{name}/{number}", answer.phrases, at, keys, answer.examples)


def _barred(index: str, at: At[BarredEntry]) -> Iterator[_Phrases]:
    entry = at.entry
    mask = sum(1 << FIELDS.index(name) for name in entry.fields)
    yield _Phrases(index, f"barred/{entry.id}", entry.phrases, at, ("phrases",), entry.examples, mask)
    if entry.unless:
        yield _Phrases(index, f"barred/{entry.id}/unless", entry.unless, at, ("unless",), None, mask)


def _index(profile: MergedProfile) -> str:
    return f"profile/{profile.head.id}"


def _criterion(at: At[Any], name: str) -> dict[str, Any]:
    """A criterion as the analysis needs it: of its phrases the name of their set, by which they are found."""
    answers = [
        {**answer.model_dump(exclude={"examples"}), "phrases": f"{name}/{number}" if answer.phrases else ""}
        for number, answer in enumerate(at.entry.answers)
    ]
    return {**at.entry.model_dump(exclude={"answers"}), "answers": answers}


def _bar(entry: BarredEntry) -> dict[str, Any]:
    return entry.model_dump(include={"id", "kinds", "makes", "because"})


def _profile(profile: MergedProfile, sets: list[str]) -> dict[str, Any]:
    head = profile.head
    return {
        **{key: getattr(head, key) for key in ("id", "label", "about", "source")},
        "kinds": profile.kinds,
        "sets": sets,
        "barred": [_bar(at.entry) for at in profile.barred.values()],
        "criteria": [_criterion(at, f"{_index(profile)}/{at.entry.id}") for at in profile.criteria.values()],
    }
