"""Fill down: give blank cells the text of the nearest filled cell above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.change import Change
from workstation.dataset.column import Positions, texts
from workstation.dataset.operation import Context, FieldOperation, NameOf, column_changed, places
from workstation.dataset.table import Table
from workstation.engine.engine import SPACE
from workstation.text import N_, _

BLANK = f"^{SPACE}*$"


@dataclass(frozen=True, kw_only=True)
class FillDown(FieldOperation):
    """Fill blank cells from the nearest filled cell above, in the order of the view; only spaces count as blank.

    With the rows of a view, only these rows are looked at: a row that is filtered out neither gives nor gets a text.
    """

    name: ClassVar[str] = "fill_down"
    title: ClassVar[str] = N_("Fill down")
    help: ClassVar[str] = N_("Gives each blank cell the text of the nearest filled cell above it, in the order you "
                             "see. Blank cells at the top stay blank.")
    group: ClassVar[str] = "values"

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the blank cells that have a text above them."""
        field = table.field(self.field)
        positions = places(table, rows)
        if not len(positions):
            return []
        old = texts(table.arrow([field.id], None if rows is None else positions).column(0))
        blank = pc.fill_null(pc.match_substring_regex(old, BLANK), True)
        above = pc.fill_null_forward(pc.if_else(blank, pa.scalar(None, pa.string()), old))
        new = pc.if_else(pc.and_(blank, pc.is_valid(above)), above, old)
        return column_changed(table, field, positions, old, new)

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Fill down “{field}”", field=name_of(self.field))
