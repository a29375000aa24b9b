"""Accept: the other side of a hub. Verifies each new head, stores what is trusted, and leaves a signed receipt.

Nothing of a package is parsed before its signature held, its key is trusted, and its hash is the one that was signed.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workstation.destinations.destination import AlreadyThere, Destination
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages import keys, trust
from workstation.packages.canonical import HEAD_LIMIT, MANIFEST_LIMIT, damaged, sha256
from workstation.packages.manifest import Head, Manifest, read_head, read_manifest
from workstation.packages.schema import now, writing
from workstation.packages.sign import Signed, Signer, grouped
from workstation.sync import outbox as box
from workstation.sync.hub import Log, heads_there, hub_id, logs_there
from workstation.sync.packing import PACK, unpack
from workstation.sync.receipt import Receipt
from workstation.sync.receiving import Centre, Refused, known, store
from workstation.sync.schema import prepare
from workstation.text import _


@dataclass(frozen=True)
class Outcome:
    """What became of one head. `new` is False when it was answered alike before."""

    office: str
    device: str
    seq: int
    outcome: str
    reasons: tuple[dict[str, str], ...]
    fingerprint: str
    dataset: str = ""
    name: str = ""
    version: int = 0
    local: str = ""
    content_hash: str = ""
    new: bool = True
    remedy: str = ""

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as `accept --json` prints it."""
        return {"outcome": self.outcome, "seq": self.seq, "office": self.office, "device": self.device,
                "fingerprint": self.fingerprint, "reasons": list(self.reasons), "sent_dataset": self.dataset,
                "name": self.name,
                "version": self.version, "dataset": self.local, "content_hash": self.content_hash, "new": self.new}


@dataclass
class _Reading:
    """One log while it is read: where, whose, and what is known of each number."""

    centre: Centre
    place: Destination
    hub: str
    log: Log
    signer: Callable[[], Signer]
    person: str
    job: Job
    answered: dict[int, tuple[str, str, str, int, str]] = field(default_factory=dict)
    """{seq: (head, outcome, reasons, number, manifest)} of answers given before."""


def accept(centre: Centre, place: Destination, unlock: Callable[[], Signer], person: str, job: Job) -> list[Outcome]:
    """Take in what is new in a hub and return what became of each head that is new, or was not accepted before.

    unlock: gives the key that signs receipts, asked only when there is something to answer
    """
    prepare(centre.db)
    hub = hub_id(place)
    if hub is None:
        place.list("")
        raise Problem("no-hub", _("There is nothing to accept in {path}.", path=place.location),
                      remedy=_("Name the folder that the office sends to, or a package folder."))
    held: list[Signer] = []

    def signer() -> Signer:
        if not held:
            held.append(unlock())
        return held[0]

    out: list[Outcome] = []
    for log in logs_there(place):
        out += _log(_Reading(centre, place, hub, log, signer, person, job))
    return out


def _log(it: _Reading) -> list[Outcome]:
    """Read one log in order. It stops where order is broken: later numbers build on earlier ones."""
    rows = it.centre.db.execute("select seq, head, outcome, reasons, number, manifest from received where hub = ? and"
                                " office = ?"
                                " and device = ?", (it.hub, it.log.office, it.log.device)).fetchall()
    it.answered = {row[0]: tuple(row[1:]) for row in rows}
    _leave_receipts(it)
    out: list[Outcome] = []
    previous, expected = "", 1
    for seq, name in heads_there(it.place, it.log):
        while expected < seq and expected in it.answered:  # answered before, and no longer at the hub
            previous, expected = it.answered[expected][0], expected + 1
        before = it.answered.get(seq)
        accepted = before is not None and before[1] == box.ACCEPTED and name == it.log.head(seq, before[4])
        if before is not None and accepted and seq == expected:
            previous, expected = before[0], seq + 1
            continue
        try:
            data, head, signed = _head(it, seq, name)
        except Problem as problem:
            if getattr(problem, "temporary", False):
                raise
            out.append(Outcome(it.log.office, it.log.device, seq, box.REFUSED, _why("damaged-head", problem.what), ""))
            break  # nobody can be answered: it is not known who wrote it
        outcome = _judged(it, data, head, signed, previous, expected)
        out.append(outcome)
        if outcome.reasons and outcome.reasons[0]["code"] in ("untrusted", "gap", "fork", "incomplete", "replaced"):
            break
        previous, expected = sha256(data), seq + 1
    return out


