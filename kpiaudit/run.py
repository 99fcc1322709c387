"""The use case: paths, rules and settings become one `Audit`."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kpiaudit import __version__
from kpiaudit.analyses.balance import balances
from kpiaudit.analyses.doubts import check_first, expected_wrong
from kpiaudit.analyses.duplicates import near_duplicates
from kpiaudit.analyses.next_steps import Findings, next_steps
from kpiaudit.analyses.north_star import candidates
from kpiaudit.analyses.quality import quality
from kpiaudit.analyses.quality_wording import given_away
from kpiaudit.inputs import How, load
from kpiaudit.inputs.beside import decision_files
from kpiaudit.judge import Judge
from kpiaudit.model import Audit, Finding, ListContext, Location, Metric, Rule, Tally, Verdict
from kpiaudit.parallel import judge_all, read_all
from kpiaudit.rulebook import load as load_rules
from kpiaudit.rulebook.criteria import from_data
from kpiaudit.source.limits import MAX_BYTES
from kpiaudit.wording import common

if TYPE_CHECKING:
    from kpiaudit.inputs import Loaded
    from kpiaudit.rulebook import Rulebook

Progress = Callable[[str, int], None]
"""(what is being done, how many KPIs so far)."""


class Settings(NamedTuple):
    """What a caller may ask of an audit."""

    rules: tuple[Path, ...] = ()  # directories of rule files, laid over the shipped rules in this order
    min_confidence: float = 0.0  # 0 to 1; a verdict below it becomes unclear, unless a person made it
    max_bytes: int = MAX_BYTES  # the largest file that is read
    decisions: str = ""  # a file of decisions that holds for all lists; "" for those found beside the inputs
    today: str = ""  # as 2026-12-31, for decisions that expire; "" for a day on which none has
    how: How = How()  # how inputs are found and read


def audit_paths(
    paths: Sequence[str],
    settings: Settings,
    *,
    stdin: Callable[[], bytes] | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Read, judge and add up every KPI of `paths`.

    Files that cannot be read, wholly or in part, are named in `Audit.errors`; the others are audited.

    Args:
        paths: files or directories; `-` is standard input.
        settings: which rules and decisions, how sure, how large.
        stdin: reads standard input, where `-` is among the paths.
        progress: told what is going on.

    Raises:
        InputError: the rules or the descriptors of formats cannot be used.
    """
    book = load_rules(settings.rules)
    enabled = gc.isenabled()
    gc.disable()  # a run only ever adds to what it holds: looking for garbage takes a third of the time and finds none
    try:
        loaded = load(
            paths, kinds=book.kinds, how=settings.how, stdin=stdin, max_bytes=settings.max_bytes, progress=progress
        )
        loaded = with_decisions(loaded, paths, settings, book)
        if progress:
            progress("judging", len(loaded.metrics))
        verdicts = judge_all(Judge(book), loaded.metrics)
        if settings.min_confidence:
            verdicts = [_or_unclear(verdict, settings.min_confidence) for verdict in verdicts]
        if progress:
            progress("adding up", len(loaded.metrics))
        return assemble(loaded, verdicts, book)
    finally:
        if enabled:
            gc.enable()


def with_decisions(loaded: Loaded, paths: Sequence[str], settings: Settings, book: Rulebook) -> Loaded:
    """`loaded` with what people decided in files of decisions, if there are any."""
    files = [settings.decisions] if settings.decisions else decision_files(paths, loaded.metrics)
    if not files:
        return loaded
    from kpiaudit.inputs.decisions import decide

    return decide(
        loaded,
        files,
        kinds=book.kinds,
        today=settings.today,
        max_bytes=settings.max_bytes,
        everywhere=bool(settings.decisions),
    )


def assemble(loaded: Loaded, verdicts: Sequence[Verdict], book: Rulebook) -> Audit:
    """Everything that follows from the verdicts."""
    metrics, policy = loaded.metrics, book.policy
    duplicates = near_duplicates(metrics, book.lexicon.words)
    found = balances(metrics, verdicts, book.kinds, duplicates)
    doubtful = check_first(metrics, verdicts, below=policy["check-first-below"], most=int(policy["check-first-most"]))
    stars = candidates(
        metrics,
        verdicts,
        kinds=book.kinds,
        criteria=from_data(book.criteria),
        phrases=lambda metric: _phrases(book, metric),
        duplicates=duplicates,
        shortlist=int(policy["north-star-shortlist"]),
    )
    wrong = expected_wrong(verdicts)
    rules = _rules(verdicts, book)
    definitions, tallies = _quality(metrics, verdicts, book, rules, duplicates)
    steps = Findings(
        metrics,
        verdicts,
        rules,
        found,
        duplicates,
        wrong,
        doubtful,
        stars,
        common(m.context.customer_word for m in metrics),
    )
    return Audit(
        version=__version__,
        rulebook=book.info,
        kinds=book.kinds,
        rules=rules,
        metrics=metrics,
        verdicts=tuple(verdicts),
        balances=found,
        duplicates=duplicates,
        expected_wrong=wrong,
        check_first=doubtful,
        north_star=stars,
        next_steps=next_steps(steps),
        findings=loaded.findings + definitions,
        skipped=loaded.skipped,
        errors=loaded.errors,
        passed=loaded.passed,
        policy=policy,
        quality=tallies,
    )


def _quality(
    metrics: Sequence[Metric],
    verdicts: Sequence[Verdict],
    book: Rulebook,
    rules: Mapping[str, Rule],
    duplicates: Sequence[Sequence[str]],
) -> tuple[tuple[Finding, ...], tuple[Tally, ...]]:
    checks, finder = book.checks, book.wordings
    judged = list(zip(metrics, verdicts, strict=True))
    return quality(
        metrics,
        verdicts,
        checks,
        kinds=book.kinds,
        rules=rules,
        duplicates=duplicates,
        given=read_all(lambda part: given_away(part, checks, finder), judged),
        finder=finder,
        words=book.lexicon.words,
    )


def judge_name(
    book: Rulebook, name: str, *, definition: str = "", formula: str = "", unit: str = "", sector: str = ""
) -> tuple[Metric, Verdict]:
    """Judge one KPI that stands in no list."""
    context = ListContext(path="", sector=sector)
    metric = Metric("", name, Location(""), context, definition=definition, formula=formula, unit=unit)
    return metric, Judge(book).judge(metric)


def _or_unclear(verdict: Verdict, least: float) -> Verdict:
    if verdict.declared or verdict.confidence >= least:
        return verdict
    return verdict._replace(cls="unclear", kind=None, confidence=0.0, default=False)


def _rules(verdicts: Sequence[Verdict], book: Rulebook) -> Mapping[str, Rule]:
    voted = {evidence.rule for verdict in verdicts for evidence in verdict.evidence}
    return book.rules_called(voted)


def _phrases(book: Rulebook, metric: Metric) -> Mapping[str, str]:
    texts = (metric.name, metric.formula, metric.definition, metric.unit)
    return book.sets_found(book.read("\n".join(text for text in texts if text)))
