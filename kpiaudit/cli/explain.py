"""`kpiaudit explain`: one verdict and all its reasons, for a name or for a KPI in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kpiaudit.analyses.links import described
from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, terminal_width, today, use_color
from kpiaudit.inputs import Loaded, load
from kpiaudit.model import InputError, Location, Metric, Problem
from kpiaudit.reports import Options
from kpiaudit.reports.explanation import explain as render
from kpiaudit.rulebook import Rulebook
from kpiaudit.rulebook import load as load_rules
from kpiaudit.run import Settings, alone, look_at, quality_of, with_decisions
from kpiaudit.source.limits import MAX_BYTES


class Question(NamedTuple):
    """What the user wants explained: a KPI of `file`, or a mere name with what is known of it."""

    name: str
    file: str = ""
    sector: str = ""
    definition: str = ""
    rules: tuple[Path, ...] = ()
    color: bool | None = None


def explain(question: Question) -> int:
    """Print the verdict with its reasons; the exit code."""
    try:
        book = load_rules(question.rules)
        metric, loaded = _asked(question, book)
        verdict, views = look_at(book, metric, loaded.metrics if loaded else ())
        serves = described(metric, loaded.aims) if loaded else ()
        findings = quality_of(book, metric, loaded) if loaded else ()
    except InputError as error:
        output.report_problems(error.problems)
        return NOT_AUDITED
    rules = {rule.id: rule for rule in book.all_rules()}
    options = Options(width=terminal_width(), color=use_color(question.color))
    output.to_stdout(render(metric, verdict, rules, book.kinds, options, serves, views, findings))
    return OK


def _asked(question: Question, book: Rulebook) -> tuple[Metric, Loaded | None]:
    """The KPI, and the list it stands in."""
    if not question.file:
        return alone(question.name, definition=question.definition, sector=question.sector), None
    loaded = load([question.file], kinds=book.kinds, stdin=None, max_bytes=MAX_BYTES, progress=None)
    loaded = with_decisions(loaded, [question.file], Settings(today=today()), book)
    return _find(question, loaded.metrics, loaded.errors), loaded


def _find(question: Question, metrics: Sequence[Metric], errors: Sequence[Problem]) -> Metric:
    wanted = question.name.casefold()
    for metric in metrics:
        if metric.id == question.name or metric.name.casefold() == wanted:
            return metric
    from difflib import get_close_matches

    near = get_close_matches(question.name, [m.id for m in metrics], 3, 0.4)
    hint = f"did you mean {', '.join(near)}?" if near else "`kpiaudit audit FILE -f csv` shows the ids"
    problem = Problem(Location(question.file), f"holds no KPI with the id or name '{question.name}'", hint)
    raise InputError(*errors, problem)
