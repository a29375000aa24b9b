"""Use stored values: the digits that a number format had rounded away, in place of the texts that were shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow.compute as pc

from workstation.dataset.change import Change
from workstation.dataset.column import Positions, texts
from workstation.dataset.operation import Context, NameOf, Operation, column_changed, param, places
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class UseStoredValues(Operation):
    """Read the kept file again and put what it stores into cells that still hold what it shows.

    Cells that were changed since the import stay as they are, and so do rows that came from no file.
    """

    name: ClassVar[str] = "use_stored_values"
    title: ClassVar[str] = N_("Use stored values")
    help: ClassVar[str] = N_("Puts the digits that the file stores in place of the rounded ones that it shows. Cells that "
                             "were changed since stay as they are.")
    group: ClassVar[str] = "values"
    listed: ClassVar[bool] = False
    reusable: ClassVar[bool] = False

    field: str = param(kind="field", label=N_("Field"))

    def check(self, table: Table) -> None:
        """Raise a Problem when the field is not there."""
        table.field(self.field)

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the cells that are shown otherwise than they are stored."""
        if context.stored is None:
            raise Problem("no-source", _("The file that this was imported from is not here."),
                          remedy=_("Import the file again with the option values set to stored."))
        field = table.field(self.field)
        wanted = places(table, rows)
        out: list[Change] = []
        for block in context.stored(field.id, context.job):
            positions = table.positions(block.rows)
            now = table.columns[field.id].take(positions)
            mask = pc.fill_null(pc.and_(pc.equal(now, block.shown), pc.is_valid(block.stored)), False)
            take = mask.to_numpy(zero_copy_only=False) & np.isin(positions, wanted)
            picked = np.flatnonzero(take)
            new = texts(block.stored).take(picked)
            out += column_changed(table, field, positions[picked], texts(now).take(picked), new)
        return out

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Use stored values in “{field}”", field=name_of(self.field))
