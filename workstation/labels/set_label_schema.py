"""Set the label schema of a dataset: the questions asked of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.dataset.change import Change, SettingChanged
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, param
from workstation.dataset.table import Table
from workstation.labels.schema import SETTING, from_data
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class SetLabelSchema(Operation):
    """Say which questions are asked of each row, with their options and keys. Answers given before stay."""

    name: ClassVar[str] = "set_label_schema"
    title: ClassVar[str] = N_("Set label schema")
    group: ClassVar[str] = "labels"
    listed: ClassVar[bool] = False

    schema: dict[str, Any] = param(kind="data", label=N_("Label schema"))

    def check(self, table: Table) -> None:
        """Raise Problem when it is no schema, or shows a field that is not there."""
        for name in from_data(self.schema).show:
            table.field(name)

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the change of the setting."""
        new, old = from_data(self.schema).data(), context.settings.get(SETTING)
        return [SettingChanged(SETTING, old, new)] if new != old else []

    def summary(self, name_of: NameOf) -> str:
        """Name the schema."""
        return _("Set label schema “{name}”", name=str(self.schema.get("name", "labels")))
