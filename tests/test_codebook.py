"""What the codebook names as an example has to be judged as the codebook says."""

from __future__ import annotations

from pathlib import Path

import pytest

import kpiaudit

OUTPUTS = {
    "activity": [
        "Calls answered",
        "Calls queued", "Tickets closed", "Visits made", "Units produced", "Contact volume", "People trained",
        "Number of readmission indicators reported", "Survey response rate", "Complaints handled", "Complaints closed",
    ],
    "efficiency": [
        "Average handle time", "Average speed of answer", "Cost per contact", "Utilisation", "Abandoned rate",
        "Abandonment rate", "Time to first response", "Processing time", "Approval time", "Repair time", "Cycle time",
        "Occupancy", "Load factor", "Cost per click", "Cost per lead", "MTTR",
        "MTBF", "Containment rate", "Deflection rate",
        "Calls transferred",
    ],
    "delivery": [
        "Projects on time and to budget", "Projects completed on time to budget", "Sprint velocity", "Milestones met",
        "Projects on time",
    ],
    "compliance": [
        "QA score", "SLA adherence", "Audit findings closed", "Data quality", "Uptime", "Seen within two weeks",
        "Acknowledged in three days", "Complaints answered in time", "Mystery shopping score", "CO2 emissions",
        "Resolved within service level",
    ],
    "resource": [
        "Headcount", "Staff turnover", "Training hours", "Budget variance", "Employee engagement", "eNPS",
        "Volunteer hours", "Capital ratio", "Liquidity ratio",
    ],
    "reach": ["Impressions", "Followers", "Page views", "Registered users", "Downloads", "Leads", "Population covered"],
    "business-result": [
        "Revenue", "Margin", "Market share", "Average order value", "Cost of acquisition", "Customer lifetime value",
        "Conversion rate", "Donor retention", "Expansion revenue", "Non-performing loans", "Cart abandonment rate",
    ],
}  # fmt: skip
OUTCOMES = {
    "success": [
        "First contact resolution", "Right first time", "Delivered on time as promised", "In work after six months",
        "Order received complete and when promised", "On time in full", "Learners in work six months later",
        "Patients able to walk", "Repair completed in time", "Parcels delivered on the day promised",
        "Problem solved at the first contact",
    ],
    "effort": [
        "Customer effort score", "Repeat contacts for the same need", "Time from request to resolution",
        "Time from claim to settlement", "Order to delivery time",
    ],
    "experience": [
        "Complaints received", "Returns for fault", "Harm to customers", "Outage minutes per customer",
        "Defects reported by customers",
    ],
    "loyalty": [
        "Customer retention", "Churn", "Renewal rate", "Repeat purchase rate", "Referrals made by customers",
        "Net revenue retention", "Churned revenue",
    ],
    "adoption": [
        "Active users", "Daily active users", "Nights booked", "Tasks completed", "Benefits claimed by those entitled",
        "Passenger kilometres", "Customers completing their task online",
    ],
    "perception": ["NPS", "CSAT", "Ease rating", "Public star ratings"],
}  # fmt: skip
UNCLEAR = ["Quality score", "Index 3", "Health score"]


def cases(examples: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, kind) for kind, names in examples.items() for name in names]


@pytest.mark.parametrize(("name", "kind"), cases(OUTPUTS))
def test_outputs_of_the_codebook(name: str, kind: str) -> None:
    assert kpiaudit.classify(name).cls == "output"


@pytest.mark.parametrize(("name", "kind"), cases(OUTCOMES))
def test_outcomes_of_the_codebook(name: str, kind: str) -> None:
    assert kpiaudit.classify(name).cls == "outcome"


@pytest.mark.parametrize(("name", "kind"), cases(OUTPUTS) + cases(OUTCOMES))
def test_kinds_of_the_codebook(name: str, kind: str) -> None:
    assert kpiaudit.classify(name).kind == kind


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_says_too_little_is_unclear(name: str) -> None:
    assert kpiaudit.classify(name).cls == "unclear"


def test_a_list_in_a_language_without_rules_is_unclear(tmp_path: Path) -> None:
    kpis = tmp_path / "kpis.yaml"
    kpis.write_text("language: de\nkpis:\n- Anteil gel\u00f6ster F\u00e4lle\n- Churn\n", encoding="utf-8")
    assert [v.cls for v in kpiaudit.audit(kpis).verdicts] == ["unclear", "unclear"]
    kpis.write_text("language: en-GB\nkpis:\n- Churn\n", encoding="utf-8")
    assert [v.cls for v in kpiaudit.audit(kpis).verdicts] == ["outcome"]
