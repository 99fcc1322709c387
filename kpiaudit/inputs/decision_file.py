"""A file of decisions: what people have decided about KPIs, kept beside the lists instead of in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from kpiaudit.inputs.fields import UNDECIDED, Fields, what
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import Class, Declared, InputError, Kind, Location
from kpiaudit.records import NamedTuple
from kpiaudit.source import Map, Place, Seq, Value, parse_yaml

ROOT = "decisions"
KEYS = ("metric", "path", "class", "kind", "because", "by", "until")
"""What a decision may say, in the order in which we write it."""

_SHAPE = "the file is `decisions:` with a decision a line, `- {metric: aht, class: outcome, because: ...}`"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Decision(NamedTuple):
    """What one person decided about a KPI."""

    metric: str  # its id or name
    path: str  # of the list it stands in, `*` for anything; "" for every list
    cls: Class
    kind: str | None
    because: str
    by: str = ""
    until: str = ""  # the last day it counts, as 2026-12-31; "" for ever
    location: Location = Location("")

    @property
    def declared(self) -> Declared:
        """The verdict, with the reason as reports give it: who decided stands behind it."""
        return Declared(self.cls, self.kind, f"{self.because} ({self.by})" if self.by else self.because)


class DecisionFile(NamedTuple):
    """Everything one file holds."""

    decisions: tuple[Decision, ...]
    notes: Notes
    listed: Seq | None = None  # the list as written; None where there is none yet


def read_decisions(path: str, data: bytes, kinds: Mapping[str, Kind]) -> DecisionFile:
    """The decisions in `data`. What is wrong is noted, and the others go on; `path` is as it is to be printed."""
    notes = Notes(path, data)
    try:
        documents = [document for document in parse_yaml(data, path) if document is not None]
    except InputError as error:
        notes.take(error)
        return DecisionFile((), notes)
    if len(documents) > 1:
        notes.error(None, "holds more than one YAML document", "put all decisions under one `decisions:`")
    listed = _listed(documents[0], notes) if len(documents) == 1 else None
    reader = _Reader(notes, kinds)
    found = [reader.decision(item, listed.place(index)) for index, item in enumerate(listed or ())] if listed else []
    return DecisionFile(tuple(decision for decision in found if decision), notes, listed)


def is_date(text: str) -> bool:
    """Whether `text` is a day as ISO 8601 writes it, 2026-12-31. Such days compare as text."""
    from datetime import date

    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _listed(document: Value, notes: Notes) -> Seq | None:
    if not isinstance(document, Map):
        notes.error(getattr(document, "here", None), f"this is {what(document)}", _SHAPE)
        return None
    for key in document:
        if key != ROOT:
            notes.error(document.key_place(key), f"the key `{key}` is not known here", _SHAPE)
    value = document.get(ROOT)
    if isinstance(value, Seq):
        return value
    if value is not None:
        notes.error(document.place(ROOT), f"`{ROOT}` has to be a list, this is {what(value)}", _SHAPE)
    return None


class _Reader:
    """Reads the decisions of one file."""

    def __init__(self, notes: Notes, kinds: Mapping[str, Kind]) -> None:
        self.notes = notes
        self.fields = Fields(notes, kinds)

    def decision(self, item: Value, place: Place) -> Decision | None:
        """The decision at `place`; None if it is none, which has been noted."""
        if not isinstance(item, Map):
            self.notes.error(place, f"a decision has to be a mapping, this is {what(item)}", _SHAPE)
            return None
        if not self.known(item):
            return None
        metric, because = self.text(item, "metric", place), self.text(item, "because", place)
        path, by, until = (self.text(item, key) for key in ("path", "by", "until"))
        if until and not is_date(until):
            self.notes.error(item.place("until"), f"`until` has to be a day, this is {what(until)}", "write 2026-12-31")
            until = None
        declared = self.verdict(item, place) if because else None
        if not (metric and declared and declared.cls) or None in (path, by, until):
            return None
        location = Location(self.notes.path, *place)
        return Decision(
            metric, path or "", declared.cls, declared.kind, declared.because, by or "", until or "", location
        )

    def known(self, item: Map) -> bool:
        """Whether all keys of a decision are known; the others are noted."""
        unknown = [key for key in item if key not in KEYS]
        for key in unknown:
            near = get_close_matches(key.lower(), KEYS, 1, 0.6)
            hint = f"is `{near[0]}` meant?" if near else f"a decision says {', '.join(KEYS)}"
            self.notes.error(item.key_place(key), f"the key `{key}` is not known", hint)
        return not unknown

    def text(self, item: Map, key: str, required_at: Place | None = None) -> str | None:
        """The text of a key, "" if there is none; None if it is no text or is required, which is noted."""
        value = item.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, (Map, Seq)):
            self.notes.error(item.place(key), f"`{key}` has to be text, this is {what(value)}", "write one text")
            return None
        if not required_at:
            return ""
        if key == "because":
            self.notes.error(required_at, "this decision has no reason and does not count", "add `because: ...`")
        else:
            self.notes.error(required_at, "this decision does not say which KPI it is about", "add `metric:`")
        return None

    def verdict(self, item: Map, place: Place) -> Declared | None:
        """Class and kind as decided; None if there are none, or they are wrong."""
        written = {key: key for key in ("class", "kind", "because") if item.get(key)}
        if written.keys() == {"because"} or (item.get("class") == UNDECIDED and "kind" not in written):
            hint = "add `class:` (output or outcome) or `kind:`"
            self.notes.error(place, "this decision decides nothing", hint)
            return None
        return self.fields.declared(item, written, item.place)
