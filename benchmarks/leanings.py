"""What single words lean to: `python benchmarks/leanings.py` writes `rules/forms/words.yaml` anew.

A logistic regression of the class on the words of the names, and one on those of the definitions, of all labelled rows
that belong to the project, with a penalty on the sum of the weights (Tibshirani 1996, "Regression shrinkage and
selection via the lasso"; solved by coordinate descent, Friedman, Hastie and Tibshirani 2010), so that only words remain
that tell something the others do not. Batches that have not been scored yet are never among the rows. What comes out is
a rule file like any other, to be read and changed by people.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import CLASSES, Row, read_rows  # noqa: E402 - a script finds only its folder
from benchmarks.blind.score import scored_batches  # noqa: E402 - as above
from kpiaudit.parts import Parts  # noqa: E402 - as above
from kpiaudit.rulebook import Rulebook, load  # noqa: E402 - as above

FILE = ROOT / "rules" / "forms" / "words.yaml"
LABELLED = ROOT / "benchmarks" / "labelled"
LEAST_ROWS = 8  # rows a word must stand in
PENALTY = 2.0
ROUNDS = 40
SMALLEST = 0.15  # log odds below which a word says nothing
POINTS = {"name": 1.0, "definition": 1.5}  # for each of log odds: found on first verdicts, round by round (decision 10)


def main() -> int:
    """Write the rule file."""
    book = load()
    paths = (*sorted(LABELLED.glob("*.csv")), *scored_batches())
    rows = [row for path in paths for row in read_rows(path) if row.label in CLASSES]
    lines = ["words:"]
    for field in POINTS:
        lines += _counted(book, rows, field)
    head, _, _ = FILE.read_text(encoding="utf-8").partition("words:\n")
    FILE.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _counted(book: Rulebook, rows: list[Row], field: str) -> list[str]:
    """The lines of the rule file about a field."""
    parts = Parts(book)
    texts = [[part.text for part in parts.of(row.metric) if part.field == field] for row in rows]
    if field == "name":
        texts = [[row.metric.name] for row in rows]
    rows = [row for row, found in zip(rows, texts, strict=True) if found]
    words, shown = _words(book, [found for found in texts if found])
    start, weights = fit(words, [row.label == "outcome" for row in rows])
    kinds = _kinds(words, [row.data.get("kind", "") if row.label == "outcome" else "" for row in rows])
    start, points = start * POINTS[field], {word: weight * POINTS[field] for word, weight in weights.items()}
    print(f"{len(rows)} rows, {len(weights)} words; words-of-{field}-start: {start:.2f}")
    return _written(field, points, shown, kinds)


def _kinds(words: list[list[str]], kinds: list[str]) -> dict[str, str]:
    """The kind of outcome that each word mostly stands for."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row, kind in zip(words, kinds, strict=True):
        if kind:
            for word in row:
                counts[word][kind] += 1
    return {word: max(found, key=lambda kind: (found[kind], kind == "success")) for word, found in counts.items()}


def _words(book: Rulebook, rows: Sequence[list[str]]) -> tuple[list[list[str]], dict[str, str]]:
    """The stems in the texts of each row that stand in enough of them, and how each is mostly written."""
    read = [
        {book.lexicon.stem(t.word): t.word for text in texts for t in book.read(text).tokens if not _number(t.word)}
        for texts in rows
    ]
    counts, written = Counter(stem for stems in read for stem in stems), defaultdict[str, Counter[str]](Counter)
    for stems in read:
        for stem, word in stems.items():
            written[stem][word] += 1
    shown = {stem: written[stem].most_common(1)[0][0] for stem, count in counts.items() if count >= LEAST_ROWS}
    return [[stem for stem in stems if stem in shown] for stems in read], shown


def _number(word: str) -> bool:
    return not any(map(str.isalpha, word))


def fit(rows: list[list[str]], outcomes: list[bool]) -> tuple[float, dict[str, float]]:
    """The intercept, and a weight for each word that tells something: positive for outcomes. In log odds."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for word in row:
            places[word].append(place)
    start, weights, sums = 0.0, dict.fromkeys(sorted(places), 0.0), [0.0] * len(rows)
    for _ in range(ROUNDS):
        step = _step(range(len(rows)), sums, outcomes, 0.0, 0.0)
        start += step
        sums = [s + step for s in sums]
        for word, before in weights.items():
            step = _step(places[word], sums, outcomes, before, PENALTY)
            if step:
                weights[word] = before + step
                for place in places[word]:
                    sums[place] += step
    return start, {word: weight for word, weight in weights.items() if abs(weight) >= SMALLEST}


def _step(places: range | list[int], sums: list[float], outcomes: list[bool], weight: float, penalty: float) -> float:
    """How far to move a weight: Newton's step, drawn towards zero by the penalty."""
    slope = curve = 0.0
    for place in places:
        chance = 1 / (1 + math.exp(-sums[place]))
        slope += outcomes[place] - chance
        curve += chance * (1 - chance)
    curve = max(curve, 0.05)
    target = weight + slope / curve
    return math.copysign(max(abs(target) - penalty / curve, 0.0), target) - weight


def _written(field: str, weights: dict[str, float], shown: dict[str, str], kinds: dict[str, str]) -> list[str]:
    """The rule file's lines for a field: a rule for each kind of outcome, and one for outputs."""
    lines: list[str] = []
    prefix = "words-of" if field == "name" else "words-in-definitions-of"
    outcomes = {stem: weight for stem, weight in weights.items() if weight > 0}
    for kind in sorted({kinds.get(stem, "success") for stem in outcomes}):
        found = {shown[stem]: weight for stem, weight in outcomes.items() if kinds.get(stem, "success") == kind}
        lines += _rule(f"{prefix}-{kind}", OUTCOMES.format(kind=kind, field=field), field, found)
    outputs = {shown[stem]: -weight for stem, weight in weights.items() if weight < 0}
    return lines + _rule(f"{prefix}-outputs", OUTPUTS.format(field=field), field, outputs)


def _rule(name: str, text: str, field: str, words: dict[str, float]) -> list[str]:
    about = [f"    field: {field}"] if field != "name" else []
    points = [f'      "{word}": {words[word]:.1f}' for word in sorted(words)]
    return [f"  - id: {name}", *text.strip("\n").splitlines(), *about, "    words:", *points]


OUTCOMES = """
    says: outcome
    kind: {kind}
    why: These words stand mostly in the {field}s of outcomes of this kind; they settle what phrases leave open.
"""
OUTPUTS = """
    says: output
    kind: activity
    why: These words stand mostly in the {field}s of outputs; they settle what phrases leave open.
    ask: What is different for the customer when this number rises?
    instead: Share of customers who got what they came for
"""

if __name__ == "__main__":
    sys.exit(main())
