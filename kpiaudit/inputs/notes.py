"""What is noticed while a file is read: errors that cost something, and findings that do not."""

from __future__ import annotations

from collections import Counter

from kpiaudit.model import Finding, InputError, Location, Problem
from kpiaudit.source import Place, excerpt
from kpiaudit.source.limits import MAX_PROBLEMS
from kpiaudit.source.problems import as_text

NEAR_MISS = "near-miss-key"
NO_REASON = "verdict-without-reason"
NOT_A_LINK = "link-names-nothing"
RAGGED = "ragged-row"


class Notes:
    """Collects the problems and findings of one file, a bounded number of each sort."""

    def __init__(self, path: str, data: bytes | str = "") -> None:
        """`path` is as it is to be printed; `data` is where excerpts are taken from."""
        self.path = path
        self.findings: list[Finding] = []
        self._data = data
        self._problems: list[Problem] = []
        self._left_out = 0
        self._near: Counter[tuple[str, str]] = Counter()
        self._near_at: dict[tuple[str, str], Location] = {}

    def error(self, at: Place | Location | None, message: str, hint: str = "") -> None:
        """Notes something wrong, at a place of the file's text, at a location, or with the file as a whole."""
        if len(self._problems) >= MAX_PROBLEMS:
            self._left_out += 1
            return
        if at is None or isinstance(at, Location):
            self._problems.append(Problem(at or Location(self.path), message, hint))
        else:
            shown = excerpt(as_text(self._data), *at)
            self._problems.append(Problem(Location(self.path, *at), message, hint, shown))

    @property
    def count(self) -> int:
        """How many problems there are by now."""
        return len(self._problems) + self._left_out

    def take(self, error: InputError) -> None:
        """Notes the problems of an error that ended reading."""
        self._problems.extend(error.problems)

    def problems(self) -> list[Problem]:
        """All problems; the last says how many more there are."""
        if not self._left_out:
            return self._problems
        more = f"{self._left_out} more problems like these in this file"
        return [*self._problems, Problem(Location(self.path), more, "put the first ones right, then look again")]

    def near_miss(self, written: str, known: str, location: Location) -> None:
        """Notes a key that looks like a known one; reported once a file."""
        self._near[written, known] += 1
        self._near_at.setdefault((written, known), location)

    def finding(self, rule: str, message: str, location: Location) -> None:
        """Notes a warning."""
        self.findings.append(Finding(rule, "warning", message, None, location))

    def all_findings(self) -> list[Finding]:
        """The warnings, near misses first."""
        near = []
        for (written, known), times in self._near.items():
            often = f" ({times} times)" if times > 1 else ""
            message = f"the key `{written}` is not known{often}; is `{known}` meant?"
            near.append(Finding(NEAR_MISS, "warning", message, None, self._near_at[written, known]))
        return near + self.findings
