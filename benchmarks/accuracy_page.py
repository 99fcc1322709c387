"""Writes the figures of `docs/accuracy.md`: `python benchmarks/accuracy_page.py` (or `make accuracy`).

The page's prose is written by hand; what stands between `<!-- NAME -->` and `<!-- end -->` is generated from the
ledger's first verdicts and from the labelled rows that belong to the project, and a test keeps it current.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import CLASSES, Judged, judge_rows, read_rows, score  # noqa: E402 - a script finds only its folder
from benchmarks.blind.score import (  # noqa: E402 - as above
    First,
    batch_path,
    calibration_error,
    interval,
    macro_f1,
    precision,
    read_first,
    recall,
)
from kpiaudit.rulebook import load  # noqa: E402 - as above

PAGE = ROOT / "docs" / "accuracy.md"
PLOT = ROOT / "docs" / "calibration.svg"
ROUNDS = {str(number): range(6 * number - 5, 6 * number + 1) for number in range(1, 12)}
_BLOCK = re.compile(r"(<!-- ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def main() -> int:
    """Rewrite the page's generated blocks and the plot."""
    page, plot = render(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(page, encoding="utf-8")
    PLOT.write_text(plot, encoding="utf-8")
    return 0


def render(page: str) -> tuple[str, str]:
    """The page with its blocks made anew, and the plot."""
    firsts = {name: _firsts(numbers) for name, numbers in ROUNDS.items()}
    firsts = {name: rows for name, rows in firsts.items() if rows}
    last = list(firsts.values())[-1] if firsts else []
    judged = _known_rows()
    blocks = {
        "rounds": "\n".join(_rounds(firsts)),
        "calibration": "\n".join(_calibration(last)),
        "known": "\n".join(_known(judged)),
        "single": "\n".join(_single(judged)),
    }
    return _BLOCK.sub(lambda m: f"{m[1]}{blocks[m[2]]}\n{m[3]}", page), _plot(last)


def _firsts(numbers: Sequence[int]) -> list[First]:
    rows: list[First] = []
    for number in numbers:
        name = f"{number:02}"
        if (ROOT / "benchmarks/blind/first" / batch_path(name).name).is_file():
            rows += read_first(name)
    return rows


def _known_rows() -> dict[str, list[Judged]]:
    """Verdicts of today's rules on commercial.csv and on every batch that has its first score."""
    rulebook = load()
    scored = sorted((ROOT / "benchmarks/blind/first").glob("*.csv"))
    files = {"commercial.csv": ROOT / "benchmarks/labelled/commercial.csv"}
    files |= {path.stem: ROOT / "benchmarks/blind/batches" / path.name for path in scored}
    return {
        name: judge_rows([row for row in read_rows(path) if row.label in CLASSES], rulebook)
        for name, path in files.items()
    }


def _rounds(firsts: dict[str, list[First]]) -> Iterator[str]:
    yield "| round | rows | macro-F1 (95 % interval) | outcome recall | outcome precision | unclear | calibration |"
    yield "|---|---|---|---|---|---|---|"
    for name, rows in firsts.items():
        cells = [name, str(len(rows))]
        for figure in (macro_f1, recall, precision):
            low, high = interval(rows, figure)
            cells.append(f"{figure(rows):.3f} ({low:.2f} to {high:.2f})")
        cells += [f"{sum(r.said == 'unclear' for r in rows) / len(rows):.3f}", f"{calibration_error(rows):.3f}"]
        yield f"| {' | '.join(cells)} |"


def _bins(rows: Sequence[First]) -> Iterator[tuple[float, float, list[First]]]:
    for low, high in pairwise(_EDGES):
        found = [r for r in rows if r.said != "unclear" and low <= r.confidence < high + (high == 1.0)]
        if found:
            yield low, high, found


def _calibration(rows: Sequence[First]) -> Iterator[str]:
    yield "| confidence | verdicts | mean confidence | share right |"
    yield "|---|---|---|---|"
    for low, high, found in _bins(rows):
        mean = sum(r.confidence for r in found) / len(found)
        right = sum(r.right for r in found) / len(found)
        yield f"| {low:.0%} to {high:.0%} | {len(found)} | {mean:.0%} | {right:.0%} |"


def _plot(rows: Sequence[First]) -> str:
    """Share right against confidence as an SVG; on the diagonal, confidence keeps its word."""

    def at(x: float, y: float) -> str:
        return f"{40 + (x - 0.5) * 600:.0f},{340 - (y - 0.5) * 600:.0f}"

    points = [
        (sum(r.confidence for r in found) / len(found), sum(r.right for r in found) / len(found), len(found))
        for _, _, found in _bins(rows)
    ]
    dots = [
        f'<circle cx="{at(x, y).split(",")[0]}" cy="{at(x, y).split(",")[1]}" r="{3 + n**0.5 / 2:.1f}" '
        f'fill="#1f6f8b"><title>{n} verdicts</title></circle>'
        for x, y, n in points
    ]
    line = " ".join(at(x, y) for x, y, _ in points)
    ticks = [
        f'<text x="{40 + i * 60}" y="358" text-anchor="middle">{50 + i * 10} %</text>'
        f'<text x="34" y="{344 - i * 60}" text-anchor="end">{50 + i * 10} %</text>'
        for i in range(6)
    ]
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 20 380 360" font-family="sans-serif" font-size="10">',
            "<title>Share of verdicts that were right, against their confidence</title>",
            f'<polyline points="{at(0.5, 0.5)} {at(1, 1)}" stroke="#999" stroke-dasharray="4" fill="none"/>',
            f'<polyline points="{line}" stroke="#1f6f8b" fill="none"/>',
            *dots,
            *ticks,
            '<text x="190" y="374" text-anchor="middle">confidence</text>',
            "</svg>",
            "",
        ]
    )


def _known(judged: dict[str, list[Judged]]) -> Iterator[str]:
    yield "| rows | number | macro-F1 | outcome recall | outcome precision | kinds | unclear |"
    yield "|---|---|---|---|---|---|---|"
    clear = [j for j in judged["commercial.csv"] if j.row.data.get("clear") == "y"]
    batches = [j for name, found in judged.items() if name != "commercial.csv" for j in found]
    sets = {
        "commercial.csv": judged["commercial.csv"],
        "commercial.csv, clear: y": clear,
        "worked-off batches": batches,
    }
    for name, found in sets.items():
        s = score(found)
        figures = (s.macro_f1, s.recall["outcome"], s.precision["outcome"], s.kinds, s.unclear)
        yield f"| {name} | {s.rows} | {' | '.join(f'{f:.3f}' for f in figures)} |"


def _single(judged: dict[str, list[Judged]]) -> Iterator[str]:
    rows: dict[str, int] = defaultdict(int)
    for found in judged.values():
        for j in found:
            first = next((e.rule for e in j.verdict.evidence if e.says == j.verdict.cls), None)
            if first:
                rows[first] += 1
    single = sorted(rule for rule, count in rows.items() if count == 1)
    yield f"{len(single)} of {load().info.rules} rules decide just one of the known rows:"
    yield ""
    yield ", ".join(f"`{rule}`" for rule in single) + "."


if __name__ == "__main__":
    raise SystemExit(main())
