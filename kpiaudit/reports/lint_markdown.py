"""The findings of the checks of definitions as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.model import Audit, Finding
from kpiaudit.reports import Options
from kpiaudit.reports.definitions import answers, by_file, headline
from kpiaudit.reports.markdown import escaped, table
from kpiaudit.reports.view import number


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The findings as Markdown: a table a file, of at most as many rows as `options.limit` says."""
    if not audit.metrics:
        yield "Nothing to lint.\n"
        return
    yield f"# {escaped(headline(audit))}\n"
    if not options.quiet:
        for path, findings in by_file(audit):
            yield f"\n## {escaped(path)}\n"
            rows = [
                (
                    str(f.location.line or "") if f.location else "",
                    f.level,
                    f.rule,
                    escaped(f.message),
                    escaped(f.instead),
                )
                for f in findings[: options.limit]
            ]
            yield table(("line", "level", "check", "what", "write instead"), rows, "r")
            if len(findings) > options.limit:
                yield f"\nand {len(findings) - options.limit:,} more: `-f json=FILE` holds all.\n"
    yield f"\n## What was checked\n\n{escaped(answers(audit))}\n"
    tallies = [
        (t.check, t.level, number(t.applied, t.of), f"{t.found:,}", f"{t.unknown:,}", escaped(t.why))
        for t in audit.quality
    ]
    yield from (f"\n{t.check} is unknown: {escaped(t.because)}\n" for t in audit.quality if t.because)
    yield table(("check", "level", "applied to", "not right", "unknown", "why"), tallies, "  rrr")


def _row(finding: Finding) -> tuple[str, ...]:
    line = finding.location.line if finding.location else None
    return str(line or ""), finding.level, finding.rule, escaped(finding.message), escaped(finding.instead)
