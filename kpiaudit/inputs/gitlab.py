"""GitLab's performance indicators: a bare list whose items have `base_path` and `org`, and HTML in definitions."""

from __future__ import annotations

from collections.abc import Iterable

from kpiaudit.inputs.fields import Draft
from kpiaudit.inputs.groups import Group
from kpiaudit.source import Map, Seq


def departments(document: Seq, drafts: Iterable[tuple[Draft, Group]]) -> None:
    """Makes `org` the department, if `document` is of this shape."""
    if not all(isinstance(item, Map) and "base_path" in item and "org" in item for item in document):
        return
    for draft, _ in drafts:
        draft.setdefault("department", draft.get("details", {}).pop("org", ""))
