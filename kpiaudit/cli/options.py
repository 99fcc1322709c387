"""The options of `audit`, declared once; and what they mean, checked once.

Two readers use the table: `fast.py`, and typer (`app.py`) for everything the fast lane leaves to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kpiaudit.analyses.balance import GROUPED_BY
from kpiaudit.inputs.beside import DECISIONS
from kpiaudit.inputs.how import How
from kpiaudit.inputs.keys import METRIC_KEYS
from kpiaudit.model import NOTHING
from kpiaudit.records import NamedTuple
from kpiaudit.reports import RENDERERS
from kpiaudit.source.limits import MAX_BYTES
from kpiaudit.typed import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1024 * 1024


class Option(NamedTuple):
    """One option: its spellings, how often and with what it may be given."""

    name: str
    spellings: tuple[str, ...]
    takes: Literal["nothing", "one", "many"]
    metavar: str
    help: str
    off: str = ""  # the spelling that says no
    setting: bool = True  # whether a file of settings may say it: not what a run writes, and how it looks


AUDIT = (
    Option(
        "format",
        ("--format", "-f"),
        "many",
        "FORMAT[=FILE]",
        f"{', '.join(RENDERERS)}; with =FILE into that file. May be given several times.",
        setting=False,
    ),
    Option("rules", ("--rules",), "many", "DIR", "Rule files of your own, laid over the shipped ones. Several times."),
    Option("formats", ("--formats",), "many", "DIR", "Descriptors of your own formats of files. Several times."),
    Option("columns", ("--columns",), "many", "FIELD=N", "Which column of a table holds what: name=3, or name=Header."),
    Option(
        "language",
        ("--language",),
        "one",
        "CODE",
        "Where names stand in several languages, the one to read: fr. `en` also says that lists are English.",
    ),
    Option("sheet", ("--sheet",), "many", "NAME", "The sheet of a workbook that holds the KPIs; '*' for all that do."),
    Option("include", ("--include",), "many", "GLOB", "In directories, read only files like this. Several times."),
    Option("exclude", ("--exclude",), "many", "GLOB", "In directories, leave out what is like this. Several times."),
    Option(
        "decisions",
        ("--decisions",),
        "one",
        "FILE",
        f"What people decided. Default: every {DECISIONS} beside the lists and in the working directory.",
    ),
    Option("by", ("--by",), "one", "GROUP", f"The balance by {', '.join(GROUPED_BY)}, side by side."),
    Option("min_confidence", ("--min-confidence",), "one", "0..1", "A verdict less sure than this becomes unclear."),
    Option("quiet", ("--quiet", "-q"), "nothing", "", "The balance in one line.", setting=False),
    Option(
        "verbose",
        ("--verbose", "-v"),
        "nothing",
        "",
        "Say which settings hold, and why files were passed over.",
        setting=False,
    ),
    Option(
        "color",
        ("--color",),
        "nothing",
        "",
        "Color, or none. Default: on a terminal, unless NO_COLOR is set.",
        "--no-color",
        setting=False,
    ),
    Option("max_mb", ("--max-mb",), "one", "MB", f"The largest file that is read. Default: {MAX_BYTES // MEGABYTE}."),
)

Raw = Mapping[str, str | bool | Sequence[str] | None]
"""Option name -> what was given, as text; None where it was not."""


class UsageError(Exception):
    """The command line asks for something that is not there."""


class Request(NamedTuple):
    """What the user asked `audit` for."""

    paths: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...] = (("text", ""),)  # (format, file); "" is standard output
    rules: tuple[Path, ...] = ()
    min_confidence: float = 0.0
    quiet: bool = False
    color: bool | None = None  # None: decide by the terminal
    max_bytes: int | None = None  # None: the limit of the reader
    how: How = How()
    verbose: bool = False
    decisions: str = ""  # "": what is found beside the lists
    by: str = ""  # "": departments, where there are any
    given: Raw = NOTHING  # what the command line says; settings may say the rest
    settings: str = ""  # the file of settings that is in this, for those who want to know
    star: str | None = None  # the profile by which the North Star is shown, whole; "" for none, None for not at all


def interpret(paths: Sequence[str], raw: Raw, formats: Collection[str] = RENDERERS) -> Request:
    """The request that the options stand for. Raises `UsageError`. `formats` are those the command can write."""
    color = raw.get("color")
    return Request(
        paths=tuple(paths),
        outputs=_outputs(_texts(raw.get("format")), formats),
        rules=_folders(raw.get("rules"), "--rules"),
        min_confidence=_number(raw.get("min_confidence"), "--min-confidence", "between 0 and 1", 0, 1) or 0.0,
        quiet=bool(raw.get("quiet")),
        color=color if isinstance(color, bool) else None,
        how=_how(raw),
        verbose=bool(raw.get("verbose")),
        max_bytes=_bytes(_number(raw.get("max_mb"), "--max-mb", "of megabytes above 0", 1e-6, 1e9)),
        decisions=_file(raw.get("decisions"), "--decisions"),
        by=_group(raw.get("by")),
        given={name: value for name, value in raw.items() if value is not None and value != []},
    )


def _folders(given: object, option: str) -> tuple[Path, ...]:
    if not given:
        return ()  # as mostly: pathlib takes longer to load than all options to read
    if "" in _texts(given):
        raise UsageError(f"{option} names no directory")
    from pathlib import Path

    return tuple(map(Path, _texts(given)))


def _how(raw: Raw) -> How:
    return How(
        formats=_folders(raw.get("formats"), "--formats"),
        columns=_columns(_texts(raw.get("columns"))),
        language=str(raw.get("language") or "").lower(),
        sheets=tuple(_texts(raw.get("sheet"))),
        include=tuple(_texts(raw.get("include"))),
        exclude=tuple(_texts(raw.get("exclude"))),
    )


def _columns(texts: Sequence[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for text in texts:
        for part in text.split(","):
            field, equals, column = (word.strip() for word in part.partition("="))
            if not equals or not column or column == "0":
                raise UsageError(f"--columns takes a field and a column, as in name=3, not '{part}'")
            if field not in METRIC_KEYS:
                raise UsageError(f"--columns: there is no field '{field}'; fields are {', '.join(METRIC_KEYS)}")
            columns[field] = column
    return columns


def _texts(value: object) -> list[str]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _file(value: object, option: str) -> str:
    if value == "":
        raise UsageError(f"{option} names no file")
    return str(value or "")


def _group(value: object) -> str:
    if value is None or value in GROUPED_BY:
        return str(value or "")
    raise UsageError(f"--by takes one of {', '.join(GROUPED_BY)}, not '{value}'")


def _outputs(texts: Sequence[str], formats: Collection[str]) -> tuple[tuple[str, str], ...]:
    outputs: list[tuple[str, str]] = []
    for text in texts or ("text",):
        name, equals, file = text.partition("=")
        if name not in formats:
            raise UsageError(f"there is no format '{name}'; formats are {', '.join(formats)}")
        if equals and not file:
            raise UsageError(f"'--format {text}' names no file")
        if file in [taken for _, taken in outputs]:
            where = f"the file '{file}'" if file else "standard output"
            raise UsageError(f"only one report can go to {where}; give the others a file, as in `-f json=audit.json`")
        outputs.append((name, file))
    return tuple(outputs)


def _number(value: object, option: str, what: str, least: float, most: float) -> float | None:
    if value is None:
        return None
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise UsageError(f"{option} takes a number {what}, not '{value}'")
    return number


def _bytes(megabytes: float | None) -> int | None:
    return None if megabytes is None else int(megabytes * MEGABYTE)
