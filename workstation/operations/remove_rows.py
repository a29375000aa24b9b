"""Remove rows: the rows of a view or a selection are hidden and come back with undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from workstation.dataset.change import Change, RowsHidden
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, places
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class RemoveRows(Operation):
    """Remove the rows it is given; never all rows by leaving the rows out."""

    name: ClassVar[str] = "remove_rows"
    title: ClassVar[str] = N_("Remove rows")
    help: ClassVar[str] = N_("Removes the rows you selected or filtered. Undo brings them back.")
    group: ClassVar[str] = "rows"
    needs_rows: ClassVar[bool] = True
    reusable: ClassVar[bool] = False

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the hiding of these rows; Problem when none were named."""
        if rows is None:
            raise Problem("no-rows", _("It was not said which rows to remove."),
                          remedy=_("Select or filter the rows first, or give their ids."))
        positions = places(table, rows)
        return [RowsHidden(np.unique(table.row_ids(positions)))] if len(positions) else []

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Remove rows")
