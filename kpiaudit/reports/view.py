"""What the reports for people have in common: the audit in words, before it gets a shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpiaudit.analyses.balance import output_share_if_defaults_wrong
from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.model import Audit, Balance, Candidate, Class, Metric, Result, Verdict
from kpiaudit.records import NamedTuple
from kpiaudit.reports.grouped import OWN_FORMAT, groups, sources
from kpiaudit.wording import common, say

SEGMENTS = ("output", "business-result", "outcome", "perception")
CLASSES: tuple[Class, ...] = ("output", "outcome", "unclear")
RESULTS: tuple[Result, ...] = ("met", "not-met", "unknown")
MOST_CANDIDATES = 5

LENSES_INTRO = "`kpiaudit lens PATH` shows which KPIs stand where and why, and what to ask."

_SEGMENT_WORDS = {
    "output": ("output", "what you did"),
    "business-result": ("business result", "what you earned; counts as output"),
    "outcome": ("outcome", "what happened to the customer"),
    "perception": ("survey", "what customers said; counts as outcome"),
}
_CLASS_TITLES = {
    "output": "Outputs: what you did",
    "outcome": "Outcomes: what happened to the customer",
    "unclear": "Unclear: the list does not say enough",
}


class Entry(NamedTuple):
    """One KPI as the reports show it. Texts are as the user or the rules wrote them, not yet made safe."""

    metric: Metric
    verdict: Verdict
    says: str  # why it was judged so
    ask: str
    instead: str
    keep_for: str
    rule: str  # the rule the last three come from; "" where there is none
    twin: str  # name of an earlier KPI that counts nearly the same


class View:
    """An audit with the lookups a report needs."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.customer_word = common(metric.context.customer_word for metric in audit.metrics)
        self._place = {metric.id: number for number, metric in enumerate(audit.metrics)}
        self._group = {metric_id: group for group in audit.duplicates for metric_id in group}

    def say(self, text: str) -> str:
        """Our own words, with the list's word for its customers."""
        return say(text, self.customer_word)

    def pair(self, metric_id: str) -> tuple[Metric, Verdict]:
        """A KPI and its verdict."""
        place = self._place[metric_id]
        return self.audit.metrics[place], self.audit.verdicts[place]

    def title(self) -> str:
        """Whose KPIs, and how many."""
        organisations = {metric.context.organisation for metric in self.audit.metrics}
        found = sources(self.audit)
        who = organisations.pop() if len(organisations) == 1 else ""
        where = f"{len({source.path for source in found}):,} files"
        if len(found) == 1:
            where = str(found[0]) + ("" if found[0].format == OWN_FORMAT else f" ({found[0].format})")
        return " · ".join(part for part in (who, number(len(self.audit.metrics), "KPI"), where) if part)

    def segments(self) -> list[tuple[str, str, float, str]]:
        """(segment, label, count, what it is) in the order of the bar."""
        counts = self.audit.balances.all.segments
        return [(s, _SEGMENT_WORDS[s][0], counts.get(s, 0), self.say(_SEGMENT_WORDS[s][1])) for s in SEGMENTS]

    def class_title(self, cls: Class) -> str:
        """The heading of a class."""
        return self.say(_CLASS_TITLES[cls])

    def label(self, verdict: Verdict) -> str:
        """What the verdict's kind is called."""
        kind = self.audit.kinds.get(verdict.kind or "")
        return kind.label if kind else ("by default" if verdict.default else "")

    def members(self, cls: Class) -> list[int]:
        """Places of the KPIs of a class in list order, near-duplicates right behind the first of them."""
        verdicts, metrics = self.audit.verdicts, self.audit.metrics
        places: list[int] = []
        done: set[int] = set()
        for place, verdict in enumerate(verdicts):
            if verdict.cls != cls or place in done:
                continue
            twins = [self._place[i] for i in self._group.get(metrics[place].id, ())]
            for each in [place, *(t for t in twins if t > place and verdicts[t].cls == cls)]:
                done.add(each)
                places.append(each)
        return places

    def entries(self, places: Sequence[int]) -> Iterator[Entry]:
        """The KPIs at these places, ready to be shown."""
        for place in places:
            metric, verdict = self.audit.metrics[place], self.audit.verdicts[place]
            rule = deciding_rule(verdict, self.audit.rules) if verdict.cls != "unclear" else None
            word = metric.context.customer_word
            earlier = [i for i in self._group.get(metric.id, ()) if self._place[i] < place]
            yield Entry(
                metric,
                verdict,
                says=self._says(verdict),
                ask=say(rule.ask, word) if rule else "",
                instead=say(rule.instead, word) if rule else "",
                keep_for=say(rule.keep_for, word) if rule else "",
                rule=rule.id if rule and (rule.ask or rule.instead or rule.keep_for) else "",
                twin=self.audit.metrics[self._place[earlier[0]]].name if earlier else "",
            )

    def _says(self, verdict: Verdict) -> str:
        if verdict.declared:
            return f"a person decided: {verdict.because}"
        deciding = [e for e in verdict.evidence if verdict.cls in (e.says, "unclear")]
        if not deciding:
            if verdict.default:
                return "no rule spoke, and most KPIs are outputs"
            if verdict.unread:
                return f"seems to be in {verdict.unread}, for which there are no rules"
            return "no words that say what is counted"
        said: list[tuple[str, str]] = []
        for field, text in ((e.field, e.text) for e in deciding):
            if not any(field == before and text in longer for before, longer in said):
                said.append((field, text))
        words = [f"“{text}”" + ("" if field == "name" else f" ({field})") for field, text in said]
        if verdict.cls != "unclear":
            return ", ".join(words[:3])
        decided = verdict.margin >= self.audit.policy.get("smallest-margin", 0.0)  # and yet `--min-confidence` undid it
        why = "less sure than was asked for" if decided else "too little or contradictory"
        return f"{why}: {', '.join(words[:3])}"

    def beside(self) -> list[tuple[str, list[str]]]:
        """What belongs beside a North Star: names of guardrails, companions and runners-up, a few of each."""
        wanted = {"guardrail": "Guardrails", "companion": "Companions (surveys)", "runner-up": "Lagging"}
        shown = {candidate.metric for candidate in self.audit.north_star}
        found: dict[str, list[str]] = {title: [] for title in wanted.values()}
        for metric, verdict in zip(self.audit.metrics, self.audit.verdicts, strict=True):
            kind = self.audit.kinds.get(verdict.kind or "")
            if kind and verdict.cls == "outcome" and kind.north_star in wanted and metric.id not in shown:
                names = found[wanted[kind.north_star]]
                if len(names) < 3:
                    names.append(metric.name)
        return [(title, names) for title, names in found.items() if names]


