"""Receive a form: what the journal keeps of rows that came back in one. They stream in through dataset/loading.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.change import Change
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, param
from workstation.dataset.table import Table
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class ReceiveForm(Operation):
    """Take the rows of a form that was filled in, without its example, each under the field it belongs to."""

    name: ClassVar[str] = "receive_form"
    title: ClassVar[str] = N_("Receive a form")
    group: ClassVar[str] = "rows"
    listed: ClassVar[bool] = False
    reusable: ClassVar[bool] = False
    help: ClassVar[str] = N_("Takes the rows of a form that was filled in, each under the field it belongs to.")

    file: str = param(kind="text", label=N_("File"))
    sheet: str = param("", kind="text", label=N_("Sheet"))
    form: str = param("", kind="text", label=N_("Form"))
    sender: str = param("", kind="text", label=N_("Sender"))
    source: str = param("", kind="text", label=N_("Source"))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Refuse: rows of a file are too many to be an answer; `load` streams them."""
        raise TypeError("rows of a form are loaded with dataset.loading.load")

    def summary(self, name_of: NameOf) -> str:
        """Name the sender and the file."""
        if self.sender:
            return _("Receive the form of “{sender}” (“{file}”)", sender=self.sender, file=self.file)
        return _("Receive the form “{file}”", file=self.file)
