"""Writes a large KPI list: `python benchmarks/generate.py N OUT.yaml`.

N KPIs of about 300 bytes each, the same every time. Names and definitions are practically all different: words from
the language of KPIs between words nobody has seen, so that neither a rule base nor a cache has it easy.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

SEED = 20250101
CONTEXTS = 12  # departments, as many as a large organisation's list has
STRANGE = 6_000  # made-up words
STRANGE_SHARE = 0.35

WORK = """calls tickets orders invoices claims repairs visits parcels cases projects audits e-mails requests
complaints appointments inspections bookings deliveries contracts permits applications payments shifts
releases incidents"""
WHO = """customers patients tenants passengers pupils members residents users policyholders learners employees agents
suppliers shoppers households subscribers donors visitors"""
DONE = """answered handled closed resolved delivered completed reported processed approved repaired reopened cancelled
returned escalated abandoned satisfied retained recovered lost renewed rejected settled"""
MEASURE = """number share rate average median percentage cost time volume score ratio total count index value"""
LITTLE = """of the in per for with within by to at after before on from and that were a"""
OTHER = """month week year target budget first contact day days hours minutes service level quality team site region
channel online phone return repeat again same need problem promise date full time waiting speed backlog
staff hour revenue margin stock safety training plan standard survey response loyalty churn active new
existing open overdue"""
UNITS = ["%", "#", "min", "hours", "days", "EUR", "per 1,000"]


def strange_words(source: random.Random) -> list[str]:
    """Made-up words of two to four syllables."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "or", "un")]
    return ["".join(source.choices(syllables, k=source.randint(2, 4))) for _ in range(STRANGE)]


def kpis(count: int, seed: int = SEED) -> Iterator[str]:
    """`count` KPIs as YAML list items."""
    source = random.Random(seed)
    strange = strange_words(source)
    work, who, done, measure, little = (words.split() for words in (WORK, WHO, DONE, MEASURE, LITTLE))
    known = [*work, *who, *done, *OTHER.split()]

    def word() -> str:
        return source.choice(strange) if source.random() < STRANGE_SHARE else source.choice(known)

    for number in range(count):
        name = [source.choice(measure), "of", word(), source.choice(work), source.choice(done), word(), word()]
        body = [source.choice((word(), source.choice(little))) if n % 3 == 2 else word() for n in range(20)]
        definition = [source.choice(measure), "of", source.choice(who), *body]
        yield (
            f"- id: k{number}\n"
            f"  name: {' '.join(name).capitalize()}\n"
            f"  definition: {' '.join(definition).capitalize()}.\n"
            f'  unit: "{source.choice(UNITS)}"\n'
            f"  owner: Team {source.randrange(200)}\n"
            f"  department: Department {source.randrange(CONTEXTS)}\n"
        )


def write(count: int, path: Path, seed: int = SEED) -> None:
    """Writes `count` KPIs to `path`."""
    with path.open("w", encoding="utf-8") as file:
        file.write("organisation: Generated\nkpis:\n")
        file.writelines(kpis(count, seed))


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    write(int(sys.argv[1]), Path(sys.argv[2]))
