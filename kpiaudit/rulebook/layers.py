"""Several directories of rules as one: the shipped rules, then the user's on top.

Rules and kinds replace by id, terms and abbreviations merge, numbers replace, `{id: x, off: true}` removes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kpiaudit.model import Location, Problem
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.lens_layers import MergedLens, add_lens, misfits
from kpiaudit.rulebook.quality import MergedChecks
from kpiaudit.rulebook.schema import (
    CanvasEntry,
    Inflection,
    KindEntry,
    LanguageEntry,
    Reading,
    RuleEntry,
    StatementEntry,
    TermsEntry,
    WordsEntry,
)
from kpiaudit.rulebook.star_layers import MergedStar

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule and where it stands."""

    entry: RuleEntry
    file: ParsedFile
    section: str  # measures or forms
    index: int
    own: bool  # of a layer on top of the shipped rules

    @property
    def named(self) -> bool:
        """Whether it is a named measure."""
        return self.section == "measures"

    def keys(self, *more: str | int) -> Keys:
        """The way to a part of the rule in its file."""
        return (self.section, self.index, *more)


@dataclass(slots=True)
class Merged:
    """Everything the layers define, later layers on top of earlier ones."""

    anywhere: Location
    rules: dict[str, Placed] = field(default_factory=dict)
    words: dict[str, tuple[WordsEntry, ParsedFile, int]] = field(default_factory=dict)  # where in which file
    kinds_start: dict[str, float] = field(default_factory=dict)
    words_of_kinds: dict[str, tuple[dict[str, float], ParsedFile]] = field(default_factory=dict)
    terms: dict[str, TermsEntry] = field(default_factory=dict)
    term_places: dict[str, tuple[ParsedFile, Keys]] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    abbreviations_exact: dict[str, str] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)
    verbs: dict[str, Inflection] = field(default_factory=dict)
    kinds: dict[str, KindEntry] = field(default_factory=dict)
    views: list[str] = field(default_factory=list)
    classes: dict[str, set[str]] = field(default_factory=dict)  # of each kind, in any layer
    scoring: dict[str, float] = field(default_factory=dict)
    confidence: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    reading: Reading | None = None
    sectors: list[ParsedFile] = field(default_factory=list)  # files that say which lists they are about
    languages: dict[str, LanguageEntry] = field(default_factory=dict)
    statements: dict[str, StatementEntry] = field(default_factory=dict)
    statement_places: dict[str, tuple[ParsedFile, Keys]] = field(default_factory=dict)
    canvas: dict[str, CanvasEntry] = field(default_factory=dict)
    not_given: dict[str, str] = field(default_factory=dict)
    lenses: dict[str, MergedLens] = field(default_factory=dict)
    quality: MergedChecks = field(default_factory=MergedChecks)
    star: MergedStar = field(default_factory=MergedStar)


def merge(layers: Sequence[Sequence[ParsedFile]]) -> tuple[Merged, list[Problem]]:
    """All layers as one rule base, and what contradicts itself within a layer."""
    first = layers[0][0].path if layers and layers[0] else "rules"
    merged = Merged(Location(first.rsplit("/", 1)[0]))
    problems: list[Problem] = []
    for number, layer in enumerate(layers):
        seen: dict[str, str] = {}
        for file in layer:
            if file.content.speaks_of:
                merged.sectors.append(file)
            _rules(merged, file, seen, problems, own=number > 0)
            _words(merged, file)
            _policy(merged, file, shipped=number == 0)
            _customers(merged, file, seen, problems)
            add_lens(merged.lenses, file, seen, problems)
            merged.quality.add(file, problems)
            merged.star.add(file, seen, problems)
    problems += [*_unknown_kinds(merged), *misfits(merged.lenses, merged.kinds)]
    problems += [*merged.quality.unknown_kinds(merged.kinds), *merged.star.misfits(merged.kinds)]
    return merged, problems


def _rules(merged: Merged, file: ParsedFile, seen: dict[str, str], problems: list[Problem], *, own: bool) -> None:
    for section in ("measures", "forms"):
        for index, entry in enumerate(getattr(file.content, section)):
            keys = (section, index, "id")
            if entry.id in seen:
                problems.append(file.problem(keys, f"rule '{entry.id}' stands already at {seen[entry.id]}"))
                continue
            line, column = file.place(*keys)
            seen[entry.id] = f"{file.path}:{line}:{column}"
            if not entry.off:
                merged.rules[entry.id] = Placed(entry, file, section, index, own)
            elif merged.rules.pop(entry.id, None) is None:
                problems.append(
                    file.problem(keys, f"there is no rule '{entry.id}' to switch off", "see `kpiaudit explain`")
                )


