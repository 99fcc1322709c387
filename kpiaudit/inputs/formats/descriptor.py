"""A compiled descriptor as the engine uses it: paths are steps, templates are taken apart."""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit.inputs.formats.paths import Steps
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Any


class Alternative(NamedTuple):
    """One way to recognise a document."""

    has: tuple[Steps, ...]
    any: tuple[Steps, ...]
    lacks: tuple[Steps, ...]
    says: tuple[tuple[Steps, str], ...]  # where, and a pattern as for file names
    keys: tuple[bytes, ...]  # the keys that such a file holds, all of them
    one_of: tuple[bytes, ...]  # and one of these, where there are any
    words: tuple[bytes, ...]  # and these, anywhere


class Source(NamedTuple):
    """Where a field may be taken from: a path, or several joined by `template`."""

    paths: tuple[Steps, ...]
    template: str = ""  # with {0}, {1} for what the paths give


class Table(NamedTuple):
    """How tables are read; see `schema.Table`."""

    header_within: int
    prefixes: tuple[str, ...]
    vague: frozenset[str]
    telling: frozenset[str]
    telling_files: tuple[str, ...]
    languages: frozenset[str]
    own_report: tuple[str, ...]


class Format(NamedTuple):
    """One format: how its files are recognised, and where in them everything stands."""

    id: str
    title: str
    files: tuple[str, ...]  # patterns of file names
    reads: str  # data, table, excel or lookml
    recognise: tuple[Alternative, ...]
    skip: str  # why files of this format are left out; empty where they are read
    metrics: tuple[Steps, ...]
    around: Mapping[Steps, Mapping[str, tuple[Steps, ...]]]  # what metrics get from what they stand in
    list: Mapping[str, tuple[Steps, ...]]  # what the document says of the list
    fields: Mapping[str, tuple[Source, ...]]  # of a metric, in the order they are tried
    columns: Mapping[str, tuple[str, int]]  # of a table: header -> field and its precedence
    verdict: tuple[Steps, ...]
    leave_out: frozenset[str]
    table: Table | None


def from_data(data: Mapping[str, Any]) -> Format:
    """The descriptor that `compiling.compile_descriptor` wrote."""
    table = data["table"]
    return Format(
        data["id"],
        data["title"],
        tuple(data["files"]),
        data["reads"],
        tuple(_alternative(one) for one in data["recognise"]),
        data["skip"],
        _paths(data["metrics"]),
        {tuple(steps): {k: _paths(v) for k, v in fields.items()} for steps, fields in data["around"]},
        {key: _paths(paths) for key, paths in data["list"].items()},
        {key: tuple(Source(_paths(one[0]), one[1]) for one in sources) for key, sources in data["fields"].items()},
        {header: (field, rank) for header, field, rank in data["columns"]},
        _paths(data["verdict"]),
        frozenset(data["leave_out"]),
        Table(
            table["header_within"],
            tuple(table["prefixes"]),
            frozenset(table["vague"]),
            frozenset(table["telling"]),
            tuple(table["telling_files"]),
            frozenset(table["languages"]),
            tuple(table["own_report"]),
        )
        if table
        else None,
    )


def _paths(data: list[list[str]]) -> tuple[Steps, ...]:
    return tuple(tuple(steps) for steps in data)


def _alternative(data: Mapping[str, Any]) -> Alternative:
    return Alternative(
        _paths(data["has"]),
        _paths(data["any"]),
        _paths(data["lacks"]),
        tuple((tuple(steps), pattern) for steps, pattern in data["says"]),
        tuple(key.encode() for key in data["keys"]),
        tuple(key.encode() for key in data["one_of"]),
        tuple(word.encode() for word in data["words"]),
    )
