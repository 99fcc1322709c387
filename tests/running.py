"""The program as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

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
