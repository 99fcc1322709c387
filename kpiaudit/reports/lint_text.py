"""The findings of the checks of definitions, for people, editors and CI systems.

Every finding is a line `path:line:col: level rule: message`, in the order of the files; why it matters and what to
write instead follow where a file shows it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpiaudit.model import Audit, Finding
from kpiaudit.reports import Options
from kpiaudit.reports.definitions import answers, by_file, headline
from kpiaudit.reports.plain import pad, safe, wrap
from kpiaudit.reports.view import number
from kpiaudit.tally import Tally

_COLORS = {"error": "31", "warning": "33", "note": "36"}
_BOLD, _DIM = "1", "2"
_INDENT, _LABEL = 4, 7


def render(audit: Audit, options: Options) -> Iterator[str]:
    """The findings as text, all of them, and a summary; with `quiet` the summary's first line alone."""
    if not audit.metrics:
        yield "Nothing to lint.\n"
        return
    page = _Page(audit, options)
    if not options.quiet:
        for path, findings in by_file(audit):
            yield from page.file(path, findings)
    yield from page.summary()


class _Page:
    def __init__(self, audit: Audit, options: Options) -> None:
        self.audit, self.options = audit, options
        self.why = {tally.check: tally.why for tally in audit.quality}

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.options.color and text else text

    def file(self, path: str, findings: Iterable[Finding]) -> Iterator[str]:
        told: set[tuple[str, str]] = set()
        for finding in findings:
            place = safe(str(finding.location or path))
            level = self.paint(finding.level, _COLORS[finding.level])
            yield f"{self.paint(place, _BOLD)}: {level} {finding.rule}: {safe(finding.message)}\n"
            for label, text in (("why", self.why.get(finding.rule, "")), ("write", finding.instead)):
                if text and (finding.rule, text) not in told:
                    told.add((finding.rule, text))
                    yield self.labelled(label, text)
        yield "\n"

    def labelled(self, label: str, text: str) -> str:
        first, *more = wrap(safe(text), max(30, self.options.width - _INDENT - _LABEL))
        lines = [" " * _INDENT + self.paint(pad(label, _LABEL), _DIM) + first]
        lines += [" " * (_INDENT + _LABEL) + line for line in more]
        return "".join(f"{line}\n" for line in lines)

    def summary(self) -> Iterator[str]:
        yield self.paint(headline(self.audit), _BOLD) + "\n"
        if self.options.quiet or not self.audit.quality:
            return
        yield "".join(f"{line}\n" for line in wrap(answers(self.audit), self.options.width))
        width = max(len(tally.check) for tally in self.audit.quality)
        yield "\n" + self.paint(f"{'check':<{width}}  level    not right  unknown  applied to", _DIM) + "\n"
        yield from (self.row(tally, width) for tally in self.audit.quality)
        unknown = [tally for tally in self.audit.quality if tally.because]
        if unknown:
            yield "\n"
        for tally in unknown:
            lines = wrap(f"{tally.check} is unknown: {safe(tally.because)}", self.options.width - 2)
            yield "".join(f"{' ' * (2 * bool(place))}{line}\n" for place, line in enumerate(lines))

    def row(self, tally: Tally, width: int) -> str:
        level = self.paint(pad(tally.level, 7), _COLORS[tally.level] if tally.found else _DIM)
        numbers = f"{tally.found:>9,}  {tally.unknown:>7,}  {number(tally.applied, tally.of)}"
        return f"{tally.check:<{width}}  {level}  {numbers}\n"
