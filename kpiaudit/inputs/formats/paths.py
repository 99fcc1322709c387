"""Paths into data: `cubes[].measures[]`, `meta.metrics{}`, `dialects[dialect=ANSI_SQL].expression`.

`key` goes into a mapping, `[]` to every item of a list, `[key=value]` to those items that say so, `{}` to every value
of a mapping, whose key then is a name. `.` alone is the whole document. A path is compiled to its steps, a tuple of
texts; a key never looks like another step, because keys with brackets cannot be written.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.records import NamedTuple
from kpiaudit.source import Map, Place, Seq, Value

Steps = tuple[str, ...]

ROOT, ITEMS, VALUES = ".", "[]", "{}"

_STEP = r"\[\]|\{\}|\[[^\[\]{}=]+=[^\[\]{}]*\]|[^.\[\]{}]+"
_PATH = rf"(?:{_STEP})(?:\.[^.\[\]{{}}]+|\[\]|\{{\}}|\[[^\[\]{{}}=]+=[^\[\]{{}}]*\])*"
# Patterns as text: paths are taken apart when descriptors are compiled, which is seldom.


def steps_of(path: str) -> Steps:
    """The steps of `path`. Raises ValueError where it is none."""
    import re

    if path == ROOT:
        return ()
    if not re.fullmatch(_PATH, path):
        raise ValueError(f"`{path}` is no path; one looks like `cubes[].measures[]` or `config.meta.owner`")
    return tuple(re.findall(_STEP, path))


def is_key(step: str) -> bool:
    """Whether a step goes into a mapping by key."""
    return step != VALUES and step[0] != "["


class Found(NamedTuple):
    """A value a path leads to."""

    value: Value
    place: Place  # of the value; where it stands under a key of a mapping that `{}` stepped over, of that key
    key: str  # that key; else empty
    nodes: tuple[Value, ...]  # what was passed on the way, the document first, a node for each step


def find(document: Value, steps: Steps) -> Iterator[Found]:
    """Everything in `document` that `steps` lead to, in order."""
    here = document.here if isinstance(document, (Map, Seq)) else (1, 1)
    yield from _find(Found(document, here, "", ()), steps, 0)


def _find(found: Found, steps: Steps, at: int) -> Iterator[Found]:
    value, _, _, nodes = found
    if at == len(steps):
        yield found
        return
    step, nodes = steps[at], (*nodes, value)
    if step == VALUES:
        if isinstance(value, Map):
            for key, inner, key_place, _ in value.entries():
                yield from _find(Found(inner, key_place, key, nodes), steps, at + 1)
    elif step[0] == "[":
        if isinstance(value, Seq):
            for index, inner in enumerate(value):
                if step == ITEMS or _says(inner, step):
                    yield from _find(Found(inner, value.place(index), "", nodes), steps, at + 1)
    elif isinstance(value, Map) and step in value:
        yield from _find(Found(value[step], value.place(step), "", nodes), steps, at + 1)


def exists(value: Value, steps: Steps, at: int = 0) -> bool:
    """Whether `steps` lead anywhere; a key that holds nothing (null) does not."""
    if at == len(steps):
        return value is not None
    step = steps[at]
    if step == VALUES:
        last = at + 1 == len(steps)  # then the key is what counts
        return isinstance(value, Map) and any(last or exists(inner, steps, at + 1) for inner in value.values())
    if step[0] == "[":
        return isinstance(value, Seq) and any(
            exists(inner, steps, at + 1) for inner in value if step == ITEMS or _says(inner, step)
        )
    return isinstance(value, Map) and step in value and exists(value[step], steps, at + 1)


def _says(item: Value, step: str) -> bool:
    """Whether an item of a list is what `[key=value]` asks for."""
    key, _, wanted = step[1:-1].partition("=")
    return isinstance(item, Map) and item.get(key) == wanted
