"""LookML -> the same data as YAML, so that a descriptor can say where its measures stand. Needs the `lkml` package.

`view: cases { measure: n { type: count } }` becomes `view: [{name: cases, measure: [{name: n, type: count}]}]`.
"""

from __future__ import annotations

from array import array

from kpiaudit.model import InputError, Location, Problem
from kpiaudit.source import Map, Seq, Value
from kpiaudit.source.data import COLUMN_BITS, settle
from kpiaudit.source.excerpt import line_of
from kpiaudit.source.limits import MAX_DEPTH
from kpiaudit.source.problems import problem_at
from kpiaudit.typed import Any

NEEDS = "reading LookML needs the `lkml` package: pip install 'kpiaudit[lookml]'"


def is_there() -> bool:
    """Whether LookML can be read."""
    from importlib.util import find_spec

    return find_spec("lkml") is not None


def parse_lookml(text: str, path: str) -> Map:
    """The blocks in `text`. Raises InputError for broken LookML."""
    import lkml

    depth = deepest = 0
    for char in text:
        if char in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "}]":
            depth -= 1
    if deepest > MAX_DEPTH:  # the package recurses
        raise InputError(Problem(Location(path), f"nested more than {MAX_DEPTH} levels deep", "a view needs three"))
    try:
        tree = lkml.parse(text)
    except SyntaxError as error:
        raise InputError(_broken(text, path, str(error))) from None
    except (KeyError, AttributeError, IndexError, RecursionError) as error:
        raise InputError(_broken(text, path, str(error).strip("'\""))) from None
    return _Tree(text).block(tree.container, 1, "")


class _Tree:
    """Turns the package's tree into data with places."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.marks = array("Q")

    def block(self, container: Any, line: int, name: str) -> Map:
        """A block: its name, and what stands in it; several of one kind are a list."""
        box, places = Map(), array("Q")
        if name:
            box["name"] = name
            places.extend((self.packed(line), self.packed(line)))
        several: dict[str, list[Any]] = {}
        for item in container.items if container else ():
            several.setdefault(item.type.value, []).append(item)
        for key, items in several.items():
            line = items[0].type.line_number
            if key in box:
                continue  # a view's own `name` is its name
            is_block = hasattr(items[0], "container")
            box[key] = self.blocks(items) if is_block else self.value(items[0])
            places.extend((self.packed(line), self.packed(line)))
        settle(box, self.marks, places, self.packed(line))
        return box

    def blocks(self, items: list[Any]) -> Seq:
        """The blocks of one kind."""
        box, places = Seq(), array("Q")
        for item in items:
            line = item.type.line_number
            box.append(self.block(item.container, line, item.name.value.lstrip("+") if item.name else ""))
            places.append(self.packed(line))
        settle(box, self.marks, places, self.packed(items[0].type.line_number))
        return box

    def value(self, item: Any) -> Value:
        """A value, or a list of them, as text."""
        if hasattr(item, "value"):
            return str(item.value.value).strip()
        parts = [part.value.value if hasattr(part, "type") else part.value for part in item.items]
        box, places = Seq(str(part) for part in parts), array("Q", [self.packed(item.type.line_number)] * len(parts))
        settle(box, self.marks, places, self.packed(item.type.line_number))
        return box

    def packed(self, line: int | None) -> int:
        """The place of the first character on a line (from 1): the package knows no columns."""
        number = (line or 1) - 1
        written = self.lines[number] if number < len(self.lines) else ""
        return number << COLUMN_BITS | (len(written) - len(written.lstrip()))


def _broken(text: str, path: str, said: str) -> Problem:
    import re

    found = re.search(r"line (\d+)", said)
    line = int(found[1]) if found else 1
    column = len(line_of(text, line)) - len(line_of(text, line).lstrip()) + 1
    hint = "check braces, quotes and the `;;` after each expression"
    return problem_at(path, text, line, column, f"not valid LookML: {said.splitlines()[0] if said else 'broken'}", hint)
