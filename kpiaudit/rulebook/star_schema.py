"""What rule files may say of North Stars: criteria, who may not lead, what stands beside, profiles, the worksheet."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kpiaudit.rulebook.schema_base import Examples, Fields, Id, Part, Phrases, Text

Role = Literal["eligible", "runner-up", "guardrail", "companion", "condition", "never"]


class AnswerEntry(Part):
    """One way to settle a North Star criterion from the list: every condition that is given has to hold."""

    result: Literal["met", "not-met", "unknown"]
    because: Text
    kinds: list[Id] = []
    phrases: list[Text] = []
    given: list[Text] = []
    values: dict[Text, list[Text]] = {}
    at_least: dict[Text, int] = {}
    short: int | None = None
    driven: bool = False
    examples: Examples | None = None

    @model_validator(mode="after")
    def _conditional(self) -> AnswerEntry:
        conditions = (self.kinds, self.phrases, self.given, self.values, self.at_least, self.short, self.driven)
        if not any(conditions):
            raise ValueError("an answer needs a condition: kinds, phrases, given, values, at_least, short or driven")
        if bool(self.phrases) != bool(self.examples):
            raise ValueError("an answer has phrases and examples that prove them, or neither")
        return self


class CriterionEntry(Part):
    """One North Star criterion: a question, and what settles it. The first answer that holds decides."""

    id: Id
    question: Text
    unknown: Text
    needs: Text | None = None
    answers: list[AnswerEntry] = []


class BarredEntry(Part):
    """KPIs that may not lead though their kind may. `off: true` needs the id alone and removes the entry of that id."""

    id: Id
    off: bool = False
    kinds: list[Id] = []
    phrases: list[Text] = []
    unless: list[Text] = []
    fields: Fields = ["name", "formula", "definition"]
    makes: Literal["runner-up", "guardrail", "companion", "condition", "never"] | None = None
    because: Text | None = None
    examples: Examples | None = None

    @model_validator(mode="after")
    def _complete(self) -> BarredEntry:
        if not self.off:
            missing = [name for name in ("phrases", "makes", "because", "examples") if not getattr(self, name)]
            if missing:
                raise ValueError("what is barred needs " + ", ".join(f"'{name}'" for name in missing))
        return self


class RoleEntry(Part):
    """Why a KPI of a role may not lead, and what it would need."""

    id: Literal["runner-up", "guardrail", "companion", "condition"]
    because: Text
    needs: Text


class BesideEntry(Part):
    """What to pair with a North Star, and what to look for where the list has none."""

    id: Literal["guardrail", "companion", "condition", "volume", "input"]
    title: Text
    why: Text
    look_for: Text
    when: list[Id] = []
    phrases: list[Text] = []
    examples: Examples | None = None

    @model_validator(mode="after")
    def _proved(self) -> BesideEntry:
        if bool(self.phrases) != bool(self.examples):
            raise ValueError("give phrases and examples that prove them, or neither")
        if bool(self.phrases) != (self.id == "volume"):
            raise ValueError("`volume` is found by phrases, and nothing else is")
        return self


class LevelEntry(Part):
    """A level of the organisation, and the words that lists have for it."""

    id: Id
    label: Text
    words: Phrases


class ProfileCriterion(Part):
    """What a profile changes about a criterion: its answers go before the usual ones."""

    id: Id
    question: Text | None = None
    unknown: Text | None = None
    needs: Text | None = None
    answers: list[AnswerEntry] = []


class ProfileEntry(Part):
    """Another view of which KPIs may lead. `off: true` needs the id alone and removes the profile of that id."""

    id: Id
    off: bool = False
    label: Text | None = None
    about: Text | None = None
    source: Text | None = None
    kinds: dict[Id, Role] = {}
    barred: list[BarredEntry] = []
    criteria: list[ProfileCriterion] = []


class SectionEntry(Part):
    """A section of the paper for the workshop. `off: true` needs the id alone and removes the section of that id."""

    id: Id
    off: bool = False
    title: Text | None = None
    about: Text | None = None
    ask: list[Text] = []
    columns: Annotated[list[Text], Field(max_length=6)] = []
    given: Text | None = None  # what stands before that which the list gives

    @model_validator(mode="after")
    def _complete(self) -> SectionEntry:
        if not self.off and not (self.title and (self.ask or self.columns)):
            raise ValueError("a section needs 'title', and 'ask' or 'columns'")
        return self
