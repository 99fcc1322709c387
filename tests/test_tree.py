"""`drives:` and `kpiaudit tree`: what drives what, whose it is, what is connected to nothing, what is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiaudit.__main__ import main
from kpiaudit.analyses.drives import driving
from kpiaudit.model import Link, Location, Metric
from kpiaudit.reports import TREE_RENDERERS, Options, renderer
from kpiaudit.reports.tree_mermaid import label
from kpiaudit.run import Settings, audit_paths
from tests.build import HOSTILE, metric
from tests.schemas import validate
from tests.test_gap import here
from tests.test_star import pinned

__all__ = ["here"]

LIST = """\
organisation: Acme
kpis:
- {id: warm, name: Homes warm again within a day, owner: Director, level: board}
- {id: parts, name: "Parts on the van, as planned", owner: Stores, level: team, drives: Homes warm again within a day}
- {id: trained, name: Engineers trained, level: department, drives: [warm, churn]}
- {id: churn, name: Churn}
- {id: calls, name: Calls answered, owner: Desk}
- {id: stock, name: Stock counted, drives: "Parts on the van, as planned"}
"""
LABEL = r"\[\"([^\"\n`<>\[\]{}|;#]|#\d+;)*\"\]"
MERMAID = re.compile(
    rf"flowchart BT|  subgraph \w+{LABEL}|  end| {{2,4}}kpi\d+{LABEL}|  kpi\d+ --> kpi\d+|"
    r"  style kpi\d+ stroke-width:4px"
)


def tree_of(capsys: pytest.CaptureFixture[str], text: str, *more: str) -> tuple[int, str, str]:
    Path("kpis.yaml").write_text(text, encoding="utf-8")
    code = main(["tree", "kpis.yaml", *more])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.usefixtures("here")
class TestTree:
    def test_it_draws_the_north_star_its_inputs_and_their_owners(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = tree_of(capsys, LIST)
        assert (code, err) == (0, "")
        assert (
            "  ★ Homes warm again within a day\n"
            "  │ outcome, success · Director · Top team\n"
            "  ├─ Parts on the van, as planned\n"
        ) in out
        levels = out[out.index("Who moves it") : out.index("Connected to nothing")]
        places = [levels.index(word) for word in ("Front line", "Departments", "Top team", "Level not given")]
        assert places == sorted(places)
        assert "    Stores                      “Parts on the van, as planned”\n" in levels
        assert "Connected to nothing (1)" in out
        assert "- Calls answered" in out
        assert "Who is accountable for each KPI of the tree" in " ".join(out.split())

    def test_json_holds_it_all(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = json.loads(tree_of(capsys, LIST, "-f", "json")[1])
        validate(found, "tree-v1")
        drives = {one["id"]: one["drives"] for one in found["metrics"] if one["drives"]}
        assert drives == {"parts": ["warm"], "trained": ["warm", "churn"], "stock": ["parts"]}
        assert (found["star"], found["results"], found["loose"]) == ("warm", ["churn"], ["calls"])
        assert [level["id"] for level in found["levels"]] == ["front-line", "department", "top-team", None]

    def test_mermaid_has_a_node_for_every_kpi_and_an_arrow_for_every_link(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tree_of(capsys, LIST, "-f", "mermaid")[1]
        assert all(MERMAID.fullmatch(line) for line in out.splitlines())
        assert 'kpi1["★ Homes warm again within a day"]' in out
        assert out.count("-->") == 4
        assert "  kpi6 --> kpi2\n" in out

    def test_hostile_names_are_labels_and_nothing_else(self, capsys: pytest.CaptureFixture[str]) -> None:
        names = [name for name in HOSTILE if name != "\ud800"] + ['"] --> x["', "end", "%%{init: {}}%%", "a`b`;c#35;"]
        kpis = [{"id": f"k{n}", "name": f"{name}.", "level": name, "drives": "last"} for n, name in enumerate(names)]
        Path("kpis.json").write_text(
            json.dumps({"kpis": [*kpis, {"id": "last", "name": "Nights booked"}]}), encoding="utf-8"
        )
        code = main(["tree", "kpis.json", "-f", "mermaid"])
        out = capsys.readouterr().out
        assert code == 0
        wrong = [line for line in out.splitlines() if not MERMAID.fullmatch(line)]
        assert wrong == []
        assert not set(out) & set("\x1b\x9b\u202e\r")

    def test_a_list_without_drives_is_asked_for_them(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = tree_of(capsys, "kpis: [Nights booked, Calls answered]")
        assert code == 0
        assert "The list names nothing that drives it." in out
        assert "Which KPI moves which?" in out
        assert "Connected to nothing (1)" in out

    def test_where_nothing_may_lead_that_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        out = tree_of(capsys, "kpis: [{id: a, name: Calls answered, drives: b}, {id: b, name: Revenue}]")[1]
        assert "No KPI may lead" in out
        assert "  Revenue\n" in out

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("kpis:\n- {id: a, name: A1}\n- id: b\n  name: B1\n  drives: [a, nobody]\n", 5, "there is no KPI `nobody`"),
            ("kpis:\n- {id: warm, name: A1}\n- {id: b, name: B1, drives: wram}\n", 3, "is `warm` meant?"),
            ("kpis:\n- {id: a, name: A1, drives: a}\n", 2, "`A1` is said to drive itself"),
            (
                "kpis:\n- {id: a, name: A1, drives: b}\n"
                "- {id: b, name: B1, drives: c}\n- {id: c, name: C1, drives: a}\n",
                4,
                "these drive one another in a circle: `A1` > `B1` > `C1` > `A1`",
            ),
            (
                "kpis:\n- {id: a, name: Same}\n- {id: b, name: Same}\n- {id: c, name: C1, drives: Same}\n",
                4,
                "`Same` is the name of 2 KPIs",
            ),
        ],
    )
    def test_what_is_wrong_is_an_error_with_its_line_and_the_rest_is_drawn(
        self, capsys: pytest.CaptureFixture[str], text: str, line: int, message: str
    ) -> None:
        code, out, err = tree_of(capsys, text)
        assert code == 2
        assert f"kpis.yaml:{line}:" in err
        assert message in err
        assert "A1" in out or "Same" in out

    def test_the_plain_audit_does_not_mind(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("kpis.yaml").write_text("kpis: [{name: Calls answered, drives: nobody}]", encoding="utf-8")
        assert main(["audit", "kpis.yaml"]) == 0
        assert capsys.readouterr().err == ""

    def test_two_lists_with_the_same_ids_keep_to_themselves(self) -> None:
        for name in ("a", "b"):
            Path(f"{name}.yaml").write_text(
                f"organisation: {name}\nkpis: [{{id: x, name: Nights booked}}, {{id: y, name: Calls, drives: x}}]",
                encoding="utf-8",
            )
        tree = audit_paths(["a.yaml", "b.yaml"], Settings(star="")).tree
        assert tree is not None
        assert tree.drives == {"a.yaml#y": ("a.yaml#x",), "b.yaml#y": ("b.yaml#x",)}

    def test_lists_of_one_organisation_may_point_to_one_another(self) -> None:
        Path("a.yaml").write_text("organisation: o\nkpis: [{id: x, name: Nights booked}]", encoding="utf-8")
        Path("b.csv").write_text("name,drives\nCalls,x\n", encoding="utf-8")
        Path("c.yaml").write_text("organisation: o\nkpis: [{id: y, name: Rooms cleaned, drives: X}]", encoding="utf-8")
        found = audit_paths(["a.yaml", "b.csv", "c.yaml"], Settings(star=""))
        assert found.tree is not None
        assert found.tree.drives == {"y": ("x",)}
        assert [str(error.location) for error in found.errors] == ["b.csv:2"]


def linked(number: int, *targets: int) -> Metric:
    place = Location("kpis.yaml", number)
    return metric(f"KPI {number}", number, links=tuple(Link("drives", f"kpi-{one}", place) for one in targets))


def test_a_long_chain_and_many_circles_are_no_trouble() -> None:
    count = 20_000
    chain = [linked(number, number + 1, 1) for number in range(1, count)] + [linked(count)]
    found = driving(chain)
    assert len(found.problems) == count - 1  # every link back to the first closes a circle
    assert all(len(problem.message) < 300 for problem in found.problems)


@pytest.mark.usefixtures("here")
def test_a_deep_tree_is_drawn_within_the_page() -> None:
    count = 3_000
    kpis = [{"id": "k0", "name": "Nights booked"}]
    kpis += [{"id": f"k{n}", "name": f"Step {n}", "drives": f"k{n - 1}"} for n in range(1, count)]
    Path("kpis.json").write_text(json.dumps({"kpis": kpis}), encoding="utf-8")
    found = audit_paths(["kpis.json"], Settings(star=""))
    lines = "".join(renderer("text", TREE_RENDERERS)(found, Options(width=80))).splitlines()
    assert max(map(len, lines)) <= 80
    assert "  and 2,900 lines more; `-f json` holds all." in lines


@given(st.lists(st.lists(st.integers(1, 8), max_size=4), min_size=8, max_size=8))
def test_what_is_left_has_no_circles_and_nothing_else_is_lost(targets: list[list[int]]) -> None:
    found = driving([linked(number, *ones) for number, ones in enumerate(targets, 1)])
    left = sum(map(len, found.edges.values()))
    assert left + len(found.problems) == sum(len(set(ones)) for ones in targets)
    order: list[str] = []
    rest = {driver: set(driven) for driver, driven in found.edges.items()}
    while rest:  # takes away whoever drives nobody who is left
        ends = [one for one, driven in rest.items() if not driven & set(rest)]
        assert ends, "a circle is left"
        order += ends
        for one in ends:
            del rest[one]


@given(st.text(max_size=60))
def test_no_text_ends_a_label(text: str) -> None:
    assert re.fullmatch(r"([^\"\n`<>\[\]{}|;#]|#\d+;)*", label(text))


@pytest.mark.parametrize("name", ["tree.txt", "tree.mmd"])
def test_whole_drawings_are_as_expected(name: str, request: pytest.FixtureRequest) -> None:
    expected = Path("examples", "turned-around", f"expected-{name}")
    sort = "text" if name.endswith("txt") else "mermaid"
    found = "".join(renderer(sort, TREE_RENDERERS)(pinned("turned-around", ""), Options(width=80, color=False)))
    if request.config.getoption("--regenerate"):
        expected.write_bytes(found.encode())
    assert found.encode() == expected.read_bytes(), f"{expected} differs; if that is meant, run pytest --regenerate"


@pytest.mark.usefixtures("here")
def test_an_imported_list_still_drives_what_it_drove() -> None:
    kpis = '{id: a, name: "Parts, as planned"}, {id: b, name: Nights booked}'
    text = f'kpis: [{kpis}, {{id: c, name: C1, drives: [b, "Parts, as planned"]}}]'
    Path("kpis.yaml").write_text(text, encoding="utf-8")
    assert main(["import", "kpis.yaml", "-o", "ours.yaml"]) == 0
    before, after = (audit_paths([name], Settings(star="")) for name in ("kpis.yaml", "ours.yaml"))
    assert before.tree is not None
    assert after.tree is not None
    assert before.tree.drives == after.tree.drives == {"c": ("b", "a")}
    assert after.errors == ()
