"""Long lists in two processes, where the system can split one: half the time for the longest steps."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kpiaudit.judge import Judge
from kpiaudit.model import Evidence, Metric, Verdict

Item = TypeVar("Item")
Found = TypeVar("Found")
Plain = TypeVar("Plain")  # dicts, lists, tuples, text, numbers

_WORTH_IT = 5_000  # metrics from which a second process saves more than it costs


def judge_all(judge: Judge, metrics: Sequence[Metric]) -> list[Verdict]:
    """A verdict for each metric, in order: the same, however many processes found them."""
    return _halved(
        metrics,
        lambda part: list(judge.judge_all(part, among=metrics)),
        pack=_packed,
        unpack=_unpacked,
    )


def read_all(work: Callable[[Sequence[Item]], list[Plain]], items: Sequence[Item]) -> list[Plain]:
    """What `work` makes of the items: plain data for each, in order. `work` may be called for parts of them."""
    return _halved(items, work, pack=lambda found: found, unpack=lambda found: found)


def _halved(
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], list[Found]],
    *,
    pack: Callable[[list[Found]], Any],
    unpack: Callable[[Any], list[Found]],
) -> list[Found]:
    if len(items) < _WORTH_IT or not _can_split():
        return work(items)
    middle = len(items) // 2
    other = _Other(lambda: pack(work(items[middle:])))
    try:
        mine = work(items[:middle])
        sent = other.found()
    finally:
        other.end()
    theirs = unpack(sent) if sent is not None else []
    if len(theirs) != len(items) - middle:  # it died: killed for want of memory, say
        theirs = work(items[middle:])
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
    """A copy of this process that does some of the work. Never more than a help: it may die."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._reader, writer = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            try:
                os.close(self._reader)
                _send(work(), writer)
            finally:
                os._exit(0)  # whatever happened: what is open belongs to the other
        os.close(writer)

    def found(self) -> Any:
        """What it found; None if it did not get there."""
        import marshal

        with open(self._reader, "rb", closefd=False) as pipe:
            try:
                return marshal.loads(pipe.read())
            except (EOFError, ValueError, TypeError):
                return None

    def end(self) -> None:
        """Leave nothing of it behind."""
        import signal

        os.close(self._reader)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _send(found: Any, writer: int) -> None:
    import marshal

    with open(writer, "wb") as pipe:
        pipe.write(marshal.dumps(found))


def _packed(verdicts: Sequence[Verdict]) -> tuple[list[Any], list[Any]]:
    """Verdicts as plain data: every different evidence once, then verdicts with the numbers of theirs."""
    numbers: dict[Evidence, int] = {}
    rows = [
        (*verdict[:7], [numbers.setdefault(each, len(numbers)) for each in verdict.evidence]) for verdict in verdicts
    ]
    return [tuple(each) for each in numbers], rows


def _unpacked(sent: tuple[list[Any], list[Any]]) -> list[Verdict]:
    said, rows = sent
    evidence = [Evidence(*each) for each in said]
    return [Verdict._make((*row, tuple(map(evidence.__getitem__, numbers)), ())) for *row, numbers in rows]
