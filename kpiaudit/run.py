"""The use case: paths, rules and settings become one `Audit`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kpiaudit import __version__
from kpiaudit.analyses.balance import balances
from kpiaudit.analyses.doubts import check_first, expected_wrong
from kpiaudit.analyses.duplicates import near_duplicates
from kpiaudit.analyses.languages import unread_lists
from kpiaudit.analyses.lens_sorting import Entry, Sorter
from kpiaudit.analyses.lenses import lens_views
from kpiaudit.analyses.next_steps import Findings, next_steps
from kpiaudit.analyses.north_star import candidates
from kpiaudit.analyses.quality import quality
from kpiaudit.analyses.quality_wording import GivenAway
from kpiaudit.garbage import keeps_all
from kpiaudit.inputs import How, load
from kpiaudit.inputs.beside import decision_files
from kpiaudit.judge import Judge, Text
from kpiaudit.model import COUNTED, Audit, Finding, ListContext, Location, Metric, Rule, Verdict
from kpiaudit.parallel import Judged, Row, Sort, judge_all
from kpiaudit.records import NamedTuple
from kpiaudit.rulebook import load as load_rules
from kpiaudit.rulebook.star import asking
from kpiaudit.source.limits import MAX_BYTES
from kpiaudit.typed import TYPE_CHECKING
from kpiaudit.wording import common

if TYPE_CHECKING:
    from pathlib import Path

    from kpiaudit.aims import Gaps
    from kpiaudit.inputs import Loaded
    from kpiaudit.lens_model import LensView
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
    by: str = ""  # what the balance is shown by, a key of `analyses.balance.GROUPED_BY`; "" for departments
    lens: str = ""  # look through this lens alone; "" for the default ones
    placements: bool = False  # whether to tell of every KPI why it stands in a category of a lens
    star: str | None = None  # the North Star, whole, and the tree: by this profile, "" for none; None for neither


@keeps_all
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
        InputError: the rules or the descriptors of formats cannot be used, or the rules have no such profile.
    """
    book = load_rules(settings.rules)
    loaded = load(
        paths, kinds=book.kinds, how=settings.how, stdin=stdin, max_bytes=settings.max_bytes, progress=progress
    )
    loaded = with_decisions(loaded, paths, settings, book)
    if progress:
        progress("judging", len(loaded.metrics))
    sorter = lens_sorter(book, settings.lens, quote=settings.placements)
    judged = judge_all(Judge(book, least=settings.min_confidence), loaded.metrics, witness(book, sorter))
    if progress:
        progress("adding up", len(loaded.metrics))
    audit = assemble(loaded, judged, book, sorter, by=settings.by, placements=settings.placements)
    if settings.star is None:
        return audit
    from kpiaudit.run_star import with_star

    return with_star(audit, book, settings.star)


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


def lens_sorter(book: Rulebook, lens: str = "", *, quote: bool = False) -> Sorter:
    """What sorts KPIs by the default lenses of a rulebook, or by the lens of that id alone. Raises KeyError."""
    names = [lens] if lens else [name for name, default in book.lenses.items() if default]
    return Sorter(book, [book.lens(name) for name in names], quote=quote)


def witness(book: Rulebook, sorter: Sorter) -> Sort:
    """What is made of every KPI while the judge still has its words: where it stands in lenses, what gives it away."""
    away = GivenAway(book.checks, book.wordings)
    alike: dict[tuple[Entry, ...], Row] = {}  # most KPIs of a long list come to the same few things

    def sort(metric: Metric, verdict: Verdict, texts: Sequence[Text]) -> Row:
        entries, given = sorter(metric, verdict, texts), away(metric, verdict, texts)
        row = alike.setdefault(entries, (entries, {}))
        return (row[0], given) if given else row

    return sort


