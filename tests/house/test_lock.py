"""The lock files agree with pyproject.toml, carry a hash for everything, and name no address."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import metadata

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.sources import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {
    "requirements.lock": PROJECT["dependencies"],
    "requirements-bundle.lock": PROJECT["dependencies"] + EXTRAS["bundle"],
    "requirements-workshop.lock": PROJECT["dependencies"] + EXTRAS["workshop"],
}
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>[^\\]+?))?"
                 r"(?P<hashes>( \\\n    --hash=\S+)+)$", re.MULTILINE)
COPYLEFT = re.compile(r"\b(A?GPL|GNU (AFFERO )?GENERAL PUBLIC)", re.IGNORECASE)
# PyInstaller's licence lets what it bundles be under any licence; Qt is taken under the LGPL, which its files offer.
# The other two serve the workshop and are not handed out.
EXCEPTED = {"pyinstaller", "pyinstaller-hooks-contrib", "pyside6-essentials", "shiboken6"}


@cache
def pins(file: str) -> list[tuple[str, Version, str]]:
    """Return (package, version, marker) of every line of a lock file."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return [(canonicalize_name(m["name"]), Version(m["version"]), m["marker"] or "") for m in PIN.finditer(text)]


@pytest.mark.parametrize("file", LOCKS)
def test_every_line_of_a_lock_is_a_pin_with_hashes(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert PIN.sub("", text).strip() == ""
    assert len(pins(file)) > 30


@pytest.mark.parametrize("file", LOCKS)
def test_a_lock_names_no_address_and_no_place_on_a_machine(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|--(extra-)?index|--find-links|(^|\s)/", text)


@pytest.mark.parametrize("file", LOCKS)
def test_a_lock_holds_what_the_project_asks_for_in_a_version_it_allows(file):
    for line in LOCKS[file]:
        wanted = Requirement(line)
        versions = [version for name, version, _marker in pins(file) if name == canonicalize_name(wanted.name)]
        assert versions, f"{line} is not in {file}: run `make lock`"
        assert all(wanted.specifier.contains(version) for version in versions), f"{file} has {versions} for {line}"


@pytest.mark.parametrize("file", ["requirements-bundle.lock", "requirements-workshop.lock"])
def test_the_workshop_tests_what_is_handed_out(file):
    handed_out = {(name, version) for name, version, _marker in pins("requirements.lock")}
    assert handed_out <= {(name, version) for name, version, _marker in pins(file)}


def test_what_is_installed_here_is_what_the_lock_says():
    wrong = []
    for name, version, marker in pins("requirements-workshop.lock"):
        if marker and not Marker(marker).evaluate():
            continue
        here = metadata.version(name)
        if Version(here) != version:
            wrong.append(f"{name}: {here} is installed, the lock says {version}")
    assert wrong == []


def test_no_package_that_is_handed_out_is_under_a_copyleft_licence():
    found = []
    for name, _version, marker in pins("requirements-bundle.lock"):
        if name in EXCEPTED or (marker and not Marker(marker).evaluate()):
            continue
        said = metadata.metadata(name)
        words = [said.get("License-Expression") or "", (said.get("License") or "")[:200],
                 *(line for line in said.get_all("Classifier") or [] if line.startswith("License"))]
        if COPYLEFT.search(" ".join(words)) and not re.search("LGPL|Lesser", " ".join(words)):
            found.append(name)
    assert found == []
