"""What to do next: a few sentences that only this list could have been given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from kpiaudit.model import COUNTED, Balance, Balances, Candidate, Metric, Rule, Verdict
from kpiaudit.records import NamedTuple
from kpiaudit.wording import say

MOST = 5
_NAME_WIDTH = 60


class Findings(NamedTuple):
    """What the other analyses found out, as far as it says what to do."""

    metrics: Sequence[Metric]
    verdicts: Sequence[Verdict]
    rules: Mapping[str, Rule]
    balances: Balances
    duplicates: Sequence[Sequence[str]]
    expected_wrong: float
    check_first: Sequence[str]
    north_star: Sequence[Candidate]
    customer_word: str


def next_steps(found: Findings) -> tuple[str, ...]:
    """Three to five sentences (fewer where nothing was judged), the most pressing first."""
    if not found.metrics:
        return ()
    outputs = _outputs(found)
    steps: Iterable[Callable[[], str]] = (
        lambda: _reward(found, outputs),
        lambda: _board(found),
        lambda: _north_star(found),
        lambda: _replace(found, outputs),
        lambda: _surveys(found),
        lambda: _unclear(found),
        lambda: _doubts(found),
        lambda: _duplicates(found),
        lambda: _definitions(found),
        lambda: _unrewarded(found),
    )
    sentences = [sentence for step in steps if (sentence := step())]
    return tuple(sentences[:MOST])


def deciding_rule(verdict: Verdict, rules: Mapping[str, Rule]) -> Rule | None:
    """The rule whose words weighed most for the verdict; None for defaults and where only a person decided.

    A rule that knows the measure goes before one of counted words, since what it advises is about this measure.
    """
    counted = None
    for evidence in verdict.evidence:
        if evidence.says == verdict.cls and (verdict.kind is None or evidence.kind == verdict.kind):
            rule = rules.get(evidence.rule)
            if rule is None or rule.strength != COUNTED:
                return rule
            counted = rule
    return counted


def _outputs(found: Findings) -> list[tuple[Metric, Rule]]:
    """Outputs for which a rule knows something better, those that weigh most first."""
    known = [
        (metric, rule)
        for metric, verdict in zip(found.metrics, found.verdicts, strict=True)
        if verdict.cls == "output" and (rule := deciding_rule(verdict, found.rules)) and rule.instead
    ]
    return sorted(known, key=lambda pair: (not pair[0].rewarded, not _board_level(pair[0]), -(pair[0].weight or 0)))


def _reward(found: Findings, outputs: list[tuple[Metric, Rule]]) -> str:
    paid = found.balances.rewarded
    if paid is None or not paid.output:
        return ""
    few = paid.metrics == 1
    share = _share(paid.output, paid.metrics)
    first = next(((metric, rule) for metric, rule in outputs if metric.rewarded), None)
    if first is None:
        got = f"what you did, not what {_they(found)} got"
        return f"{share} that pay hangs on {'measures' if few else 'measure'} {got}: hang pay on an outcome first."
    metric, rule = first
    better = say(rule.instead, metric.context.customer_word)
    are = "is an output" if few else "are outputs"
    return f"{share} that pay hangs on {are}; begin with {_quote(metric)} and pay for this instead: {_lower(better)}."


def _board(found: Findings) -> str:
    board = found.balances.board
    if board is None or not board.judged:
        return ""
    seen = [m for m, v in _judged(found) if _board_level(m) and v.cls == "outcome"]
    if not seen:
        return f"None of the {board.metrics} KPIs the board sees is an outcome: give it one before the next meeting."
    unseen = [m for m, v in _judged(found) if not _board_level(m) and v.cls == "outcome" and v.kind != "perception"]
    if board.output > board.outcome and unseen:
        return (
            f"The board sees {_count(board.output, 'output')} and {_count(board.outcome, 'outcome')}: "
            f"show it {_quote(unseen[0])} too, which you already measure."
        )
    return ""


def _north_star(found: Findings) -> str:
    if not found.north_star:
        if not found.balances.all.judged:
            return ""
        return (
            f"No KPI can be the North Star: write one that counts {_they(found)} whose need is met, "
            "then see which of the others drive it."
        )
    best = [c for c in found.north_star if c.rank == 1]
    first = best[0]
    if first.eligibility != "eligible":
        lacks = next((c.why for c in first.criteria if c.result == "not-met"), "")
        return f"No KPI can be the North Star yet; {_named(first.name)} comes nearest. {lacks}".rstrip()
    unknown = first.number_of("unknown")
    if len(found.north_star) == 1:
        return (
            f"{_named(first.name)} is the only North Star candidate, so not yet a choice: write a second one, "
            f"and settle the {unknown} open criteria of both with the people who do the work."
        )
    rivals = " and ".join(_named(c.name) for c in found.north_star[: max(2, min(len(best), 3))])
    return f"Take {rivals} to a workshop, and settle there what the list leaves open ({unknown} criteria of the first)."


def _replace(found: Findings, outputs: list[tuple[Metric, Rule]]) -> str:
    rewarded = next((rule.id for metric, rule in outputs if metric.rewarded), None)
    if not found.balances.rewarded:
        rewarded = None
    choice = next(((m, r) for m, r in outputs if r.id != rewarded and r.ask), None)
    if choice is None:
        return ""
    metric, rule = choice
    ask, better = (say(text, metric.context.customer_word) for text in (rule.ask, rule.instead))
    return f"Whoever reports {_quote(metric)} should be asked: {ask} Measure beside it: {_lower(better)}."


def _surveys(found: Findings) -> str:
    balance = found.balances.all
    surveys = balance.segments.get("perception", 0)
    if not surveys or surveys < balance.outcome:
        return ""
    first = next(m for m, v in _judged(found) if v.kind == "perception")
    every = "The only outcome is a survey" if surveys == 1 else f"All {surveys:g} outcomes are surveys"
    return f"{every}: set beside {_quote(first)} something that {_they(found)} did."


def _unclear(found: Findings) -> str:
    names = [m for m, v in zip(found.metrics, found.verdicts, strict=True) if v.cls == "unclear"]
    if not names:
        return ""
    shown = _listed(names)
    if len(names) == 1:
        return f"Write down what {shown} counts: as it stands, nobody can tell."
    return f"Write down what these {len(names)} count, as nobody can tell: {shown}."


def _doubts(found: Findings) -> str:
    if not found.check_first:
        return ""
    wanted = set(found.check_first[:2])
    by_id = {m.id: m for m in found.metrics if m.id in wanted}
    shown = " and ".join(_quote(by_id[i]) for i in found.check_first[:2])
    judged = sum(v.cls != "unclear" for v in found.verdicts)
    return (
        f"About {max(1, round(found.expected_wrong))} of the {judged} verdicts are probably wrong: decide {shown} "
        "first, and write `class` and `because` beside them."
    )


def _duplicates(found: Findings) -> str:
    if not found.duplicates:
        return ""
    wanted = set(found.duplicates[0])
    names = [m for m in found.metrics if m.id in wanted]
    more = f" ({_count(len(found.duplicates) - 1, 'more such group')})" if len(found.duplicates) > 1 else ""
    different = list(dict.fromkeys(map(_quote, names)))
    if len(different) == 1:
        return f"{different[0]} is counted in {len(names)} places: agree on one definition and one owner{more}."
    return f"{' and '.join(different[:2])} count nearly the same: agree on one definition{more}."


def _definitions(found: Findings) -> str:
    bare = [m for m in found.metrics if not m.definition and not m.formula]
    if not bare:
        return ""
    return (
        f"{_share(len(bare), len(found.metrics))} have no definition and no formula; begin with {_quote(bare[0])}, "
        "and audit again."
    )


def _unrewarded(found: Findings) -> str:
    if any(m.rewarded is not None for m in found.metrics):
        return ""
    return "The list does not say what pay hangs on: mark those KPIs (`rewarded: true`), since they steer the most."


def _judged(found: Findings) -> Iterable[tuple[Metric, Verdict]]:
    return ((m, v) for m, v in zip(found.metrics, found.verdicts, strict=True) if v.cls != "unclear")


def _board_level(metric: Metric) -> bool:
    return metric.level.casefold() == "board"


def _they(found: Findings) -> str:
    return say("customers", found.customer_word)


def _share(part: float, whole: int) -> str:
    """`6 of the 7 KPIs`, `All 7 KPIs`, `The one KPI`."""
    if part < whole:
        return f"{part:g} of the {whole} KPIs"
    return f"All {whole} KPIs" if whole > 1 else "The one KPI"


def _count(number: float, noun: str) -> str:
    return f"{number:g} {noun}" if number == 1 else f"{number:g} {noun}s"


def _listed(metrics: Sequence[Metric]) -> str:
    shown = ", ".join(_quote(m) for m in metrics[:3])
    return f"{shown} and {len(metrics) - 3} more" if len(metrics) > 3 else shown


def _quote(metric: Metric) -> str:
    return _named(metric.name)


def _named(name: str) -> str:
    short = name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + "…"
    return f"“{short}”"


def _lower(sentence: str) -> str:
    """A sentence put after a colon; an abbreviation at its start stays one."""
    first = sentence.split(" ", 1)[0]
    plain = sentence if first[1:] != first[1:].lower() else sentence[:1].lower() + sentence[1:]
    return plain.rstrip(".")


__all__ = ["Balance", "Findings", "deciding_rule", "next_steps"]
