"""What was seen through a lens, in words, before it gets a shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpiaudit.lens_model import Coverage, LensView, Placement, State
from kpiaudit.reports.view import number

STATES: Mapping[State, str] = {
    "outcomes": "outcomes",
    "surveys": "surveys only",
    "business-results": "business results only",
    "outputs": "outputs only",
    "unclear": "unclear KPIs only",
    "nothing": "nothing",
    "practice": "no KPI, for the workshop",
}
"""What is said of a category by its state, in the order of a summary."""

_SEGMENTS = {
    "outcome": "outcome",
    "perception": "survey",
    "business-result": "business result",
    "output": "output",
}


def summary(view: LensView) -> str:
    """Which categories have outcomes, which only surveys and so on; of a lens with aspects, those of the first."""
    first = view.coverages[0].category.aspect if view.coverages else ""
    pieces = []
    for state, words in STATES.items():
        labels = [_small(c.category.label) for c in view.coverages if c.state == state and c.category.aspect == first]
        if labels:
            pieces.append(f"{words}: {', '.join(labels)}")
    text = "; ".join(pieces)
    return text[:1].upper() + text[1:] + "." if text else ""


def in_short(view: LensView) -> list[str]:
    """A lens in the plain report: what it says of the list, or else what it covers; and what the list leaves open."""
    if view.skipped:
        return [f"Not asked: {view.skipped}"]
    return [text for text in (*(view.judgements[:1] or [summary(view)]), *view.notes[:1]) if text]


def counts(coverage: Coverage) -> str:
    """What stands in a category: `3 outcomes, 1 survey, 12 outputs`."""
    said = [number(count, _SEGMENTS[s]) for s, count in coverage.segments.items() if count and s in _SEGMENTS]
    if coverage.segments.get("unclear"):
        said.append(f"{coverage.segments['unclear']:,} unclear")
    return ", ".join(said)


def by_aspect(view: LensView) -> Iterator[tuple[str, Sequence[Coverage]]]:
    """(label, categories) of each aspect; of a lens without aspects one, without a label."""
    for untold in view.untold:
        yield untold.label, [c for c in view.coverages if c.category.aspect == untold.aspect]


def untold(view: LensView, aspect: str) -> str:
    """How many KPIs stand nowhere, and what to ask about them."""
    for each in view.untold:
        if each.label == aspect and each.metrics:
            stand = "stands" if each.metrics == 1 else "stand"
            where = "under none of these" if each.label else "in no category"
            return f"{each.metrics:,} of {number(view.metrics, 'KPI')} {stand} {where}. {each.ask}".rstrip()
    return ""


def because(placement: Placement) -> str:
    """What put a KPI into a category."""
    if not placement.rule:
        return f"the list says so: `{placement.by}: {placement.text}`"
    if placement.by == "kind":
        kind = placement.text.replace("-", " ")
        return f"as an {kind}" if kind in ("output", "outcome") else f"by its kind, {kind}"
    if placement.by in ("name", "formula", "definition", "unit"):
        return f"\u201c{placement.text}\u201d in the {placement.by}"
    return f"`{placement.by}: {placement.text}`"


def reason(placement: Placement) -> str:
    """The rule's reason; said to be one where it tells what a KPI moves rather than what it measures."""
    return f"Moves it: {_small(placement.why)}" if placement.moves else placement.why


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
