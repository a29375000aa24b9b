"""Map fields to the fields of a standard: which of ours is which of theirs."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.change import Change, SettingChanged
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, param
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import N_, _, _n


def setting(standard: str) -> str:
    """Return the name of the dataset's setting that keeps its mapping to a standard."""
    return f"mapping:{standard}"


@dataclass(frozen=True, kw_only=True)
class MapFields(Operation):
    """Say which field of the dataset is which field of a standard. Checks of that standard go by it from then on.

    It replaces the mapping that was there. A field that is not named is not mapped, and its rules are "not checked".
    """

    name: ClassVar[str] = "map_fields"
    title: ClassVar[str] = N_("Map fields to a standard")
    help: ClassVar[str] = N_("Says which field of the dataset is which field of a standard. Fields that are not mapped "
                             "are not checked.")
    group: ClassVar[str] = "fields"
    listed: ClassVar[bool] = False

    standard: str = param(kind="text", label=N_("Standard"))
    mapping: dict[str, str] = param(kind="mapping", label=N_("Mapping"), factory=dict,
                                    help=N_("Field of the dataset, then field of the standard"))

    def check(self, table: Table) -> None:
        """Raise Problem when a field is not there, or two stand for the same field of the standard."""
        taken: dict[str, str] = {}
        for key, target in self.mapping.items():
            field = table.field(key)
            if target in taken:
                raise Problem("mapped-twice", _("“{one}” and “{other}” are both mapped to “{target}”.", one=taken[target],
                                                other=field.name, target=target), remedy=_("Map one of them only."))
            taken[target] = field.name

    def resolved(self, table: Table) -> Operation:
        """Return the operation with fields by id."""
        return dataclasses.replace(self, mapping={table.field(key).id: name for key, name in self.mapping.items()})

    def named(self, table: Table) -> Operation:
        """Return the operation with fields by name, as a recipe keeps it."""
        names = {key: table.by_id[key].name if key in table.by_id else key for key in self.mapping}
        return dataclasses.replace(self, mapping={names[key]: name for key, name in self.mapping.items()})

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the change of the setting."""
        key = setting(self.standard)
        old, new = context.settings.get(key), dict(self.mapping)
        return [SettingChanged(key, old, new)] if new != old else []

    def summary(self, name_of: NameOf) -> str:
        """Say how many fields are mapped to which standard."""
        return _n("Map {n} field to “{standard}”", "Map {n} fields to “{standard}”", len(self.mapping),
                  standard=self.standard)
