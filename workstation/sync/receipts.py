"""Receipts: picked up from a hub, verified, and counted when their key is trusted; then local packs may go."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from workstation.destinations.destination import Destination
from workstation.errors import Problem
from workstation.packages import trust
from workstation.packages.canonical import RECEIPT_LIMIT
from workstation.packages.schema import now, writing
from workstation.sync import outbox as box
from workstation.sync.hub import HEAD, Log
from workstation.sync.outbox import Outbox
from workstation.sync.receipt import Receipt, covers, read_receipt

SPOILT = ("damaged", "incomplete")
"""Reasons that sending again can mend."""


@dataclass(frozen=True)
class Noted:
    """A receipt that was looked at. `counted`: it is from a trusted key, fits what we sent, and is the newest word."""

    name: str
    receipt: Receipt | None
    fingerprint: str
    trusted: bool
    counted: bool
    fault: str = ""

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        r = self.receipt
        told = {"seq": r.seq, "outcome": r.outcome, "reasons": list(r.reasons), "at": r.at,
                "content_hash": r.content_hash} if r else {}
        return {"receipt": self.name, **told, "fingerprint": self.fingerprint, "trusted": self.trusted,
                "counted": self.counted,
                "fault": self.fault}


def collect(db: sqlite3.Connection, place: Destination, outbox: Outbox, log: Log) -> list[Noted]:
    """Read the receipts that are new, or were not trusted when last read; returns what was looked at, oldest first."""
    known = dict(db.execute("select name, trusted from receipt where hub = ?", (outbox.hub,)).fetchall())
    out = []
    for short in place.list(log.receipts):
        name = f"{log.receipts}/{short}"
        if not HEAD.fullmatch(short) or known.get(name):
            continue
        try:
            data = place.read(name, RECEIPT_LIMIT)
            receipt, signed = read_receipt(data, name)
        except Problem as problem:  # a damaged receipt stops nobody; it is shown, and looked at again next time
            if getattr(problem, "temporary", False):
                raise
            out.append(Noted(name, None, "", False, False, problem.what))
            continue
        trusted = trust.is_trusted(db, signed.fingerprint)
        trust.saw(db, signed.fingerprint, signed.public)
        with writing(db):
            db.execute("insert or replace into receipt values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       (outbox.hub, name, receipt.device, receipt.seq, receipt.number, receipt.outcome,
                        signed.fingerprint,
                        int(trusted), data, now()))
        fault = _fault(outbox, log, receipt)
        counted = trusted and not fault and _newest(db, outbox, name, receipt)
        if counted:
            _settle(outbox, name, receipt)
        out.append(Noted(name, receipt, signed.fingerprint, trusted, counted, fault))
    return out


def _fault(outbox: Outbox, log: Log, receipt: Receipt) -> str:
    """Return why a receipt cannot be about what we sent, empty when it can."""
    if (receipt.hub, receipt.office, receipt.device) != (outbox.hub, log.office, log.device):
        return "of another log"
    sent = next((one for one in outbox.all() if one.seq == receipt.seq), None)
    if sent is None or sent.head != receipt.head:
        return "of something that was not sent from here"
    packs = [one.sha256 for one in outbox.objects(sent) if one.kind == box.PACK]
    accepted = receipt.outcome == box.ACCEPTED
    if accepted and (receipt.manifest != sent.manifest or receipt.content_hash != sent.content_hash
                     or not covers(receipt, packs)):
        return "does not name all that was sent"
    return ""


def _newest(db: sqlite3.Connection, outbox: Outbox, name: str, receipt: Receipt) -> bool:
    """Return whether no trusted receipt about the same head has a higher number: an old word counts nothing."""
    row = db.execute("select coalesce(max(number), -1) from receipt where hub = ? and device = ? and seq = ? and"
                     " trusted = 1"
                     " and name != ?", (outbox.hub, receipt.device, receipt.seq, name)).fetchone()
    return receipt.number > int(row[0])


def _settle(outbox: Outbox, name: str, receipt: Receipt) -> None:
    sent = next(one for one in outbox.all() if one.seq == receipt.seq)
    if sent.state == box.ACCEPTED and receipt.outcome != box.ACCEPTED:
        return  # what was accepted stays so: the packs may be gone already
    sent = outbox.settle(sent, receipt.outcome, receipt.reasons, receipt.wanted, name, receipt.at)
    if receipt.outcome != box.ACCEPTED and any(reason["code"] in SPOILT for reason in receipt.reasons):
        outbox.doubt(sent)


def drop_local(store: Destination, outbox: Outbox) -> int:
    """Remove local packs of publications whose receipt names their hashes; returns how many."""
    from pathlib import Path

    names = outbox.droppable()
    for name in names:
        (Path(store.location) / name).unlink(missing_ok=True)
    outbox.dropped()
    return len(names)
