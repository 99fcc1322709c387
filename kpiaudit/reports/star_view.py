"""The North Star, whole, in words, before it gets a shape."""

from __future__ import annotations

from kpiaudit.model import Audit
from kpiaudit.reports.view import candidates_intro
from kpiaudit.star_model import Beside, RunnerUp, Star

TITLE, RUNNERS_UP = "The North Star", "Runners-up, and what each would need"
NO_PROFILE = "Measured by the general criteria; `--profile` gives other views."

ROLES = {
    "runner-up": "comes too late",
    "guardrail": "a guardrail",
    "companion": "a survey",
    "condition": "a condition",
}
"""What those are who may not lead."""


def introduction(audit: Audit, star: Star) -> list[str]:
    """How good the choice is, and by whose view."""
    profile = star.profile
    by = f"By the profile “{profile.label}”: {profile.about}" if profile else NO_PROFILE
    return [candidates_intro(audit._replace(north_star=star.candidates)), by]


def names_of(audit: Audit) -> dict[str, str]:
    """Id -> name of every KPI."""
    return {metric.id: metric.name for metric in audit.metrics}


def need(criterion: str, text: str) -> str:
    """What is lacking, with the criterion that asks for it."""
    return f"{criterion}: {text}" if criterion else text


def lacking(runner_up: RunnerUp) -> list[str]:
    """What a runner-up would need, and which criteria are open."""
    lines = [need(*one) for one in runner_up.needs]
    open_ones = [c.id for c in runner_up.candidate.criteria if c.result == "unknown"]
    if open_ones:
        lines.append(f"answers to {', '.join(open_ones)}")
    return lines


def paired(beside: Beside, names: dict[str, str]) -> str:
    """The KPIs of the list to read beside a North Star, or what to look for."""
    if beside.metrics:
        return ", ".join(f"“{names[one]}”" for one in beside.metrics)
    return f"The list has none. Look for: {beside.look_for}"
