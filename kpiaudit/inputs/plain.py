"""Plain text, one name a line, as pasted from an e-mail."""

from __future__ import annotations

import re

from kpiaudit.inputs import groups
from kpiaudit.inputs.fields import Draft
from kpiaudit.inputs.finish import finish
from kpiaudit.inputs.groups import Group
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import Location, Metric

_BULLET = re.compile(r"\s*(?:(?:[-*+\u2022\u2023\u25aa\u00b7\u2013\u2014]|\d{1,3}[.)]|[a-z]\))\s+)?")
_COMMENT = re.compile(r"#(?! ?(?:of|number)\b)")  # `# of calls` is a name


def read_plain(text: str, notes: Notes) -> list[Metric]:
    """A metric for each line; bullets and numbering are dropped.

    Blank lines, `# comments` and lines that only underline are passed over.
    """
    group = groups.root(notes.path, {})
    drafts: list[tuple[Draft, Group]] = []
    for number, line in enumerate(_lines(text), 1):
        if _COMMENT.match(line.lstrip()):
            continue
        mark = _BULLET.match(line)
        start = mark.end() if mark else 0
        name = line[start:].strip()
        if any(map(str.isalnum, name)):
            drafts.append(({"name": name, "location": Location(notes.path, number, start + 1)}, group))
    if not drafts:
        notes.error(None, "there are no KPIs here, only blank lines and comments", "write one name a line")
    return finish(drafts, notes)


def _lines(text: str) -> list[str]:
    """Lines as editors count them: `str.splitlines` would also split at form feeds and Unicode's separators."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
