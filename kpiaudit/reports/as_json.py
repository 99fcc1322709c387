"""The report for machines, version 1: the contract in `kpiaudit/schemas/audit-v1.schema.json`.

Keys may be added, never changed. One metric a line, all in ASCII: nothing in it can drive a terminal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from kpiaudit.analyses.balance import output_share_if_defaults_wrong
from kpiaudit.analyses.next_steps import deciding_rule
from kpiaudit.model import Audit, Candidate, Location, Metric, Rule, Verdict
from kpiaudit.reports import Options
from kpiaudit.reports.gap_json import gap
from kpiaudit.reports.grouped import Source, formats, grouped_by, sources
from kpiaudit.reports.json_parts import balance, closing, encode, number, opening, rounded, rows
from kpiaudit.reports.lens_json import lens_row
from kpiaudit.typed import Any
from kpiaudit.wording import say

_BATCH = 500  # metrics encoded in one go

_text: Callable[[str], str] = json.encoder.encode_basestring_ascii  # a JSON string, in ASCII
_TRUTH = ("false", "true")


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The whole audit as JSON, whatever the options: it is for machines."""
    yield from opening(audit)
    yield '"metrics": ['
    yield from _metrics(audit)
    yield f'],\n"balance": {encode(_whole_balance(audit))},\n'
    yield from rows("north_star", map(candidate, audit.north_star))
    yield f'"check_first": {encode(list(audit.check_first))},\n'
    yield f'"declared": {sum(verdict.declared for verdict in audit.verdicts)},\n'
    yield f'"expected_wrong": {number(audit.expected_wrong)},\n'
    yield f'"duplicates": {encode([list(group) for group in audit.duplicates])},\n'
    yield from rows("next_steps", audit.next_steps)
    yield f'"gap": {encode(gap(audit))},\n'
    yield from rows("lenses", map(lens_row, audit.lenses))
    yield from rows("sources", map(_source, sources(audit)))
    yield f'"formats": {encode(formats(audit))},\n'
    yield from rows("quality", (tally._asdict() for tally in audit.quality))
    yield from closing(audit, audit.findings)


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
        f'"column": {place.column or "null"}{_sheet(place)}}}, '
        f'"evidence": [{evidence}], {advice[rule.id if rule else "", metric.context.customer_word]}, '
        f'"because": {_text_or_null(verdict.because)}, "definition": {_text_or_null(metric.definition)}, '
        f'"formula": {_text_or_null(metric.formula)}, "unit": {_text_or_null(metric.unit)}, '
        f'"language": {_text_or_null(verdict.unread)}}}'
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


def _sheet(place: Location) -> str:
    return f', "sheet": {_text(place.sheet)}' if place.sheet else ""


def _source(source: Source) -> dict[str, Any]:
    found = {"path": source.path, "format": source.format, "metrics": source.metrics}
    return {**found, "sheet": source.sheet} if source.sheet else found


def _text_or_null(text: str | None) -> str:
    return _text(text) if text else "null"


def _whole_balance(audit: Audit) -> dict[str, Any]:
    found = audit.balances
    return {
        **balance(found.all),
        "output_share_if_defaults_wrong": rounded(output_share_if_defaults_wrong(found.all)),
        "distinct": balance(found.distinct),
        "weighted": balance(found.weighted) if found.weighted else None,
        "rewarded": balance(found.rewarded) if found.rewarded else None,
        "board": balance(found.board) if found.board else None,
        "groups": {name: balance(part) for name, part in found.groups.items()},
        "groups_by": grouped_by(audit),
    }


def candidate(one: Candidate) -> dict[str, Any]:
    """A North Star candidate with all its criteria."""
    return {
        "rank": one.rank,
        "metric": one.metric,
        "name": one.name,
        "eligibility": one.eligibility,
        "because": one.because or None,
        "met": one.number_of("met"),
        "not_met": one.number_of("not-met"),
        "unknown": one.number_of("unknown"),
        "criteria": [{"id": c.id, "result": c.result, "why": c.why} for c in one.criteria],
    }
