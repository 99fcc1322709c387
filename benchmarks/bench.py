"""Speed, as ratios measured in one run: `make bench`. Never part of the tests: a busy machine would fail them.

Each figure is the smallest of several runs, taken in turns with what it is compared with, so that a slow minute of the
machine falls on both. Wall time and peak memory are the whole process's, as the kernel reports them.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # run as a script, this is not on the path

from benchmarks.generate import write

LARGE, SMALL, FEW = 100_000, 10_000, 20
FILES = 10_000
RUNS_LARGE, RUNS_WALK, RUNS_FEW = 3, 5, 15
LOAD = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), yaml.CSafeLoader)"
READ_ALL = "import sys, pathlib; [p.read_bytes() for p in pathlib.Path(sys.argv[1]).rglob('*') if p.is_file()]"
WALL_BOUND, MEMORY_BOUND, FEW_BOUND, GROWTH_BOUND, WALK_BOUND = 0.40, 0.50, 1.00, 11.0, 3.0


@dataclass(frozen=True)
class Run:
    """One process: seconds on the wall, and peak resident memory in megabytes."""

    wall: float
    memory: float


def run(command: list[str]) -> Run:
    """Runs a command, its output thrown away. Raises RuntimeError if it fails."""
    with open(os.devnull, "wb") as nothing:
        actions = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), 1)]
        started = time.perf_counter()
        process = os.posix_spawn(command[0], command, _environment(), file_actions=actions)
        _, status, usage = os.wait4(process, 0)
        wall = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(command)} failed")
    return Run(wall, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024))


def _environment() -> dict[str, str]:
    """Bytecode is used, as on a user's machine."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def in_turns(runs: int, *commands: list[str]) -> list[list[Run]]:
    """Runs of each command, in turns, after one to warm up."""
    for command in commands:
        run(command)
    rounds = [[run(command) for command in commands] for _ in range(runs)]
    return [list(column) for column in zip(*rounds, strict=True)]


def best(runs: list[Run]) -> Run:
    """The smallest wall time and the smallest peak of several runs."""
    return Run(min(one.wall for one in runs), min(one.memory for one in runs))


def show(label: str, runs: list[Run]) -> None:
    """Prints what was measured."""
    walls = [one.wall for one in runs]
    memory = best(runs).memory
    print(f"  {label:<44} {min(walls):8.3f} s (median {statistics.median(walls):.3f}) {memory:8.0f} MB")


def verdict(label: str, ratio: float, bound: float) -> bool:
    """Prints a ratio beside its bound; whether it holds."""
    holds = ratio <= bound
    print(f"{label:<46} {ratio:8.2f}   at most {bound:.2f}   {'holds' if holds else 'TOO MUCH'}")
    return holds


def write_files(directory: Path) -> None:
    """A repository of small files; one in a hundred holds a metric."""
    for number in range(FILES):
        folder = directory / f"d{number % 100}"
        folder.mkdir(exist_ok=True)
        text = f"version: 2\nmodels:\n- name: m{number}\n  columns: [{{name: id, tests: [unique]}}]\n"
        if number % 100 == 0:
            text += "  metrics: [{name: cases_solved, type: simple, agg: count}]\n"
        (folder / f"{number}.yml").write_text(text, encoding="utf-8")


def main() -> int:
    """Measures everything; 1 if a bound does not hold."""
    here = Path(sys.executable).parent
    audit = [str(here / "kpiaudit"), "audit"]
    with tempfile.TemporaryDirectory() as directory:
        large, small, few = (Path(directory, f"{count}.yaml") for count in (LARGE, SMALL, FEW))
        for path, count in ((large, LARGE), (small, SMALL), (few, FEW)):
            write(count, path)
        as_json = ["-f", f"json={Path(directory, 'audit.json')}"]
        load, whole, tenth = in_turns(
            RUNS_LARGE,
            [sys.executable, "-c", LOAD, str(large)],
            [*audit, str(large), *as_json],
            [*audit, str(small), *as_json],
        )
        files = Path(directory, "files")
        files.mkdir()
        write_files(files)
        read, walk = in_turns(RUNS_WALK, [sys.executable, "-c", READ_ALL, str(files)], [*audit, str(files), "--quiet"])
        lint, short = in_turns(RUNS_FEW, [str(here / "yamllint"), "-d", "relaxed", str(few)], [*audit, str(few)])
    show(f"yaml.CSafeLoader, {LARGE:,} KPIs", load)
    show(f"audit to JSON, {LARGE:,} KPIs", whole)
    show(f"audit to JSON, {SMALL:,} KPIs", tenth)
    show(f"pathlib reads {FILES:,} files", read)
    show(f"audit of {FILES:,} files", walk)
    show(f"yamllint, {FEW} KPIs", lint)
    show(f"audit as text, {FEW} KPIs", short)
    held = [
        verdict("wall, audit against loading alone", best(whole).wall / best(load).wall, WALL_BOUND),
        verdict("memory, audit against loading alone", best(whole).memory / best(load).memory, MEMORY_BOUND),
        verdict(f"wall, audit of {FEW} KPIs against yamllint", best(short).wall / best(lint).wall, FEW_BOUND),
        verdict(f"growth from {SMALL:,} to {LARGE:,} KPIs", best(whole).wall / best(tenth).wall, GROWTH_BOUND),
        verdict(f"wall, audit of {FILES:,} files against reading", best(walk).wall / best(read).wall, WALK_BOUND),
    ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
