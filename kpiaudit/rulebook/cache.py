"""The cache that spares most audits from compiling the rules.

A compiled rulebook is one text file: a header and a line a rule as JSON, a line for all phrases that begin alike,
tables of words (`phrases/packed.py`).
It is data, never pickle; the digest of the rule files is its key, so an edited rule file can never be served stale.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from kpiaudit.phrases.symbols import character, number
from kpiaudit.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpiaudit.rulebook.files import Directory

COMPILED = "_compiled.jsonl"
"""The file beside shipped rules that holds them compiled; `hatch_build.py` writes it."""

KEPT = 8
"""Compiled rulebooks in the cache at most: whoever writes rules makes a new one with every change."""

_WIDTH = 9
"""Digits of an offset: its place follows from its number, so that no table of them has to be read."""

Tables = dict[str, Any]
Data = bytes | mmap.mmap


def dump(tables: Tables, digest: str) -> str:
    """A compiled rulebook as text. `load` reads it back.

    After the header come the rules, then of each index its lines, one for each first symbol, before both a table of
    their offsets; then packed tables of words; at last the texts that only some runs need.
    """
    small = {k: v for k, v in tables.items() if k not in ("rules", "indexes", "packed", "texts")}
    ids = [rule["id"] for rule in tables["rules"]]
    body, places = [], {}
    rules, at = _rows([json.dumps(rule, separators=(",", ":")) for rule in tables["rules"]], 0)
    body.append(rules)
    for name, index in tables["indexes"].items():
        places[name] = (at, "".join(index))
        symbols = map(character, range(max(map(number, index), default=-1) + 1))
        lines, at = _rows([index.get(symbol, b"").decode() for symbol in symbols], at)
        body.append(lines)
    packed, at = _pieces({name: table.decode() for name, table in tables["packed"].items()}, at, body)
    texts, at = _pieces(tables["texts"], at, body)
    head = {"digest": digest, "ids": ids, "size": at, "places": places, "packed": packed, "texts": texts, **small}
    return "\n".join([json.dumps(head, separators=(",", ":"), ensure_ascii=False), *body]) + "\n"


def _rows(rows: Sequence[str], at: int) -> tuple[str, int]:
    """Rows behind a table of where each begins and the last ends, if that begins at `at`; where what follows begins."""
    begins = at + (len(rows) + 1) * _WIDTH + 1
    offsets = list(accumulate((len(row.encode()) for row in rows), initial=begins))
    return "".join(f"{offset:0{_WIDTH}}" for offset in offsets) + "\n" + "".join(rows), offsets[-1] + 1


def _pieces(texts: Mapping[str, str], at: int, body: list[str]) -> tuple[dict[str, tuple[int, int]], int]:
    """Adds texts to a body from `at` on: where each begins and ends, and where what follows them begins."""
    places = {}
    for name, text in texts.items():
        end = at + len(text.encode())
        places[name] = at, end
        body.append(text)
        at = end + 1
    return places, at


def load(data: Data, digest: str) -> Tables | None:
    """The tables in `data`, rules still as JSON, phrases and words packed.

    None if they are not whole, or another rulebook's.
    """
    end = data.find(b"\n")
    if f'"digest":"{digest}"'.encode() not in data[: min(end, 120)]:
        return None
    tables: Tables = json.loads(data[:end])
    first = end + 1
    if len(data) != first + tables["size"]:
        return None  # cut short
    tables["rules"] = _Rules(data, first, len(tables["ids"]))
    tables["indexes"] = {name: _Slices(data, first, *place) for name, place in tables.pop("places").items()}
    tables["texts"] = _Texts(data, first, tables["texts"])
    whole = memoryview(data)
    tables["packed"] = {name: whole[first + start : first + end] for name, (start, end) in tables["packed"].items()}
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


class _Rules:
    """Rules as JSON by number, read when they are asked for."""

    def __init__(self, data: Data, first: int, count: int) -> None:
        self._data, self._first, self._count = data, first, count

    def __getitem__(self, place: int) -> str:
        start, end = _span(self._data, self._first + place * _WIDTH)
        return self._data[self._first + start : self._first + end].decode()

    def __len__(self) -> int:
        return self._count

    def forget(self) -> None:
        """Give back what was read of the file, this part and all others; it is read again where it is asked for."""
        if isinstance(self._data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._data.madvise(mmap.MADV_DONTNEED)


class _Slices(Mapping[str, memoryview]):
    """Lines of an index by first symbol, read when they are asked for: an audit needs a few of thousands."""

    def __init__(self, data: Data, first: int, offsets: int, symbols: str) -> None:
        self._data, self._view, self._first, self._offsets = data, memoryview(data), first, first + offsets
        self._symbols = symbols  # that have a line

    def __getitem__(self, symbol: str) -> memoryview:
        if symbol not in self:
            raise KeyError(symbol)
        start, end = _span(self._data, self._offsets + number(symbol) * _WIDTH)
        return self._view[self._first + start : self._first + end]

    def __contains__(self, symbol: object) -> bool:
        return isinstance(symbol, str) and symbol in self._symbols

    def __iter__(self) -> Iterator[str]:
        return iter(self._symbols)

    def __len__(self) -> int:
        return len(self._symbols)


def _span(data: Data, at: int) -> tuple[int, int]:
    """Where a row begins and ends, by its place in the table of offsets."""
    span = data[at : at + 2 * _WIDTH]
    return int(span[:_WIDTH]), int(span[_WIDTH:])


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
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


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
        temporary.write_bytes(text.encode())
        temporary.replace(directory / name)
        kept = sorted(directory.glob(f"{name.partition('-')[0]}-*"), key=lambda file: file.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink()
    except OSError:
        pass  # a read-only home only makes the next start slower
