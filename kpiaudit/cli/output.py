"""Writing: reports to standard output or, atomically, to files; diagnostics to standard error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence

from kpiaudit.model import Audit, Finding, Location, Problem, Skip
from kpiaudit.reports.definitions import noticed
from kpiaudit.reports.plain import safe, spelled

MOST_DIAGNOSTICS = 50  # of each level; a list with a thousand mistakes has usually one cause
IN_JSON = "; `-f json` holds all"
_PATIENCE = 1.0  # seconds before progress is worth showing


def to_stdout(pieces: Iterable[str]) -> None:
    """Write to standard output; characters its encoding lacks become `?`. Raises BrokenPipeError."""
    stream = sys.stdout
    encoding = stream.encoding or "utf-8"
    for piece in pieces:
        if encoding.lower() not in ("utf-8", "utf8"):
            piece = piece.encode(encoding, "replace").decode(encoding)
        stream.write(piece)
    stream.flush()


def to_file(path: str, pieces: Iterable[str | bytes]) -> None:
    """Write a whole file (text as UTF-8) or, on any failure, leave what was there. Raises OSError."""
    from pathlib import Path

    target, data = Path(path), (piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    if target.exists() and not target.is_file():
        with target.open("wb") as device:  # a pipe or device has no content to keep
            device.writelines(data)
        return
    target = target.resolve()
    temporary = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.writelines(data)
        if target.exists():
            temporary.chmod(target.stat().st_mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def to_new_file(path: str, pieces: Iterable[str | bytes]) -> bool:
    """Write a file that is not there yet; False, and a message, if it is or cannot be written."""
    from pathlib import Path

    target = Path(path)
    if target.is_file():
        complain(f"{path}: is there already, and nothing is written over it", "name another file, or move it away")
        return False
    return wrote(path, pieces)


def wrote(path: str, pieces: Iterable[str | bytes]) -> bool:
    """Write a whole file; False, and a message, if it cannot be written."""
    try:
        to_file(path, pieces)
    except OSError as error:
        complain(f"{path}: cannot be written: {error.strerror or error}")
        return False
    return True


def was_read(path: str, sources: Iterable[str]) -> bool:
    """Whether a report would be written over one of the files that were read; if so, with a message."""
    if not os.path.isfile(path):  # noqa: PTH113  pathlib takes longer to load than this
        return False
    found = any(os.path.isfile(source) and os.path.samefile(path, source) for source in sources)  # noqa: PTH113, PTH121  as above
    if found:
        complain(f"{path}: was read, and no report is written over it", "name another file")
    return found


def complain(message: str, hint: str = "") -> None:
    """One line, and perhaps what to do, on standard error."""
    _to_stderr(f"kpiaudit: {safe(message)}\n" + (f"  hint: {safe(hint)}\n" if hint else ""))


def tell(message: str) -> None:
    """One line on standard error."""
    _to_stderr(f"{safe(message)}\n")


def report_problems(problems: Sequence[Problem], level: str = "error", more: str = "") -> None:
    """Every problem with its place, the line it stands on, and what to do about it.

    Of very many, the first; `more` says where to see the others.
    """
    for problem in problems[:MOST_DIAGNOSTICS]:
        _to_stderr(_diagnostic(problem.location, level, problem.message, problem.hint, problem.excerpt))
    _left_out(len(problems), f"{level}s", more)


def report_notes(audit: Audit, verbose: bool = False) -> None:
    """What went wrong in an audit, what looks wrong in its lists, and which files were left out.

    Files of a walk that hold no metrics are counted; with `verbose` each is named.
    """
    report_all(audit.errors, noticed(audit), audit.skipped, more=IN_JSON)
    report_passed(audit, verbose)


def report_passed(audit: Audit, verbose: bool) -> None:
    """How many files of a walk hold no metrics; with `verbose` which, and why."""
    for skip in audit.passed if verbose else ():
        _to_stderr(f"{safe(skip.path)}: passed over: {safe(skip.reason)}\n")
    if audit.passed and not verbose:
        count = len(audit.passed)
        files = "1 file holds no metrics and was" if count == 1 else f"{count:,} files hold no metrics and were"
        _to_stderr(f"{files} passed over; `--verbose` says why.\n")


def report_all(errors: Sequence[Problem], findings: Sequence[Finding], skipped: Sequence[Skip], more: str = "") -> None:
    """What went wrong, what looks wrong, and which files were left out; `more` says where those not shown are."""
    report_problems(errors, more=more)
    for finding in findings[:MOST_DIAGNOSTICS]:
        _to_stderr(_finding(finding))
    _left_out(len(findings), "warnings", more)
    for skip in skipped[:MOST_DIAGNOSTICS]:
        _to_stderr(f"{safe(skip.path)}: skipped: {safe(skip.reason)}\n")
    _left_out(len(skipped), "skipped files", more)


def _finding(finding: Finding) -> str:
    return _diagnostic(finding.location or Location("kpiaudit"), finding.level, finding.message)


def _diagnostic(location: Location, level: str, message: str, hint: str = "", excerpt: str = "") -> str:
    lines = [f"{safe(str(location))}: {level}: {safe(message)}"]
    lines += [f"  | {line}" for line in spelled(excerpt).splitlines()]
    if hint:
        lines.append(f"  hint: {safe(hint)}")
    return "\n".join(lines) + "\n"


def _left_out(count: int, what: str, more: str) -> None:
    if count > MOST_DIAGNOSTICS:
        _to_stderr(f"... and {count - MOST_DIAGNOSTICS:,} more {what}{more}.\n")


def _to_stderr(text: str) -> None:
    try:
        sys.stderr.write(text.encode("utf-8", "replace").decode("utf-8"))
    except UnicodeEncodeError:
        sys.stderr.write(text.encode("ascii", "backslashreplace").decode("ascii"))


def progress_on_terminal() -> Callable[[str, int], None] | None:
    """Shows on standard error what a long run is doing; None where that is no terminal."""
    if not sys.stderr.isatty():
        return None
    begun = time.monotonic()

    def show(what: str, count: int) -> None:
        if time.monotonic() - begun > _PATIENCE:
            _to_stderr(f"\r\x1b[K{safe(what)[:60]} {count:,} KPIs ...")
            sys.stderr.flush()

    return show


def clear_progress() -> None:
    """Wipe the progress line."""
    if sys.stderr.isatty():
        _to_stderr("\r\x1b[K")
