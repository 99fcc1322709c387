"""The rules as the program uses them: one immutable `Rulebook` with a digest.

`kpiaudit.rulebook.check` checks rule files; it is not imported here because it brings the compiler with it.
"""

from kpiaudit.rulebook.book import Rulebook
from kpiaudit.rulebook.loading import load

__all__ = ["Rulebook", "load"]
