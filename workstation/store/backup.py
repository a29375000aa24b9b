"""Copies of a live SQLite file: consistent, whole, and put in place at once."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.store.database import as_problem
from workstation.text import _

PAGES = 4_096  # pages a step: 16 MB, so that a cancel answers quickly


def copy_database(db: sqlite3.Connection, to: Path, job: Job) -> None:
    """Copy an open database to a new file `to`; nothing is left behind when it fails or is cancelled."""
    if to.exists():
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
        with open(part, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, to)
    except sqlite3.Error as error:
        raise as_problem(error, to) from error
    finally:
        part.unlink(missing_ok=True)
