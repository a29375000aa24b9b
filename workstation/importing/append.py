"""Append: a new file to a dataset that is there: fields matched, records compared by a key, all as one undoable step."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from workstation.dataset import projection
from workstation.dataset.blocks import applied
from workstation.dataset.change import Change, FieldAdded
from workstation.dataset.collecting import Part, commit, rows_added, source_ids
from workstation.dataset.column import NO_POSITIONS
from workstation.dataset.dataset import Changes, Dataset
from workstation.dataset.field import Field, new_field
from workstation.dataset.loading import SourceFile, Unread
from workstation.dataset.operation import column_changed
from workstation.dataset.table import Table
from workstation.engine.engine import shared
from workstation.errors import Problem
from workstation.importing import source_fields
from workstation.importing.collect import landed
from workstation.importing.comparing import Compared, compare
from workstation.importing.copies import Copy
from workstation.importing.files import Landing, chosen, landing, matching_remembered
from workstation.job import Job
from workstation.operations.append_rows import TAKE, AppendRows
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.reader import SURE, Found
from workstation.rereading.gather import Gathered, gather
from workstation.store import database
from workstation.text import _
from workstation.workspace import Workspace


@dataclass(frozen=True)
class Appended:
    """What a file brought, or would bring: counts are exact, also in a preview.

    records: rows of the file; new, changed and repeated are counted by the key (all are new without one)
    added:   rows that go in; cells: cells of known records that change
    """

    dataset: str
    name: str
    found: Found
    records: int
    new: int
    changed: int
    repeated: int
    doubled: int
    unclear: int
    without_key: int
    added: int
    cells: int
    rejected: int
    matching: Mapping[str, Any]
    reasons: tuple[str, ...]
    examples: tuple[dict[str, Any], ...] = ()
    changes: Changes | None = None

    def data(self) -> dict[str, Any]:
        """Return it in the shape of `append --json`."""
        return {"dataset": self.dataset, "name": self.name, "preview": self.changes is None, "records": self.records,
                "new": self.new, "changed": self.changed, "repeated": self.repeated, "doubled": self.doubled,
                "unclear": self.unclear, "without_key": self.without_key, "added": self.added, "cells": self.cells,
                "rejected": self.rejected, "match": dict(self.matching), "sheet": self.found.sheet,
                "table": self.found.table, "confidence": round(self.found.confidence, 3),
                "unsure": self.found.confidence < SURE, "examples": list(self.examples),
                "entry": self.changes.entry.seq if self.changes and self.changes.entry else None,
                "warnings": list(self.reasons)}


@dataclass(frozen=True)
class Wish:
    """How a file is to be appended.

    key:         names or ids of fields that tell records apart; none: every row is a new record
    take:        all, new, or update (new ones, and changed cells of known ones)
    said:        {name in the file: field, or None to leave the column out}
    keep_filled: a blank cell of the file changes nothing
    """

    key: tuple[str, ...] = ()
    take: str = "new"
    said: Mapping[str, Any] | None = None
    keep_filled: bool = False
    sources: bool = False


def append(workspace: Workspace, dataset: Dataset, path: Path, person: str, wish: Wish | None = None, *,
           options: Options | None = None, preview: bool = False, job: Job | None = None) -> Appended:
    """Append the one table of a file; with `preview` nothing is written and all counts are what they would be.

    Raises a Problem when the file holds several tables and none was named, when a column of the key is missing, or
    when the dataset waits for a decision; Cancelled with nothing left behind.
    """
    wish, options, job = wish or Wish(), options or Options(), job or Job()
    if wish.take not in TAKE:
        raise Problem("bad-option", _("“{name}” cannot be {value}.", name="take", value=wish.take), ", ".join(TAKE))
    key = tuple(dataset.table.field(one).id for one in wish.key)
    copy = Copy(workspace, path, job)
    try:
        reader = open_file(copy.path, options.kind)
        found = _one(chosen(reader, copy.path, options, job), path)
        read = gather(reader.read(copy.path, found, job), found.names, dataset.cache, job)
        with dataset.writing(person) as db:
            dataset.decisions.may_change(dataset.state)
            to = landing(dataset, found.names, said=wish.said, sources=wish.sources)
            plan = planned(dataset.table, read, to, found, copy.name, key, wish, job)
            done = None if preview else _write(dataset, db, plan, copy, wish, options, person)
        return _told(dataset, plan, done)
    except sqlite3.Error as error:
        raise database.as_problem(error, path) from error
    except OSError as error:
        raise database.refused(error, path) from error
    finally:
        copy.drop()


def _one(tables: Sequence[Found], path: Path) -> Found:
    if len(tables) == 1:
        return tables[0]
    places = ", ".join(f"“{one.sheet}” {one.table} ({one.range})" for one in tables[:10])
    raise Problem("several-tables", _("There are {n} tables in {path}.", n=len(tables), path=path.name),
                  where=places, remedy=_("Name one with --sheet and --table."))


@dataclass(frozen=True)
class Plan:
    """What appending comes to, before anything is written."""

    found: Found
    read: Gathered
    to: Landing
    key: tuple[str, ...]
    compared: Compared
    added: tuple[Field, ...]
    take: np.ndarray[Any, np.dtype[np.int64]]
    """Places (from 0) of the rows of the file that become rows of the dataset."""
    columns: Mapping[str, pa.ChunkedArray]
    cells: tuple[Change, ...]


def planned(table: Table, read: Gathered, to: Landing, found: Found, file: str, key: tuple[str, ...], wish: Wish,
            job: Job) -> Plan:
    """Return what appending a table that was read comes to."""
    known = {one.name: one for one in table.fields}
    added = tuple(new_field(name) for name in to.fields if name not in known)
    ids = {name: one.id for name, one in known.items()} | {one.name: one.id for one in added}
    columns = landed(read, to, ids, file, found.sheet)
    shared_ids = [ids[name] for name in to.names if name and name in known]
    for one in key:
        if one not in shared_ids:
            raise Problem("no-key", _("No column of the file goes into “{field}”, which is part of the key.",
                                      field=table.by_id[one].name),
                          remedy=_("Choose another key, or say with --match which column it is."))
    wide = applied(table, _fields_added(table, added))  # what a new field brings for a known record is a change too
    others = [ids[name] for name in to.names if name and ids[name] not in key]
    compared = compare(shared(), wide, columns, key, others, wish.keep_filled, job)
    take = np.arange(len(read), dtype=np.int64) if wish.take == "all" or not key else compared.new
    cells: list[Change] = []
    if wish.take == "update" and key and len(compared.pairs):
        cells = _cells(wide, columns, compared, others, wish.keep_filled)
    return Plan(found, read, to, key, compared, added, take, columns, tuple(cells))


def _fields_added(table: Table, added: Sequence[Field]) -> list[Change]:
    return [FieldAdded(one, len(table.fields) + at, NO_POSITIONS, pa.array([], pa.string())) for at, one in enumerate(added)]


def _cells(table: Table, columns: Mapping[str, pa.ChunkedArray], compared: Compared, fields: Sequence[str],
           keep_filled: bool) -> list[Change]:
    """Return the cells of known records that change: pairs are (place in the file, position in the table)."""
    import pyarrow.compute as pc

    out: list[Change] = []
    places, positions = pa.array(compared.pairs[:, 0]), compared.pairs[:, 1]
    for one in fields:
        old = table.columns[one].take(positions)
        new = columns[one].take(places).combine_chunks()
        new = pa.concat_arrays(new.chunks) if isinstance(new, pa.ChunkedArray) else new
        out += column_changed(table, table.by_id[one], positions, old, pc.coalesce(new, old) if keep_filled else new)
    return out


def _write(dataset: Dataset, db: sqlite3.Connection, plan: Plan, copy: Copy, wish: Wish, options: Options,
           person: str) -> Changes:
    source = SourceFile(copy.name, copy.packed, {"encoding": plan.found.encoding, "dialect": dict(plan.found.dialect)})
    (source_id,) = source_ids(db, [source])
    changes = _fields_added(dataset.table, plan.added)
    if len(plan.take):
        places = pa.array(plan.take)
        taken = {key: column.take(places) for key, column in plan.columns.items()}
        changes.append(rows_added(projection.next_block(db), taken, plan.read.rows.take(places), source_id, plan.found.sheet))
    changes += plan.cells
    ids = {one.name: one.id for one in (*dataset.table.fields, *plan.added)}
    if plan.to.sources:
        changes += source_fields.remembered(dataset.settings, {one: ids[name] for one, name in plan.to.sources.items()})
    changes += matching_remembered(dataset.settings, plan.found.names, plan.to, ids)
    asked = AppendRows(file=copy.name, key=plan.key, take="all" if not plan.key else wish.take, sheet=plan.found.sheet,
                       table=plan.found.table, options=options.data(), match=plan.to.matching.said,
                       keep_filled=wish.keep_filled, sources=bool(plan.to.sources), source=source_id)
    unread = [Unread(one.line, one.raw, one.why) for one in plan.read.rejected]
    if not changes:
        names = {one.id: one.name for one in dataset.table.fields}
        return Changes(None, asked.summary(lambda one: names.get(one, one)), (), None, 0, frozenset())
    return commit(dataset, db, asked.data(), [Part(source, source_id, plan.found.sheet, unread)], changes, person)


def _told(dataset: Dataset, plan: Plan, done: Changes | None) -> Appended:
    names = plan.to.names
    matching = {name: called or None for name, called in zip(plan.found.names, names, strict=True)}
    warnings = (*plan.found.warnings, *plan.read.warnings, *plan.to.matching.reasons)
    one = plan.compared
    return Appended(dataset.id, dataset.name, plan.found, len(plan.read), len(one.new), one.changed, one.repeated,
                    one.doubled, one.unclear, one.without_key, len(plan.take), sum(change.size for change in plan.cells),
                    len(plan.read.rejected), matching, tuple(str(said) for said in warnings), one.examples, done)
