"""What a team has settled once for all its runs: `kpiaudit.yaml`, or `[tool.kpiaudit]` in `pyproject.toml`.

Which settings there are, and what they mean, is up to the command line, whose options they are.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from kpiaudit.model import NOTHING, InputError, Location, Problem
from kpiaudit.records import NamedTuple

SETTINGS = "kpiaudit.yaml"
"""The name of a file of settings. One that holds `kpis:` or `metrics:` anywhere is a KPI list, and none."""

PROJECT = "pyproject.toml"
_TABLE = "tool.kpiaudit"
_LIST_KEYS = ("kpis", "metrics")

Setting = str | list[str] | dict[str, str]
"""A value as written: one text, several, or a text for each of some keys."""


class SettingsFile(NamedTuple):
    """A file of settings."""

    path: str  # as seen from the working directory
    values: Mapping[str, Setting] = NOTHING
    places: Mapping[str, Location] = NOTHING  # of the keys

    @property
    def directory(self) -> str:
        """The directory it stands in, which its paths are seen from."""
        return os.path.dirname(self.path) or os.curdir  # noqa: PTH120  on the way of every audit: pathlib takes longer to load


def find() -> SettingsFile | None:
    """The settings that hold here: those of the working directory, else of the nearest directory above.

    Above is looked only up to the top of the repository (where `.git` is); outside of one, not at all. Raises
    InputError with everything wrong in the file.
    """
    here, up, found = os.getcwd(), "", None  # noqa: PTH109  as in `directory`
    while True:
        found = found or _in(up)
        if (found and not up) or os.path.lexists(f"{up}.git"):
            return found
        above = os.path.dirname(here)  # noqa: PTH120  as in `directory`
        if above == here:
            return None  # no repository
        here, up = above, f"{up}../"


def _in(directory: str) -> SettingsFile | None:
    """The settings of one directory (ends in `/`, or is empty), if it has any."""
    for name, read in ((SETTINGS, _from_yaml), (PROJECT, _from_toml)):
        path = directory + name
        if os.path.isfile(path) and (found := read(path)):  # noqa: PTH113  as in `directory`
            return found
    return None


def _from_yaml(path: str) -> SettingsFile | None:
    from kpiaudit.source import Map, Seq, parse_yaml, read_bytes

    document = next((part for part in parse_yaml(read_bytes(path), path) if part is not None), None)
    if document is None:
        return SettingsFile(path)
    if isinstance(document, Seq) or _holds_kpis(document):
        return None
    if not isinstance(document, Map):
        hint = "settings are `exclude: [drafts/]` and the like; a KPI list holds `kpis:`"
        raise InputError(Problem(Location(path, 1, 1), "these are no settings", hint))
    places = {key: Location(path, *place) for key, _, place, _ in document.entries()}
    return _checked(path, document, places)


def _holds_kpis(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(key in _LIST_KEYS or _holds_kpis(inner) for key, inner in value.items())
    return isinstance(value, list) and any(map(_holds_kpis, value))


def _from_toml(path: str) -> SettingsFile | None:
    from kpiaudit.source import read_bytes

    text = read_bytes(path).decode(errors="replace").replace("\r\n", "\n")
    if not _has_table(text):
        return None
    import tomllib

    try:
        table = tomllib.loads(text).get("tool", {}).get("kpiaudit")
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(Location(path, *_place_of(error)), f"this is no valid TOML: {error}")) from None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise InputError(Problem(Location(path), f"`{_TABLE}` has to be a table", f"write `[{_TABLE}]`"))
    return _checked(path, table, {key: Location(path, _line_of(key, text)) for key in table})


def _has_table(text: str) -> bool:
    """Whether TOML may hold the table: a quick look, as most projects keep no settings of ours there.

    It is written `[tool.kpiaudit]`, `tool.kpiaudit.x = 1`, or below `[tool]` or `tool = {...}`.
    """
    import re

    tool, name = """["']?tool["']?""", """["']?kpiaudit"""
    return bool(re.search(rf"^[ \t]*\[*[ \t]*{tool}[ \t]*(?:\.[ \t]*{name}|\]|=)", text, re.MULTILINE))


def _checked(path: str, table: Mapping[str, object], places: Mapping[str, Location]) -> SettingsFile:
    """The settings in `table`, null ones left out. Raises InputError where one is no text, list or mapping of texts."""
    values: dict[str, Setting] = {}
    problems = []
    for key, value in table.items():
        if value is None:
            continue
        if isinstance(value, (dict, list)):
            inner = list(value.values()) if isinstance(value, dict) else value
            if not all(_is_plain(each) for each in inner):
                problems.append(Problem(places[key], f"`{key}` holds more than texts", "write one text, or a list"))
                continue
            values[key] = (
                {k: _text(v) for k, v in value.items()} if isinstance(value, dict) else list(map(_text, value))
            )
        else:
            values[key] = _text(value)
    if problems:
        raise InputError(*problems)
    return SettingsFile(path, values, places)


def _is_plain(value: object) -> bool:
    return value is not None and not isinstance(value, (dict, list))


def _text(value: object) -> str:
    """A value of TOML as YAML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line_of(key: str, text: str) -> int:
    """The line of `key` in the table of settings; of the table where that cannot be told."""
    import re

    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines, 1) if "kpiaudit" in line), 1)
    written = re.compile(rf"""\s*(?:\[?\s*(?:tool\s*\.\s*)?kpiaudit\s*\.\s*)?["']?{re.escape(key)}["']?\s*[=.\]]""")
    header = next((n for n, line in enumerate(lines, 1) if re.match(r"\s*\[\s*tool\s*\.\s*kpiaudit", line)), first)
    return next((n for n, line in enumerate(lines, 1) if n >= header and written.match(line)), header)


def _place_of(error: Exception) -> tuple[int | None, int | None]:
    import re

    found = re.search(r"at line (\d+), column (\d+)", str(error))
    return (int(found[1]), int(found[2])) if found else (None, None)
