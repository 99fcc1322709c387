"""CSV and TSV. Lines are rows as a spreadsheet counts them: a cell with line breaks is one row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from kpiaudit.inputs import groups
from kpiaudit.inputs.columns import Columns, Header
from kpiaudit.inputs.fields import Draft, Fields
from kpiaudit.inputs.finish import finish
from kpiaudit.inputs.notes import RAGGED, Notes
from kpiaudit.model import Kind, Location, Metric
from kpiaudit.source import Value

DELIMITERS = (",", ";", "\t", "|")

Rows = Iterator[tuple[int, list[str]]]
"""Rows with their numbers, from 1."""

_HEAD = 100_000  # characters in which the header has to stand
_EXPECTED = (
    "name the columns in the first row, one of them `name`, `KPI` or `indicator`; "
    "or say which holds the names: `--columns name=1`"
)


def header_of(text: str, columns: Columns) -> tuple[Header, str]:
    """The header of the table in `text`, and the delimiter that makes most of it."""
    head = text[:_HEAD]
    candidates = []
    for delimiter in DELIMITERS:
        header = columns.find((number, cells) for number, cells in _parted(head, delimiter) if any(cells))
        candidates.append((header, delimiter))
    return max(candidates, key=lambda one: ("name" in one[0].fields, len(one[0].fields), len(one[0].cells)))


def read_table(text: str, header: Header, delimiter: str, notes: Notes, kinds: Mapping[str, Kind]) -> list[Metric]:
    """The metrics of the table in `text`, a row each. What is wrong is noted, and the others go on."""
    return TableReader(header, "table", notes, kinds).read(_whole(text, delimiter, notes))


class TableReader:
    """Reads the rows of one table."""

    def __init__(self, header: Header, form: str, notes: Notes, kinds: Mapping[str, Kind]) -> None:
        """`form` is the id of the format the table came in."""
        self.header = header
        self.form = form
        self.notes = notes
        self.fields = Fields(notes, kinds)
        self.long: list[int] = []  # rows with more cells than the header
        cells = header.cells if header.row else ()
        used = header.fields.values()
        self.others = {column: cell for column, cell in enumerate(cells) if cell and column not in used}

    def read(self, rows: Rows) -> list[Metric]:
        """All rows below the header; empty ones are passed over."""
        if "name" not in self.header.fields:
            seen = ", ".join(f"`{cell}`" for cell in self.header.cells[:12])
            missing = self.header.missing
            lacks = f"no column is called {missing}" if missing else "no column holds the names of the KPIs"
            message = f"{lacks}; the columns are {seen}"
            self.notes.error(Location(self.notes.path, self.header.row or 1), message, _EXPECTED)
            return []
        for header in self.others.values():
            self.fields.near_miss(header, {}, lambda _: Location(self.notes.path, self.header.row))
        group = groups.root(self.notes.path, {"language": self.header.language})
        group = group._replace(context=group.context._replace(format=self.form))
        below = ((number, cells) for number, cells in rows if number > self.header.row and any(map(str.strip, cells)))
        drafts = [(draft, group) for number, cells in below if (draft := self.draft(number, cells))]
        self.tell_ragged()
        return finish(drafts, self.notes)

    def draft(self, number: int, cells: Sequence[str]) -> Draft | None:
        """The metric of a row; None if it has no name, which is noted."""
        location = Location(self.notes.path, number)
        if self.header.row and any(cell.strip() for cell in cells[len(self.header.cells) :]):
            self.long.append(number)
        count = len(cells)
        item: dict[str, Value] = {field: cells[at] for field, at in self.header.fields.items() if at < count}
        draft = self.fields.draft(item, location, lambda _: location)
        rest = {header: text for at, header in self.others.items() if at < count and (text := cells[at].strip())}
        if rest:
            draft["details"] = draft.get("details", {}) | rest
        if draft.get("name"):
            return draft
        where = f"the column `{self.header.name}`" if self.header.row else self.header.name
        self.notes.error(location, "this row has no name", f"fill in {where}, or empty the row")
        return None

    def tell_ragged(self) -> None:
        """Notes the rows that have more cells than the header."""
        if self.long:
            others = f", and {len(self.long) - 1} more" if len(self.long) > 1 else ""
            message = (
                f"row {self.long[0]}{others}: more cells than the header has; is text with a delimiter not quoted?"
            )
            self.notes.finding(RAGGED, message, Location(self.notes.path, self.long[0]))


def _parted(text: str, delimiter: str) -> Rows:
    """The rows of `text` as far as they can be parted."""
    try:
        yield from enumerate(_reader(text, delimiter), 1)
    except csv.Error:
        return


def _whole(text: str, delimiter: str, notes: Notes) -> Rows:
    """All rows of `text`. A broken one is noted and left out; a NUL in one is noted and taken out."""
    reader = _reader(text, delimiter)
    number = 0
    has_nul = "\0" in text
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = "check the quotes: a cell that begins with one ends with one; a quote inside is doubled"
            notes.error(Location(notes.path, number), f"this row is broken: {error}", hint)
            continue
        if has_nul and any("\0" in cell for cell in cells):
            notes.error(Location(notes.path, number), "a NUL byte stands in this row", "save the table as UTF-8 text")
            cells = [cell.replace("\0", "") for cell in cells]
        yield number, cells


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
