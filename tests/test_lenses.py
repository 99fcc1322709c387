"""Which categories of a lens KPIs stand in and why, and what that says of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kpiaudit import load_rulebook
from kpiaudit.analyses.lens_sorting import Sorter
from kpiaudit.analyses.lenses import lens_views
from kpiaudit.judge import Judge
from kpiaudit.lens_model import LensView
from kpiaudit.model import Audit, Verdict
from kpiaudit.parallel import Row
from kpiaudit.rulebook import Rulebook
from kpiaudit.rulebook.files import read_layer
from kpiaudit.rulebook.loading import parse_all
from kpiaudit.rulebook.schema import RuleFile
from kpiaudit.run import Settings, alone, audit_paths, lens_sorter
from tests.conftest import ROOT


def look(folder: Path, lens: str, kpis: str, head: str = "") -> LensView:
    """A list through one lens, with the reasons. `kpis` is YAML below `kpis:`."""
    file = folder / "kpis.yaml"
    file.write_text(f"{head}\nkpis:\n{kpis}", encoding="utf-8")
    (view,) = audit_paths([str(file)], Settings(lens=lens, placements=True)).lenses
    return view


def kpis(*names: str) -> str:
    return "".join(f'- "{name}"\n' for name in names)


def standing(view: LensView) -> dict[str, str]:
    """Category -> its state, of those in which something stands."""
    return {c.category.id: c.state for c in view.coverages if c.metrics}


def where(view: LensView, metric: str) -> set[str]:
    return {c.category.id for c in view.coverages if metric in c.metrics}


class TestJourney:
    def test_stages_are_covered_by_the_best_that_stands_in_them(self, tmp_path: Path) -> None:
        names = ("Website visits", "Customer churn", "Calls answered", "Repeat calls for the same problem", "Revenue")
        view = look(tmp_path, "journey", kpis(*names))
        assert standing(view) == {"learn": "outputs", "get-help": "outcomes", "renew": "outcomes"}
        assert [c.state for c in view.coverages if not c.metrics] == ["nothing"] * 5
        assert [(u.metrics, u.ask != "") for u in view.untold] == [(1, True)]

    def test_the_stage_in_the_list_wins(self, tmp_path: Path) -> None:
        view = look(tmp_path, "journey", "- {name: Calls answered, id: c, stage: 'Pay, Renewal'}\n")
        assert where(view, "c") == {"pay", "renew"}
        assert [(p.by, p.text, p.rule) for p in view.placements] == [("stage", "Pay", ""), ("stage", "Renewal", "")]

    def test_a_stage_it_does_not_know_is_named_and_decides_nothing(self, tmp_path: Path) -> None:
        view = look(tmp_path, "journey", "- {name: Calls answered, id: c, stage: Delight}\n")
        assert where(view, "c") == {"get-help"}
        (note,) = view.notes
        assert "“Delight”" in note
        assert "get-help" in note

    def test_the_name_goes_before_the_definition_and_words_before_kinds(self, tmp_path: Path) -> None:
        text = "- {name: Refunds paid late, id: a, definition: Number of calls answered about refunds.}\n"
        text += "- {name: Index 7, id: b, definition: Number of calls answered per agent.}\n"
        view = look(tmp_path, "journey", text)
        assert where(view, "a") == {"pay"}
        assert where(view, "b") == {"get-help"}
        assert [p.by for p in view.placements] == ["name", "definition"]

    def test_matters_of_staff_are_no_stage(self, tmp_path: Path) -> None:
        assert standing(look(tmp_path, "journey", kpis("Staff retention", "Supplier invoices paid on time"))) == {}


class TestTripleCrown:
    def test_one_crown_only_is_told(self, tmp_path: Path) -> None:
        view = look(tmp_path, "triple-crown", kpis("Cost per call", "Average handle time"), "sector: retail")
        (said,) = view.judgements
        assert "one crown only, lower cost to deliver" in said
        assert "better service or more revenue" in said

    def test_all_at_once_is_told_by_name(self, tmp_path: Path) -> None:
        names = ("Cost per call", "Revenue", "Complaints received")
        apart = look(tmp_path, "triple-crown", kpis(*names), "sector: retail")
        assert "by different KPIs" in " ".join(apart.judgements)

    def test_a_public_body_has_public_value_in_place_of_revenue(self, tmp_path: Path) -> None:
        public = look(tmp_path, "triple-crown", kpis("Benefit take-up"), "sector: local government")
        shop = look(tmp_path, "triple-crown", kpis("Revenue"), "sector: retail")
        assert [c.category.id for c in public.coverages] == ["lower-cost", "better-service", "public-value"]
        assert [c.category.id for c in shop.coverages] == ["lower-cost", "better-service", "more-revenue"]
        assert "public-value" in standing(public)
        assert shop.notes == public.notes == ()

    def test_what_the_list_does_not_say_is_asked(self, tmp_path: Path) -> None:
        (note,) = look(tmp_path, "triple-crown", kpis("Revenue")).notes
        assert "sector:" in note

    def test_what_is_moved_has_a_reason(self, tmp_path: Path) -> None:
        view = look(tmp_path, "triple-crown", kpis("First contact resolution"), "sector: retail")
        assert {p.category for p in view.placements if p.moves and p.why} == {
            "lower-cost",
            "better-service",
            "more-revenue",
        }
        assert "What moves all three crowns at the same time - “First contact resolution”" in view.judgements[0]


class TestMeasurement:
    def test_only_retrospective_surveys_is_told(self, tmp_path: Path) -> None:
        surveys = look(tmp_path, "measurement", kpis("Net promoter score", "Customer satisfaction", "Calls answered"))
        assert any("All outcomes are retrospective surveys (“Net promoter score”" in j for j in surveys.judgements)
        mixed = look(tmp_path, "measurement", kpis("Net promoter score", "Customer churn"))
        assert not any("retrospective" in j for j in mixed.judgements)

    def test_a_survey_on_the_spot_is_not_retrospective(self, tmp_path: Path) -> None:
        view = look(tmp_path, "measurement", kpis("Exit survey: customer satisfaction"))
        assert "as-it-happens" in standing(view)

    def test_every_question_is_answered_by_itself(self, tmp_path: Path) -> None:
        view = look(tmp_path, "measurement", "- {name: Customer churn, id: c, cadence: monthly}\n")
        assert where(view, "c") == {"observed", "afterwards", "too-late", "every"}
        assert [(u.aspect, u.metrics) for u in view.untold] == [
            ("witness", 0),
            ("moment", 0),
            ("breadth", 0),
            ("action", 0),
        ]

    def test_the_cadence_tells_where_nothing_else_does(self, tmp_path: Path) -> None:
        text = (
            "- {name: Average handle time, id: a, cadence: Hourly}\n- {name: Cost per call, id: b, cadence: monthly}\n"
        )
        view = look(tmp_path, "measurement", text)
        assert where(view, "a") == {"record", "as-it-happens", "in-the-moment"}
        assert where(view, "b") == {"record", "period-end", "too-late"}


class TestFailureDemand:
    def test_contained_and_deflected_are_not_told_apart_never_success(self, tmp_path: Path) -> None:
        names = ("Chatbot containment rate", "Calls deflected to self-service", "First contact resolution")
        view = look(tmp_path, "failure-demand", kpis(*names))
        assert set(standing(view)) == {"not-told-apart"}
        assert any("contained or deflected is no success" in j for j in view.judgements)
        assert any("No KPI sees failure demand" in j for j in view.judgements)

    def test_demand_is_sorted(self, tmp_path: Path) -> None:
        names = ("Orders placed", "Repeat calls", "Rework hours", "Repeat purchase rate")
        view = look(tmp_path, "failure-demand", kpis(*names))
        assert where(view, "orders-placed") == where(view, "repeat-purchase-rate") == {"value-demand"}
        assert where(view, "repeat-calls") == {"failure-demand"}
        assert where(view, "rework-hours") == {"rework"}


class TestOwn:
    """A client's lens, `LENS` of tests/client.py."""

    @pytest.fixture
    def audit(self, client_rules: Path, tmp_path: Path) -> Callable[..., Audit]:
        def audited(*lists: str) -> Audit:
            files = []
            for number, text in enumerate(lists):
                file = tmp_path / f"list-{number}.yaml"
                file.write_text(text, encoding="utf-8")
                files.append(str(file))
            return audit_paths(files, Settings((client_rules,), lens="own", placements=True))

        return audited

    def test_a_practice_is_no_gap_and_longer_phrases_keep_their_words(self, audit: Callable[..., Audit]) -> None:
        (view,) = audit(f"kpis:\n{kpis('Gadgets delivered', 'Toy gadgets delivered')}").lenses
        assert [(c.category.id, c.state, len(c.metrics)) for c in view.coverages] == [
            ("told", "practice", 0),
            ("counted", "outputs", 1),
        ]

    def test_a_lens_that_does_not_fit_says_so(self, audit: Callable[..., Audit]) -> None:
        shop = f"sector: shop\norganisation: Corner\nkpis:\n{kpis('Gadgets delivered')}"
        depot = f"sector: depot\nkpis:\n{kpis('Gadgets delivered')}"
        (view,) = audit(shop).lenses
        assert (view.skipped, view.coverages) == ("Shops promise customers nothing.", ())
        (both,) = audit(shop, depot).lenses
        assert (both.skipped, both.metrics) == ("", 1)
        assert both.notes == ("Left out: the KPIs of Corner (1). Shops promise customers nothing.",)
        assert sum(len(c.metrics) for c in both.coverages) == 1


