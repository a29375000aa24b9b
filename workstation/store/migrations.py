"""Named, forward-only migrations, recorded in the same transaction as what they do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from workstation.errors import Problem
from workstation.text import _

Step = Callable[[sqlite3.Connection], None]


def migrate(db: sqlite3.Connection, steps: list[Step], path: Path) -> int:
    """Take the steps that are missing, each in its own transaction; returns how many.

    Raises Problem when the file holds a step that this program does not know: it was written by a newer one.
    """
    db.execute("create table if not exists migration (name text primary key, at text not null) without rowid")
    done = {row[0] for row in db.execute("select name from migration")}
    known = {step.__name__ for step in steps}
    if done - known:
        db.close()
        raise Problem("newer-format", _("{path} was written by a newer version of this program.", path=path.name),
                      remedy=_("Install the newer version here, or open the file where it was made."))
    missing = [step for step in steps if step.__name__ not in done]
    for step in missing:
        db.execute("begin immediate")
        try:
            step(db)
            db.execute("insert into migration values (?, strftime('%Y-%m-%dT%H:%M:%fZ'))", [step.__name__])
            db.execute("commit")
        except BaseException:
            if db.in_transaction:
                db.execute("rollback")
            raise
    return len(missing)
