"""What the checks of definitions came to, as a type."""

from __future__ import annotations

from kpiaudit.model import Level
from kpiaudit.records import NamedTuple


class Tally(NamedTuple):
    """What one check of the definitions (`rules/quality.yaml`) came to.

    Counted are `of`: KPIs for most checks, for others lists, departments or gaming pairs. `applied` could be told,
    `found` of them were not as they should be; `unknown` could not be told, since the list does not say enough.
    """

    check: str
    level: Level
    group: str
    of: str
    applied: int
    found: int
    unknown: int
    why: str = ""
    instead: str = ""
    findings: int = 0  # reported, one of them standing for all KPIs of a list where nobody gave what is asked for
    because: str = ""  # why it is unknown, where no finding says so
