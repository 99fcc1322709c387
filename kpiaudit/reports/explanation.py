"""One verdict in full: every rule that voted or lost its words, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.lens_model import LensView
from kpiaudit.model import Candidate, Evidence, Finding, Kind, Metric, Rule, Verdict
from kpiaudit.reports import Options
from kpiaudit.reports.lens_words import because, reason
from kpiaudit.reports.plain import pad, safe, wrap
from kpiaudit.reports.view import percent, tally
from kpiaudit.wording import say

_BOLD, _DIM = "1", "2"
_ROUNDED = 0.01  # points that are lost when sums are shown
_GAP = 10


def explain(
    metric: Metric,
    verdict: Verdict,
    rules: Mapping[str, Rule],
    kinds: Mapping[str, Kind],
    options: Options,
    serves: Sequence[tuple[str, str]] = (),
    lenses: Sequence[LensView] = (),
    findings: Sequence[Finding] = (),
    star: Candidate | None = None,
) -> Iterator[str]:
    """The verdict on `metric` with its evidence.

    Args:
        metric: the KPI.
        verdict: what it was judged to be, with the evidence that lost its words.
        rules: at least the rules the evidence names.
        kinds: says what the verdict's kind is.
        options: width and color.
        serves: the customers, needs and objectives it is for, each with what it is called.
        lenses: the KPI through every lens, with the reasons.
        findings: what the checks of the definitions found in it.
        star: how it stands in the choice of a North Star, if it has a part in it.
    """
    page = _Page(options)
    yield page.paint(safe(metric.name), _BOLD) + "\n"
    yield page.field("verdict", _verdict(verdict, kinds))
    kind = kinds.get(verdict.kind or "")
    if kind and kind.about:
        yield page.field("kind", f"{kind.label}: {say(kind.about, metric.context.customer_word)}")
    if verdict.declared:
        yield page.field("decided", f"by a person: {verdict.because}")
    else:
        yield page.field("margin", _margin(verdict))
    if verdict.evidence:
        yield page.heading("Voted, strongest first" if not verdict.declared else "The rules would have said")
        for evidence in verdict.evidence:
            rule = rules.get(evidence.rule)
            yield from page.evidence(evidence, say(rule.why, metric.context.customer_word) if rule else "")
    elif verdict.default:
        yield page.field("because", "no rule spoke, and most KPIs are outputs")
    elif verdict.unread:
        yield page.field("because", f"it seems to be in {verdict.unread}, for which there are no rules")
    else:
        yield page.field("because", "no words say what is counted; add a definition")
    if verdict.lost:
        yield page.heading("Recognised too, but another rule has the words")
        for evidence in verdict.lost:
            yield from page.evidence(evidence, "")
    yield from _advice(metric, deciding_rule(verdict, rules), page)
    if serves:
        yield page.heading("What it is for")
        yield from (page.field(label, text) for label, text in serves)
    yield from _star(star, page)
    yield from _lenses(lenses, page)
    if findings:
        yield page.heading("How it is defined")
    for finding in findings:
        yield page.field(finding.level, f"{finding.rule}: {finding.message}")
        yield page.field("", f"write {finding.instead}")


def _verdict(verdict: Verdict, kinds: Mapping[str, Kind]) -> str:
    if verdict.cls == "unclear":
        return "unclear"
    kind = kinds.get(verdict.kind or "")
    pieces = [verdict.cls, kind.label if kind else "", f"{percent(verdict.confidence)} sure"]
    return ", ".join(piece for piece in pieces if piece)


def _margin(verdict: Verdict) -> str:
    sums = {"output": 0.0, "outcome": 0.0}
    for evidence in verdict.evidence:
        sums[evidence.says] = sums.get(evidence.says, 0.0) + evidence.points
    both = f"output {round(sums['output'], 3):g}, outcome {round(sums['outcome'], 3):g}"
    if abs(abs(sums["output"] - sums["outcome"]) - verdict.margin) < _ROUNDED:
        return f"{verdict.margin:g} points ({both})"
    return f"{verdict.margin:g} points, further votes of a class counting less (in full: {both})"


def _advice(metric: Metric, rule: Rule | None, page: _Page) -> Iterator[str]:
    if rule is None:
        return
    word = metric.context.customer_word
    advice = [("ask", rule.ask), ("instead", rule.instead), ("keep for", rule.keep_for)]
    given = [(label, say(text, word)) for label, text in advice if text]
    if given:
        yield page.heading("What to do")
        yield from (page.field(label, text) for label, text in given)


def _star(star: Candidate | None, page: _Page) -> Iterator[str]:
    """Whether it may lead, and what speaks for and against it."""
    if star is None:
        return
    yield page.heading("As a North Star")
    lead = "eligible" if star.eligibility == "eligible" else f"may not lead, but be a {star.eligibility}"
    yield page.field("may it", f"{lead}; {tally(star)}")
    if star.because:
        yield page.aside(star.because)
    for criterion in star.criteria:
        if criterion.result != "unknown":
            yield page.field("met" if criterion.result == "met" else "not met", f"{criterion.id}: {criterion.why}")


def _lenses(lenses: Sequence[LensView], page: _Page) -> Iterator[str]:
    """In which categories of which lens the KPI stands, and by which words."""
    for lens in lenses:
        labels = {coverage.category.id: coverage.category.label for coverage in lens.coverages}
        if lens.placements:
            yield page.heading(f"{lens.label} (lens {lens.id})")
        for placement in lens.placements:
            rule = f" (rule {placement.rule})" if placement.rule else ""
            yield page.field("stands in", f"{labels[placement.category]}, {because(placement)}{rule}")
            if placement.why:
                yield page.aside(reason(placement))


class _Page:
    def __init__(self, options: Options) -> None:
        self.options = options

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.options.color else text

    def heading(self, title: str) -> str:
        return f"\n{self.paint(title, _BOLD)}\n"

    def field(self, label: str, text: str) -> str:
        first, *more = self._wrapped(text, 2 + _GAP)
        lines = [f"  {self.paint(pad(label, _GAP), _DIM)}{first}", *(" " * (2 + _GAP) + line for line in more)]
        return "".join(f"{line}\n" for line in lines)

    def evidence(self, evidence: Evidence, why: str) -> Iterator[str]:
        says = f"{evidence.says}, {evidence.kind}"
        lost = f"; the words went to {evidence.lost_to}" if evidence.lost_to else ""
        text = f"“{evidence.text}” in the {evidence.field}: {says} (rule {evidence.rule}){lost}"
        yield self.field(f"{evidence.points:g}", text)
        if why:
            yield self.aside(why)

    def aside(self, text: str) -> str:
        return "".join(" " * (2 + _GAP) + self.paint(line, _DIM) + "\n" for line in self._wrapped(text, 2 + _GAP))

    def _wrapped(self, text: str, indent: int) -> Sequence[str]:
        return wrap(safe(text), max(30, self.options.width - indent))
