"""The floors of the house: every import contract holds, and each is seen to fail when it is broken on purpose."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.sources import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]

# (contract, file that is spoilt, line that spoils it, what the report must name)
BROKEN = [
    ("floors", "workstation/errors.py", "import workstation.dataset.table", "workstation.errors"),
    ("floors", "workstation/engine/engine.py", "import workstation.store.lock", "workstation.engine"),
    ("floors", "workstation/attic.py", "", "attic"),
    ("headless", "workstation/job.py", "import ui.theme", "ui.theme"),
    ("headless", "workstation/job.py", "def f():\n    import PySide6.QtCore", "PySide6"),
    ("screen-stands-on-the-workspace", "ui/theme.py", "import workstation.store.database", "workstation.store"),
]


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """Return what import-linter says about a tree."""
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([str(program), "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True,
                          env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "400", "PYTHONUTF8": "1"},
                          check=False)


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the tree that may be spoilt."""
    for name in ("workstation", "ui"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds():
    found = linted(ROOT)
    assert found.returncode == 0, found.stdout + found.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in found.stdout


@pytest.mark.parametrize(("contract", "file", "line", "named"), BROKEN, ids=[f"{c[0]}: {c[1]}" for c in BROKEN])
def test_a_contract_broken_on_purpose_is_seen(copy, contract, file, line, named):
    spoilt = copy / file
    before = spoilt.read_text(encoding="utf-8") if spoilt.exists() else '"""A room nobody placed."""\n'
    spoilt.write_text(f"{before}\n\n{line}\n", encoding="utf-8")
    found = linted(copy)
    name = next(one["name"] for one in CONTRACTS if one["id"] == contract)
    assert found.returncode != 0, found.stdout
    assert f"{name} BROKEN" in " ".join(found.stdout.split()), found.stdout + found.stderr
    assert named in found.stdout


def test_each_contract_is_broken_at_least_once():
    assert {one["id"] for one in CONTRACTS} == {case[0] for case in BROKEN}


def rooms_of(layer: str) -> list[str]:
    """Return the rooms of one floor that are there, as import-linter's layer names them."""
    names = [name.strip(" ()") for name in layer.replace("|", ":").split(":")]
    return [name for name in names if any((ROOT / "workstation" / f).exists() for f in (name, f"{name}.py"))]


def test_no_floor_may_look_at_the_one_above_it(copy):
    layers = [rooms for layer in CONTRACTS[0]["layers"] if (rooms := rooms_of(layer))]
    pairs = [(lower, upper) for above, below in itertools.pairwise(layers)
             for upper in above for lower in below]
    assert len(pairs) >= len(layers) - 1
    for lower, upper in pairs:
        place = copy / "workstation" / lower
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        file.write_text(file.read_text(encoding="utf-8") + f"\nimport workstation.{upper}\n", encoding="utf-8")
    said = linted(copy).stdout
    missed = [f"{lower} -> {upper}" for lower, upper in pairs
              if f"workstation.{lower} is not allowed to import workstation.{upper}" not in " ".join(said.split())]
    assert missed == [], said
