"""What arrives on the first day: tables, plain text, standard input; and markup reduced to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.inputs import load
from kpiaudit.inputs.markup import to_text
from kpiaudit.model import Declared, Location
from tests.loading import KINDS, Reader, reader, told

__all__ = ["reader"]


def test_a_spreadsheets_rows(reader: Reader) -> None:
    text = (
        "KPI Name;Description;Owner;Dept;Target;Class;Because;Weight;Rewarded;Industry\r\n"
        '"Calls; all";"Two\r\nlines";Bev;;4,5;;;;;\r\n'
        "\r\n"
        "AHT;;;Care;;output;told so;2;x;telecom\r\n"
        ";;;;;;;;;\r\n"
    )
    calls, aht = reader.good(text.replace("Dept", "Department"), "k.csv")
    assert (calls.name, calls.definition, calls.owner) == ("Calls; all", "Two lines", "Bev")
    assert (calls.location, calls.details) == (Location("k.csv", 2), {"target": "4,5"})
    assert (aht.location.line, aht.department, aht.weight, aht.rewarded) == (4, "Care", 2.0, True)
    assert (aht.declared, aht.context.sector) == (Declared("output", None, "told so"), "telecom")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("name,unit\nCafé,x\n", "a.csv"),
        ("\ufeffname,unit\nCafé,x\n", "a.csv"),
        ("name\tunit\nCafé\tx\n", "a.tsv"),
        ("name|unit\nCafé|x\n", "a.csv"),
        ("name;unit\rCafé;x\r", "a.csv"),
        ("\n\nMeasure\nCafé\n", "a.csv"),
        ("ID,KPI\n1,Café\n", "a.csv"),
        ("Title,Indicator name\nother,Café\n", "a.csv"),
        ("name;unit\nCafé;x\n".encode("cp1252"), "a.csv"),
        ("name;unit\nCafé;x\n".encode("utf-16"), "a.csv"),
    ],
)
def test_tables_of_many_sorts(reader: Reader, content: str | bytes, name: str) -> None:
    assert [metric.name for metric in reader.good(content, name)] == ["Café"]


def test_broken_rows_lose_only_themselves(reader: Reader) -> None:
    loaded = reader.load('id,name,unit\n1,a,x\n1,"b"c,x\n2,,x\n1,d,x,y\n,e\n', "k.csv")
    assert [(metric.id, metric.name) for metric in loaded.metrics] == [("1", "a"), ("1-2", "d"), ("e", "e")]
    assert [line.split(" | ")[0] for line in told(loaded)] == [
        "3:None this row is broken: ',' expected after '\"'",
        "4:None this row has no name",
        "5:None the id `1` is taken by another KPI, in line 2",
    ]
    assert [(f.rule, f.location) for f in loaded.findings] == [("ragged-row", Location("k.csv", 5))]


def test_a_quote_that_is_never_closed_is_told(reader: Reader) -> None:
    loaded = reader.load('name\na\n"b\nc\n', "k.csv")
    assert [metric.name for metric in loaded.metrics] == ["a"]
    assert "3:None this row is broken" in told(loaded)[0]


def test_plain_text_a_name_a_line(reader: Reader) -> None:
    text = """# Our KPIs
Calls answered

- AHT (min)
* 24/7 availability
1. First contact resolution
12) % e-mails in 24 h
100 % of orders on time
# of returns
2 day delivery
\u2022 NPS
-5 dB noise
=cmd()
"""
    metrics = reader.good(text, "k.txt")
    assert [metric.name for metric in metrics] == [
        "Calls answered",
        "AHT (min)",
        "24/7 availability",
        "First contact resolution",
        "% e-mails in 24 h",
        "100 % of orders on time",
        "# of returns",
        "2 day delivery",
        "NPS",
        "-5 dB noise",
        "=cmd()",
    ]
    assert metrics[1].location == Location("k.txt", 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "Calls\nAHT\n",
        "- Calls\n- AHT\n",
        "kpis: [Calls, AHT]\n",
        "organisation: x\nkpis:\n- Calls\n- AHT\n",
        "- name: Calls\n- name: AHT\n",
        '{"kpis": ["Calls", "AHT"]}',
        '["Calls", "AHT"]',
        "KPI;Unit\nCalls;x\nAHT;x\n",
    ],
)
def test_standard_input_is_recognised(text: str) -> None:
    loaded = load(["-"], kinds=KINDS, stdin=text.encode)
    assert [metric.name for metric in loaded.metrics] == ["Calls", "AHT"]
    assert (loaded.errors, loaded.metrics[0].location.path) == ((), "<stdin>")


@pytest.mark.parametrize("name", ["[red]x[/b]", "{customer} calls", "a: b", "Calls, all of them", "x; y"])
def test_odd_names_in_plain_text(name: str) -> None:
    loaded = load(["-"], kinds=KINDS, stdin=f"{name}\nother\n".encode)
    assert [metric.name for metric in loaded.metrics] == [name, "other"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain text", "plain text"),
        ("<p>One</p><p>two <b>three</b></p>", "One\ntwo three"),
        ("a<br/>b", "a\nb"),
        ('see <a href="https://x.org/a_b">the page</a>', "see the page"),
        ("<!-- hidden -->shown<script>x()</script>", "shown"),
        ("R&amp;D &lt; 5 &#8364;", "R&D < 5 €"),
        ("calls < 5 and > 3", "calls < 5 and > 3"),
        ("<5 days, <customer> happy", "<5 days, <customer> happy"),
        ("[text](https://x.org) and ![image](x.png) and [ref][1]", "text and image and ref"),
        ("[red]x[/b]", "[red]x[/b]"),
        ("**bold** *it* __b__ _i_ ~~no~~ `code`", "bold it b i no code"),
        ("a * b * c, snake_case_name, 5*3", "a * b * c, snake_case_name, 5*3"),
        ("# Title\n\nfirst line\nsecond line\n\n- one\n- two\n", "Title\nfirst line second line\none\ntwo"),
        ("> quoted", "quoted"),
        ("  spaces\tand  more ", "spaces\tand  more"),
        ("an unclosed <b tag", "an unclosed <b tag"),
        ("<!-- never closed <b>x</b>", "never closed x"),
    ],
)
def test_markup_is_reduced_to_the_text_it_shows(written: str, shown: str) -> None:
    assert to_text(written) == shown


@pytest.mark.parametrize(
    "part",
    [
        "<",
        "<a",
        "<!--",
        "<script>",
        "[",
        "[a](",
        "![",
        "[a][",
        "*",
        "_",
        "**a",
        "_a_",
        "&",
        "&#",
        "`",
        "\n",
        "\n ",
        "# ",
        "> ",
        "<p>",
    ],
)
def test_markup_of_any_sort_ends_however_long(part: str) -> None:
    text = part * (200_000 // len(part))  # whatever took time squared would still be running
    assert len(to_text(text)) <= 3 * len(text)


@given(st.text(st.sampled_from("ab <>/!-&;#*_`~[]()\n\r\t"), max_size=60) | st.text())
def test_markup_never_fails_and_never_grows(text: str) -> None:
    assert len(to_text(text)) <= 3 * len(text)
