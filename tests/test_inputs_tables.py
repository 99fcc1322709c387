"""Tables as clients export them: headers in other words, lower down, in two languages, or not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.__main__ import main
from kpiaudit.inputs import How, load
from kpiaudit.model import Location
from tests.loading import KINDS, Reader, reader, told

__all__ = ["reader"]

TWO = "code,name_en,name_fr,definition_fr,definition_en\na,Calls,Appels,Combien,How many\nb,,Clients,,\n"


@pytest.mark.parametrize(
    "header",
    [
        "Measure title",
        "Key Performance Indicator",
        "KPI-Name",
        "kpi  name",
        "INDICATOR",
        "Kennzahl",
        "Indicateur",
        "Nombre del indicador",
        "指標",
        "KPI (EN)",
        "name_fr",
    ],
)
def test_words_for_the_column_of_names(reader: Reader, header: str) -> None:
    (metric,) = reader.good(f"nr;{header};Einheit\n1;Calls;%\n", "k.csv")
    assert (metric.name, metric.unit, metric.details) == ("Calls", "%", {"nr": "1"})


def test_of_several_columns_for_the_same_the_surest_is_taken(reader: Reader) -> None:
    (metric,) = reader.good("Title,KPI,KPI name,Description,Definition\na,b,c,d,e\n", "k.csv")
    assert (metric.name, metric.definition) == ("c", "e")
    assert metric.details == {"Title": "a", "KPI": "b", "Description": "d"}


def test_a_header_below_a_title(reader: Reader) -> None:
    text = "Our service in numbers;;\n;;\nKPI;Unit;Owner\nCalls;#;Bev\n"
    (metric,) = reader.good(text, "k.csv")
    assert (metric.name, metric.unit, metric.location) == ("Calls", "#", Location("k.csv", 4))


@pytest.mark.parametrize(
    ("language", "shown", "definition"),
    [("", "Calls", "How many"), ("fr", "Appels", "Combien"), ("de", "Calls", "How many")],
)
def test_names_in_two_languages(reader: Reader, language: str, shown: str, definition: str) -> None:
    reader.write(TWO, "k.csv")
    first = load(["k.csv"], kinds=KINDS, how=How(language=language)).metrics[0]
    assert (first.name, first.definition) == (shown, definition)
    assert first.context.language == ("fr" if language == "fr" else "en")


def test_codes_and_numbers_are_no_languages(reader: Reader) -> None:
    (metric,) = reader.good("KPI No,KPI id,KPI\n7,x,Calls\n", "k.csv")
    assert (metric.name, metric.id) == ("Calls", "x")


@pytest.mark.parametrize(
    ("columns", "text", "expected"),
    [
        ({"name": "3"}, "x,1,Calls\ny,2,AHT\n", ["Calls", "AHT"]),
        ({"name": "1"}, "Calls;1\nAHT;2\n", ["Calls", "AHT"]),
        ({"name": "2"}, "KPI,Long name\na,Calls\n", ["Calls"]),
        ({"name": "Long name"}, "KPI,Long name\na,Calls\n", ["Calls"]),
        ({"name": "Messgröße"}, "Titel\n\nNr;Messgröße\n1;Calls\n", ["Calls"]),
        ({"definition": "2"}, "KPI,Words\nCalls,x\n", ["Calls"]),
    ],
)
def test_columns_that_are_given(reader: Reader, columns: dict[str, str], text: str, expected: list[str]) -> None:
    reader.write(text, "k.csv")
    loaded = load(["k.csv"], kinds=KINDS, how=How(columns=columns))
    assert ([metric.name for metric in loaded.metrics], loaded.errors) == (expected, ())


def test_what_to_do_without_a_header(reader: Reader) -> None:
    loaded = reader.load("x,1,Calls\ny,2,AHT\n", "k.csv")
    assert "`--columns name=1`" in loaded.errors[0].hint
    loaded = load(["k.csv"], kinds=KINDS, how=How(columns={"name": "Nope"}))
    assert told(loaded)[0].startswith("1:None no column is called `Nope`; the columns are `x`, `1`, `Calls`")


@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_text_with_as_many_cells_in_every_line_is_a_table(
    mark: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["Ferry pack|||", "Ref|Thing|Says|Goal", "F1|Sailings on time|Within 5 min|95", "F2|Complaints||3"]
    list_ = tmp_path / "ferry.txt"
    list_.write_text("\n".join(rows).replace("|", mark))
    assert main(["audit", str(list_)]) == 2
    assert "no column holds the names of the KPIs" in capsys.readouterr().err
    list_.write_text("Calls answered, by team\nComplaints; open; old, UK\nNights booked\n")
    assert main(["audit", str(list_), "-q"]) == 0
    assert capsys.readouterr().out.startswith("3 KPIs")


def test_the_command_line_checks_columns(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    reader.write("x,1,Calls\n", "k.csv")
    assert main(["audit", "k.csv", "--columns", "name=3,unit=2", "-q"]) == 0
    for wrong in ("name", "name=", "nmae=3", "name=0"):
        assert main(["audit", "k.csv", "--columns", wrong]) == 2
        assert "--columns" in capsys.readouterr().err


def test_a_nul_byte_costs_a_message_and_no_row(reader: Reader) -> None:
    rows = "".join(f"KPI number {n}\n" for n in range(20))
    loaded = reader.load(f"name\nCa\0lls\n{rows}", "k.csv")
    assert (len(loaded.metrics), loaded.metrics[0].name) == (21, "Calls")
    assert told(loaded) == ["2:None a NUL byte stands in this row | save the table as UTF-8 text"]


def test_not_in_a_short_table_or_on_a_walk_either(reader: Reader) -> None:
    reader.write("KPI\nCa\0lls\nAHT\n", "k.csv")
    for path in ("k.csv", "."):
        loaded = load([path], kinds=KINDS)
        assert [metric.name for metric in loaded.metrics] == ["Calls", "AHT"]
        assert told(loaded) == ["2:None a NUL byte stands in this row | save the table as UTF-8 text"]


@pytest.mark.parametrize(
    ("name", "text", "counts"),
    [
        ("k.csv", "KPI,x\na,b\n", True),
        ("k.csv", "name,definition\na,b\n", True),
        ("k.csv", "name,email\na,b\n", False),
        ("k.csv", "metric,value\na,b\n", False),
        ("archived_indicators.csv", "number,name\n1,b\n", True),
        ("k.csv", "a,b\n1,2\n", False),
    ],
)
def test_which_tables_count_in_a_walk(reader: Reader, name: str, text: str, counts: bool) -> None:
    reader.write("kpis: [z]", "z.yaml")
    reader.write(text, name)
    loaded = load(["."], kinds=KINDS)
    assert (len(loaded.metrics) == 2, loaded.errors) == (counts, ())


def test_a_column_of_verdicts_without_reasons_is_told_once(reader: Reader) -> None:
    loaded = reader.load("name,class,kind\nCalls,output,\nFCR,,success\nX,unclear,\n", "k.csv")
    assert [metric.declared for metric in loaded.metrics] == [None, None, None]
    assert [(f.rule, f.message, f.location) for f in loaded.findings] == [
        (
            "verdict-without-reason",
            "row 2 and 1 more rows: a verdict without a reason does not count; add a column `because`",
            Location("k.csv", 1),
        )
    ]
    reader.good("name,class\nX,\n", "k.csv")


def test_unclear_is_no_decision(reader: Reader) -> None:
    (metric,) = reader.good("name,class,because\nX,Unclear,nobody knows\n", "k.csv")
    assert metric.declared is None


cells = st.text(st.sampled_from('ab,;\t|"\n\r\0 name'), max_size=12)


@given(st.lists(cells, max_size=6), st.sampled_from([{}, {"name": "1"}, {"name": "a"}]))
def test_any_table_is_read_or_refused(lines: list[str], columns: dict[str, str]) -> None:
    text = "name,a\n" + "\n".join(lines)
    loaded = load(["-"], kinds=KINDS, how=How(columns=columns), stdin=text.encode)
    assert loaded.metrics or loaded.errors
    assert len({metric.id for metric in loaded.metrics}) == len(loaded.metrics)
