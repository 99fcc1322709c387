"""What the program talks about: the glossary as types.

Immutable records and nothing else: no parsing, no policy, no printing. Named tuples rather than dataclasses, which take
eight times as long to define: for a small audit that is a third of the time it takes. `CONTRIBUTING.md` holds the
glossary these names come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kpiaudit.lens_model import LensView
from kpiaudit.records import NamedTuple
from kpiaudit.typed import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from kpiaudit.aims import Gaps
    from kpiaudit.star_model import Star, Tree
    from kpiaudit.tally import Tally

Class = Literal["output", "outcome", "unclear"]
Result = Literal["met", "not-met", "unknown"]
Level = Literal["error", "warning", "note"]
FieldName = Literal["name", "formula", "definition", "unit"]

FIELDS: tuple[FieldName, ...] = ("name", "formula", "definition", "unit")
"""The closed set of fields a rule may look at."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Location(NamedTuple):
    """A place in a file: 1-based line and column; for a table, the row as a spreadsheet shows it."""

    path: str
    line: int | None = None
    column: int | None = None
    sheet: str = ""  # of a workbook

    def __str__(self) -> str:
        """`path:line:col`, as editors and CI systems understand it; of a workbook `path[sheet]:row`."""
        path = f"{self.path}[{self.sheet}]" if self.sheet else self.path
        return ":".join(str(part) for part in (path, self.line, self.column) if part is not None)


class Problem(NamedTuple):
    """One thing wrong with an input: where, what, and what to do about it."""

    location: Location
    message: str
    hint: str = ""
    excerpt: str = ""


class InputError(Exception):
    """An input cannot be used. Carries every problem found in it, not just the first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.location}: {p.message}" for p in problems))
        self.problems = problems


class Declared(NamedTuple):
    """A person's verdict, as written beside the metric. Counts only with a reason."""

    cls: Class | None
    kind: str | None
    because: str


class ListContext(NamedTuple):
    """What the list a metric stands in says about itself; rules may need it to understand a bare name."""

    path: str
    organisation: str = ""
    sector: str = ""
    language: str = ""
    customer_word: str = ""
    format: str = "kpi-list"  # id of the descriptor that recognised it; or our own shape


class Link(NamedTuple):
    """What a metric says it is for: the customer, need or objective it names, or the KPI it drives, as written."""

    key: str  # one of LINKS
    target: str
    location: Location


LINKS = ("customer", "need", "supports", "drives")
"""Keys of a metric that name what it is for."""


class Metric(NamedTuple):
    """One KPI as its owner wrote it; only the definition has its HTML and Markdown reduced to the text they show."""

    id: str
    name: str
    location: Location
    context: ListContext
    definition: str = ""
    formula: str = ""
    unit: str = ""
    owner: str = ""
    department: str = ""
    level: str = ""
    group: str = ""  # names of the groups it stands in, outermost first, joined by " / "
    rewarded: bool | None = None  # None: the list does not say
    weight: float | None = None
    declared: Declared | None = None
    details: Mapping[str, str] = NOTHING  # every other key, as text
    links: tuple[Link, ...] = ()  # what of the details names a customer, need, objective or driven KPI, with its place


COUNTED = "counted"
"""The strength of rules of words: what they say was counted from labelled KPIs, and is not about this one."""


class Rule(NamedTuple):
    """A way of measuring or a named measure, and what it says about a KPI it finds; or what words lean to."""

    id: str
    says: Class
    kind: str
    strength: str
    named: bool  # a named measure goes before a form (a way of measuring)
    why: str
    ask: str = ""
    instead: str = ""
    keep_for: str = ""
    source: str = ""
    convention: int | None = None


class Evidence(NamedTuple):
    """Words of a metric in which a rule recognised something."""

    rule: str
    says: Class
    kind: str
    field: FieldName
    text: str
    points: float
    lost_to: str = ""  # the rule that claimed these words first; empty when this evidence voted


class Verdict(NamedTuple):
    """What a metric was judged to be, how sure that is, and why."""

    cls: Class
    kind: str | None
    confidence: float  # 0 to 1; 1.0 a person's, 0.0 unclear
    margin: float = 0.0  # points by which the winning class leads
    default: bool = False  # no rule spoke: output, because most KPIs are
    declared: bool = False  # a person decided
    because: str = ""
    unread: str = ""  # the language it is in, where there are no rules for that
    evidence: tuple[Evidence, ...] = ()  # strongest first, of both classes; only what voted
    lost: tuple[Evidence, ...] = ()  # matches whose words another rule claimed


