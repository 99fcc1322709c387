"""Commands whose options stand in a table, as typer wants to be told about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from kpiaudit.cli.options import Option, Raw

Job = Callable[[], int]


def command(
    options: Sequence[Option],
    prepare: Callable[[list[str], Raw], Job],
    submit: Callable[[Job], None],
    metavar: str = "PATH...",
) -> Callable[..., None]:
    """A command that takes paths and the options of a table; `prepare` makes of them the job that is submitted."""

    def run(paths: list[str], **given: Any) -> None:
        submit(prepare(paths, given))

    path = Parameter("paths", Parameter.KEYWORD_ONLY, annotation=Annotated[list[str], typer.Argument(metavar=metavar)])
    parameters = [path, *map(_parameter, options)]
    # typer reads both: the signature for names and defaults, the annotations for types.
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # functions may have one; typeshed does not say so
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _parameter(option: Option) -> Parameter:
    spellings = option.spellings
    kind: Any = list[str] | None if option.takes == "many" else str | None
    if option.takes == "nothing":
        kind = bool | None
        spellings = (f"{spellings[0]}/{option.off}",) if option.off else spellings
    info = typer.Option(*spellings, metavar=option.metavar or None, help=option.help, show_default=False)
    return Parameter(option.name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, info])
