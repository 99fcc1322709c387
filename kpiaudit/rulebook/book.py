"""The rulebook at run time: compiled tables with names on them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from kpiaudit.model import FIELDS, Kind, Rule, RulebookInfo
from kpiaudit.phrases.lexicon import Lexicon
from kpiaudit.phrases.match import PhraseIndex
from kpiaudit.phrases.reading import Reading
from kpiaudit.rulebook.checks import Checks, from_data
from kpiaudit.rulebook.lenses import Lens, from_text
from kpiaudit.rulebook.wordings import Wordings
from kpiaudit.typed import Any

ANY_FIELD = (1 << len(FIELDS)) - 1


class Rulebook:
    """Everything `rules/` says, immutable. Rules and phrases are decoded when they are first needed."""

    def __init__(self, tables: Mapping[str, Any], digest: str, views: tuple[str, ...] = ()) -> None:
        self._rules = tables["rules"]  # as JSON
        self._ids: list[str] = tables["ids"]
        self._decoded: dict[int, Rule] = {}
        self._contextual: dict[int, bool] = {}
        self._sectors: dict[int, int | None] = {}
        self._tables = tables
        self._indexes = indexes = tables["indexes"]
        self.lexicon = Lexicon(tables)
        self.phrases = PhraseIndex(indexes.get("rules", {}))
        self.contexts = PhraseIndex(indexes.get("context", {}))
        self._set_names: list[str] = tables["sets"]
        self._sets = PhraseIndex(indexes.get("sets", {}))
        self.kinds: Mapping[str, Kind] = {k["id"]: _kind(k) for k in tables["kinds"]}
        self.policy: Mapping[str, float] = tables["scoring"]
        self.own_rules = frozenset[int](tables["own_rules"])  # of layers on top of the shipped rules
        self.words_rules: Sequence[tuple[int, str]] = tables["words_rules"]  # each with its kind
        self.words_kinds: Sequence[tuple[str, int, float]] = tables[
            "words_kinds"
        ]  # kinds, their rules, where they start
        self.confidence: Mapping[str, list[tuple[float, float]]] = tables["confidence"]
        self.reading: Mapping[str, Any] = tables["reading"]
        self.languages: Mapping[str, Any] = tables["languages"]
        self.criteria: list[Mapping[str, Any]] = tables["criteria"]
        self.barred: Mapping[str, Any] = tables["barred"]
        self.statements: list[Mapping[str, Any]] = tables["statements"]
        self.canvas: list[Mapping[str, str]] = tables["canvas"]
        self.not_given: Mapping[str, str] = tables["not_given"]
        self._texts: Mapping[str, str] = tables["texts"]
        self.lenses: Mapping[str, bool] = tables["lenses"]  # ids, and whether every audit looks through it
        self.info = RulebookInfo(digest, len(self._rules), views)

    def rule_at(self, owner: int) -> Rule:
        """The rule a match belongs to."""
        rule = self._decoded.get(owner)
        if rule is None:
            data = json.loads(self._rules[owner])
            self._contextual[owner] = data.pop("context")
            sector = data.pop("sector")
            self._sectors[owner] = None if sector is None else len(self._rules) + sector
            data["says"] = self.kinds[data["kind"]].cls  # a client's view of a kind goes before the rule's own word
            rule = self._decoded[owner] = Rule(**data)
        return rule

    def needs_context(self, owner: int) -> bool:
        """Whether the rule counts only in lists that speak of its subject."""
        self.rule_at(owner)
        return self._contextual[owner]

    def sector_of(self, owner: int) -> int | None:
        """The context owner of the sector a rule is written for; None for rules of all sectors."""
        self.rule_at(owner)
        return self._sectors[owner]

    def rules_called(self, ids: Collection[str]) -> dict[str, Rule]:
        """The rules with these ids, in the order of the files; the others stay undecoded."""
        owners = (owner for owner, rule_id in enumerate(self._ids) if rule_id in ids)
        return {rule.id: rule for rule in map(self.rule_at, owners)}

    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the files."""
        return tuple(self.rule_at(owner) for owner in range(len(self._rules)))

    def read(self, text: str) -> Reading:
        """A text as phrases see it."""
        return Reading(text, self.lexicon)

    def asks_for(self, *missing: str) -> tuple[str, ...]:
        """What to ask the client for where a list says nothing of `objectives`, `customers` or `needs`."""
        return tuple(self.not_given[key] for key in missing if key in self.not_given)

    def forget(self) -> None:
        """Give back most of the memory of texts that were read so far. It comes again where a text asks for it."""
        for index in (self.phrases, self.contexts, self._sets):
            index.forget()
        self.lexicon.forget()
        self._rules.forget()

    def sets_found(self, reading: Reading) -> Mapping[str, str]:
        """The phrase sets found in a text, as `north-star/<criterion>/<number>`, with the words of the first match."""
        return sets_found(self._sets, self._set_names, reading)

    def lens(self, lens_id: str) -> Lens:
        """The lens of that id. Raises KeyError if there is none."""
        return from_text(self._texts[lens_id])

    def text(self, name: str) -> str:
        """A text that only some runs need, as JSON: `star/whole`, `profile/<id>`. Raises KeyError if there is none."""
        return self._texts[name]

    def index(self, name: str) -> PhraseIndex:
        """An index of phrases that few runs need; empty where no phrase stands in it."""
        return PhraseIndex(self._indexes.get(name, {}))

    @cached_property
    def checks(self) -> Checks:
        """The checks of definitions."""
        return from_data(self._tables["checks"], self._tables["pairs"])

    @cached_property
    def wordings(self) -> Wordings:
        """Finds the phrases of the checks of definitions."""
        return Wordings(self._tables, self.lexicon)


def sets_found(index: PhraseIndex, names: Sequence[str], reading: Reading, fields: int = ANY_FIELD) -> dict[str, str]:
    """The phrase sets of `index` found in a text, by name, with the words of the first match.

    `fields`: as bits, those of which the text is a part.
    """
    found: dict[str, str] = {}
    for match in sorted(index.find(reading, fields), key=lambda m: (m.start, -m.end)):
        found.setdefault(names[match.owner], reading.source(match.start, match.end))
    return found


def _kind(data: Mapping[str, str]) -> Kind:
    return Kind(data["id"], data["class"], data["segment"], data["label"], data["north_star"], data["about"] or "")  # type: ignore[arg-type]  # the schema says which words `class` holds
