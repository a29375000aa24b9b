"""Setting up: quick when nothing is missing, in clear words where something may not be installed, the same for all goals."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.house.sources import ROOT

TOOLS = ("cat", "cut", "dirname", "find", "head", "pwd", "rm", "sh", "sha256sum", "tr")


def bare_machine(tmp_path: Path, **programs: str) -> tuple[Path, dict[str, str]]:
    """Return a copy of what set-up reads, and an environment that has only some programs and nobody's rights."""
    folder, tools = tmp_path / "copy", tmp_path / "bin"
    (folder / ".ci").mkdir(parents=True)
    tools.mkdir()
    shutil.copy(ROOT / ".ci" / "setup", folder / ".ci")
    for name in ("pyproject.toml", "requirements.lock", "requirements-workshop.lock", "requirements-bundle.lock"):
        shutil.copy(ROOT / name, folder)
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    (tools / "python3").symlink_to(sys.executable)
    for name, script in {"id": "echo 1000", **programs}.items():
        (tools / name.replace("_", "-")).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tools / name.replace("_", "-")).chmod(0o755)
    return folder, {"PATH": str(tools), "HOME": str(tmp_path)}


def set_up(folder: Path, goal: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Return what set-up says and how it ends."""
    return subprocess.run(["/bin/sh", str(folder / ".ci" / "setup"), goal], env=environment, capture_output=True, text=True,
                          check=False, stdin=subprocess.DEVNULL)


def test_who_may_not_install_is_told_the_command_to_ask_for(tmp_path):
    folder, environment = bare_machine(tmp_path, apt_get="exit 1", sudo="exit 1")
    done = set_up(folder, "test", environment)
    assert done.returncode == 1
    assert re.search(r"sudo apt-get update && sudo apt-get install -y --no-install-recommends .*xvfb", done.stderr)
    assert "SKIP_APT=1" in done.stderr
    assert not (folder / ".venv").exists()


def test_a_system_without_apt_is_told_what_is_missing(tmp_path):
    folder, environment = bare_machine(tmp_path)
    done = set_up(folder, "test", environment)
    assert done.returncode == 1
    assert "xvfb" in done.stderr and "no apt-get" in done.stderr


def test_a_machine_without_a_fitting_python_is_told_so(tmp_path):
    folder, environment = bare_machine(tmp_path)
    (Path(environment["PATH"]) / "python3").unlink()
    done = set_up(folder, "run", environment)
    assert done.returncode == 1
    assert "Python 3.11, 3.12 or 3.13 is needed" in done.stderr


def test_setting_up_again_takes_no_time():
    if not (ROOT / ".venv" / "set-up-for-test").exists():
        pytest.skip("this tree was not set up by make")
    subprocess.run(["sh", ".ci/setup", "test"], cwd=ROOT, check=True)  # the lock may have changed since
    begun = time.monotonic()
    done = subprocess.run(["sh", ".ci/setup", "test"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == "" and time.monotonic() - begun < 5


@pytest.mark.parametrize("script", ["setup", "run", "lock", "bundle"])
def test_a_script_of_the_workshop_is_well_formed_and_may_be_run(script):
    path = ROOT / ".ci" / script
    shell = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("#!")
    assert path.stat().st_mode & 0o111
    assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0


def test_every_target_that_needs_the_environment_sets_it_up_first():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test", "test-long", "lint", "bench", "bundle", "text", "lock"):
        recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
        assert recipe and ".ci/setup" in recipe[1].splitlines()[0], target
