"""What words lean to: `python benchmarks/leanings.py` writes `rules/forms/words.yaml` and `words-of-kinds.yaml` anew.

A logistic regression of the class on the words, and the pairs of neighbouring words, of the names and definitions of
all labelled rows that belong to the project, and of the examples that the rules find. Its penalty is on the squares of
the weights (ridge: Hoerl and Kennard 1970), the smaller the rarer a word is, as by its inverse document frequency
(Spärck Jones 1972); solved by coordinate descent (Friedman, Hastie and Tibshirani 2010). The words and pairs that move
most are kept, and their weights fitted once more. Kinds are told by single words, each kind against the others of its
class. Batches that have not been scored yet are never among the rows. What comes out are rule files like any other, to
be read and changed by people.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import CLASSES, Row, read_rows  # noqa: E402 - a script finds only its folder
from benchmarks.blind.score import scored_batches  # noqa: E402 - as above
from kpiaudit.leaning import COUNTED_FIELDS  # noqa: E402 - as above
from kpiaudit.model import ListContext, Location, Metric  # noqa: E402 - as above
from kpiaudit.parts import Parts  # noqa: E402 - as above
from kpiaudit.phrases.reading import Reading  # noqa: E402 - as above
from kpiaudit.rulebook import Rulebook, load  # noqa: E402 - as above
from kpiaudit.rulebook.files import read_layer, shipped  # noqa: E402 - as above
from kpiaudit.rulebook.layers import merge  # noqa: E402 - as above
from kpiaudit.rulebook.loading import parse_all  # noqa: E402 - as above

FILE = ROOT / "rules" / "forms" / "words.yaml"
KINDS_FILE = ROOT / "rules" / "forms" / "words-of-kinds.yaml"
LABELLED = ROOT / "benchmarks" / "labelled"
LEAST_ROWS = 2  # rows a word or pair must stand in
KEPT = 22000  # how many words and pairs lean to a class
KEPT_OF_KINDS = 3000  # how many words tell the kinds of each class
LEAST_ROWS_OF_KINDS = 3
PENALTY = 3.0  # for a word that stands in every row; the rarer it is, the less
SWEEPS = 25
FARTHEST = 1.0  # a step: Newton's may overshoot where chances are near 0 or 1
SMALLEST = 0.05  # points below which a word is left out
PENALTY_OF_KINDS, SMALLEST_OF_KINDS, POINTS_OF_KINDS = 3.6, 0.5, 0.8  # the same for kinds
POINTS = 2.0  # for each of log odds: found on lists that the weights were not fitted to (decisions 11 and 13)

Words = dict[str, float]
"""The words and pairs of a row, and how much each weighs."""


def main() -> int:
    """Write the rule files."""
    book = load()
    paths = (*sorted(LABELLED.glob("*.csv")), *scored_batches())
    rows = [row for path in paths for row in read_rows(path) if row.label in CLASSES]
    rows += examples()
    words = words_of(book, rows)
    start, weights = fit(words, [row.label == "outcome" for row in rows])
    points = {word: weight * POINTS for word, weight in weights.items()}
    print(f"{len(rows)} rows, {len(points)} words and pairs; words-start: {start * POINTS:.2f}")
    _write(FILE, "words:", _written(points, _kinds(words, rows)))
    starts, told = fit_kinds(words, rows)
    print(f"{len(told)} words tell kinds")
    _write(KINDS_FILE, "words_of_kinds:", _written_kinds(starts, told))
    return 0


def _write(path: Path, key: str, lines: list[str]) -> None:
    head, _, _ = path.read_text(encoding="utf-8").partition(key + "\n")
    path.write_text(head + "\n".join([key, *lines]) + "\n", encoding="utf-8")


def examples() -> list[Row]:
    """The examples that the shipped rules find, each with the class and kind of its rule."""
    parsed, _ = parse_all([read_layer(shipped())])
    rows = []
    for placed in merge(parsed)[0].rules.values():
        entry = placed.entry
        for hit in entry.examples.hit if entry.examples else ():
            metric = Metric("", hit, Location("", 0), ListContext(""))
            rows.append(Row({"class": entry.says or "", "kind": entry.kind or ""}, metric))
    return rows


def words_of(book: Rulebook, rows: Iterable[Row]) -> list[Words]:
    """The words and pairs of neighbouring words in the name and definition of each row, as the judge counts them."""
    parts, in_name = Parts(book), book.policy["words-in-name"]
    found: list[Words] = []
    for row in rows:
        words: Words = {}
        for part in parts.of(row.metric):
            if part.field in COUNTED_FIELDS:
                weight = in_name if part.field == "name" else 1.0
                for word in _read(book.read(part.text)):
                    words.setdefault(word, weight)
        found.append(words)
    return found


def _read(reading: Reading) -> Iterable[str]:
    for first, stop in reading.sentences:
        counted = [token.counted.word for token in reading.tokens[first:stop]]
        yield from counted
        yield from (f"{one} {two}" for one, two in pairwise(counted))


def fit(rows: list[Words], outcomes: list[bool]) -> tuple[float, dict[str, float]]:
    """The intercept, and weights of the words and pairs that move most: positive for outcomes. In log odds."""
    counts = Counter(word for row in rows for word in row)
    penalties = _penalties({word: count for word, count in counts.items() if count >= LEAST_ROWS}, len(rows), PENALTY)
    _, weights = _descend(rows, outcomes, penalties)
    moving = sorted(weights, key=lambda word: (-abs(weights[word]) * math.sqrt(counts[word]), word))[:KEPT]
    return _descend(rows, outcomes, {word: penalties[word] for word in moving})


def fit_kinds(words: list[Words], rows: list[Row]) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """The intercept of each kind, and for each word its weights for the kinds it tells something of. In log odds."""
    starts: dict[str, float] = {}
    told: dict[str, dict[str, float]] = defaultdict(dict)
    for cls in CLASSES:
        chosen = [number for number, row in enumerate(rows) if row.label == cls and row.data.get("kind")]
        of_class = [dict.fromkeys(words[number], 1.0) for number in chosen]
        kinds = [rows[number].data["kind"] for number in chosen]
        counts = Counter(word for row in of_class for word in row if " " not in word)
        common = {word: count for word, count in counts.items() if count >= LEAST_ROWS_OF_KINDS}
        penalties = _penalties(common, len(rows), PENALTY_OF_KINDS)
        fitted = {each: _descend(of_class, [kind == each for kind in kinds], penalties) for each in sorted(set(kinds))}
        most = {word: max(abs(weights[word]) for _, weights in fitted.values()) for word in penalties}
        moving = sorted(most, key=lambda word: (-most[word] * math.sqrt(counts[word]), word))[:KEPT_OF_KINDS]
        penalties = {word: penalties[word] for word in moving}
        for each in fitted:
            start, weights = _descend(of_class, [kind == each for kind in kinds], penalties)
            starts[each] = start * POINTS_OF_KINDS
            for word, weight in weights.items():
                if abs(weight) >= SMALLEST_OF_KINDS:
                    told[word][each] = weight * POINTS_OF_KINDS
    return starts, told


def _penalties(counts: dict[str, int], rows: int, most: float) -> dict[str, float]:
    return {word: most / (1 + math.log(rows / count)) ** 2 for word, count in counts.items()}


def _descend(rows: list[Words], outcomes: list[bool], penalties: dict[str, float]) -> tuple[float, dict[str, float]]:
    """Weights of the words that have a penalty: one after the other is moved to where it fits best, again and again."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, row in enumerate(rows):
        known = {word: weight for word, weight in row.items() if word in penalties}
        length = math.sqrt(sum(weight**2 for weight in known.values()))
        for word, weight in known.items():
            places[word].append((place, weight / length))
    start, weights, sums = 0.0, dict.fromkeys(sorted(places), 0.0), [0.0] * len(rows)
    everywhere = [(place, 1.0) for place in range(len(rows))]
    for _ in range(SWEEPS):
        step = _step(everywhere, sums, outcomes, 0.0, 0.0)
        start += step
        for word, before in weights.items():
            step = _step(places[word], sums, outcomes, before, penalties[word])
            weights[word] = before + step
    return start, weights


