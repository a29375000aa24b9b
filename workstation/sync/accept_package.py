"""Accept a package folder that was carried by hand: verified, stored, and answered with a receipt file beside it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.packages import trust
from workstation.packages.build import HEAD_FILE, MANIFEST_FILE
from workstation.packages.canonical import file_sha256, sha256
from workstation.packages.schema import now, writing
from workstation.packages.sign import Signer, grouped
from workstation.packages.verify import verify
from workstation.sync.accept import Outcome
from workstation.sync.outbox import ACCEPTED
from workstation.sync.receipt import Receipt
from workstation.sync.receiving import Centre, Refused, known, store
from workstation.sync.schema import prepare
from workstation.text import _

BY_HAND = "package"
"""Stands for the hub of what was carried by hand; the number in its log is the version's."""


def is_package(root: Path) -> bool:
    """Return whether a folder is a package and not a hub."""
    return (root / HEAD_FILE).is_file() or (root / MANIFEST_FILE).is_file()


def accept_package(centre: Centre, root: Path, unlock: Callable[[], Signer], person: str, job: Job) -> Outcome:
    """Take in a package folder; Problem when it is not whole, not trusted, older than what is here, or does not fit."""
    prepare(centre.db)
    found = verify(root, centre.db, job)
    manifest = found.manifest
    if not found.intact or not found.signed or manifest is None:
        files = ", ".join(fault.file for fault in found.faults[:10])
        raise Problem("damaged-package", _("The package is not as it was signed."), where=files,
                      remedy=_("Ask the sender for it again."))
    trust.saw(centre.db, found.fingerprint, found.public)
    if not found.trusted:
        raise Problem("untrusted", _("The key is not trusted here: {fingerprint}",
                                     fingerprint=grouped(found.fingerprint)),
                      where=str(root), remedy=_("Compare the fingerprint with the office by telephone, then: key"
                                                " trust {fingerprint}",
                                                fingerprint=found.fingerprint))
    last = known(centre.db, manifest.office, manifest.dataset)
    if last is not None and last.version > manifest.number:
        raise Problem("superseded", _("A newer version was received already."), where=manifest.dataset_name)
    head = file_sha256(root / HEAD_FILE)
    before = centre.db.execute("select number from received where hub = ? and office = ? and device = ? and seq = ?"
                               " and head = ?",
                               (BY_HAND, manifest.office, manifest.device, manifest.number, head)).fetchone()
    try:
        local = store(centre, manifest, {part.name: root / part.name for part in manifest.parts}, found.fingerprint,
                      BY_HAND, last.seq if last else 0, person, job)
    except Refused as refused:
        raise Problem(refused.code, refused.what, where=manifest.dataset_name, remedy=refused.remedy) from refused
    if before is None:
        hashes = tuple(sorted({part.sha256 for part in manifest.parts}))
        receipt = Receipt(BY_HAND, manifest.office, manifest.device, manifest.number, head,
                          file_sha256(root / MANIFEST_FILE), ACCEPTED, (), "", hashes, manifest.content_hash, 0, now())
        envelope = receipt.envelope(unlock())
        name = f"{root.resolve().name}.receipt-{sha256(envelope)[:16]}.dsse.json"
        _leave(root.resolve().parent / name, envelope)
        with writing(centre.db):
            centre.db.execute("insert or replace into received values (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', '', 0, ?, ?,"
                              " 1, ?)",
                              (BY_HAND, manifest.office, manifest.device, manifest.number, head, receipt.manifest,
                               manifest.dataset,
                               manifest.number, ACCEPTED, envelope, name, now()))
    return Outcome(manifest.office, manifest.device, manifest.number, ACCEPTED, (), found.fingerprint, manifest.dataset,
                   manifest.dataset_name, manifest.number, local, manifest.content_hash, before is None)


def _leave(path: Path, envelope: bytes) -> None:
    """Write the receipt beside the package; where that may not be done the version is stored all the same."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(envelope)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise Problem("no-receipt", _("The version was stored, but the receipt could not be written."),
                      where=f"{path}: {error.strerror}",
                      remedy=_("Copy the package to a place where you may write, and accept it there.")) from error
