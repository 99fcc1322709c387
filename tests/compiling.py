"""What takes seconds to compile is compiled once a run, in however many processes the tests run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from kpiaudit.model import InputError
from kpiaudit.rulebook import load


def compile_once(shared: Path, *clients: Sequence[Path]) -> None:
    """Compile the shipped rules with each of these under them into the cache that the processes have in common.

    Every process first compiles what no other is at, then waits for the others: two rulebooks take two processes as
    long as one. What cannot be compiled is left to the tests that need it. `shared` is where the locks stand.
    """
    for how in (LOCK_EX | LOCK_NB, LOCK_EX):
        for number, directories in enumerate(clients):
            with open(shared / f"{number}.lock", "wb") as lock, suppress(BlockingIOError, InputError):
                flock(lock, how)
                load(directories)
