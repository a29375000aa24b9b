"""The tables of this room in workspace.db: outbox and receipts of what we send, and what we received."""

from __future__ import annotations

import sqlite3

from workstation.destinations import registry
from workstation.packages import schema as packages_schema

TABLES = (
    """create table if not exists outbox(
        id integer primary key, hub text not null, device text not null, seq integer not null, dataset text not null,
        dataset_name text not null, version integer not null, content_hash text not null, kind text not null default '',
        state text not null, parent integer references outbox(id), manifest text not null default '',
        head text not null default '', head_name text not null default '', made_at text not null,
        outcome_at text, reasons text not null default '[]', wanted text not null default '', receipt text,
        dropped integer not null default 0, unique(hub, device, seq))""",
    """create table if not exists outbox_object(
        outbox integer not null references outbox(id), position integer not null, name text not null,
        kind text not null, size integer not null, sha256 text not null, there integer not null default 0,
        primary key(outbox, position))""",
    """create table if not exists receipt(
        hub text not null, name text not null, device text not null, seq integer not null, number integer not null,
        outcome text not null, fingerprint text not null, trusted integer not null, envelope blob not null,
        seen_at text not null, primary key(hub, name))""",
    """create table if not exists received(
        hub text not null, office text not null, device text not null, seq integer not null, head text not null,
        manifest text not null, dataset text not null, version integer not null, outcome text not null,
        reasons text not null, wanted text not null default '', number integer not null, receipt blob not null,
        receipt_name text not null, receipt_there integer not null default 0, at text not null,
        primary key(hub, office, device, seq))""",
    """create table if not exists received_dataset(
        office text not null, dataset text not null, local_dataset text not null, label_suffix text not null,
        content_hash text not null, hub text not null, seq integer not null, version integer not null,
        primary key(office, dataset))""",
)
"""Statements that make the tables; running them again changes nothing."""


def prepare(db: sqlite3.Connection) -> None:
    """Make the tables of this room, and of those it stands on, where they are missing."""
    packages_schema.prepare(db)
    registry.prepare(db)
    for statement in TABLES:
        db.execute(statement)
    if db.in_transaction:
        db.commit()
