"""Which files a directory holds that may be KPI lists."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from kpiaudit.source import decode

ENDINGS = (".yaml", ".yml", ".json", ".csv", ".tsv")

LOOKED_FOR = "files that end in " + ", ".join(ENDINGS) + " and hold `kpis:` or `metrics:`, or a column of KPI names"

_LEFT_OUT = frozenset(("node_modules", "site-packages", "__pycache__"))
_GLANCE = re.compile(rb"""^[ \t]*(?:- )?'?kpis'?[ ]*:|^metrics[ ]*:|"(?:kpis|metrics)"\s*:""", re.MULTILINE)


def walk(directory: str) -> Iterator[str]:
    """The files in `directory` that may hold KPIs, by name only, in a stable order.

    Hidden directories, virtual environments and installed packages are left out; links to directories not followed.
    """
    for here, below, files in os.walk(directory):
        below[:] = sorted(name for name in below if not _is_left_out(here, name))
        for name in sorted(files):
            path = Path(here, name)
            if name.lower().endswith(ENDINGS) and not name.startswith(".") and path.is_file():
                yield str(path)


def may_hold_kpis(path: str, data: bytes) -> bool:
    """Whether a file met on a walk is ours, from a glance: a playbook or a list of customers is not."""
    if not path.lower().endswith((".csv", ".tsv")):
        return bool(_GLANCE.search(data))
    from kpiaudit.inputs.tables import header_of

    return header_of(decode(data[:4096], path, "latin-1")).is_about_kpis if b"\0" not in data[:4096] else False


def _is_left_out(here: str, name: str) -> bool:
    return name.startswith(".") or name in _LEFT_OUT or Path(here, name, "pyvenv.cfg").exists()
