"""What metrics inherit from the list and the groups they stand in."""

from __future__ import annotations

from kpiaudit.inputs.fields import what
from kpiaudit.inputs.keys import list_key, metric_key, near_list_key
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import ListContext, Location
from kpiaudit.records import NamedTuple
from kpiaudit.source import Map, Seq, Value

_CONTEXT_KEYS = ("organisation", "sector", "language", "customer_word")
_INHERITED = ("owner", "department", "level", "customer")


class Group(NamedTuple):
    """A list, or a group in it: what its metrics get where they do not say otherwise."""

    context: ListContext
    names: tuple[str, ...]  # of the groups, outermost first
    inherited: dict[str, str]  # owner, department, level, customer
    customer_at: Location | None = None  # where the inherited customer is written

    def sector(self, sector: str) -> ListContext:
        """The context for a metric that names its own sector."""
        return self.context if sector in ("", self.context.sector) else self.context._replace(sector=sector)


def says(box: Map, notes: Notes) -> dict[str, str]:
    """The texts a list or group says about itself, by known key; near misses and wrong types are noted."""
    said: dict[str, str] = {}
    for written, value, key_place, place in box.entries():
        key = list_key(written)
        if not key and not metric_key(written)[0]:
            known = near_list_key(written)
            if known:
                notes.near_miss(written, known, Location(notes.path, *key_place))
        elif key in _CONTEXT_KEYS or key in _INHERITED or key == "name":
            if isinstance(value, str):
                said.setdefault(key, value.strip())
            elif value is not None:
                notes.error(place, f"`{written}` has to be text, this is {what(value)}", "write one text")
    return said


def root(path: str, said: dict[str, str], customer_at: Location | None = None) -> Group:
    """The whole list. Its own name stands for the organisation's where that is not given."""
    context = ListContext(
        path,
        said.get("organisation", "") or said.get("name", ""),
        said.get("sector", ""),
        said.get("language", ""),
        said.get("customer_word", ""),
    )
    return Group(context, (), {key: said[key] for key in _INHERITED if key in said}, customer_at)


def inside(outer: Group, said: dict[str, str], name: str, customer_at: Location | None = None) -> Group:
    """A group called `name` in `outer`. The name is the department, unless one is given here or further out."""
    changed = {key: said[key] for key in _CONTEXT_KEYS if key in said}
    context = outer.context._replace(**changed) if changed else outer.context
    inherited = outer.inherited | {key: said[key] for key in _INHERITED if key in said}
    names = (*outer.names, name) if name else outer.names
    return Group(context, names, inherited, customer_at or outer.customer_at)


def customer_at(box: Map, notes: Notes) -> Location | None:
    """Where a list or group says whom its metrics are for."""
    for written, _, _, place in box.entries():
        if list_key(written) == "customer":
            return Location(notes.path, *place)
    return None


def groups_in(value: Value) -> list[tuple[str, Map]]:
    """The groups `value` holds, with the keys they stand under ("" in a list); empty when it holds something else."""
    if isinstance(value, Seq):
        found = [("", part) for part in value if isinstance(part, Map)]
    elif isinstance(value, Map):
        found = [(key, part) for key, part in value.items() if isinstance(part, Map)]
    else:
        found = []
    return found if any(is_group(part) for _, part in found) else []


def is_group(box: Map) -> bool:
    """Whether a mapping holds metrics, or groups that do."""
    for key, value in box.items():
        if isinstance(value, str):
            continue  # nearly every value of a metric: keep this first
        if list_key(key) == "kpis" or groups_in(value):
            return True
    return False
