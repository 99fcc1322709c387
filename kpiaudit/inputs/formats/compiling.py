"""Descriptor files -> checked descriptors as plain data. Imported only where no compiled descriptors are at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from kpiaudit.inputs.formats.paths import Steps, is_key, steps_of
from kpiaudit.inputs.formats.schema import FormatFile, ListKeys, Part, Recognise, Table
from kpiaudit.inputs.keys import normal
from kpiaudit.model import InputError, Location, Problem
from kpiaudit.rulebook.files import RawFile
from kpiaudit.source import Map, parse_yaml, place_of
from kpiaudit.source.problems import as_text, problem_at
from kpiaudit.typed import Any

_TEMPLATE_PART = re.compile(r"\{([^{}]+)\}")
_TABLES = ("table", "excel")

Keys = Sequence[str | int]


class Checked:
    """A descriptor file whose structure holds."""

    def __init__(self, file: RawFile) -> None:
        """Raises InputError with every problem of the file."""
        self.path, self.data = file
        documents = parse_yaml(file.data, file.path)
        if len(documents) != 1 or not isinstance(documents[0], Map):
            hint = "a descriptor is one mapping with `id`, `title`, `recognise` and more; see docs/formats.md"
            raise InputError(Problem(Location(file.path, 1, 1), "not a descriptor", hint))
        self.value = documents[0]
        try:
            self.content = FormatFile.model_validate(self.value)
        except ValidationError as error:
            raise InputError(*(self.explained(one["loc"], one["type"], one["msg"]) for one in error.errors())) from None
        problems = [problem for keys, text in self.sources() if (problem := self.misspelled(keys, text))]
        if problems:
            raise InputError(*problems)

    def sources(self) -> Iterable[tuple[Keys, str]]:
        """Where every path that a field may be taken from stands, and how it is written."""
        if self.content.reads in _TABLES:
            return []
        return [
            (("fields", field, index), part)
            for field, sources in self.content.fields.items()
            for index, source in enumerate(sources)
            for part in _TEMPLATE_PART.findall(source) or [source]
        ]

    def misspelled(self, keys: Keys, text: str) -> Problem | None:
        """What is wrong with a path, if anything is."""
        try:
            steps_of(text)
        except ValueError as error:
            return self.problem(keys, str(error))
        return None

    def explained(self, keys: Keys, kind: str, message: str) -> Problem:
        """What pydantic found, in words that say what to do."""
        hint = ""
        if kind == "extra_forbidden":
            message, hint = f"unknown key `{keys[-1]}`", _nearest(str(keys[-1]))
        elif kind == "string_type":
            hint = "this has to be text; quote it where YAML takes brackets or braces for something of its own"
        message = message.removeprefix("Value error, ")
        return self.problem([key for key in keys if key != "[key]"], message[0].lower() + message[1:], hint)

    def problem(self, keys: Keys, message: str, hint: str = "") -> Problem:
        """A problem at the place that `keys` lead to, or at the nearest thing above it that exists."""
        return problem_at(self.path, as_text(self.data), *place_of(self.value, keys), message, hint)


def compile_files(layers: Sequence[Sequence[RawFile]]) -> list[dict[str, Any]]:
    """The descriptors of all layers as plain data, in the order of `check_files`. Raises InputError as that does."""
    contents = {content.id: content for content in check_files(layers)}
    return [_compiled(content, contents.get(content.fields_of or "", content)) for content in contents.values()]


def check_files(layers: Sequence[Sequence[RawFile]]) -> list[FormatFile]:
    """The descriptors of all layers in the order they are tried: later layers first, then those that skip, then by id.

    A descriptor replaces that of the same id in an earlier layer. Raises InputError with every problem of every file.
    """
    problems: list[Problem] = []
    placed: dict[str, tuple[int, Checked]] = {}
    for number, layer in enumerate(layers):
        for file in layer:
            try:
                checked = Checked(file)
            except InputError as error:
                problems += error.problems
                continue
            taken = placed.get(checked.content.id)
            if taken and taken[0] == number:
                message = f"the id `{checked.content.id}` is taken by {taken[1].path}"
                problems.append(checked.problem(("id",), message, "an id is for one format: change one of the two"))
            placed[checked.content.id] = number, checked
    for _, checked in placed.values():
        of = checked.content.fields_of
        if of and (of not in placed or placed[of][1].content.table is None):
            problems.append(checked.problem(("fields_of",), f"there is no table format `{of}`"))
    if problems:
        raise InputError(*problems)
    ordered = sorted(placed.values(), key=lambda one: (-one[0], not one[1].content.skip, one[1].content.id))
    return [checked.content for _, checked in ordered]


def _compiled(content: FormatFile, columns_of: FormatFile) -> dict[str, Any]:
    is_table = content.reads in _TABLES
    table = columns_of.table
    return {
        "id": content.id,
        "title": content.title,
        "files": content.files,
        "reads": content.reads,
        "recognise": [_alternative(one) for one in content.recognise],
        "skip": content.skip or "",
        "metrics": [steps_of(path) for path in content.metrics],
        "around": [
            (steps_of(path), {key: [steps_of(source) for source in sources] for key, sources in fields.items()})
            for path, fields in content.around.items()
        ],
        "list": {key: [steps_of(path) for path in paths] for key, paths in content.list_.model_dump().items() if paths},
        "fields": {} if is_table else {key: [_source(one) for one in content.fields[key]] for key in content.fields},
        "columns": _columns(columns_of) if is_table else [],
        "verdict": [steps_of(path) for path in content.verdict],
        "leave_out": content.leave_out,
        "table": table.model_dump() | {"vague": [normal(one) for one in table.vague]} if is_table and table else None,
    }


def _columns(content: FormatFile) -> list[tuple[str, str, int]]:
    """Header, field, precedence; a header that several fields name belongs to the first of them."""
    columns: dict[str, tuple[str, int]] = {}
    for field, headers in content.fields.items():
        for rank, header in enumerate(headers):
            columns.setdefault(normal(header), (field, rank))
    return [(header, field, rank) for header, (field, rank) in columns.items()]


def _source(text: str) -> tuple[list[Steps], str]:
    parts = _TEMPLATE_PART.findall(text)
    if not parts:
        return [steps_of(text)], ""
    numbers = iter(range(len(parts)))
    return [steps_of(part) for part in parts], _TEMPLATE_PART.sub(lambda _: f"{{{next(numbers)}}}", text)


def _alternative(one: Recognise) -> dict[str, Any]:
    has, says = [steps_of(path) for path in one.has], [(steps_of(path), text) for path, text in one.says.items()]
    keys = {key for steps in (*has, *(steps for steps, _ in says)) for key in _keys(steps)}
    return {
        "has": has,
        "any": [steps_of(path) for path in one.any],
        "lacks": [steps_of(path) for path in one.lacks],
        "says": says,
        "keys": sorted(keys, key=lambda key: (-len(key), key)),  # long ones are rare: a file without is told at once
        "one_of": sorted({_keys(steps_of(path))[-1] for path in one.any}),
        "words": [word for _, text in says if (word := re.split(r"[*?\[]", text)[0])],
    }


def _keys(steps: Steps) -> list[str]:
    """The keys that stand in a file with such a path."""
    return [step for step in steps if is_key(step)]


def _nearest(key: str) -> str:
    from difflib import get_close_matches

    parts: tuple[type[Part], ...] = (FormatFile, Recognise, Table, ListKeys)
    known = sorted({field.alias or name for part in parts for name, field in part.model_fields.items()})
    near = get_close_matches(key, known, 1)
    return f"did you mean `{near[0]}`?" if near else ""
