"""YAML text -> data that knows its lines.

Reads libyaml's events instead of using a PyYAML loader: the loaders crash on deep nesting, take six times as long on
a large list, lose the lines, and turn `no`, `12:30` and `010` into something their author did not write.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from kpiaudit.garbage import keeps_all
from kpiaudit.model import InputError, Problem
from kpiaudit.source.data import COLUMN_BITS, Map, Place, Seq, Value, settle, unpack
from kpiaudit.source.excerpt import line_of
from kpiaudit.source.libyaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    yaml,
)
from kpiaudit.source.limits import MAX_ALIAS_NODES, MAX_DEPTH, MAX_PROBLEMS
from kpiaudit.source.problems import as_text, problem_at
from kpiaudit.typed import Any

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_MERGE = "<<"
_OURS = "\ud800"  # begins keys of our own making: half a character, which no text in a file can hold
_MERGES = f"{_OURS}<<"  # the key of what is to be merged, until it is: a quoted `<<` is a key like any other


@keeps_all  # of a million new containers none is garbage: collecting would make reading superlinear
def parse_yaml(data: bytes | str, path: str) -> list[Value]:
    """Every document in `data` (UTF-8 or UTF-16 bytes, or text); `path` is for messages only.

    Scalars come out as the text that was written, unquoted null as None. Anchors, aliases and merge keys work.
    Raises InputError: broken YAML; or all duplicate and unusable keys at once; or a limit of `limits.py`.
    """
    try:
        return _Builder(data, path).documents()
    except (yaml.YAMLError, UnicodeError) as error:
        from kpiaudit.source.yaml_errors import explain  # takes longer to load than a short list to read

        raise InputError(explain(error, as_text(data), path)) from None


class _Builder:
    """Turns one stream of events into documents. Recursive, to the depth the limit allows."""

    def __init__(self, data: bytes | str, path: str) -> None:
        self.data = data
        self.path = path
        self.next: Callable[[], Any] = yaml.CBaseLoader(data).get_event
        self.marks = array("Q")
        self.keys: dict[str, str] = {}  # one string object for each key, however often it is written
        self.problems: list[Problem] = []
        self.anchors: dict[str, Value] = {}
        self.sizes: dict[str, tuple[int, int]] = {}  # of anchors that were used: nodes, depth
        self.reached = 0  # nodes, through aliases

    def documents(self) -> list[Value]:
        """All documents of the stream. Raises InputError with everything that was found wrong."""
        found: list[Value] = []
        while True:
            event = self.next()
            if event.__class__ is DocumentStartEvent:
                self.anchors.clear()
                self.sizes.clear()
                found.append(self.value(self.next(), 0))
            elif event.__class__ is StreamEndEvent:
                if self.problems:
                    raise InputError(*self.problems)
                return found

    def value(self, event: NodeEvent, depth: int) -> Value:
        """The value that begins with `event`, inside `depth` containers."""
        if isinstance(event, ScalarEvent):
            return self.scalar(event)
        if isinstance(event, AliasEvent):
            return self.alias(event, depth)
        if depth >= MAX_DEPTH:
            self.report(_place(event), f"nested more than {MAX_DEPTH} levels deep", "a KPI list needs three or four")
            raise InputError(*self.problems)
        box = self.mapping(event, depth + 1) if isinstance(event, MappingStartEvent) else self.items(event, depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = box
        return box

    def scalar(self, event: ScalarEvent) -> str | None:
        """A scalar with any of what the inner loops leave to this: null, an anchor."""
        null = event.value in _NULLS and not event.style and event.tag is None
        value = None if null else event.value
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        return value

    def items(self, start: NodeEvent, depth: int) -> Seq:
        """The list that begins with `start`."""
        get, box, places = self.next, Seq(), array("Q")
        while True:
            event = get()
            kind = event.__class__
            if kind is SequenceEndEvent:
                break
            mark = event.start_mark
            places.append(mark.line << COLUMN_BITS | mark.column)
            box.append(self.value(event, depth))
        settle(box, self.marks, places, _packed(start))
        return box

    def mapping(self, start: NodeEvent, depth: int) -> Map:
        """The mapping that begins with `start`. Plain keys and values are read without a call: they are the bulk."""
        get, keys, box, places = self.next, self.keys, Map(), array("Q")
        while True:
            event = get()
            kind = event.__class__
            if kind is MappingEndEvent:
                break
            mark = event.start_mark
            places.append(mark.line << COLUMN_BITS | mark.column)
            if kind is ScalarEvent and event.anchor is None:
                key = keys.get(event.value) or self.new_key(event)
            else:
                key = self.odd_key(event, depth)
            if key in box:
                key = self.duplicate(box, places, key)
            event = get()
            mark = event.start_mark
            places.append(mark.line << COLUMN_BITS | mark.column)
            if event.__class__ is ScalarEvent and event.anchor is None and event.value not in _NULLS:
                box[key] = event.value
            else:
                box[key] = self.value(event, depth)
        if _MERGES in box:
            box, places = self.merged(box, places)
        settle(box, self.marks, places, _packed(start))
        return box

    def new_key(self, event: ScalarEvent) -> str:
        """The text of a key that is none of `keys`; from now on it is, unless what it means depends on its quotes."""
        if event.value != _MERGE:
            return self.keys.setdefault(event.value, event.value)
        return event.value if event.style else _MERGES

    def odd_key(self, event: NodeEvent, depth: int) -> str:
        """A key that is not a plain scalar: text after all (an anchor, an alias to text), or a problem."""
        if isinstance(event, ScalarEvent):
            self.scalar(event)
            return self.new_key(event)
        value = self.value(event, depth)
        if isinstance(value, str):
            return value
        from kpiaudit.source.yaml_errors import QUOTE, TEMPLATE, is_template

        line, column = place = _place(event)
        hint = TEMPLATE if is_template(line_of(as_text(self.data), line)) else QUOTE
        self.report(place, "a key has to be text, this is a mapping or a list", hint)
        return f"{_OURS}{line}:{column}"  # a key of its own, so that reading can go on

    def duplicate(self, box: Map, places: array[int], key: str) -> str:
        """Reports that `key`, whose place is the last of `places`, is in `box` already; returns another name for it."""
        first = unpack(places[2 * list(box).index(key)])
        line, column = place = unpack(places[-1])
        hint = "keep one of the two"
        if column == 1:
            hint += ", or put a line `---` between two documents"
        written = key.removeprefix(_OURS)
        self.report(
            place, f"the key `{written}` stands here for the second time; the first is in line {first[0]}", hint
        )
        return f"{_OURS}{line}:{column}"

    def merged(self, box: Map, places: array[int]) -> tuple[Map, array[int]]:
        """`box` with what its merge key `<<` brings in; what it says itself goes first."""
        result, marks = Map(), array("Q")
        for index, (key, value) in enumerate(box.items()):
            if key == _MERGES:
                brought, place = value, unpack(places[2 * index + 1])
                continue
            result[key] = value
            marks.extend(places[2 * index : 2 * index + 2])
        for source in brought if isinstance(brought, Seq) else [brought]:
            if not isinstance(source, Map):
                self.report(place, "`<<` takes over the keys of a mapping, and this is none", "write `<<: *anchor`")
                break
            packed = source.packed()
            for index, (key, value) in enumerate(source.items()):
                if key not in result:
                    result[key] = value
                    marks.extend(packed[2 * index : 2 * index + 2])
        return result, marks

    def alias(self, event: AliasEvent, depth: int) -> Value:
        """What the anchor stands for. Raises InputError where there is none, or it unfolds beyond the limits."""
        name = event.anchor
        if name not in self.anchors:
            message = f"`*{name}` refers to an anchor `&{name}` that does not stand before it"
            self.report(_place(event), message, f"to write the text *{name}, quote it: '*{name}'")
            return None
        value = self.anchors[name]
        if name not in self.sizes:
            self.sizes[name] = _measure(value, MAX_ALIAS_NODES)
        nodes, levels = self.sizes[name]
        self.reached += nodes
        if self.reached > MAX_ALIAS_NODES or depth + levels > MAX_DEPTH:
            limit = f"{MAX_ALIAS_NODES} values" if self.reached > MAX_ALIAS_NODES else f"{MAX_DEPTH} levels"
            self.report(_place(event), f"the aliases of this file unfold to more than {limit}", "write it without them")
            raise InputError(*self.problems)
        return value

    def report(self, place: Place, message: str, hint: str) -> None:
        """Keeps a problem for later. Raises InputError when there are too many."""
        self.problems.append(problem_at(self.path, as_text(self.data), *place, message, hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise InputError(*self.problems)


def _packed(event: NodeEvent) -> int:
    mark: Any = event.start_mark  # always there when libyaml made the event
    return int(mark.line << COLUMN_BITS | mark.column)


def _place(event: NodeEvent) -> Place:
    return unpack(_packed(event))


def _measure(value: Value, most: int) -> tuple[int, int]:
    """How many values are reached from `value`, itself included, and how deep; stops counting beyond `most`."""
    if not isinstance(value, (Map, Seq)):
        return 1, 0
    nodes, levels = 1, 0
    for child in value.values() if isinstance(value, Map) else value:
        if nodes > most:
            break
        below, deep = _measure(child, most - nodes)
        nodes += below
        levels = max(levels, deep)
    return nodes, levels + 1
