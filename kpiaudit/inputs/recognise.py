"""What sort of text a file holds: by the ending of its name, else by how it begins."""

from __future__ import annotations

import re
from typing import Literal

from kpiaudit.source import Map, Value

Sort = Literal["yaml", "json", "table", "plain"]

_ENDINGS: dict[str, Sort] = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".csv": "table", ".tsv": "table"}
# Patterns as text: they are compiled when a file's name does not tell what it holds, which is seldom.
_JSON = r'\s*(?:\{\s*["}]|\[\s*["{\]\[])'
_YAML = (
    r"(?mi)^(?:---|%YAML|(?:organi[sz]ation|sector|language|customer_word|groups)[ ]*:|[ ]*(?:- )?(?:kpis|metrics)[ ]*:"
    r"|- (?:id|name|title|kpi|metric):[ ])"
)
_HEAD = 20_000  # characters that are looked at
_PACKED = {
    b"PK\x03\x04": "a workbook or another zip archive",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Office file",
}


def sort_of(path: str, text: str) -> Sort:
    """How to read `text`; `path` ends in nothing telling for standard input."""
    for ending, sort in _ENDINGS.items():
        if path.lower().endswith(ending):
            return sort
    head = text[:_HEAD]
    if re.match(_JSON, head):
        return "json"
    if re.search(_YAML, head):
        return "yaml"
    from kpiaudit.inputs.tables import header_of

    header = header_of(head)
    return "table" if header.name and len(header.cells) > 1 else "plain"


def packed(data: bytes) -> str:
    """What `data` is if it is a well-known sort of file that holds no text; empty if not."""
    return next((name for start, name in _PACKED.items() if data.startswith(start)), "")


def is_own_report(document: Value) -> bool:
    """Whether this is a JSON report of this program: never input."""
    if not isinstance(document, Map) or "schema_version" not in document:
        return False
    tool = document.get("tool")
    return isinstance(tool, Map) and tool.get("name") == "kpiaudit"
