"""The report for machines, version 1: the contract in `kpiaudit/schemas/audit-v1.schema.json`.

Keys may be added, never changed. One metric a line, all in ASCII: nothing in it can drive a terminal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kpiaudit.analyses.balance import output_share_if_defaults_wrong
from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.model import Audit, Balance, Candidate, Finding, Location, Metric, Problem, Rule, Tally, Verdict
from kpiaudit.reports import Options
from kpiaudit.wording import say

SCHEMA_VERSION = 1
_BATCH = 500  # metrics encoded in one go

_encode = json.JSONEncoder(separators=(", ", ": "), check_circular=False).encode
_text: Callable[[str], str] = json.encoder.encode_basestring_ascii  # a JSON string, in ASCII
_TRUTH = ("false", "true")


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The whole audit as JSON, whatever the options: it is for machines."""
    yield f'{{"schema_version": {SCHEMA_VERSION},\n'
    yield f'"tool": {_encode({"name": "kpiaudit", "version": audit.version})},\n'
    yield f'"rulebook": {_encode(_rulebook(audit))},\n"metrics": ['
    yield from _metrics(audit)
    yield f'],\n"balance": {_encode(_whole_balance(audit))},\n'
    yield from _rows("north_star", map(_candidate, audit.north_star))
    yield f'"check_first": {_encode(list(audit.check_first))},\n'
    yield f'"declared": {sum(verdict.declared for verdict in audit.verdicts)},\n'
    yield f'"expected_wrong": {_number(audit.expected_wrong)},\n'
    yield f'"duplicates": {_encode([list(group) for group in audit.duplicates])},\n'
    yield from _rows("next_steps", audit.next_steps)
    yield from _rows("findings", map(_finding, audit.findings))
    yield from _rows("quality", map(_tally, audit.quality))
    yield from _rows("skipped", ({"path": skip.path, "reason": skip.reason} for skip in audit.skipped))
    yield from _rows("errors", map(_error, audit.errors), last=True)
    yield "}\n"


def render_lint(audit: Audit, options: Options) -> Iterator[str]:
    """The findings alone: the same keys as the whole audit has, less what is about verdicts."""
    yield f'{{"schema_version": {SCHEMA_VERSION},\n'
    yield f'"tool": {_encode({"name": "kpiaudit", "version": audit.version})},\n'
    yield f'"rulebook": {_encode(_rulebook(audit))},\n"kpis": {len(audit.metrics)},\n'
    yield from _rows("findings", map(_finding, audit.findings))
    yield from _rows("quality", map(_tally, audit.quality))
    yield from _rows("skipped", ({"path": skip.path, "reason": skip.reason} for skip in audit.skipped))
    yield from _rows("errors", map(_error, audit.errors), last=True)
    yield "}\n"


def _rulebook(audit: Audit) -> dict[str, Any]:
    book = audit.rulebook
    return {"digest": book.digest, "rules": book.rules, "views": list(book.views)}


def _rows(key: str, rows: Iterable[object], *, last: bool = False) -> Iterator[str]:
    lines = [_encode(row) for row in rows]
    body = "\n" + ",\n".join(lines) + "\n" if lines else ""
    yield f'"{key}": [{body}]' + ("\n" if last else ",\n")


def _metrics(audit: Audit) -> Iterator[str]:
    """A line per metric. Put together by hand, not from a dict each: of 100,000 metrics this is the bulk."""
    advice = _Advice(audit.rules)
    batch: list[str] = []
    opening = "\n"
    for metric, verdict in zip(audit.metrics, audit.verdicts, strict=True):
        batch.append(_metric(metric, verdict, advice))
        if len(batch) == _BATCH:
            yield opening + ",\n".join(batch)
            batch, opening = [], ",\n"
    if batch:
        yield opening + ",\n".join(batch)
    if audit.metrics:
        yield "\n"


