"""Helpers of the tests that read KPI lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpiaudit.inputs import Loaded, load
from kpiaudit.model import Kind, Metric

KINDS = {
    "efficiency": Kind("efficiency", "output", "output", "efficiency", "never"),
    "business-result": Kind("business-result", "output", "business-result", "business result", "never"),
    "success": Kind("success", "outcome", "outcome", "success", "eligible"),
}


class Reader:
    """Writes files into a directory of their own and loads them from there."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def write(self, content: str | bytes, name: str = "kpis.yaml") -> str:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def load(self, content: str | bytes, name: str = "kpis.yaml") -> Loaded:
        return load([self.write(content, name)], kinds=KINDS)

    def good(self, content: str | bytes, name: str = "kpis.yaml") -> tuple[Metric, ...]:
        """The metrics of a file with which nothing is wrong."""
        loaded = self.load(content, name)
        assert (loaded.errors, loaded.findings, loaded.skipped) == ((), (), ())
        return loaded.metrics


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.chdir(tmp_path)
    return Reader(tmp_path)


def told(loaded: Loaded) -> list[str]:
    """Each error as `line:column message | hint`."""
    return [f"{p.location.line}:{p.location.column} {p.message} | {p.hint}" for p in loaded.errors]
