"""What the program names of `typing` when it runs: importing the real module takes as long as judging a few KPIs.

To the type checker these are the names of `typing`. Files that pydantic reads (schemas) need the real ones.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as Any
    from typing import Literal as Literal
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
else:

    class _Named:
        """Stands for a type that nobody looks into."""

        def __class_getitem__(cls, _: object) -> type:
            return cls

    Any = Literal = NoReturn = Protocol = _Named
