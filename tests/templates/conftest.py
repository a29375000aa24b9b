"""An office with the standard of household visits, a form made for three senders, and hands to fill it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.templates.filling import STANDARD
from workstation.standards.installed import Installed
from workstation.standards.lint import load
from workstation.standards.standard import Standard
from workstation.templates.form import FIRST
from workstation.templates.issue import Issued, issue
from workstation.workspace import Workspace

SENDERS = ["North hall", "South hall", "Old town hall"]
GOOD = [["000000000001", "Ann Lee", "01 North", "owner", "2024-03-01", 3, 1200.5],
        ["000000000002", "Bo Chen", "02 South", "tenant", "2024-03-02", 2, 900]]
"""Two rows without a fault, as a person fills them in."""
READ = [["000000000001", "Ann Lee", "01", "owner", "2024-03-01", "3", "1200.5"],
        ["000000000002", "Bo Chen", "02", "tenant", "2024-03-02", "2", "900"]]
"""The same as they are kept: codes without names, numbers as they are shown."""


@pytest.fixture(scope="session")
def standard() -> Standard:
    """Return the standard of household visits."""
    return load(STANDARD)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Yield a workspace with the standard in it."""
    made = Workspace.create(tmp_path / "office", administrator="zhou")
    Installed(made.path / "standards", made.db).add(STANDARD, "zhou")
    yield made
    made.close()


@pytest.fixture
def issued(workspace: Workspace, standard: Standard, tmp_path: Path) -> Issued:
    """Return a form made for three senders."""
    return issue(workspace.db, standard, tmp_path / "out", "zhou", senders=SENDERS)


@pytest.fixture
def filled_in() -> Callable[..., Path]:
    """Return a function that fills a form in: rows, then what else is done to the workbook, then it is saved."""
    def fill(file: Path, rows: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None,
             to: Path | None = None) -> Path:
        from openpyxl import load_workbook

        book = load_workbook(file)
        sheet = book.worksheets[0]
        for at, row in enumerate(rows, FIRST):
            for column, value in enumerate(row, 2):
                sheet.cell(at, column).value = value
        if change is not None:
            change(book)
        book.save(to or file)
        return to or file

    return fill


def table_of(workspace: Workspace, dataset: str) -> list[list[str | None]]:
    """Return the rows of a dataset that a person sees."""
    table = workspace.dataset(dataset).table
    return table.cells(table.visible)
