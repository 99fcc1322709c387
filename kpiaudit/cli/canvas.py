"""`kpiaudit canvas`: the page on one customer, for a workshop."""

from __future__ import annotations

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, read_stdin, settings_of
from kpiaudit.cli.options import Request
from kpiaudit.cli.settled import settled
from kpiaudit.model import Audit, InputError, Location, Problem
from kpiaudit.reports.canvas import Subject, render, subjects
from kpiaudit.rulebook import load as load_rules
from kpiaudit.run import audit_paths

_HINT = "name customers in the list: `customers: [{name: Householder, needs: [...]}]`"


def canvas(customer: str, request: Request, target: str) -> int:
    """Write the page on `customer` of a request's list to the file `target` ("" for standard output); the exit code."""
    try:
        request = settled(request)
        parts = load_rules(request.rules).canvas
        found = audit_paths(request.paths, settings_of(request), stdin=read_stdin)
        output.report_notes(found)
        subject = _subject(customer, request.paths[0], found)
    except InputError as error:
        output.report_problems(error.problems)
        return NOT_AUDITED
    text = "".join(render(found, subject, parts))
    if not target:
        output.to_stdout([text])
    elif not output.to_new_file(target, [text]):
        return NOT_AUDITED
    return NOT_AUDITED if found.errors else OK


def _subject(customer: str, path: str, found: Audit) -> Subject:
    """The customer of that name. Raises InputError where there is none."""
    known = subjects(found)
    wanted = customer.strip().casefold()
    if wanted in known:
        return known[wanted]
    from difflib import get_close_matches

    near = [known[key].customer.name for key in get_close_matches(wanted, known, 3, 0.4)]
    names = [subject.customer.name for subject in known.values()]
    hint = f"did you mean {', '.join(near)}?" if near else f"it has {', '.join(names[:5])}" if names else _HINT
    raise InputError(Problem(Location(path), f"the list has no customer '{customer}'", hint))
