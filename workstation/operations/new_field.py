"""New fields: names checked, texts put in for the rows that have one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.change import FieldAdded
from workstation.dataset.column import Positions, texts
from workstation.dataset.field import Field
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import _


def check_name(table: Table, name: str, *, besides: str = "", taken: tuple[str, ...] = ()) -> str:
    """Return the name without spaces at its ends; Problem when it is blank or another field has it.

    besides: id of the field that may have it; taken: further names that are not free
    """
    stripped = name.strip().strip("\ufeff").strip()
    if not stripped:
        raise Problem("no-name", _("A field needs a name."), remedy=_("Type a name."))
    if any(c in stripped for c in "\r\n\t\0"):
        raise Problem("bad-name", _("The name “{name}” has a line end or a tab in it.",
                                    name=" ".join(stripped.split())), remedy=_("Leave it out."))
    if stripped in taken or any(field.name == stripped and field.id != besides for field in table.fields):
        raise Problem("name-taken", _("There is a field “{name}” already.", name=stripped),
                      remedy=_("Use another name, or rename that field first."))
    return stripped


def filled_field(table: Table, field: Field, position: int, positions: Positions, values: Any) -> FieldAdded:
    """Return the change that adds `field` with `values` at row `positions`; rows without a text are left out."""
    filled = texts(values)
    if filled.null_count:
        kept = pc.is_valid(filled)
        positions, filled = positions[kept.to_numpy(zero_copy_only=False)], filled.filter(kept)
    row_ids = table.row_ids(positions)
    if not bool(np.all(row_ids[1:] > row_ids[:-1])):
        order = np.argsort(row_ids, kind="stable")
        row_ids, filled = row_ids[order], filled.take(pa.array(order))
    return FieldAdded(field, position, row_ids, filled)


def without_fields(table: Table, *ids: str) -> Table:
    """Return the table as it will be once these fields are removed: their names are free then."""
    return table.with_(fields=tuple(field for field in table.fields if field.id not in ids))


def place_of(table: Table, field_id: str) -> int:
    """Return the position of a field from 0."""
    return [field.id for field in table.fields].index(field_id)
