"""CSV and TSV with a header. Lines are rows as a spreadsheet counts them: a cell with line breaks is one row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kpiaudit.inputs import groups
from kpiaudit.inputs.fields import Draft, Fields
from kpiaudit.inputs.finish import finish
from kpiaudit.inputs.keys import metric_key, normal
from kpiaudit.inputs.notes import RAGGED, Notes
from kpiaudit.model import Kind, Location, Metric
from kpiaudit.source import Value

DELIMITERS = (",", ";", "\t", "|")

_HEADER_MOST = 100_000  # characters in which the first row has to end
_VAGUE_NAMES = frozenset(("name", "title"))  # headers that any table may have
_EXPECTED = (
    "the first row has to name the columns; one of them `name`, `KPI`, `metric`, `indicator`, `measure` or `title`"
)


class Header(NamedTuple):
    """The first row of a table, and how its cells are parted."""

    delimiter: str
    cells: tuple[str, ...]

    @property
    def name(self) -> str:
        """The cell over the names; empty when there is none."""
        found = [(metric_key(cell)[1], cell) for cell in self.cells if metric_key(cell)[0] == "name"]
        return min(found)[1] if found else ""

    @property
    def is_about_kpis(self) -> bool:
        """Whether this is sure to be a list of KPIs, not any table that has names in it."""
        others = {metric_key(cell)[0] for cell in self.cells} & {"definition", "formula", "unit", "target", "class"}
        return bool(self.name) and (normal(self.name) not in _VAGUE_NAMES or bool(others))


def header_of(text: str) -> Header:
    """The header of the table in `text`, with the delimiter that makes most of it; no cells if there is no row."""
    line = next((line for line in io.StringIO(text[:_HEADER_MOST], newline=None) if line.strip()), "")
    candidates = []
    for delimiter in DELIMITERS:
        try:
            row = next(_reader(line, delimiter))
        except (csv.Error, StopIteration):
            continue
        candidates.append(Header(delimiter, tuple(cell.strip() for cell in row)))
    return max(candidates, default=Header(",", ()), key=lambda header: (bool(header.name), len(header.cells)))


def read_table(text: str, notes: Notes, kinds: Mapping[str, Kind]) -> list[Metric]:
    """The metrics of the table in `text`, a row each. What is wrong is noted, and the others go on."""
    header = header_of(text)
    if not header.name:
        seen = ", ".join(f"`{cell}`" for cell in header.cells[:12])
        notes.error(
            Location(notes.path, 1), f"no column holds the names of the KPIs; the columns are {seen}", _EXPECTED
        )
        return []
    return _Table(header, notes, kinds).read(text)


class _Table:
    """Reads the rows of one table."""

    def __init__(self, header: Header, notes: Notes, kinds: Mapping[str, Kind]) -> None:
        self.header = header
        self.notes = notes
        self.fields = Fields(notes, kinds)
        self.long: list[int] = []  # rows with more cells than the header

    def read(self, text: str) -> list[Metric]:
        """All rows below the header; empty ones are passed over."""
        group = groups.root(self.notes.path, {})
        rows = ((number, cells) for number, cells in self.rows(text) if any(cell.strip() for cell in cells))
        next(rows)  # the header
        drafts = [(draft, group) for number, cells in rows if (draft := self.draft(number, cells))]
        if self.long:
            others = f", and {len(self.long) - 1} more" if len(self.long) > 1 else ""
            message = (
                f"row {self.long[0]}{others}: more cells than the header has; is text with a delimiter not quoted?"
            )
            self.notes.finding(RAGGED, message, Location(self.notes.path, self.long[0]))
        return finish(drafts, self.notes)

    def rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """The rows with their numbers, from 1. A broken one is noted and left out."""
        reader = _reader(text, self.header.delimiter)
        number = 0
        while True:
            number += 1
            try:
                yield number, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                hint = "check the quotes: a cell that begins with one ends with one; a quote inside is doubled"
                self.notes.error(Location(self.notes.path, number), f"this row is broken: {error}", hint)

    def draft(self, number: int, cells: list[str]) -> Draft | None:
        """The metric of a row; None if it has no name, which is noted."""
        location = Location(self.notes.path, number)
        if any(cell.strip() for cell in cells[len(self.header.cells) :]):
            self.long.append(number)
        item: dict[str, Value] = {}
        for written, cell in zip(self.header.cells, cells, strict=False):
            if written and written not in item:
                item[written] = cell
        draft = self.fields.draft(item, location, lambda _: location)
        if draft.get("name"):
            return draft
        self.notes.error(location, "this row has no name", f"fill in the column `{self.header.name}`, or empty the row")
        return None


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
