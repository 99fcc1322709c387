"""docs/formats.md and `kpiaudit formats` say what the descriptors say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpiaudit.__main__ import main
from kpiaudit.inputs import How, load
from kpiaudit.inputs.formats.compiling import check_files
from kpiaudit.inputs.formats.loading import layers_of
from kpiaudit.inputs.formats.page import sections
from tests.loading import KINDS

PAGE = Path("docs/formats.md")
GENERATED = re.compile(r"(?<=<!-- formats -->\n).*(?=<!-- end -->)", re.DOTALL)


def test_the_page_is_made_from_the_descriptors(request: pytest.FixtureRequest) -> None:
    written = PAGE.read_text(encoding="utf-8")
    current = GENERATED.sub(lambda _: "\n" + sections(check_files(layers_of())) + "\n", written)
    if request.config.getoption("--regenerate"):
        PAGE.write_text(current, encoding="utf-8")
        written = current
    assert written == current, "docs/formats.md is not current; run pytest --regenerate"


def test_the_shown_descriptor_reads_what_it_is_for(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```yaml\n(id: scorecard.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "scorecard.yaml").write_text(shown, encoding="utf-8")
    file = tmp_path / "q3.yaml"
    file.write_text(
        """scorecard:
  version: 2
  perspectives:
    - title: Customers
      team: Care
      measures:
        - {label: Solved at first contact, code: fcr, above: solved, below: cases, people: {owner: Bev}}
        - {code: aht, audit: {class: output, because: it times us}}
""",
        encoding="utf-8",
    )
    loaded = load([str(file)], kinds=KINDS, how=How(formats=(tmp_path / "formats",)))
    assert loaded.errors == ()
    first, second = loaded.metrics
    assert (first.id, first.name, first.owner) == ("fcr", "Solved at first contact", "Bev")
    assert first.formula == "solved / cases"
    assert (first.group, first.department, first.context.format) == ("Customers", "Care", "scorecard")
    assert (second.name, second.location.line, second.declared is not None) == ("aht", 8, True)


def test_the_command_lists_every_format_with_what_recognises_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["formats"]) == 0
    out = capsys.readouterr().out
    for form in check_files(layers_of()):
        assert f"[{form.id}]" in out
    assert "metrics[].type and metrics[].type_params" in " ".join(out.split())
    (tmp_path / "mine.yaml").write_text("id: mine\ntitle: x\n", encoding="utf-8")
    assert main(["formats", "--formats", str(tmp_path)]) == 2
    assert "mine.yaml:1:1: error" in capsys.readouterr().err
