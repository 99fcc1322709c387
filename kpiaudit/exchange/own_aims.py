"""Objectives, customers and needs in our own shape, from which the same are read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpiaudit.aims import Aims
from kpiaudit.exchange.yaml_text import entry, pair, quoted
from kpiaudit.model import ListContext, Location


def aims_text(aims: Aims) -> Iterator[str]:
    """The keys `objectives` and `customers` of a list, as far as it has them."""
    if aims.objectives:
        yield "objectives:\n"
    for objective in aims.objectives:
        yield from _item([entry("id", objective.id), entry("name", objective.name)], "  ")
    if aims.customers:
        yield "customers:\n"
    for customer in aims.customers:
        said = [entry("name", customer.name), *_importance(customer.important)]
        said += [pair(key, f"[{', '.join(map(quoted, texts))}]") for key, texts in customer.canvas.items()]
        yield from _item([*said, *(["needs:"] if customer.needs else [])], "  ")
        for need in customer.needs:
            success = [entry("success", need.success)] if need.success else []
            said = [entry("id", need.id), entry("need", need.need), *success, *_importance(need.important)]
            yield from _item(said, "      ")


def placeless(aims: Aims) -> Aims:
    """What has to survive: everything but the places, and the list, which the KPIs are compared with."""
    nowhere = Location("")
    return Aims(
        ListContext(""),
        tuple(objective._replace(location=nowhere) for objective in aims.objectives),
        tuple(
            customer._replace(
                location=nowhere,
                needs=tuple(need._replace(location=nowhere, success_at=None) for need in customer.needs),
            )
            for customer in aims.customers
        ),
    )


def _importance(important: bool | None) -> list[str]:
    return [] if important is None else [pair("important", "true" if important else "false")]


def _item(said: Sequence[str], indent: str) -> Iterator[str]:
    first, *rest = said
    yield f"{indent}- {first}\n"
    yield from (f"{indent}  {line}\n" for line in rest)