def _head(it: _Reading, seq: int, name: str) -> tuple[bytes, Head, Signed]:
    """Return a head whose signature holds and that stands where it says it stands."""
    data = it.place.read(name, HEAD_LIMIT)
    head, signed = read_head(data, HEAD_LIMIT, name)
    trust.saw(it.centre.db, signed.fingerprint, signed.public)
    here = (it.log.office, it.log.device, it.hub, seq)
    if (head.office, head.device, head.hub, head.seq) != here or it.log.head(seq, head.manifest) != name:
        raise damaged(_("A head lies where it does not belong."), name)
    if keys.office_id(signed.fingerprint) != it.log.office:
        raise damaged(_("A head was signed with the key of another office."), name)
    return data, head, signed


def _judged(it: _Reading, data: bytes, head: Head, signed: Signed, previous: str, expected: int) -> Outcome:
    """Return what becomes of a head, written down and answered with a receipt."""
    manifest: Manifest | None = None
    packs: tuple[str, ...] = ()
    reasons: tuple[dict[str, str], ...] = ()
    local, remedy = "", ""
    try:
        _in_order(it, data, head, signed, previous, expected)
        manifest = _manifest(it, head)
        packs = tuple(sorted(manifest.packs))
        local = _stored(it, manifest, signed.fingerprint, head.seq)
        outcome, wanted = box.ACCEPTED, ""
    except Refused as refused:
        outcome, wanted, remedy = refused.outcome, refused.wanted, refused.remedy
        reasons, packs = _why(refused.code, refused.what), ()
    except Problem as problem:
        if problem.code not in ("damaged-package", "too-large", "newer-format"):
            raise
        outcome, wanted, remedy = box.REFUSED, "", problem.remedy
        reasons, packs = _why("damaged", f"{problem.what} {problem.where}".strip()), ()
    found = Outcome(it.log.office, it.log.device, head.seq, outcome, reasons, signed.fingerprint, head.dataset,
                    manifest.dataset_name if manifest else "", manifest.number if manifest else 0, local,
                    head.content_hash,
                    remedy=remedy)
    return _answer(it, data, head, found, packs, wanted)


def _in_order(it: _Reading, data: bytes, head: Head, signed: Signed, previous: str, expected: int) -> None:
    """Raise Refused unless the head is trusted and is the next in its log."""
    if not trust.is_trusted(it.centre.db, signed.fingerprint):
        raise Refused(box.REFUSED, "untrusted", _("The key is not trusted here: {fingerprint}",
                                                  fingerprint=grouped(signed.fingerprint)),
                      remedy=_("Compare the fingerprint with the office by telephone, then: key trust {fingerprint}",
                               fingerprint=signed.fingerprint))
    before = it.answered.get(head.seq)
    if before is not None and before[1] == box.ACCEPTED and before[0] != sha256(data):
        raise Refused(box.REFUSED, "replaced", _("Another head was put in the place of one that was accepted."))
    if head.seq < expected:
        raise Refused(box.REFUSED, "fork", _("Two heads have the same number: two computers write one log."))
    if head.seq > expected:
        raise Refused(box.HELD, "gap", _("The number before this one is missing."))
    if head.previous != previous:
        raise Refused(box.REFUSED, "fork", _("The head does not follow the one before it."))
    last = known(it.centre.db, head.office, head.dataset)
    if last is not None and last.seq > head.seq:
        raise Refused(box.REFUSED, "superseded", _("A newer version was received already."))


