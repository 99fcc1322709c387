"""New decisions into a file of decisions, by adding lines only: comments and entries of the old text all stay."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from kpiaudit.exchange.decision_sheet import Row
from kpiaudit.exchange.yaml_text import entry
from kpiaudit.inputs.decision_file import KEYS, ROOT, Decision, DecisionFile, read_decisions
from kpiaudit.model import InputError, Kind, Location, Problem
from kpiaudit.records import NamedTuple
from kpiaudit.source import Seq

_BEGIN = f"""# What people decided about KPIs. `kpiaudit audit` finds it beside the lists and in the working directory.
# A decision needs a reason (`because`); `by` and `until` (a day, 2026-12-31) are welcome.
{ROOT}:
"""
_REPLACED = "# replaced by a newer decision:"
_AS_WRITTEN = "the new decisions do not fit into this file as it is written"
_HINT = f"write `{ROOT}:` as a list, `- metric: ...` on a line of its own for each; nothing was changed"


class Merge(NamedTuple):
    """The new text, and how many decisions are new in it, replaced, or were there already."""

    text: str
    added: int
    replaced: int
    same: int


def merge(path: str, old: str, rows: Sequence[Row], kinds: Mapping[str, Kind]) -> Merge:
    """`old`, the text of the file at `path` ("" for none), with the decisions of `rows` added.

    A decision about the same KPI in the same list is replaced: it stays as a comment. Raises InputError if the old
    text has mistakes, or is written in a way that nothing can be added to.
    """
    text = old if old.strip() else _BEGIN
    file = read_decisions(path, text.encode(), kinds)
    if problems := file.notes.problems():
        raise InputError(*problems)
    held: dict[str, list[Decision]] = defaultdict(list)
    for decision in file.decisions:
        held[decision.metric.casefold()].append(decision)
    new = [row for row in rows if not any(_covers(old, row.decision) for old in _about_it(held, row))]
    wanted = {_about(row.decision) for row in new}
    replaced = [place for place, decision in enumerate(file.decisions) if _about(decision) in wanted]
    if new:
        text = _Text(path, text, file).with_decisions([row.decision for row in new], replaced)
        kept = [decision for decision in file.decisions if _about(decision) not in wanted]
        _check(path, text, [*kept, *(row.decision for row in new)], kinds)
    newer = wanted.intersection(_about(file.decisions[place]) for place in replaced)
    return Merge(text, len(new) - len(newer), len(newer), len(rows) - len(new))


def _about(decision: Decision) -> tuple[str, str]:
    return decision.metric.casefold(), decision.path


def _about_it(held: Mapping[str, Sequence[Decision]], row: Row) -> list[Decision]:
    """The decisions about the KPI of a row, under its id or its name."""
    names = {row.decision.metric.casefold(), row.name.casefold()}
    return [decision for name in names for decision in held.get(name, ())]


def _covers(old: Decision, new: Decision) -> bool:
    """Whether a decision about the same KPI says already what a new one says."""
    placed = not old.path or old.path == new.path or fnmatchcase(new.path, old.path)
    return placed and _content(old) == _content(new)


def _content(decision: Decision) -> tuple[str | None, ...]:
    return decision.cls, decision.kind, decision.because, decision.by, decision.until


def _check(path: str, text: str, expected: Sequence[Decision], kinds: Mapping[str, Kind]) -> None:
    """Raises InputError unless `text` holds the decisions it is meant to hold, in order."""
    file = read_decisions(path, text.encode(), kinds)
    held = [decision._replace(location=Location("")) for decision in file.decisions]
    if file.notes.problems() or held != [decision._replace(location=Location("")) for decision in expected]:
        raise InputError(Problem(Location(path), _AS_WRITTEN, _HINT))


class _Text:
    """The text of a file of decisions, to which lines are added."""

    def __init__(self, path: str, text: str, file: DecisionFile) -> None:
        self.path = path
        self.end = "\r\n" if "\r\n" in text else "\n"
        self.lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
        listed = file.listed
        if listed is not None and not listed:
            self.open(listed)
        elif not any(line.startswith(f"{ROOT}:") for line in self.lines):
            self.lines.append(f"{ROOT}:")  # only comments so far
        self.listed = listed or Seq()
        self.indent = listed.here[1] - 1 if listed else 2

    def open(self, listed: Seq) -> None:
        """Takes the brackets of an empty list away, so that entries may follow."""
        line, column = listed.here
        before, after = self.lines[line - 1][: column - 1], self.lines[line - 1][column - 1 :]
        self.lines[line - 1] = before.rstrip() + re.sub(r"^\[\s*\]", "", after)

    def with_decisions(self, new: Sequence[Decision], replaced: Sequence[int]) -> str:
        """The text with `new` at its end, and the entries at the places `replaced` turned into comments."""
        if self.listed and not self.dash(self.listed.here[0] - 1):
            raise InputError(Problem(Location(self.path, *self.listed.here), _AS_WRITTEN, _HINT))
        starts = [*map(self.first_line, range(len(self.listed))), len(self.lines)]
        for place in reversed(replaced):  # from the end, so that the lines before keep their numbers
            self.comment_out(starts[place], starts[place + 1])
        for decision in new:
            self.lines += self.entry(decision)
        return self.end.join([*self.lines, ""])

    def dash(self, number: int) -> bool:
        """Whether an entry begins on the line with that number, counted from 0."""
        line = self.lines[number]
        return line[: self.indent].strip() == "" and line[self.indent : self.indent + 2] in ("- ", "-")

    def first_line(self, place: int) -> int:
        """The number of the line with the dash of an entry."""
        number = self.listed.place(place)[0] - 1
        while number and not self.dash(number):
            number -= 1
        return number

    def comment_out(self, first: int, last: int) -> None:
        """Turns the entry on the lines from `first` to before `last` into a comment."""
        blank = " " * self.indent
        for number in range(first, last):
            line = self.lines[number]
            if line.strip() and not line.lstrip().startswith("#"):
                self.lines[number] = f"{blank}# {line[self.indent :]}"
        self.lines.insert(first, blank + _REPLACED)

    def entry(self, decision: Decision) -> list[str]:
        """The lines of a new entry."""
        values = (
            decision.metric,
            decision.path,
            decision.cls,
            decision.kind or "",
            decision.because,
            decision.by,
            decision.until,
        )
        lines = [entry(key, value) for key, value in zip(KEYS, values, strict=True) if value]
        blank = " " * self.indent
        return [f"{blank}{'  ' if number else '- '}{line}" for number, line in enumerate(lines)]
