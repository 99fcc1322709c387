"""Documents held against the shipped JSON schemas."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

SCHEMAS = Path(__file__).parent.parent / "kpiaudit" / "schemas"


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of that name, as `audit-v1`."""
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def validate(document: Any, name: str, part: str = "") -> None:
    """Raise `ValidationError` where `document` does not follow that schema, or the `part` of it: `$defs/lens`."""
    _validator(name, part).validate(document)


@cache
def _validator(name: str, part: str) -> Validator:
    """Made once for each: to check a schema itself takes longer than to check most documents."""
    whole = found = schema(name)
    for key in part.split("/") if part else ():
        found = found[key]
    found = {**found, "$defs": whole["$defs"]}
    dialect = validator_for(whole)
    dialect.check_schema(found)
    return dialect(found)
