"""The steps of a dataset file: journal, blobs in pieces, sources, and the projections kept beside them."""

from __future__ import annotations

import sqlite3

from workstation.store.migrations import Step


def run(db: sqlite3.Connection, script: str) -> None:
    """Run the statements of a script inside the open transaction (executescript would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def journal_and_blobs(db: sqlite3.Connection) -> None:
    """Make the first tables."""
    run(db, """
        create table meta (key text primary key, value text not null) without rowid;
        create table blob (id integer primary key, digest text not null unique, size integer not null,
                           erased_by integer);
        create table piece (blob integer not null references blob, number integer not null, codec text not null,
                            data blob not null, primary key (blob, number));
        create table source (id text primary key, name text not null, digest text not null references blob (digest),
                             size integer not null, added_at text not null, details text not null) without rowid;
        create table entry (seq integer primary key, id text not null unique, parent integer not null,
                            state integer not null, kind text not null, operation text not null, names text not null,
                            changes text not null, person text not null, time text not null,
                            previous text not null, hash text not null);
        create trigger entry_is_never_changed before update on entry
            begin select raise(abort, 'the journal is append-only'); end;
        create trigger entry_is_never_deleted before delete on entry
            begin select raise(abort, 'the journal is append-only'); end;
        create table signature (seq integer not null references entry, key text not null, value blob not null,
                                primary key (seq, key)) without rowid;
        create table block (number integer primary key, uuid text not null unique);
        create table setting (key text primary key, value text not null) without rowid;
        create table annotation (row_id integer not null, question text not null, person text not null,
                                 answer text not null, primary key (question, row_id, person)) without rowid;
        create table version (number integer primary key, state integer not null, content_hash text not null,
                              entry integer not null references entry, person text not null, time text not null);
        create table rejected (source text not null references source, sheet text not null, line integer not null,
                               raw text not null, why text not null);
    """)


STEPS: list[Step] = [journal_and_blobs]
