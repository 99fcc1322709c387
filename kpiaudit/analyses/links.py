"""What KPIs say they are for -> the customers, needs and objectives their lists give; what points to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kpiaudit.aims import Aims, Customer, Need, Objective
from kpiaudit.analyses.drives import entries
from kpiaudit.model import Finding, Link, Metric
from kpiaudit.records import NamedTuple

UNKNOWN = {"customer": "unknown-customer", "need": "unknown-need", "supports": "unknown-objective"}
"""Rules of findings: a link that points to nothing."""

ELSEWHERE = "need-of-another-customer"
_WORDS = {"customer": "customer", "need": "need", "supports": "objective"}


class Served(NamedTuple):
    """What a KPI is for: names and ids that its organisation's lists give."""

    customers: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    objectives: frozenset[str] = frozenset()


class Scope:
    """The aims of one organisation: those of all its lists, each entry once."""

    def __init__(self, lists: Sequence[Aims]) -> None:
        self.context = lists[0].context
        self.paths = [aims.context.path for aims in lists]
        self.objectives: dict[str, Objective] = {}
        self.customers: dict[str, Customer] = {}
        self.needs: dict[str, tuple[Need, str]] = {}  # and the key of its customer
        for aims in lists:
            for objective in aims.objectives:
                self.objectives.setdefault(objective.id, objective)
            for customer in aims.customers:
                key = customer.name.casefold()
                new = [need for need in customer.needs if need.id not in self.needs]
                before = self.customers.get(key)
                joined = before._replace(needs=(*before.needs, *new)) if before else customer._replace(needs=tuple(new))
                self.customers[key] = joined
                self.needs |= {need.id: (need, key) for need in new}
        self._told: dict[tuple[str, str], str] = {}  # one slip may stand at a thousand KPIs
        self._known: Mapping[str, dict[str, str]] = {
            "customer": {key: key for key in self.customers},
            "need": _names((need.id, need.need) for need, _ in self.needs.values()),
            "supports": _names((objective.id, objective.name) for objective in self.objectives.values()),
        }

    def served(self, metric: Metric) -> Served:
        """What a KPI of this organisation is for. One that serves a need serves the customer whose need it is."""
        found: dict[str, set[str]] = {"customer": set(), "need": set(), "supports": set()}
        for link in metric.links:
            if link.key in found:
                found[link.key].update(key for _, key in self._resolved(link) if key)
        found["customer"].update(self.needs[need][1] for need in found["need"])
        return Served(*map(frozenset, found.values()))

    def dangling(self, metric: Metric) -> Iterator[Finding]:
        """A warning for every link that points to nothing, or to the need of a customer the KPI is not for."""
        named = {key for link in metric.links if link.key == "customer" for _, key in self._resolved(link) if key}
        for link in metric.links:
            for text, key in self._resolved(link) if link.key in self._known else ():
                if not key and self._known[link.key]:
                    yield self._finding(UNKNOWN[link.key], self._unknown(link, text), metric, link)
                elif key and link.key == "need" and named and self.needs[key][1] not in named:
                    whose = self.customers[self.needs[key][1]].name
                    message = f"the need `{key}` is one of {whose}, and this KPI is said to be for another customer"
                    yield self._finding(ELSEWHERE, message, metric, link)

    def _resolved(self, link: Link) -> list[tuple[str, str]]:
        """What a link names, each as written and with its key ("" where there is no such thing)."""
        known = self._known[link.key]
        return [(text, known.get(text.casefold(), "")) for text in entries(link.target, known)]

    def _unknown(self, link: Link, text: str) -> str:
        message = self._told.get((link.key, text))
        if message is None:
            message = self._told[link.key, text] = self._not_there(link, text)
        return message

    def _not_there(self, link: Link, text: str) -> str:
        what, known = _WORDS[link.key], self._known[link.key]
        from difflib import get_close_matches

        near = get_close_matches(text.casefold(), known, 1, 0.6)
        if near:
            return f"the list has no {what} `{text}`; is `{self._shown(link.key, known[near[0]])}` meant?"
        shown = list(dict.fromkeys(self._shown(link.key, key) for key in known.values()))
        some = ", ".join(f"`{one}`" for one in shown[:5]) + (" ..." if len(shown) > 5 else "")
        return f"the list has no {what} `{text}`; it has {some}"

    def _shown(self, sort: str, key: str) -> str:
        return self.customers[key].name if sort == "customer" else key

    def _finding(self, rule: str, message: str, metric: Metric, link: Link) -> Finding:
        return Finding(rule, "warning", message, metric.id, link.location)


def described(metric: Metric, aims: Iterable[Aims]) -> list[tuple[str, str]]:
    """What a KPI is for, in words: (customer, need or objective, its name). Empty where it and its list say nothing."""
    found = scopes(aims)
    scope = found.get(scope_of(metric, found, paths_of(found)))
    if scope is None:
        return [(_WORDS[link.key], link.target) for link in metric.links if link.target and link.key in _WORDS]
    served = scope.served(metric)
    lines = [("customer", scope.customers[key].name) for key in scope.customers if key in served.customers]
    lines += [("need", need.need) for key, (need, _) in scope.needs.items() if key in served.needs]
    lines += [("objective", one.name) for key, one in scope.objectives.items() if key in served.objectives]
    if scope.needs and not served.needs:
        lines.append(("need", "none of those the list gives"))
    if scope.objectives and not served.objectives:
        lines.append(("objective", "none of those the list gives"))
    return lines


def scopes(aims: Iterable[Aims]) -> dict[str, Scope]:
    """The aims by organisation; a list that names none is one of its own, by its path."""
    grouped: dict[str, list[Aims]] = {}
    for one in aims:
        grouped.setdefault(one.context.organisation or one.context.path, []).append(one)
    return {key: Scope(lists) for key, lists in grouped.items()}


def scope_of(metric: Metric, found: Mapping[str, Scope], paths: Mapping[str, str]) -> str:
    """The key of the scope a KPI belongs to: its organisation's, else that of its file; "" for none.

    `paths`: for the path of every list with aims, the key of its scope.
    """
    organisation = metric.context.organisation
    return organisation if organisation in found else paths.get(metric.context.path, "")


def paths_of(found: Mapping[str, Scope]) -> dict[str, str]:
    """For the path of every list with aims, the key of its scope; of several in one file the first."""
    pairs = [(path, key) for key, scope in found.items() for path in scope.paths]
    return dict(reversed(pairs))


def _names(entries: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Ids and texts, case folded, -> ids. An id goes before a text."""
    pairs = list(entries)
    return {text.casefold(): key for key, text in pairs} | {key.casefold(): key for key, _ in pairs}
