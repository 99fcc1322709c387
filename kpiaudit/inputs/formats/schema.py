"""What a descriptor may hold. Pydantic says it; unknown keys are errors.

Imported only when descriptors are compiled: a run reads the compiled ones.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from kpiaudit.inputs.formats.paths import is_key, steps_of
from kpiaudit.inputs.keys import METRIC_KEYS


def _is_path(text: str) -> str:
    steps_of(text)
    return text


def _is_field(text: str) -> str:
    if text not in METRIC_KEYS:
        raise ValueError(f"`{text}` is nothing a metric says; it can be {', '.join(METRIC_KEYS)}")
    return text


def _is_inherited(text: str) -> str:
    return text if text == "group" else _is_field(text)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Path = Annotated[Text, AfterValidator(_is_path)]
FieldKey = Annotated[str, AfterValidator(_is_field)]
Inherited = Annotated[str, AfterValidator(_is_inherited)]
Reader = Literal["data", "table", "excel", "lookml"]


class Part(BaseModel):
    """Base of everything in a descriptor: strict about keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Recognise(Part):
    """One way to recognise a document: everything that is given has to hold."""

    has: list[Path] = []
    any: list[Path] = []
    lacks: list[Path] = []
    says: dict[Path, Text] = {}

    @model_validator(mode="after")
    def _sure_of_something(self) -> Recognise:
        if not (self.has or self.says):
            raise ValueError("needs `has` or `says`: what a document lacks does not tell what it is")
        steps = [steps_of(path) for path in (*self.has, *self.says)]
        if not all(steps) or not any(is_key(step) for path in steps for step in path):
            raise ValueError("needs a key in a path: that something is there does not tell what it is")
        return self


class Table(Part):
    """How the header of a table is found, and when one met on a walk is about KPIs."""

    header_within: Annotated[int, Field(ge=1)]
    prefixes: list[Text] = []
    vague: list[Text] = []
    telling: list[FieldKey] = []
    telling_files: list[Text] = []
    languages: list[Text] = []
    own_report: list[Text] = []


class ListKeys(Part):
    """Where a document says something about all its metrics."""

    organisation: list[Path] = []
    sector: list[Path] = []
    language: list[Path] = []
    customer_word: list[Path] = []


class FormatFile(Part):
    """A whole descriptor."""

    id: Id
    title: Text
    about: Text
    files: list[Text] = ["*.yaml", "*.yml", "*.json"]
    reads: Reader = "data"
    recognise: list[Recognise] = []
    skip: Text | None = None
    metrics: list[Path] = []
    around: dict[Path, dict[Inherited, list[Path]]] = {}
    list_: Annotated[ListKeys, Field(alias="list")] = ListKeys()
    fields: dict[FieldKey, Annotated[list[Text], Field(min_length=1)]] = {}
    fields_of: Id | None = None
    verdict: list[Path] = []
    leave_out: list[Text] = []
    table: Table | None = None
    notes: list[Text] = []
    example: Text | None = None
    gives: list[Text] = []

    @model_validator(mode="after")
    def _complete(self) -> FormatFile:
        wanted: tuple[str, ...] = ("recognise",)
        if self.reads in ("table", "excel"):
            wanted = () if self.fields_of else ("fields", "table")
        elif not self.skip:
            wanted = ("recognise", "metrics", "fields")
        missing = [name for name in wanted if not getattr(self, name)]
        if missing:
            raise ValueError("a descriptor needs " + ", ".join(f"`{name}`" for name in missing))
        return self
