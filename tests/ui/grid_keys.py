"""Keys in the grid: a page over a small dataset, what it holds, and pressing keys where the keyboard is."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.widgets.cell_editor import CellEditor

KEY, HELD = Qt.Key, Qt.KeyboardModifier
PEOPLE = "code,name,city,born\nR-1,Ana,Oslo,1985-03-13\nR-2,Zhou Jun,Bergen,1952-04-03\nR-3,张桂兰,,1981-07-05\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a workspace with a small dataset, once."""
    from workstation.importing import import_file
    from workstation.people import system_user
    from workstation.workspace import Workspace

    home = tmp_path_factory.mktemp("people")
    (home / "people.csv").write_text(PEOPLE, encoding="utf-8")
    workspace = Workspace.create(home / "office")
    import_file(workspace, home / "people.csv", system_user())
    workspace.close()
    return home / "office"


@pytest.fixture
def office(made, tmp_path):
    """Return a copy of the workspace for one test."""
    return shutil.copytree(made, tmp_path / "office")


@pytest.fixture
def page(opened, settle, qtbot):
    """Return the Table page over a small dataset, with the first cell current and the keyboard."""
    opened.open_table(opened.session.datasets[0].id)
    settle()
    page = opened.page
    page.grid.setFocus()
    qtbot.waitUntil(page.grid.hasFocus)
    return page


def texts(page) -> list[list[str | None]]:
    """Return what the dataset holds, row by row."""
    table = page.session.dataset.table
    return table.cells(table.visible)


def editor_of(page) -> CellEditor | None:
    """Return the editor that is open, None when none is."""
    return next((editor for editor in page.grid.findChildren(CellEditor) if editor.isVisible()), None)


def type_in(qtbot, page, text: str) -> None:
    """Type letters into the grid, or into the editor once it is open, as a keyboard does."""
    for letter in text:
        qtbot.keyClicks(editor_of(page) or page.grid, letter)


def press(qtbot, page, key, held=HELD.NoModifier) -> None:
    """Press a key where the keyboard is: in the editor when one is open."""
    qtbot.keyClick(editor_of(page) or page.grid, key, held)
    QApplication.processEvents()