def _manifest(it: _Reading, head: Head) -> Manifest:
    name = it.log.manifest(head.manifest)
    if it.place.size(name) is None:
        raise Refused(box.HELD, "incomplete", _("Part of the package has not arrived yet."))
    data = it.place.read(name, MANIFEST_LIMIT)
    if sha256(data) != head.manifest:
        raise damaged(_("The file is not the one that was signed."), name)
    manifest = read_manifest(data, name)
    if (manifest.office, manifest.device, manifest.dataset, manifest.content_hash) != (
            head.office, head.device, head.dataset, head.content_hash):
        raise damaged(_("The signature was made for another package."), name)
    return manifest


def _stored(it: _Reading, manifest: Manifest, key: str, seq: int) -> str:
    """Read and verify all packs, then store the version; returns the id of the dataset here."""
    for sha, needed in manifest.packs.items():
        size = it.place.size(it.log.pack(sha))
        if size is None:
            raise Refused(box.HELD, "incomplete", _("Part of the package has not arrived yet."))
        if not needed <= size <= PACK:
            raise damaged(_("A pack has another size than announced."), it.log.pack(sha))

    def read(sha: str) -> bytes:
        data = it.place.read(it.log.pack(sha), PACK)
        if sha256(data) != sha:
            raise damaged(_("A pack is not the one that was signed."), it.log.pack(sha))
        return data

    folder = it.centre.path / "packages"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="accept-", dir=folder) as held:
        files = unpack(manifest, read, Path(held), it.job)
        return store(it.centre, manifest, files, key, it.hub, seq, it.person, it.job)


def _why(code: str, what: str) -> tuple[dict[str, str], ...]:
    return ({"code": code, "what": what[:2_000]},)


def _answer(it: _Reading, data: bytes, head: Head, found: Outcome, packs: Sequence[str], wanted: str) -> Outcome:
    """Write the outcome down and leave the receipt; the same answer is not given twice."""
    before = it.answered.get(head.seq)
    reasons = json.dumps(list(found.reasons), ensure_ascii=False)
    if before is not None and before[:3] == (sha256(data), found.outcome, reasons):
        return replace(found, new=False)
    if before is not None and before[1] == box.ACCEPTED:
        return found  # an alarm about a head that was replaced does not take back what was accepted
    number = before[3] + 1 if before is not None else 0
    receipt = Receipt(it.hub, it.log.office, it.log.device, head.seq, sha256(data), head.manifest, found.outcome,
                      found.reasons, wanted, tuple(packs), head.content_hash if found.outcome == box.ACCEPTED else "",
                      number, now())
    envelope = receipt.envelope(it.signer())
    name = it.log.receipt(head.seq, sha256(envelope))
    with writing(it.centre.db):
        it.centre.db.execute(
            "insert or replace into received values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
            (it.hub, it.log.office, it.log.device, head.seq, sha256(data), head.manifest, head.dataset, found.version,
             found.outcome, reasons, wanted, number, envelope, name, now()))
    _leave_receipts(it)
    return found


def _leave_receipts(it: _Reading) -> None:
    """Put receipts at the hub that are not there yet: one that was cut off is left at the next time."""
    rows = it.centre.db.execute("select seq, receipt_name, receipt from received where hub = ? and office = ? and"
                                " device = ?"
                                " and receipt_there = 0 order by seq",
                                (it.hub, it.log.office, it.log.device)).fetchall()
    if not rows:
        return
    it.place.mkdirs([it.log.receipts])
    it.place.sweep(it.log.receipts)
    for seq, name, envelope in rows:
        try:
            it.place.put_new(name, envelope)
        except AlreadyThere:
            if it.place.read(name, len(envelope) + 1) != envelope:
                it.place.set_aside(name)
                it.place.put_new(name, envelope)
        with writing(it.centre.db):
            it.centre.db.execute("update received set receipt_there = 1 where hub = ? and office = ? and device = ?"
                                 " and seq = ?",
                                 (it.hub, it.log.office, it.log.device, seq))