def _step(
    places: Sequence[tuple[int, float]], sums: list[float], outcomes: list[bool], weight: float, penalty: float
) -> float:
    """Move a weight by Newton's step, drawn towards zero by the penalty, and the sums of its rows with it."""
    slope, curve = -penalty * weight, penalty
    for place, share in places:
        chance = 1 / (1 + math.exp(-sums[place]))
        slope += share * (outcomes[place] - chance)
        curve += share * share * chance * (1 - chance)
    step = max(-FARTHEST, min(FARTHEST, slope / max(curve, 1e-6)))
    for place, share in places:
        sums[place] += step * share
    return step


def _kinds(words: list[Words], rows: list[Row]) -> dict[bool, dict[str, str]]:
    """The kind that each word mostly stands for, in outcomes (True) and in outputs (False)."""
    counts: dict[bool, dict[str, Counter[str]]] = {True: defaultdict(Counter), False: defaultdict(Counter)}
    for found, row in zip(words, rows, strict=True):
        if kind := row.data.get("kind"):
            for word in found:
                counts[row.label == "outcome"][word][kind] += 1
    return {cls: {word: max(sorted(k), key=k.__getitem__) for word, k in of.items()} for cls, of in counts.items()}


def _written(points: dict[str, float], kinds: dict[bool, dict[str, str]]) -> list[str]:
    """The rule file's lines: a rule for each kind, with the words that stand mostly for it."""
    rules: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for word, each in points.items():
        says = "outcome" if each > 0 else "output"
        if abs(each) >= SMALLEST:
            rules[says, kinds[each > 0].get(word, OTHERWISE[says])][word] = abs(each)
    lines: list[str] = []
    for (says, kind), words in sorted(rules.items()):
        lines += [f"  - id: words-of-{kind}", f"    says: {says}", f"    kind: {kind}", f"    why: {WHY[says]}"]
        if says == "output":
            ask, instead = QUESTIONS[kind]
            lines += [f"    ask: {ask}", f"    instead: {instead}"]
        lines += ["    words:", *(f'      "{word}": {words[word]:.1f}' for word in sorted(words))]
    return lines


