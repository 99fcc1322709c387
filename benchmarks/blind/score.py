"""Score blind batches, once: `python benchmarks/blind/score.py 01 02 ...` appends their rows to LEDGER.md.

Prints the figures and nothing about single rows. A batch that stands in the ledger already is refused: a second
score would not be a first one. `--pooled 19 20 ...` prints the figures of the scored batches taken together, from
the verdicts kept in `first/`, with a 95 % interval by bootstrap over rows (Efron 1979), and changes nothing.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from benchmarks.accuracy import Judged, judge_rows, read_rows, score  # noqa: E402 - a script finds its own folder only
from kpiaudit.rulebook import load  # noqa: E402 - as above

LEDGER = HERE / "LEDGER.md"
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class First:
    """A row's first verdict, as kept in `first/`."""

    label: str
    second: str
    said: str
    confidence: float

    @property
    def right(self) -> bool:
        """Whether the first verdict's class is the first labelling's."""
        return self.said == self.label


def batch_path(number: str) -> Path:
    """The file of a batch. Raises `SystemExit` where there is none or more than one."""
    found = list((HERE / "batches").glob(f"{number}-*.csv"))
    if len(found) != 1:
        raise SystemExit(f"there is no batch {number}")
    return found[0]


def scored_batches() -> list[Path]:
    """The batches that have had their first score: those that may be looked at."""
    return sorted(path for path in (HERE / "batches").glob("*.csv") if (HERE / "first" / path.name).exists())


def score_batch(path: Path) -> str:
    """The ledger row of one batch; its first verdicts are kept beside it."""
    rulebook = load()
    judged = judge_rows([row for row in read_rows(path) if row.label in ("output", "outcome")], rulebook)
    undisputed = [j for j in judged if j.row.data["second_class"] == j.row.label]
    keep(path, judged)
    s = score(judged)
    cells = [
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        path.stem,
        rulebook.info.digest[7:19],
        str(s.rows),
        f"{s.macro_f1:.3f}",
        f"{score(undisputed).macro_f1:.3f}",
        *(
            f"{value:.3f}"
            for value in (s.precision["outcome"], s.recall["outcome"], s.unclear, s.default, s.confidence)
        ),
    ]
    return f"| {' | '.join(cells)} |"


def keep(path: Path, judged: Sequence[Judged]) -> None:
    """Write the first verdicts, so that they can be pooled and calibrated on later."""
    folder = HERE / "first"
    folder.mkdir(exist_ok=True)
    with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "class", "second_class", "said", "kind", "default", "confidence", "margin"])
        for j in judged:
            v, data = j.verdict, j.row.data
            default = "y" if v.default else ""
            said = [v.cls, v.kind or "", default, f"{v.confidence:.3f}", f"{v.margin:.3f}"]
            writer.writerow([data["id"], data["class"], data["second_class"], *said])


def read_first(number: str) -> list[First]:
    """The first verdicts of a scored batch."""
    with (HERE / "first" / batch_path(number).name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [First(r["class"], r["second_class"], r["said"], float(r["confidence"])) for r in rows]


def macro_f1(rows: Sequence[First]) -> float:
    """Mean of the F1 of output and outcome; unclear is wrong for both."""
    f1 = []
    for cls in ("output", "outcome"):
        hits = sum(r.label == r.said == cls for r in rows)
        both = sum(r.label == cls for r in rows) + sum(r.said == cls for r in rows)
        f1.append(2 * hits / (both or 1))
    return sum(f1) / 2


def recall(rows: Sequence[First]) -> float:
    """Share of the outcomes that were called so."""
    return sum(r.right for r in rows if r.label == "outcome") / (sum(r.label == "outcome" for r in rows) or 1)


def precision(rows: Sequence[First]) -> float:
    """Share of those called outcome that are."""
    return sum(r.right for r in rows if r.said == "outcome") / (sum(r.said == "outcome" for r in rows) or 1)


def calibration_error(rows: Sequence[First]) -> float:
    """Expected calibration error over ten bins of confidence, unclear left out."""
    bins: dict[int, list[First]] = {}
    for r in rows:
        if r.said != "unclear":
            bins.setdefault(min(int(r.confidence * 10), 9), []).append(r)
    total = sum(map(len, bins.values())) or 1
    return sum(abs(sum(r.confidence - r.right for r in found)) for found in bins.values()) / total


def interval(rows: Sequence[First], figure: Callable[[Sequence[First]], float]) -> tuple[float, float]:
    """The middle 95 % of a figure over resampled rows."""
    draw = random.Random(1)
    values = sorted(figure(draw.choices(rows, k=len(rows))) for _ in range(RESAMPLES))
    return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES) - 1]


def pooled(numbers: Sequence[str]) -> None:
    """Print the figures of several batches' first scores together."""
    rows = [row for number in numbers for row in read_first(number)]
    print(f"{len(rows)} rows, {sum(r.label == 'outcome' for r in rows)} outcomes")
    for name, figure in (("macro-F1", macro_f1), ("outcome recall", recall), ("outcome precision", precision)):
        low, high = interval(rows, figure)
        print(f"{name} {figure(rows):.3f} (95 % interval {low:.3f} to {high:.3f})")
    undisputed = [r for r in rows if r.label == r.second]
    print(f"macro-F1 without the {len(rows) - len(undisputed)} disputed rows {macro_f1(undisputed):.3f}")
    print(f"calibration error {calibration_error(rows):.3f}")


def main(arguments: Sequence[str]) -> int:
    """Score the batches named, or pool those scored before."""
    if arguments[:1] == ["--pooled"]:
        pooled(arguments[1:])
        return 0
    ledger = LEDGER.read_text(encoding="utf-8")
    for number in arguments:
        path = batch_path(number)
        if f"| {path.stem} |" in ledger:
            raise SystemExit(f"batch {number} has its first score already")
    for number in arguments:
        row = score_batch(batch_path(number))
        with LEDGER.open("a", encoding="utf-8") as file:
            file.write(row + "\n")
        print(row)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