def _metric(metric: Metric, verdict: Verdict, advice: _Advice) -> str:
    rule = deciding_rule(verdict, advice.rules) if verdict.cls != "unclear" else None
    place = metric.location
    evidence = ", ".join(
        f'{{"rule": {_text(e.rule)}, "says": "{e.says}", "field": "{e.field}", "text": {_text(e.text)}, '
        f'"points": {round(e.points, 3)}}}'
        for e in verdict.evidence
    )
    return (
        f'{{"id": {_text(metric.id)}, "name": {_text(metric.name)}, "class": "{verdict.cls}", '
        f'"kind": {_text_or_null(verdict.kind)}, "confidence": {round(verdict.confidence, 3)}, '
        f'"declared": {_TRUTH[verdict.declared]}, "default": {_TRUTH[verdict.default]}, '
        f'"location": {{"path": {_text(place.path)}, "line": {place.line or "null"}, '
        f'"column": {place.column or "null"}}}, '
        f'"evidence": [{evidence}], {advice[rule.id if rule else "", metric.context.customer_word]}, '
        f'"because": {_text_or_null(verdict.because)}}}'
    )


class _Advice(dict[tuple[str, str], str]):
    """(rule, the list's word for its customers) -> `ask`, `instead` and `keep_for` as JSON."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        super().__init__()
        self.rules = rules

    def __missing__(self, key: tuple[str, str]) -> str:
        rule, word = self.rules.get(key[0]), key[1]
        texts = (rule.ask, rule.instead, rule.keep_for) if rule else ("", "", "")
        names = ("ask", "instead", "keep_for")
        self[key] = ", ".join(
            f'"{name}": {_text_or_null(say(text, word))}' for name, text in zip(names, texts, strict=True)
        )
        return self[key]


def _text_or_null(text: str | None) -> str:
    return _text(text) if text else "null"


def _location(location: Location | None) -> dict[str, Any]:
    if location is None:
        return {}
    return {"path": location.path, "line": location.line, "column": location.column}


def _whole_balance(audit: Audit) -> dict[str, Any]:
    found = audit.balances
    return {
        **_balance(found.all),
        "output_share_if_defaults_wrong": _rounded(output_share_if_defaults_wrong(found.all)),
        "distinct": _balance(found.distinct),
        "weighted": _balance(found.weighted) if found.weighted else None,
        "rewarded": _balance(found.rewarded) if found.rewarded else None,
        "board": _balance(found.board) if found.board else None,
        "groups": {name: _balance(balance) for name, balance in found.groups.items()},
    }


def _balance(balance: Balance) -> dict[str, Any]:
    return {
        "metrics": balance.metrics,
        "judged": _number(balance.judged),
        "output": _number(balance.output),
        "outcome": _number(balance.outcome),
        "unclear": _number(balance.unclear),
        "defaults": balance.defaults,
        "segments": {segment: _number(size) for segment, size in balance.segments.items()},
        "output_share": _rounded(balance.output_share),
        "outcome_share": _rounded(balance.outcome_share),
        "observed_outcome_share": _rounded(balance.observed_outcome_share),
        "unclear_share": _rounded(balance.unclear_share),
        "kinds": dict(balance.kinds),
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "rank": candidate.rank,
        "metric": candidate.metric,
        "name": candidate.name,
        "eligibility": candidate.eligibility,
        "met": candidate.number_of("met"),
        "not_met": candidate.number_of("not-met"),
        "unknown": candidate.number_of("unknown"),
        "criteria": [{"id": c.id, "result": c.result, "why": c.why} for c in candidate.criteria],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "message": finding.message,
        "metric": finding.metric,
        "location": _location(finding.location),
        "instead": finding.instead or None,
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return tally._asdict()


def _error(problem: Problem) -> dict[str, Any]:
    return {**_location(problem.location), "message": problem.message, "hint": problem.hint or None}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def _number(size: float) -> float | int:
    """Counts as whole numbers; weights and sums with up to three places."""
    return int(size) if size == int(size) else round(size, 3)
