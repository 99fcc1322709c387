"""The cache that spares most audits from compiling the rules.

A compiled rulebook is one text file: a header and a line a rule as JSON, a line for all phrases that begin alike.
It is data, never pickle; the digest of the rule files is its key, so an edited rule file can never be served stale.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpiaudit.rulebook.files import Directory

COMPILED = "_compiled.jsonl"
"""The file beside shipped rules that holds them compiled; `hatch_build.py` writes it."""

KEPT = 8
"""Compiled rulebooks in the cache at most: whoever writes rules makes a new one with every change."""

Tables = dict[str, Any]
Data = bytes | mmap


def dump(tables: Tables, digest: str) -> str:
    """A compiled rulebook as text. `load` reads it back."""
    small = {k: v for k, v in tables.items() if k not in ("rules", "indexes")}
    places: dict[str, dict[str, tuple[int, int]]] = {}
    packed: list[str] = []
    at = 0
    for name, index in tables["indexes"].items():
        places[name] = {}
        for first, phrases in index.items():
            places[name][first] = (at, at + len(phrases))
            packed.append(phrases)
            at += len(phrases) + 1
    rules = "\n".join(json.dumps(rule, separators=(",", ":")) for rule in tables["rules"])
    head = {"digest": digest, "rules": len(rules), "size": at, "places": places, **small}
    return "\n".join([json.dumps(head, separators=(",", ":")), rules, *packed]) + "\n"


def load(data: Data, digest: str) -> Tables | None:
    """The tables in `data`, rules still as JSON lines and phrases packed.

    None if they are not whole, or another rulebook's.
    """
    end = data.find(b"\n")
    if f'"digest":"{digest}"'.encode() not in data[: min(end, 120)]:
        return None
    tables: Tables = json.loads(data[:end])
    rules, size = tables["rules"], tables["size"]
    tables["rules"] = data[end + 1 : end + 1 + rules].decode().splitlines()
    first = end + 2 + rules
    if len(data) != first + size:
        return None  # cut short
    tables["indexes"] = {name: _Slices(data, first, places) for name, places in tables.pop("places").items()}
    return tables


class _Slices(Mapping[str, str]):
    """Pieces of a large file by name, read when they are asked for: an audit needs a few of thousands."""

    def __init__(self, data: Data, first: int, places: Mapping[str, tuple[int, int]]) -> None:
        self._data, self._first, self._places = data, first, places

    def __getitem__(self, name: str) -> str:
        start, end = self._places[name]
        return self._data[self._first + start : self._first + end].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def cached(digest: str, shipped: Directory, compile_text: Callable[[], str]) -> Tables:
    """The tables for `digest`: those that were shipped, else those of an earlier run, else compiled now."""
    name = f"rules-{digest[7:39]}.jsonl"
    for place in (shipped / COMPILED, cache_dir() / name):
        try:
            tables = load(_mapped(place), digest)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # absent, cut short or foreign: compiling again is always right
        if tables is not None:
            return tables
    text = compile_text()
    store(text, name)
    tables = load(text.encode(), digest)
    assert tables is not None
    return tables


def _mapped(place: Directory) -> Data:
    """The content of a file, of which only what is looked at is read from disk where that is possible."""
    if not isinstance(place, Path):
        return place.read_bytes()
    with place.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def cache_dir() -> Path:
    """Where compiled things are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "kpiaudit"


def store(text: str, name: str) -> None:
    """Keeps `text` as the cache's file `name`, if that can be."""
    directory = cache_dir()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        temporary = directory / f".{os.getpid()}.tmp"
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(directory / name)
        kept = sorted(directory.glob(f"{name.partition('-')[0]}-*"), key=lambda file: file.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink()
    except OSError:
        pass  # a read-only home only makes the next start slower
