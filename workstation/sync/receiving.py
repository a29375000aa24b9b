"""Receiving: a verified version becomes a dataset of this workspace, or the next step of the one it became before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from workstation.dataset.change import Change, SettingChanged
from workstation.dataset.dataset import Dataset
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.job import Job
from workstation.operations.receive_version import ReceiveVersion
from workstation.packages import answers as labels
from workstation.packages.build import APPROVALS, SETTINGS
from workstation.packages.canonical import damaged
from workstation.packages.delta import between, read_delta
from workstation.packages.manifest import CHECKPOINT, DATA, Manifest
from workstation.packages.release import KEPT_SETTINGS
from workstation.packages.schema import writing
from workstation.packages.snapshot import read_snapshot, table_of
from workstation.packages.take_up import changes as taken_up
from workstation.sync.publish import Info, Office
from workstation.text import _

SMALL = 16 << 20
"""Bytes of a JSON part that are read at most."""


class Centre(Office, Protocol):
    """What the receiving side needs of a workspace besides."""

    def create_dataset(self, name: str, changes: Sequence[Change], operation: Mapping[str, Any],
                       person: str) -> Dataset:
        """Make a dataset out of changes to an empty table."""


class Refused(Exception):
    """A version that is not taken: `outcome` held or refused, why, and whether a whole table would help."""

    def __init__(self, outcome: str, code: str, what: str, wanted: str = "", remedy: str = "") -> None:
        """Keep the parts."""
        super().__init__(code)
        self.outcome, self.code, self.what, self.wanted, self.remedy = outcome, code, what, wanted, remedy


@dataclass(frozen=True)
class Known:
    """What became of a dataset of another office here. `local` is empty while it is being made."""

    local: str
    suffix: str
    content_hash: str
    seq: int
    version: int


def known(db: sqlite3.Connection, office: str, dataset: str) -> Known | None:
    """Return what became of a dataset of another office, None when nothing did."""
    row = db.execute("select local_dataset, label_suffix, content_hash, seq, version from received_dataset"
                     " where office = ? and dataset = ?", (office, dataset)).fetchone()
    return Known(*row) if row else None


def store(centre: Centre, manifest: Manifest, files: Mapping[str, Path], key: str, hub: str, seq: int, person: str,
          job: Job) -> str:
    """Store a verified version and return the id of its dataset here; Refused when it does not fit what is here.

    Doing it again changes nothing: a version that was stored before the power went is recognised by its content.
    """
    before = known(centre.db, manifest.office, manifest.dataset)
    if before is None:
        suffix = manifest.office_name.strip() or manifest.office[:9]
        with writing(centre.db):
            centre.db.execute("insert into received_dataset values (?, ?, '', ?, '', ?, 0, 0)",
                              (manifest.office, manifest.dataset, suffix, hub))
        before = Known("", suffix, "", 0, 0)
    approvals = _json(files.get(APPROVALS), {}).get("approvals", [])
    approved = tuple(approvals) if isinstance(approvals, list) else ()
    asked = ReceiveVersion(office=before.suffix, key=key, dataset=manifest.dataset, version=manifest.number,
                           content_hash=manifest.content_hash, approvals=approved)
    local = _here(centre, before) or (_begun(centre, key, manifest.dataset) if not before.local else None)
    if local is None:
        dataset = _create(centre, manifest, files, before, asked, person)
    else:
        dataset = local
        _advance(dataset, centre, manifest, files, before, asked, person, job)
    if dataset.table.content_hash != manifest.content_hash:
        raise RuntimeError("the dataset does not hold what was checked a moment ago")
    with writing(centre.db):
        centre.db.execute("update received_dataset set local_dataset = ?, content_hash = ?, hub = ?, seq = ?, version"
                          " = ?"
                          " where office = ? and dataset = ?",
                          (dataset.id, manifest.content_hash, hub, seq, manifest.number, manifest.office,
                           manifest.dataset))
    return dataset.id


def _here(centre: Centre, before: Known) -> Dataset | None:
    """Return the dataset that was received before, None when it is in the bin or was never finished."""
    ids = {info.id for info in centre.datasets()}
    return centre.dataset(before.local) if before.local in ids else None


def _begun(centre: Centre, key: str, dataset: str) -> Dataset | None:
    """Return the dataset that was made just before the power went, by what its first entry says."""
    infos: Sequence[Info] = centre.datasets()
    for info in infos:
        found = centre.dataset(info.id)
        if found.journal.last()[0]:
            asked = found.journal.entry(1).operation
            if (asked.get("operation"), asked.get("key"), asked.get("dataset")) == (ReceiveVersion.name, key, dataset):
                return found
    return None


def _create(centre: Centre, manifest: Manifest, files: Mapping[str, Path], before: Known, asked: ReceiveVersion,
            person: str) -> Dataset:
    if manifest.kind != CHECKPOINT:
        raise Refused("refused", "no-base", _("The version this one builds on is not here."), CHECKPOINT)
    made = read_snapshot(files[DATA], manifest)
    table = _checked(table_of(made), manifest)
    beside = _beside(table, files, manifest, before, {}, {})
    name = "".join(c if c.isprintable() else " " for c in manifest.dataset_name).strip()[:200] or _("Received data")
    return centre.create_dataset(name, [*made, *beside], asked.data(), person)


def _advance(dataset: Dataset, centre: Centre, manifest: Manifest, files: Mapping[str, Path], before: Known,
             asked: ReceiveVersion, person: str, job: Job) -> None:
    """Bring a dataset that was received before to the new version, as one step of its history."""
    with dataset.writing(person) as db:
        now = dataset.table.content_hash
        if now not in (before.content_hash, manifest.content_hash) and before.local:
            raise Refused("held", "changed-here",
                          _("The dataset was changed here after its last version was received."),
                          remedy=_("Go back to what was received with “goto”, or put the dataset in the bin;"
                                   " then accept again."))
        try:
            dataset.decisions.may_change(dataset.state)
        except Problem as waiting:
            raise Refused("held", "changed-here", waiting.what, remedy=waiting.remedy) from waiting
        made = [] if now == manifest.content_hash else _rows(dataset, manifest, files, before, now, person, job)
        table = dataset.table
        for change in made:
            table = change.apply(table)
        table = _checked(table, manifest)
        questions = [row[0] for row in db.execute("select distinct question from annotation")]
        made += _beside(table, files, manifest, before, dataset.settings, {q: dataset.answers(q) for q in questions})
        if made:
            dataset.commit(asked.data(), made, person)


def _rows(dataset: Dataset, manifest: Manifest, files: Mapping[str, Path], before: Known, now: str, person: str,
          job: Job) -> list[Change]:
    """Return the changes of rows and fields: those of a patch, or what differs from a checkpoint."""
    if manifest.kind == CHECKPOINT:
        delta = between(dataset.table, _checked(table_of(read_snapshot(files[DATA], manifest)), manifest), job)
    elif manifest.parent is None or now != manifest.parent.content_hash:
        raise Refused("refused", "no-base", _("The version this one builds on is not here."), CHECKPOINT)
    else:
        delta = read_delta(manifest, dict(files))
    return taken_up(dataset.table, delta, dataset.context(person).next_block)


def _checked(table: Table, manifest: Manifest) -> Table:
    if table.content_hash != manifest.content_hash:
        raise Refused("refused", "content-differs", _("The rows received do not give the content that was approved."),
                      CHECKPOINT)
    return table


def _beside(table: Table, files: Mapping[str, Path], manifest: Manifest, before: Known, settings: Mapping[str, Any],
            here: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> list[Change]:
    """Return the changes of settings and labels. People of the other office are named with their office behind them."""
    out: list[Change] = []
    for key, value in sorted(_json(files.get(SETTINGS), {}).items()):
        if key.startswith(KEPT_SETTINGS) and settings.get(key) != value:
            out.append(SettingChanged(key, settings.get(key), value))
    part = manifest.by_name.get(labels.PART)
    received = labels.read_answers(files[labels.PART], part.rows) if part else labels.SCHEMA.empty_table()
    named = [f"{person} ({before.suffix})" for person in received.column("person").to_pylist()]
    received = received.set_column(3, "person", pa.array(named, pa.string()))
    theirs = {question: {row: {person: answer for person,
                               answer in by.items() if person.endswith(f" ({before.suffix})")}
                         for row, by in rows.items()} for question, rows in here.items()}
    out += labels.changes(table, received, theirs)
    return out


def _json(path: Path | None, empty: dict[str, Any]) -> dict[str, Any]:
    if path is None:
        return empty
    if path.stat().st_size > SMALL:
        raise damaged(_("A part of the package is larger than it may be."))
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise damaged(_("A part of the package cannot be read.")) from error
    if not isinstance(found, dict):
        raise damaged(_("A part of the package cannot be read."))
    return found
