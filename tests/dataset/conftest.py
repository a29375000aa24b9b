"""Fixtures of the dataset room: a workspace, and `steps`, a dataset that a test acts on in words."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from workstation.dataset.change import FieldAdded, RowsAdded
from workstation.dataset.column import NO_POSITIONS
from workstation.dataset.field import new_field, uuid7
from workstation.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "ws", administrator="li")
    made.people.add("wang", "supervisor", "secret")
    yield made
    made.close()


class Steps:
    """A dataset with texts given by the test, and one person acting on it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.dataset = None

    def given(self, **columns):
        fields = [new_field(name) for name in columns]
        blank = pa.array([], pa.string())
        data = pa.table([pa.array(texts, pa.string()) for texts in columns.values()], names=[f.id for f in fields])
        changes = [FieldAdded(field, at, NO_POSITIONS, blank) for at, field in enumerate(fields)]
        self.dataset = self.workspace.create_dataset(
            "given", [*changes, RowsAdded(uuid7(), 1, data)], {"operation": "import_rows", "file": "given.csv"}, "li")
        return self

    def do(self, operation, rows=None, person="li"):
        return self.dataset.do(operation, person, rows)

    def undo(self, person="li"):
        return self.dataset.undo(person)

    def redo(self, person="li"):
        return self.dataset.redo(person)

    def field(self, name):
        return self.dataset.table.texts(name)

    def reopened(self):
        self.workspace.close_dataset(self.dataset.id)
        self.dataset = self.workspace.dataset(self.dataset.id)
        return self.dataset

    @property
    def cache(self) -> Path:
        return self.workspace.cache_folder / self.dataset.id


@pytest.fixture
def steps(workspace):
    return Steps(workspace)
