"""Whose keys count: the list of trusted keys, and the keys that were met."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from workstation.errors import Problem
from workstation.packages.schema import now, prepare, writing
from workstation.packages.sign import grouped
from workstation.text import _

SHORTEST = 32
"""Hexadecimal digits of a fingerprint that suffice to name a key that was met: 128 bits."""


@dataclass(frozen=True)
class TrustedKey:
    """A key that this workspace trusts, or no longer does (`revoked` is the time)."""

    fingerprint: str
    name: str
    since: str
    by: str
    revoked: str | None

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as `key list` prints it."""
        return {"fingerprint": self.fingerprint, "name": self.name, "since": self.since, "by": self.by,
                "revoked": self.revoked}


def listed(db: sqlite3.Connection) -> list[TrustedKey]:
    """Return all keys that are or were trusted, oldest first."""
    prepare(db)
    rows = db.execute("select fingerprint, name, since, by_person, revoked from trusted_key order by since, rowid")
    return [TrustedKey(*row) for row in rows]


def met(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return (fingerprint, since) of keys that were met and are not on the list."""
    prepare(db)
    return list(db.execute("select fingerprint, since from seen_key where fingerprint not in"
                           " (select fingerprint from trusted_key) order by since, rowid"))


def is_trusted(db: sqlite3.Connection, print_: str) -> bool:
    """Return whether the key with this fingerprint is trusted now."""
    prepare(db)
    return db.execute("select 1 from trusted_key where fingerprint = ? and revoked is null",
                      (print_,)).fetchone() is not None


def name_of(db: sqlite3.Connection, print_: str) -> str:
    """Return the name under which a key is trusted or was met, empty when there is none."""
    prepare(db)
    row = db.execute("select name from trusted_key where fingerprint = ? union all"
                     " select name from seen_key where fingerprint = ?", (print_, print_)).fetchone()
    return str(row[0]) if row else ""


def add(db: sqlite3.Connection, print_: str, *, public: bytes | None = None, name: str = "",
        person: str = "") -> TrustedKey:
    """Trust a key from now on; `print_` as people write it (spaces, colons, capitals). Returns its line.

    A shortened fingerprint is taken only for a key that was met here, and only when it fits one key.
    """
    prepare(db)
    full = _full(db, print_)
    with writing(db):
        db.execute("insert into trusted_key(fingerprint, public, name, since, by_person) values (?, ?, ?, ?, ?)"
                   " on conflict(fingerprint) do update set revoked = null,"
                   " name = case when excluded.name = '' then name else excluded.name end,"
                   " public = coalesce(excluded.public, public)", (full, public, name, now(), person))
    return next(key for key in listed(db) if key.fingerprint == full)


def revoke(db: sqlite3.Connection, print_: str) -> TrustedKey:
    """Trust a key no longer."""
    prepare(db)
    full = _full(db, print_)
    if not any(key.fingerprint == full for key in listed(db)):
        raise Problem("unknown-key", _("No key with this fingerprint is trusted."), where=grouped(full),
                      remedy=_("See “key list”."))
    with writing(db):
        db.execute("update trusted_key set revoked = ? where fingerprint = ? and revoked is null", (now(), full))
    return next(key for key in listed(db) if key.fingerprint == full)


def saw(db: sqlite3.Connection, print_: str, public: bytes, name: str = "") -> None:
    """Remember that a key was met; this says nothing about trust."""
    prepare(db)
    with writing(db):
        db.execute("insert or ignore into seen_key values (?, ?, ?, ?)", (print_, public, name, now()))


def _full(db: sqlite3.Connection, print_: str) -> str:
    text = print_.strip().lower().removeprefix("sha256:").replace(":", "").replace("-", "")
    digits = "".join(text.split())
    if not digits or set(digits) - set("0123456789abcdef") or len(digits) > 64:
        raise Problem("bad-fingerprint", _("This is not the fingerprint of a key."), where=print_,
                      remedy=_("It has 64 digits 0-9 a-f; the other side sees it with “key show”."))
    if len(digits) == 64:
        return digits
    met = [row[0] for row in db.execute("select fingerprint from seen_key union select fingerprint from trusted_key")]
    fits = [one for one in met if one.startswith(digits)] if len(digits) >= SHORTEST else []
    if len(fits) != 1:
        raise Problem("bad-fingerprint", _("The fingerprint is not complete."), where=print_,
                      remedy=_("Give all 64 digits; the other side sees them with “key show”."))
    return str(fits[0])
