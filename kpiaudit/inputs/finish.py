"""Drafts -> metrics: ids, and what comes from the list and the groups around them."""

from __future__ import annotations

from kpiaudit.inputs.fields import Draft
from kpiaudit.inputs.groups import Group
from kpiaudit.inputs.ids import Ids, slug
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import LINKS, Link, Location, Metric


def finish(drafts: list[tuple[Draft, Group]], notes: Notes) -> list[Metric]:
    """The metrics of one list, in order. Equal written ids are noted; the later metric gets another id.

    Drafts are taken out of `drafts` one by one, so that a long list is not held twice.
    """
    first: dict[str, Location] = {}
    for draft, _ in drafts:
        written = draft.get("id", "")
        if written and written in first:
            location: Location = draft["location"]
            message = f"the id `{written}` is taken by another KPI, in line {first[written].line}"
            at = (location.line, location.column) if location.line and location.column else location
            notes.error(at, message, "an id is for one KPI: change one of the two")
            del draft["id"]
            draft["same"] = written
        elif written:
            first[written] = draft["location"]
    ids = Ids(first)
    drafts.reverse()
    metrics = []
    while drafts:
        metrics.append(_metric(*drafts.pop(), ids))
    return metrics


def _metric(draft: Draft, group: Group, ids: Ids) -> Metric:
    if not draft.get("id"):
        draft["id"] = ids.free(draft.pop("same", "") or slug(draft["name"]))
    for key, value in group.inherited.items():
        if key == "customer":
            draft["details"] = {key: value} | draft.get("details", {})
        elif not draft.get(key):
            draft[key] = value
    if group.names:
        draft["group"] = " / ".join(group.names)
        if "department" not in group.inherited:  # an empty one says that there is none
            draft["department"] = draft.get("department") or group.names[-1]
    if draft.get("details"):
        _add_links(draft, group)
    sector = draft.pop("sector", "")
    return Metric(context=group.sector(sector) if sector else group.context, **draft)


def _add_links(draft: Draft, group: Group) -> None:
    """Adds what the metric got from around it, and from places in its file that nobody kept."""
    details, links = draft["details"], draft.get("links", ())
    own = {link.key for link in links}
    for key in LINKS:
        if details.get(key) and key not in own:
            handed_down = key == "customer" and group.inherited.get(key) == details[key]
            place = group.customer_at if handed_down else None
            links = (*links, Link(key, details[key], place or draft["location"]))
    if links:
        draft["links"] = links