def _words(merged: Merged, file: ParsedFile) -> None:
    content = file.content
    for index, term in enumerate(content.terms):
        before = merged.terms.get(term.id)
        if before is not None:
            words, verbs = [*before.words, *term.words], [*before.verbs, *term.verbs]
            merged.terms[term.id] = TermsEntry(id=term.id, about=before.about, words=words, verbs=verbs)
        else:
            merged.terms[term.id] = term
        merged.term_places[term.id] = (file, ("terms", index))
    for index, entry in enumerate(content.words):
        points = merged.words[entry.id][0].words if entry.id in merged.words else {}
        merged.words[entry.id] = (entry.model_copy(update={"words": points | entry.words}), file, index)
    merged.kinds_start |= content.words_of_kinds.start
    merged.words_of_kinds |= {word: (points, file) for word, points in content.words_of_kinds.words.items()}
    merged.abbreviations |= content.abbreviations
    merged.abbreviations_exact |= content.abbreviations_exact
    merged.stems |= content.stems
    merged.verbs |= content.verbs


def _policy(merged: Merged, file: ParsedFile, *, shipped: bool) -> None:
    content = file.content
    for kind in content.kinds:
        before = merged.kinds.get(kind.id)
        if not shipped and before is not None and before != kind:
            merged.views.append(_view(before, kind))
        merged.kinds[kind.id] = kind
        merged.classes.setdefault(kind.id, set()).add(kind.class_)
    merged.scoring |= content.scoring
    merged.confidence.update({str(cls): rows for cls, rows in content.confidence.items()})
    merged.reading = content.reading or merged.reading
    merged.languages |= {language.id: language for language in content.languages}


def _customers(merged: Merged, file: ParsedFile, seen: dict[str, str], problems: list[Problem]) -> None:
    content = file.content
    for index, check in enumerate(content.success_statements):
        keys = ("success_statements", index, "id")
        line, column = file.place(*keys)
        first = seen.setdefault(f"check {check.id}", f"{file.path}:{line}:{column}")
        if first != f"{file.path}:{line}:{column}":
            problems.append(file.problem(keys, f"check '{check.id}' stands already at {first}"))
        elif not check.off:
            merged.statements[check.id] = check
            merged.statement_places[check.id] = (file, keys[:2])
        elif merged.statements.pop(check.id, None) is None:
            hint = f"checks: {', '.join(merged.statements)}"
            problems.append(file.problem(keys, f"there is no check '{check.id}' to switch off", hint))
    merged.canvas |= {part.id: part for part in content.canvas}
    merged.not_given |= content.not_given.model_dump(exclude_none=True)


def _view(before: KindEntry, after: KindEntry) -> str:
    """What a client's kinds file sees differently, in words for the report."""
    shown = (("class", "class_"), ("segment", "segment"), ("North Star", "north_star"), ("label", "label"))
    changes = [
        f"{name} {getattr(after, attribute)} instead of {getattr(before, attribute)}"
        for name, attribute in shown
        if getattr(before, attribute) != getattr(after, attribute)
    ]
    return f"{before.id}: {', '.join(changes)}" if changes else f"{before.id}: described differently"


def _unknown_kinds(merged: Merged) -> list[Problem]:
    problems = []
    said: list[tuple[ParsedFile, Keys, str | None, str | None]] = [
        (placed.file, placed.keys(), placed.entry.kind, placed.entry.says) for placed in merged.rules.values()
    ]
    said += [(file, ("words", index), entry.kind, entry.says) for entry, file, index in merged.words.values()]
    for file, keys, kind_id, says in said:
        kind = merged.kinds.get(kind_id or "")
        if kind is None:
            hint = "kinds: " + ", ".join(merged.kinds)
            problems.append(file.problem((*keys, "kind"), f"unknown kind '{kind_id}'", hint))
        elif says not in merged.classes[kind.id]:
            message = f"says {says}, but '{kind.id}' is a kind of {kind.class_}"
            problems.append(file.problem((*keys, "says"), message, "choose a kind of that class"))
    return problems
