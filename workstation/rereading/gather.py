"""The rows of one table, read whole: in memory while they are few, in mapped files of a private folder beyond that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workstation.job import Job
from workstation.readers.reader import Balance, Reading, Rejected
from workstation.text import Sentence, _

if TYPE_CHECKING:
    import pyarrow as pa

    from workstation.dataset.cache import Cache
    from workstation.dataset.table import Table

KEPT_BYTES = 96 << 20
"""Texts that are held in memory; a table with more goes to mapped files, where it costs page cache and no heap."""
SOURCE_ROW = "\x00row"


@dataclass
class Gathered:
    """A table that was read to its end.

    names:   of its fields, in order
    columns: one pa.ChunkedArray of strings each, null is a blank cell
    rows:    pa.ChunkedArray of int32: row in the sheet, or line in the file, from 1
    """

    names: tuple[str, ...]
    columns: list[pa.ChunkedArray]
    rows: pa.ChunkedArray
    rejected: list[Rejected] = field(default_factory=list)
    balance: Balance = field(default_factory=Balance)
    warnings: list[Sentence] = field(default_factory=list)
    suggested: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    @property
    def bytes(self) -> int:
        """Size of the texts."""
        return sum(column.nbytes for column in self.columns)

    def table(self) -> Table:
        """Return the rows as a table that belongs to no dataset, for writers."""
        from workstation.dataset.column import Column
        from workstation.dataset.field import new_field
        from workstation.dataset.table import Block, Table

        fields = tuple(new_field(name) for name in self.names)
        columns = {one.id: Column.from_chunks(data.chunks) for one, data in zip(fields, self.columns, strict=True)}
        return Table(fields, columns, (Block(1, "", 0, len(self)),), self.rows)


def gather(reading: Reading, names: Sequence[str], cache: Cache, job: Job, keep: int = KEPT_BYTES) -> Gathered:
    """Draw all rows of a reading.

    cache: takes what does not fit into memory; its folder must stay while the answer is used
    keep:  bytes of texts that may stay in memory
    """
    import pyarrow as pa

    rejected: list[Rejected] = []
    held: list[pa.RecordBatch] = []
    size = done = 0
    batches = _batches(reading, names, rejected)
    for batch in batches:
        held.append(batch)
        size, done = size + batch.nbytes, done + batch.num_rows
        job.step(done, 0, _("Reading rows"))
        if size > keep:
            columns = _spilled(held, batches, cache, job)
            break
    else:
        schema = pa.schema([*((name, pa.string()) for name in names), (SOURCE_ROW, pa.int32())])
        whole = pa.Table.from_batches([pa.RecordBatch.from_arrays(one.columns, schema=schema) for one in held], schema)
        columns = list(whole.columns)
    return Gathered(tuple(names), columns[:-1], columns[-1], rejected, reading.balance, list(reading.warnings),
                    reading.suggested)


def _batches(reading: Reading, names: Sequence[str], rejected: list[Rejected]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in reading:
        rejected.extend(batch.rejected)
        if batch.data.num_rows:
            yield pa.RecordBatch.from_arrays([*batch.data.columns, batch.rows.cast(pa.int32())], [*names, SOURCE_ROW])


def _spilled(held: list[pa.RecordBatch], more: Iterator[pa.RecordBatch], cache: Cache, job: Job) -> list[pa.ChunkedArray]:
    def every() -> Iterator[pa.RecordBatch]:
        done = 0
        while held:
            yield held.pop(0)
        for batch in more:
            done += batch.num_rows
            job.step(done, 0, _("Reading rows"))
            yield batch

    return list(cache.spill(every()).values())
