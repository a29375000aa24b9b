"""Collecting: one entry made of rows of several sources, or of one source and more than its rows; see also loading.py.

Everything is read and computed before the first byte is written; one transaction then keeps the sources, the lines that
no row could be made of, the changes and the entry.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from workstation.dataset import payload, projection
from workstation.dataset.blocks import applied
from workstation.dataset.change import Change, RowsAdded
from workstation.dataset.dataset import Changes, Dataset
from workstation.dataset.field import uuid7
from workstation.dataset.loading import SourceFile, Unread, keep_source, keep_unread
from workstation.store import database


@dataclass(frozen=True)
class Part:
    """One table of a source: its rows come as a RowsAdded among the changes, under the same source id."""

    source: SourceFile
    source_id: str
    sheet: str = ""
    unread: Sequence[Unread] = field(default=())


def source_ids(db: sqlite3.Connection, sources: Sequence[SourceFile]) -> list[str]:
    """Return an id for each source: the one under which the same bytes of the same name are kept already, else a new one."""
    made: dict[tuple[str, str], str] = {}
    for source in sources:
        key = (source.packed.digest, source.name)
        if key not in made:
            known = db.execute("select id from source where digest = ? and name = ?", list(key)).fetchone()
            made[key] = str(known[0]) if known else "s" + uuid7().replace("-", "")
    return [made[source.packed.digest, source.name] for source in sources]


def rows_added(number: int, columns: Mapping[str, pa.ChunkedArray], rows: pa.ChunkedArray, source: str,
               sheet: str) -> RowsAdded:
    """Return a new block: {field id: texts}, and for each row its row in the source."""
    return RowsAdded(uuid7(), number, pa.table(dict(columns)), rows, source, sheet)


def commit(dataset: Dataset, db: sqlite3.Connection, asked: Mapping[str, Any], parts: Sequence[Part],
           changes: Sequence[Change], person: str) -> Changes:
    """Write one entry with the rows of some sources. Only inside `dataset.writing`, which gives `db`."""
    before = dataset.table
    table = applied(before, changes)  # can fail: nothing has happened yet
    names = {one.id: one.name for one in (*table.fields, *before.fields)}
    with database.writing(db, dataset.path):
        for part in parts:
            keep_source(db, part.source, part.source_id)
            keep_unread(db, part.source_id, part.sheet, part.unread)
        headers = [payload.encode(db, change) for change in changes]
        for change in changes:
            projection.write(db, change)
        entry = dataset.journal.append("do", parent=dataset.state, state=None, operation=asked, changes=headers,
                                       person=person, names=names)
    dataset.adopt(table, entry)
    touched = tuple(dict.fromkeys(key for change in changes for key in change.touched))
    return Changes(entry, entry.summary, touched, None, sum(change.size for change in changes),
                   frozenset(change.kind for change in changes))
