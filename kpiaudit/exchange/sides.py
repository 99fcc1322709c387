"""What `compare` holds against each other: an audit just made, or one that a JSON report tells of."""

from __future__ import annotations

from kpiaudit.aims import STATES
from kpiaudit.analyses.compare import Kpi, SeenNeed, Side
from kpiaudit.inputs.recognise import is_own_report
from kpiaudit.model import Audit, Balance, Class, InputError, Location, Problem
from kpiaudit.source import Map, Place, Seq, Value, decode, excerpt, parse_json
from kpiaudit.typed import NoReturn

PARTS = ("board", "rewarded", "weighted")

_VERSION = "1"
_CLASSES: tuple[Class, ...] = ("output", "outcome", "unclear")
_SEGMENTS = ("output", "business-result", "outcome", "perception")
_HINT = "give a list of KPIs, or a whole report of `kpiaudit audit PATH -f json=FILE`"
_BEGINS = b"{"


def of_audit(audit: Audit, label: str) -> Side:
    """An audit just made."""
    kpis = tuple(
        Kpi(m.id, m.name, v.cls, v.kind, v.declared, v.because, m.definition, m.formula, m.unit)
        for m, v in zip(audit.metrics, audit.verdicts, strict=True)
    )
    found = audit.balances
    parts = {name: part for name in PARTS if (part := getattr(found, name)) is not None}
    needs = tuple(
        SeenNeed(one.customer.name, served.need.id, served.need.need, served.watch.state)
        for gap in audit.gaps or ()
        for one in gap.customers
        for served in one.needs
    )
    return Side(label, audit.rulebook.digest, kpis, found.all, parts, needs or None, len(audit.errors))


def of_report(data: bytes, label: str) -> Side | None:
    """The audit that a JSON report tells of; None if this is no report of ours. Raises InputError if it is broken."""
    if not data.lstrip().startswith(_BEGINS) or b'"schema_version"' not in data:
        return None
    text = decode(data, label)
    document = parse_json(text, label)
    return _Report(label, text).side(document) if isinstance(document, Map) and is_own_report(document) else None


class _Report:
    """Reads one report. It may have been edited, or be another program's: nothing in it is taken on trust."""

    def __init__(self, label: str, text: str) -> None:
        self.label, self.text = label, text

    def side(self, document: Map) -> Side:
        if document["schema_version"] != _VERSION:
            self.wrong(document.place("schema_version"), "is a report of another version than 1")
        balance = self.map(document, "balance")
        parts = {key: self.balance(self.map(balance, key)) for key in PARTS if isinstance(balance.get(key), Map)}
        metrics = self.seq(document, "metrics")
        return Side(
            label=self.label,
            digest=self.text_at(self.map(document, "rulebook"), "digest"),
            kpis=tuple(self.kpi(item, metrics.place(place)) for place, item in enumerate(metrics)),
            balance=self.balance(balance),
            parts=parts,
            needs=self.needs(document) if "gap" in document else None,
            problems=len(self.seq(document, "errors")),
        )

    def kpi(self, item: Value, at: Place) -> Kpi:
        if not isinstance(item, Map):
            self.wrong(at, "holds a KPI that is none")
        written = self.text_at(item, "class")
        cls = next((cls for cls in _CLASSES if cls == written), None)
        if cls is None:
            self.wrong(item.place("class"), f"holds an unknown class, `{written}`")
        return Kpi(
            id=self.text_at(item, "id"),
            name=self.text_at(item, "name"),
            cls=cls,
            kind=self.text_at(item, "kind") or None,
            declared=self.text_at(item, "declared") == "true",
            because=self.text_at(item, "because") if "because" in item else "",
            definition=self.given(item, "definition"),
            formula=self.given(item, "formula"),
            unit=self.given(item, "unit"),
        )

    def balance(self, box: Map) -> Balance:
        segments, kinds = self.map(box, "segments"), self.map(box, "kinds")
        return Balance(
            metrics=int(self.number(box, "metrics")),
            output=self.number(box, "output"),
            outcome=self.number(box, "outcome"),
            unclear=self.number(box, "unclear"),
            defaults=int(self.number(box, "defaults")),
            segments={segment: self.number(segments, segment) if segment in segments else 0 for segment in _SEGMENTS},
            kinds={kind: int(self.number(kinds, kind)) for kind in kinds},
        )

    def needs(self, document: Map) -> tuple[SeenNeed, ...] | None:
        found = []
        for gap in self.maps(self.map(document, "gap"), "organisations"):
            for customer in self.maps(gap, "customers"):
                for need in self.maps(customer, "needs"):
                    state = self.text_at(need, "watched_by")
                    if state not in STATES:
                        self.wrong(need.place("watched_by"), f"holds `{state}`, which nothing is watched by")
                    name = self.text_at(customer, "name")
                    found.append(SeenNeed(name, self.text_at(need, "id"), self.text_at(need, "need"), state))
        return tuple(found) or None

    def maps(self, box: Map, key: str) -> list[Map]:
        items = self.seq(box, key)
        if not all(isinstance(item, Map) for item in items):
            self.wrong(items.here, f"holds something else among its `{key}`")
        return [item for item in items if isinstance(item, Map)]

    def map(self, box: Map, key: str) -> Map:
        found = self.value(box, key)
        return found if isinstance(found, Map) else self.wrong(box.place(key), f"holds no mapping at `{key}`")

    def seq(self, box: Map, key: str) -> Seq:
        found = self.value(box, key)
        return found if isinstance(found, Seq) else self.wrong(box.place(key), f"holds no list at `{key}`")

    def text_at(self, box: Map, key: str) -> str:
        found = self.value(box, key)
        if found is None or isinstance(found, str):
            return found or ""
        return self.wrong(box.place(key), f"holds no text at `{key}`")

    def given(self, box: Map, key: str) -> str | None:
        """A text; None where the report is of a program that did not write it yet."""
        return self.text_at(box, key) if key in box else None

    def number(self, box: Map, key: str) -> float:
        text = self.text_at(box, key)
        try:
            found = float(text)
        except ValueError:
            found = -1.0
        if not 0 <= found < float("inf"):
            self.wrong(box.place(key), f"holds no number at `{key}`")
        return found

    def value(self, box: Map, key: str) -> Value:
        return box[key] if key in box else self.wrong(box.here, f"has no `{key}` here")

    def wrong(self, at: Place, message: str) -> NoReturn:
        raise InputError(Problem(Location(self.label, *at), message, _HINT, excerpt(self.text, *at)))
