"""The written list of operations, in menu order. Label and review operations are added by the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workstation.dataset.operation import Operation
from workstation.errors import Problem
from workstation.operations.add_field import AddField
from workstation.operations.add_rows import AddRows
from workstation.operations.change_case import ChangeCase
from workstation.operations.collapse_spaces import CollapseSpaces
from workstation.operations.edit_cells import EditCells
from workstation.operations.fill_down import FillDown
from workstation.operations.half_width import HalfWidth
from workstation.operations.join_fields import JoinFields
from workstation.operations.map_fields import MapFields
from workstation.operations.map_values import MapValues
from workstation.operations.move_field import MoveField
from workstation.operations.parse_date import ParseDate
from workstation.operations.parse_number import ParseNumber
from workstation.operations.remove_duplicate_rows import RemoveDuplicateRows
from workstation.operations.remove_field import RemoveField
from workstation.operations.remove_rows import RemoveRows
from workstation.operations.rename_field import RenameField
from workstation.operations.replace_text import ReplaceText
from workstation.operations.set_type import SetType
from workstation.operations.split_field import SplitField
from workstation.operations.trim_whitespace import TrimWhitespace
from workstation.text import N_, _

OPERATIONS: tuple[type[Operation], ...] = (
    TrimWhitespace, CollapseSpaces, HalfWidth, ChangeCase, ReplaceText,
    ParseDate, ParseNumber, MapValues, FillDown, EditCells,
    SplitField, JoinFields, RenameField, SetType, AddField, RemoveField, MoveField, MapFields,
    AddRows, RemoveRows, RemoveDuplicateRows,
)

GROUPS: dict[str, str] = {"text": N_("Text"), "values": N_("Values"), "fields": N_("Fields"), "rows": N_("Rows")}
"""What the menu says above each group, in menu order."""


def by_name(name: str) -> type[Operation]:
    """Return the kind of operation with this name; Problem when there is none."""
    for kind in OPERATIONS:
        if kind.name == name:
            return kind
    raise Problem("no-operation", _("There is no operation “{name}”.", name=name),
                  where=_("Operations: {names}", names=", ".join(kind.name for kind in OPERATIONS)),
                  remedy=_("Use one of these names."))


def operation(data: Mapping[str, Any]) -> Operation:
    """Return the operation that plain `data` describes; Problem when it is unknown or its parameters do not fit."""
    return by_name(str(data.get("operation", ""))).from_data(data)
