"""Copies of a live SQLite file: consistent, whole, and put in place at once."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.store.database import as_problem, check_kind, refused
from workstation.text import _

PAGES = 4_096  # pages a step: 16 MB, so that a cancel answers quickly


def copy_database(db: sqlite3.Connection, to: Path, job: Job) -> None:
    """Copy an open database to a new file `to`; nothing is left behind when it fails or is cancelled."""
    if to.exists() or to.is_symlink():
        raise Problem("exists", _("{path} is there already.", path=str(to)), remedy=_("Choose another name."))
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    try:
        target = sqlite3.connect(part)
        try:
            db.backup(target, pages=PAGES, progress=lambda _s, left, total: job.step(total - left, total, _("Copying")))
            target.execute("pragma journal_mode = delete")
        finally:
            target.close()
        if to.exists():  # somebody was quicker
            raise Problem("exists", _("{path} is there already.", path=str(to)), remedy=_("Choose another name."))
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, to)
    except sqlite3.Error as error:
        raise as_problem(error, to) from error
    except OSError as error:
        raise refused(error, to) from error
    finally:
        part.unlink(missing_ok=True)


def copy_file(path: Path, to: Path, application_id: int, job: Job) -> None:
    """Copy a database of ours that may lie on a write-protected disk to a new file; the original is only read.

    Raises Problem when it is missing, damaged or not ours.
    """
    if not path.is_file():
        raise Problem("no-file", _("There is no file {path}.", path=str(path)), remedy=_("Check the name and the folder."))
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        check_kind(db, path, application_id, create=False)
        copy_database(db, to, job)
    except sqlite3.OperationalError:  # its log needs a file beside it that this disk does not take: file and log as they are
        for end in ("", "-wal"):
            if (one := path.with_name(path.name + end)).exists():
                shutil.copyfile(one, to.with_name(to.name + end))
    finally:
        db.close()
