"""What ships: the wheel holds the rules of the tree, and audits an example where no checkout is near."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import kpiaudit

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    # Through an sdist, as it would be published: what the sdist lacks, the wheel lacks.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_the_rules_of_the_tree(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {
            name.removeprefix("kpiaudit/rules/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("kpiaudit/rules/") and name.endswith(".yaml")
        }
        for name in ("audit", "gap", "compare", "north-star", "tree"):
            assert f"kpiaudit/schemas/{name}-v1.schema.json" in archive.namelist()
        assert "kpiaudit/py.typed" in archive.namelist()
    tree = {path.relative_to(ROOT / "rules").as_posix(): path.read_bytes() for path in (ROOT / "rules").rglob("*.yaml")}
    assert shipped == tree
    assert tree


@pytest.mark.slow
def test_the_wheel_holds_the_rules_compiled_as_they_are(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        compiled = archive.read("kpiaudit/rules/_compiled.jsonl")
    assert json.loads(compiled.split(b"\n", 1)[0])["digest"] == kpiaudit.load_rulebook().info.digest


@pytest.mark.slow
def test_an_installed_wheel_audits_an_example_without_compiling_rules(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    cache = tmp_path / "cache"
    elsewhere = {**os.environ, "PYTHONPATH": "", "XDG_CACHE_HOME": str(cache)}
    for example, said in (("contact-centre/kpis.yaml", "25 KPIs: "), ("first-day/kpis.csv", "15 KPIs: ")):
        command = [str(home / "bin" / "kpiaudit"), "audit", str(ROOT / "examples" / example), "--quiet"]
        done = subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, env=elsewhere, text=True)
        assert done.stdout.startswith(said)
    assert not cache.exists()


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"]
    assert f"## [{kpiaudit.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_file_of_code_is_longer_than_300_lines() -> None:
    files = [path for folder in ("kpiaudit", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    long = {str(path.relative_to(ROOT)) for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 300}
    assert long == set()
