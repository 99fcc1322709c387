"""One North Star candidate for a terminal: what is met, what is not, what to ask."""

from __future__ import annotations

from collections.abc import Iterator

from kpiaudit.model import Candidate
from kpiaudit.reports.page import BOLD, DIM, Page
from kpiaudit.reports.plain import columns, safe, wrap
from kpiaudit.reports.view import tally

_RESULTS = (("met", "met"), ("not-met", "not"), ("unknown", "ask"))


def shown_candidate(page: Page, candidate: Candidate, *, full: bool) -> Iterator[str]:
    """Name and tally, then the criteria with their reasons; of those open only the names unless in `full`."""
    yield from headline(page, candidate)
    for result, word in _RESULTS:
        found = [c for c in candidate.criteria if c.result == result]
        if result == "unknown" and not full and found:
            yield from page.labelled(word, ", ".join(c.id for c in found), 5, 5)
            continue
        for criterion in found:
            yield from page.labelled(f"{word:<5}{criterion.id}", criterion.why, 5, 26)


def headline(page: Page, candidate: Candidate) -> Iterator[str]:
    """Rank, name and how many criteria are met."""
    rank = f"{candidate.rank}. " if candidate.eligibility == "eligible" else "   "
    told = tally(candidate)
    first, *more = wrap(safe(candidate.name), page.width - 9 - len(told), 4)
    space = " " * (page.width - 2 - len(rank) - columns(first) - len(told))
    yield f"  {rank}{page.paint(first, BOLD)}{space}{page.paint(told, DIM)}"
    yield from (f"     {page.paint(line, BOLD)}" for line in more)
