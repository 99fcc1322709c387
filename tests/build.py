"""Audits made by hand, for tests of what comes after the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from kpiaudit import load_rulebook
from kpiaudit.analyses.balance import balances
from kpiaudit.analyses.doubts import check_first, expected_wrong
from kpiaudit.lens_model import Category, Coverage, LensView, Placement, Untold
from kpiaudit.model import (
    Audit,
    Candidate,
    Criterion,
    Evidence,
    Finding,
    Kind,
    ListContext,
    Location,
    Metric,
    Problem,
    Rule,
    RulebookInfo,
    Skip,
    Verdict,
)
from kpiaudit.reports import LENS_RENDERERS, Options, renderer

CONTEXT = ListContext("kpis.yaml")
POLICY = {"towers-output-share": 0.8, "towers-close": 0.05, "rough-below": 20.0}


@cache
def kinds() -> Mapping[str, Kind]:
    """The shipped kinds."""
    return load_rulebook().kinds


AHT = Rule(
    "handle-time",
    "output",
    "efficiency",
    "strong",
    named=True,
    why="Times our own step.",
    ask="Did the customer's problem go away?",
    instead="Share of customers who did not come back",
    keep_for="Staffing",
)
FCR = Rule("first-contact", "outcome", "success", "strong", named=True, why="Counts solved problems.")
RULES = {rule.id: rule for rule in (AHT, FCR)}


def metric(name: str = "Average handle time", number: int = 1, **more: object) -> Metric:
    """A KPI on line `number`."""
    made = Metric(f"kpi-{number}", name, Location("kpis.yaml", number, 3), CONTEXT)
    return made._replace(**more)  # type: ignore[arg-type]  # the tests name fields of Metric


def verdict(kind: str | None = "efficiency", confidence: float = 0.9, **more: object) -> Verdict:
    """A verdict of that kind, on the word of the rule for handle time or first contact; None is unclear."""
    if kind is None:
        return Verdict("unclear", None, 0.0)
    cls = kinds()[kind].cls
    rule = AHT if cls == "output" else FCR
    evidence = (Evidence(rule.id, cls, kind, "name", "handle time", 4.0),)
    made = Verdict(cls, kind, confidence, margin=4.0, evidence=evidence)
    return made._replace(**more)  # type: ignore[arg-type]  # the tests name fields of Verdict


DEFAULT = Verdict("output", None, 0.66, default=True)


def audit(metrics: Sequence[Metric], verdicts: Sequence[Verdict], *, by: str = "", **more: object) -> Audit:
    """The audit of these, as `run` would put it together, without North Star and next steps."""
    found = Audit(
        version="0",
        rulebook=RulebookInfo("sha256:0", 2),
        kinds=kinds(),
        rules=RULES,
        metrics=tuple(metrics),
        verdicts=tuple(verdicts),
        balances=balances(metrics, verdicts, kinds(), (), by),
        duplicates=(),
        expected_wrong=expected_wrong(verdicts),
        check_first=check_first(metrics, verdicts, below=0.8, most=5),
        north_star=(),
        next_steps=(),
        findings=(),
        skipped=(),
        errors=(),
        policy=POLICY,
    )
    return found._replace(**more)  # type: ignore[arg-type]  # the tests name fields of Audit


def numbered(*names: str) -> list[Metric]:
    """A KPI of each name, `kpi-1` and on."""
    return [metric(name, number) for number, name in enumerate(names, 1)]


HOSTILE = [
    "no",
    "12:30",
    "010",
    "=cmd()",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "[red]x[/b]",
    "\x1b[31mred\x1b[0m",
    "\x9b31m",
    "a\rb",
    "a\nb",
    "\u202eevil",
    "x" * 10_000,
    "👩‍👩‍👧 families helped 🎉",
    "שביעות רצון",
    "日本語の指標",
    "a | b",
    "<script>alert(1)</script>",
    "[click](http://evil.example)",
    "![img](x)",
    "`code`",
    "**bold**",
    "{words} {value}",
    "%s %d {0}",
    "'quoted",
    "\ud800",
    "http://evil.example www.evil.example @someone",
]


def render(name: str, found: Audit, **options: Any) -> str:
    """The whole report in that format."""
    return "".join(renderer(name)(found, Options(**options)))


def render_lens(name: str, found: Audit, **options: Any) -> str:
    """The whole report of `kpiaudit lens` in that format."""
    return "".join(renderer(name, LENS_RENDERERS)(found, Options(**options)))


def hostile_audit() -> Audit:
    """An audit in which everything a user or a file can bring in is hostile."""
    metrics = [metric(name, number, owner=name, department=name) for number, name in enumerate(HOSTILE, 1)]
    stars = [Candidate(1, "kpi-1", name, "eligible", (Criterion("growth", "met", name),)) for name in HOSTILE]
    return audit(
        metrics,
        [verdict("success", 0.5, because=name, declared=True) for name in HOSTILE],
        north_star=tuple(stars),
        next_steps=tuple(HOSTILE),
        findings=tuple(Finding("x", "warning", name) for name in HOSTILE),
        skipped=tuple(Skip(name, name) for name in HOSTILE),
        errors=tuple(Problem(Location(name), name, name, name) for name in HOSTILE),
        lenses=tuple(hostile_lens(name, number) for number, name in enumerate(HOSTILE, 1)),
    )


def hostile_lens(text: str, number: int) -> LensView:
    """A lens in which everything that can hold a user's words holds `text`."""
    category = Category("seen", text, "metric", text, text)
    coverage = Coverage(category, "outputs", {"output": 1}, (f"kpi-{number}",))
    placement = Placement(f"kpi-{number}", "seen", "rule", "name", text, text)
    untold = (Untold("", "", 1, text),)
    return LensView("mine", text, text, text, "", 1, (coverage,), untold, (text,), (text,), (placement,))
