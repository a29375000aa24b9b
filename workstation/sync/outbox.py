"""The outbox: publications on their way, their states, and the objects they consist of; durable in workspace.db.

frozen   a version and its number in the log are reserved
built    packs and manifest lie in the local store, their hashes in the database
signed   the head lies in the local store; from here on its bytes never change
sending  some objects may be at the destination; where they are is asked there, never remembered
awaiting the head was seen at the destination: published; local packs are kept
accepted, held, refused   what a trusted receipt says; held and refused may still change
fork     the destination holds another word under our number: a cloned disk or a restored backup; stop
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workstation.packages.schema import now, writing
from workstation.sync.schema import prepare

FROZEN, BUILT, SIGNED, SENDING, AWAITING = "frozen", "built", "signed", "sending", "awaiting"
ACCEPTED, HELD, REFUSED, FORK = "accepted", "held", "refused", "fork"
PUBLISHED = (AWAITING, ACCEPTED, HELD, REFUSED)
PACK, MANIFEST, HEAD = "pack", "manifest", "head"
_COLUMNS = ("id, hub, device, seq, dataset, dataset_name, version, content_hash, kind, state, parent, manifest, head,"
            " head_name,"
            " made_at, outcome_at, reasons, wanted, dropped")
_NEEDED = ("select o2.name from outbox_object o2 join outbox p2 on p2.id = o2.outbox"
           " where p2.hub = ? and p2.state != 'accepted' and o2.kind = 'pack'")
"""Names of packs that a publication on its way, or without a receipt, still needs."""


@dataclass(frozen=True)
class Publication:
    """One version on its way to one hub."""

    id: int
    hub: str
    device: str
    seq: int
    dataset: str
    dataset_name: str
    version: int
    content_hash: str
    kind: str
    state: str
    parent: int | None
    manifest: str
    head: str
    head_name: str
    made_at: str
    outcome_at: str | None
    reasons: tuple[dict[str, str], ...]
    wanted: str
    dropped: bool

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as the Publish page and `sync --json` show it."""
        return {"seq": self.seq, "dataset": self.dataset, "name": self.dataset_name, "version": self.version,
                "kind": self.kind,
                "state": self.state, "content_hash": self.content_hash, "made_at": self.made_at,
                "outcome_at": self.outcome_at,
                "reasons": list(self.reasons)}


@dataclass(frozen=True)
class Object:
    """One object of a publication. `there` says that it was seen whole at the destination: a hint, no more."""

    position: int
    name: str
    kind: str
    size: int
    sha256: str
    there: bool


def _publication(row: Sequence[Any]) -> Publication:
    names = [one.strip() for one in _COLUMNS.split(",")]
    values = dict(zip(names, row, strict=True))
    return Publication(**{**values, "reasons": tuple(json.loads(values["reasons"])),
                          "dropped": bool(values["dropped"])})


