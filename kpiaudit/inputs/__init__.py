"""Paths -> metrics, each with its place; and whatever was wrong, skipped or worth a warning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kpiaudit.garbage import keeps_all
from kpiaudit.inputs.how import How
from kpiaudit.inputs.loader import Loader, shown
from kpiaudit.model import Finding, Kind, Metric, Problem, Skip
from kpiaudit.records import NamedTuple
from kpiaudit.source.limits import MAX_BYTES
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kpiaudit.aims import Aims

__all__ = ["How", "Loaded", "load", "shown"]


class Loaded(NamedTuple):
    """What was read: metrics in input order with ids unique among them, and what happened on the way."""

    metrics: tuple[Metric, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    errors: tuple[Problem, ...]
    passed: tuple[Skip, ...] = ()  # files met on a walk that hold no metrics
    aims: tuple[Aims, ...] = ()  # of the lists that say what they are for


@keeps_all
def load(
    paths: Sequence[str],
    *,
    kinds: Mapping[str, Kind],
    how: How | None = None,
    stdin: Callable[[], bytes] | None = None,
    max_bytes: int = MAX_BYTES,
    progress: Callable[[str, int], None] | None = None,
) -> Loaded:
    """Reads files and directories; `-` is what `stdin` returns.

    Each file is a list (a YAML file: one a document) with its own context. For bad input nothing is raised: it is in
    `errors`, and the rest goes on. `kinds` are those a person's verdict may name. `max_bytes` is for each file.
    `progress` is called with each file's path and the number of metrics read before it. Raises InputError where the
    descriptors of `how.formats` are no good.
    """
    loader = Loader(kinds, how or How(), stdin, max_bytes, progress)
    metrics = loader.load(paths)
    found = (loader.findings, loader.skipped, loader.errors, loader.passed, loader.aims)
    return Loaded(metrics, *(tuple(part) for part in found))  # type: ignore[arg-type]  # the order is that of Loaded