def assemble(
    loaded: Loaded, judged: Judged, book: Rulebook, sorter: Sorter, *, by: str = "", placements: bool = False
) -> Audit:
    """Everything that follows from the verdicts; the balance is shown `by` that."""
    metrics, verdicts, policy = loaded.metrics, judged.verdicts, book.policy
    customer_word = common(m.context.customer_word for m in metrics)
    duplicates = near_duplicates(metrics, book.lexicon.words)
    found = balances(metrics, verdicts, book.kinds, duplicates, by)
    doubtful = check_first(metrics, verdicts, below=policy["check-first-below"], most=int(policy["check-first-most"]))
    stars = candidates(
        metrics,
        verdicts,
        asking=asking(book),
        duplicates=duplicates,
        shortlist=int(policy["north-star-shortlist"]),
    )
    wrong = expected_wrong(verdicts)
    rules = _rules(verdicts, book)
    definitions, tallies = quality(
        metrics,
        verdicts,
        book.checks,
        kinds=book.kinds,
        rules=rules,
        duplicates=duplicates,
        given=[given for _, given in judged.rows],
        finder=book.wordings,
        words=book.lexicon.words,
    )
    gaps, dangling = _gaps(loaded, verdicts, rules, book) if loaded.aims else (None, ())
    asks = dict.fromkeys(ask for gap in gaps for ask in gap.asks) if gaps else book.asks_for("objectives", "customers")
    steps = Findings(
        metrics,
        verdicts,
        rules,
        found,
        duplicates,
        wrong,
        doubtful,
        stars,
        customer_word,
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
        findings=(*loaded.findings, *dangling, *unread_lists(metrics, verdicts), *definitions),
        skipped=loaded.skipped,
        errors=loaded.errors,
        passed=loaded.passed,
        gaps=gaps,
        asks=tuple(asks),
        policy=policy,
        lenses=lens_views(
            sorter,
            metrics,
            verdicts,
            [row for row, _ in judged.rows],
            kinds=book.kinds,
            customer_word=customer_word,
            placements=placements,
        ),
        quality=tallies,
    )


def judge_name(
    book: Rulebook, name: str, *, definition: str = "", formula: str = "", unit: str = "", sector: str = ""
) -> tuple[Metric, Verdict]:
    """Judge one KPI that stands in no list."""
    metric = alone(name, definition=definition, formula=formula, unit=unit, sector=sector)
    return metric, Judge(book).judge(metric)


def alone(name: str, *, definition: str = "", formula: str = "", unit: str = "", sector: str = "") -> Metric:
    """A KPI that stands in no list."""
    context = ListContext(path="", sector=sector)
    return Metric("", name, Location(""), context, definition=definition, formula=formula, unit=unit)


def look_at(book: Rulebook, metric: Metric, neighbours: Sequence[Metric] = ()) -> tuple[Verdict, tuple[LensView, ...]]:
    """The verdict on one KPI with the matches that lost, and where it stands in every lens, with the reasons."""
    sorter = Sorter(book, [book.lens(name) for name in book.lenses], quote=True)
    rows: list[Row] = []
    verdict = Judge(book).judge(metric, neighbours, witness=lambda *seen: rows.append(sorter(*seen)))
    word = metric.context.customer_word
    views = lens_views(sorter, [metric], [verdict], rows, kinds=book.kinds, customer_word=word, placements=True)
    return verdict, views


def quality_of(book: Rulebook, metric: Metric, loaded: Loaded) -> list[Finding]:
    """What the checks of definitions find in one of the KPIs that were read."""
    sorter = Sorter(book, ())
    audit = assemble(loaded, judge_all(Judge(book), loaded.metrics, witness(book, sorter)), book, sorter)
    checks = {tally.check for tally in audit.quality}
    return [finding for finding in audit.findings if finding.metric == metric.id and finding.rule in checks]


def _rules(verdicts: Sequence[Verdict], book: Rulebook) -> Mapping[str, Rule]:
    voted = {evidence.rule for verdict in verdicts for evidence in verdict.evidence}
    return book.rules_called(voted)


def _gaps(
    loaded: Loaded, verdicts: Sequence[Verdict], rules: Mapping[str, Rule], book: Rulebook
) -> tuple[Gaps, tuple[Finding, ...]]:
    from kpiaudit.analyses.customers import Asked, gaps
    from kpiaudit.rulebook.statements import from_data as checks_from_data

    judge = Judge(book)

    def rules_in(text: str, context: ListContext) -> list[Rule]:
        found = judge.judge(Metric("", text, Location(""), context)).evidence
        rules = [book.rules_called({e.rule})[e.rule] for e in found if e.says == "output"]
        return [rule for rule in rules if rule.instead and rule.strength != COUNTED]

    asked = Asked(
        checks=checks_from_data(book.statements),
        not_given=book.not_given,
        phrases=lambda text: book.sets_found(book.read(text)),
        rules_in=rules_in,
        most_suggestions=int(book.policy["gap-suggestions"]),
    )
    return gaps(loaded.aims, loaded.metrics, verdicts, kinds=book.kinds, rules=rules, asked=asked)