def balance_sentences(audit: Audit) -> list[str]:
    """The balance in sentences: shares with their denominators, the rule of thumb, and how far to trust them."""
    whole, policy = audit.balances.all, audit.policy
    if not whole.judged:
        return [f"None of the {number(whole.metrics, 'KPI')} could be judged, so there is no balance."]
    share, rest = whole.output_share or 0, whole.outcome_share or 0
    sentences = [
        f"{percent(share)} of the {whole.judged:g} judged KPIs are outputs ({whole.output:g}) and {percent(rest)} "
        f"outcomes ({whole.outcome:g}); {percent(whole.observed_outcome_share or 0)} when surveys "
        "do not count as outcomes."
    ]
    if whole.judged < policy["rough-below"]:
        sentences.append(f"That is rough: fewer than {policy['rough-below']:g} KPIs were judged.")
    usual = policy["towers-output-share"]
    if abs(share - usual) <= policy["towers-close"] + 1e-9:
        held = "close to it"
    else:
        held = "above it" if share > usual else "below it"
    sentences.append(f"Towers' rule of thumb, no law, is {percent(usual)} outputs; this list is {held}.")
    sentences += _trust(audit, whole)
    return sentences


def _trust(audit: Audit, whole: Balance) -> list[str]:
    sentences = []
    lowest = output_share_if_defaults_wrong(whole)
    if whole.defaults and lowest is not None:
        one = whole.defaults == 1
        sentences.append(
            f"For {number(whole.defaults, 'KPI')} no rule spoke and output was assumed; if "
            f"{'that was' if one else 'all of those were'} wrong, outputs would be {percent(lowest)}."
        )
    people = sum(verdict.declared for verdict in audit.verdicts)
    if people:
        sentences.append(f"A person decided {people} of the verdicts.")
    distinct = audit.balances.distinct
    if audit.duplicates and distinct.output_share is not None and distinct.metrics < whole.metrics:
        sentences.append(
            f"With near-duplicates counted once: {percent(distinct.output_share)} outputs "
            f"({distinct.output:g} of {distinct.judged:g})."
        )
    return sentences


