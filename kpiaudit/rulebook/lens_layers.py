"""Lens files of all layers as one set of lenses: parts replace by id, `off: true` removes, the rest has to fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kpiaudit.model import Problem
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.lens_schema import CategoryEntry, JudgementEntry, LensEntry, SortEntry

Entry = TypeVar("Entry", CategoryEntry, SortEntry, JudgementEntry)
Keys = tuple[str | int, ...]
_PARTS = ("categories", "rules", "judgements")


@dataclass(frozen=True, slots=True)
class PlacedIn(Generic[Entry]):
    """A part of a lens and where it stands."""

    entry: Entry
    file: ParsedFile
    section: str
    index: int

    def problem(self, message: str, *keys: str | int, hint: str = "") -> Problem:
        """A problem of the part, at what `keys` lead to in it."""
        return self.file.problem((self.section, self.index, *keys), message, hint)


@dataclass(slots=True)
class MergedLens:
    """One lens, later layers on top of earlier ones."""

    head: LensEntry
    file: ParsedFile  # the last that said something of the head
    heads: dict[str, ParsedFile] = field(default_factory=dict)  # of each key of the head, where it stands
    categories: dict[str, PlacedIn[CategoryEntry]] = field(default_factory=dict)
    rules: dict[str, PlacedIn[SortEntry]] = field(default_factory=dict)
    judgements: dict[str, PlacedIn[JudgementEntry]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)  # categories that were switched off


def add_lens(lenses: dict[str, MergedLens], file: ParsedFile, seen: dict[str, str], problems: list[Problem]) -> None:
    """Lay a lens file over what is there. `seen` remembers what the layer has said already."""
    head = file.content.lens
    if head is None:
        return
    if head.off:
        if lenses.pop(head.id, None) is None:
            problems.append(file.problem(("lens", "id"), f"there is no lens '{head.id}' to switch off"))
        return
    lens = lenses.get(head.id)
    given = {name: getattr(head, name) for name in head.model_fields_set}
    if lens is None:
        lens = lenses[head.id] = MergedLens(head, file)
    else:
        lens.head, lens.file = lens.head.model_copy(update=given), file
    lens.heads |= dict.fromkeys(given, file)
    _add(lens.categories, "categories", file, seen, problems, lens.removed)
    _add(lens.rules, "rules", file, seen, problems, set())
    _add(lens.judgements, "judgements", file, seen, problems, set())


def _add(
    parts: dict[str, PlacedIn[Entry]],
    section: str,
    file: ParsedFile,
    seen: dict[str, str],
    problems: list[Problem],
    removed: set[str],
) -> None:
    assert file.content.lens is not None
    for index, entry in enumerate(getattr(file.content, section)):
        keys = (section, index, "id")
        name = f"{file.content.lens.id}/{section}/{entry.id}"
        if name in seen:
            problems.append(file.problem(keys, f"'{entry.id}' stands already at {seen[name]}"))
            continue
        line, column = file.place(*keys)
        seen[name] = f"{file.path}:{line}:{column}"
        if not entry.off:
            parts[entry.id] = PlacedIn(entry, file, section, index)
            removed.discard(entry.id)
        elif parts.pop(entry.id, None) is None:
            problems.append(file.problem(keys, f"there is no '{entry.id}' to switch off"))
        else:
            removed.add(entry.id)


def ordered(lenses: Mapping[str, MergedLens]) -> list[MergedLens]:
    """The lenses in the order reports show them: by `order`, those without at the end."""
    return sorted(lenses.values(), key=lambda lens: (lens.head.order is None, lens.head.order or 0))


def misfits(lenses: Mapping[str, MergedLens], kinds: Collection[str]) -> list[Problem]:
    """What lenses lack, and what they mention that is not there."""
    return [problem for lens in lenses.values() for problem in _misfits(lens, kinds)]


def _misfits(lens: MergedLens, kinds: Collection[str]) -> Iterator[Problem]:
    head = lens.head
    missing = [name for name in ("label", "question", "source") if not getattr(head, name)]
    if missing:
        hint = "" if lens.categories else f"a new lens needs them; to add to one that ships, check its id '{head.id}'"
        needs = ", ".join(f"'{name}'" for name in missing)
        yield lens.file.problem(("lens",), f"a lens needs {needs}", hint)
    if not lens.categories:
        yield lens.file.problem(("lens",), f"lens '{head.id}' has no categories")
    aspects, bodies = {aspect.id for aspect in head.aspects}, {body.id for body in head.bodies}
    for category in lens.categories.values():
        entry = category.entry
        if (entry.aspect is None) != (not aspects) or (entry.aspect and entry.aspect not in aspects):
            hint = "aspects: " + ", ".join(aspects) if aspects else "the lens lists none under `aspects`"
            yield category.problem(f"category '{entry.id}' belongs to no aspect of its lens", "aspect", hint=hint)
        for key in ("only_for", "not_for"):
            yield from _unknown(category, key, getattr(entry, key), bodies, "body")
    known = {*lens.categories, *lens.removed}
    for rule in lens.rules.values():
        yield from _unknown(rule, "categories", rule.entry.categories, known, "category")
        yield from _unknown(rule, "kinds", rule.entry.kinds, kinds, "kind")
    for judgement in lens.judgements.values():
        yield from _of_judgement(judgement, known, kinds)


def _of_judgement(
    placed: PlacedIn[JudgementEntry], known: Collection[str], kinds: Collection[str]
) -> Iterator[Problem]:
    entry = placed.entry
    named = [
        *(entry.covered.of if entry.covered else ()),
        *(entry.kpis.of if entry.kpis else ()),
        *(entry.outcomes.in_all if entry.outcomes else ()),
    ]
    yield from _unknown(placed, "id", named, known, "category")
    yield from _unknown(placed, "outcomes", entry.outcomes.kinds if entry.outcomes else (), kinds, "kind")


def _unknown(
    placed: PlacedIn[Entry], key: str, named: Collection[str], known: Collection[str], what: str
) -> Iterator[Problem]:
    for name in named:
        if name not in known:
            yield placed.problem(f"unknown {what} '{name}'", key, hint=f"known: {', '.join(sorted(known)) or 'none'}")
