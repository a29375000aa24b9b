"""Join fields: put the texts of several fields together into a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.change import Change, FieldRemoved
from workstation.dataset.column import Positions
from workstation.dataset.field import new_field
from workstation.dataset.operation import Context, NameOf, Operation, computed, param, places
from workstation.dataset.table import Table
from workstation.engine.engine import SPACE, literal, quoted
from workstation.errors import Problem
from workstation.operations.new_field import check_name, filled_field, place_of, without_fields
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class JoinFields(Operation):
    """Put the texts of several fields together, with a separator, in a new field after the last of them.

    Where all of them are blank the new cell is blank too.
    """

    name: ClassVar[str] = "join_fields"
    title: ClassVar[str] = N_("Join fields")
    help: ClassVar[str] = N_("Puts the texts of several fields together in a new field. The old fields stay unless you "
                             "say otherwise.")
    group: ClassVar[str] = "fields"
    fields: tuple[str, ...] = param(kind="fields", label=N_("Fields"),
                                    help=N_("In the order in which they are joined."))
    new_name: str = param(kind="text", label=N_("Name of the new field"))
    separator: str = param(" ", kind="text", label=N_("Separator"))
    skip_blanks: bool = param(True, kind="flag", label=N_("Leave blank cells out"),
                              help=N_("Otherwise their separator stays."))
    keep: bool = param(True, kind="flag", label=N_("Keep the fields"))

    def check(self, table: Table) -> None:
        """Raise a Problem for fields that are not there, fewer than two, or a name that is taken."""
        ids = [table.field(key).id for key in self.fields]
        if len(ids) < 2:
            raise Problem("too-few-fields", _("There is nothing to join."), remedy=_("Choose two fields or more."))
        check_name(self._freed(table, ids), self.new_name)

    def _freed(self, table: Table, ids: Sequence[str]) -> Table:
        return table if self.keep else without_fields(table, *ids)

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the new field, and the removal of the old ones unless they are kept."""
        ids = [table.field(key).id for key in self.fields]
        positions = places(table, rows)
        blank = "nullif(regexp_replace({0}, '^" + SPACE.replace("{", "{{").replace("}", "}}") + "+$', ''), '')"
        filled = [f"case when {blank.format(quoted(key))} is not null then {quoted(key)} end" for key in ids]
        parts = filled if self.skip_blanks else [f"coalesce({quoted(key)}, '')" for key in ids]
        joined = f"concat_ws({literal(self.separator)}, {', '.join(parts)})"
        expression = f"case when coalesce({', '.join(filled)}) is not null then {joined} end"
        cells = table.arrow(list(dict.fromkeys(ids)), None if rows is None else positions)
        values = computed(context, cells, expression, purpose=self.new_name)
        place = max(place_of(table, key) for key in ids) + 1
        name = check_name(self._freed(table, ids), self.new_name)
        changes: list[Change] = [filled_field(table, new_field(name), place, positions, values)]
        if not self.keep:
            left = [field.id for field in table.fields]
            for key in dict.fromkeys(ids):
                changes.append(FieldRemoved(key, left.index(key)))
                left.remove(key)
        return changes

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        names = _(", ").join(_("“{field}”", field=name_of(key)) for key in self.fields)
        return _("Join {fields} into “{new_name}”", fields=names, new_name=self.new_name)
