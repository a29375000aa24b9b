"""Preview: exactly what an operation would change, without changing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workstation.dataset.change import CellsChanged, Change, FieldAdded
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, Operation
from workstation.dataset.table import Table


@dataclass(frozen=True)
class PreviewCell:
    """One cell before and after; `row` counts from 1 among the visible rows."""

    row: int
    row_id: int
    field: str
    before: str | None
    after: str | None

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"row": self.row, "row_id": self.row_id, "field": self.field, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class Preview:
    """What an operation would do: `count` is exact, `cells` are the first of them."""

    count: int
    cells: tuple[PreviewCell, ...]
    changes: tuple[Change, ...]

    def data(self) -> dict[str, Any]:
        """Return it as plain data for --json."""
        kinds = [{"kind": change.kind, "count": change.size} for change in self.changes]
        return {"count": self.count, "cells": [cell.data() for cell in self.cells], "changes": kinds}


def preview(table: Table, operation: Operation, rows: Positions | None, context: Context, limit: int = 20) -> Preview:
    """Return what `operation` (resolved and checked) would change in `table`, on all rows or those with ids `rows`."""
    changes = tuple(operation.change(table, rows, context))
    names = {field.id: field.name for field in table.fields}
    cells: list[PreviewCell] = []
    for change in changes:
        cells += _cells(table, change, names, limit - len(cells))
    return Preview(sum(change.size for change in changes), tuple(cells), changes)


def _cells(table: Table, change: Change, names: dict[str, str], limit: int) -> Sequence[PreviewCell]:
    if limit <= 0 or not isinstance(change, CellsChanged | FieldAdded) or not len(change.rows):
        return []
    rows = np.asarray(change.rows[:limit], dtype=np.int64)
    numbers = table.row_numbers(table.positions(rows))
    if isinstance(change, CellsChanged):
        name, old, new = names[change.field], change.old[:limit].to_pylist(), change.new[:limit].to_pylist()
    else:
        name, old, new = change.field.name, [None] * len(rows), change.values[:limit].to_pylist()
    return [PreviewCell(int(n), int(r), name, a, b) for n, r, a, b in zip(numbers, rows, old, new, strict=True)]
