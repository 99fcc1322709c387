"""Our CSV report, come back with its columns `decision` and `because` filled in -> decisions.

Spreadsheets write CSV in ways of their own: other delimiters, a byte order mark, other encodings.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from glob import escape

from kpiaudit.inputs.decision_file import Decision, is_date
from kpiaudit.inputs.keys import normal
from kpiaudit.model import Class, InputError, Kind, Location, Problem
from kpiaudit.records import NamedTuple
from kpiaudit.reports.as_csv import restore
from kpiaudit.source import decode

_DELIMITERS = ",;\t"
_NEEDED = ("decision", "because", "name")
_NO_FILE = "<stdin>"
_CLASSES: Mapping[str, Class] = {"output": "output", "outcome": "outcome"}


class Row(NamedTuple):
    """A decision, and the name of the KPI it is about: files of decisions may call it by either."""

    decision: Decision
    name: str
    path: str  # of the list it stands in, as the report has it; "" where that was standard input


class Sheet(NamedTuple):
    """What came back."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_sheet(path: str, data: bytes, kinds: Mapping[str, Kind]) -> Sheet:
    """The decided rows of the report in `data`; what is wrong with one is a problem, and the others go on.

    Raises InputError if it is no such report.
    """
    reader = _Reader(path, decode(data, path, "cp1252"), kinds)
    rows = [row for number, cells in reader.cells() if (row := reader.row(number, cells))]
    return Sheet(tuple(rows), tuple(reader.problems))


class _Reader:
    def __init__(self, path: str, text: str, kinds: Mapping[str, Kind]) -> None:
        self.path = path
        self.text = text
        self.kinds = kinds
        self.problems: list[Problem] = []
        self.decided: dict[tuple[str, str], tuple[int, Decision]] = {}
        self.delimiter, self.columns = self.header()

    def header(self) -> tuple[str, dict[str, int]]:
        """The delimiter, and for each column's name its place."""
        for delimiter in _DELIMITERS:
            first = next((cells for _, cells in self.table(delimiter) if any(cells)), [])
            columns = {normal(cell): place for place, cell in enumerate(first)}
            if all(needed in columns for needed in _NEEDED):
                return delimiter, columns
        message = f"this is no CSV report of kpiaudit: it has no columns {', '.join(f'`{n}`' for n in _NEEDED)}"
        hint = "`kpiaudit audit FILE -f csv=audit.csv` writes one; fill in `decision` and `because`"
        raise InputError(Problem(Location(self.path, 1), message, hint))

    def table(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """Rows with their numbers as a spreadsheet shows them. Raises InputError where quotes do not match."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                yield number, [cell.strip() for cell in cells]
        except csv.Error as error:
            hint = "save the sheet as CSV once more, or check the quotes in this row"
            raise InputError(Problem(Location(self.path, number + 1), f"this row is broken: {error}", hint)) from None

    def cells(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows below the header in which something was decided, by the names of their columns."""
        rows = (row for row in self.table(self.delimiter) if any(row[1]))
        next(rows)  # the header
        for number, cells in rows:
            named = {name: cells[place] for name, place in self.columns.items() if place < len(cells)}
            if named.get("decision"):
                yield number, named

    def row(self, number: int, cells: Mapping[str, str]) -> Row | None:
        """The decision of a row; None if it is none, which has been noted."""
        name, path = restore(cells.get("name", "")), restore(cells.get("path", ""))
        metric = restore(cells.get("id", "")).removeprefix(f"{path}#") or name
        word = cells["decision"].lower().replace("_", "-").replace(" ", "-")
        kind = self.kinds.get(word)
        cls = kind.cls if kind else _CLASSES.get(word)
        until = cells.get("until", "")
        if cls is None:
            known = ", ".join((*_CLASSES, *self.kinds))
            return self.wrong(number, f"the decision `{cells['decision']}` is not known", f"it can be {known}")
        if not cells.get("because"):
            return self.wrong(number, "a decision needs a reason", "fill in the column `because`")
        if until and not is_date(until):
            return self.wrong(number, f"`until` has to be a day, this is `{until}`", "write 2026-12-31")
        if not metric:
            return self.wrong(number, "this row does not say which KPI it is about", "fill in its id or name")
        glob = "" if path == _NO_FILE else escape(path)
        decision = Decision(metric, glob, cls, kind.id if kind else None, cells["because"], cells.get("by", ""), until)
        return self.once(number, Row(decision, name, path))

    def once(self, number: int, row: Row) -> Row | None:
        """`row`, unless an earlier one is about the same KPI."""
        key = row.decision.metric, row.decision.path
        if key not in self.decided:
            self.decided[key] = number, row.decision
            return row
        first, decision = self.decided[key]
        if decision == row.decision:
            return None
        return self.wrong(number, f"row {first} decides otherwise about the same KPI", "keep one of the two")

    def wrong(self, number: int, message: str, hint: str) -> Row | None:
        """Notes what is wrong with a row; None, as it is no decision then."""
        self.problems.append(Problem(Location(self.path, number), message, hint))
        return None
