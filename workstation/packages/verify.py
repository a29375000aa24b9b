"""Verify a package folder: is every byte as signed, does the signature hold, is the key trusted; three answers."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.packages import trust
from workstation.packages.build import HEAD_FILE, MANIFEST_FILE
from workstation.packages.canonical import HEAD_LIMIT, MANIFEST_LIMIT, file_sha256, sha256
from workstation.packages.keys import office_id
from workstation.packages.manifest import Head, Manifest, read_head, read_manifest
from workstation.text import _

CHANGED, MISSING, EXTRA, UNREADABLE = "changed", "missing", "extra", "unreadable"


@dataclass(frozen=True)
class Fault:
    """One file that is not as it was signed."""

    file: str
    fault: str
    what: str

    def data(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"file": self.file, "fault": self.fault, "what": self.what}


@dataclass(frozen=True)
class Verification:
    """The three answers, what is wrong and where; `manifest` is None when it cannot be believed."""

    intact: bool
    signed: bool
    trusted: bool
    fingerprint: str
    key_name: str
    faults: tuple[Fault, ...]
    manifest: Manifest | None
    public: bytes = b""

    @property
    def good(self) -> bool:
        """Whether all three answers are yes."""
        return self.intact and self.signed and self.trusted

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as `verify-package --json` prints it."""
        m = self.manifest
        about = {"dataset": m.dataset, "name": m.dataset_name, "version": m.number, "rows": m.rows,
                 "fields": len(m.fields),
                 "content_hash": m.content_hash, "office": m.office_name, "approved_by": m.approved_by,
                 "approved_at": m.approved_at} if m else {}
        return {"intact": self.intact, "signed": self.signed, "trusted": self.trusted, "fingerprint": self.fingerprint,
                "key_name": self.key_name, "faults": [fault.data() for fault in self.faults], **about}


def verify(root: Path, db: sqlite3.Connection | None, job: Job) -> Verification:
    """Return the three answers about a package folder; Problem only when there is no package at all.

    db: workspace.db with the trusted keys; without it no key is trusted
    """
    if not root.is_dir():
        raise Problem("no-package", _("There is no package in {path}.", path=str(root)),
                      remedy=_("Name the folder that “pack” made."))
    found = dict(_files(root))
    if MANIFEST_FILE not in found and HEAD_FILE not in found:
        raise Problem("no-package", _("There is no package in {path}.", path=str(root)),
                      remedy=_("Name the folder that “pack” made."))
    faults: list[Fault] = []
    head, signed_by, public = _head(found, faults)
    manifest = _manifest(found, head, faults)
    if manifest is not None:
        faults += _parts(manifest, found, job)
        if head is not None and not _fits(head, manifest, signed_by):
            faults.append(Fault(HEAD_FILE, CHANGED, _("The signature was made for another package.")))
            head, signed_by = None, ""
    trusted = bool(head and db is not None and trust.is_trusted(db, signed_by))
    name = trust.name_of(db, signed_by) if db is not None and signed_by else ""
    return Verification(not faults, head is not None, trusted, signed_by, name, tuple(faults), manifest, public)


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield every thing below `root` by relative name; a link or another thing that is no plain file is one too."""
    for folder, folders, files in os.walk(root, followlinks=False):
        folders.sort()
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted([*files, *links]):
            path = here / name
            yield path.relative_to(root).as_posix(), path
        if not files and not folders and here != root:
            yield here.relative_to(root).as_posix() + "/", here


def _bytes(path: Path, limit: int) -> bytes | None:
    """Return a small plain file's bytes, one more than the limit at most; None when it cannot be read."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError:
        return None


def _head(found: dict[str, Path], faults: list[Fault]) -> tuple[Head | None, str, bytes]:
    if HEAD_FILE not in found:
        faults.append(Fault(HEAD_FILE, MISSING, _("The signature is missing.")))
        return None, "", b""
    data = _bytes(found[HEAD_FILE], HEAD_LIMIT)
    if data is None:
        faults.append(Fault(HEAD_FILE, UNREADABLE, _("The file cannot be read.")))
        return None, "", b""
    try:
        head, signed = read_head(data, HEAD_LIMIT, HEAD_FILE)
    except Problem as problem:
        faults.append(Fault(HEAD_FILE, CHANGED, problem.what))
        return None, "", b""
    return head, signed.fingerprint, signed.public


def _manifest(found: dict[str, Path], head: Head | None, faults: list[Fault]) -> Manifest | None:
    if MANIFEST_FILE not in found:
        faults.append(Fault(MANIFEST_FILE, MISSING, _("The list of what is in the package is missing.")))
        return None
    data = _bytes(found[MANIFEST_FILE], MANIFEST_LIMIT)
    if data is None:
        faults.append(Fault(MANIFEST_FILE, UNREADABLE, _("The file cannot be read.")))
        return None
    if head is not None and sha256(data) != head.manifest:
        faults.append(Fault(MANIFEST_FILE, CHANGED, _("The file is not the one that was signed.")))
        return None
    try:
        return read_manifest(data, MANIFEST_FILE)
    except Problem as problem:
        faults.append(Fault(MANIFEST_FILE, CHANGED, problem.what))
        return None


def _parts(manifest: Manifest, found: dict[str, Path], job: Job) -> Iterator[Fault]:
    expected = {part.name: part for part in manifest.parts}
    for name in job.each(sorted(expected), len(expected), _("Verifying files")):
        part, path = expected[name], found.get(name)
        if path is None:
            yield Fault(name, MISSING, _("The file is missing."))
            continue
        try:
            plain = stat.S_ISREG(path.lstat().st_mode)
            same = plain and path.stat().st_size == part.size and file_sha256(path) == part.sha256
        except OSError:
            yield Fault(name, UNREADABLE, _("The file cannot be read."))
            continue
        if not same:
            yield Fault(name, CHANGED, _("The file is not the one that was signed."))
    for name in sorted(found.keys() - expected.keys() - {HEAD_FILE, MANIFEST_FILE}):
        yield Fault(name, EXTRA, _("The file does not belong to the package."))


def _fits(head: Head, manifest: Manifest, signed_by: str) -> bool:
    return (head.office == manifest.office == office_id(signed_by) and head.device == manifest.device
            and head.dataset == manifest.dataset and head.content_hash == manifest.content_hash and head.seq == 0)
