"""Append rows: what the journal keeps when a file is compared with the dataset by a key before its rows are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.dataset.change import Change
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, param
from workstation.dataset.table import Table
from workstation.text import N_, _

TAKE = {"all": N_("All records"), "new": N_("Only new records"), "update": N_("New records, and changed cells of known ones")}


@dataclass(frozen=True, kw_only=True)
class AppendRows(Operation):
    """Read a table of a file and take from it what is new, or what is new and what changed, by a key."""

    name: ClassVar[str] = "append_rows"
    title: ClassVar[str] = N_("Append a file")
    group: ClassVar[str] = "rows"
    listed: ClassVar[bool] = False
    reusable: ClassVar[bool] = False
    help: ClassVar[str] = N_("Read the rows of a file, compare them with the dataset by a key, and take what is new.")

    file: str = param(kind="text", label=N_("File"))
    key: tuple[str, ...] = param(kind="fields", label=N_("Key"))
    take: str = param("new", kind="choice", label=N_("Which records"), choices=TAKE)
    sheet: str = param("", kind="text", label=N_("Sheet"))
    table: int = param(0, kind="number", label=N_("Table"))
    options: dict[str, Any] = param(kind="data", label=N_("How it was read"), factory=dict)
    match: dict[str, Any] = param(kind="data", label=N_("Fields of its columns"), factory=dict)
    keep_filled: bool = param(False, kind="flag", label=N_("Blank cells of the file change nothing"))
    sources: bool = param(False, kind="flag", label=N_("With file, sheet and row as fields"))
    source: str = param("", kind="text", label=N_("Source"))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Refuse: rows of a file are too many to be an answer; `importing.append` reads them."""
        raise TypeError("rows of a file are read by importing.append")

    def summary(self, name_of: NameOf) -> str:
        """Name the file, the key and what was taken."""
        said = {"all": _("Append “{file}”"), "new": _("Append new records of “{file}” by {key}"),
                "update": _("Append new and changed records of “{file}” by {key}")}[self.take]
        return said.format(file=self.file, key=_(", ").join(f"“{name_of(one)}”" for one in self.key))
