"""The tables of this room in workspace.db: the office's key, keys that are trusted, keys that were seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

TABLES = (
    """create table if not exists office_key(
        fingerprint text primary key, public blob not null, method text not null, sealed blob not null,
        salt blob not null, made text not null, retired text)""",
    """create table if not exists trusted_key(
        fingerprint text primary key, public blob, name text not null default '', since text not null,
        by_person text not null default '', revoked text)""",
    """create table if not exists seen_key(
        fingerprint text primary key, public blob not null, name text not null default '', since text not null)""",
    "create table if not exists setting(key text primary key, value text not null)",
    # the workspace's own; here for tests
)
"""Statements that make the tables; running them again changes nothing."""


def prepare(db: sqlite3.Connection) -> None:
    """Make the tables of this room where they are missing."""
    for statement in TABLES:
        db.execute(statement)
    if db.in_transaction:
        db.commit()


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run the body in one transaction, whatever isolation mode the connection has; taken back on an exception."""
    if db.in_transaction:
        yield db
        return
    db.execute("begin immediate")
    try:
        yield db
    except BaseException:
        db.rollback()
        raise
    db.commit()


def now() -> str:
    """Return the time now in UTC as text, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
