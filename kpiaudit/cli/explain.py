"""`kpiaudit explain`: one verdict and all its reasons, for a name or for a KPI in a file."""

from __future__ import annotations

from collections.abc import Sequence

from kpiaudit.analyses.links import described
from kpiaudit.analyses.north_star import drivers, standing
from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, read_stdin, settings_of, terminal_width, use_color
from kpiaudit.cli.options import Request
from kpiaudit.cli.settled import settled
from kpiaudit.inputs import Loaded, load
from kpiaudit.model import InputError, Location, Metric, Problem
from kpiaudit.records import NamedTuple
from kpiaudit.reports import Options
from kpiaudit.reports.explanation import explain as render
from kpiaudit.rulebook import Rulebook
from kpiaudit.rulebook import load as load_rules
from kpiaudit.rulebook.star import asking
from kpiaudit.run import alone, look_at, quality_of, with_decisions


class Question(NamedTuple):
    """What the user wants explained: a KPI of `file`, or a mere name with what is known of it."""

    name: str
    request: Request  # its path, if any, is the file
    sector: str = ""
    definition: str = ""


def explain(question: Question) -> int:
    """Print the verdict with its reasons; the exit code."""
    try:
        request = settled(question.request)
        book = load_rules(request.rules)
        metric, loaded = _asked(question, request, book)
        verdict, views = look_at(book, metric, loaded.metrics if loaded else ())
        serves = described(metric, loaded.aims) if loaded else ()
        findings = quality_of(book, metric, loaded) if loaded else ()
        driven = drivers(loaded.metrics).get(metric.id, "") if loaded else ""
        star = standing(metric, verdict, asking(book), driven) if loaded else None
    except InputError as error:
        output.report_problems(error.problems)
        return NOT_AUDITED
    rules = {rule.id: rule for rule in book.all_rules()}
    options = Options(width=terminal_width(), color=use_color(question.request.color))
    output.to_stdout(render(metric, verdict, rules, book.kinds, options, serves, views, findings, star))
    return OK


def _asked(question: Question, request: Request, book: Rulebook) -> tuple[Metric, Loaded | None]:
    """The KPI, and the list it stands in."""
    if not request.paths:
        return alone(question.name, definition=question.definition, sector=question.sector), None
    settings = settings_of(request)
    loaded = load(request.paths, kinds=book.kinds, how=settings.how, stdin=read_stdin, max_bytes=settings.max_bytes)
    loaded = with_decisions(loaded, request.paths, settings, book)
    return _find(question.name, request.paths[0], loaded.metrics, loaded.errors), loaded


def _find(name: str, file: str, metrics: Sequence[Metric], errors: Sequence[Problem]) -> Metric:
    wanted = name.casefold()
    for metric in metrics:
        if metric.id == name or metric.name.casefold() == wanted:
            return metric
    from difflib import get_close_matches

    near = get_close_matches(name, [m.id for m in metrics], 3, 0.4)
    hint = f"did you mean {', '.join(near)}?" if near else "`kpiaudit audit FILE -f csv` shows the ids"
    problem = Problem(Location(file), f"holds no KPI with the id or name '{name}'", hint)
    raise InputError(*errors, problem)
