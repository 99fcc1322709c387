"""The sheet for a client as an Excel workbook: notes at the headers, lists to choose from, a page that explains."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kpiaudit.exchange.columns import Column

SHEET, EXPLAINED = "KPIs", "Explained"
_ROWS = 1000  # below the header, for which lists are offered
_WIDTHS = {"name": 38, "definition": 60, "formula": 38, "because": 38}
_WIDTH = 16
_NOTE = (320, 110)  # points
_HEADER = PatternFill("solid", fgColor="DDE6EE")


def workbook(columns: Sequence[Column]) -> bytes:
    """The workbook, with no KPIs in it yet. Its first sheet is the list; `kpiaudit audit` reads it when it is back."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _list(book.create_sheet(SHEET), columns)
    _explanation(book.create_sheet(EXPLAINED), columns)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _list(sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.append([column.title for column in columns])
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        cell = sheet[f"{letter}1"]
        cell.font, cell.fill = Font(bold=True), _HEADER
        cell.comment = Comment(f"{column.about}\nExample: {column.example}", "kpiaudit", *reversed(_NOTE))
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.key, _WIDTH)
        if column.choices:
            # A list Excel offers but does not insist on: clients have words of their own.
            offered = DataValidation("list", formula1=f'"{",".join(column.choices)}"', showErrorMessage=False)
            offered.add(f"{letter}2:{letter}{_ROWS + 1}")
            sheet.add_data_validation(offered)


def _explanation(sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.append(["Column", "What goes in", "Example", "One of"])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEADER
    for column in columns:
        sheet.append([column.title, column.about, column.example, ", ".join(column.choices)])
    for letter, width in zip("ABCD", (14, 60, 50, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
