"""Workbooks for tests, written by hand: with what a spreadsheet program would not write, too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

Row = Sequence[str | float | None]


def cell(reference: str, value: str | float | None) -> str:
    """One cell; text that begins with `=` is a formula without a saved result."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f'<c r="{reference}"><v>{value}</v></c>'
    if value.startswith("="):
        return f'<c r="{reference}"><f>{escape(value[1:])}</f></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def sheet(rows: Sequence[Row], merged: Sequence[str] = ()) -> str:
    lines = [
        f'<row r="{n}">' + "".join(cell(f"{chr(65 + at)}{n}", value) for at, value in enumerate(row)) + "</row>"
        for n, row in enumerate(rows, 1)
    ]
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    below = f"<mergeCells>{merges}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{below}</worksheet>'


def workbook(sheets: Mapping[str, str], hidden: Sequence[str] = (), extra: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook of sheets by name, each the text of its part."""
    numbered = list(enumerate(sheets, 1))
    state = dict.fromkeys(hidden, ' state="hidden"')
    entries = "".join(f'<sheet name="{s}" sheetId="{n}" r:id="r{n}"{state.get(s, "")}/>' for n, s in numbered)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    part = "<Override PartName='/xl/worksheets/sheet{}.xml' ContentType='{}'/>"
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    types = "".join(part.format(n, sheet_type) for n, _ in numbered)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="w" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": sheets[name] for n, name in numbered}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(path, text)
        for path, data in (extra or {}).items():
            archive.writestr(path, data)
    return buffer.getvalue()
