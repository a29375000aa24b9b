"""Add rows by hand at the end of the table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from workstation.dataset.change import Change, RowsAdded
from workstation.dataset.column import Positions, texts
from workstation.dataset.field import uuid7
from workstation.dataset.operation import Context, NameOf, Operation, param
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import N_, _, _n

MOST = 100_000
"""More rows than this are a file: import it, so that its source is kept."""


@dataclass(frozen=True, kw_only=True)
class AddRows(Operation):
    """Add rows at the end: each {field: text}, fields left out are blank; or a number of blank rows.

    They become a block of their own, made on this device, so that their ids never meet those of another.
    """

    name: ClassVar[str] = "add_rows"
    title: ClassVar[str] = N_("Add rows")
    help: ClassVar[str] = N_("Adds rows at the end of the table, blank ones or with texts.")
    group: ClassVar[str] = "rows"
    reusable: ClassVar[bool] = False
    new_rows: tuple[dict[str, str | None], ...] = param((), kind="rows", label=N_("Rows"),
                                                    help=N_("A list of rows, each with texts by field name."))
    count: int = param(0, kind="number", label=N_("Number of blank rows"), help=N_("Besides the rows with texts."))

    def _each_field(self, turn: Callable[[str], str]) -> Operation:
        self._check_shape()
        turned = tuple({turn(key): text for key, text in row.items()} for row in self.new_rows)
        return dataclasses.replace(self, new_rows=turned)

    def _check_shape(self) -> None:
        for row in self.new_rows:
            if not isinstance(row, Mapping) or not all(text is None or isinstance(text, str) for text in row.values()):
                raise Problem("bad-row", _("A row to add must be texts by field name, not {row}.", row=repr(row)),
                              remedy=_("Write each row as {example}.", example='{"field": "text"}'))

    def check(self, table: Table) -> None:
        """Raise a Problem for rows of another shape, fields that are not there, or nothing to add."""
        self._check_shape()
        for key in {key for row in self.new_rows for key in row}:
            table.field(key)
        if not 1 <= len(self.new_rows) + self.count <= MOST or self.count < 0:
            raise Problem("bad-count", _("{n} rows cannot be added by hand.", n=len(self.new_rows) + self.count),
                          remedy=_("Add 1 to {most} rows, or import a file.", most=MOST))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the new block of rows."""
        given = [{table.field(key).id: text for key, text in row.items()} for row in self.new_rows]
        blank: list[Any] = [None] * self.count
        columns = {field.id: texts([*(row.get(field.id) for row in given), *blank]) for field in table.fields}
        data = pa.table(list(columns.values()), names=list(columns))
        return [RowsAdded(uuid7(), context.next_block, data)]

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _n("Add {n} row", "Add {n} rows", len(self.new_rows) + self.count)
