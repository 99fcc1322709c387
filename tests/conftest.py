"""Shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rulebase import Small, write_small

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the expected reports anew instead of comparing")


@pytest.fixture(scope="session", autouse=True)
def _one_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Rules are compiled once a session, by the tests and the processes they start, and not into anybody's home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def small_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole rule base of a few rules, for tests of how rules are loaded: it compiles in no time."""
    return write_small(tmp_path_factory.mktemp("small") / "rules")


@pytest.fixture
def small(small_rules: Path, tmp_path: Path) -> Small:
    return Small(small_rules, tmp_path)


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in reports are relative to the working directory; no test sees the settings of whoever runs it."""
    monkeypatch.chdir(ROOT)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    os.environ.setdefault("TERM", "xterm")
