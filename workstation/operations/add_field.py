"""Add a field: blank, with one text in every row, or as a copy of another field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from workstation.dataset.change import Change
from workstation.dataset.column import NO_POSITIONS, Positions
from workstation.dataset.field import new_field
from workstation.dataset.operation import Context, NameOf, Operation, param, places
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.operations.new_field import check_name, filled_field, place_of
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class AddField(Operation):
    """Add a field after another one or at the end; with a text for every row, or the texts of another field."""

    name: ClassVar[str] = "add_field"
    title: ClassVar[str] = N_("Add field")
    help: ClassVar[str] = N_("Adds a field: blank, with the same text in every row, or as a copy of another field.")
    group: ClassVar[str] = "fields"
    new_name: str = param(kind="text", label=N_("Name of the new field"))
    text: str = param("", kind="text", label=N_("Text in every row"), help=N_("Leave empty for a blank field."))
    copy_of: str = param("", kind="field", label=N_("Copy of"), help=N_("Take the texts of this field instead."))
    after: str = param("", kind="field", label=N_("After the field"), help=N_("Leave empty for the last place."))

    def check(self, table: Table) -> None:
        """Raise a Problem for a name that is blank or taken, fields that are not there, or text and copy at once."""
        check_name(table, self.new_name)
        for key in (self.copy_of, self.after):
            if key:
                table.field(key)
        if self.copy_of and self.text:
            raise Problem("text-and-copy", _("A field cannot have one text and be a copy at the same time."),
                          remedy=_("Give one of the two."))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the new field; with the rows of a view only these get a text."""
        place = place_of(table, table.field(self.after).id) + 1 if self.after else len(table.fields)
        field = new_field(check_name(table, self.new_name))
        if self.copy_of:
            source = table.field(self.copy_of)
            field = field.with_(type=source.type, formats=source.formats)
            positions = places(table, rows)
            values = table.arrow([source.id], None if rows is None else positions).column(0)
            return [filled_field(table, field, place, positions, values)]
        if not self.text:
            return [filled_field(table, field, place, NO_POSITIONS, [])]
        positions = places(table, rows)
        values = pa.repeat(pa.scalar(self.text, pa.string()), len(positions))
        return [filled_field(table, field, place, positions, values)]

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        if self.copy_of:
            return _("Add field “{new_name}” as a copy of “{field}”", new_name=self.new_name,
                     field=name_of(self.copy_of))
        return _("Add field “{new_name}”", new_name=self.new_name)
