"""Set the type of a field: how its text is read when checking, sorting and packing. No text changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.change import Change, FieldDescribed
from workstation.dataset.column import Positions
from workstation.dataset.field import TYPES
from workstation.dataset.operation import Context, FieldOperation, NameOf, param
from workstation.dataset.reading import SERIAL, known_format, readable
from workstation.dataset.table import Table
from workstation.engine.engine import quoted
from workstation.errors import Problem
from workstation.text import N_, Sentence, _, say

TYPE_WORDS = {"string": N_("Text"), "integer": N_("Whole number"), "number": N_("Number"), "boolean": N_("Yes or no"),
              "date": N_("Date"), "datetime": N_("Date and time"), "time": N_("Time"), "year": N_("Year")}


@dataclass(frozen=True, kw_only=True)
class SetType(FieldOperation):
    """Say what a field holds; the texts stay as they are, and what cannot be read is found when checking."""

    name: ClassVar[str] = "set_type"
    title: ClassVar[str] = N_("Set type")
    help: ClassVar[str] = N_("Says how the texts of a field are to be read when checking, sorting and packing. The "
                             "texts themselves stay as they are.")
    group: ClassVar[str] = "fields"
    type: str = param(kind="type", label=N_("Type"), choices=TYPE_WORDS)
    formats: tuple[str, ...] = param((), kind="data", label=N_("Date notations"),
                                     help=N_("For dates: patterns such as %Y-%m-%d or %Y年%m月%d日, tried in order."))

    def check(self, table: Table) -> None:
        """Raise a Problem for a field that is not there, an unknown type or a pattern that is none."""
        super().check(table)
        if self.type not in TYPES:
            raise Problem("bad-type", _("There is no type “{type}”.", type=self.type),
                          where=_("Types: {names}", names=", ".join(TYPES)), remedy=_("Use one of these."))
        if self.formats and self.type not in ("date", "datetime", "time"):
            raise Problem("bad-format", _("Only dates and times have notations."),
                          remedy=_("Leave the notations empty."))
        for pattern in self.formats:
            if pattern != SERIAL and not known_format(pattern):
                raise Problem("bad-format", _("“{pattern}” is no date notation.", pattern=pattern),
                              remedy=_("Write it with %Y, %m and %d, such as %Y-%m-%d."))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the field described anew; rows make no difference."""
        field = table.field(self.field)
        after = field.with_(type=self.type, formats=self.formats)
        return [FieldDescribed(field, after)] if after != field else []

    def notes(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Sentence]:
        """Return how many cells cannot be read as the type."""
        field = table.field(self.field).with_(type=self.type, formats=self.formats)
        if field.type == "string":
            return ()
        fits = readable(field, quoted(field.id))
        found = context.engine.query(f"select count(*) as n from cells where not {fits}",
                                     {"cells": table.arrow([field.id])}, job=context.job, purpose=field.name)
        left = found.column("n")[0].as_py()
        return (say("Cells that cannot be read as this type: {n}", n=left),) if left else ()

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Set the type of “{field}” to {type}", field=name_of(self.field), type=_(TYPE_WORDS[self.type]))
