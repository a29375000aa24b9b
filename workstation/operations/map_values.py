"""Map values: replace whole cells by a list of pairs, such as names of codes by the codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.change import Change
from workstation.dataset.column import Positions, texts
from workstation.dataset.operation import Context, FieldOperation, NameOf, column_changed, param, places
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import N_, _, _n


@dataclass(frozen=True, kw_only=True)
class MapValues(FieldOperation):
    """Replace cells whose whole text stands in a list by its partner; others stay, or become blank.

    Text is compared exactly. An empty text on the left stands for a blank cell, on the right makes one.
    """

    name: ClassVar[str] = "map_values"
    title: ClassVar[str] = N_("Replace by a list")
    help: ClassVar[str] = N_("Replaces whole cells by a list of pairs, such as names by codes. The text must be "
                             "exactly the same. An empty text stands for a blank cell.")
    group: ClassVar[str] = "values"
    mapping: dict[str, str | None] = param(kind="mapping", label=N_("Pairs"),
                                           help=N_("Old text on the left, new text on the right."))
    others: str = param("keep", kind="choice", label=N_("Texts that are not in the list"),
                        choices={"keep": N_("stay as they are"), "blank": N_("become blank")})

    def check(self, table: Table) -> None:
        """Raise a Problem for a field that is not there, an empty list, or a partner that is not a text."""
        super().check(table)
        if not self.mapping:
            raise Problem("no-pairs", _("The list has no pairs."),
                          remedy=_("Add at least one pair of texts."))
        for old, new in self.mapping.items():
            if not isinstance(new, str | None):
                raise Problem("bad-pair", _("“{old}” must be paired with a text.", old=old),
                              remedy=_("Write a text on the right, or nothing for a blank cell."))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the cells that have a partner in the list."""
        field = table.field(self.field)
        positions = places(table, rows)
        if not len(positions):
            return []
        old = texts(table.arrow([field.id], None if rows is None else positions).column(0))
        keys = [key or None for key in self.mapping]
        partners = texts(list(self.mapping.values()))
        at = pc.index_in(old, value_set=pa.array(keys, pa.string()))
        found = partners.take(at)
        others = old if self.others == "keep" else pa.nulls(len(old), pa.string())
        return column_changed(table, field, positions, old, pc.if_else(pc.is_valid(at), found, others))

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _n("Replace {n} text by its partner in “{field}”", "Replace {n} texts by their partners in “{field}”",
                  len(self.mapping), field=name_of(self.field))