class Kind(NamedTuple):
    """A reason for a class, and how KPIs of that kind enter the balance and the North Star."""

    id: str
    cls: Class
    segment: str  # output, business-result, outcome or perception
    label: str
    north_star: str  # eligible, runner-up, guardrail, companion, condition or never
    about: str = ""


class Balance(NamedTuple):
    """How the judged KPIs divide. Shares are of `judged` (output + outcome), `unclear_share` of all."""

    metrics: int
    output: float
    outcome: float
    unclear: float
    defaults: int
    segments: Mapping[str, float]
    kinds: Mapping[str, int]

    @property
    def judged(self) -> float:
        """Output plus outcome: what shares are shares of."""
        return self.output + self.outcome

    @property
    def output_share(self) -> float | None:
        """Share of outputs, business results included; None when nothing was judged."""
        return self.output / self.judged if self.judged else None

    @property
    def outcome_share(self) -> float | None:
        """Share of outcomes, surveys included."""
        return self.outcome / self.judged if self.judged else None

    @property
    def observed_outcome_share(self) -> float | None:
        """Share of outcomes that somebody observed, surveys left out."""
        if not self.judged:
            return None
        return (self.outcome - self.segments.get("perception", 0)) / self.judged

    @property
    def unclear_share(self) -> float | None:
        """Share of all KPIs (by count or weight) that could not be judged."""
        total = self.judged + self.unclear
        return self.unclear / total if total else None


class Balances(NamedTuple):
    """The balance of the whole, and of the parts that matter most, where the list says so."""

    all: Balance
    distinct: Balance  # near-duplicates counted once
    board: Balance | None = None
    rewarded: Balance | None = None
    weighted: Balance | None = None
    groups: Mapping[str, Balance] = NOTHING
    by: str = ""  # what `groups` share, as `--by` says it; "" where nobody asked: the department


class Criterion(NamedTuple):
    """One North Star criterion, answered for one KPI."""

    id: str
    result: Result
    why: str


class Candidate(NamedTuple):
    """A KPI held against the North Star criteria. `eligibility` is its kind's."""

    rank: int
    metric: str
    name: str
    eligibility: str
    criteria: tuple[Criterion, ...]
    because: str = ""  # why it may not lead, where it is not eligible

    def number_of(self, result: Result) -> int:
        """How many criteria have this result."""
        return sum(c.result == result for c in self.criteria)


class Finding(NamedTuple):
    """Something the reader should act on, tied to a place where there is one."""

    rule: str
    level: Level
    message: str
    metric: str | None = None
    location: Location | None = None
    instead: str = ""  # what to write instead


class Skip(NamedTuple):
    """A file that was left out, and why."""

    path: str
    reason: str


class RulebookInfo(NamedTuple):
    """Which rules judged: so that two audits can be told apart."""

    digest: str
    rules: int
    views: tuple[str, ...] = ()  # what a client's kinds file changed, in words


class Audit(NamedTuple):
    """Everything one run found out. Reports are pure functions of it."""

    version: str
    rulebook: RulebookInfo
    kinds: Mapping[str, Kind]
    rules: Mapping[str, Rule]  # the rules that voted, for their ask, instead and keep_for
    metrics: tuple[Metric, ...]
    verdicts: tuple[Verdict, ...]  # one per metric, same order
    balances: Balances
    duplicates: tuple[tuple[str, ...], ...]  # ids that stand for nearly the same measure
    expected_wrong: float  # sum of 1 - confidence over the judged
    check_first: tuple[str, ...]  # ids, most doubtful first
    north_star: tuple[Candidate, ...]
    next_steps: tuple[str, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    errors: tuple[Problem, ...]
    policy: Mapping[str, float]  # numbers of rules/scoring.yaml the reports quote
    passed: tuple[Skip, ...] = ()  # files met on a walk that hold no metrics
    gaps: Gaps | None = None  # objectives, customers and needs, and which KPIs serve them; None: no list gives any
    asks: tuple[str, ...] = ()  # what to ask the client for, as no list gives it
    lenses: tuple[LensView, ...] = ()
    quality: tuple[Tally, ...] = ()  # one per check of the definitions; what they found stands in `findings`
    star: Star | None = None  # the North Star, whole; None where nobody asked
    tree: Tree | None = None  # what drives what; None where nobody asked
