"""What a rule file may hold. Pydantic says it; unknown keys are errors.

Imported only when rules are compiled: a plain audit reads the compiled rules.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Phrases = Annotated[list[Text], Field(min_length=1)]
Strength = Literal["weak", "medium", "strong", "certain"]
Class = Literal["output", "outcome"]
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


class Part(BaseModel):
    """Base of everything in a rule file: strict about keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Examples(Part):
    """What a rule must find, and near misses it must not."""

    hit: Phrases
    miss: Phrases


class RuleEntry(Part):
    """One rule as written. `off: true` needs the id alone and removes the rule of that id."""

    id: Id
    off: bool = False
    says: Class | None = None
    kind: Id | None = None
    strength: Strength | None = None
    convention: int | None = None
    phrases: list[Text] = []
    context: list[Text] = []
    fields: list[Literal["name", "formula", "definition", "unit"]] = ["name", "formula", "definition", "unit"]
    why: Text | None = None
    ask: Text | None = None
    instead: Text | None = None
    keep_for: Text | None = None
    examples: Examples | None = None
    source: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> RuleEntry:
        if not self.off:
            wanted = ("says", "kind", "strength", "phrases", "why", "examples")
            missing = [name for name in wanted if not getattr(self, name)]
            if self.says == "output":
                missing += [name for name in ("ask", "instead") if not getattr(self, name)]
            if missing:
                raise ValueError("a rule needs " + ", ".join(f"'{name}'" for name in missing))
        return self


class TermsEntry(Part):
    """One term list: plain words, and verbs whose forms can be asked for."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9 -]*$")]
    about: Text | None = None
    words: list[Text] = []
    verbs: list[Text] = []


class Inflection(Part):
    """The irregular forms of a verb, and the nouns made from it."""

    ing: list[Text] = []
    ed: list[Text] = []
    noun: list[Text] = []


class KindEntry(Part):
    """A kind, and how it enters the balance and the North Star."""

    id: Id
    class_: Annotated[Class, Field(alias="class")]
    segment: Literal["output", "business-result", "outcome", "perception"]
    label: Text
    north_star: Literal["eligible", "runner-up", "guardrail", "companion", "never"]
    about: Text | None = None


class Reading(Part):
    """Words that tell which part of a definition says what is counted."""

    begins: list[Text] = []
    counted: list[Text] = []
    against: list[Text] = []
    aside: list[Text] = []
    aside_in_names: list[Text] = []


class AnswerEntry(Part):
    """One way to settle a North Star criterion from the list: every condition that is given has to hold."""

    result: Literal["met", "not-met"]
    because: Text
    kinds: list[Id] = []
    phrases: list[Text] = []
    given: list[Text] = []
    values: dict[Text, list[Text]] = {}
    at_least: dict[Text, int] = {}
    short: int | None = None
    driven: bool = False

    @model_validator(mode="after")
    def _conditional(self) -> AnswerEntry:
        conditions = (self.kinds, self.phrases, self.given, self.values, self.at_least, self.short, self.driven)
        if not any(conditions):
            raise ValueError("an answer needs a condition: kinds, phrases, given, values, at_least, short or driven")
        return self


class CriterionEntry(Part):
    """One North Star criterion: a question, and what settles it. The first answer that holds decides."""

    id: Id
    question: Text
    unknown: Text
    answers: list[AnswerEntry] = []


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
    fields: list[Literal["name", "formula", "definition", "unit"]] = ["name", "formula", "definition", "unit"]
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


class RuleFile(Part):
    """A whole rule file. Its top-level keys say what it holds."""

    speaks_of: list[Text] = []
    measures: list[RuleEntry] = []
    forms: list[RuleEntry] = []
    terms: list[TermsEntry] = []
    abbreviations: dict[str, Text] = {}
    abbreviations_exact: dict[str, Text] = {}
    stems: dict[str, Text] = {}
    verbs: dict[str, Inflection] = {}
    kinds: list[KindEntry] = []
    scoring: dict[str, float] = {}
    confidence: dict[Class, list[tuple[float, float]]] = {}
    reading: Reading | None = None
    north_star: list[CriterionEntry] = []
    quality: list[QualityEntry] = []
    gaming_pairs: list[GamingPairEntry] = []
