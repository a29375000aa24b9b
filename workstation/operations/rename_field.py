"""Rename a field; its id, and all that speaks of it, stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.change import Change, FieldDescribed
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, FieldOperation, NameOf, param
from workstation.dataset.table import Table
from workstation.operations.new_field import check_name
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class RenameField(FieldOperation):
    """Give a field another name; no two fields have the same."""

    name: ClassVar[str] = "rename_field"
    title: ClassVar[str] = N_("Rename field")
    help: ClassVar[str] = N_("Gives a field another name. Texts, labels and the mapping to a standard stay with it.")
    group: ClassVar[str] = "fields"
    new_name: str = param(kind="text", label=N_("New name"))

    def check(self, table: Table) -> None:
        """Raise a Problem for a field that is not there or a name that is blank or taken."""
        check_name(table, self.new_name, besides=table.field(self.field).id)

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the field described anew; rows make no difference."""
        field = table.field(self.field)
        name = check_name(table, self.new_name, besides=field.id)
        return [FieldDescribed(field, field.with_(name=name))] if name != field.name else []

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Rename “{field}” to “{new_name}”", field=name_of(self.field), new_name=self.new_name.strip())
