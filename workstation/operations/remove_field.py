"""Remove a field: it is put out of sight and comes back with undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.change import Change, FieldRemoved
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, FieldOperation, NameOf
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.operations.new_field import place_of
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class RemoveField(FieldOperation):
    """Remove a field with all its texts; undo brings it back."""

    name: ClassVar[str] = "remove_field"
    title: ClassVar[str] = N_("Remove field")
    help: ClassVar[str] = N_("Removes a field with all its texts. Undo brings it back.")
    group: ClassVar[str] = "fields"

    def check(self, table: Table) -> None:
        """Raise a Problem for a field that is not there or is the only one."""
        super().check(table)
        if len(table.fields) == 1:
            raise Problem("last-field", _("“{field}” is the only field.", field=table.field(self.field).name),
                          remedy=_("Add another field first."))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the removal; rows make no difference."""
        key = table.field(self.field).id
        return [FieldRemoved(key, place_of(table, key))]

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Remove field “{field}”", field=name_of(self.field))
