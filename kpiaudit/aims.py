"""What a list says it is for, objectives and customers with their needs, and how far its KPIs show that they are met.

The part of the glossary that only lists with aims need; `kpiaudit.model` holds the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit.model import NOTHING, Criterion, ListContext, Location
from kpiaudit.records import NamedTuple
from kpiaudit.typed import Literal

State = Literal["outcome", "survey", "output", "unclear", "nothing"]

STATES: tuple[State, ...] = ("outcome", "survey", "output", "unclear", "nothing")
"""The best that watches a need or an objective, best first."""


class Objective(NamedTuple):
    """What the organisation wants to reach."""

    id: str
    name: str
    location: Location


class Need(NamedTuple):
    """What a customer comes for."""

    id: str
    need: str  # in the customer's words
    location: Location
    success: str = ""  # the success statement: how it is seen that the need is met
    success_at: Location | None = None
    important: bool | None = None  # None: the list does not say


class Customer(NamedTuple):
    """A category of customers."""

    name: str
    location: Location
    needs: tuple[Need, ...] = ()
    important: bool | None = None
    canvas: Mapping[str, tuple[str, ...]] = NOTHING  # who, process, expects, success, helps, harms


class Aims(NamedTuple):
    """What one list says it is for."""

    context: ListContext
    objectives: tuple[Objective, ...] = ()
    customers: tuple[Customer, ...] = ()


class Watch(NamedTuple):
    """Ids of the KPIs that serve something, by what they can show."""

    outcomes: tuple[str, ...] = ()  # observed: surveys stand apart
    surveys: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()  # business results too
    unclear: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """The best that is there: an outcome proves, a survey tells what is felt, an output only what was done."""
        return next((state for state, ids in zip(STATES, self, strict=False) if ids), "nothing")


class Suggestion(NamedTuple):
    """A KPI that would show whether a need is met, by the rule that knows it."""

    text: str
    rule: str
    instead_of: str = ""  # id of the KPI the rule was found in; "" where it was found in the need itself


class ServedNeed(NamedTuple):
    """A need, what watches it, and how good its success statement is."""

    need: Need
    watch: Watch
    statement: tuple[Criterion, ...] = ()  # none without a success statement
    suggestions: tuple[Suggestion, ...] = ()


class ServedCustomer(NamedTuple):
    """A customer, need by need."""

    customer: Customer
    needs: tuple[ServedNeed, ...]
    no_need: tuple[str, ...] = ()  # KPIs for this customer that serve none of the needs


class ServedObjective(NamedTuple):
    """An objective and what watches it."""

    objective: Objective
    watch: Watch


class Gap(NamedTuple):
    """How far the KPIs of one organisation show that its objectives and its customers' needs are met."""

    organisation: str  # "" where the list names none
    path: str  # of the first list that has aims
    objectives: tuple[ServedObjective, ...]
    customers: tuple[ServedCustomer, ...]
    no_objective: tuple[str, ...]  # KPIs that serve no objective; none where none are given
    no_need: tuple[str, ...]  # KPIs that serve no need; none where none are given
    asks: tuple[str, ...] = ()  # what is not yet given, as questions to the client
    customer_word: str = ""


Gaps = tuple[Gap, ...]
"""The gap of every organisation whose lists have aims."""
