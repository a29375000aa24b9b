"""Take corrections: what a sender put right in a workbook that had been marked up, as one step."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from workstation.dataset.change import Change, RowsAdded, RowsHidden
from workstation.dataset.column import Positions, texts
from workstation.dataset.field import uuid7
from workstation.dataset.operation import Context, NameOf, Operation, column_changed, param, places
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import N_, _, _n


@dataclass(frozen=True, kw_only=True)
class TakeCorrections(Operation):
    """Put corrected texts into their cells; with them, only where asked, rows that the sender added or took out.

    cells: [row id, field, text], no text makes a cell blank; new_rows: {field: text} each; gone: row ids
    """

    name: ClassVar[str] = "take_corrections"
    title: ClassVar[str] = N_("Take corrections")
    group: ClassVar[str] = "values"
    listed: ClassVar[bool] = False
    reusable: ClassVar[bool] = False
    help: ClassVar[str] = N_("Takes the cells that a sender corrected in a workbook that was marked up and sent back.")

    file: str = param("", kind="text", label=N_("File"))
    sender: str = param("", kind="text", label=N_("Sender"))
    cells: tuple[tuple[int, str, str | None], ...] = param((), kind="cells", label=N_("Cells"))
    new_rows: tuple[dict[str, str | None], ...] = param((), kind="rows", label=N_("New rows"))
    gone: tuple[int, ...] = param((), kind="numbers", label=N_("Rows taken out"))

    def _each_field(self, turn: Callable[[str], str]) -> Operation:
        cells = tuple((int(row), turn(key), text) for row, key, text in self.cells)
        rows = tuple({turn(key): text for key, text in row.items()} for row in self.new_rows)
        return dataclasses.replace(self, cells=cells, new_rows=rows)

    def check(self, table: Table) -> None:
        """Raise a Problem when a row or field is not there, or there is nothing to take."""
        if not (self.cells or self.new_rows or self.gone):
            raise Problem("nothing-to-take", _("There is nothing to take."))
        places(table, np.array([*(int(cell[0]) for cell in self.cells), *self.gone], dtype=np.int64))
        for key in {cell[1] for cell in self.cells} | {key for row in self.new_rows for key in row}:
            table.field(key)

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the cells whose text is another one now, the new rows and the hidden ones."""
        by_field: dict[str, dict[int, str | None]] = {}
        for row, key, text in self.cells:
            by_field.setdefault(table.field(key).id, {})[int(row)] = text
        changes: list[Change] = []
        for key, cells in by_field.items():
            positions = places(table, np.fromiter(cells, dtype=np.int64, count=len(cells)))
            old = table.columns[key].take(positions)
            changes += column_changed(table, table.by_id[key], positions, old, pa.array(cells.values(), pa.string()))
        if self.gone:
            changes.append(RowsHidden(np.unique(table.row_ids(places(table, np.array(self.gone, dtype=np.int64))))))
        if self.new_rows:
            given: list[dict[str, Any]] = [{table.field(key).id: text for key, text in row.items()} for row in self.new_rows]
            columns = {field.id: texts([row.get(field.id) for row in given]) for field in table.fields}
            changes.append(RowsAdded(uuid7(), context.next_block, pa.table(list(columns.values()), names=list(columns))))
        return changes

    def summary(self, name_of: NameOf) -> str:
        """Say how many cells, of whom."""
        who = self.sender or self.file
        cells = _n("Take {n} corrected cell of “{sender}”", "Take {n} corrected cells of “{sender}”", len(self.cells),
                   sender=who)
        more = []
        if self.new_rows:
            more.append(_n("{n} new row", "{n} new rows", len(self.new_rows)))
        if self.gone:
            more.append(_n("{n} row taken out", "{n} rows taken out", len(self.gone)))
        return _("; ").join([cells, *more])
