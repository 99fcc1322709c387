"""What the lenses that are asked for by name promise: their categories, and what does not count in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpiaudit import load_rulebook
from kpiaudit.lens_model import LensView
from kpiaudit.run import Settings, audit_paths
from tests.test_lenses import kpis, look, shipped, standing, where

CATEGORIES = {
    "business-levers": "customer-interest conversion average-spend transactions cost-to-serve",
    "twelve-habits": (
        "vision* knowing-customers* experience-first* brilliant-basics grit simple workforce loyalty-earned "
        "technology-and-touch* proactive personal leaders*"
    ),
    "seven-habits": (
        "flip-orientation* voice-of-customer close-the-loop think-across consistent-details common-kpis* "
        "renew-proposition"
    ),
    "five-little-things": "purpose* empathy* stories* group-with-sponsor* humanised*",
    "customer-expectations": (
        "convenience personalisation being-known helpful-technology easily-lost-loyalty human-element* "
        "commitment-from-the-top* lifetime-value feel-about-themselves recommending belief-gap*"
    ),
    "loyalty-moments": "at-purchase when-wrong promise-kept consistency respect-trust-value",
}
"""Their categories; a star at those that expect a practice, not a metric."""


def stands(folder: Path, lens: str, name: str, sector: str = "retail") -> set[str]:
    """The categories in which a KPI of that name stands, in a list of a sector."""
    return set(standing(look(folder, lens, kpis(name), f"sector: {sector}")))


def said(view: LensView) -> str:
    return " ".join((*view.judgements, *view.notes))


@pytest.mark.parametrize("name", CATEGORIES)
def test_each_is_there_on_request_with_its_categories_and_a_question_for_each(name: str) -> None:
    lens = load_rulebook().lens(name)
    assert not lens.default
    found = [seat.category.id + "*" * (seat.category.expects == "practice") for seat in lens.seats]
    assert found == CATEGORIES[name].split()
    assert all(seat.category.ask.endswith("?") or "?" in seat.category.ask for seat in lens.seats)


def test_their_rules_have_three_hits_and_three_near_misses() -> None:
    few = [
        f"{file.lens.id}/{rule.id}"
        for file in shipped()
        if file.lens and file.lens.id in CATEGORIES
        for rule in file.rules
        if rule.examples and min(len(set(rule.examples.hit)), len(set(rule.examples.miss))) < 3
    ]
    assert few == []


class TestBusinessLevers:
    @pytest.mark.parametrize(
        ("name", "lever"),
        [
            ("Footfall", "customer-interest"),
            ("Test drives booked", "customer-interest"),
            ("Basket abandonment", "conversion"),
            ("Tenders won", "conversion"),
            ("Average order value", "average-spend"),
            ("Revenue per available room", "average-spend"),
            ("Number of orders", "transactions"),
            ("Cost per parcel", "cost-to-serve"),
            ("Repeat calls for the same fault", "cost-to-serve"),
        ],
    )
    def test_levers_are_told_apart(self, tmp_path: Path, name: str, lever: str) -> None:
        assert stands(tmp_path, "business-levers", name) == {lever}

    @pytest.mark.parametrize("name", ["Customer churn", "Policy renewal rate", "Guests who rebook within a year"])
    def test_retention_feeds_the_number_of_transactions(self, tmp_path: Path, name: str) -> None:
        view = look(tmp_path, "business-levers", kpis(name), "sector: insurance")
        assert set(standing(view)) == {"transactions"}
        assert [p.moves for p in view.placements] == [True]

    @pytest.mark.parametrize(
        "kpi",
        [
            "- Customer acquisition cost\n",
            "- Cost per lead\n",
            "- {name: CAC, definition: Marketing cost per customer acquired}\n",
            "- Marketing cost per new account\n",
            "- Revenue\n",
            "- Market share\n",
        ],
    )
    def test_cost_to_win_and_what_all_levers_bring_are_no_lever(self, tmp_path: Path, kpi: str) -> None:
        assert standing(look(tmp_path, "business-levers", kpi, "sector: retail")) == {}

    @pytest.mark.parametrize(
        "sector", ["local government", "charity, homelessness", "acute hospital", "primary school"]
    )
    def test_a_body_that_does_not_sell_is_skipped_and_told_why(self, tmp_path: Path, sector: str) -> None:
        view = look(tmp_path, "business-levers", kpis("Visits to website"), f"sector: {sector}")
        assert "does not sell" in view.skipped
        assert view.coverages == ()

    @pytest.mark.parametrize("sector", ["retail", "private hospital group", "software subscription"])
    def test_one_that_sells_is_asked(self, tmp_path: Path, sector: str) -> None:
        assert look(tmp_path, "business-levers", kpis("Footfall"), f"sector: {sector}").skipped == ""

    def test_levers_that_nothing_sees_are_named(self, tmp_path: Path) -> None:
        view = look(tmp_path, "business-levers", kpis("Website visits", "Conversion rate"), "sector: retail")
        assert "nothing in it sees average spend" in said(view)
        assert "not how often they buy or whether they come back" in said(view)

    def test_a_list_that_does_not_say_what_it_is_about_is_asked(self, tmp_path: Path) -> None:
        assert "write `sector:`" in said(look(tmp_path, "business-levers", kpis("Footfall")))


class TestTwelveHabits:
    @pytest.mark.parametrize(
        ("name", "habit"),
        [
            ("Staff who understand the strategy", "vision"),
            ("Days executives spent with customers", "knowing-customers"),
            ("Forms tested with claimants", "experience-first"),
            ("Billing accuracy", "brilliant-basics"),
            ("Waiting time for surgery", "brilliant-basics"),
            ("Pain points removed", "grit"),
            ("Clicks to order", "simple"),
            ("Sickness absence", "workforce"),
            ("Volunteer retention", "workforce"),
            ("Policy renewal rate", "loyalty-earned"),
            ("Face-to-face appointments", "technology-and-touch"),
            ("Customers told before a delay", "proactive"),
            ("Tenants with a named contact", "personal"),
            ("Public reviews answered", "personal"),
            ("Line managers coached", "leaders"),
        ],
    )
    def test_habits_are_told_apart(self, tmp_path: Path, name: str, habit: str) -> None:
        assert habit in stands(tmp_path, "twelve-habits", name)

    @pytest.mark.parametrize(
        "name",
        ["Personalised emails sent", "Newsletter open rate", "Campaign messages delivered", "Targeted offers sent"],
    )
    def test_campaign_volumes_are_not_personal(self, tmp_path: Path, name: str) -> None:
        assert "personal" not in stands(tmp_path, "twelve-habits", name)

    def test_deflected_contact_was_not_prevented(self, tmp_path: Path) -> None:
        assert "proactive" not in stands(tmp_path, "twelve-habits", "Calls deflected")

    @pytest.mark.parametrize("name", ["Loyalty card sign-ups", "Points redeemed", "Club members enrolled"])
    def test_members_and_points_are_no_loyalty(self, tmp_path: Path, name: str) -> None:
        assert "loyalty-earned" not in stands(tmp_path, "twelve-habits", name)

    def test_what_no_kpi_watches_is_a_question_where_it_is_a_practice(self, tmp_path: Path) -> None:
        view = look(tmp_path, "twelve-habits", kpis("Average order value"))
        states = {c.category.id: c.state for c in view.coverages}
        assert states["vision"] == states["leaders"] == "practice"
        assert states["grit"] == states["proactive"] == "nothing"
        assert "whether the basics are brilliant" in said(view)


class TestSevenHabits:
    def test_habits_are_told_apart(self, tmp_path: Path) -> None:
        names = {
            "Net promoter score": "voice-of-customer",
            "Detractors called back": "close-the-loop",
            "Root causes removed": "close-the-loop",
            "Order to delivery time": "think-across",
            "Mystery shopping score": "consistent-details",
            "Bonus linked to customer outcomes": "common-kpis",
            "Revenue from new products": "renew-proposition",
        }
        for name, habit in names.items():
            assert stands(tmp_path, "seven-habits", name) == {habit}, name

    def test_customers_who_are_heard_but_not_answered_are_told(self, tmp_path: Path) -> None:
        heard = look(tmp_path, "seven-habits", kpis("Net promoter score"))
        assert "Customers are heard, but" in said(heard)
        answered = look(tmp_path, "seven-habits", kpis("Net promoter score", "Complaints answered in ten days"))
        assert "Customers are heard, but" not in said(answered)

    def test_the_voice_of_staff_is_another(self, tmp_path: Path) -> None:
        assert stands(tmp_path, "seven-habits", "Staff engagement survey") == set()


class TestFiveLittleThings:
    def test_all_are_practices_and_none_is_a_gap(self, tmp_path: Path) -> None:
        view = look(tmp_path, "five-little-things", kpis("Calls answered", "Revenue"))
        assert {c.state for c in view.coverages} == {"practice"}
        assert "question for the workshop" in said(view)

    def test_a_kpi_that_watches_one_is_shown(self, tmp_path: Path) -> None:
        view = look(tmp_path, "five-little-things", kpis("Patient stories heard at board", "User stories completed"))
        assert where(view, "patient-stories-heard-at-board") == {"stories"}
        assert where(view, "user-stories-completed") == set()


class TestCustomerExpectations:
    def test_report_own_and_gap_are_asked_by_themselves(self, tmp_path: Path) -> None:
        view = look(tmp_path, "customer-expectations", "- {name: Customer churn, id: c}\n")
        assert where(view, "c") == {"easily-lost-loyalty", "lifetime-value"}
        assert [(u.aspect, u.metrics) for u in view.untold] == [("report", 0), ("own", 0), ("gap", 1)]
        assert "same question put to both" in said(view)

    @pytest.mark.parametrize(
        ("name", "expectation"),
        [
            ("Customer effort score", "convenience"),
            ("Contact in the preferred language", "personalisation"),
            ("Customers who had to repeat their details", "being-known"),
            ("Claims finished online by themselves", "helpful-technology"),
            ("Members who left after a claim", "easily-lost-loyalty"),
            ("Callers who reached a person", "human-element"),
            ("Patient stories heard by the board", "commitment-from-the-top"),
            ("Customer lifetime value", "lifetime-value"),
            ("Residents who feel safe after dark", "feel-about-themselves"),
            ("Net promoter score", "recommending"),
            ("Gap between customer expectation and experience", "belief-gap"),
        ],
    )
    def test_expectations_are_told_apart(self, tmp_path: Path, name: str, expectation: str) -> None:
        assert expectation in stands(tmp_path, "customer-expectations", name)

    def test_what_campaigns_send_is_not_personal(self, tmp_path: Path) -> None:
        assert stands(tmp_path, "customer-expectations", "Personalised emails sent") == set()

    def test_staff_who_recommend_are_no_customers(self, tmp_path: Path) -> None:
        assert stands(tmp_path, "customer-expectations", "eNPS") == {"human-element"}


class TestLoyaltyMoments:
    @pytest.mark.parametrize(
        ("name", "moments"),
        [
            ("Queue at the till", {"at-purchase"}),
            ("Time to restore supply", {"when-wrong"}),
            ("Claims settled within five days", {"when-wrong", "promise-kept"}),
            ("Orders delivered on the day promised", {"promise-kept"}),
            ("Uptime", {"consistency"}),
            ("Patients treated with dignity", {"respect-trust-value"}),
        ],
    )
    def test_moments_are_told_apart(self, tmp_path: Path, name: str, moments: set[str]) -> None:
        assert stands(tmp_path, "loyalty-moments", name) == moments

    @pytest.mark.parametrize(
        "name",
        [
            "Loyalty card sign-ups",
            "Points redeemed",
            "Value of points",
            "Active loyalty members",
            "Loyalty programme enrolments",
        ],
    )
    def test_members_and_points_of_a_loyalty_programme_do_not_count(self, tmp_path: Path, name: str) -> None:
        assert stands(tmp_path, "loyalty-moments", name) == set()

    def test_what_is_no_moment_is_asked_about(self, tmp_path: Path) -> None:
        view = look(tmp_path, "loyalty-moments", kpis("Customer churn"))
        (untold,) = view.untold
        assert untold.metrics == 1
        assert "do not count" in untold.ask


def test_no_audit_shows_them_unasked() -> None:
    found = audit_paths(["examples/retailer/kpis.yaml"], Settings())
    assert {view.id for view in found.lenses}.isdisjoint(CATEGORIES)
