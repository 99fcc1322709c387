"""The gap between what is wanted and what is measured in words, before it gets a shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpiaudit.model import Audit
from kpiaudit.reports.view import number
from kpiaudit.typed import TYPE_CHECKING
from kpiaudit.wording import say

if TYPE_CHECKING:
    from kpiaudit.aims import Gap, ServedNeed, ServedObjective, State, Watch

TITLE = "Objectives and needs"
WATCHED: dict[State, str] = {
    "outcome": "proved by an outcome",
    "survey": "watched by surveys only",
    "output": "watched by outputs only",
    "unclear": "watched by unclear KPIs only",
    "nothing": "watched by nothing",
}
"""What watches a need or an objective, in words."""

NO_STATEMENT = "no success statement: how would one see that it is met?"

_SERVED = "served by an outcome"
_PARTS = ("outcomes", "surveys", "outputs", "unclear")
_MOST_NAMES = 3
_MOST_ORGANISATIONS = 5  # of which the plain audit speaks


def summary(audit: Audit) -> list[str]:
    """A line or two for the plain audit: how many are proved, which are not, and what is not yet given."""
    gaps = audit.gaps or ()
    lines = [line for gap in gaps[:_MOST_ORGANISATIONS] for line in _of(gap, len(gaps))]
    if len(gaps) > _MOST_ORGANISATIONS:
        lines.append(f"And {len(gaps) - _MOST_ORGANISATIONS} more organisations.")
    if lines:
        lines[-1] += " `kpiaudit gap` shows each."
    if audit.asks or not lines:
        missing = "Not yet given" if not lines else "Not all is given yet"
        lines.append(" ".join([f"{missing}; ask the client:" if audit.asks else f"{missing}.", *audit.asks]))
    return lines


def _of(gap: Gap, organisations: int) -> list[str]:
    lead = f"{gap.organisation or gap.path}: " if organisations > 1 else ""
    needs = [(served.need.need, served.watch.state) for one in gap.customers for served in one.needs]
    objectives = [(served.objective.name, served.watch.state) for served in gap.objectives]
    sorts = ((needs, say("customer need", gap.customer_word), WATCHED["outcome"]), (objectives, "objective", _SERVED))
    return [lead + _counted(served, noun, best) for served, noun, best in sorts if served]


def _counted(served: Sequence[tuple[str, State]], noun: str, best: str) -> str:
    """`4 of 5 needs are proved by an outcome; watched by nothing: "..."`."""
    proved = sum(state == "outcome" for _, state in served)
    verb = "is" if proved == 1 else "are"
    pieces = [f"{proved} of {number(len(served), noun)} {verb} {best}"]
    for state in WATCHED:
        if state == "outcome":
            continue
        names = [name for name, each in served if each == state]
        if names:
            pieces.append(f"{WATCHED[state]}: {quoted(names)}")
    return "; ".join(pieces) + "."


def objective_state(served: ServedObjective) -> str:
    """What watches an objective, in words."""
    return _SERVED if served.watch.state == "outcome" else WATCHED[served.watch.state]


def title(gap: Gap) -> str:
    """The organisation, or the list where it names none."""
    return gap.organisation or gap.path


def customer_title(name: str, important: bool | None) -> str:
    """The heading of a customer."""
    return f"{name}, an important customer" if important else name


def watchers(watch: Watch, names: dict[str, str]) -> list[tuple[str, str]]:
    """What watches something: (`outcomes`, names of the first of them), best first."""
    return [(part, quoted(names[i] for i in ids)) for part, ids in zip(_PARTS, watch, strict=True) if ids]


def statement(served: ServedNeed) -> list[tuple[str, str, str]]:
    """What its success statement fails and leaves open: (result, check, why). What is met needs no words."""
    words = {"not-met": "not", "unknown": "ask"}
    order = sorted(served.statement, key=lambda one: list(words).index(one.result) if one.result in words else -1)
    return [(words[one.result], one.id, one.why) for one in order if one.result in words]


def tally(served: ServedNeed) -> str:
    """How many checks a success statement passes."""
    met = sum(one.result == "met" for one in served.statement)
    return f"meets {met} of {number(len(served.statement), 'check')}"


def suggested(served: ServedNeed, names: dict[str, str]) -> list[str]:
    """KPIs that would show whether the need is met, with what they would stand beside."""
    return [
        f"{one.text} (beside “{names[one.instead_of]}”)" if one.instead_of else one.text for one in served.suggestions
    ]


def quoted(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    every = list(names)
    shown = ", ".join(f"“{name}”" for name in every[:_MOST_NAMES])
    return f"{shown} and {len(every) - _MOST_NAMES:,} more" if len(every) > _MOST_NAMES else shown


def names_of(audit: Audit) -> dict[str, str]:
    """Id -> name of every KPI."""
    return {metric.id: metric.name for metric in audit.metrics}
