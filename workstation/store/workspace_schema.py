"""The steps of workspace.db: people, standards, destinations, outbox, receipts, settings. Made by sqlite-utils.

sqlite_utils costs 0.6 s to import: it is imported by the steps only, so an open workspace never pays for it.
"""

from __future__ import annotations

import sqlite3

from workstation.store.migrations import Step


def people_and_settings(db: sqlite3.Connection) -> None:
    """Make the tables of people, settings and the bin."""
    from sqlite_utils import Database

    made = Database(db)
    made["setting"].create({"key": str, "value": str}, pk="key", not_null={"value"})  # type: ignore[union-attr]
    made["person"].create(  # type: ignore[union-attr]
        {"name": str, "full_name": str, "role": str, "password": str, "added_at": str, "added_by": str, "active": int},
        pk="name", not_null={"role", "password", "added_at", "active"})
    made["dataset"].create(  # type: ignore[union-attr]
        {"id": str, "name": str, "added_at": str, "binned_at": str}, pk="id", not_null={"name", "added_at"})


def standards(db: sqlite3.Connection) -> None:
    """Make the table of installed standards; their files lie in the folder `standards` under `path`."""
    from sqlite_utils import Database

    Database(db)["standard"].create(  # type: ignore[union-attr]
        {"id": str, "version": str, "title": str, "sha256": str, "path": str, "added_at": str, "added_by": str},
        pk=("id", "version"), not_null={"title", "sha256", "path", "added_at", "added_by"})


def forms(db: sqlite3.Connection) -> None:
    """Make the tables of forms that were sent out, of who is to fill them in, and of what came back."""
    for statement in (
        """create table form(
            id text primary key, standard text not null, version text not null, sha256 text not null, title text not null,
            language text not null, columns text not null, sheet text not null, made_at text not null,
            made_by text not null, dataset text not null default '', words text not null default '')""",
        """create table form_sender(
            form text not null references form(id), position integer not null, sender text not null,
            file text not null default '', primary key(form, sender))""",
        """create table submission(
            id integer primary key, form text not null references form(id), sender text not null, file text not null,
            sha256 text not null, dataset text not null, source text not null default '', kind text not null,
            rows integer not null default 0, cells integer not null default 0, how text not null, warnings text not null,
            received_at text not null, received_by text not null)""",
        "create index submission_form on submission(form, sender)",
    ):
        db.execute(statement)


STEPS: list[Step] = [people_and_settings, standards, forms]
