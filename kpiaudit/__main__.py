"""The entry point: the fast lane for `audit`, typer for the rest, and what happens when something goes wrong."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from kpiaudit.typed import NoReturn

INTERRUPTED, OUR_BUG = 130, 3
USAGE = UNWRITTEN = 2  # it was not done, or nobody got to read it

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def command() -> NoReturn:
    """The program as a process of its own: `main`, then away at once.

    The system takes memory back faster than Python takes objects apart, and nothing of ours waits for the end.
    Profilers do: they can run `main`.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us, who does not want to read it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  as long as we live
    try:
        code = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nor can anybody be told
        code = UNWRITTEN
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code.

    0 done, 1 gate failed, 2 not audited or the report not written, 3 our bug, 130 interrupted.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has read enough. Python must not complain about it when it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in _NO_ROOM:  # files are told of where they are written
            return _crashed()
        from kpiaudit.cli.output import complain

        complain(f"standard output cannot be written: {error.strerror}", "send it to where there is room")
        return UNWRITTEN
    except Exception:
        return _crashed()


def _run(arguments: Sequence[str]) -> int:
    from kpiaudit.cli.options import UsageError, interpret
    from kpiaudit.cli.output import complain

    try:
        if arguments and arguments[0] == "audit" and "_KPIAUDIT_COMPLETE" not in os.environ:
            import gc

            from kpiaudit.cli.fast import parse

            gc.disable()  # before the imports: they leave much behind, and none of it is garbage

            understood = parse(arguments[1:])
            if understood is not None:
                from kpiaudit.cli.audit import audit

                try:
                    return audit(interpret(*understood))
                finally:
                    gc.enable()
        from kpiaudit.cli.app import run

        return run(arguments)
    except UsageError as error:
        complain(str(error), f"see `kpiaudit {arguments[0]} --help`")
        return USAGE


def _crashed() -> int:
    import platform
    import traceback

    from kpiaudit import __version__

    traceback.print_exc()
    sys.stderr.write(
        f"\nkpiaudit {__version__} (Python {platform.python_version()}, {platform.system()}) crashed. This is a bug of "
        "ours, not of your list.\nPlease report it: the lines above, what you ran and, if you may share it, the file.\n"
    )
    return OUR_BUG


if __name__ == "__main__":
    command()
