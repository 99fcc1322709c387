"""What other programs may call; re-exported by the package itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from os import PathLike
from pathlib import Path

from kpiaudit.model import Audit, Verdict
from kpiaudit.rulebook import Rulebook, load
from kpiaudit.run import Settings, audit_paths, judge_name

Paths = Sequence[str | PathLike[str]]


def audit(
    *paths: str | PathLike[str], rules: Paths = (), min_confidence: float = 0.0, decisions: str | PathLike[str] = ""
) -> Audit:
    """Audit every KPI in `paths` (files or directories).

    Args:
        paths: where the KPI lists are.
        rules: directories of rule files, laid over the shipped rules.
        min_confidence: 0 to 1; verdicts below it become unclear.
        decisions: what people decided; "" for every kpiaudit.decisions.yaml beside the lists and in the working
            directory.

    Raises:
        InputError: the rules cannot be used. Problems of the KPI lists stand in `Audit.errors` instead.
    """
    settings = Settings(
        rules=tuple(Path(r) for r in rules),
        min_confidence=min_confidence,
        decisions=str(decisions),
        today=time.strftime("%Y-%m-%d"),
    )
    return audit_paths([str(path) for path in paths], settings)


def classify(
    name: str, *, definition: str = "", formula: str = "", unit: str = "", sector: str = "", rules: Paths = ()
) -> Verdict:
    """Judge one KPI by its name and whatever else is known of it. Raises `InputError` if `rules` are no good."""
    book = load_rulebook(*rules) if rules else _shipped()
    _, verdict = judge_name(book, name, definition=definition, formula=formula, unit=unit, sector=sector)
    return verdict


def load_rulebook(*rules: str | PathLike[str]) -> Rulebook:
    """The shipped rules with the directories `rules` on top. Raises `InputError` with everything wrong in them."""
    return load([Path(directory) for directory in rules])


@cache
def _shipped() -> Rulebook:
    """The shipped rules, read once: whoever classifies one KPI mostly classifies more."""
    return load()
