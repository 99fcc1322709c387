"""Directories of rule files to a `Rulebook`, compiled or from the cache."""

from __future__ import annotations

from collections.abc import Sequence

from kpiaudit.garbage import keeps_all
from kpiaudit.model import InputError, Problem
from kpiaudit.rulebook.book import Rulebook
from kpiaudit.rulebook.cache import Tables, cached, compiled, dump
from kpiaudit.rulebook.files import ENGINE, ParsedFile, RawFile, digest, parse, read_layer, shipped, shipped_folder
from kpiaudit.rulebook.stamps import known_digest, remember, stamp
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Layers = Sequence[Sequence[RawFile]]


def load(directories: Sequence[Path] = (), *, base: Path | None = None) -> Rulebook:
    """The shipped rules with the user's `directories` on top, later ones over earlier ones.

    `base` takes the place of the shipped rules (to compare two rule bases). Raises `InputError` with every
    problem of the rule files, each at its line.
    """
    folder = str(base) if base else shipped_folder()
    stamped = stamp((folder, *map(str, directories)), ENGINE)
    key = known_digest(stamped)
    tables = cached(key, folder) if key else None
    if tables is None:
        home = base or shipped()
        layers = [read_layer(home), *(read_layer(d) for d in directories)]
        key = digest(layers)
        tables = cached(key, home) or compiled(compile_text(layers, key), key)
        remember(stamped, key)
    return Rulebook(tables, key, tuple(tables["views"]))


@keeps_all
def compile_text(layers: Layers, key: str) -> str:
    """The compiled rules of `layers`, whose digest is `key`, as they are kept. Raises `InputError` if any are wrong."""
    from kpiaudit.rulebook.examples import wrong_examples, wrong_statements
    from kpiaudit.rulebook.layers import merge
    from kpiaudit.rulebook.star_tables import wrong_star_examples

    parsed, problems = parse_all(layers)
    tables, more = compile_layers(parsed)
    problems += more
    if not problems:
        problems = wrong_examples(tables, parsed) + wrong_statements(tables, parsed)
        merged = merge(parsed)[0]
        problems += merged.quality.wrong_examples(tables)
        problems += wrong_star_examples(merged.star, tables, [file for layer in parsed for file in layer])
    if problems:
        raise InputError(*problems)
    return dump(tables, key)


def parse_all(layers: Layers) -> tuple[list[list[ParsedFile]], list[Problem]]:
    """Every rule file parsed, and the problems of those that could not be."""
    problems: list[Problem] = []
    parsed: list[list[ParsedFile]] = []
    for layer in layers:
        files = []
        for raw in layer:
            try:
                files.append(parse(raw))
            except InputError as error:
                problems += error.problems
        parsed.append(files)
    return parsed, problems


def compile_layers(parsed: list[list[ParsedFile]]) -> tuple[Tables, list[Problem]]:
    """The tables of parsed layers, and what is wrong with them."""
    from kpiaudit.rulebook.compiled import compile_rules
    from kpiaudit.rulebook.layers import merge

    merged, problems = merge(parsed)
    tables, more = compile_rules(merged)
    return {**tables, "views": merged.views}, [*problems, *more]
