"""Loading: rows of a source file stream into the journal and the cache at once, in one entry and constant memory.

`load` is `do` for an import: the operation is plain data, what it did is the fields and the block of rows, and one
transaction makes it durable. The rows are written twice while they stream by: as Parquet into the journal, which is
the truth, and as mapped columns into the cache, so that the new table costs page cache and not heap.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from workstation.dataset import payload, projection
from workstation.dataset.cache import ColumnWriter
from workstation.dataset.change import Change, FieldAdded, RowsAdded
from workstation.dataset.column import CHUNK_BYTES, CHUNK_ROWS, NO_POSITIONS, SMALL_CHUNK, Column, blank_column
from workstation.dataset.dataset import Changes, Dataset
from workstation.dataset.field import Field, new_field, uuid7
from workstation.dataset.journal import now
from workstation.dataset.operation import Operation
from workstation.dataset.table import Table
from workstation.job import Job
from workstation.store import blobs, database
from workstation.text import Sentence, _

AHEAD = 8  # units of rows that may wait for a slower writer: memory stays bounded
COPY = 8 << 20


@dataclass(frozen=True)
class SourceFile:
    """A source as it was copied: the name people know, its packed bytes, what to remember of how it was read."""

    name: str
    packed: blobs.Packer
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Unread:
    """A line that no row could be made of: row in the sheet or line in the file from 1, its text, and why."""

    line: int
    raw: str
    why: Sentence


@dataclass(frozen=True)
class Incoming:
    """One table of a source on its way in.

    names:   field names in order; a field of this name that is there already takes the texts
    batches: yields (record batch of string columns in that order, int32 source rows, lines that were rejected)
    """

    names: Sequence[str]
    batches: Iterable[tuple[pa.RecordBatch, pa.Array, Sequence[Unread]]]
    sheet: str = ""


def copy_file(source: Path, to: Path, job: Job) -> None:
    """Copy a file; the copy is what is read and hashed from then on."""
    done, total = 0, source.stat().st_size
    with open(source, "rb") as reader, open(to, "wb") as writer:
        while data := reader.read(COPY):
            writer.write(data)
            done += len(data)
            job.step(done, total, _("Copying the file"))


class _Lane:
    """One writer's own thread: work is done in order, and whoever brings it waits when too much lies ahead."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._room = threading.Semaphore(AHEAD)
        self._last: Future[Any] | None = None

    def put(self, work: Callable[..., Any], *given: Any) -> None:
        if self._last is not None and self._last.done():
            self._last.result()  # a failure is raised to whoever brings the next piece
        self._room.acquire()
        self._last = self._pool.submit(self._do, work, *given)

    def _do(self, work: Callable[..., Any], *given: Any) -> Any:
        try:
            return work(*given)
        finally:
            self._room.release()

    def end(self, work: Callable[[], Any]) -> Any:
        try:
            if self._last is not None:
                self._last.result()
            return self._pool.submit(work).result()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def drop(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


def _units(incoming: Incoming, unread: list[Unread], job: Job) -> Iterator[pa.RecordBatch]:
    """Yield the rows in units of SMALL_CHUNK to CHUNK_ROWS rows, with the source row as last column.

    A batch of such a size goes through as it is: joining batches would copy every text once more.
    """
    held: list[pa.RecordBatch] = []
    rows = size = done = 0
    for batch, source_rows, rejected in incoming.batches:
        unread.extend(rejected)
        at = 0
        while at < batch.num_rows:
            count = min(batch.num_rows - at, CHUNK_ROWS - rows)
            part = batch.slice(at, count)
            held.append(part.append_column(payload.SOURCE_ROW, source_rows.slice(at, count)))
            rows, size, at, done = rows + count, size + part.nbytes, at + count, done + count
            if rows >= SMALL_CHUNK or size >= CHUNK_BYTES:
                yield _one(held)
                held, rows, size = [], 0, 0
                job.step(done, 0, _("Reading rows"))
    if held:
        yield _one(held)
    job.step(done, done or 1, _("Reading rows"))


def _one(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    return pa.concat_batches(batches) if hasattr(pa, "concat_batches") else (
        pa.Table.from_batches(batches).combine_chunks().to_batches()[0])


class _BlockWriter:
    """Writes one block of rows to the journal and the cache while it streams by."""

    def __init__(self, dataset: Dataset, db: sqlite3.Connection, fields: list[Field]) -> None:
        self._dataset = dataset
        self._fields = fields
        self._rows = payload.RowsWriter(db, [f.id for f in fields])
        folder = dataset.cache.folder
        self._writers = [*(ColumnWriter(folder, pa.string()) for _f in fields), ColumnWriter(folder, pa.int32())]
        self._journal, self._columns = _Lane("journal"), _Lane("columns")

    def add(self, unit: pa.RecordBatch) -> None:
        named = pa.RecordBatch.from_arrays(unit.columns, schema=self._rows.schema)
        self._journal.put(self._rows.add, named)
        self._columns.put(self._add_columns, named)

    def beside(self, work: Callable[[], Any]) -> None:
        """Do other work on the thread of the columns, which has more time than the journal's."""
        self._columns.put(work)

    def _add_columns(self, unit: pa.RecordBatch) -> None:
        for writer, array in zip(self._writers, unit.columns, strict=True):
            writer.add(array)

    def finish(self) -> tuple[payload.Header, dict[str, Column], pa.ChunkedArray]:
        """Return the payload's header, the mapped columns by field id, and the source rows."""
        header = self._journal.end(self._rows.finish)
        stored = self._columns.end(lambda: [writer.finish() for writer in self._writers])
        cache = self._dataset.cache
        columns = {f.id: cache.column(one, fresh=True) for f, one in zip(self._fields, stored, strict=False)}
        return header, columns, pa.chunked_array(cache.chunks(stored[-1], pa.int32(), fresh=True), pa.int32())

    def drop(self) -> None:
        self._journal.drop()
        self._columns.drop()
        for writer in self._writers:
            writer.drop()


@contextlib.contextmanager
def _stopped_on_failure(writer: _BlockWriter) -> Iterator[_BlockWriter]:
    """Stop the writer's threads and remove its files, before the transaction is rolled back, when the block raises."""
    try:
        yield writer
    except BaseException:
        writer.drop()
        raise


def load(dataset: Dataset, operation: Operation, source: SourceFile, incoming: Incoming, person: str, job: Job,
         also: Callable[[Sequence[Field]], Sequence[Change]] | None = None) -> Changes:
    """Load one table of a source file as new rows of the dataset: one entry, durable when this returns.

    Fields are matched by name; those that are missing are added at the end. Raises Cancelled or Problem with
    nothing left behind.
    also: gives further changes of the same entry (settings), once the fields of the incoming columns are known
    """
    with dataset.writing(person) as db:
        dataset.decisions.may_change(dataset.state)
        added, fields = _fields(dataset.table, incoming.names)
        with database.writing(db, dataset.path), _stopped_on_failure(_BlockWriter(dataset, db, fields)) as writer:
            unread: list[Unread] = []
            early = True
            for unit in _units(incoming, unread, job):
                writer.add(unit)
                if early and source.packed.done:  # while rows still come, so that less is left for the end
                    writer.beside(lambda: source.packed.insert(db))
                    writer.beside(lambda: threading.Thread(target=_settle, args=(dataset.path,), daemon=True).start())
                    early = False
            header, columns, source_rows = writer.finish()
            source_id = keep_source(db, source)
            data = pa.table([columns[f.id].base for f in fields], names=[f.id for f in fields])
            rows = RowsAdded(uuid7(), projection.next_block(db), data, source_rows, source_id, incoming.sheet)
            keep_unread(db, source_id, incoming.sheet, unread)
            more = list(also(fields)) if also is not None else []
            changes: list[Change] = [*added, rows, *more]
            table = _applied(dataset.table, added, rows, columns)
            headers = [*(payload.encode(db, change) for change in added), payload.rows_header(rows) | header,
                       *(payload.encode(db, change) for change in more)]
            for change in (rows, *more):
                projection.write(db, change)
            asked = operation.data() | {"source": source_id}
            entry = dataset.journal.append(
                "do", parent=dataset.state, state=None, operation=asked, changes=headers, person=person,
                names={f.id: f.name for f in fields})
        dataset.adopt(table, entry)
        touched = tuple(f.id for f in fields)
        return Changes(entry, entry.summary, touched, None, rows.size, frozenset(change.kind for change in changes))


def _fields(table: Table, names: Sequence[str]) -> tuple[list[FieldAdded], list[Field]]:
    known = {f.name: f for f in table.fields}
    added: list[FieldAdded] = []
    fields: list[Field] = []
    for name in names:
        found = known.get(name)
        if found is None:
            found = new_field(name)
            position = len(table.fields) + len(added)
            added.append(FieldAdded(found, position, NO_POSITIONS, pa.array([], pa.string())))
        fields.append(found)
    return added, fields


def _applied(table: Table, added: list[FieldAdded], rows: RowsAdded, columns: dict[str, Column]) -> Table:
    """Return the table with the rows; a first import takes the mapped columns as they are."""
    first = not table.height
    blank = blank_column(table.height)  # all at once: a wide table applied field by field would cost its width squared
    table = table.with_(fields=(*table.fields, *(change.field for change in added)),
                        columns={**table.columns, **{change.field.id: blank for change in added}})
    table = rows.apply(table)
    return table.with_(columns={**table.columns, **columns}) if first else table


def keep_source(db: sqlite3.Connection, source: SourceFile, source_id: str = "") -> str:
    """Keep the packed source file in the dataset, once for all its sheets; returns its id, the given one when it is new."""
    digest = source.packed.insert(db)
    known = db.execute("select id from source where digest = ? and name = ?", [digest, source.name]).fetchone()
    if known:
        return str(known[0])
    source_id = source_id or "s" + uuid7().replace("-", "")
    details = json.dumps(dict(source.details), ensure_ascii=False)
    db.execute("insert into source values (?, ?, ?, ?, ?, ?)",
               [source_id, source.name, digest, source.packed.size, now(), details])
    return source_id


def _settle(path: Path) -> None:
    """Begin to bring to the disk what lies in the file so far: a head start only, what counts is synced at the end."""
    if hasattr(os, "fdatasync"):
        with contextlib.suppress(OSError), open(path, "rb") as file:
            os.fdatasync(file.fileno())


def keep_unread(db: sqlite3.Connection, source: str, sheet: str, unread: Sequence[Unread]) -> None:
    """Keep the lines of a sheet that no row could be made of."""
    db.executemany("insert into rejected values (?, ?, ?, ?, ?)",
                   [(source, sheet, one.line, one.raw, json.dumps(one.why.data(), ensure_ascii=False)) for one in unread])


def new_file(path: Path, dataset_id: str, name: str) -> None:
    """Make an empty dataset file; Problem when the place cannot be written."""
    from workstation.store import dataset_schema

    db = database.connect(path, database.DATASET_ID, dataset_schema.STEPS, create=True)
    with database.writing(db, path):
        db.executemany("insert into meta values (?, ?)", [("id", dataset_id), ("name", name), ("made_at", now())])
    db.close()
