"""Lenses to the tables an audit reads: their phrases into indexes of their own, the rest as one JSON text each.

Phrases of lenses do not compete with verdict rules for words. Those of the lenses every audit looks through share one
index, so that a text is searched once for all of them; every other lens has its own, decoded when it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from kpiaudit.model import FIELDS
from kpiaudit.rulebook.files import ParsedFile
from kpiaudit.rulebook.layers import Merged
from kpiaudit.rulebook.lens_layers import MergedLens, ordered
from kpiaudit.rulebook.lenses import BODIES, DEFAULT_INDEX
from kpiaudit.typed import Any

Add = Callable[[str, int, str, int, tuple[str | int, ...], ParsedFile], None]
"""Puts a phrase into an index: (index, owner, phrase, fields as bits, where it stands, in which file)."""

_ALL_FIELDS = (1 << len(FIELDS)) - 1


def compile_lenses(merged: Merged, add: Add) -> dict[str, str]:
    """Every lens as JSON, by its id, in the order reports show them; `add` takes their phrases."""
    texts: dict[str, str] = {}
    bodies = shared = 0
    for lens in ordered(merged.lenses):
        rules = list(lens.rules.values())
        index, first = (DEFAULT_INDEX, shared) if lens.head.default else (f"{DEFAULT_INDEX}/{lens.head.id}", 0)
        for number, placed in enumerate(rules, first):
            mask = sum(1 << FIELDS.index(name) for name in placed.entry.fields)
            for i, phrase in enumerate(placed.entry.phrases):
                add(index, number, phrase, mask, (placed.section, placed.index, "phrases", i), placed.file)
        for section in ("bodies", "skip_for"):
            for number, entry in enumerate(getattr(lens.head, section)):
                owner = bodies + number + (len(lens.head.bodies) if section == "skip_for" else 0)
                for i, phrase in enumerate(entry.phrases):
                    keys = ("lens", section, number, "phrases", i)
                    add(BODIES, owner, phrase, _ALL_FIELDS, keys, lens.heads[section])
        texts[lens.head.id] = json.dumps(_data(lens, index, first, bodies), separators=(",", ":"))
        bodies += len(lens.head.bodies) + len(lens.head.skip_for)
        shared += len(rules) if lens.head.default else 0
    return texts


def _data(lens: MergedLens, index: str, first: int, bodies: int) -> dict[str, Any]:
    head = lens.head
    return {
        "id": head.id,
        "label": head.label,
        "question": head.question,
        "source": head.source,
        "default": bool(head.default),
        "ask": head.ask or "",
        "body_unknown": head.body_unknown or "",
        "phrases": index,
        "first": first,
        "first_body": bodies,
        "aspects": [{"id": a.id, "label": a.label, "ask": a.ask or "", "key": a.key or ""} for a in head.aspects]
        or [{"id": "", "label": "", "ask": head.ask or "", "key": head.key or ""}],
        "bodies": [body.id for body in head.bodies],
        "skips": [{"id": skip.id, "because": skip.because} for skip in head.skip_for],
        "categories": [
            {**placed.entry.model_dump(exclude={"off"}), "aspect": placed.entry.aspect or ""}
            for placed in lens.categories.values()
        ],
        "rules": [_rule(placed.entry.model_dump(), lens) for placed in lens.rules.values()],
        "judgements": [
            _judgement(placed.entry.model_dump(exclude={"off"}), lens) for placed in lens.judgements.values()
        ],
    }


def _rule(entry: dict[str, Any], lens: MergedLens) -> dict[str, Any]:
    keep = ("id", "kinds", "classes", "values", "why", "moves")
    return {
        **{key: entry[key] for key in keep},
        "phrases": bool(entry["phrases"]),
        "categories": _left(entry["categories"], lens),
    }


def _judgement(entry: dict[str, Any], lens: MergedLens) -> dict[str, Any]:
    """A judgement without the categories that were switched off."""
    for condition, key in (("covered", "of"), ("kpis", "of"), ("outcomes", "in_all")):
        if entry[condition]:
            entry[condition][key] = _left(entry[condition][key], lens)
    return entry


def _left(categories: list[str], lens: MergedLens) -> list[str]:
    return [name for name in categories if name not in lens.removed]