def parts(audit: Audit) -> list[tuple[str, Balance]]:
    """The balances of the parts that matter most, where the list names them."""
    found = audit.balances
    named = [
        ("Board", found.board),
        ("Pay hangs on", found.rewarded),
        ("By weight", found.weighted),
    ]
    return [(name, balance) for name, balance in named if balance is not None]


def candidates_intro(audit: Audit) -> str:
    """How good the choice of North Stars is."""
    eligible = [c for c in audit.north_star if c.eligibility == "eligible"]
    if not audit.north_star:
        return "None: no KPI counts customers who succeed. Surveys, revenue and outputs are never candidates."
    if not eligible:
        return "None is eligible. This comes nearest; what it lacks stands under it."
    if len(eligible) == 1:
        return "One KPI is eligible: the only one, not a choice."
    best = sum(c.rank == 1 for c in eligible)
    tied = f" {best} of them share the first rank." if best > 1 else ""
    return f"{len(eligible)} KPIs are eligible.{tied} Surveys, revenue and outputs never are."


def tally(candidate: Candidate) -> str:
    """`5 met, 1 not, 8 unknown`."""
    met, failed, unknown = (candidate.number_of(result) for result in RESULTS)
    return f"{met} met, {failed} not, {unknown} unknown"


def lenses(audit: Audit) -> list[tuple[str, str]]:
    """What every lens shows, in a line or two: (label, text); only the first line of a lens has its label."""
    from kpiaudit.reports.lens_words import in_short

    return [(view.label if not i else "", text) for view in audit.lenses for i, text in enumerate(in_short(view))]


def doubts_intro(audit: Audit) -> str:
    """How many verdicts are probably wrong."""
    judged = sum(verdict.cls != "unclear" for verdict in audit.verdicts)
    if not judged:
        return "Nothing was judged, so there is nothing to check."
    wrong = audit.expected_wrong
    many = "none" if wrong == 0 else "fewer than one" if wrong < 0.5 else f"about {wrong:.0f}"
    verb = "are" if wrong >= 1.5 else "is"
    about = f"By their confidence {many} of the {number(judged, 'verdict')} {verb} wrong"
    if not audit.check_first:
        return f"{about}; none stands out."
    if len(audit.check_first) == 1:
        return f"{about}; this one is the least sure. Write `class` and `because` beside it when you decide."
    return f"{about}; these are the least sure. Write `class` and `because` beside those you decide."


def balance_lines(audit: Audit) -> Iterator[str]:
    """The whole balance in one line, and one for each group that was asked for."""
    yield _line(audit.balances.all)
    if audit.balances.by:
        yield from (f"{name}: {_line(balance)}" for name, balance in groups(audit))


def _line(whole: Balance) -> str:
    if not whole.judged:
        return f"{number(whole.metrics, 'KPI')}: none could be judged"
    business, surveys = whole.segments.get("business-result", 0), whole.segments.get("perception", 0)
    pieces = [
        f"{percent(whole.output_share or 0)} outputs ({whole.output:g} of {whole.judged:g} judged"
        + (f", {number(business, 'business result')})" if business else ")"),
        f"{percent(whole.outcome_share or 0)} outcomes ({whole.outcome:g}"
        + (f", {number(surveys, 'survey')})" if surveys else ")"),
        f"{whole.unclear:g} unclear",
    ]
    return f"{number(whole.metrics, 'KPI')}: {', '.join(pieces)}"


def footer(audit: Audit) -> list[str]:
    """Which program and rules judged, and what of the input is missing from the report."""
    book = audit.rulebook
    lines = [f"kpiaudit {audit.version} · {number(book.rules, 'rule')} · {book.digest[:19]}"]
    lines += [f"Own view in force: {view}" for view in book.views]
    if audit.errors:
        lines.append(f"Incomplete: {number(len(audit.errors), 'problem')} in the input, named on standard error.")
    if audit.skipped:
        lines.append(f"{number(len(audit.skipped), 'file')} skipped.")
    return lines


def percent(share: float) -> str:
    """A share as people read it. Never rounded to all or nothing."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "<1 %"
    if whole == 100 and share < 1:
        return ">99 %"
    return f"{whole} %"


def number(count: float, noun: str) -> str:
    """`1 KPI`, `2,000 KPIs`."""
    return f"{count:,g} {noun}" if count == 1 else f"{count:,.0f} {noun}s"
