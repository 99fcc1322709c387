"""Excel workbooks: the rows of the sheets that hold the KPIs. Needs the `python-calamine` package.

Before the package sees a file its parts are measured: it unpacks them whole, and makes room for every cell between the
first and the last.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from io import BytesIO

from kpiaudit.inputs.columns import Columns, Header
from kpiaudit.inputs.groups import Group, root
from kpiaudit.inputs.notes import Notes
from kpiaudit.inputs.tables import TableReader
from kpiaudit.model import InputError, Kind, Location, Metric, Problem
from kpiaudit.records import NamedTuple
from kpiaudit.source.limits import MAX_CELLS
from kpiaudit.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

NEEDS = "reading workbooks needs the `python-calamine` package: pip install 'kpiaudit[excel]'"

OTHER_SHEETS = "other-sheets"
NO_RESULT = "formula-without-result"

_MEGABYTE = 1024 * 1024
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_NO_RESULT = re.compile(
    rb'<c\b[^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f\b[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)


def is_there() -> bool:
    """Whether workbooks can be read."""
    from importlib.util import find_spec

    return find_spec("python_calamine") is not None


class Sheet(NamedTuple):
    """A sheet whose header was found."""

    name: str
    header: Header
    rows: list[tuple[int, list[str]]]


class Workbook:
    """One workbook. Raises InputError where it cannot be read, or is not safe to."""

    def __init__(self, data: bytes, path: str, max_bytes: int) -> None:
        """`max_bytes` is what all its parts together may unpack to."""
        self.path = path
        self.no_result = list(_checked(data, path, max_bytes))
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        try:
            self.book = CalamineWorkbook.from_filelike(BytesIO(data))
        except PasswordError:
            raise _error(path, "is encrypted", _DECRYPT) from None
        except (CalamineError, OSError, ValueError) as error:
            raise _error(path, f"cannot be read as a workbook: {error}", _SAVE_AGAIN) from None

    def missing(self, wanted: Sequence[str]) -> str:
        """Which of the sheets that are `wanted` (by name or glob) is not there, in words; empty where all are."""
        lacking = [each for each in wanted if not self.called(each)]
        return f"has no sheet `{lacking[0]}`" if lacking else ""

    def called(self, wanted: str) -> list[str]:
        """The sheets of this name, hidden or not; else the visible ones that fit it as a glob."""
        if wanted in self.book.sheet_names:
            return [wanted]
        return [name for name in self.names() if fnmatchcase(name, wanted)]

    def sheets(self, columns: Columns, wanted: Sequence[str]) -> list[Sheet]:
        """The visible sheets with a column of names, in order.

        With `wanted`, of those only the ones it fits as globs; sheets it gives by name, whatever they hold.
        """
        if missing := self.missing(wanted):
            raise _error(self.path, missing, "its sheets are " + ", ".join(f"`{name}`" for name in self.names()))
        names = dict.fromkeys(name for each in wanted for name in self.called(each)) if wanted else self.names()
        sheets = [self.sheet(name, columns) for name in names]
        return [sheet for sheet in sheets if sheet.name in wanted or "name" in sheet.header.fields]

    def names(self) -> list[str]:
        """The sheets that hold cells and are not hidden."""
        sheets = self.book.sheets_metadata
        return [s.name for s in sheets if "WorkSheet" in str(s.typ) and str(s.visible).endswith(".Visible")]

    def sheet(self, name: str, columns: Columns) -> Sheet:
        """One sheet: its header and its rows as text."""
        from python_calamine import CalamineError

        try:
            raw = self.book.get_sheet_by_name(name)
        except (CalamineError, ValueError) as error:
            raise _error(self.path, f"the sheet `{name}` cannot be read: {error}", _SAVE_AGAIN) from None
        cells = [[_text(cell) for cell in row] for row in raw.to_python(skip_empty_area=False)]
        header = columns.find((number, row) for number, row in enumerate(cells, 1) if any(row))
        named = header.fields.get("name")
        repeated = set(_fill_merged(raw, cells, named))
        return Sheet(name, header, [(n, row) for n, row in enumerate(cells, 1) if n not in repeated])


def read_workbook(
    book: Workbook, chosen: Sequence[Sheet], sheets: Sequence[Sheet], notes: Notes, kinds: Mapping[str, Kind]
) -> Iterator[list[Metric]]:
    """The metrics of the `chosen` sheets, a list each. Says which others of `sheets` could have been meant."""
    if not sheets:
        names = ", ".join(f"`{name}`" for name in book.names())
        hint = "one column is `name`, `KPI` or `indicator`; or say which: `--sheet NAME --columns name=1`"
        notes.error(None, f"no sheet has a column with the names of the KPIs; the sheets are {names}", hint)
        return
    others = [f"`{sheet.name}`" for sheet in sheets if sheet not in chosen]
    if others:
        message = (
            f"only the sheet `{chosen[0].name}` was read; KPIs seem to stand in {', '.join(others)} too: "
            "`--sheet NAME`, several times, reads those you name, `--sheet '*'` all of them"
        )
        notes.finding(OTHER_SHEETS, message, Location(notes.path))
    if book.no_result:
        count = len(book.no_result)
        cells = f"{count} cells hold formulas" if count > 1 else "one cell holds a formula"
        message = f"{cells} without a saved result ({book.no_result[0]}): open and save it in a spreadsheet program"
        notes.finding(NO_RESULT, message, Location(notes.path))
    for sheet in chosen:
        group = root(notes.path, {}) if len(chosen) == 1 else _of_sheet(notes.path, sheet.name)
        yield TableReader(sheet.header, "excel", notes, kinds, group, sheet.name).read(iter(sheet.rows))


def _of_sheet(path: str, name: str) -> Group:
    """A sheet among several is a list of its own, and no department."""
    return root(f"{path}[{name}]", {})._replace(names=(name,), inherited={"department": ""})


def _fill_merged(raw: CalamineSheet, cells: list[list[str]], named: int | None) -> Iterator[int]:
    """Gives every row of a cell merged over several its text. Yields the rows whose name is that of the row above."""
    for (top, left), (bottom, _) in raw.merged_cell_ranges or ():
        if top >= len(cells) or left >= len(cells[top]):
            continue
        for row in range(top + 1, min(bottom + 1, len(cells))):
            cells[row][left] = cells[top][left]
            if left == named:
                yield row + 1


def _checked(data: bytes, path: str, max_bytes: int) -> Iterator[str]:
    """Cells whose formula has no result. Raises InputError for what is no workbook, or would take too much room."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise _error(path, "is encrypted", _DECRYPT)
            if sum(part.file_size for part in parts) > max_bytes:
                limit = f"{max_bytes / _MEGABYTE:.10g}"
                raise _error(path, f"unpacks to more than {limit} MB", "raise the limit with `--max-mb`")
            if "xl/workbook.xml" not in archive.namelist():
                raise _error(path, "is a zip archive but no Excel workbook", "save the sheet as .xlsx or as CSV")
            # Parts that are larger than they say fail their checksum here.
            contents = {part.filename: archive.read(part) for part in parts}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise _error(path, f"is damaged: {error}", _SAVE_AGAIN) from None
    for name, content in contents.items():
        if name.startswith("xl/worksheets/"):
            _check_extent(content, path)
            yield from (found[1].decode() for found in _NO_RESULT.finditer(content))


def _check_extent(sheet: bytes, path: str) -> None:
    columns: set[bytes] = set()
    last = 0
    for letters, digits in _CELL.findall(sheet):
        columns.add(letters)
        last = max(last, int(digits))
    widest = max(columns, key=lambda letters: (len(letters), letters), default=b"A")
    width = 0
    for letter in widest:
        width = width * 26 + letter - 64
    if width * last > MAX_CELLS:
        message = f"a sheet reaches to cell {widest.decode()}{last}, which is more than can be read"
        raise _error(path, message, "delete the cells that stand far off, or save the sheet as CSV")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return str(value)


_SAVE_AGAIN = "open it in a spreadsheet program and save it again, or save the sheet as CSV"
_DECRYPT = "save it without a password"


def _error(path: str, message: str, hint: str) -> InputError:
    return InputError(Problem(Location(path), message, hint))
