"""Objectives, customers and needs as lists give them, and what KPIs say they are for."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.inputs.aims import CANVAS
from kpiaudit.inputs.kpi_list import KpiList
from kpiaudit.inputs.notes import Notes
from kpiaudit.source import parse_json
from tests.conftest import ROOT
from tests.loading import KINDS, Reader, reader, told

__all__ = ["reader"]

WHOLE = """\
organisation: Warm Homes
objectives:
  - {id: no-chasing, name: Nobody has to chase us}
  - We can pay every claim
customers:
  - name: Householder
    important: true
    who: People who rent
    expects: [A day off work, Two visits]
    needs:
      - {id: warm, need: My home is warm, success: Heating is back within 24 hours, important: yes}
      - I know what happens
  - Landlord
kpis:
  - name: Heating back
    need: warm
    supports: [no-chasing, solvent]
"""


def test_everything_is_kept_with_its_line(reader: Reader) -> None:
    loaded = reader.load(WHOLE)
    assert (loaded.errors, loaded.findings) == ((), ())
    (aims,) = loaded.aims
    assert aims.context.organisation == "Warm Homes"
    assert [(o.id, o.name, o.location.line) for o in aims.objectives] == [
        ("no-chasing", "Nobody has to chase us", 3),
        ("we-can-pay-every-claim", "We can pay every claim", 4),
    ]
    house, landlord = aims.customers
    assert (house.name, house.important, house.location.line, landlord.important) == ("Householder", True, 6, None)
    assert house.canvas == {"who": ("People who rent",), "expects": ("A day off work", "Two visits")}
    warm, know = house.needs
    assert (warm.id, warm.need, warm.important, warm.location.line) == ("warm", "My home is warm", True, 11)
    assert (warm.success, warm.success_at and warm.success_at.line) == ("Heating is back within 24 hours", 11)
    assert (know.id, know.need, know.success, know.success_at) == (
        "i-know-what-happens",
        "I know what happens",
        "",
        None,
    )
    links = loaded.metrics[0].links
    assert [(link.key, link.target, link.location.line) for link in links] == [
        ("need", "warm", 16),
        ("supports", "no-chasing", 17),
        ("supports", "solvent", 17),
    ]
    assert loaded.metrics[0].details == {"need": "warm", "supports": "no-chasing, solvent"}


def test_maps_by_id_and_by_name(reader: Reader) -> None:
    text = "objectives: {a: Be there, b: {name: Stay}}\ncustomers: {Tenant: {needs: {warm: My home is warm, dry: }}}\n"
    (aims,) = reader.load(text + "kpis: [AHT]").aims
    assert [(o.id, o.name) for o in aims.objectives] == [("a", "Be there"), ("b", "Stay")]
    assert [(c.name, [(n.id, n.need) for n in c.needs]) for c in aims.customers] == [
        ("Tenant", [("warm", "My home is warm"), ("dry", "dry")])
    ]


def test_a_list_without_aims_has_none(reader: Reader) -> None:
    assert reader.load("kpis: [AHT]").aims == ()
    assert reader.load("customers: []\nobjectives:\nkpis: [AHT]").aims == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("objectives: none\n", "1:13 `objectives` has to be a list, this is `none`"),
        ("customers: [[a]]\n", "1:13 an entry of `customers` has to be text or a mapping, this is a list"),
        ("customers: [{needs: [a]}]\n", "1:13 this customer says nothing"),
        ("customers: [{name: A, needs: x}]\n", "1:30 `needs` has to be a list, this is `x`"),
        ("customers: [{name: A, important: perhaps}]\n", "1:34 `important` has to be true or false, this is `perhaps`"),
        ("customers: [{name: A, who: {b: c}}]\n", "1:28 `who` has to be a text or a list of texts"),
        ("customers: [A, a]\n", "1:16 the customer `a` is there already, in line 1"),
        ("customers: [{name: A, needs: [{id: n, need: x}]}, {name: B, needs: [{id: n}]}]\n", "the need `n` is there"),
        ("objectives: [{id: a, name: x}, {id: a, name: y}]\n", "1:32 the objective `a` is there already, in line 1"),
        ("objectives: [{name: [x]}]\n", "1:21 `name` has to be text, this is a list"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_the_kpis_go_on(reader: Reader, text: str, message: str) -> None:
    loaded = reader.load(text + "kpis: [AHT]")
    assert any(message in error for error in told(loaded)), told(loaded)
    assert all(error.hint for error in loaded.errors)
    assert [metric.name for metric in loaded.metrics] == ["AHT"]


def test_equal_slugs_are_told_apart_and_near_misses_are_noted(reader: Reader) -> None:
    loaded = reader.load("customers: [{name: A, importnat: true, needs: [Warm, Warm]}]\nkpis: [AHT]")
    assert [need.id for need in loaded.aims[0].customers[0].needs] == ["warm", "warm-2"]
    assert [f.message for f in loaded.findings] == ["the key `importnat` is not known; is `important` meant?"]


def test_a_group_hands_its_customer_down_with_its_place(reader: Reader) -> None:
    text = "kpis:\n- name: Repairs\n  customer: Tenant\n  kpis:\n  - Warm\n  - {name: Dry, customer: Owner}\n"
    warm, dry = reader.good(text)
    assert [(link.target, link.location.line) for link in (*warm.links, *dry.links)] == [("Tenant", 3), ("Owner", 6)]


def test_links_in_tables_stand_in_their_row(reader: Reader) -> None:
    (metric,) = reader.load("name,need,supports\nAHT,warm,\n", "kpis.csv").metrics
    assert [(link.key, link.target, str(link.location)) for link in metric.links] == [("need", "warm", "kpis.csv:2")]


def test_a_link_that_names_nothing_is_told(reader: Reader) -> None:
    loaded = reader.load("kpis:\n- name: AHT\n  need: {a: b}\n")
    assert [(f.rule, str(f.location)) for f in loaded.findings] == [("link-names-nothing", "kpis.yaml:3:9")]


def test_the_list_shown_in_the_documentation_is_read_whole(reader: Reader) -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/customers.md").read_text(encoding="utf-8"), re.DOTALL)
    loaded = reader.load(shown)
    assert (loaded.errors, loaded.findings) == ((), ())
    (customer,) = loaded.aims[0].customers
    assert set(customer.canvas) == set(CANVAS)
    assert len(loaded.metrics[0].links) == 3


KEYS = st.sampled_from(["id", "name", "need", "needs", "success", "important", "who"])
SCALARS = st.none() | st.text(max_size=5) | st.sampled_from(["needs", "warm", "true"])
ENTRIES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(KEYS, SCALARS | st.lists(SCALARS, max_size=2))
CUSTOMERS = ENTRIES | st.dictionaries(KEYS, ENTRIES | st.lists(ENTRIES, max_size=3))
VALUES = SCALARS | st.lists(CUSTOMERS, max_size=3) | st.dictionaries(st.text(max_size=3), CUSTOMERS, max_size=3)


@given(VALUES, VALUES)
def test_whatever_stands_there_is_read_or_told(objectives: object, customers: object) -> None:
    text = json.dumps({"objectives": objectives, "customers": customers, "kpis": ["AHT"]})
    notes = Notes("k.yaml", text)
    read = KpiList(notes, KINDS)
    assert [metric.name for metric in read.read(parse_json(text, "k.yaml"))] == ["AHT"]
    for aims in [read.aims] if read.aims else []:
        ids = [need.id for customer in aims.customers for need in customer.needs]
        assert len(set(ids)) == len(ids)
