"""Receive a version: what the journal keeps of a version that another office sent. The changes come in through sync."""

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
class ReceiveVersion(Operation):
    """Take over a signed version of another office: its rows, fields, labels and settings."""

    name: ClassVar[str] = "receive_version"
    title: ClassVar[str] = N_("Receive a version")
    group: ClassVar[str] = "rows"
    listed: ClassVar[bool] = False

    office: str = param("", kind="text", label=N_("Office"))
    key: str = param(kind="text", label=N_("Fingerprint of its key"))
    dataset: str = param(kind="text", label=N_("Dataset there"))
    version: int = param(kind="number", label=N_("Version"))
    content_hash: str = param(kind="text", label=N_("Content hash"))
    approvals: tuple[Any, ...] = param((), kind="data", label=N_("Approvals"))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Refuse: what a version holds lies in its package, which `accept` reads and verifies."""
        raise TypeError("a version is received with sync.accept")

    def summary(self, name_of: NameOf) -> str:
        """Name the version and the office."""
        return _("Received version {version} from “{office}”", version=self.version,
                 office=self.office or self.key[:16])
