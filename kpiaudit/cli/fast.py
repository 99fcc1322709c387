"""The fast lane: reads the arguments of `audit` without typer, whose import takes longer than a small audit.

It understands the plain spellings only. Whatever it is not sure of (help, abbreviations, mistakes) it leaves to
typer, so that both never read one command line in two ways; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpiaudit.cli.options import AUDIT, Option

Given = dict[str, str | bool | list[str] | None]

_BY_SPELLING: dict[str, tuple[Option, bool]] = {
    **{spelling: (option, True) for option in AUDIT for spelling in option.spellings},
    **{option.off: (option, False) for option in AUDIT if option.off},
}


def parse(arguments: Sequence[str]) -> tuple[list[str], Given] | None:
    """Paths and options of `kpiaudit audit ARGUMENTS`, or None where typer has to look."""
    paths: list[str] = []
    given: Given = {option.name: [] if option.takes == "many" else None for option in AUDIT}
    rest = iter(arguments)
    for argument in rest:
        if argument == "-" or not argument.startswith("-"):
            paths.append(argument)
            continue
        spelling, equals, value = argument.partition("=")
        if spelling not in _BY_SPELLING or (equals and not spelling.startswith("--")):
            return None
        option, meaning = _BY_SPELLING[spelling]
        if option.takes == "nothing":
            if equals:
                return None
            given[option.name] = meaning
            continue
        if not equals:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
        _add(given, option, value)
    return (paths, given) if paths else None


def _add(given: Given, option: Option, value: str) -> None:
    values = given[option.name]
    if isinstance(values, list):
        values.append(value)
    else:
        given[option.name] = value
