"""Remove duplicate rows: of rows with the same texts in the key fields one stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa

from workstation.dataset.change import Change, RowsHidden
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, param, places
from workstation.dataset.table import Table
from workstation.engine.engine import SPACE, quoted
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class RemoveDuplicateRows(Operation):
    """Keep the first or the last of the rows whose key fields hold exactly the same texts; hide the others.

    Without key fields, all fields are compared. Rows whose key fields are all blank are not duplicates of each other
    unless told so; where only some are blank, blank equals blank.
    """

    name: ClassVar[str] = "remove_duplicate_rows"
    title: ClassVar[str] = N_("Remove duplicate rows")
    help: ClassVar[str] = N_("Of the rows with exactly the same texts in the chosen fields one stays, the others are "
                             "removed. Without a choice all fields are compared.")
    group: ClassVar[str] = "rows"
    fields: tuple[str, ...] = param((), kind="fields", label=N_("Fields to compare"), help=N_("None means all fields."))
    keep: str = param("first", kind="choice", label=N_("Keep"),
                      choices={"first": N_("the first row"), "last": N_("the last row")})
    blanks: bool = param(False, kind="flag", label=N_("Blank rows too"),
                         help=N_("Also remove rows where all these fields are blank, all but one."))

    def check(self, table: Table) -> None:
        """Raise a Problem when a field is not there."""
        for key in self.fields:
            table.field(key)

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the hiding of every duplicate but one; first and last are meant in the order of the view."""
        positions = places(table, rows)
        if len(positions) < 2:
            return []
        ids = list(dict.fromkeys(table.field(key).id for key in self.fields)) or [field.id for field in table.fields]
        cells = table.arrow(ids, None if rows is None else positions)
        cells = cells.append_column("position", pa.array(np.arange(len(positions), dtype=np.int64)))
        columns = [quoted(key) for key in ids]
        where = ""
        if not self.blanks:
            filled = " or ".join(f"not regexp_full_match({column}, '{SPACE}*')" for column in columns)
            where = f" where coalesce({filled}, false)"
        kept = "min" if self.keep == "first" else "max"
        found = context.engine.query(
            f"select {kept}(position) as kept from cells{where} group by {', '.join(columns)}", {"cells": cells},
            job=context.job, purpose=_("Remove duplicate rows"))
        gone = np.ones(len(positions), dtype=bool)
        gone[found.column("kept").to_numpy()] = False
        if where:
            looked = context.engine.query(f"select position from cells where not coalesce({filled}, false)",
                                          {"cells": cells}, job=context.job, purpose=_("Remove duplicate rows"))
            gone[looked.column("position").to_numpy()] = False
        return [RowsHidden(np.unique(table.row_ids(positions[gone])))] if gone.any() else []

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        if not self.fields:
            return _("Remove duplicate rows")
        names = _(", ").join(_("“{field}”", field=name_of(key)) for key in self.fields)
        return _("Remove rows with the same {fields}", fields=names)