class Outbox:
    """The publications to one hub from one device."""

    def __init__(self, db: sqlite3.Connection, hub: str, device: str) -> None:
        """Use the outbox in workspace.db."""
        prepare(db)
        self._db = db
        self.hub = hub
        self.device = device

    def _all(self, where: str, *given: Any) -> list[Publication]:
        rows = self._db.execute(f"select {_COLUMNS} from outbox where hub = ? and {where}",
                                (self.hub, *given)).fetchall()
        return [_publication(row) for row in rows]

    def get(self, number: int) -> Publication:
        """Return one publication by its id."""
        return self._all("id = ?", number)[0]

    def all(self) -> list[Publication]:
        """Return every publication of this device, in order."""
        return self._all("device = ? order by seq", self.device)

    def unpublished(self) -> list[Publication]:
        """Return what has not been seen at the destination, in order."""
        return self._all("device = ? and state in ('frozen', 'built', 'signed', 'sending', 'fork') order by seq",
                         self.device)

    def unsettled(self) -> list[Publication]:
        """Return what was published and not accepted yet, in order."""
        return self._all("device = ? and state in ('awaiting', 'held', 'refused') order by seq", self.device)

    def newest(self, dataset: str) -> Publication | None:
        """Return the newest publication of a dataset, whatever became of it."""
        found = self._all("device = ? and dataset = ? order by seq desc limit 1", self.device, dataset)
        return found[0] if found else None

    def last(self) -> Publication | None:
        """Return the newest publication in the log."""
        found = self._all("device = ? order by seq desc limit 1", self.device)
        return found[0] if found else None

    def freeze(self, dataset: str, name: str, version: int, content_hash: str, parent: int | None) -> Publication:
        """Reserve the next number of the log for a version."""
        with writing(self._db):
            row = self._db.execute("select coalesce(max(seq), 0) + 1 from outbox where hub = ? and device = ?",
                                   (self.hub, self.device)).fetchone()
            made = self._db.execute(
                "insert into outbox(hub, device, seq, dataset, dataset_name, version, content_hash, state, parent,"
                " made_at)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self.hub, self.device, row[0], dataset, name, version, content_hash, FROZEN, parent, now()))
        assert made.lastrowid is not None
        return self.get(made.lastrowid)

    def thaw(self, publication: Publication) -> None:
        """Give the number back of a publication that was never signed."""
        with writing(self._db):
            self._db.execute("delete from outbox_object where outbox = ?", (publication.id,))
            self._db.execute("delete from outbox where id = ? and state in ('frozen', 'built')", (publication.id,))

    def built(self, publication: Publication, kind: str, manifest: str, objects: Sequence[Object]) -> Publication:
        """Note that packs and manifest lie in the local store."""
        with writing(self._db):
            self._db.execute("delete from outbox_object where outbox = ?", (publication.id,))
            self._db.execute("update outbox set state = ?, kind = ?, manifest = ? where id = ?",
                             (BUILT, kind, manifest, publication.id))
            self._put(publication.id, objects)
        return self.get(publication.id)

    def signed(self, publication: Publication, head: Object) -> Publication:
        """Note that the head lies in the local store; its bytes never change from here on."""
        with writing(self._db):
            self._db.execute("update outbox set state = ?, head = ?, head_name = ? where id = ?",
                             (SIGNED, head.sha256, head.name, publication.id))
            self._db.execute("delete from outbox_object where outbox = ? and kind = ?", (publication.id, HEAD))
            self._put(publication.id, [head])
        return self.get(publication.id)

    def _put(self, number: int, objects: Sequence[Object]) -> None:
        self._db.executemany("insert into outbox_object values (?, ?, ?, ?, ?, ?, 0)",
                             [(number, one.position, one.name, one.kind, one.size, one.sha256) for one in objects])

    def objects(self, publication: Publication) -> list[Object]:
        """Return its objects in the order of sending: packs, manifest, head."""
        rows = self._db.execute("select position, name, kind, size, sha256, there from outbox_object where outbox = ?"
                                " order by position", (publication.id,))
        return [Object(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]

    def move(self, publication: Publication, state: str) -> Publication:
        """Move a publication to another state."""
        with writing(self._db):
            self._db.execute("update outbox set state = ? where id = ?", (state, publication.id))
        return self.get(publication.id)

    def seen(self, publication: Publication, one: Object) -> None:
        """Note that an object was seen whole at the destination."""
        with writing(self._db):
            self._db.execute("update outbox_object set there = 1 where outbox = ? and position = ?",
                             (publication.id, one.position))

    def doubt(self, publication: Publication) -> Publication:
        """Believe no longer that its objects are whole at the destination: the next sending reads and compares each."""
        with writing(self._db):
            self._db.execute("update outbox_object set there = 0 where outbox = ?", (publication.id,))
            self._db.execute("update outbox set state = ? where id = ?", (SENDING, publication.id))
        return self.get(publication.id)

    def settle(self, publication: Publication, outcome: str, reasons: Sequence[dict[str, str]], wanted: str,
               receipt: str,
               at: str) -> Publication:
        """Note what a trusted receipt says."""
        with writing(self._db):
            self._db.execute("update outbox set state = ?, reasons = ?, wanted = ?, receipt = ?, outcome_at = ? where"
                             " id = ?",
                             (outcome, json.dumps(list(reasons), ensure_ascii=False), wanted, receipt, at,
                              publication.id))
        return self.get(publication.id)

    def droppable(self) -> list[str]:
        """Return the names of local packs whose receipt is in and that nothing on its way needs any more."""
        rows = self._db.execute(
            "select distinct o.name from outbox_object o join outbox p on p.id = o.outbox where p.hub = ? and"
            " p.device = ?"
            f" and o.kind = 'pack' and p.state = 'accepted' and p.dropped = 0 and o.name not in ({_NEEDED})",
            (self.hub, self.device, self.hub))
        return [row[0] for row in rows]

    def dropped(self) -> None:
        """Note which accepted publications have no pack in the local store any more."""
        with writing(self._db):
            self._db.execute(
                "update outbox set dropped = 1 where hub = ? and device = ? and state = 'accepted' and dropped = 0"
                " and not exists"
                f" (select 1 from outbox_object o where o.outbox = outbox.id and o.name in ({_NEEDED}))",
                (self.hub, self.device, self.hub))
