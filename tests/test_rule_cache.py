"""Compiled rules are kept between runs: always current, never trusted blindly, and never in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpiaudit.phrases.symbols import character
from kpiaudit.rulebook.cache import KEPT, dump
from kpiaudit.rulebook.cache import load as load_compiled
from kpiaudit.rulebook.files import digest, read_layer
from tests.rulebase import GOOD, Small, rules


def test_the_digest_tells_rules_apart(tmp_path: Path) -> None:
    one = read_layer(rules(tmp_path / "a", GOOD))
    other = read_layer(rules(tmp_path / "b", GOOD + "# a comment\n"))
    assert digest([one]) != digest([other])
    assert digest([one]) == digest([read_layer(tmp_path / "a")])
    assert digest([one, other]) != digest([other, one])


def test_a_spoilt_cache_is_made_again(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = small.folder / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    before = small.load().info
    (kept,) = (cache / "kpiaudit").glob("rules-*")
    for spoilt in ("", "{", '{"digest":"' + before.digest + '"}\n'):
        kept.write_text(spoilt, encoding="utf-8")
        assert small.load().info == before
    kept.write_bytes(b"\xff\xfe\x00")
    assert small.load().info == before


def test_rules_that_have_not_changed_are_not_read_again(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small.folder / "cache"))
    monkeypatch.setattr("kpiaudit.rulebook.stamps._SETTLED", -(10**12))  # as if the files had lain there for long
    folder = rules(small.folder / "r", GOOD)
    (file,) = folder.rglob("*.yaml")
    before = small.load(folder).info
    with monkeypatch.context() as patched:
        patched.setattr("kpiaudit.rulebook.loading.read_layer", lambda _: pytest.fail("read again"))
        assert small.load(folder).info == before
    told = file.stat()
    file.write_text(GOOD.replace("certain", "medium "), encoding="utf-8")
    os.utime(file, ns=(told.st_atime_ns, told.st_mtime_ns))  # same size, and a clock turned back
    assert file.stat().st_size == told.st_size
    assert small.load(folder).info.digest != before.digest


def test_rules_that_only_just_changed_are_read_again(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small.folder / "cache"))
    small.load(rules(small.folder / "r", GOOD))
    assert not list((small.folder / "cache" / "kpiaudit").glob("stamp-*"))


def test_the_cache_does_not_grow_for_ever(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small.folder / "cache"))
    digests = [small.load(rules(small.folder / "r", GOOD + f"# change {i}\n")).info.digest for i in range(KEPT + 3)]
    names = {file.name for file in (small.folder / "cache" / "kpiaudit").glob("rules-*")}
    assert len(names) == KEPT
    assert f"rules-{digests[-1][7:39]}.jsonl" in names


def test_compiled_rules_are_data() -> None:
    lines = {character(1): b"2|-|0", character(3000): "\u0123|é|1;2".encode()}
    words, texts = {"stems": "é2".encode(), "exact": b""}, {"star": "ü", "lens": "{}"}
    tables = {"rules": [{"id": "a"}], "indexes": {"rules": lines, "sets": {}}, "packed": words, "texts": texts}
    text = dump(tables, "sha256:x")
    assert text.startswith('{"digest":"sha256:x"')
    loaded = load_compiled(text.encode(), "sha256:x")
    assert loaded is not None
    assert [loaded["rules"][place] for place in range(len(loaded["rules"]))] == ['{"id":"a"}']
    assert {name: dict(index) for name, index in loaded["indexes"].items()} == tables["indexes"]
    assert {name: bytes(table) for name, table in loaded["packed"].items()} == words
    assert dict(loaded["texts"]) == texts
    assert load_compiled(text.encode(), "sha256:y") is None
    assert load_compiled(text[:-1].encode(), "sha256:x") is None


def test_a_home_that_cannot_be_written_only_slows(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = small.folder / "file"
    blocked.write_text("not a directory")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert small.load().info.rules == 2
