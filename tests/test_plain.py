"""Text for people: harmless, measured, wrapped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.reports.plain import columns, cut, pad, safe, wrap
from kpiaudit.reports.text import _share_out
from kpiaudit.reports.view import percent


class TestPlain:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("a\x1b[31mb", "a\\x1b[31mb"),
            ("a\u202eb", "a\\u202eb"),
            ("a \t\n  b ", "a b"),
            ("\ud800", "\\ud800"),
            ("日本 🎉 é", "日本 🎉 é"),
        ],
    )
    def test_hostile_characters_are_spelled(self, written: str, shown: str) -> None:
        assert safe(written) == shown

    def test_wide_characters_take_two_columns(self) -> None:
        assert columns("日本") == 4
        assert columns("e\u0301") == 1
        assert pad("日", 4) == "日  "
        assert cut("日本語", 5) == "日本…"

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.integers(4, 40))
    def test_wrapping_keeps_every_character_and_the_width(self, text: str, width: int) -> None:
        lines = wrap(safe(text), width)
        assert all(columns(line) <= width for line in lines)
        assert "".join("".join(lines).split()) == "".join(safe(text).split())

    def test_wrapping_can_stop(self) -> None:
        assert wrap("one two three four five", 9, most=2) == ["one two", "three …"]

    @given(st.lists(st.integers(0, 1000), min_size=4, max_size=4), st.integers(8, 100))
    def test_a_bar_has_its_width_and_shows_all_there_is(self, amounts: list[int], width: int) -> None:
        cells = _share_out(amounts, width)
        assert sum(cells) == (width if sum(amounts) else 0)
        assert all((cell > 0) == (amount > 0) for cell, amount in zip(cells, amounts, strict=True))

    @pytest.mark.parametrize(
        ("share", "shown"), [(0, "0 %"), (0.001, "<1 %"), (0.805, "80 %"), (0.999, ">99 %"), (1, "100 %")]
    )
    def test_shares_are_not_rounded_to_all_or_nothing(self, share: float, shown: str) -> None:
        assert percent(share) == shown
