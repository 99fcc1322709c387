"""One metric's keys and values -> what the program knows about it, whatever file they come from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from kpiaudit.inputs.keys import TEXT_KEYS, metric_key, near_metric_key
from kpiaudit.inputs.markup import to_text
from kpiaudit.inputs.notes import NO_REASON, NOT_A_LINK, Notes
from kpiaudit.model import LINKS, Class, Declared, Kind, Link, Location
from kpiaudit.source import Map, Place, Seq, Value
from kpiaudit.typed import Any

Draft = dict[str, Any]
"""Arguments of a Metric; all but `context`, and an `id` only where one is written."""

At = Callable[[str], "Place | Location"]
"""Where the value of a key, as written, stands."""

_TEXT = frozenset(TEXT_KEYS)
_JUDGED = frozenset(("class", "kind", "because", "rewarded", "weight"))
_YES = frozenset(("true", "yes", "y", "on", "x"))
_NO = frozenset(("false", "no", "n", "off"))
_CLASSES: dict[str, Class] = {"output": "output", "outcome": "outcome"}
UNDECIDED = "unclear"  # as a person's class: nobody has decided


class Fields:
    """Reads metrics of one file. Problems go to `notes`; what is right of a metric is kept."""

    def __init__(self, notes: Notes, kinds: Mapping[str, Kind]) -> None:
        self.notes = notes
        self.kinds = kinds

    def draft(self, item: Mapping[str, Value], location: Location, at: At) -> Draft:
        """What `item`, which stands at `location`, says.

        `name` is missing where none is written, and empty where it is no text, which has been noted then.
        """
        draft: Draft = {"location": location}
        details: dict[str, str] = {}
        judged: dict[str, str] = {}
        chosen = _chosen(item)
        for written, value in item.items():
            if not value or (isinstance(value, str) and not (value := value.strip())):
                continue
            key = metric_key(written)[0]
            if not key:
                self.near_miss(written, item, at)
            elif chosen[key] != written:
                key = ""  # an alias of a key that is given too
            if key in _TEXT:
                draft[key] = value if isinstance(value, str) else self.not_text(value, written, at)
            elif key in _JUDGED:
                judged[key] = written
            else:
                details[key or written] = as_detail(value)
                if key in LINKS:
                    draft["links"] = (*draft.get("links", ()), *self.links(key, value, written, at))
        if "definition" in draft:
            draft["definition"] = to_text(draft["definition"])
        if judged:
            self.judged(draft, details, item, judged, at)
        if details:
            draft["details"] = details
        return draft

    def near_miss(self, written: str, item: Mapping[str, Value], at: At) -> None:
        """Notes an unknown key if it looks like a known one."""
        known = near_metric_key(written)
        if known:
            place = item.key_place(written) if isinstance(item, Map) else at(written)
            where = place if isinstance(place, Location) else Location(self.notes.path, *place)
            self.notes.near_miss(written, known, where)

    def links(self, key: str, value: Value, written: str, at: At) -> tuple[Link, ...]:
        """What `value` names, one text or a list of them; anything else is noted."""
        where = at(written)
        place = where if isinstance(where, Location) else Location(self.notes.path, *where)
        if isinstance(value, str):
            return (Link(key, value, place),)
        if not isinstance(value, Seq) or not all(isinstance(part, str) for part in value):
            message = f"`{written}` has to be a text or a list of texts, and names nothing as it stands"
            self.notes.finding(NOT_A_LINK, message, place)
            return (Link(key, "", place),)
        places = [Location(place.path, *value.place(index)) for index in range(len(value))]
        return tuple(Link(key, as_detail(part), at) for part, at in zip(value, places, strict=True) if part)

    def not_text(self, value: Value, written: str, at: At) -> str:
        """Notes that text was expected; the metric goes on without it."""
        hint = "write it as text, in quotes if it has brackets or colons"
        if written == "owner":
            hint = "one person is accountable: name one, and put the others under `contributors`"
        self.notes.error(at(written), f"`{written}` has to be text, this is {what(value)}", hint)
        return ""

    def judged(
        self, draft: Draft, details: dict[str, str], item: Mapping[str, Value], written: Mapping[str, str], at: At
    ) -> None:
        """Adds what pay hangs on, what it weighs, and a person's verdict. `written` gives keys as the file has them."""
        if "rewarded" in written:
            value = item[written["rewarded"]]
            draft["rewarded"] = self.rewarded(value, written["rewarded"], at)
            if isinstance(value, Map):
                details.update({f"rewarded {key}": as_detail(part) for key, part in value.items()})
        if "weight" in written:
            draft["weight"] = self.weight(item[written["weight"]], written["weight"], at)
        if "class" in written or "kind" in written:
            draft["declared"] = self.declared(item, written, at)

    def rewarded(self, value: Value, written: str, at: At) -> bool | None:
        """Whether pay hangs on the metric; a mapping with who and share means that it does."""
        if isinstance(value, Map):
            return True
        said = truth(value)
        if said is not None:
            return said
        hint = "write `rewarded: true`, or `rewarded: {who: ..., share: ...}`"
        self.notes.error(at(written), f"`{written}` has to be true or false, this is {what(value)}", hint)
        return None

    def weight(self, value: Value, written: str, at: At) -> float | None:
        """The weight, a number above zero."""
        try:
            number = float(value) if isinstance(value, str) else 0.0
        except ValueError:
            number = 0.0
        if number > 0 and math.isfinite(number):
            return number
        message = f"`{written}` has to be a number above zero, this is {what(value)}"
        self.notes.error(at(written), message, "write 2 or 0.5, without a sign or a unit")
        return None

    def declared(self, item: Mapping[str, Value], written: Mapping[str, str], at: At) -> Declared | None:
        """A person's verdict: only with a reason, and only if it says something the codebook knows."""
        kind = self.one_of("kind", self.kinds, item, written, at)
        cls = self.one_of("class", _CLASSES, item, written, at)
        if kind is None and cls is None:
            return None
        if kind and cls and self.kinds[kind].cls != cls:
            hint = f"leave out the class, or write `class: {self.kinds[kind].cls}`"
            self.notes.error(at(written["kind"]), f"the kind `{kind}` is no {cls}", hint)
            return None
        because = item[written["because"]] if "because" in written else None
        if not isinstance(because, str) or not because.strip():
            place = at(written["kind" if kind else "class"])
            where = place if isinstance(place, Location) else Location(self.notes.path, *place)
            self.notes.finding(NO_REASON, "a verdict without a reason does not count; add `because`", where)
            return None
        return Declared(_CLASSES[cls] if cls else self.kinds[kind].cls if kind else None, kind, because.strip())

    def one_of(
        self, key: str, known: Mapping[str, Any], item: Mapping[str, Value], written: Mapping[str, str], at: At
    ) -> str | None:
        """The value of `key` if it is one of `known`; None if there is none, nobody decided, or it is wrong (noted)."""
        if key not in written:
            return None
        value = item[written[key]]
        word = value.strip().lower().replace("_", "-").replace(" ", "-") if isinstance(value, str) else ""
        if word in known:
            return word
        if key == "class" and word == UNDECIDED:
            return None
        message = f"the {key} `{value}` is not known" if isinstance(value, str) else f"`{key}` is {what(value)}"
        self.notes.error(at(written[key]), message, f"it can be {', '.join(known)}")
        return None


def _chosen(item: Mapping[str, Value]) -> dict[str, str]:
    """For each known key that has a value, as what it is written; of several aliases the one that goes first."""
    chosen: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for written, value in item.items():
        key, rank = metric_key(written)
        if value and key and (key not in chosen or rank < ranks[key]):
            chosen[key], ranks[key] = written, rank
    return chosen


def truth(value: Value) -> bool | None:
    """Yes or no, in the words people write it with; None for anything else."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return word in _YES if word in _YES or word in _NO else None


def as_detail(value: Value) -> str:
    """Any value as text: lists with commas, mappings as `key: value`."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, Seq):
        return ", ".join(as_detail(part) for part in value)
    return ", ".join(f"{key}: {as_detail(part)}" for key, part in value.items())


def what(value: Value) -> str:
    """A value in the words of an error message."""
    if isinstance(value, Map):
        return "a mapping"
    if isinstance(value, Seq):
        return "a list"
    if not value:
        return "empty"
    return f"`{value[:40]}...`" if len(value) > 40 else f"`{value}`"
