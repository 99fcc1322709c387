"""Commands whose options stand in a table, as typer wants to be told about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from kpiaudit.cli.options import AUDIT, Option, Raw

Job = Callable[[], int]

LISTS = ("rules", "formats", "columns", "language", "sheet")
"""Options of `audit` that say how lists are read and judged, for commands that do no more."""


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
    return _described(run, [path, *map(_parameter, options)])


def also_takes(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator: the command takes these options of `audit` too, and finds what was given in its argument `given`."""
    shared = [_parameter(option._replace(help="As for audit.")) for option in AUDIT if option.name in names]

    def taking(own: Callable[..., None]) -> Callable[..., None]:
        def run(**given: Any) -> None:
            own(given={name: given.pop(name) for name in names}, **given)

        mine = [each for each in signature(own, eval_str=True).parameters.values() if each.name != "given"]
        return _described(run, [*(each.replace(kind=Parameter.KEYWORD_ONLY) for each in mine), *shared])

    return taking


def _described(run: Callable[..., None], parameters: Sequence[Parameter]) -> Callable[..., None]:
    # typer reads both: the signature for names and defaults, the annotations for types.
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # functions may have one; typeshed does not say so
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _parameter(option: Option) -> Parameter:
    spellings = option.spellings
    kind: Any = list[str] | None if option.takes == "many" else str | None
    if option.takes == "nothing":
        kind = bool | None
        spellings = (f"{spellings[0]}/{option.off}",) if option.off else spellings
    info = typer.Option(*spellings, metavar=option.metavar or None, help=option.help, show_default=False)
    return Parameter(option.name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, info])
