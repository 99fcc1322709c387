"""The cache that spares most audits from compiling the rules.

A compiled rulebook is one text file: a header and a line a rule as JSON, a line for all phrases that begin alike.
It is data, never pickle; the digest of the rule files is its key, so an edited rule file can never be served stale.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpiaudit.rulebook.files import Directory

Tables = dict[str, Any]


def dump(tables: Tables, digest: str) -> str:
    """A compiled rulebook as text. `load` reads it back."""
    small = {k: v for k, v in tables.items() if k not in ("rules", "indexes")}
    lines = [json.dumps({"digest": digest, "rules": len(tables["rules"]), **small}, separators=(",", ":"))]
    lines += [json.dumps(rule, separators=(",", ":")) for rule in tables["rules"]]
    for name, index in tables["indexes"].items():
        lines += [f"{name}\t{first}\t{phrases}" for first, phrases in index.items()]
    return "\n".join(lines) + "\n"


def load(text: str, digest: str) -> Tables | None:
    """The tables in `text`, rules still as JSON lines and phrases packed; None if they are another rulebook's."""
    lines = text.split("\n")
    if f'"digest":"{digest}"' not in lines[0][:120]:
        return None
    tables: Tables = json.loads(lines[0])
    count = tables["rules"]
    tables["rules"] = lines[1 : count + 1]
    indexes: dict[str, dict[str, str]] = {}
    for line in lines[count + 1 : -1]:
        name, first, phrases = line.split("\t")
        indexes.setdefault(name, {})[first] = phrases
    tables["indexes"] = indexes
    return tables


def cached(digest: str, shipped: Directory, compile_text: Callable[[], str]) -> Tables:
    """The tables for `digest`: those that were shipped, else those of an earlier run, else compiled now."""
    entry = shipped / "_compiled.jsonl"
    for place in (entry, _cache_dir() / f"rules-{digest[7:39]}.jsonl"):
        try:
            tables = load(place.read_text(encoding="utf-8"), digest)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # absent, cut short or foreign: compiling again is always right
        if tables is not None:
            return tables
    text = compile_text()
    _store(text, digest)
    tables = load(text, digest)
    assert tables is not None
    return tables


def _cache_dir() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "kpiaudit"


def _store(text: str, digest: str) -> None:
    directory = _cache_dir()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        temporary = directory / f".{os.getpid()}.tmp"
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(directory / f"rules-{digest[7:39]}.jsonl")
    except OSError:
        pass  # a read-only home only makes the next start slower
