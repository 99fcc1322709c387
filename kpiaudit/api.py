"""What other programs may call; re-exported by the package itself."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cache
from os import PathLike
from pathlib import Path

from kpiaudit.analyses.balance import GROUPED_BY
from kpiaudit.inputs.how import How
from kpiaudit.model import NOTHING, Audit, Verdict
from kpiaudit.rulebook import Rulebook, load
from kpiaudit.run import Settings, audit_paths, judge_name

Paths = Sequence[str | PathLike[str]]


def audit(
    *paths: str | PathLike[str],
    rules: Paths = (),
    min_confidence: float = 0.0,
    decisions: str | PathLike[str] = "",
    formats: Paths = (),
    columns: Mapping[str, str | int] = NOTHING,
    language: str = "",
    sheets: Sequence[str] = (),
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    by: str = "",
) -> Audit:
    """Audit every KPI in `paths` (files or directories). No settings file is read: what counts stands in the call.

    Args:
        paths: where the KPI lists are.
        rules: directories of rule files, laid over the shipped rules.
        min_confidence: 0 to 1; verdicts below it become unclear.
        decisions: what people decided; "" for every kpiaudit.decisions.yaml beside the lists and in the working
            directory.
        formats: directories of descriptors, laid over the shipped formats.
        columns: of tables, field -> number of its column from 1, or its header.
        language: where texts stand in several languages, the code of the one to read.
        sheets: of workbooks, names or globs; none for the first that holds KPIs.
        include: in directories, globs of the files that are read.
        exclude: in directories, globs of the files that are not.
        by: what `balances.groups` is by: path, department, owner, level or sector.

    Raises:
        InputError: the rules or formats cannot be used. Problems of the KPI lists stand in `Audit.errors` instead.
        ValueError: there is no such `by`.
    """
    if by and by not in GROUPED_BY:
        raise ValueError(f"by has to be one of {', '.join(GROUPED_BY)}, not {by!r}")
    how = How(
        formats=tuple(Path(directory) for directory in formats),
        columns={field: str(column) for field, column in columns.items()},
        language=language.lower(),
        sheets=tuple(sheets),
        include=tuple(include),
        exclude=tuple(exclude),
    )
    settings = Settings(
        rules=tuple(Path(r) for r in rules),
        min_confidence=min_confidence,
        decisions=str(decisions),
        today=time.strftime("%Y-%m-%d"),
        how=how,
        by=by,
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
