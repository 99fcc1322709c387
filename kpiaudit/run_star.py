"""The use case of those who ask for the North Star, whole, or for the tree: an `Audit` with both added."""

from __future__ import annotations

import json

from kpiaudit.analyses.drives import driving
from kpiaudit.analyses.duplicates import Contents
from kpiaudit.analyses.north_star import places
from kpiaudit.analyses.star import BesideRule, Pairing, RoleRule, star
from kpiaudit.analyses.tree import LevelRule, tree
from kpiaudit.model import Audit, Metric
from kpiaudit.rulebook import Rulebook
from kpiaudit.rulebook.star import asking
from kpiaudit.rulebook.star_tables import VOLUME


def with_star(audit: Audit, book: Rulebook, profile: str) -> Audit:
    """`audit` with the North Star by a profile ("" for none) and the tree; wrong links of `drives` are errors.

    Raises `InputError` where the rules have no such profile.
    """
    asked = asking(book, profile)
    whole = json.loads(book.text("star/whole"))
    found = driving(audit.metrics)
    shortlist = int(book.policy["north-star-shortlist"])
    standing = places(audit.metrics, audit.verdicts, asking=asked, duplicates=audit.duplicates, shortlist=shortlist)

    def counts(metric: Metric) -> bool:
        return VOLUME in book.sets_found(book.read(metric.name))

    pairing = Pairing(
        roles={name: RoleRule(rule["because"], rule["needs"]) for name, rule in whole["roles"].items()},
        beside=[BesideRule(**{**rule, "when": tuple(rule["when"])}) for rule in whole["beside"]],
        counts=counts,
        words=Contents(book.lexicon.words).of,
        paired=int(book.policy["north-star-paired"]),
        most=int(book.policy["north-star-beside"]),
        least_words=int(book.policy["north-star-common-words"]),
    )
    shown = star(audit, standing, asked, found.reversed(), pairing)
    levels = [
        LevelRule(rule["id"], rule["label"], tuple(w.casefold() for w in rule["words"])) for rule in whole["levels"]
    ]
    return audit._replace(
        star=shown._replace(sections=tuple(json.loads(book.text("star/worksheet")))),
        tree=tree(audit.metrics, found, shown.candidates, levels, book.not_given),
        errors=(*audit.errors, *found.problems),
    )
