"""Edit cells: what was typed or pasted, cell by cell."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from workstation.dataset.change import Change
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, column_changed, param, places
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import N_, _, _n


@dataclass(frozen=True, kw_only=True)
class EditCells(Operation):
    """Put texts into single cells: one typed cell, or a pasted block of many rows and fields.

    Each entry is [row id, field, text]; nothing or an empty text makes the cell blank. Of two entries for one cell the
    later counts.
    """

    name: ClassVar[str] = "edit_cells"
    title: ClassVar[str] = N_("Edit cells")
    help: ClassVar[str] = N_("Puts texts into single cells, given as row id, field and text. An empty text makes "
                             "a cell blank.")
    group: ClassVar[str] = "values"
    listed: ClassVar[bool] = False
    reusable: ClassVar[bool] = False
    cells: tuple[tuple[int, str, str | None], ...] = param(kind="cells", label=N_("Cells"))

    def _each_field(self, turn: Callable[[str], str]) -> Operation:
        self._check_shape()
        known: dict[str, str] = {}
        for _row, key, _text in self.cells:
            if key not in known:
                known[key] = turn(key)
        return dataclasses.replace(self, cells=tuple((int(row), known[key], text) for row, key, text in self.cells))

    def _check_shape(self) -> None:
        for cell in self.cells:
            if (not isinstance(cell, (tuple, list)) or len(cell) != 3 or isinstance(cell[0], bool)
                    or not str(cell[0]).isdecimal() or not (cell[2] is None or isinstance(cell[2], str))):
                raise Problem("bad-cell", _("A cell to edit must be [row id, field, text], not {cell}.",
                                            cell=repr(cell)),
                              remedy=_("Write row ids as numbers and texts in quotation marks."))

    def check(self, table: Table) -> None:
        """Raise a Problem for entries of another shape, rows that are not there, or fields that are not there."""
        self._check_shape()
        places(table, np.array([int(cell[0]) for cell in self.cells], dtype=np.int64))
        for key in {cell[1] for cell in self.cells}:
            table.field(key)

    def _by_field(self, table: Table) -> dict[str, dict[int, str | None]]:
        out: dict[str, dict[int, str | None]] = {}
        for row, key, text in self.cells:
            out.setdefault(key, {})[int(row)] = text
        merged: dict[str, dict[int, str | None]] = {}
        for key, texts in out.items():
            merged.setdefault(table.field(key).id, {}).update(texts)
        return merged

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the cells whose text is another one now; rows make no difference."""
        changes: list[Change] = []
        for key, cells in self._by_field(table).items():
            positions = places(table, np.fromiter(cells, dtype=np.int64, count=len(cells)))
            old = table.columns[key].take(positions)
            changes += column_changed(table, table.by_id[key], positions, old, pa.array(cells.values(), pa.string()))
        return changes

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        fields: list[Any] = list(dict.fromkeys(cell[1] for cell in self.cells))
        if len(fields) == 1:
            return _n("Edit {n} cell in “{field}”", "Edit {n} cells in “{field}”", len(self.cells),
                      field=name_of(fields[0]))
        return _("Edit {n} cells in {fields} fields", n=len(self.cells), fields=len(fields))
