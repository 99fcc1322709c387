"""Options that other commands share with `audit`, as typer sees them."""

from __future__ import annotations

from typing import Annotated

import typer

Rules = Annotated[list[str] | None, typer.Option("--rules", metavar="DIR", help="As for audit.", show_default=False)]
Formats = Annotated[
    list[str] | None, typer.Option("--formats", metavar="DIR", help="As for audit.", show_default=False)
]
Columns = Annotated[
    list[str] | None, typer.Option("--columns", metavar="FIELD=N", help="As for audit.", show_default=False)
]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="As for audit.", show_default=False)]
Sheet = Annotated[list[str] | None, typer.Option("--sheet", metavar="NAME", help="As for audit.", show_default=False)]
Decisions = Annotated[str | None, typer.Option("--decisions", metavar="FILE", help="As for audit.", show_default=False)]
