"""CSV and TSV. Lines are rows as a spreadsheet counts them: a cell with line breaks is one row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from kpiaudit.inputs import groups
from kpiaudit.inputs.columns import Columns, Header
from kpiaudit.inputs.fields import UNDECIDED, Draft, Fields
from kpiaudit.inputs.finish import finish
from kpiaudit.inputs.groups import Group
from kpiaudit.inputs.notes import NO_REASON, RAGGED, Notes
from kpiaudit.model import Kind, Location, Metric
from kpiaudit.source import Value

DELIMITERS = (",", ";", "\t", "|")

Rows = Iterator[tuple[int, list[str]]]
"""Rows with their numbers, from 1."""

_VERDICT = ("class", "kind")
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
    return TableReader(header, "table", notes, kinds, groups.root(notes.path, {})).read(_whole(text, delimiter, notes))


class TableReader:
    """Reads the rows of one table."""

    def __init__(
        self, header: Header, form: str, notes: Notes, kinds: Mapping[str, Kind], group: Group, sheet: str = ""
    ) -> None:
        """`form` is the id of the format the table came in, `group` what its rows get from it."""
        self.header = header
        self.group = group._replace(context=group.context._replace(language=header.language, format=form))
        self.notes = notes
        self.sheet = sheet
        self.fields = Fields(notes, kinds)
        self.long: list[int] = []  # rows with more cells than the header
        self.reasonless: list[int] = []  # rows with a verdict that no column gives the reason for
        cells = header.cells if header.row else ()
        mute = () if "because" in header.fields else _VERDICT
        self.used = {field: column for field, column in header.fields.items() if field not in mute}
        self.verdicts = {header.fields[field] for field in mute if field in header.fields}
        known = header.fields.values()
        self.others = {column: cell for column, cell in enumerate(cells) if cell and column not in known}

    def read(self, rows: Rows) -> list[Metric]:
        """All rows below the header; empty ones are passed over."""
        if "name" not in self.header.fields:
            seen = ", ".join(f"`{cell}`" for cell in self.header.cells[:12])
            missing = self.header.missing
            lacks = f"no column is called {missing}" if missing else "no column holds the names of the KPIs"
            message = f"{lacks}; the columns are {seen}"
            self.notes.error(self.at(self.header.row or 1), message, _EXPECTED)
            return []
        for header in self.others.values():
            self.fields.near_miss(header, {}, lambda _: self.at(self.header.row))
        below = ((number, cells) for number, cells in rows if number > self.header.row and any(map(str.strip, cells)))
        drafts = [(draft, self.group) for number, cells in below if (draft := self.draft(number, cells))]
        self.tell_ragged()
        self.tell_reasonless()
        return finish(drafts, self.notes)

    def at(self, row: int) -> Location:
        """Where a row stands."""
        return Location(self.notes.path, row, None, self.sheet)

    def draft(self, number: int, cells: Sequence[str]) -> Draft | None:
        """The metric of a row; None if it has no name, which is noted."""
        location = self.at(number)
        if self.header.row and any(cell.strip() for cell in cells[len(self.header.cells) :]):
            self.long.append(number)
        count = len(cells)
        item: dict[str, Value] = {field: cells[at] for field, at in self.used.items() if at < count}
        if any(at < count and cells[at].strip().lower() not in ("", UNDECIDED) for at in self.verdicts):
            self.reasonless.append(number)
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
            self.notes.finding(RAGGED, message, self.at(self.long[0]))

    def tell_reasonless(self) -> None:
        """Notes that verdicts do not count, once for the table: the reasons lack a column."""
        if self.reasonless:
            rows = f"row {self.reasonless[0]}"
            if len(self.reasonless) > 1:
                rows += f" and {len(self.reasonless) - 1:,} more rows"
            message = f"{rows}: a verdict without a reason does not count; add a column `because`"
            self.notes.finding(NO_REASON, message, self.at(self.header.row or 1))


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
