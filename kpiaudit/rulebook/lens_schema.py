"""What a lens file may hold: one way of looking at a KPI list. Pydantic says it; unknown keys are errors."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from kpiaudit.rulebook.schema_base import Class, Examples, Fields, Id, Part, Phrases, Text


class Bodies(Part):
    """Organisations, told by phrases of the list's sector or organisation."""

    id: Id
    phrases: Phrases
    examples: Examples


class SkipEntry(Part):
    """Organisations for which a lens asks nothing sensible, and why."""

    id: Id
    phrases: Phrases
    because: Text
    examples: Examples


class AspectEntry(Part):
    """One of several questions a lens asks of every KPI; a KPI may stand in categories of each."""

    id: Id
    label: Text
    ask: Text | None = None
    key: Text | None = None


class LensEntry(Part):
    """The head of a lens. Where a lens of that id is there already, what is given here replaces its part."""

    id: Id
    off: bool = False
    label: Text | None = None
    question: Text | None = None
    source: Text | None = None
    default: bool | None = None
    order: int | None = None
    ask: Text | None = None
    key: Text | None = None
    body_unknown: Text | None = None
    aspects: list[AspectEntry] = []
    bodies: list[Bodies] = []
    skip_for: list[SkipEntry] = []


class CategoryEntry(Part):
    """A category of a lens. `off: true` needs the id alone and removes it."""

    id: Id
    off: bool = False
    label: Text | None = None
    aspect: Id | None = None
    expects: Literal["metric", "practice"] = "metric"
    why: Text | None = None
    ask: Text | None = None
    also: list[Text] = []
    only_for: list[Id] = []
    not_for: list[Id] = []

    @model_validator(mode="after")
    def _complete(self) -> CategoryEntry:
        missing = [] if self.off else [name for name in ("label", "why", "ask") if not getattr(self, name)]
        if missing:
            raise ValueError("a category needs " + ", ".join(f"'{name}'" for name in missing))
        return self


class SortEntry(Part):
    """What sorts KPIs into categories: every condition that is given has to hold. No category: sorted nowhere."""

    id: Id
    off: bool = False
    categories: list[Id] = []
    phrases: list[Text] = []
    fields: Fields = ["name", "formula", "definition"]
    kinds: list[Id] = []
    classes: list[Class] = []
    values: dict[Text, list[Text]] = {}
    why: Text | None = None
    moves: Text | None = None
    examples: Examples | None = None

    @model_validator(mode="after")
    def _complete(self) -> SortEntry:
        if self.off:
            return self
        if bool(self.why) == bool(self.moves):
            raise ValueError("a lens rule needs 'why' (what it measures) or 'moves' (what it moves), one of them")
        if not (self.phrases or self.kinds or self.classes or self.values):
            raise ValueError("a lens rule needs a condition: phrases, kinds, classes or values")
        if self.phrases and not self.examples:
            raise ValueError("a rule with phrases needs 'examples'")
        if self.phrases and self.values:
            raise ValueError("a rule goes by 'phrases' or by 'values', not by both")
        if self.examples and not self.phrases:
            raise ValueError("only phrases have examples")
        if not self.categories and not self.phrases:
            raise ValueError("a rule without 'categories' keeps words from shorter phrases, so it needs 'phrases'")
        return self


class Covered(Part):
    """How many of these categories have a KPI."""

    of: Phrases
    at_least: int = 0
    at_most: int | None = None


class Counted(Part):
    """How many KPIs stand in all of these categories, or in at least so many of them."""

    of: Phrases
    in_at_least: int | None = None
    at_least: int = 0
    at_most: int | None = None


class Outcomes(Part):
    """Whether there are outcomes, and all of them stand in these categories and are of one of these kinds."""

    in_all: list[Id] = []
    kinds: list[Id] = []


class JudgementEntry(Part):
    """A sentence about the list, said where every condition holds."""

    id: Id
    off: bool = False
    covered: Covered | None = None
    kpis: Counted | None = None
    outcomes: Outcomes | None = None
    says: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> JudgementEntry:
        if not self.off:
            if not self.says:
                raise ValueError("a judgement needs 'says'")
            if not (self.covered or self.kpis or self.outcomes):
                raise ValueError("a judgement needs a condition: covered, kpis or outcomes")
        return self
