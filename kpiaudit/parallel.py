"""Judging long lists in two processes, where the system can split one: half the time for the longest step."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import islice

from kpiaudit.judge import Judge
from kpiaudit.model import Evidence, Metric, Verdict

_AT_A_TIME = 2_000  # verdicts sent together
_WORTH_IT = 5_000  # metrics from which a second process saves more than it costs


def judge_all(judge: Judge, metrics: Sequence[Metric]) -> list[Verdict]:
    """A verdict for each metric, in order: the same, however many processes found them."""
    if len(metrics) < _WORTH_IT or not _can_split():
        return list(judge.judge_all(metrics))
    middle = len(metrics) // 2
    other = _Other(judge, metrics, middle)
    try:
        mine = list(judge.judge_all(metrics[:middle], among=metrics))
        theirs = other.verdicts()
    finally:
        other.end()
    if len(theirs) != len(metrics) - middle:  # it died: killed for want of memory, say
        theirs = list(judge.judge_all(metrics[middle:], among=metrics))
    return mine + theirs


def _can_split() -> bool:
    """Whether a copy of this process is cheap, safe, and has a processor to run on."""
    if not hasattr(os, "fork") or sys.platform == "darwin":  # where system libraries may not survive it
        return False
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return False  # a lock another thread holds would stay locked in the copy
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1


class _Other:
    """A copy of this process that judges the metrics from `first` on. Never more than a help: it may die."""

    def __init__(self, judge: Judge, metrics: Sequence[Metric], first: int) -> None:
        self._reader, writer = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            try:
                os.close(self._reader)
                _send(list(judge.judge_all(metrics[first:], among=metrics)), writer)
            finally:
                os._exit(0)  # whatever happened: what is open belongs to the other
        os.close(writer)

    def verdicts(self) -> list[Verdict]:
        """What it found, as far as it got."""
        import marshal

        verdicts: list[Verdict] = []
        evidence: list[Evidence] = []
        with open(self._reader, "rb", closefd=False) as pipe:
            try:
                while True:
                    said, rows = marshal.load(pipe)
                    evidence += [Evidence(*each) for each in said]
                    verdicts += [Verdict._make((*row, tuple([evidence[n] for n in of]), ())) for *row, of in rows]
            except (EOFError, ValueError, TypeError):
                return verdicts

    def end(self) -> None:
        """Leave nothing of it behind."""
        import signal

        os.close(self._reader)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _send(verdicts: Sequence[Verdict], writer: int) -> None:
    """Send verdicts as plain data, some at a time, so that the other side never holds all of it twice.

    Every different evidence goes once; verdicts hold the numbers of theirs.
    """
    import marshal

    numbers: dict[Evidence, int] = {}
    with open(writer, "wb") as pipe:
        for first in range(0, len(verdicts), _AT_A_TIME):
            known = len(numbers)
            rows = [
                (*verdict[:7], [numbers.setdefault(each, len(numbers)) for each in verdict.evidence])
                for verdict in verdicts[first : first + _AT_A_TIME]
            ]
            marshal.dump(([tuple(each) for each in islice(numbers, known, None)], rows), pipe)
