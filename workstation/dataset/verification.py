"""Verification: whether the file, the journal's chain, every payload, the versions and the table agree."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from workstation.dataset import payload, projection
from workstation.dataset.change import Annotated, SettingChanged
from workstation.dataset.journal import ROOT, Journal
from workstation.errors import Cancelled, Problem
from workstation.job import Job
from workstation.store import blobs
from workstation.store.database import as_problem, refused
from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset

_UNREADABLE = (sqlite3.Error, pa.ArrowException, OSError, ValueError, TypeError, LookupError, AttributeError,
               OverflowError, RecursionError, MemoryError)
"""What bytes that were altered raise, wherever they are read."""


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
    """Compare everything that can be compared; never changes anything, and never fails on what it finds."""
    faults = damage(db, dataset.journal)
    digests: list[str] = []
    live = rebuilt = ""
    if not faults:
        digests = list(dict.fromkeys(digest for _seq, digest in dataset.journal.digests()))
        digests += [source.sha256 for source in dataset.sources()]
        for digest in job.each(digests, len(digests), _("Verifying payloads")):
            faults += _damaged_payload(db, digest)
    if not faults:
        dataset.refresh()
        live = dataset.table.content_hash
        faults += _beside(dataset, db)
        rebuilt = dataset.rebuild().content_hash
        if rebuilt != live:
            faults.append(_("The table differs from what the history makes."))
        versions = dataset.versions()
        for version in job.each(versions, len(versions), _("Verifying versions")):
            if dataset.table_at(version.state).content_hash != version.content_hash:
                faults.append(_("Version {number} differs from what was approved.", number=version.number))
    counted = [_count(db, f"select count(*) from {table}") for table in ("entry", "version")]
    return Verification(counted[0], len(digests), counted[1], live, rebuilt, tuple(faults))


def damage(db: sqlite3.Connection, journal: Journal) -> list[str]:
    """Return what is wrong with the file itself, the journal's chain and what stands beside it, one sentence each."""
    try:
        checked = [row[0] for row in db.execute("pragma quick_check")]
        faults = [_("The file is damaged: {detail}", detail=line) for line in checked if line != "ok"]
        faults += [_("The history is broken: {detail}", detail=line) for line in journal.broken()]
        projection.settings(db)
        return faults or _versions(db, journal) + _sources(db, journal)
    except _UNREADABLE as error:
        return [_("The file is damaged: {detail}", detail=str(error)[:300])]


@contextmanager
def diagnosed(db: sqlite3.Connection, journal: Journal, path: Path) -> Iterator[None]:
    """Say in words that the file is damaged when that is why something in the block failed; a bug stays what it is."""
    try:
        yield
    except (Problem, Cancelled):
        raise
    except Exception as error:
        found = damage(db, journal) or _damaged_payloads(db, journal)
        if found:
            raise Problem("damaged", _("This file is damaged."), f"{path}: {found[0]}", _(
                "Bring it back from a backup. Do not delete the damaged file: parts of it may be read.")) from error
        if isinstance(error, sqlite3.Error):
            raise as_problem(error, path) from error
        if isinstance(error, OSError):
            raise refused(error, path) from error
        raise


def _damaged_payloads(db: sqlite3.Connection, journal: Journal) -> list[str]:
    digests = dict.fromkeys(digest for _seq, digest in journal.digests())
    return [fault for digest in digests for fault in _damaged_payload(db, digest)]


def _count(db: sqlite3.Connection, sql: str) -> int:
    try:
        return int(db.execute(sql).fetchone()[0])
    except sqlite3.Error:  # said among the faults already
        return 0


def _damaged_payload(db: sqlite3.Connection, digest: str) -> list[str]:
    try:
        return [_("Stored data {digest} was altered.", digest=digest[:12])] if blobs.damaged(db, digest) else []
    except (Problem, *_UNREADABLE) as error:
        return [_("Stored data {digest} cannot be read: {why}", digest=digest[:12], why=str(error)[:300])]


def _versions(db: sqlite3.Connection, journal: Journal) -> list[str]:
    """Return where the list of versions is not what the approvals in the history make."""
    approved = [(entry.state, header["content_hash"], entry.seq, entry.person, entry.time)
                for entry in journal.since(0) if entry.kind == "decision" and entry.operation["operation"] == "approve"
                for header in entry.changes]
    made = {number: tuple(rest) for number, *rest in db.execute(
        "select number, state, content_hash, entry, person, time from version order by number")}
    expected = dict(enumerate(approved, 1))
    return [_("Version {number} differs from what was approved.", number=number)
            for number in sorted({*made, *expected}) if made.get(number) != expected.get(number)]


def _sources(db: sqlite3.Connection, journal: Journal) -> list[str]:
    """Return where the list of source files is not what the imports in the history name."""
    kept = {key: (name, size, held, json.loads(details)) for key, name, size, held, details in db.execute(
        "select source.id, name, source.size, blob.size, details from source left join blob using (digest)")}
    entries = journal.since(0)
    asked = {str(e.operation["source"]): e.operation.get("file") for e in entries if e.operation.get("source")}
    named = {header["source"] for entry in entries for header in entry.changes if header.get("source")}
    altered = [key for key, (name, size, held, _details) in kept.items()
               if size != held or asked.get(key, name) not in (name, None)]
    return [*(_("The source file {source} is missing.", source=key) for key in sorted(named - set(kept))),
            *(_("The source file {source} was altered.", source=key) for key in altered)]


def _beside(dataset: Dataset, db: sqlite3.Connection) -> list[str]:
    """Return where settings, labels and blocks, kept beside the journal, are not what the history makes."""
    settings: dict[str, Any] = {}
    labels: dict[tuple[str, int, str], Any] = {}
    _back, states = dataset.journal.path(ROOT, dataset.state)
    for state in states:
        for header in dataset.journal.entry(state).changes:
            if header["kind"] in ("setting", "annotation"):
                change = payload.decode(db, header)
                if isinstance(change, SettingChanged):
                    settings[change.key] = change.new
                elif isinstance(change, Annotated):
                    labels |= {(change.question, row, change.person): answer for row, answer in change.new.items()}
    blocks = {header["number"]: header["block"] for entry in dataset.journal.since(0) for header in entry.changes
              if header["kind"] == "rows-added"}
    try:
        kept = {(question, row, person): json.loads(answer) for question, row, person, answer in db.execute(
            "select question, row_id, person, answer from annotation")}
        same = {_("The settings differ from what the history makes."): projection.settings(db) == _present(settings),
                _("The labels differ from what the history makes."): kept == _present(labels),
                _("The blocks of rows differ from what the history makes."): dict(
                    db.execute("select number, uuid from block").fetchall()) == blocks}
    except _UNREADABLE as error:
        return [_("The file is damaged: {detail}", detail=str(error)[:300])]
    return [fault for fault, holds in same.items() if not holds]


def _present(values: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in values.items() if value is not None}
