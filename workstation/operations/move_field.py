"""Move a field to another place among the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.change import Change, FieldMoved
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, FieldOperation, NameOf, param
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.operations.new_field import place_of
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class MoveField(FieldOperation):
    """Move a field to a place counted from 1."""

    name: ClassVar[str] = "move_field"
    title: ClassVar[str] = N_("Move field")
    help: ClassVar[str] = N_("Moves a field to another place. The first place is 1.")
    group: ClassVar[str] = "fields"
    place: int = param(kind="number", label=N_("Place"), help=N_("Counted from 1 at the left."))

    def check(self, table: Table) -> None:
        """Raise a Problem for a field that is not there or a place outside the table."""
        super().check(table)
        if not 1 <= self.place <= len(table.fields):
            raise Problem("bad-place", _("There is no place {place}.", place=self.place),
                          remedy=_("Use a number from 1 to {most}.", most=len(table.fields)))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the move; rows make no difference."""
        key = table.field(self.field).id
        before = place_of(table, key)
        return [FieldMoved(key, before, self.place - 1)] if before != self.place - 1 else []

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Move “{field}” to place {place}", field=name_of(self.field), place=self.place)
