"""Folders of descriptors -> formats: from the compiled copy that was shipped or cached, else compiled now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kpiaudit.inputs.formats.descriptor import Format, from_data
from kpiaudit.model import InputError, Location, Problem
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kpiaudit.rulebook.files import Directory, RawFile

COMPILED = "_compiled.json"
"""Name of the compiled descriptors in the folder of the shipped ones."""

_ENGINE = 2  # changes when compiled descriptors of an earlier program can no longer be read


def load(directories: Sequence[Path] = ()) -> tuple[Format, ...]:
    """The shipped formats with those of `directories` before them, in the order they are to be tried.

    Raises InputError with every problem of every descriptor.
    """
    return _formats(shipped(), layers_of(directories))


def layers_of(directories: Sequence[Path] = ()) -> list[list[RawFile]]:
    """The descriptor files that are shipped, and those of `directories`. Raises InputError where there are none."""
    from kpiaudit.rulebook.files import read_layer

    for directory in directories:
        if not directory.is_dir():
            problem = Problem(Location(str(directory)), "no such folder of formats", "give the folder of the *.yaml")
            raise InputError(problem)
    return [read_layer(shipped()), *(read_layer(directory) for directory in directories)]


def shipped() -> Directory:
    """The folder of the descriptors that travel with the program."""
    from kpiaudit.rulebook.files import shipped as rules

    return rules() / "formats"


def compiled_text(layers: Sequence[Sequence[RawFile]]) -> str:
    """The descriptors as the text that `COMPILED` holds. Raises InputError as `load` does."""
    from kpiaudit.inputs.formats.compiling import compile_files
    from kpiaudit.rulebook.files import digest

    key = {"engine": _ENGINE, "digest": digest(layers)}
    return json.dumps({**key, "formats": compile_files(layers)}, separators=(",", ":"))


def _formats(home: Directory, layers: Sequence[Sequence[RawFile]]) -> tuple[Format, ...]:
    from kpiaudit.rulebook.cache import cache_dir, store
    from kpiaudit.rulebook.files import digest

    key = digest(layers)
    name = f"formats-{_ENGINE}-{key[7:39]}.json"
    for place in (home / COMPILED, Path(cache_dir(), name)):
        try:
            formats = _unpacked(place.read_text(encoding="utf-8"), key)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # absent, cut short or foreign: compiling again is always right
        if formats:
            return formats
    text = compiled_text(layers)
    store(text, name)
    return _unpacked(text, key)


def _unpacked(text: str, key: str) -> tuple[Format, ...]:
    """The formats in a compiled text; none if it is that of other descriptors."""
    data = json.loads(text)
    current = (data["engine"], data["digest"]) == (_ENGINE, key)
    return tuple(from_data(one) for one in data["formats"]) if current else ()
