"""Audits made by hand, for tests of what comes after the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from kpiaudit.analyses.balance import balances
from kpiaudit.analyses.doubts import check_first, expected_wrong
from kpiaudit.model import Audit, Evidence, Kind, ListContext, Location, Metric, Rule, RulebookInfo, Verdict

CONTEXT = ListContext("kpis.yaml")
POLICY = {"towers-output-share": 0.8, "towers-close": 0.05, "rough-below": 20.0}


@cache
def kinds() -> Mapping[str, Kind]:
    from kpiaudit.source import parse_yaml

    with open("rules/kinds.yaml", "rb") as file:
        (document,) = parse_yaml(file.read(), "rules/kinds.yaml")
    found: dict[str, Kind] = {}
    for k in document["kinds"]:  # type: ignore[index,call-overload]  # a test may rely on the shipped file's shape
        found[k["id"]] = Kind(k["id"], k["class"], k["segment"], k["label"], k["north_star"], k["about"])
    return found


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
    return replace(made, **more)  # type: ignore[arg-type]  # the tests name fields of Metric


def verdict(kind: str | None = "efficiency", confidence: float = 0.9, **more: object) -> Verdict:
    """A verdict of that kind, on the word of the rule for handle time or first contact; None is unclear."""
    if kind is None:
        return Verdict("unclear", None, 0.0)
    cls = kinds()[kind].cls
    rule = AHT if cls == "output" else FCR
    evidence = (Evidence(rule.id, cls, kind, "name", "handle time", 4.0),)
    made = Verdict(cls, kind, confidence, margin=4.0, evidence=evidence)
    return replace(made, **more)  # type: ignore[arg-type]  # the tests name fields of Verdict


DEFAULT = Verdict("output", None, 0.66, default=True)


def audit(metrics: Sequence[Metric], verdicts: Sequence[Verdict], **more: object) -> Audit:
    """The audit of these, as `run` would put it together, without North Star and next steps."""
    found = Audit(
        version="0",
        rulebook=RulebookInfo("sha256:0", 2),
        kinds=kinds(),
        rules=RULES,
        metrics=tuple(metrics),
        verdicts=tuple(verdicts),
        balances=balances(metrics, verdicts, kinds(), ()),
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
    return replace(found, **more)  # type: ignore[arg-type]  # the tests name fields of Audit
