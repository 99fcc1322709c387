"""What a rule file may hold. Pydantic says it; unknown keys are errors.

Imported only when rules are compiled: a plain audit reads the compiled rules.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from kpiaudit.phrases.leanings import MOST
from kpiaudit.rulebook.lens_schema import CategoryEntry, JudgementEntry, LensEntry, SortEntry
from kpiaudit.rulebook.quality_schema import GamingPairEntry, QualityEntry
from kpiaudit.rulebook.schema_base import Class, Examples, Fields, Id, Part, Text
from kpiaudit.rulebook.star_schema import (
    BarredEntry,
    BesideEntry,
    CriterionEntry,
    LevelEntry,
    ProfileEntry,
    Role,
    RoleEntry,
    SectionEntry,
)

Strength = Literal["weak", "medium", "strong", "certain"]
Word = Annotated[str, StringConstraints(pattern=r"^[^\s;=]+$")]


_EXAMPLES = 2  # of every result that a check of success statements can have


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
    fields: Fields = ["name", "formula", "definition", "unit"]
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


class WordsEntry(Part):
    """What words and pairs of words lean to: a rule without phrases, whose words each give points."""

    id: Id
    says: Class
    kind: Id
    why: Text
    ask: Text | None = None
    instead: Text | None = None
    words: dict[Text, Annotated[float, Field(ge=0, le=MOST)]]


class KindWords(Part):
    """What words tell of the kind, among the kinds of their class: where each kind starts, and each word's points."""

    start: dict[Id, float] = {}
    words: dict[Text, dict[Id, Annotated[float, Field(ge=-MOST, le=MOST)]]] = {}


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
    north_star: Role
    about: Text | None = None


class Reading(Part):
    """Words that tell which part of a definition says what is counted."""

    begins: list[Text] = []
    counted: list[Text] = []
    against: list[Text] = []
    aside: list[Text] = []
    aside_in_names: list[Text] = []


class LanguageEntry(Part):
    """A language that the rules cannot read, and what tells it. `off: true` needs the id alone: there are rules."""

    id: Id
    off: bool = False
    name: Text | None = None
    words: list[Text] = []
    both: list[Text] = []
    in_names: list[Text] = []
    endings: list[Text] = []
    scripts: list[Text] = []

    @model_validator(mode="after")
    def _complete(self) -> LanguageEntry:
        if not self.off and not (self.name and (self.words or self.scripts)):
            raise ValueError("a language needs 'name', and 'words' or 'scripts'")
        return self


class StatementAnswer(Part):
    """One way to settle a check of success statements: every condition that is given has to hold."""

    result: Literal["met", "not-met", "unknown"]
    because: Text
    phrases: list[Text] = []
    names: Literal["own", "others"] | None = None

    @model_validator(mode="after")
    def _conditional(self) -> StatementAnswer:
        if not self.phrases and not self.names:
            raise ValueError("an answer needs a condition: phrases or names")
        return self


class StatementExamples(Part):
    """Success statements with the result that the check has to give them."""

    met: list[Text] = []
    not_met: Annotated[list[Text], Field(alias="not-met")] = []
    unknown: list[Text] = []


class StatementEntry(Part):
    """One check of success statements. The first answer that holds decides, else `otherwise`."""

    id: Id
    off: bool = False
    question: Text | None = None
    answers: list[StatementAnswer] = []
    otherwise: Literal["met", "not-met", "unknown"] = "unknown"
    because: Text | None = None
    examples: StatementExamples | None = None

    @model_validator(mode="after")
    def _complete(self) -> StatementEntry:
        if not self.off:
            missing = [name for name in ("question", "answers", "because", "examples") if not getattr(self, name)]
            if missing:
                raise ValueError("a check needs " + ", ".join(f"'{name}'" for name in missing))
            given = self.examples.model_dump(by_alias=True) if self.examples else {}
            results = dict.fromkeys([*(a.result for a in self.answers), self.otherwise])
            few = [result for result in results if len(given[result]) < _EXAMPLES]
            if few:
                raise ValueError(f"a check needs {_EXAMPLES} examples that are " + " and as many that are ".join(few))
        return self


class CanvasEntry(Part):
    """A part of the workshop page of a customer, and what to ask where the list has nothing to put there."""

    id: Literal["who", "process", "expects", "success", "helps-or-harms", "statement", "proof"]
    title: Text
    ask: Text


class NotGiven(Part):
    """What to ask the client for where a list says nothing of it."""

    objectives: Text | None = None
    customers: Text | None = None
    needs: Text | None = None
    drives: Text | None = None
    owners: Text | None = None
    levels: Text | None = None


class RuleFile(Part):
    """A whole rule file. Its top-level keys say what it holds."""

    speaks_of: list[Text] = []
    measures: list[RuleEntry] = []
    forms: list[RuleEntry] = []
    words: list[WordsEntry] = []
    words_of_kinds: KindWords = KindWords()
    terms: list[TermsEntry] = []
    abbreviations: dict[str, Text] = {}
    abbreviations_exact: dict[str, Text] = {}
    stems: dict[Word, Word] = {}
    verbs: dict[str, Inflection] = {}
    kinds: list[KindEntry] = []
    scoring: dict[str, float] = {}
    confidence: dict[Class, list[tuple[float, float]]] = {}
    reading: Reading | None = None
    north_star: list[CriterionEntry] = []
    languages: list[LanguageEntry] = []
    success_statements: list[StatementEntry] = []
    canvas: list[CanvasEntry] = []
    not_given: NotGiven = NotGiven()
    quality: list[QualityEntry] = []
    gaming_pairs: list[GamingPairEntry] = []
    lens: LensEntry | None = None
    categories: list[CategoryEntry] = []
    rules: list[SortEntry] = []
    judgements: list[JudgementEntry] = []
    barred: list[BarredEntry] = []
    roles: list[RoleEntry] = []
    beside: list[BesideEntry] = []
    levels: list[LevelEntry] = []
    profile: ProfileEntry | None = None
    worksheet: list[SectionEntry] = []

    @field_validator("scoring")
    @classmethod
    def _weights(cls, scoring: dict[str, float]) -> dict[str, float]:
        if scoring.get("words-in-name", 1.0) <= 0:
            raise ValueError("words-in-name has to be more than 0: words of the name are heard with some weight")
        return scoring

    @model_validator(mode="after")
    def _lens(self) -> RuleFile:
        if self.lens is None and (self.categories or self.rules or self.judgements):
            raise ValueError(
                "categories, rules and judgements belong to a lens: say which, as in `lens: {id: journey}`"
            )
        return self
