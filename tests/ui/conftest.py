"""The screen's tests: a real window over a real workspace, real keys, and dialogs that answer what a test told them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import make_app, make_window
from ui.dialogs import Dialogs
from ui.preferences import Preferences
from ui.window import Window
from workstation.workspace import Workspace

PASSWORD = "secret"


class Answers(Dialogs):
    """Dialogs that never open: a test puts the answers in, and reads what was asked."""

    def __init__(self) -> None:
        """Start with a person who turns back from every question."""
        super().__init__()
        self.files: list[Path] = []
        self.folder: Path | None = None
        self.save: Path | None = None
        self.yes = False
        self.words: list[str | None] = []
        self.asked: list[str] = []

    def open_files(self, title: str, patterns: Sequence[str] = ()) -> list[Path]:
        """Answer with `files`."""
        self.asked.append(title)
        return self.files

    def open_folder(self, title: str) -> Path | None:
        """Answer with `folder`."""
        self.asked.append(title)
        return self.folder

    def save_file(self, title: str, name: str, patterns: Sequence[str] = ()) -> Path | None:
        """Answer with `save`."""
        self.asked.append(title)
        return self.save

    def confirm(self, title: str, text: str, verb: str, *, danger: bool = False) -> bool:
        """Answer with `yes`."""
        self.asked.append(title)
        return self.yes

    def text(self, title: str, text: str, value: str = "", verb: str = "", *, secret: bool = False) -> str | None:
        """Answer with the next of `words`."""
        self.asked.append(title)
        return self.words.pop(0) if self.words else None


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """Return the one application, dressed as the program dresses it."""
    return make_app()


@pytest.fixture
def answers() -> Answers:
    """Return the dialogs of the window."""
    return Answers()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path, answers: Answers) -> Iterator[Window]:
    """Yield a shown window with nothing open, at the start page."""
    preferences = Preferences(str(tmp_path / "preferences.ini"))
    preferences.language, preferences.mode = "en", "light"
    made = make_window(qapp, preferences, answers)
    made.resize(1440, 900)
    made.go("start")
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.desk.runner.close()
    if made.session.workspace is not None:
        made.session.workspace.close()
    made.hide()
    qapp.processEvents()
    shiboken6.delete(made)  # at once: windows that stay would be dressed anew with each test after


@pytest.fixture
def settle(qapp: QApplication, window: Window) -> Callable[[], None]:
    """Return a function that waits until nothing runs any more."""
    def wait(patience: float = 20.0) -> None:
        until, quiet = time.monotonic() + patience, 0
        while quiet < 4:
            assert time.monotonic() < until, f"still running: {[one.title for one in window.desk.runner.running]}"
            qapp.processEvents()
            time.sleep(0.004)
            quiet = 0 if window.desk.runner.busy else quiet + 1
    return wait


@pytest.fixture
def shown(window: Window) -> list[Any]:
    """Return the Problems and Bugs the window was asked to show, as they come."""
    seen: list[Any] = []
    window.desk.asked_to_show.connect(lambda problem, _button: seen.append(problem))
    return seen


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Make a workspace on disk whose administrator is the system's user, with a password; return its folder."""
    folder = tmp_path / "office"
    Workspace.create(folder, office="Riverside office", password=PASSWORD).close()
    return folder


@pytest.fixture
def opened(window: Window, office: Path, settle: Callable[[], None]) -> Window:
    """Return the window with the workspace open."""
    window.open_workspace(str(office))
    settle()
    return window


@pytest.fixture
def bring(opened: Window, tmp_path: Path, settle: Callable[[], None]) -> Callable[..., str]:
    """Return a function that imports csv text as a dataset, brings it to the front and returns its id."""
    def imported(text: str, name: str = "people") -> str:
        from workstation.importing import import_file

        file = tmp_path / f"{name}.csv"
        file.write_text(text, encoding="utf-8")
        workspace = opened.session.workspace
        assert workspace is not None
        id = import_file(workspace, file, opened.session.person)[0].dataset
        opened.session.refresh_datasets()
        opened.session.open_dataset(id)
        settle()
        return id
    return imported
