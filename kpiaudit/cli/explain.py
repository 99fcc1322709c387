"""`kpiaudit explain`: one verdict and all its reasons, for a name or for a KPI in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kpiaudit.cli import output
from kpiaudit.cli.audit import NOT_AUDITED, OK, terminal_width, today, use_color
from kpiaudit.inputs import load
from kpiaudit.judge import Judge
from kpiaudit.model import Finding, InputError, Location, Metric, Problem, Verdict
from kpiaudit.parallel import judge_all
from kpiaudit.reports import Options
from kpiaudit.reports.explanation import explain as render
from kpiaudit.rulebook import Rulebook
from kpiaudit.rulebook import load as load_rules
from kpiaudit.run import Settings, assemble, judge_name, with_decisions
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
        metric, verdict, findings = _judge(question, book)
    except InputError as error:
        output.report_problems(error.problems)
        return NOT_AUDITED
    rules = {rule.id: rule for rule in book.all_rules()}
    options = Options(width=terminal_width(), color=use_color(question.color))
    output.to_stdout(render(metric, verdict, rules, book.kinds, options, findings))
    return OK


def _judge(question: Question, book: Rulebook) -> tuple[Metric, Verdict, list[Finding]]:
    if not question.file:
        return *judge_name(book, question.name, definition=question.definition, sector=question.sector), []
    loaded = load([question.file], kinds=book.kinds, stdin=None, max_bytes=MAX_BYTES, progress=None)
    loaded = with_decisions(loaded, [question.file], Settings(today=today()), book)
    metric = _find(question, loaded.metrics, loaded.errors)
    judge = Judge(book)
    whole = assemble(loaded, judge_all(judge, loaded.metrics), book)
    findings = [finding for finding in whole.findings if finding.metric == metric.id]
    return metric, judge.judge(metric, loaded.metrics), findings


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
