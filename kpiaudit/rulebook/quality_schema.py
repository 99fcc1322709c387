"""What `quality:` and `gaming_pairs:` in a rule file may hold."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from kpiaudit.rulebook.schema_base import Class, Examples, Fields, Id, Part, Phrases, Text

Level = Literal["error", "warning", "note"]

BUILT_IN = (
    "several-owners",
    "arbitrary-target",
    "no-guardrail",
    "known-gaming-pair",
    "survey-only",
    "lagging-only",
    "no-common-set",
    "too-many",
    "near-duplicates",
    "same-name-other-formula",
    "outputs-only-department",
    "rewarded-output",
)
"""Checks of definitions that are neither phrases nor needed keys: `analyses/quality*.py` says what they do."""


class QualityEntry(Part):
    """A check of definitions. One that stands in an earlier layer already needs only what changes."""

    id: Id
    off: bool = False
    level: Level | None = None
    group: Literal["fields", "wording", "list"] = "wording"
    message: Text | None = None
    messages: dict[Id, Text] = {}
    unknown: Text | None = None
    why: Text | None = None
    instead: Text | None = None
    source: Text | None = None
    advice: bool = False
    needs: list[Text] = []
    where: list[Text] = []
    phrases: list[Text] = []
    fields: Fields = ["name", "formula", "definition", "unit"]
    unless: list[Text] = []
    unless_given: list[Text] = []
    unless_list: list[Text] = []
    classes: list[Class] = []
    kinds: list[Id] = []
    words: list[Text] = []
    numbers: dict[Id, float] = {}
    examples: Examples | None = None

    def lacking(self) -> list[str]:
        """What a check that stands by itself still needs."""
        wanted = ["level", "message", "why", "instead", *(["examples"] if self.phrases else [])]
        if self.needs:
            wanted.append("unknown")
        if not (self.phrases or self.needs or self.id in BUILT_IN):
            wanted.append("phrases")
        return [name for name in wanted if not getattr(self, name)]


class PairExamples(Examples):
    """Names that a pair's `steers` must and must not find, and names that its `guarded_by` must find."""

    guard: Phrases


class GamingPairEntry(Part):
    """A KPI that can be made to look good at the customer's cost, and what belongs beside it."""

    id: Id
    off: bool = False
    steers: list[Text] = []
    guarded_by: list[Text] = []
    why: Text | None = None
    add: Text | None = None
    examples: PairExamples | None = None

    @model_validator(mode="after")
    def _complete(self) -> GamingPairEntry:
        wanted = ("steers", "guarded_by", "why", "add", "examples")
        missing = [name for name in wanted if not getattr(self, name)]
        if missing and not self.off:
            raise ValueError("a gaming pair needs " + ", ".join(f"'{name}'" for name in missing))
        return self
