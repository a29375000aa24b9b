"""Preview: what an operation would change, counted exactly, with the first changed cells before and after."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workstation.dataset.change import (
    CellsChanged,
    Change,
    FieldAdded,
    FieldDescribed,
    FieldMoved,
    FieldRemoved,
    FieldRestored,
    RowsAdded,
    RowsHidden,
    RowsShown,
)
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, Operation
from workstation.dataset.table import Table
from workstation.text import Sentence


@dataclass(frozen=True)
class PreviewCell:
    """One cell before and after; row counts from 1 as a person sees it, 0 for a row that is not there yet."""

    row: int
    row_id: int
    field: str
    """Name of the field."""
    before: str | None
    after: str | None

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return dataclasses.asdict(self)


@dataclass(frozen=True, eq=False)
class Preview:
    """What would happen: exact counts, the first cells, what stays and why, and the changes themselves.

    count: everything touched, the figure the history shows afterwards; cell_count, row_count and field_count tell apart
    """

    count: int
    cells: tuple[PreviewCell, ...]
    changes: tuple[Change, ...]
    cell_count: int = 0
    row_count: int = 0
    field_count: int = 0
    notes: tuple[Sentence, ...] = ()

    def data(self) -> dict[str, Any]:
        """Return it as plain data for --json, sentences worded now."""
        return {"count": self.count, "cell_count": self.cell_count, "row_count": self.row_count,
                "field_count": self.field_count, "cells": [cell.data() for cell in self.cells],
                "changes": [{"kind": change.kind, "count": change.size} for change in self.changes],
                "notes": [str(note) for note in self.notes]}


def counts(changes: Sequence[Change]) -> tuple[int, int, int]:
    """Return how many cells, rows and fields these changes touch; a removed row counts as a row, not by its cells."""
    cells = sum(len(c.rows) for c in changes if isinstance(c, CellsChanged))
    cells += sum(len(c.values) - c.values.null_count for c in changes if isinstance(c, FieldAdded))
    rows = sum(c.size for c in changes if isinstance(c, (RowsAdded, RowsHidden, RowsShown)))
    described = (FieldAdded, FieldRemoved, FieldRestored, FieldDescribed, FieldMoved)
    return cells, rows, sum(isinstance(c, described) for c in changes)


def preview(table: Table, operation: Operation, rows: Positions | None, context: Context, limit: int = 20) -> Preview:
    """Return what `operation` would do, without doing it; the operation is resolved and checked.

    rows: row ids of the view; limit: most cells to show. The exact counts cost the whole computation.
    """
    changes = tuple(operation.change(table, rows, context))
    cells, row_count, fields = counts(changes)
    shown: list[PreviewCell] = []
    for change in changes:
        if len(shown) >= limit:
            break
        shown += _cells(table, change, limit - len(shown))
    return Preview(sum(change.size for change in changes), tuple(shown), changes, cells, row_count, fields,
                   tuple(operation.notes(table, rows, context)))


def _cells(table: Table, change: Change, limit: int) -> list[PreviewCell]:
    if isinstance(change, CellsChanged):
        name = table.field(change.field).name
        at = _first(table, change.rows, limit)
        return [PreviewCell(row, int(change.rows[i]), name, change.old[i].as_py(), change.new[i].as_py())
                for i, row in at]
    if isinstance(change, FieldAdded):
        at = _first(table, change.rows, limit)
        return [PreviewCell(row, int(change.rows[i]), change.field.name, None, change.values[i].as_py())
                for i, row in at]
    if isinstance(change, RowsHidden):
        first = table.fields[:1]
        return [PreviewCell(row, int(change.rows[i]), field.name,
                            table.columns[field.id].get(int(table.positions(change.rows[i : i + 1])[0])), None)
                for i, row in _first(table, change.rows, limit) for field in first]
    if isinstance(change, RowsAdded):
        out = []
        for i in range(min(change.data.num_rows, limit)):
            texts = ((key, change.data.column(key)[i].as_py()) for key in change.data.column_names)
            out += [PreviewCell(0, int(change.rows[i]), table.by_id[key].name, None, text)
                    for key, text in texts if text is not None]
        return out[:limit]
    return []


def _first(table: Table, row_ids: Positions, limit: int) -> list[tuple[int, int]]:
    """Return (index into row_ids, row number on screen) of the rows that stand highest on screen."""
    positions = table.positions(row_ids)
    if len(positions) > limit:
        chosen = np.argpartition(positions, limit)[:limit]
        order = chosen[np.argsort(positions[chosen], kind="stable")]
    else:
        order = np.argsort(positions, kind="stable")
    numbers = table.row_numbers(positions[order])
    return [(int(i), int(number)) for i, number in zip(order, numbers, strict=True)]
