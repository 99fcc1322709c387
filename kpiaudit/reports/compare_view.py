"""Before and after in words, before they get a shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kpiaudit.analyses.compare import Cause, Changed, Comparison, Kpi, NeedChange, Renamed
from kpiaudit.model import Balance
from kpiaudit.reports.gap_view import WATCHED
from kpiaudit.reports.view import SEGMENTS, percent

_SEGMENT_WORDS = {
    "output": "output",
    "business-result": "business result",
    "outcome": "outcome",
    "perception": "survey",
}
_PARTS = {"board": "Board", "rewarded": "Pay hangs on", "weighted": "By weight"}


def segments(found: Comparison) -> Iterator[tuple[str, float, float, float | None, float | None]]:
    """(segment, before, after, share before, share after); shares are of the judged, of the unclear of all."""
    one, other = found.before.balance, found.after.balance
    for segment in SEGMENTS:
        sizes = one.segments.get(segment, 0), other.segments.get(segment, 0)
        yield (_SEGMENT_WORDS[segment], *sizes, _share(sizes[0], one), _share(sizes[1], other))
    yield "unclear", one.unclear, other.unclear, one.unclear_share, other.unclear_share


def shares(found: Comparison) -> Iterator[tuple[str, str, str]]:
    """(what, before, after) of the shares people ask for; "" where a list has no such KPIs."""
    one, other = found.before.balance, found.after.balance
    yield "outputs of the judged", _of(one.output_share), _of(other.output_share)
    yield "outcomes, surveys left out", _of(one.observed_outcome_share), _of(other.observed_outcome_share)
    for key, label in _PARTS.items():
        first, second = found.before.parts.get(key), found.after.parts.get(key)
        if first or second:
            yield f"{label}: outputs", _of(first and first.output_share), _of(second and second.output_share)


def moved(before: float | None, after: float | None) -> str:
    """By how many points a share moved."""
    if before is None or after is None:
        return ""
    points = round(100 * after) - round(100 * before)
    return f"{points:+d}" if points else "0"


def _share(size: float, balance: Balance) -> float | None:
    return size / balance.judged if balance.judged else None


def _of(share: float | None) -> str:
    return "" if share is None else percent(share)


def share(value: float | None) -> str:
    """A share as people read it; "" where there is none."""
    return _of(value)


def verdict(kpi: Kpi) -> str:
    """`outcome, success`."""
    return f"{kpi.cls}, {kpi.kind}" if kpi.kind else kpi.cls


def why(changed: Changed) -> str:
    """Why a verdict changed."""
    words: dict[Cause, Callable[[Changed], str]] = {
        "person": _person,
        "definition": lambda one: f"its {_joined(one.fields)} changed",
        "rules": lambda _: "the rules are others",
        "list": lambda _: "the list around it is another",
    }
    return "; ".join(words[cause](changed) for cause in changed.causes)


def _joined(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _person(changed: Changed) -> str:
    if changed.after.declared:
        return f"a person decided: {changed.after.because}" if changed.after.because else "a person decided"
    return "a person's verdict is no longer there"


def renamed(one: Renamed) -> str:
    """By what two names are one KPI."""
    return "the same id" if one.by == "id" else "nearly the same words"


def covered(change: NeedChange) -> str:
    """What watched a need before."""
    return f"was {WATCHED[change.before]}" if change.before else "was not in the list"


def uncovered(change: NeedChange) -> str:
    """What watches a need that was proved."""
    return f"now {WATCHED[change.after]}" if change.after else "no longer in the list"


def needs_note(found: Comparison) -> str:
    """What is to be said where a side gives no needs."""
    missing = [label for label, side in (("before", found.before), ("after", found.after)) if side.needs is None]
    if len(missing) == 2:
        return "Neither list gives customers with their needs."
    return f"The list {missing[0]} gives no customers with their needs." if missing else ""


def notes(found: Comparison) -> list[str]:
    """How far the two can be compared at all."""
    lines = []
    if found.before.digest != found.after.digest:
        lines.append("The two were judged by different rules; compare the lists themselves to tell the difference.")
    lines += [
        f"{side.label} could not be read in full, so some KPIs may be missing."
        for side in (found.before, found.after)
        if side.problems
    ]
    return lines
