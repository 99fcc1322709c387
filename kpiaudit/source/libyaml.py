"""PyYAML, for its parser in C alone.

What it is written in Python compiles patterns for all of Unicode when it is imported, which takes as long as judging
ten KPIs. We use none of it, so its patterns wait until somebody does (decision 12).
"""

from __future__ import annotations

import re
import sys

from kpiaudit.typed import Any


class _Later:
    """A pattern that is compiled when it is first used."""

    def __init__(self, pattern: Any, flags: Any) -> None:
        self._pattern, self._flags = pattern, flags
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # a copy that is being made has no pattern yet
            raise AttributeError(name)
        self._compiled = self._compiled or _compile(self._pattern, self._flags)
        return getattr(self._compiled, name)


_compile = re.compile


def _later(pattern: Any, flags: Any = 0) -> Any:
    """`re.compile`, for PyYAML's modules only: whoever else asks for a pattern at this moment gets one."""
    theirs = sys._getframe(1).f_globals.get("__name__", "").startswith("yaml.")
    return _Later(pattern, flags) if theirs else _compile(pattern, flags)


if "yaml" not in sys.modules:
    re.compile = _later
try:
    import yaml as yaml
    from yaml.events import AliasEvent as AliasEvent
    from yaml.events import DocumentStartEvent as DocumentStartEvent
    from yaml.events import MappingEndEvent as MappingEndEvent
    from yaml.events import MappingStartEvent as MappingStartEvent
    from yaml.events import NodeEvent as NodeEvent
    from yaml.events import ScalarEvent as ScalarEvent
    from yaml.events import SequenceEndEvent as SequenceEndEvent
    from yaml.events import StreamEndEvent as StreamEndEvent
finally:
    re.compile = _compile
