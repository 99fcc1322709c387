"""What sort of text a file holds: by the ending of its name, else by how it begins."""

from __future__ import annotations

import re

from kpiaudit.source import Map, Value

Sort = str
"""How to read a file: yaml, json, table, plain, excel or lookml; empty where that is not known yet."""

_ENDINGS: dict[str, Sort] = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}
_NAMELESS = (".txt", ".text", ".md", ">")  # names that tell nothing; the last is standard input's
# Patterns as text: they are compiled when a file's name does not tell what it holds, which is seldom.
_JSON = r'\s*(?:\{\s*["}]|\[\s*["{\]\[])'
_YAML = (
    r"(?mi)^(?:---|%YAML|(?:organi[sz]ation|sector|language|customer_word|groups)[ ]*:|[ ]*(?:- )?(?:kpis|metrics)[ ]*:"
    r"|- (?:id|name|title|kpi|metric):[ ])"
)
_HEAD = 20_000  # characters that are looked at
_ROWS, _FEWEST = 50, 3  # lines that are looked at for cells, at most and at least
_MARKS = {";": 2, "\t": 1, ",": 3}  # what parts cells, and how often at least: names hold some of it too
OLD_OFFICE = "an old Office file"
UNPACK = "save it as .xlsx, as CSV, or as a text file with a name a line"
_ZIP = b"PK\x03\x04"
_PACKED = {_ZIP: "a workbook or another zip archive", b"%PDF": "a PDF", b"\xd0\xcf\x11\xe0": OLD_OFFICE}


def by_ending(path: str) -> Sort:
    """How to read a file whose name tells without asking the formats; empty where it does not."""
    name = path.lower()
    return next((sort for ending, sort in _ENDINGS.items() if name.endswith(ending)), "")


def is_nameless(path: str) -> bool:
    """Whether the name tells nothing: standard input, plain text, a name without an ending."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return "." not in name.strip(".") or name.endswith(_NAMELESS)


def by_look(text: str) -> Sort:
    """How to read text whose file's name does not tell, from how it begins; empty for tables and plain text."""
    head = text[:_HEAD]
    if re.match(_JSON, head):
        return "json"
    return "yaml" if re.search(_YAML, head) else ""


def is_ruled(text: str) -> bool:
    """Whether all lines have as many cells: a table, whatever its columns are called, and no names a line."""
    lines = [line for line in text[:_HEAD].split("\n")[:_ROWS] if line.strip()]
    counts = [({line.count(mark) for line in lines}, least) for mark, least in _MARKS.items()]
    return len(lines) >= _FEWEST and any(len(found) == 1 and min(found) >= least for found, least in counts)


def packed(data: bytes) -> str:
    """What `data` is if it is a well-known sort of file that holds no text; empty if not."""
    return next((name for start, name in _PACKED.items() if data.startswith(start)), "")


def is_zip(data: bytes) -> bool:
    """Whether `data` is a zip archive, as a workbook is."""
    return data.startswith(_ZIP)


def is_own_report(document: Value) -> bool:
    """Whether this is a JSON report of this program: never input."""
    if not isinstance(document, Map) or "schema_version" not in document:
        return False
    tool = document.get("tool")
    return isinstance(tool, Map) and tool.get("name") == "kpiaudit"
