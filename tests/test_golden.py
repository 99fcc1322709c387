"""Whole reports of real-looking organisations, byte for byte.

A case is a folder in `examples/` with a `kpis.yaml`. After a change that is meant: `pytest --regenerate`, then read
the difference. Version, digest and number of rules are pinned, so that a new phrase shows up only where it counts.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpiaudit import audit
from kpiaudit.model import RulebookInfo
from kpiaudit.reports import LENS_RENDERERS, Options, renderer
from kpiaudit.run import Settings, audit_paths
from tests.schemas import validate

CASES = sorted(path.parent for path in Path("examples").glob("*/kpis.yaml"))
FORMATS = {"text": "expected.txt", "json": "expected.json"}


def report(case: Path, name: str) -> str:
    found = audit(f"examples/{case.name}/kpis.yaml")
    pinned = found._replace(version="0", rulebook=RulebookInfo("sha256:0", 0, found.rulebook.views))
    return "".join(renderer(name)(pinned, Options(width=80, color=False)))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_report_is_as_expected(case: Path, name: str, request: pytest.FixtureRequest) -> None:
    expected = case / FORMATS[name]
    found = report(case, name)
    if request.config.getoption("--regenerate"):
        expected.write_bytes(found.encode())
    assert found.encode() == expected.read_bytes(), f"{expected} differs; if that is meant, run pytest --regenerate"


@pytest.mark.parametrize("case", ["council", "saas"])
def test_lenses_in_full_are_as_expected(case: str, request: pytest.FixtureRequest) -> None:
    expected = Path("examples", case, "expected-lenses.txt")
    found = audit_paths([f"examples/{case}/kpis.yaml"], Settings(placements=True))
    pinned = found._replace(version="0", rulebook=RulebookInfo("sha256:0", 0))
    text = "".join(renderer("text", LENS_RENDERERS)(pinned, Options(width=80, color=False)))
    if request.config.getoption("--regenerate"):
        expected.write_bytes(text.encode())
    assert text.encode() == expected.read_bytes(), f"{expected} differs; if that is meant, run pytest --regenerate"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expected_json_follows_the_schema(case: Path) -> None:
    validate(json.loads((case / "expected.json").read_text(encoding="utf-8")), "audit-v1")


def test_there_are_six_organisations_and_one_has_done_the_work() -> None:
    balances = {
        case.name: json.loads((case / "expected.json").read_text(encoding="utf-8"))["balance"] for case in CASES
    }
    assert len(balances) >= 6
    done = balances.pop("turned-around")
    assert done["rewarded"]["outcome_share"] > 0.5
    assert all(balance["output_share"] > 0.6 for balance in balances.values())
