"""Which row of a table is its header, and which column holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from kpiaudit.inputs.formats.descriptor import Format
from kpiaudit.inputs.keys import normal
from kpiaudit.records import NamedTuple

_DEFAULT_LANGUAGE = "en"  # the one the shipped rules know
_PARTING = "_([/."  # stands between a header and its language

Precedence = tuple[int, float]
"""Of headers for the same field the lowest goes first."""

_UNKNOWN: tuple[str, Precedence, str] = ("", (0, 0), "")


class Header(NamedTuple):
    """The row that names the columns, and what they hold. Without a header `row` is 0 and `cells` are the first row."""

    row: int
    cells: tuple[str, ...]
    fields: Mapping[str, int]  # field -> column, from 0
    language: str = ""  # of the names, where columns come in several
    missing: str = ""  # headers that were asked for, where no row has them

    @property
    def name(self) -> str:
        """What stands over the names; empty where no column holds them."""
        column = self.fields.get("name")
        return "" if column is None else self.cells[column] if self.row else f"column {column + 1}"


class Columns:
    """Finds the header of tables of one format."""

    def __init__(self, form: Format, given: Mapping[str, str], language: str) -> None:
        """`given` and `language` are as in `How`."""
        assert form.table is not None
        self.table = form.table
        self.known = form.columns
        self.given = given
        self.language = language

    def find(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Header:
        """The header among the first of `rows` (number from 1, cells); one without fields where there is none."""
        first: Header | None = None
        for seen, (number, cells) in enumerate(rows):
            if seen >= self.table.header_within:
                break
            header = self.read(number, tuple(" ".join(cell.split()) for cell in cells))
            if "name" in header.fields:
                return header
            first = first or header
        if first and self.numbered() and "name" in self.numbered():
            return Header(0, first.cells, self.numbered())
        missing = ", ".join(f"`{text}`" for text in self.headers().values())
        return first._replace(fields={}, missing=missing) if first else Header(1, (), {})

    def read(self, number: int, cells: tuple[str, ...]) -> Header:
        """A row as if it were the header."""
        best: dict[str, tuple[Precedence, int]] = {}
        languages: dict[str, str] = {}
        for column, cell in enumerate(cells):
            field, rank, language = self.means(cell)
            if field and (field not in best or rank < best[field][0]):
                best[field] = rank, column
                languages[field] = language
        fields = {field: column for field, (_, column) in best.items()}
        numbers = self.numbered()
        named = {field: cells.index(text) for field, text in self.headers().items() if text in cells}
        is_header = bool(named) or (not self.headers() and "name" in fields)
        if not is_header and numbers:
            return Header(number, cells, {})
        fields = {field: column for field, column in fields.items() if column not in numbers.values()}
        return Header(number, cells, fields | numbers | named, languages.get("name", ""))

    def numbered(self) -> dict[str, int]:
        """The columns that were given by their number."""
        return {field: int(text) - 1 for field, text in self.given.items() if text.isdecimal()}

    def headers(self) -> dict[str, str]:
        """The columns that were given by their header."""
        return {field: text for field, text in self.given.items() if not text.isdecimal()}

    def means(self, cell: str) -> tuple[str, Precedence, str]:
        """The field a header stands for, its precedence, and its language; the field is "" when unknown."""
        key = normal(cell)
        field, rank = self.plain(key)
        if field:
            return field, (1, rank), ""
        bare = key.rstrip(")]")  # `name_fr`, `KPI (EN)`
        rest, code = bare[:-2].rstrip(_PARTING), bare[-2:]
        if code not in self.table.languages or rest == bare[:-2]:
            return _UNKNOWN
        field, rank = self.plain(rest)
        order = 0 if code == self.language else 2 if code == _DEFAULT_LANGUAGE else 3
        return field, (order, rank), code

    def plain(self, key: str) -> tuple[str, float]:
        """The field of a header that names no language; one with a prefix (`kpi_name`) goes before one without."""
        if key in self.known:
            return self.known[key]
        for prefix in self.table.prefixes:
            rest = key.removeprefix(f"{prefix}_")
            if rest != key and rest in self.known:
                field, rank = self.known[rest]
                return field, rank - 0.5
        return "", 0

    def is_about_kpis(self, header: Header, path: str) -> bool:
        """Whether a table met on a walk is sure to be a list of KPIs, not any table that has names in it."""
        if "name" not in header.fields:
            return False
        name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
        return (
            normal(header.name) not in self.table.vague
            or not self.table.telling.isdisjoint(header.fields)
            or any(fnmatchcase(name, pattern) for pattern in self.table.telling_files)
        )

    def is_own_report(self, header: Header) -> bool:
        """Whether this is a table that this program wrote."""
        own = self.table.own_report
        return bool(own) and header.cells[: len(own)] == own
