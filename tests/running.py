"""The program as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = "examples/contact-centre/kpis.yaml"


def kpiaudit_process(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `kpiaudit ARGUMENTS` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "kpiaudit", *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


def few_rules_process(home: Path, rules: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run `kpiaudit ARGUMENTS` from a checkout, made in `home`, that ships with few `rules` and so compiles quickly."""
    home.mkdir()
    for name in ("kpiaudit", "pyproject.toml"):
        (home / name).symlink_to(ROOT / name)
    (home / "rules").symlink_to(rules)
    return kpiaudit_process(*arguments, PYTHONPATH=str(home), PYTHONSAFEPATH="yes")
