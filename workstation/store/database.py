"""Open SQLite files with the settings that keep data: WAL where the disk is local, full sync, foreign keys."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workstation.errors import Problem
from workstation.store.migrations import Step, migrate
from workstation.store.shared import SharedConnection
from workstation.text import _

WORKSPACE_ID = 0x57535731  # "WSW1"
DATASET_ID = 0x57534431  # "WSD1"
BUSY_SECONDS = 10.0
LEAST_ROOM = 64 << 10  # bytes; the index of a log takes 32 KiB before the first word is written
SHARES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "davfs", "fuse.davfs2", "afpfs", "9p"}


def on_share(path: Path) -> bool:
    """Return whether `path` lies on a network share, where WAL must not be used (its shared memory is local)."""
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(path.resolve())[0]
        remote = 4  # DRIVE_REMOTE
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == remote
    best, kind = "", ""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    place = str(path.resolve())
    for line in mounts:
        _device, mount, filesystem, *_rest = line.split(" ")
        mount = mount.replace("\\040", " ")
        if (place == mount or place.startswith(mount.rstrip("/") + "/")) and len(mount) >= len(best):
            best, kind = mount, filesystem
    return kind in SHARES


def connect(path: Path, application_id: int, steps: list[Step], *, create: bool = False) -> sqlite3.Connection:
    """Return a connection to our file, migrated to the newest step.

    Raises Problem when the file is missing, is not ours, is damaged or was written by a newer program.
    """
    if not create and not path.is_file():
        raise Problem("no-file", _("There is no file {path}.", path=str(path)), remedy=_("Check the name and the folder."))
    try:
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False,
                             factory=SharedConnection)
        check_kind(db, path, application_id, create=create)
        _settings(db, path)
        migrate(db, steps, path)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # a damaged schema is quoted as it stands
        raise as_problem(error, path) from error
    return db


def check_kind(db: sqlite3.Connection, path: Path, application_id: int, *, create: bool) -> None:
    """Raise Problem when an open database is not ours; a new one is marked as ours with `create`."""
    found = db.execute("pragma application_id").fetchone()[0]
    if create and found == 0:
        db.execute(f"pragma application_id = {application_id}")
    elif found != application_id:
        db.close()
        raise Problem("not-ours", _("{path} was not made by this program.", path=path.name),
                      remedy=_("Choose another file, or import it as data."))


def _settings(db: sqlite3.Connection, path: Path) -> None:
    db.execute("pragma foreign_keys = on")
    db.execute("pragma synchronous = full")
    db.execute(f"pragma journal_mode = {'delete' if on_share(path) else 'wal'}")


def as_problem(error: Exception, path: Path) -> Problem:
    """Return the Problem for what the file system or SQLite refused: full, locked, read-only, damaged."""
    text = str(error).lower()
    where = str(path)
    if "full" in text or ("i/o error" in text and _no_room(path)):  # without room for its log SQLite says only “I/O error”
        return Problem("disk-full", _("The disk is full; nothing of this step was written."), where,
                       _("Free some space and try again. Everything reported as saved is safe."))
    if "locked" in text or "busy" in text:
        return Problem("busy", _("Another program is using this file."), where, _("Wait a moment and try again."))
    if "readonly" in text or "unable to open" in text or "permission" in text:
        return Problem("read-only", _("This file cannot be written."), where,
                       _("Check that the disk is not write-protected and that you may change files in this folder."))
    if any(word in text for word in ("malformed", "not a database", "corrupt", "decode", "no such column", "no such table")):
        return Problem("damaged", _("This file is damaged."), where,
                       _("Bring it back from a backup. Do not delete the damaged file: parts of it may be read."))
    return Problem("storage", _("The file could not be read or written: {reason}.", reason=str(error)), where,
                   _("Check the disk and try again."))


def _no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < LEAST_ROOM
    except OSError:
        return False


def refused(error: OSError, path: Path | str) -> Problem:
    """Return the Problem for what the file system refused: full, write-protected, not there, anything else."""
    where = str(error.filename or path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem("disk-full", _("The disk is full; nothing of this step was written."), where,
                       _("Free some space and try again. Everything reported as saved is safe."))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem("read-only", _("This file cannot be written."), where,
                       _("Check that the disk is not write-protected and that you may change files in this folder."))
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Problem("no-file", _("There is no file {path}.", path=where), remedy=_("Check the name and the folder."))
    return Problem("storage", _("The file could not be read or written: {reason}.", reason=error.strerror or str(error)), where,
                   _("Check the disk and try again."))


@contextmanager
def writing(db: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction: committed and durable when the block ends, rolled back when it raises."""
    try:
        db.execute("begin immediate")
        try:
            yield db
            db.execute("commit")
        except BaseException:
            if db.in_transaction:
                db.execute("rollback")
            raise
    except sqlite3.OperationalError as error:
        raise as_problem(error, path) from error
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error) or "disk image" in str(error):
            raise as_problem(error, path) from error
        raise
