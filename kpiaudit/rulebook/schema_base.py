"""What every rule file is made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Phrases = Annotated[list[Text], Field(min_length=1)]
Class = Literal["output", "outcome"]
Fields = list[Literal["name", "formula", "definition", "unit"]]


class Part(BaseModel):
    """Base of everything in a rule file: strict about keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Examples(Part):
    """What phrases must find, and near misses they must not."""

    hit: Phrases
    miss: Phrases
