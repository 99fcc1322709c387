"""Workbooks: which sheet, which rows; and those that are broken or mean harm."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from importlib.machinery import ModuleSpec

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpiaudit.inputs import How, load
from tests.loading import KINDS, Reader, reader, told
from tests.workbooks import Row, sheet, workbook

__all__ = ["reader"]

KPIS = sheet([["KPI", "Unit", "Target"], ["Calls answered", "#", 12.0], ["AHT", None, 0.5]])


def test_rows_numbers_and_places(reader: Reader) -> None:
    calls, aht = reader.good(workbook({"KPIs": KPIS}), "k.xlsx")
    assert (calls.name, calls.unit, calls.details, calls.location.line) == ("Calls answered", "#", {"target": "12"}, 2)
    assert (aht.name, aht.details, aht.context.format) == ("AHT", {"target": "0.5"}, "excel")


def test_the_header_may_stand_lower_and_cells_be_merged(reader: Reader) -> None:
    rows: list[Row] = [
        ["Service in numbers 2026", None, None],
        [],
        ["Department", "KPI name", "Owner"],
        ["Care", "FCR", "Bev"],
        [None, "AHT", "Jo"],
        [None, None, "Al"],
        [],
        ["Sales", "Win rate", None],
    ]
    metrics = reader.good(workbook({"x": sheet(rows, ["A1:C1", "A4:A6", "B5:B6"])}), "k.xlsx")
    assert [(m.name, m.department, m.owner, m.location.line) for m in metrics] == [
        ("FCR", "Care", "Bev", 4),
        ("AHT", "Care", "Jo", 5),
        ("Win rate", "Sales", "", 8),
    ]


def test_of_several_sheets_the_first_with_names_and_the_others_are_told(reader: Reader) -> None:
    sheets = {"Cover": sheet([["About"]]), "Old": KPIS, "KPIs": KPIS, "More": sheet([["Indicator"], ["NPS"]])}
    data = workbook(sheets, hidden=["Old"])
    loaded = reader.load(data, "k.xlsx")
    assert len(loaded.metrics) == 2
    (finding,) = loaded.findings
    assert finding.message.startswith(
        "only the sheet `KPIs` was read; KPIs seem to stand in `More` too: `--sheet NAME`"
    )
    for name, count in (("More", 1), ("Old", 2)):
        assert len(load(["k.xlsx"], kinds=KINDS, how=How(sheets=(name,))).metrics) == count
    missing = load(["k.xlsx"], kinds=KINDS, how=How(sheets=("More", "Nope"))).errors[0]
    assert (missing.message, missing.hint) == ("has no sheet `Nope`", "its sheets are `Cover`, `KPIs`, `More`")


@pytest.mark.parametrize("wanted", [("*",), ("KPIs", "M*"), ("KPIs", "More", "KPIs")])
def test_several_sheets_are_a_list_each(reader: Reader, wanted: tuple[str, ...]) -> None:
    sheets = {"Cover": sheet([["About"]]), "KPIs": KPIS, "More": sheet([["Indicator"], ["AHT"], [None, "x"]])}
    reader.write(workbook(sheets), "k.xlsx")
    loaded = load(["k.xlsx"], kinds=KINDS, how=How(sheets=wanted))
    assert [(m.id, m.group, m.department, str(m.location)) for m in loaded.metrics] == [
        ("calls-answered", "KPIs", "", "k.xlsx[KPIs]:2"),
        ("k.xlsx#aht", "KPIs", "", "k.xlsx[KPIs]:3"),
        ("k.xlsx#aht-2", "More", "", "k.xlsx[More]:2"),
    ]
    assert len({metric.context for metric in loaded.metrics}) == 2
    assert [str(problem.location) for problem in loaded.errors] == ["k.xlsx[More]:3"]


def test_in_a_walk_a_workbook_without_that_sheet_is_skipped(reader: Reader) -> None:
    reader.write(workbook({"Sales": KPIS}), "a.xlsx")
    reader.write(workbook({"Other": KPIS}), "b.xlsx")
    loaded = load(["."], kinds=KINDS, how=How(sheets=("Sales",)))
    assert (len(loaded.metrics), loaded.errors) == (2, ())
    assert [(skip.path, skip.reason) for skip in loaded.skipped] == [("b.xlsx", "has no sheet `Sales`")]


def test_columns_by_number_in_a_sheet_without_a_header(reader: Reader) -> None:
    reader.write(workbook({"x": sheet([["a", "Calls"], ["b", "AHT"]])}), "k.xlsx")
    loaded = load(["k.xlsx"], kinds=KINDS, how=How(columns={"name": "2"}))
    assert [(metric.name, metric.location.line) for metric in loaded.metrics] == [("Calls", 1), ("AHT", 2)]


def test_formulas_without_a_saved_result_are_told(reader: Reader) -> None:
    loaded = reader.load(workbook({"x": sheet([["KPI", "Target"], ["Calls", "=B9*2"], ["=A2", None]])}), "k.xlsx")
    assert [metric.name for metric in loaded.metrics] == ["Calls"]
    assert [finding.rule for finding in loaded.findings] == ["formula-without-result"]
    assert "2 cells hold formulas without a saved result (B2)" in loaded.findings[0].message


def bomb() -> bytes:
    return workbook({"x": KPIS}, extra={"xl/media/zeros": b"\0" * 30_000_000})


def liar() -> bytes:
    data = bytearray(workbook({"x": KPIS}, extra={"z": b"\0" * 1_000_000}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the size the archive claims
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(workbook({"x": KPIS}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def other_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    return buffer.getvalue()


FAR = KPIS.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bomb(), "unpacks to more than 20 MB"),
        (liar(), "is damaged"),
        (encrypted(), "is encrypted"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is encrypted, or of an old Excel"),
        (other_zip(), "is a zip archive but no Excel workbook"),
        (b"PK\x03\x04 and nothing else", "is damaged"),
        (b"not a zip at all", "is damaged"),
        (b"", "is damaged"),
        (workbook({"x": KPIS})[:-200], "is damaged"),
        (workbook({"x": FAR}), "reaches to cell XFD1048576"),
        (workbook({"x": "<worksheet><sheetData><row>"}), "cannot be read"),
        (workbook({"x": sheet([["a", "b"]])}), "no sheet has a column with the names of the KPIs; the sheets are `x`"),
    ],
)
def test_workbooks_that_cannot_be_used(reader: Reader, data: bytes, says: str) -> None:
    reader.write("kpis: [a]")
    reader.write(data, "k.xlsx")
    loaded = load(["k.xlsx", "kpis.yaml"], kinds=KINDS, max_bytes=20 * 1024 * 1024)
    assert [metric.name for metric in loaded.metrics] == ["a"]
    assert says in "\n".join(told(loaded))
    assert all(problem.location.path == "k.xlsx" and problem.hint for problem in loaded.errors)


def test_without_the_package_a_workbook_is_skipped_with_how_to_get_it(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name in ("python_calamine", "lkml") else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    reader.write("kpis: [a]")
    reader.write(workbook({"x": KPIS}), "k.xlsx")
    reader.write("view: v { measure: m { type: count } }", "v.lkml")
    loaded = load(["."], kinds=KINDS)
    assert [metric.name for metric in loaded.metrics] == ["a"]
    assert [(skip.path, skip.reason.split("pip install ")[-1]) for skip in loaded.skipped] == [
        ("k.xlsx", "'kpiaudit[excel]'"),
        ("v.lkml", "'kpiaudit[lookml]'"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(at=st.integers(0, 1500), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(reader: Reader, at: int, byte: int) -> None:
    data = bytearray(workbook({"x": KPIS}))
    data[at % len(data)] = byte
    loaded = reader.load(bytes(data), "k.xlsx")
    assert loaded.metrics or loaded.errors
