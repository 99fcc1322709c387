"""Shared by all tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.client import write_client
from tests.compiling import compile_once
from tests.rulebase import Small, write_small

ROOT = Path(__file__).parent.parent

gc.set_threshold(100_000)  # looking for garbage after every 700 objects takes a third of the time of compiling rules

# A machine may be slow: how long an example takes says nothing about whether it is right.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the expected reports anew instead of comparing")


@pytest.fixture(scope="session")
def client_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules of a client, one folder for all tests that lay rules over the shipped ones: compiling takes seconds."""
    return write_client(tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="session", autouse=True)
def _one_cache(tmp_path_factory: pytest.TempPathFactory, client_rules: Path) -> Iterator[None]:
    """Rules are compiled once a run, by the tests and the processes they start, and not into anybody's home."""
    home = tmp_path_factory.getbasetemp()
    among_others = "PYTEST_XDIST_WORKER" in os.environ
    shared = home.parent if among_others else home
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(shared / "cache"))
        if among_others:  # who runs tests alone, often few, compiles when a test asks for it
            compile_once(shared, (), (client_rules,))
        yield


@pytest.fixture(scope="session")
def _few_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("small") / "rules")


@pytest.fixture
def small_rules(_few_rules: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole rule base of a few rules, for tests of how rules are loaded: it compiles in no time.

    It has a cache of its own: one cache keeps few rulebooks, and the shipped one must not be pushed out.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(_few_rules.parent / "cache"))
    return _few_rules


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
