"""docs/method.md says what the rules say, and speaks of everything there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpiaudit import load_rulebook
from tests.method_page import BLOCKS

PAGE = Path("docs/method.md")
MADE = re.compile(r"(<!-- (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def test_what_stands_in_rules_is_made_from_them(request: pytest.FixtureRequest) -> None:
    written = PAGE.read_text(encoding="utf-8")
    current = MADE.sub(lambda m: f"{m[1]}\n{BLOCKS[m['name']]()}\n{m[3]}", written)
    assert [match["name"] for match in MADE.finditer(written)] == list(BLOCKS)
    if request.config.getoption("--regenerate"):
        PAGE.write_text(current, encoding="utf-8")
        written = current
    assert written == current, "docs/method.md is not current; run pytest --regenerate"


def test_every_measure_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    book = load_rulebook()
    named = [*book.kinds, *book.lenses, *(criterion["id"] for criterion in book.criteria)]
    assert [name for name in named if f"`{name}`" not in page] == []
    for word in ("balance", "survey", "business result", "gap", "canvas", "compare", "lint", "cannot know"):
        assert word in page.lower()
