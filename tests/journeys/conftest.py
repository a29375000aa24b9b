"""Journeys: a screen for all of them, an office and a window for each, and a picture of what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.journeys.hands import PASSWORDS, Hands, Office
from tests.journeys.screen import Screen

collect_ignore_glob = [] if sys.platform.startswith("linux") else ["test_*"]


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """Yield the screen all journeys use, one after the other."""
    made = Screen(tmp_path_factory.mktemp("screen"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with an administrator, a supervisor and a clerk, to be copied for each journey."""
    made = Office(tmp_path_factory.mktemp("pattern") / "office", "zhou")
    made.tell("init", str(made.folder), "--office", "Riverside office", "--password-fd", "0", typed=PASSWORDS["zhou"] + "\n")
    for name, role in (("chen", "supervisor"), ("li", "clerk")):
        made.tell("person", "add", name, "--role", role, "--password-fd", "0", typed=PASSWORDS[name] + "\n")
    return made.folder


@pytest.fixture
def office(pattern: Path, tmp_path: Path) -> Office:
    """Return a workspace of this journey's own."""
    copytree(pattern, tmp_path / "office")
    return Office(tmp_path / "office", "zhou")


@pytest.fixture
def checked_office(office: Office, root: Path) -> Office:
    """Add the standard of the sample workbook, as the supervisor does once."""
    office.tell("standard", "add", str(root / "resources" / "samples" / "standard"))
    return office


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Remember on the test how it went, for the picture."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture
def sit_down(screen: Screen, office: Office, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[
        Callable[..., Hands]]:
    """Return a function that starts the window for a person of the system; all are closed at the end."""
    made: list[Hands] = []

    def start(person: str, *arguments: str) -> Hands:
        office.person = person
        hands = Hands(screen, office, tmp_path / f"window-{len(made)}-{person}", *arguments)
        made.append(hands)
        return hands

    yield start
    for hands in made:
        if request.node.stash.get(FAILED, False) and hands.runs:
            print(f"picture: {hands.picture('failed')}\n{hands.said()}")
        hands.close()
