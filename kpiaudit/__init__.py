"""kpiaudit: which KPIs measure what we did, and which what happened to the customer.

    >>> import kpiaudit
    >>> kpiaudit.classify("Average handle time").cls
    'output'

Everything is imported when it is first used, so that `import kpiaudit` costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `kpiaudit.typed`, which this need not import
if TYPE_CHECKING:
    from typing import Any

    from kpiaudit.api import audit, classify, load_rulebook
    from kpiaudit.model import Audit, InputError, Metric, Verdict

__version__ = "0.1.0"

_HOMES = {
    "audit": "kpiaudit.api",
    "classify": "kpiaudit.api",
    "load_rulebook": "kpiaudit.api",
    "Audit": "kpiaudit.model",
    "InputError": "kpiaudit.model",
    "Metric": "kpiaudit.model",
    "Verdict": "kpiaudit.model",
}

__all__ = ["Audit", "InputError", "Metric", "Verdict", "__version__", "audit", "classify", "load_rulebook"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
