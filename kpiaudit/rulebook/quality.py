"""Checks of definitions in rule files: one layer over the other, their phrases compiled, their examples tried."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kpiaudit.model import FIELDS, Problem
from kpiaudit.phrases.lexicon import Lexicon
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.parse import PhraseError, expand
from kpiaudit.phrases.reading import Reading
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.quality_schema import BUILT_IN, GamingPairEntry, QualityEntry
from kpiaudit.typed import Any

Keys = tuple[str | int, ...]
Add = Callable[[str, int, str, int, Keys, ParsedFile], None]
"""(index, owner, phrase, fields as bits, where it stands, file): puts a phrase into an index."""

INDEXES = ("quality-short", "quality-long", "quality-excuses", "quality-guards")
"""Phrases for names and units, for longer texts, for what excuses, and for what one of an organisation has to have."""

_WORD = re.compile(r"[^\W\d_]+")
_ALL_FIELDS = (1 << len(FIELDS)) - 1
_NAME = 1 << FIELDS.index("name")
_SHORT = _NAME | 1 << FIELDS.index("unit")
_LONG = _ALL_FIELDS & ~_SHORT
_EXCUSES = ("/unless", "/list")
_KEPT = (
    *("level", "group", "message", "messages", "unknown", "why", "instead", "advice", "needs", "where"),
    *("unless_given", "classes", "kinds", "words", "numbers"),
)


@dataclass(frozen=True, slots=True)
class PlacedCheck:
    """A check with every key as the last layer that gives it says, and where each stands."""

    entry: QualityEntry
    places: Mapping[str, tuple[ParsedFile, Keys]]

    def phrases(self) -> Iterator[tuple[str, int, list[str], str]]:
        """Its sets: name, fields as bits, phrases, and the key they stand under."""
        entry = self.entry
        mask = sum(1 << FIELDS.index(name) for name in entry.fields)
        if entry.phrases:
            yield entry.id, mask, entry.phrases, "phrases"
        if entry.unless:
            yield f"{entry.id}/unless", _ALL_FIELDS if entry.phrases else mask, entry.unless, "unless"
        if entry.unless_list:
            yield f"{entry.id}/list", _ALL_FIELDS, entry.unless_list, "unless_list"


@dataclass(slots=True)
class MergedChecks:
    """All checks and pairs of a rule base, later layers on top."""

    checks: dict[str, PlacedCheck] = field(default_factory=dict)
    pairs: dict[str, tuple[GamingPairEntry, ParsedFile, Keys]] = field(default_factory=dict)

    def add(self, file: ParsedFile, problems: list[Problem]) -> None:
        """Lay the checks of a file on top. An entry changes what it gives; `off` takes a check away."""
        for index, entry in enumerate(file.content.quality):
            keys: Keys = ("quality", index)
            if entry.off:
                if self.checks.pop(entry.id, None) is None:
                    problems.append(_nothing_to_switch_off(file, keys, f"check '{entry.id}'"))
                continue
            placed = _over(self.checks.get(entry.id), entry, file, keys)
            if lacking := placed.entry.lacking():
                needed = ", ".join(f"'{name}'" for name in lacking)
                problems.append(file.problem((*keys, "id"), f"check '{entry.id}' is new, and needs {needed}"))
                continue
            self.checks[entry.id] = placed
        for index, pair in enumerate(file.content.gaming_pairs):
            keys = ("gaming_pairs", index)
            if not pair.off:
                self.pairs[pair.id] = (pair, file, keys)
            elif self.pairs.pop(pair.id, None) is None:
                problems.append(_nothing_to_switch_off(file, keys, f"gaming pair '{pair.id}'"))

    def compile(self, add: Add, spoken: Iterable[str]) -> dict[str, Any]:
        """The tables of the checks; their phrases go to `add`. `spoken` are texts that tell which words are common."""
        often = Counter(word for text in spoken for word in _WORD.findall(text.lower()))
        names: list[str] = []
        telling: dict[str, None] | None = {}
        for name, mask, phrases, file, keys in self._sets():
            guards = name.endswith("/guard") or name in BUILT_IN
            for i, phrase in enumerate(phrases):
                at = (*keys, i)
                if guards:
                    add("quality-guards", len(names), phrase, mask, at, file)
                elif name.endswith(_EXCUSES):
                    add("quality-excuses", len(names), phrase, mask, at, file)
                else:
                    if mask & _SHORT:
                        add("quality-short", len(names), phrase, mask & _SHORT, at, file)
                    if mask & _LONG:
                        add("quality-long", len(names), phrase, mask & _LONG, at, file)
                        telling = _told(telling, phrase, often)
            names.append(name)
        return {
            "quality_sets": names,
            "quality_telling": None if telling is None else list(telling),
            "checks": [_kept(placed.entry) for placed in self.checks.values()],
            "pairs": [{"id": p.id, "why": p.why, "add": p.add} for p, _, _ in self.pairs.values()],
        }

    def _sets(self) -> Iterator[tuple[str, int, list[str], ParsedFile, Keys]]:
        """Every phrase set: its name, fields as bits, phrases, and where they stand."""
        for placed in self.checks.values():
            for name, mask, phrases, key in placed.phrases():
                file, keys = placed.places[key]
                yield name, mask, phrases, file, (*keys, key)
        for pair, file, keys in self.pairs.values():
            yield f"pair/{pair.id}", _NAME, pair.steers, file, (*keys, "steers")
            yield f"pair/{pair.id}/guard", _ALL_FIELDS, pair.guarded_by, file, (*keys, "guarded_by")

    def unknown_kinds(self, kinds: Collection[str]) -> Iterator[Problem]:
        """A problem for every kind that a check names and the rules do not know."""
        for placed in self.checks.values():
            for i, kind in enumerate(placed.entry.kinds):
                if kind not in kinds:
                    file, keys = placed.places["kinds"]
                    yield file.problem((*keys, "kinds", i), f"unknown kind '{kind}'", "kinds: " + ", ".join(kinds))

    def wrong_examples(self, tables: Mapping[str, Any]) -> Iterator[Problem]:
        """A problem for every example that its own check or pair gets wrong."""
        names, lexicon = tables["quality_sets"], Lexicon(tables)
        indexes = [PhraseIndex(tables["indexes"].get(name, {})) for name in INDEXES]

        def found(text: str) -> set[str]:
            reading = Reading(text, lexicon)
            return {names[match.owner] for index in indexes for match in index.find(reading, _ALL_FIELDS)}

        for name, side, wanted, texts, file, keys in self._examples():
            for i, text in enumerate(texts):
                sets = found(text)
                if (name in sets and f"{name}/unless" not in sets) != wanted:
                    said = "does not find" if wanted else "finds"
                    hint = "change a phrase, or the example"
                    what = f"'{name}' {said} the {side} '{text}'"
                    yield file.problem((*keys, "examples", side, i), what, hint)

    def _examples(self) -> Iterator[tuple[str, str, bool, Iterable[str], ParsedFile, Keys]]:
        """Set, side, whether its phrases have to find them, the examples, and where they stand."""
        for placed in self.checks.values():
            if placed.entry.examples:
                file, keys = placed.places["examples"]
                yield placed.entry.id, "hit", True, placed.entry.examples.hit, file, keys
                yield placed.entry.id, "miss", False, placed.entry.examples.miss, file, keys
        for pair, file, keys in self.pairs.values():
            if pair.examples:
                yield f"pair/{pair.id}", "hit", True, pair.examples.hit, file, keys
                yield f"pair/{pair.id}", "miss", False, pair.examples.miss, file, keys
                yield f"pair/{pair.id}/guard", "guard", True, pair.examples.guard, file, keys


def _over(before: PlacedCheck | None, entry: QualityEntry, file: ParsedFile, keys: Keys) -> PlacedCheck:
    places = dict.fromkeys(entry.model_fields_set, (file, keys))
    if before is None:
        return PlacedCheck(entry, places)
    given: dict[str, Any] = {name: getattr(entry, name) for name in entry.model_fields_set}
    for name in ("numbers", "messages"):
        if name in given:
            given[name] = getattr(before.entry, name) | given[name]
    return PlacedCheck(before.entry.model_copy(update=given), {**before.places, **places})


def _kept(entry: QualityEntry) -> dict[str, Any]:
    kept = {key: getattr(entry, key) for key in _KEPT if getattr(entry, key)}
    return {"id": entry.id, **kept, "worded": bool(entry.phrases), "excusable": bool(entry.unless)}


def _told(telling: dict[str, None] | None, phrase: str, often: Mapping[str, int]) -> dict[str, None] | None:
    """`telling` with the rarest word of each sequence a phrase stands for; None where one has lists only."""
    if telling is None:
        return None
    try:
        sequences = expand(phrase, lambda written: (written.removeprefix("="),))
    except PhraseError:
        return telling  # named as an error elsewhere
    for elements, _ in sequences:
        words = [element.symbol for element in elements if element.symbol[0] not in "{#"]
        if not words:
            return None
        telling[min(words, key=lambda word: (often.get(word, 0), -len(word)))] = None
    return telling


def _nothing_to_switch_off(file: ParsedFile, keys: Keys, what: str) -> Problem:
    return file.problem((*keys, "id"), f"there is no {what} to switch off", "`kpiaudit lint` names them")
