"""What the layers of rule files say of North Stars as one: entries replace by id, `off: true` removes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kpiaudit.model import Problem
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.star_schema import (
    AnswerEntry,
    BarredEntry,
    BesideEntry,
    CriterionEntry,
    LevelEntry,
    ProfileCriterion,
    ProfileEntry,
    RoleEntry,
    SectionEntry,
)

Keys = tuple[str | int, ...]
Entry = TypeVar(
    "Entry", CriterionEntry, BarredEntry, RoleEntry, BesideEntry, LevelEntry, SectionEntry, ProfileCriterion
)


@dataclass(frozen=True, slots=True)
class At(Generic[Entry]):
    """An entry and where it stands."""

    entry: Entry
    file: ParsedFile
    keys: Keys

    def problem(self, message: str, *keys: str | int, hint: str = "") -> Problem:
        """A problem of the entry, at what `keys` lead to in it."""
        return self.file.problem((*self.keys, *keys), message, hint)


@dataclass(slots=True)
class MergedProfile:
    """One profile, later layers on top of earlier ones."""

    head: ProfileEntry
    file: ParsedFile  # the last that said something of it
    kinds: dict[str, str] = field(default_factory=dict)
    kind_places: dict[str, ParsedFile] = field(default_factory=dict)
    barred: dict[str, At[BarredEntry]] = field(default_factory=dict)
    criteria: dict[str, At[ProfileCriterion]] = field(default_factory=dict)


@dataclass(slots=True)
class MergedStar:
    """Everything the layers say of North Stars."""

    criteria: dict[str, At[CriterionEntry]] = field(default_factory=dict)
    barred: dict[str, At[BarredEntry]] = field(default_factory=dict)
    roles: dict[str, At[RoleEntry]] = field(default_factory=dict)
    beside: dict[str, At[BesideEntry]] = field(default_factory=dict)
    levels: dict[str, At[LevelEntry]] = field(default_factory=dict)
    sections: dict[str, At[SectionEntry]] = field(default_factory=dict)
    profiles: dict[str, MergedProfile] = field(default_factory=dict)

    def add(self, file: ParsedFile, seen: dict[str, str], problems: list[Problem]) -> None:
        """Lay a file over what is there. `seen` remembers what its layer has said already."""
        content = file.content
        adding = _Adding(file, seen, problems)
        adding.to(self.criteria, content.north_star, ("north_star",))
        adding.to(self.barred, content.barred, ("barred",))
        adding.to(self.roles, content.roles, ("roles",))
        adding.to(self.beside, content.beside, ("beside",))
        adding.to(self.levels, content.levels, ("levels",))
        adding.to(self.sections, content.worksheet, ("worksheet",))
        if content.profile:
            self._profile(content.profile, adding)

    def _profile(self, entry: ProfileEntry, adding: _Adding) -> None:
        if not adding.first(f"profile {entry.id}", ("profile", "id")):
            return
        if entry.off:
            if self.profiles.pop(entry.id, None) is None:
                adding.note(("profile", "id"), f"there is no profile '{entry.id}' to switch off")
            return
        profile = self.profiles.get(entry.id)
        if profile is None:
            profile = self.profiles[entry.id] = MergedProfile(entry, adding.file)
        else:
            given = {name: getattr(entry, name) for name in entry.model_fields_set}
            profile.head, profile.file = profile.head.model_copy(update=given), adding.file
        profile.kinds |= entry.kinds
        profile.kind_places |= dict.fromkeys(entry.kinds, adding.file)
        adding.to(profile.barred, entry.barred, ("profile", "barred"), f"{entry.id} ")
        adding.to(profile.criteria, entry.criteria, ("profile", "criteria"), f"{entry.id} ")

    def misfits(self, kinds: Collection[str]) -> Iterator[Problem]:
        """What profiles lack, and what is mentioned that is not there."""
        for criterion in self.criteria.values():
            yield from _unknown_kinds(criterion, criterion.entry.answers, kinds)
        for bar in self.barred.values():
            yield from _unknown(bar, ("kinds",), bar.entry.kinds, kinds, "kind")
        for beside in self.beside.values():
            yield from _unknown(beside, ("when",), beside.entry.when, self.criteria, "criterion")
        for profile in self.profiles.values():
            missing = [name for name in ("label", "about", "source") if not getattr(profile.head, name)]
            if missing:
                needs = ", ".join(f"'{name}'" for name in missing)
                hint = f"a new profile needs them; profiles: {', '.join(self.profiles)}"
                yield profile.file.problem(("profile",), f"a profile needs {needs}", hint)
            for kind, file in profile.kind_places.items():
                if kind not in kinds:
                    yield file.problem(
                        ("profile", "kinds", kind), f"unknown kind '{kind}'", "kinds: " + ", ".join(kinds)
                    )
            for bar in profile.barred.values():
                yield from _unknown(bar, ("kinds",), bar.entry.kinds, kinds, "kind")
            for change in profile.criteria.values():
                yield from _unknown(change, ("id",), [change.entry.id], self.criteria, "criterion")
                yield from _unknown_kinds(change, change.entry.answers, kinds)


class _Adding:
    """Puts the entries of one file where they belong."""

    def __init__(self, file: ParsedFile, seen: dict[str, str], problems: list[Problem]) -> None:
        self.file, self.seen, self.problems = file, seen, problems

    def to(self, parts: dict[str, At[Entry]], entries: Iterable[Entry], section: Keys, of: str = "") -> None:
        for index, entry in enumerate(entries):
            keys: Keys = (*section, index)
            if not self.first(f"{of}{section} {entry.id}", (*keys, "id")):
                continue
            if not getattr(entry, "off", False):
                parts[entry.id] = At(entry, self.file, keys)
            elif parts.pop(entry.id, None) is None:
                self.note((*keys, "id"), f"there is no '{entry.id}' to switch off")

    def first(self, name: str, keys: Keys) -> bool:
        """Whether the layer says this for the first time; notes if not."""
        line, column = self.file.place(*keys)
        here = f"{self.file.path}:{line}:{column}"
        before = self.seen.setdefault(name, here)
        if before != here:
            self.note(keys, f"'{name.rpartition(' ')[2]}' stands already at {before}")
        return before == here

    def note(self, keys: Keys, message: str) -> None:
        self.problems.append(self.file.problem(keys, message))


def _unknown_kinds(
    at: At[CriterionEntry] | At[ProfileCriterion], answers: Iterable[AnswerEntry], kinds: Collection[str]
) -> Iterator[Problem]:
    for number, answer in enumerate(answers):
        for i, kind in enumerate(answer.kinds):
            if kind not in kinds:
                hint = "kinds: " + ", ".join(kinds)
                yield at.problem(f"unknown kind '{kind}'", "answers", number, "kinds", i, hint=hint)


def _unknown(at: At[Entry], keys: Keys, names: Iterable[str], known: Collection[str], what: str) -> Iterator[Problem]:
    for i, name in enumerate(names):
        if name not in known:
            place = keys if keys == ("id",) else (*keys, i)
            yield at.problem(f"unknown {what} '{name}'", *place, hint=f"there are {', '.join(known)}")
