"""The cache that spares most audits from compiling the rules.

A compiled rulebook is one text file: a header and a line a rule as JSON, a line for all phrases that begin alike.
It is data, never pickle; the digest of the rule files is its key, so an edited rule file can never be served stale.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpiaudit.rulebook.files import Directory

COMPILED = "_compiled.jsonl"
"""The file beside shipped rules that holds them compiled; `hatch_build.py` writes it."""

KEPT = 8
"""Compiled rulebooks in the cache at most: whoever writes rules makes a new one with every change."""

_WIDTH = 9
"""Digits of an offset: its place follows from its number, so that no table of them has to be read."""

Tables = dict[str, Any]
Data = bytes | mmap


def dump(tables: Tables, digest: str) -> str:
    """A compiled rulebook as text. `load` reads it back.

    After the header come the rules, then of each index a table of offsets, one for each first symbol, and its lines,
    at last the texts that only some runs need.
    """
    small = {k: v for k, v in tables.items() if k not in ("rules", "indexes", "texts")}
    rules = "\n".join(json.dumps(rule, separators=(",", ":")) for rule in tables["rules"])
    body, places, at = [rules], {}, len(rules) + 1
    for name, index in tables["indexes"].items():
        last = max(map(int, index), default=-1)
        offsets, lines = [], []
        places[name] = (at, last + 1)
        at += (last + 2) * _WIDTH + 1
        for symbol in range(last + 1):
            offsets.append(at)
            line = index.get(str(symbol), "")
            lines.append(line)
            at += len(line)
        body.append("".join(f"{offset:0{_WIDTH}}" for offset in (*offsets, at)) + "\n" + "".join(lines))
        at += 1
    texts: dict[str, tuple[int, int]] = {}
    for name, text in tables.get("texts", {}).items():
        texts[name] = (at, at + len(text))
        body.append(text)
        at += len(text) + 1
    head = {"digest": digest, "rules": len(rules), "size": at, "places": places, "texts": texts, **small}
    return "\n".join([json.dumps(head, separators=(",", ":")), *body]) + "\n"


def load(data: Data, digest: str) -> Tables | None:
    """The tables in `data`, rules still as JSON lines and phrases packed.

    None if they are not whole, or another rulebook's.
    """
    end = data.find(b"\n")
    if f'"digest":"{digest}"'.encode() not in data[: min(end, 120)]:
        return None
    tables: Tables = json.loads(data[:end])
    first, rules, size = end + 1, tables["rules"], tables["size"]
    if len(data) != first + size:
        return None  # cut short
    tables["rules"] = data[first : first + rules].decode().splitlines()
    tables["indexes"] = {name: _Slices(data, first, *place) for name, place in tables.pop("places").items()}
    tables["texts"] = _Texts(data, first, tables["texts"])
    return tables


class _Texts(Mapping[str, str]):
    """Pieces of a large file by name, read when they are asked for."""

    def __init__(self, data: Data, first: int, places: Mapping[str, tuple[int, int]]) -> None:
        self._data, self._first, self._places = data, first, places

    def __getitem__(self, name: str) -> str:
        start, end = self._places[name]
        return self._data[self._first + start : self._first + end].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _Slices(Mapping[str, str]):
    """Lines of an index by first symbol, read when they are asked for: an audit needs a few of thousands."""

    def __init__(self, data: Data, first: int, offsets: int, count: int) -> None:
        self._data, self._first, self._offsets, self._count = data, first, first + offsets, count

    def __getitem__(self, name: str) -> str:
        number = int(name)
        if number < self._count:
            start, end = self._offset(number), self._offset(number + 1)
            if start < end:
                return self._data[start:end].decode()
        raise KeyError(name)

    def _offset(self, number: int) -> int:
        at = self._offsets + number * _WIDTH
        return self._first + int(self._data[at : at + _WIDTH])

    def __iter__(self) -> Iterator[str]:
        numbers = range(self._count)
        return (str(number) for number in numbers if self._offset(number) < self._offset(number + 1))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def cached(digest: str, shipped: str | Directory) -> Tables | None:
    """The tables for `digest`: those that were shipped, else those of an earlier run, else None."""
    beside = f"{shipped}/{COMPILED}" if isinstance(shipped, str) else shipped / COMPILED
    for place in (beside, f"{cache_dir()}/{_name(digest)}"):
        try:
            tables = load(_mapped(place), digest)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # absent, cut short or foreign: compiling again is always right
        if tables is not None:
            return tables
    return None


def compiled(text: str, digest: str) -> Tables:
    """The tables in a text that `dump` made just now; kept for later runs."""
    store(text, _name(digest))
    tables = load(text.encode(), digest)
    assert tables is not None
    return tables


def _name(digest: str) -> str:
    return f"rules-{digest[7:39]}.jsonl"


def _mapped(place: str | Directory) -> Data:
    """The content of a file, of which only what is looked at is read from disk where that is possible."""
    if not isinstance(place, (str, os.PathLike)):
        return place.read_bytes()
    with open(place, "rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def cache_dir() -> str:
    """Where compiled things are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return f"{base or os.path.expanduser('~/.cache')}/kpiaudit"  # noqa: PTH111  pathlib takes longer to load than this


def store(text: str, name: str) -> None:
    """Keeps `text` as the cache's file `name`, if that can be."""
    from pathlib import Path

    directory = Path(cache_dir())
    if not directory.is_absolute():
        return  # nobody's home
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