def _written_kinds(starts: dict[str, float], told: dict[str, dict[str, float]]) -> list[str]:
    """The rule file's lines: where each kind starts, and a line a word."""
    begin = ", ".join(f"{kind}: {points:.1f}" for kind, points in sorted(starts.items()))
    lines = [f"  start: {{{begin}}}", "  words:"]
    for word in sorted(told):
        points = ", ".join(f"{kind}: {told[word][kind]:.1f}" for kind in sorted(told[word]))
        lines.append(f'    "{word}": {{{points}}}')
    return lines


OTHERWISE = {"outcome": "success", "output": "activity"}
WHY = {
    "outcome": "Of labelled KPIs with such words, most are outcomes, and these of this kind.",
    "output": "Of labelled KPIs with such words, most are outputs, and these of this kind.",
}
QUESTIONS = {
    "activity": (
        "What is different for the customer when this number rises?",
        "Share of customers who got what they came for",
    ),
    "efficiency": (
        "Does the customer get there sooner, or only our step?",
        "Time from the customer's request until the need is met",
    ),
    "delivery": (
        "What could customers do once this was delivered?",
        "Share of customers for whom the project made the difference it was for",
    ),
    "compliance": (
        "What did customers notice of it?",
        "Customers harmed or let down by what the standard is there to prevent",
    ),
    "resource": (
        "What do customers get for it?",
        "Share of customers who got what they came for, beside what it took",
    ),
    "reach": (
        "What did those who were reached get out of it?",
        "Share of those reached who came back or got what they needed",
    ),
    "business-result": (
        "What did customers achieve, that they paid for it?",
        "Share of customers who reached what they bought it for, and stayed",
    ),
}

if __name__ == "__main__":
    sys.exit(main())
