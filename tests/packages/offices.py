"""Offices for tests: workspaces with a key, and datasets that were approved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from workstation.dataset.change import Annotated, CellsChanged, Change, FieldAdded, RowsAdded, SettingChanged
from workstation.dataset.dataset import Dataset
from workstation.dataset.field import new_field, uuid7
from workstation.packages import keys
from workstation.workspace import Workspace

keys.COST = 10  # scrypt is slow on purpose; what it costs is kept beside the salt, so other processes can open it

SCHEMA = {"name": "tone", "show": [], "questions": [
    {"name": "tone", "title": "Tone", "kind": "single", "help": "",
     "options": [{"value": "good", "title": "good", "key": "1"}, {"value": "bad", "title": "bad", "key": "2"}]}]}


def office(path: Path, name: str = "Office 17") -> Workspace:
    """Return a new workspace with a key sealed by a passphrase."""
    workspace = Workspace.create(path, office=name, administrator="anna")
    keys.make(workspace, "pass phrase", name=name)
    return workspace


def start(rows: int = 5, fields: int = 3) -> list[Change]:
    """Return the changes of an import: fields, rows, a label schema and some labels."""
    made = [new_field(f"field {n}") for n in range(fields)]
    data = pa.table({f.id: pa.array([f"{n}.{row}" if (row + n) % 4 else None for row in range(rows)], pa.string())
                     for n, f in enumerate(made)})
    source = pa.chunked_array([pa.array(range(2, rows + 2), pa.int32())])
    block = RowsAdded(uuid7(), 1, data, source, "s1", "Sheet1")
    labels = {int(row): "good" for row in block.rows[:2]}
    return [*(FieldAdded(f, at, np.empty(0, np.int64), pa.array([], pa.string())) for at, f in enumerate(made)), block,
            SettingChanged("label_schema", None, SCHEMA), SettingChanged("mapping:people", None, {made[0].id: "name"}),
            Annotated("tone", "ben", dict.fromkeys(labels), labels)]


def dataset(workspace: Workspace, changes: list[Change] | None = None, name: str = "Residents") -> Dataset:
    """Return a new dataset that is not approved yet."""
    return workspace.create_dataset(name, changes or start(), {"operation": "import_rows", "file": "a.xlsx"}, "ben")


def approved(found: Dataset) -> Dataset:
    """Return the dataset, submitted by one person and approved by another."""
    found.submit("ben")
    found.approve("anna")
    return found


def edit(found: Dataset, row: int, text: str | None, field: int = 1) -> None:
    """Change one cell as an operation of its own."""
    key = found.table.fields[field].id
    position = np.array([row], dtype=np.int64)
    change = CellsChanged(key, found.table.row_ids(position), found.table.columns[key].take(position),
                          pa.array([text], pa.string()))
    with found.writing("ben"):
        found.commit({"operation": "edit_cells", "fields": [key]}, [change], "ben")
