"""The objectives, customers and needs that a list says it is for, each with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpiaudit.aims import Aims, Customer, Need, Objective
from kpiaudit.inputs.fields import as_detail, truth, what
from kpiaudit.inputs.ids import Ids, slug
from kpiaudit.inputs.keys import near_key, normal
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import ListContext, Location
from kpiaudit.source import Map, Place, Seq, Value

Keys = Mapping[str, tuple[str, ...]]
Said = dict[str, tuple[str, Value, Place]]
"""Key -> as what it is written, its value, and where that stands."""

OBJECTIVE: Keys = {"id": (), "name": ("objective", "title")}
NEED: Keys = {"id": (), "need": ("name",), "success": ("success_statement",), "important": ()}
CANVAS: Keys = {
    "who": ("about", "description"),
    "process": (),
    "expects": ("expectations",),
    "success": (),
    "helps": (),
    "harms": (),
}
CUSTOMER: Keys = {"name": ("customer",), "important": (), "needs": (), **CANVAS}

_HINTS = {
    "objectives": "write `objectives:` with an objective a line, `- {id: no-chasing, name: Nobody has to chase us}`",
    "customers": "write `customers:` with a customer a line, `- {name: Householder, needs: [...]}`",
    "needs": "write `needs:` with a need a line, `- {id: warm, need: My home is warm again, success: ...}`",
}


class AimsReader:
    """Collects the aims of one document. What is wrong is noted, and the others go on."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.objectives: list[Objective] = []
        self.customers: list[Customer] = []
        self._written: dict[str, dict[str, Location]] = {"objective": {}, "customer": {}, "need": {}}
        self._ids = {sort: Ids(()) for sort in self._written}

    def read(self, key: str, written: str, value: Value, place: Place) -> None:
        """Reads what stands under `objectives` or `customers`."""
        read = self._objective if key == "objectives" else self._customer
        for entry in self._entries(key, written, value, place):
            read(*entry)

    def aims(self, context: ListContext) -> Aims | None:
        """What was read, of the list with this context; None if there was nothing."""
        if not self.objectives and not self.customers:
            return None
        return Aims(context, tuple(self.objectives), tuple(self.customers))

    def _objective(self, key: str, item: Map | str, place: Place) -> None:
        said = self._said(item, OBJECTIVE, "name")
        given, name = self._text(said, "id") or key, self._text(said, "name")
        identity = self._identity("objective", given, name, place)
        if identity:
            self.objectives.append(Objective(identity, name or given, self._location(place)))

    def _customer(self, key: str, item: Map | str, place: Place) -> None:
        said = self._said(item, CUSTOMER, "name")
        name = self._text(said, "name") or key
        if not self._is_new("customer", name, name.casefold(), place):
            return
        needs: list[Need] = []
        if "needs" in said:
            written, value, at = said["needs"]
            needs = [need for entry in self._entries("needs", written, value, at) if (need := self._need(*entry))]
        canvas = {part: texts for part in CANVAS if (texts := self._texts(said, part))}
        important = self._truth(said, "important")
        self.customers.append(Customer(name, self._location(place), tuple(needs), important, canvas))

    def _need(self, key: str, item: Map | str, place: Place) -> Need | None:
        said = self._said(item, NEED, "need")
        given, text = self._text(said, "id") or key, self._text(said, "need")
        identity = self._identity("need", given, text, place)
        if not identity:
            return None
        success = self._text(said, "success")
        at = self._location(said["success"][2]) if success else None
        important = self._truth(said, "important")
        return Need(identity, text or given, self._location(place), success, at, important)

    def _entries(self, key: str, written: str, value: Value, place: Place) -> Iterator[tuple[str, Map | str, Place]]:
        """The entries of a list, or of a map whose keys are ids or names ("" in a list)."""
        if isinstance(value, Seq):
            entries = [("", item, value.place(index)) for index, item in enumerate(value)]
        elif isinstance(value, Map):
            entries = [(name.strip(), item, at) for name, item, at, _ in value.entries()]
        else:
            entries = []
            if value:
                self.notes.error(place, f"`{written}` has to be a list, this is {what(value)}", _HINTS[key])
        for name, item, at in entries:
            if isinstance(item, Map) or (isinstance(item, str) and item.strip()):
                yield name, item, at
            elif item is None and name:
                yield name, "", at
            else:
                message = f"an entry of `{written}` has to be text or a mapping, this is {what(item)}"
                self.notes.error(at, message, _HINTS[key])

    def _said(self, item: Map | str, keys: Keys, main: str) -> Said:
        """What an entry says, by known key. A mere text is its `main` key. Near misses are noted."""
        if isinstance(item, str):
            return {main: (main, item, (1, 1))} if item else {}
        known = {word: key for key, words in keys.items() for word in (key, *words)}
        said: Said = {}
        for written, value, key_place, place in item.entries():
            key = known.get(normal(written), "")
            if key and value and (key not in said or normal(written) == key):
                said[key] = (written, value, place)
            elif not key and (near := near_key(written, known)):
                self.notes.near_miss(written, near, self._location(key_place))
        return said

    def _text(self, said: Said, key: str) -> str:
        written, value, place = said.get(key, (key, None, (1, 1)))
        if value is None or isinstance(value, str):
            return (value or "").strip()
        self.notes.error(place, f"`{written}` has to be text, this is {what(value)}", "write one text")
        return ""

    def _texts(self, said: Said, key: str) -> tuple[str, ...]:
        """One text, or a list of them."""
        if key not in said:
            return ()
        written, value, place = said[key]
        if isinstance(value, Map):
            message = f"`{written}` has to be a text or a list of texts, this is a mapping"
            self.notes.error(place, message, "write a text, or several with a dash each")
            return ()
        parts = value if isinstance(value, Seq) else [value]
        return tuple(text for part in parts if (text := as_detail(part).strip()))

    def _truth(self, said: Said, key: str) -> bool | None:
        if key not in said:
            return None
        written, value, place = said[key]
        found = truth(value)
        if found is None:
            message = f"`{written}` has to be true or false, this is {what(value)}"
            self.notes.error(place, message, f"write `{written}: true`, or leave it out")
        return found

    def _identity(self, sort: str, given: str, text: str, place: Place) -> str:
        """The id of an entry: as written, else a slug of its text. "" if it has to be left out, which is noted."""
        if not given and text:
            return self._ids[sort].free(slug(text))
        return self._ids[sort].free(given) if self._is_new(sort, given, given, place) else ""

    def _is_new(self, sort: str, shown: str, key: str, place: Place) -> bool:
        """Whether an entry has a name that no other has; notes if not."""
        if not shown:
            names = {"objective": "name", "customer": "name", "need": "need"}
            self.notes.error(place, f"this {sort} says nothing", f"give it a `{names[sort]}:`")
            return False
        first = self._written[sort].setdefault(key, self._location(place))
        if first == self._location(place):
            return True
        message = f"the {sort} `{shown}` is there already, in line {first.line}"
        self.notes.error(place, message, f"each {sort} has a name of its own: change one of the two, or join them")
        return False

    def _location(self, place: Place) -> Location:
        return Location(self.notes.path, *place)
