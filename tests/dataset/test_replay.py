"""Property: whatever is done, the table made again from the journal is the live one, and undo leads back to the base."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.dataset.change import FieldAdded, RowsAdded
from workstation.dataset.column import NO_POSITIONS
from workstation.dataset.field import new_field, uuid7
from workstation.errors import Problem
from workstation.operations.add_field import AddField
from workstation.operations.add_rows import AddRows
from workstation.operations.change_case import ChangeCase
from workstation.operations.edit_cells import EditCells
from workstation.operations.fill_down import FillDown
from workstation.operations.move_field import MoveField
from workstation.operations.remove_duplicate_rows import RemoveDuplicateRows
from workstation.operations.remove_field import RemoveField
from workstation.operations.remove_rows import RemoveRows
from workstation.operations.rename_field import RenameField
from workstation.operations.trim_whitespace import TrimWhitespace
from workstation.workspace import Workspace

TEXTS = st.sampled_from([None, " a", "b ", "ｃ１", "中文", "x" * 40, "𠮷", "'=1"])

MAKERS = {
    "edit": lambda field, other, row, n, text: EditCells(cells=((row, field, text), (row, other, text))),
    "trim": lambda field, other, row, n, text: TrimWhitespace(field=field),
    "case": lambda field, other, row, n, text: ChangeCase(field=field),
    "fill": lambda field, other, row, n, text: FillDown(field=field),
    "rename": lambda field, other, row, n, text: RenameField(field=field, new_name=f"n{n}"),
    "add field": lambda field, other, row, n, text: AddField(new_name=f"f{n}", text=text or "", after=other),
    "copy field": lambda field, other, row, n, text: AddField(new_name=f"f{n}", copy_of=field),
    "remove field": lambda field, other, row, n, text: RemoveField(field=field),
    "move": lambda field, other, row, n, text: MoveField(field=field, place=1 + n % 3),
    "add rows": lambda field, other, row, n, text: AddRows(new_rows=({field: text},), count=n % 3),
    "remove rows": lambda field, other, row, n, text: RemoveRows(),
    "remove duplicates": lambda field, other, row, n, text: RemoveDuplicateRows(fields=(field,)),
}
ACTS = st.sampled_from([*MAKERS, "undo", "undo", "redo", "goto", "reopen", "save cache"])
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 999), st.integers(0, 999), TEXTS), max_size=16)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = Workspace.create(tmp_path_factory.mktemp("replay") / "ws", administrator="li")
    yield made
    made.close()


def base(workspace):
    fields = [new_field(name) for name in ("a", "b", "c")]
    texts = [[" x", None, "y", "y", "Ｚ"], ["1", "2", "3", "3", None], [None, None, "p", "p", "q"]]
    data = pa.table([pa.array(column, pa.string()) for column in texts], names=[f.id for f in fields])
    blank = pa.array([], pa.string())
    changes = [FieldAdded(field, at, NO_POSITIONS, blank) for at, field in enumerate(fields)]
    return workspace.create_dataset(
        uuid7(), [*changes, RowsAdded(uuid7(), 1, data)], {"operation": "import_rows", "file": "base.csv"}, "li")


def act(workspace, dataset, kind, a, b, text):
    """Do one random step and return the dataset; what cannot be done now is refused in words and leaves nothing."""
    table = dataset.table
    try:
        if kind in ("undo", "redo"):
            getattr(dataset, kind)("li")
        elif kind == "goto":
            states = [0, *dataset.journal.parents()]
            dataset.goto(states[a % len(states)], "li")
        elif kind == "save cache":
            dataset.save_cache()
        elif kind == "reopen":
            workspace.close_dataset(dataset.id)
            return workspace.dataset(dataset.id)
        elif table.fields:
            field, other = (table.fields[n % len(table.fields)].id for n in (a, b))
            rows = table.row_ids(table.visible[[b % len(table)]]) if len(table) else np.empty(0, np.int64)
            row = int(rows[0]) if len(rows) else 0
            only = rows if kind == "remove rows" or (a % 3 == 0 and kind in ("trim", "case", "fill")) else None
            dataset.do(MAKERS[kind](field, other, row, a, text), "li", only)
    except Problem:
        assert dataset.table is table, "a refused step must leave the table as it was"
    return dataset


@given(steps=STEPS)
def test_the_journal_makes_the_same_table_and_undo_leads_back_to_the_base(workspace, steps):
    dataset = base(workspace)
    start = dataset.table.content_hash
    for step in steps:
        dataset = act(workspace, dataset, *step)
        assert dataset.rebuild().content_hash == dataset.table.content_hash
    left = dataset.table.content_hash
    assert dataset.verify().ok
    state = dataset.state
    dataset.goto(1, "li")
    assert dataset.table.content_hash == start
    dataset.goto(state, "li")
    assert dataset.table.content_hash == left
    while dataset.state != 0:
        dataset.undo("li")
    assert len(dataset.table) == 0
    assert not dataset.table.fields
    workspace.close_dataset(dataset.id)
