"""Our own shape, in YAML or JSON: `kpis:` as list or map, groups in groups, bare names; and a bare list."""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit.inputs import groups
from kpiaudit.inputs.fields import Draft, Fields, what
from kpiaudit.inputs.finish import finish
from kpiaudit.inputs.groups import Group
from kpiaudit.inputs.keys import METRIC_KEYS, list_key, metric_key, near_list_key, near_metric_key
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import Kind, Location, Metric
from kpiaudit.source import Map, Place, Seq, Value
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kpiaudit.aims import Aims
    from kpiaudit.inputs.aims import AimsReader

_EXPECTED = "a list is `kpis:` with a KPI a line, `- name: Calls answered` or `- Calls answered`"
_NAME_IT = "give it a `name:`; it is the only thing a KPI has to have"


class KpiList:
    """Reads one document."""

    def __init__(self, notes: Notes, kinds: Mapping[str, Kind]) -> None:
        self.notes = notes
        self.fields = Fields(notes, kinds)
        self.drafts: list[tuple[Draft, Group]] = []
        self.aims: Aims | None = None  # what the document is for, once it has been read
        self._aims: AimsReader | None = None

    def read(self, document: Value) -> list[Metric]:
        """The metrics of `document`, in order. What is wrong is noted, and the others go on."""
        if isinstance(document, Map):
            said = groups.says(document, self.notes)
            group = groups.root(self.notes.path, said, groups.customer_at(document, self.notes))
            if not self.members(document, group):
                self.notes.error(document.here, "there are no KPIs here", self.advice(document))
            self.aims = self._aims.aims(group.context) if self._aims else None
        elif isinstance(document, Seq):
            group = groups.root(self.notes.path, {})
            if document:
                self.listed(document, group)
            else:
                self.notes.error(document.here, "the list is empty", _EXPECTED)
        else:
            self.notes.error(None, f"there are no KPIs here, only {what(document)}", _EXPECTED)
        return finish(self.drafts, self.notes)

    def members(self, box: Map, group: Group) -> bool:
        """Reads what a list or group holds; False if it holds no metrics at all."""
        found = False
        for written, value, _, place in box.entries():
            key = list_key(written)
            if key == "kpis":
                found = True
                self.metrics(written, value, place, group)
                continue
            if key in ("objectives", "customers"):
                self.wanted(key, written, value, place)
            if not isinstance(value, str) and value is not None:
                for name, inner in groups.groups_in(value):
                    found = True
                    self.group(name, inner, group)
        return found

    def group(self, key: str, box: Map, outer: Group) -> None:
        """Reads a group that stands under `key` ("" in a list)."""
        said = groups.says(box, self.notes)
        inner = groups.inside(outer, said, said.get("name", "") or key, groups.customer_at(box, self.notes))
        if not self.members(box, inner):
            self.notes.error(box.here, "this group holds no KPIs", "a group has `name:` and `kpis:`")

    def wanted(self, key: str, written: str, value: Value, place: Place) -> None:
        """Reads objectives or customers, of which few lists have any."""
        from kpiaudit.inputs.aims import AimsReader

        self._aims = self._aims or AimsReader(self.notes)
        self._aims.read(key, written, value, place)

    def metrics(self, written: str, value: Value, place: Place, group: Group) -> None:
        """Reads what stands under `kpis:`."""
        if isinstance(value, Seq) and value:
            self.listed(value, group)
        elif isinstance(value, Map) and value:
            self.mapped(value, group)
        elif not value:
            self.notes.error(place, f"`{written}` is empty", _EXPECTED)
        else:
            self.notes.error(place, f"`{written}` has to be a list of KPIs, this is {what(value)}", _EXPECTED)

    def listed(self, items: Seq, group: Group) -> None:
        """Reads a list of metrics and groups, which is empty afterwards."""
        path, place = self.notes.path, items.place
        for index, item in enumerate(items):
            items[index] = None  # read once: a long list is not held twice
            if isinstance(item, Map):
                if groups.is_group(item):
                    self.group("", item, group)
                else:
                    self.metric(item, Location(path, *place(index)), group)
            else:
                self.bare(item, place(index), group)

    def mapped(self, items: Map, group: Group) -> None:
        """Reads a map of metrics and groups by their ids."""
        path = self.notes.path
        for key, item, key_place, place in items.entries():
            if isinstance(item, Map):
                if groups.is_group(item):
                    self.group(key, item, group)
                else:
                    self.metric(item, Location(path, *key_place), group, key)
            elif isinstance(item, Seq):
                self.notes.error(place, "a KPI has to be a name or a mapping, this is a list", _NAME_IT)
            else:
                name = (item or "").strip() or key.strip()
                draft = {"id": key.strip(), "name": name, "location": Location(path, *key_place)}
                self.keep(draft, group)

    def bare(self, item: Value, place: Place, group: Group) -> None:
        """Reads an item of a list that is no mapping: a name."""
        if isinstance(item, str) and item.strip():
            self.keep({"name": item.strip(), "location": Location(self.notes.path, *place)}, group)
        else:
            self.notes.error(place, f"a KPI has to be a name or a mapping, this is {what(item)}", _NAME_IT)

    def metric(self, item: Map, location: Location, group: Group, key: str = "") -> None:
        """Reads a mapping that is one metric, standing under `key` where the metrics are a map."""
        draft = self.fields.draft(item, location, lambda written: item.place(written))
        if key:
            draft.setdefault("id", key.strip())
            draft.setdefault("name", key.strip())
        if "name" not in draft:
            self.notes.error(item.here, "this KPI has no name", _nameless(item))
        else:
            self.keep(draft, group)

    def keep(self, draft: Draft, group: Group) -> None:
        """Keeps a metric, unless its name was no text."""
        if draft["name"]:
            self.drafts.append((draft, group))

    def advice(self, box: Map) -> str:
        """What to do about a mapping without metrics."""
        for key in box:
            if near_list_key(key) == "kpis" or key.lower() in ("kpi", "metric"):
                return f"write `kpis:` instead of `{key}:`"
        return _EXPECTED


def _nameless(item: Map) -> str:
    """What to do about a metric without a name: often something else was written."""
    for key in item:
        if near_metric_key(key) == "name":
            return f"write `name:` instead of `{key}:`"
    if len(item) == 1 and not any(metric_key(key)[0] in METRIC_KEYS for key in item):
        return "a name with a colon and a blank in it needs quotes"
    return _NAME_IT
