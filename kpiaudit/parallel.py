"""Judging long lists in as many processes as there are processors: it is the longest step, and comes apart easily."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from itertools import islice

from kpiaudit.judge import Judge, Text
from kpiaudit.model import Evidence, Metric, Verdict
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Any

_AT_A_TIME = 2_000  # verdicts sent together
_WORTH_IT = 2_500  # metrics for which a process of their own saves more than it costs
_MOST = 8  # processes: each holds what the judge has learnt for itself

Row = Any
Sort = Callable[[Metric, Verdict, Sequence[Text]], Row]
"""What else is made of a KPI by the texts that the judge has just read. Gives plain data, for it may run elsewhere."""


class Judged(NamedTuple):
    """What is known of each metric, in order."""

    verdicts: list[Verdict]
    rows: list[Row]  # what the sorter said; empty without one


def judge_all(judge: Judge, metrics: Sequence[Metric], sort: Sort | None = None) -> Judged:
    """A verdict for each metric, in order: the same, however many processes found them."""
    parts = min(_processors(), _MOST, len(metrics) // _WORTH_IT)
    if parts < 2:
        return _judged(judge, metrics, metrics, sort)
    size = -(-len(metrics) // parts)
    first, *rest = (slice(start, start + size) for start in range(0, len(metrics), size))
    others: list[_Other] = []
    try:
        others.extend(_Other(judge, metrics, part, sort) for part in rest)
    except OSError:  # no more processes are to be had; `extend` keeps those there are
        for other in others:
            other.end()
        return _judged(judge, metrics, metrics, sort)
    try:
        found = _judged(judge, metrics[first], metrics, sort)
        judge.forget()  # before what the others found takes its place
        for other, part in zip(others, rest, strict=True):
            theirs = other.judged()
            if len(theirs.verdicts) != len(metrics[part]):  # it died: killed for want of memory, say
                theirs = _judged(judge, metrics[part], metrics, sort)
            found.verdicts.extend(theirs.verdicts)
            found.rows.extend(theirs.rows)
    finally:
        for other in others:
            other.end()
    return found


def _judged(judge: Judge, metrics: Sequence[Metric], among: Sequence[Metric], sort: Sort | None) -> Judged:
    rows: list[Row] = []

    def witness(metric: Metric, verdict: Verdict, texts: Sequence[Text]) -> None:
        if sort is not None:
            rows.append(sort(metric, verdict, texts))

    return Judged(list(judge.judge_all(metrics, among=among, witness=witness)), rows)


def _processors() -> int:
    """How many copies of this process would each have a processor to run on; 1 where copying is not cheap and safe."""
    if not hasattr(os, "fork") or sys.platform == "darwin":  # where system libraries may not survive it
        return 1
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return 1  # a lock another thread holds would stay locked in the copy
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Other:
    """A copy of this process that judges some of the metrics. Never more than a help: it may die."""

    def __init__(self, judge: Judge, metrics: Sequence[Metric], part: slice, sort: Sort | None) -> None:
        self._reader, writer = os.pipe()
        try:
            self._process = os.fork()
        except OSError:
            os.close(self._reader)
            os.close(writer)
            raise
        if self._process == 0:
            try:
                os.close(self._reader)
                _send(_judged(judge, metrics[part], metrics, sort), writer)
            finally:
                os._exit(0)  # whatever happened: what is open belongs to the other
        os.close(writer)

    def judged(self) -> Judged:
        """What it found, as far as it got."""
        import marshal

        verdicts: list[Verdict] = []
        evidence: list[Evidence] = []
        rows: list[Row] = []
        with open(self._reader, "rb", closefd=False) as pipe:
            try:
                while True:
                    said, made, sorted_rows = marshal.load(pipe)
                    evidence += [Evidence(*each) for each in said]
                    verdicts += [Verdict._make((*row, tuple([evidence[n] for n in of]), ())) for *row, of in made]
                    rows += sorted_rows
            except (EOFError, ValueError, TypeError):
                return Judged(verdicts, rows)

    def end(self) -> None:
        """Leave nothing of it behind."""
        import signal

        os.close(self._reader)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _send(judged: Judged, writer: int) -> None:
    """Send what was found as plain data, some at a time, so that the other side never holds all of it twice.

    Every different evidence goes once; verdicts hold the numbers of theirs.
    """
    import marshal

    numbers: dict[Evidence, int] = {}
    with open(writer, "wb") as pipe:
        for first in range(0, len(judged.verdicts), _AT_A_TIME):
            known, last = len(numbers), first + _AT_A_TIME
            made = [
                (*verdict[:8], [numbers.setdefault(each, len(numbers)) for each in verdict.evidence])
                for verdict in judged.verdicts[first:last]
            ]
            said = [tuple(each) for each in islice(numbers, known, None)]
            marshal.dump((said, made, judged.rows[first:last]), pipe)
