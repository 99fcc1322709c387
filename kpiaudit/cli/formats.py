"""`kpiaudit formats`: where metrics are read from."""

from __future__ import annotations

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK
from kpiaudit.cli.options import Request
from kpiaudit.cli.settled import settled
from kpiaudit.inputs.formats.compiling import check_files
from kpiaudit.inputs.formats.loading import layers_of
from kpiaudit.inputs.formats.page import listing
from kpiaudit.model import InputError


def list_formats(request: Request) -> int:
    """Print every format and what it is recognised by, or everything wrong with the descriptors; the exit code."""
    try:
        formats = check_files(layers_of(settled(request).how.formats))
    except InputError as error:
        output.report_problems(error.problems)
        return NOT_AUDITED
    output.to_stdout([listing(formats)])
    return OK
