"""JSON text -> data that knows its lines; the same types as from YAML.

Own scanner, because the standard library's loses the lines, keeps the last of two equal keys, recurses without a
limit, and turns `1.50` into `1.5`. Strings are read by the standard library.
"""

from __future__ import annotations

import re
from array import array
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # there since 2.6, unstubbed

from kpiaudit.garbage import keeps_all
from kpiaudit.model import InputError, Problem
from kpiaudit.source.data import COLUMN_BITS, Map, Seq, Value, settle, unpack
from kpiaudit.source.limits import MAX_DEPTH, MAX_PROBLEMS
from kpiaudit.source.problems import problem_at
from kpiaudit.typed import NoReturn

_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-])|true\b|false\b|null\b")
_HINTS = {
    ",": "is a value missing before it?",
    "'": "JSON has double quotes only",
    "]": "is there a comma too many before it?",
    "}": "is there a comma too many before it?",
    "/": "JSON has no comments",
    "#": "JSON has no comments",
    "": "is the file complete?",
}


@keeps_all
def parse_json(text: str, path: str) -> Value:
    """The value in `text`; `path` is for messages only. Numbers, true and false come out as written, null as None.

    Raises InputError: broken JSON; or all duplicate keys at once; or nesting beyond `limits.py`.
    """
    return _Scanner(text, path).whole()


class _Scanner:
    """Reads one text from `at` on. Recursive, to the depth the limit allows."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.at = 0
        self.line = 0  # of `at`, from 0
        self.line_start = 0
        self.marks = array("Q")
        self.keys: dict[str, str] = {}  # one string object for each key
        self.problems: list[Problem] = []

    def whole(self) -> Value:
        """The one value of the text. Raises InputError with everything that was found wrong."""
        self.skip()
        value = self.value(0)
        if self.skip():
            self.fail("there is more after the end of the value", "one JSON value a file; a list goes in [ ]")
        if self.problems:
            raise InputError(*self.problems)
        return value

    def skip(self) -> str:
        """Moves to the next character that is no blank, and returns it; empty at the end."""
        text, start = self.text, self.at
        self.at = end = _SPACE.match(text, start).end()  # type: ignore[union-attr]  # matches the empty string too
        last = text.rfind("\n", start, end)
        if last >= 0:
            self.line += text.count("\n", start, end)
            self.line_start = last + 1
        return text[end : end + 1]

    def packed(self) -> int:
        """The present place. Strings hold no line breaks, so only blanks move the line."""
        return self.line << COLUMN_BITS | (self.at - self.line_start)

    def value(self, depth: int) -> Value:
        """The value that begins at `at`, inside `depth` containers."""
        first = self.text[self.at : self.at + 1]
        if first == '"':
            return self.string()
        if first not in ("{", "["):
            return self.word()
        if depth >= MAX_DEPTH:
            self.fail(f"nested more than {MAX_DEPTH} levels deep", "a KPI list needs three or four")
        return self.mapping(depth + 1) if first == "{" else self.items(depth + 1)

    def string(self) -> str:
        """The string whose quote stands at `at`."""
        value: str
        try:
            value, self.at = scanstring(self.text, self.at + 1, True)
        except JSONDecodeError as error:
            if not error.msg.startswith("Unterminated"):
                self.at = error.pos
            self.fail(error.msg.removesuffix(" at"), "write line breaks, tabs and the like as codes: \\n, \\t, \\u001b")
        if not value.isascii() and not value.isprintable():
            # half a character (a lone surrogate) could never be printed again
            value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value

    def word(self) -> str | None:
        """A number, true, false or null."""
        found = _WORD.match(self.text, self.at)
        if not found:
            self.unexpected("a value")
        self.at = found.end()
        return None if found[0] == "null" else found[0]

    def items(self, depth: int) -> Seq:
        """The list whose bracket stands at `at`."""
        own, box, places = self.packed(), Seq(), array("Q")
        self.at += 1
        more = self.skip() != "]"
        while more:
            places.append(self.packed())
            box.append(self.value(depth))
            more = self.separator("]")
        self.at += 1
        settle(box, self.marks, places, own)
        return box

    def mapping(self, depth: int) -> Map:
        """The object whose brace stands at `at`."""
        own, box, places, keys = self.packed(), Map(), array("Q"), self.keys
        self.at += 1
        char = self.skip()
        more = char != "}"
        while more:
            if char != '"':
                self.unexpected("a key in double quotes")
            places.append(self.packed())
            key = self.string()
            key = keys.setdefault(key, key)
            if key in box:
                key = self.duplicate(box, places, key)
            if self.skip() != ":":
                self.unexpected("`:`")
            self.at += 1
            self.skip()
            places.append(self.packed())
            box[key] = self.value(depth)
            more = self.separator("}")
            char = self.text[self.at : self.at + 1]
        self.at += 1
        settle(box, self.marks, places, own)
        return box

    def separator(self, closing: str) -> bool:
        """Moves past a comma to the next entry: True; or to the closing bracket: False."""
        char = self.skip()
        if char == closing:
            return False
        if char != ",":
            self.unexpected(f"`,` or `{closing}`")
        self.at += 1
        self.skip()
        return True

    def duplicate(self, box: Map, places: array[int], key: str) -> str:
        """Reports that `key`, whose place is the last of `places`, is in `box` already; returns another name for it."""
        first = unpack(places[2 * list(box).index(key)])
        line, column = unpack(places[-1])
        message = f"the key `{key}` stands here for the second time; the first is in line {first[0]}"
        self.problems.append(problem_at(self.path, self.text, line, column, message, "keep one of the two"))
        if len(self.problems) >= MAX_PROBLEMS:
            raise InputError(*self.problems)
        return f"\0{line}:{column}"

    def unexpected(self, expected: str) -> NoReturn:
        """Raises InputError: something else than `expected` stands at `at`."""
        char = self.text[self.at : self.at + 1]
        what = f"`{char}`" if char else "the end of the file"
        self.fail(f"expected {expected}, found {what}", _HINTS.get(char, ""))

    def fail(self, message: str, hint: str) -> NoReturn:
        """Raises InputError for what stands at `at`, with the problems that were found before."""
        line, column = unpack(self.packed())
        problem = problem_at(self.path, self.text, line, column, f"not valid JSON: {message}", hint)
        raise InputError(*self.problems, problem)
