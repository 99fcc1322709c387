"""What the reports for machines have in common: how they begin and end, places, rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from kpiaudit.model import Audit, Balance, Finding, Location, Problem
from kpiaudit.reports.definitions import noticed
from kpiaudit.typed import Any

SCHEMA_VERSION = 1

encode = json.JSONEncoder(separators=(", ", ": "), check_circular=False).encode
"""Any value as JSON on one line, in ASCII."""


def opening(audit: Audit) -> Iterator[str]:
    """The beginning of every report for machines: which program and which rules."""
    book = audit.rulebook
    rulebook = {"digest": book.digest, "rules": book.rules, "views": list(book.views)}
    yield f'{{"schema_version": {SCHEMA_VERSION},\n'
    yield f'"tool": {encode({"name": "kpiaudit", "version": audit.version})},\n'
    yield f'"rulebook": {encode(rulebook)},\n'


def closing(audit: Audit, findings: Sequence[Finding] | None = None) -> Iterator[str]:
    """Its end: what looks wrong in the input, what was left out, what could not be read.

    `findings`: those to tell; without them, those that are not the checks' of definitions.
    """
    yield from rows("findings", map(_finding, noticed(audit) if findings is None else findings))
    yield from rows("skipped", ({"path": skip.path, "reason": skip.reason} for skip in audit.skipped))
    yield from rows("errors", map(_error, audit.errors), last=True)
    yield "}\n"


def rows(key: str, rows: Iterable[object], *, last: bool = False) -> Iterator[str]:
    """A key that holds a list, an entry a line."""
    lines = [encode(row) for row in rows]
    body = "\n" + ",\n".join(lines) + "\n" if lines else ""
    yield f'"{key}": [{body}]' + ("\n" if last else ",\n")


def location(place: Location | None) -> dict[str, Any]:
    """A place; empty where there is none."""
    if place is None:
        return {}
    found: dict[str, Any] = {"path": place.path, "line": place.line, "column": place.column}
    return {**found, "sheet": place.sheet} if place.sheet else found


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "message": finding.message,
        "metric": finding.metric,
        "location": location(finding.location),
        "instead": finding.instead or None,
    }


def _error(problem: Problem) -> dict[str, Any]:
    return {**location(problem.location), "message": problem.message, "hint": problem.hint or None}


def balance(found: Balance) -> dict[str, Any]:
    """A balance, of the whole or of a part."""
    return {
        "metrics": found.metrics,
        "judged": number(found.judged),
        "output": number(found.output),
        "outcome": number(found.outcome),
        "unclear": number(found.unclear),
        "defaults": found.defaults,
        "segments": {segment: number(size) for segment, size in found.segments.items()},
        "output_share": rounded(found.output_share),
        "outcome_share": rounded(found.outcome_share),
        "observed_outcome_share": rounded(found.observed_outcome_share),
        "unclear_share": rounded(found.unclear_share),
        "kinds": dict(found.kinds),
    }


def rounded(share: float | None) -> float | None:
    """A share with three places."""
    return None if share is None else round(share, 3)


def number(size: float) -> float | int:
    """Counts as whole numbers; weights and sums with up to three places."""
    return int(size) if size == int(size) else round(size, 3)
