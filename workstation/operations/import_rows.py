"""Import rows of a source file: what the journal keeps of an import. The rows stream in through dataset/loading.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.dataset.change import Change
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, param
from workstation.dataset.table import Table
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class ImportRows(Operation):
    """Read the rows of a table in a file and add them at the end, every digit as a person saw it."""

    name: ClassVar[str] = "import_rows"
    title: ClassVar[str] = N_("Import rows")
    group: ClassVar[str] = "rows"
    listed: ClassVar[bool] = False
    help: ClassVar[str] = N_("Read the rows of a table in a file and add them at the end, every digit as a person saw it.")

    file: str = param(kind="text", label=N_("File"))
    sheet: str = param("", kind="text", label=N_("Sheet"))
    options: dict[str, Any] = param(kind="data", label=N_("How it was read"), factory=dict)
    source: str = param("", kind="text", label=N_("Source"))
    table: int = param(0, kind="number", label=N_("Table"))
    """Number of the table in its sheet, from 1; 0 where that was not asked."""
    match: dict[str, Any] = param(kind="data", label=N_("Fields of its columns"), factory=dict)
    """Only where names alone do not say it: {name in the file: field id, or nothing for a column that was left out}."""
    sources: bool = param(False, kind="flag", label=N_("With file, sheet and row as fields"))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Refuse: rows of a file are too many to be an answer; `load` streams them."""
        raise TypeError("rows of a file are loaded with dataset.loading.load")

    def summary(self, name_of: NameOf) -> str:
        """Name the file and the sheet."""
        if self.sheet:
            return _("Import “{file}”, sheet “{sheet}”", file=self.file, sheet=self.sheet)
        return _("Import “{file}”", file=self.file)
