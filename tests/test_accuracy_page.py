"""The accuracy page says what the ledger and today's rules say, and the accuracy bench counts rightly."""

from __future__ import annotations

import pytest

from benchmarks import accuracy, accuracy_page
from benchmarks.accuracy import Judged, Row
from kpiaudit.model import ListContext, Location, Metric, Verdict


def judged(label: str, said: str, confidence: float = 0.9) -> Judged:
    metric = Metric("id", "name", Location("file"), ListContext("file"))
    return Judged(Row({"class": label, "kind": "k"}, metric), Verdict(said, "k", confidence))  # type: ignore[arg-type]  # any class


def test_unclear_is_wrong_for_both_classes() -> None:
    rows = [judged("output", "output"), judged("output", "unclear", 0.0), judged("outcome", "outcome")]
    s = accuracy.score(rows)
    assert s.accuracy == pytest.approx(2 / 3)
    assert s.recall["output"] == 0.5
    assert s.precision["output"] == 1.0
    assert s.macro_f1 == pytest.approx((2 / 3 + 1) / 2)
    assert s.unclear == pytest.approx(1 / 3)


def test_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    rows = [judged("output", "output", 0.9)] * 5 + [judged("outcome", "output", 0.9)] * 5
    assert accuracy.score(rows).calibration_error == pytest.approx(0.4)


@pytest.mark.slow
def test_the_page_is_current() -> None:
    page = accuracy_page.PAGE.read_text(encoding="utf-8")
    plot = accuracy_page.PLOT.read_text(encoding="utf-8")
    assert accuracy_page.render(page) == (page, plot), "run `make accuracy`"
