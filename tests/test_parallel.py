"""A long list judged by several processes: the same verdicts, also when some of them die."""

from __future__ import annotations

import os

import pytest

from kpiaudit import parallel
from kpiaudit.judge import Judge
from kpiaudit.rulebook import load
from tests.build import metric

NAMES = (
    "Calls answered",
    "Patients recovered",
    "Right time",
    "Complaints received",
    "Strategic quality index",
    "Cancelled",
)
METRICS = [metric(f"{name} {number}") for number, name in enumerate(NAMES * 4)]


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """A judge to whom every list is long and every machine has five processors."""
    monkeypatch.setattr(parallel, "_WORTH_IT", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(5)), raising=False)
    return Judge(load())


def test_several_processes_find_what_one_finds(judge: Judge) -> None:
    assert parallel.judge_all(judge, METRICS).verdicts == list(judge.judge_all(METRICS))


def test_what_a_dead_helper_leaves_is_judged_here(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(judged: parallel.Judged, writer: int) -> None:
        os.write(writer, b"half")
        os._exit(1)

    monkeypatch.setattr(parallel, "_send", die)
    assert parallel.judge_all(judge, METRICS).verdicts == list(judge.judge_all(METRICS))


def test_where_no_more_processes_are_to_be_had_one_judges_all(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    fork, left = os.fork, [True, False]

    def forked() -> int:
        if not left.pop(0):
            raise BlockingIOError("Resource temporarily unavailable")
        return fork()

    monkeypatch.setattr(os, "fork", forked)
    assert parallel.judge_all(judge, METRICS).verdicts == list(judge.judge_all(METRICS))
    assert left == []
