"""Finding and reading rule files: where the shipped rules are, and text to checked entries with their lines."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from kpiaudit.model import InputError, Location, Problem
from kpiaudit.records import NamedTuple
from kpiaudit.source import Map, excerpt, parse_yaml, place_of
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # brings tempfile and shutil with it
    from pathlib import Path

    from kpiaudit.rulebook.schema import RuleFile

    Directory = Path | Traversable

ENGINE = 44
"""Changes when compiled rules of an earlier program can no longer be read."""

_MOST_HOMES = 4  # sections that a hint names; a key that stands in more of them is no wiser for it


class RawFile(NamedTuple):
    """A rule file as bytes, with the path shown in messages."""

    path: str
    data: bytes


class ParsedFile(NamedTuple):
    """A rule file whose structure holds; `value` still knows the line of everything."""

    path: str
    text: str
    value: Map
    content: RuleFile

    def place(self, *keys: str | int) -> tuple[int, int]:
        """Line and column of what `keys` lead to, or of the nearest thing above it that exists."""
        return place_of(self.value, keys)

    def problem(self, keys: Sequence[str | int], message: str, hint: str = "") -> Problem:
        """A problem at the place that `keys` lead to."""
        line, column = self.place(*keys)
        return Problem(Location(self.path, line, column), message, hint, excerpt(self.text, line, column))


def shipped_folder() -> str:
    """The folder of the rules that travel with the program; "" where they are resources of a zip application.

    In a wheel it stands in the package; in a checkout beside it, which counts only where a `pyproject.toml` stands
    there too.
    """
    package = __file__.rsplit(os.sep, 2)[0]
    above = package.rpartition(os.sep)[0]
    if os.path.isdir(f"{package}/rules"):  # noqa: PTH112  on the way of every audit: pathlib takes longer to load
        return f"{package}/rules"
    if not os.path.isfile(f"{above}/pyproject.toml"):  # noqa: PTH113  as above
        return ""
    return f"{above}/rules" if os.path.isdir(f"{above}/rules") else ""  # noqa: PTH112  as above


def shipped() -> Directory:
    """The directory of the rules that travel with the program."""
    if folder := shipped_folder():
        from pathlib import Path

        return Path(folder)
    from importlib.resources import files

    return files("kpiaudit") / "rules"


def read_layer(directory: Directory) -> list[RawFile]:
    """All rule files below a directory, in stable order. Raises `InputError` where there are none."""
    if not directory.is_dir():
        problem = Problem(
            Location(str(directory)), "no such directory of rules", "give the folder that holds the *.yaml"
        )
        raise InputError(problem)
    found = [RawFile(_shown(entry), entry.read_bytes()) for entry in _walk(directory)]
    if not found:
        raise InputError(Problem(Location(str(directory)), "holds no rule files", "rule files end in .yaml or .yml"))
    return found


def digest(layers: Sequence[Sequence[RawFile]]) -> str:
    """`sha256:...` of names and contents: equal digests, equal rules."""
    import hashlib  # takes longer than all else that a stamped rulebook needs

    total = hashlib.sha256(f"engine {ENGINE}".encode())
    for layer in layers:
        total.update(b"\0layer\0")
        for file in layer:
            total.update(file.path.rsplit("/", 1)[-1].encode() + b"\0" + hashlib.sha256(file.data).digest())
    return f"sha256:{total.hexdigest()}"


def parse(file: RawFile) -> ParsedFile:
    """The entries of one rule file. Raises `InputError` with every problem of the file."""
    from pydantic import ValidationError

    from kpiaudit.rulebook.schema import RuleFile

    documents = parse_yaml(file.data, file.path)
    text = file.data.decode("utf-8", errors="replace")
    value = documents[0] if documents else None
    if len(documents) != 1 or not isinstance(value, Map):
        hint = "a rule file is one mapping with keys such as measures, forms, terms (see rules/README.md)"
        raise InputError(Problem(Location(file.path, 1, 1), "not a rule file", hint))
    try:
        content = RuleFile.model_validate(value)
    except ValidationError as error:
        raise InputError(*(_explain(file.path, text, value, e["loc"], e) for e in error.errors())) from None
    return ParsedFile(file.path, text, value, content)


def _explain(path: str, text: str, value: Map, loc: tuple[str | int, ...], error: object) -> Problem:
    assert isinstance(error, dict)
    line, column = place_of(value, loc)
    kind, message = error["type"], str(error["msg"]).removeprefix("Value error, ")
    hint = ""
    key = next((part for part in reversed(loc) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        message, hint = f"unknown key '{loc[-1]}'", _nearest(str(loc[-1]))
    elif kind in ("string_type", "literal_error", "string_pattern_mismatch"):
        message = f"'{key}': {message[0].lower()}{message[1:]}"
        if kind == "string_type":
            hint = "quote it: YAML reads { * # as something of its own"
    return Problem(Location(path, line, column), message, hint, excerpt(text, line, column))


def _nearest(key: str) -> str:
    from difflib import get_close_matches
    from typing import get_args

    from kpiaudit.rulebook import lens_schema, quality_schema, schema, schema_base, star_schema

    parts = (
        *(schema.RuleEntry, schema.RuleFile, schema.TermsEntry, schema_base.Examples, schema.KindEntry),
        *(quality_schema.QualityEntry, quality_schema.GamingPairEntry),
        *(lens_schema.LensEntry, lens_schema.CategoryEntry, lens_schema.SortEntry, lens_schema.JudgementEntry),
        *(star_schema.AnswerEntry, star_schema.BarredEntry, star_schema.BesideEntry, star_schema.ProfileEntry),
        *(star_schema.CriterionEntry, star_schema.SectionEntry),
    )
    known = sorted({field.alias or name for part in parts for name, field in part.model_fields.items()})
    near = get_close_matches(key, known, 1)
    if key not in known:
        return f"did you mean '{near[0]}'?" if near else ""
    sections = schema.RuleFile.model_fields
    if key in sections:
        return f"'{key}' is a section of its own: it stands at the margin"
    if key in schema_base.Examples.model_fields:
        return f"'{key}' belongs under examples"
    homes = [
        name
        for name, field in sections.items()
        if any(key in getattr(part, "model_fields", ()) for part in get_args(field.annotation))
    ]
    return f"'{key}' belongs under {' or '.join(homes)}" if 0 < len(homes) <= _MOST_HOMES else ""


def _walk(directory: Directory) -> Iterator[Directory]:
    for entry in sorted(directory.iterdir(), key=lambda e: e.name):
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir():
            if entry.name != "formats":  # descriptors of file formats, not rules
                yield from _walk(entry)
        elif entry.name.endswith((".yaml", ".yml")):
            yield entry


def _shown(entry: Directory) -> str:
    path = str(entry)
    relative = os.path.relpath(path) if isinstance(entry, os.PathLike) else path
    return (path if relative.startswith("..") else relative).replace("\\", "/")
