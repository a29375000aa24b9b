"""Import files: what the journal keeps when many files become rows of one dataset in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.dataset.change import Change
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, param
from workstation.dataset.table import Table
from workstation.text import N_, _, _n


@dataclass(frozen=True, kw_only=True)
class ImportFiles(Operation):
    """Read the rows of several tables, of one file or of many, and add them at the end in one step.

    parts: {"file", "sheet", "table", "source", "match"} each, in the order of their rows
    """

    name: ClassVar[str] = "import_files"
    title: ClassVar[str] = N_("Import files")
    group: ClassVar[str] = "rows"
    listed: ClassVar[bool] = False
    reusable: ClassVar[bool] = False
    help: ClassVar[str] = N_("Read the rows of several files and add them at the end in one step, matched by name.")

    parts: tuple[dict[str, Any], ...] = param(kind="data", label=N_("Files"))
    options: dict[str, Any] = param(kind="data", label=N_("How they were read"), factory=dict)
    sources: bool = param(False, kind="flag", label=N_("With file, sheet and row as fields"))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Refuse: rows of files are too many to be an answer; `importing.collect` reads them."""
        raise TypeError("rows of files are read by importing.collect")

    def summary(self, name_of: NameOf) -> str:
        """Say how many files, or which one."""
        files = {str(part.get("file", "")) for part in self.parts}
        if len(files) == 1:
            return _("Import “{file}”", file=files.pop())
        return _n("Import {n} file", "Import {n} files", len(files))