def shipped() -> Sequence[RuleFile]:
    (files,), problems = parse_all([read_layer(ROOT / "rules")])
    assert problems == []
    return [file.content for file in files if file.content.lens]


def seen_alone(book: Rulebook, sorter: Sorter, text: str, sector: str) -> tuple[Verdict, LensView]:
    """The verdict on a KPI that stands in no list, and where the one lens of `sorter` puts it."""
    metric, rows = alone(text, sector=sector), list[Row]()
    verdict = Judge(book).judge(metric, witness=lambda *seen: rows.append(sorter(*seen)))
    (view,) = lens_views(sorter, [metric], [verdict], rows, kinds=book.kinds, placements=True)
    return verdict, view


def test_examples_of_shipped_rules_stand_where_their_lens_as_a_whole_puts_them() -> None:
    book = load_rulebook()
    wrong = []
    for file in shipped():
        assert file.lens
        sorter = lens_sorter(book, file.lens.id, quote=True)
        for rule in file.rules:
            for text in rule.examples.hit if rule.examples else ():
                found: set[str] = set()
                for sector in ("", "council"):
                    verdict, view = seen_alone(book, sorter, text, sector)
                    found |= {p.category for p in view.placements if rule.categories or p.by == "name"}
                fits = (not rule.kinds or verdict.kind in rule.kinds) and (
                    not rule.classes or verdict.cls in rule.classes
                )
                if fits and (not found >= set(rule.categories) or (found and not rule.categories)):
                    wrong.append((rule.id, text, sorted(found)))
    assert wrong == []


def test_every_shipped_rule_with_phrases_has_hits_and_near_misses() -> None:
    few = [
        rule.id
        for file in shipped()
        for rule in file.rules
        if rule.examples and (len(rule.examples.hit) < 2 or len(rule.examples.miss) < 2)
    ]
    assert few == []


def test_every_audit_looks_through_four_lenses_and_min_confidence_counts() -> None:
    found = audit_paths(["examples/contact-centre/kpis.yaml"], Settings())
    assert [view.id for view in found.lenses] == ["journey", "triple-crown", "measurement", "failure-demand"]
    assert all(view.placements == () for view in found.lenses)
    unsure = audit_paths(["examples/contact-centre/kpis.yaml"], Settings(min_confidence=1.0))
    states = {c.state for view in unsure.lenses for c in view.coverages if c.category.id == "lower-cost"}
    assert states <= {"unclear", "outputs", "outcomes"}
    assert sum(v.cls == "unclear" for v in unsure.verdicts) > sum(v.cls == "unclear" for v in found.verdicts)
