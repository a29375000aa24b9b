"""Verification: whether the file, the journal's chain, every payload, the versions and the table agree."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.store import blobs
from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset


@dataclass(frozen=True)
class Verification:
    """What was compared and what did not agree.

    content_hash: of the live table; rebuilt_hash: of the table made again from the journal alone
    faults:       one sentence each; empty when all agrees
    """

    entries: int
    payloads: int
    versions: int
    content_hash: str
    rebuilt_hash: str
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not self.faults

    def data(self) -> dict[str, Any]:
        """Return it as plain data for --json."""
        return {"ok": self.ok, "entries": self.entries, "payloads": self.payloads, "versions": self.versions,
                "content_hash": self.content_hash, "rebuilt_hash": self.rebuilt_hash, "faults": list(self.faults)}


def verify(dataset: Dataset, db: sqlite3.Connection, job: Job) -> Verification:
    """Compare everything that can be compared; never changes anything."""
    dataset.refresh()
    faults = [_("The file is damaged: {detail}", detail=row[0]) for row in db.execute("pragma quick_check") if row[0] != "ok"]
    faults += [_("The history is broken: {detail}", detail=line) for line in dataset.journal.broken()]
    digests = list(dict.fromkeys(digest for _seq, digest in dataset.journal.digests()))
    digests += [source.sha256 for source in dataset.sources()]
    for digest in job.each(digests, len(digests), _("Verifying payloads")):
        try:
            if blobs.damaged(db, digest):
                faults.append(_("Stored data {digest} was altered.", digest=digest[:12]))
        except (Problem, OSError, ValueError) as error:
            faults.append(_("Stored data {digest} cannot be read: {why}", digest=digest[:12], why=str(error)))
    live = dataset.table.content_hash
    rebuilt = ""
    versions = dataset.versions()
    if not faults:
        rebuilt = dataset.rebuild().content_hash
        if rebuilt != live:
            faults.append(_("The table differs from what the history makes."))
        for version in job.each(versions, len(versions), _("Verifying versions")):
            if dataset.table_at(version.state).content_hash != version.content_hash:
                faults.append(_("Version {number} differs from what was approved.", number=version.number))
    return Verification(dataset.journal.last()[0], len(digests), len(versions), live, rebuilt, tuple(faults))
