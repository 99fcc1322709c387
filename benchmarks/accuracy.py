"""How well the rules judge labelled KPIs: `python benchmarks/accuracy.py FILE.csv... [--names-only] [--errors] ...`.

A labelled CSV has the columns name and class, and may have definition, formula, unit, kind, sector, clear, id.
`sector` is the sector of the list a row stands in, as `sector:` in a KPI list is; nothing else is given away.
Rows labelled `unclear` are left out and counted.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpiaudit.judge import Judge
from kpiaudit.model import ListContext, Location, Metric, Verdict
from kpiaudit.rulebook import Rulebook, load

CLASSES = ("output", "outcome")


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled KPI, and where it comes from."""

    data: dict[str, str]
    metric: Metric

    @property
    def label(self) -> str:
        """The class the labellers gave it."""
        return self.data["class"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled KPI with the verdict on it."""

    row: Row
    verdict: Verdict

    @property
    def right(self) -> bool:
        """Whether the verdict's class is the label."""
        return self.verdict.cls == self.row.label


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of a set of verdicts. Shares, 0 to 1; None where nothing was counted."""

    rows: int
    accuracy: float
    macro_f1: float
    precision: dict[str, float]
    recall: dict[str, float]
    unclear: float
    default: float
    kinds: float
    calibration_error: float
    confidence: float


def read_rows(path: Path, *, names_only: bool = False) -> list[Row]:
    """The labelled KPIs of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    rows = []
    for number, data in enumerate(found, 2):
        context = ListContext(path.name, sector=data.get("sector") or "")
        definition, formula, unit = (
            "" if names_only else _text(data, key) for key in ("definition", "formula", "unit")
        )
        metric = Metric(
            data.get("id") or str(number),
            data["name"].strip(),
            Location(path.name, number),
            context,
            definition=definition,
            formula=formula,
            unit=unit,
        )
        rows.append(Row(data, metric))
    return rows


def _text(data: dict[str, str], key: str) -> str:
    """A cell's text; "None(None)" is how one publisher exports an empty formula."""
    value = (data.get(key) or "").strip()
    return "" if value == "None(None)" else value


def judge_rows(rows: Sequence[Row], rulebook: Rulebook) -> list[Judged]:
    """Each row judged on its own: its sector is known, its neighbours are not."""
    judge = Judge(rulebook)
    return [Judged(row, judge.judge(row.metric)) for row in rows]


def score(judged: Sequence[Judged]) -> Scores:
    """The figures. Macro-F1 is the mean of the F1 of output and outcome; `unclear` is wrong for both.

    Calibration error: mean gap between confidence and share right over ten bins of confidence, weighted by rows
    (Naeini, Cooper, Hauskrecht 2015, "Obtaining well calibrated probabilities using Bayesian binning").
    """
    count = len(judged) or 1
    precision, recall, f1 = {}, {}, []
    for cls in CLASSES:
        hits = sum(j.right for j in judged if j.row.label == cls)
        said, true = (sum(test(j) == cls for j in judged) for test in (_said, _true))
        precision[cls], recall[cls] = hits / (said or 1), hits / (true or 1)
        f1.append(2 * hits / ((said + true) or 1))
    right = [j for j in judged if j.right]
    with_kind = [j for j in right if j.row.data.get("kind")]
    return Scores(
        rows=len(judged),
        accuracy=len(right) / count,
        macro_f1=sum(f1) / len(f1),
        precision=precision,
        recall=recall,
        unclear=sum(j.verdict.cls == "unclear" for j in judged) / count,
        default=sum(j.verdict.default for j in judged) / count,
        kinds=sum(j.verdict.kind == j.row.data["kind"] for j in with_kind) / (len(with_kind) or 1),
        calibration_error=_calibration_error(judged),
        confidence=sum(j.verdict.confidence for j in judged) / count,
    )


def _said(judged: Judged) -> str:
    return judged.verdict.cls


def _true(judged: Judged) -> str:
    return judged.row.label


def _calibration_error(judged: Sequence[Judged]) -> float:
    bins: dict[int, list[Judged]] = defaultdict(list)
    for j in judged:
        if j.verdict.cls != "unclear":
            bins[min(int(j.verdict.confidence * 10), 9)].append(j)
    total = sum(map(len, bins.values())) or 1
    return sum(abs(sum(j.verdict.confidence - j.right for j in found)) for found in bins.values()) / total


def table(title: str, judged: Sequence[Judged], left_out: int = 0) -> Iterator[str]:
    """The figures of one set as lines of text."""
    s = score(judged)
    yield f"{title}: {s.rows} rows" + (f" ({left_out} labelled unclear left out)" if left_out else "")
    yield f"  accuracy {s.accuracy:.3f}   macro-F1 {s.macro_f1:.3f}   kinds {s.kinds:.3f}"
    for cls in CLASSES:
        yield f"  {cls:8} precision {s.precision[cls]:.3f}   recall {s.recall[cls]:.3f}"
    yield f"  unclear {s.unclear:.3f}   default {s.default:.3f}   calibration error {s.calibration_error:.3f}"


def errors(judged: Sequence[Judged]) -> Iterator[str]:
    """Every wrong row with its evidence."""
    for j in judged:
        if j.right:
            continue
        v, m = j.verdict, j.row.metric
        said = "default output" if v.default else f"{v.cls}/{v.kind}"
        label = f"{j.row.label}/{j.row.data.get('kind') or '?'}"
        yield f"{m.id}  {label} but said {said} ({v.confidence:.2f})  [{m.context.sector}]"
        yield f"    {m.name}" + (f" -- {m.definition[:160]}" if m.definition else "")
        for e in v.evidence:
            yield f"      {e.points:4.1f} {e.says:7} {e.rule}: {e.field} “{e.text}”"


def rule_use(judged: Sequence[Judged]) -> Iterator[str]:
    """How many rows and sectors each rule decides (its vote is the strongest of the winning class)."""
    rows: dict[str, list[Judged]] = defaultdict(list)
    for j in judged:
        first = next((e for e in j.verdict.evidence if e.says == j.verdict.cls), None)
        if first:
            rows[first.rule].append(j)
    yield f"{'rule':40} rows right sectors"
    for rule, found in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
        sectors = {j.row.data.get("sector", "") for j in found}
        yield f"{rule:40} {len(found):4} {sum(j.right for j in found):5} {len(sectors):7}"


def turned(old: Sequence[Judged], new: Sequence[Judged]) -> Iterator[str]:
    """Every verdict that differs between two rule bases."""
    better = worse = 0
    for a, b in zip(old, new, strict=True):
        if a.verdict.cls == b.verdict.cls:
            continue
        better, worse = better + b.right, worse + a.right
        sign = "+" if b.right else "-" if a.right else "="
        rules = ", ".join(e.rule for e in b.verdict.evidence[:3]) or "no rule"
        yield f"{sign} {a.verdict.cls} -> {b.verdict.cls}  {b.row.metric.name}  ({rules})"
    yield f"turned right {better}, turned wrong {worse}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures for each file, and for all together where there are several."""
    options = _options(arguments)
    rulebook = load(options.rules)
    everything: list[Judged] = []
    for path in options.files:
        rows = read_rows(path, names_only=options.names_only)
        judged = judge_rows([r for r in rows if r.label in CLASSES], rulebook)
        everything += judged
        if not options.summary:
            _print_all(path.name, judged, len(rows) - len(judged), options)
        if options.against:
            old = judge_rows([j.row for j in judged], load(base=options.against))
            _print(turned(old, judged))
    if len(options.files) > 1:
        _print_all("all files", everything, 0, options)
    if options.rules_used:
        _print(rule_use(everything))
    return 0


def _print_all(title: str, judged: Sequence[Judged], left_out: int, options: argparse.Namespace) -> None:
    _print(table(title, judged, left_out))
    clear = [j for j in judged if j.row.data.get("clear") == "y"]
    if clear:
        _print(table(f"{title}, clear: y", clear))
    if options.by:
        _print_groups(judged, lambda j: j.row.data.get(options.by) or "-")
    if options.errors and (len(options.files) == 1 or title != "all files"):
        _print(errors(judged))


def _print_groups(judged: Sequence[Judged], key: Callable[[Judged], str]) -> None:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for j in judged:
        groups[key(j)].append(j)
    for name, found in sorted(groups.items()):
        s = score(found)
        print(f"  {name[:48]:48} {s.rows:4} rows  macro-F1 {s.macro_f1:.3f}  outcome recall {s.recall['outcome']:.3f}")


def _print(lines: Iterator[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.csv")
    parser.add_argument("--names-only", action="store_true", help="leave definitions, formulas and units out")
    parser.add_argument("--by", metavar="COLUMN", help="figures for each value of a column, such as sector")
    parser.add_argument("--errors", action="store_true", help="every wrong row with its evidence")
    parser.add_argument("--rules", dest="rules_used", action="store_true", help="rows and sectors each rule decides")
    parser.add_argument("--rules-dir", dest="rules", action="append", default=[], type=Path, help="more rules on top")
    parser.add_argument("--against", type=Path, metavar="OLD_RULES", help="verdicts that changed since these rules")
    parser.add_argument("--summary", action="store_true", help="only the figures for all files together")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
