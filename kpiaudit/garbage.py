"""Work that only adds to what it holds, and so is done without looking for garbage, which there is none of."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps

from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import ParamSpec, TypeVar

    Given = ParamSpec("Given")
    Made = TypeVar("Made")


def keeps_all(work: Callable[Given, Made]) -> Callable[Given, Made]:
    """`work` without Python looking for garbage, which would take a third of the time, and more for long lists."""

    @wraps(work)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        enabled = gc.isenabled()
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            if enabled:
                gc.enable()

    return run
