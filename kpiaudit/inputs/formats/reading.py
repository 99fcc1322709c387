"""A document and the formats that recognised it -> metrics. The one engine for all formats that are data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kpiaudit.inputs import groups
from kpiaudit.inputs.fields import Draft, Fields, as_detail
from kpiaudit.inputs.finish import finish
from kpiaudit.inputs.formats.descriptor import Format, Source
from kpiaudit.inputs.formats.paths import VALUES, Found, Steps, find
from kpiaudit.inputs.groups import Group
from kpiaudit.inputs.ids import slug
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import Kind, Location, Metric
from kpiaudit.source import Map, Place, Seq, Value

Placed = tuple[str, Place]
"""A text, and where it stands."""

_LANGUAGE = 2  # letters of a language's code
_DEFAULT_LANGUAGE = "en"  # the one the shipped rules know


def read_document(
    document: Value, formats: Sequence[Format], notes: Notes, kinds: Mapping[str, Kind], language: str = ""
) -> list[Metric]:
    """The metrics of `document`, in the order they stand in. `formats` recognised it.

    Each format reads what stands at its places; what an earlier one has read, a later one leaves alone. What is wrong
    with a metric is noted, and the others go on. `language` chooses where a text is given in several.
    """
    drafts: list[tuple[Draft, Group]] = []
    taken: set[Place] = set()
    for form in formats:
        reader = _Reader(form, document, notes, kinds, language)
        drafts += reader.read(taken)
        taken |= reader.places
    drafts.sort(key=lambda one: (one[0]["location"].line, one[0]["location"].column))
    _name_ids(drafts)
    return finish(drafts, notes)


class _Reader:
    """Reads what one format sees in a document."""

    def __init__(self, form: Format, document: Value, notes: Notes, kinds: Mapping[str, Kind], language: str) -> None:
        self.form = form
        self.document = document
        self.notes = notes
        self.fields = Fields(notes, kinds)
        self.language = language
        self.places: set[Place] = set()
        said = {key: text for key, paths in form.list.items() if (text := self.first(document, paths))}
        # Where every metric has a file of its own, the folder is the list.
        path = notes.path.rpartition("/")[0] if form.metrics == ((),) else notes.path
        root = groups.root(path, said)
        self.group = root._replace(context=root.context._replace(format=form.id))

    def read(self, taken: set[Place]) -> list[tuple[Draft, Group]]:
        """The metrics at all places of the format that are not `taken`."""
        drafts = []
        for steps in self.form.metrics:
            for found in find(self.document, steps):
                if found.place in taken:
                    continue
                self.places.add(found.place)
                if draft := self.metric(found, steps):
                    drafts.append((draft, self.group))
        return drafts

    def metric(self, found: Found, steps: Steps) -> Draft | None:
        """One metric; None where there is none at this place, or it has no name, which is noted."""
        value, place, key, _ = found
        named = bool(steps) and steps[-1] == VALUES
        if isinstance(value, Seq) or (value is None and not named):
            return None
        if not isinstance(value, Map):
            text = key if named else (value or "").strip()
            draft: Draft = {"name": text, "location": Location(self.notes.path, *place)}
        else:
            draft = self.mapping(value, found, key if named else "")
            if not steps and "name" not in draft:
                return None  # the whole document, and it is about something else
        if not draft.get("name"):
            if "name" not in draft:
                tried = ", ".join(f"`{'.'.join(source.paths[0])}`" for source in self.form.fields["name"])
                self.notes.error(place, f"this metric has no name ({self.form.title})", f"its name stands in {tried}")
            return None
        self.inherit(draft, found, steps)
        return draft

    def mapping(self, value: Map, found: Found, key: str) -> Draft:
        """What a mapping says of a metric. `key` is what it stands under where metrics are a map."""
        said: dict[str, Placed] = {}
        used: set[str] = set()
        for field, sources in self.form.fields.items():
            for source in sources:
                if taken := self.take(value, source):
                    said[field] = taken
                    used |= {steps[0] for steps in source.paths if len(steps) == 1}
                    break
        said |= self.verdict(value)
        place = said["name"][1] if not found.nodes and "name" in said else found.place  # a file is where its name is
        items = {field: text for field, (text, _) in said.items()}
        draft = self.fields.draft(items, Location(self.notes.path, *place), lambda field: said[field][1])
        if key:
            draft.setdefault("name", key)
            draft.setdefault("id", key)
        rest = self.details(value, used)
        if rest:
            draft["details"] = draft.get("details", {}) | rest
        return draft

    def details(self, value: Map, used: set[str]) -> dict[str, str]:
        """What else a metric says, as text."""
        left_out = self.form.leave_out
        return {
            key: text
            for key, inner in value.items()
            if key not in used and key not in left_out and inner and (text := as_detail(inner))
        }

    def take(self, value: Map, source: Source) -> Placed | None:
        """What a source gives; a template gives something only where all its parts do."""
        parts = [self.text(value, steps) for steps in source.paths]
        if not all(parts):
            return None
        texts = [part[0] for part in parts if part]
        first = parts[0]
        return (source.template.format(*texts) if source.template else texts[0], first[1]) if first else None

    def text(self, value: Value, steps: Steps) -> Placed | None:
        """The first text that `steps` lead to. Of a mapping its name counts, or its text in the chosen language."""
        for found in find(value, steps):
            text = self.plain(found.value)
            if text:
                return text, found.place
        return None

    def plain(self, value: Value) -> str:
        """A value as one text; empty where there is none in it."""
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, Map):
            if "name" in value or "displayName" in value:
                return self.plain(value.get("displayName") or value.get("name"))
            chosen = value.get(self.language) or value.get(_DEFAULT_LANGUAGE)
            if not chosen and value and all(len(key) == _LANGUAGE for key in value):
                chosen = next(iter(value.values()))
            return chosen.strip() if isinstance(chosen, str) else ""
        if isinstance(value, Seq) and all(isinstance(part, str) for part in value):
            return ", ".join(part for part in value if isinstance(part, str))
        return ""

    def first(self, value: Value, paths: Sequence[Steps]) -> str:
        """The first text that any of `paths` lead to."""
        return next((found[0] for steps in paths if (found := self.text(value, steps))), "")

    def verdict(self, value: Map) -> dict[str, Placed]:
        """A person's verdict, where one is written beside the metric."""
        for steps in self.form.verdict:
            for found in find(value, steps):
                box = self.unpacked(found)
                if isinstance(box, Map):
                    return {
                        key: (text, found.place)
                        for key in ("class", "kind", "because")
                        if isinstance(text := box.get(key), str)
                    }
                if isinstance(box, str):
                    return {"class": (box, found.place)}
        return {}

    def unpacked(self, found: Found) -> Value:
        """A verdict as data: some formats have room for text only, and hold JSON in it."""
        value = found.value
        if not isinstance(value, str) or not value.lstrip().startswith("{"):
            return value
        from kpiaudit.model import InputError
        from kpiaudit.source import parse_json

        try:
            return parse_json(value, self.notes.path)
        except InputError:
            self.notes.error(found.place, "this verdict is not valid JSON", 'write {"class": ..., "because": ...}')
            return None

    def inherit(self, draft: Draft, found: Found, steps: Steps) -> None:
        """Adds what the metric gets from the parts of the document it stands in."""
        names = []
        for around, fields in self.form.around.items():
            if steps[: len(around)] != around or len(around) >= len(found.nodes):
                continue
            node = found.nodes[len(around)]
            for field, paths in fields.items():
                text = self.first(node, paths)
                if not text:
                    continue
                if field == "group":
                    names.append(text)
                elif field in Metric._fields:
                    draft[field] = draft.get(field) or text
                else:
                    draft["details"] = {field: text} | draft.get("details", {})
        if names:
            draft["group"] = " / ".join(names)


def _name_ids(drafts: Sequence[tuple[Draft, Group]]) -> None:
    """Makes ids of what is written: models may well have metrics of the same id, so that is no mistake."""
    written = [draft.pop("id", "") or slug(draft["name"]) for draft, _ in drafts]
    times = Counter(written)
    for (draft, _), base in zip(drafts, written, strict=True):
        group = draft.get("group", "")
        draft["same"] = f"{slug(group)}.{base}" if times[base] > 1 and group else base
