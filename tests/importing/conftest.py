"""A workspace and files to import into it."""

from __future__ import annotations

import openpyxl
import pytest

from workstation.importing import import_file
from workstation.readers.options import Options
from workstation.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    found = Workspace.create(tmp_path / "ws", administrator="li")
    yield found
    found.close()


@pytest.fixture
def text(tmp_path):
    """Return a function that writes a text file and returns its path."""

    def write(name, content, encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes a workbook of {sheet: rows}."""

    def write(name, **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet, rows in sheets.items():
            made = book.create_sheet(sheet)
            for row in rows:
                made.append(row)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return path

    return write


@pytest.fixture
def imported(workspace):
    """Return a function that imports a file and opens the dataset."""

    def go(path, **options):
        done = import_file(workspace, path, "li", options=Options.from_data(options))
        return workspace.dataset(done[0].dataset)

    return go


def rows_of(dataset):
    """Return what a person sees: one list a row."""
    return dataset.table.cells(dataset.table.visible)


def names_of(dataset):
    return [field.name for field in dataset.table.fields]
