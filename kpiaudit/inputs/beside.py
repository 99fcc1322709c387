"""Which files of decisions a run has: the working directory's, and those that lie beside its inputs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from kpiaudit.model import Metric

DECISIONS = "kpiaudit.decisions.yaml"
"""The name a file of decisions has, so that it is found."""


def decision_files(paths: Sequence[str], metrics: Iterable[Metric]) -> list[str]:
    """The files of decisions for these inputs, as far from the lists as possible first; each file once.

    Looked for in the working directory, in the directories among `paths`, and beside every list that was read.
    """
    directories = {os.path.dirname(path) for path in {metric.location.path for metric in metrics}}  # noqa: PTH120  on the way of every audit: pathlib takes longer to load
    directories.update(path for path in paths if path != "-" and os.path.isdir(path))  # noqa: PTH112  as above
    nearer = sorted({os.path.relpath(each or ".") for each in directories} - {"."})
    found: dict[str, str] = {}
    for directory in (".", *nearer):
        file = DECISIONS if directory == "." else os.path.join(directory, DECISIONS)  # noqa: PTH118  as above
        if os.path.lexists(file):
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())
