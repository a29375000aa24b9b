"""Parquet and Arrow files: typed columns as text, nested ones flattened, read a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import arrow_text
from workstation.readers.grid import Grid
from workstation.readers.guess import suggested_type
from workstation.readers.options import Options
from workstation.readers.reader import Balance, Batch, Found, Reading, SheetInfo
from workstation.readers.record_batches import MOST_COLUMNS, reading_of
from workstation.readers.record_tables import grid_of_found, named, names_of, row_range
from workstation.text import _, say

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 16_384
SAMPLED = 1_000
MARK = b"workstation.fields"
"""Key in the metadata of files that this program wrote."""


@dataclass(frozen=True)
class _Plan:
    options: Options
    width: int


class Parquet:
    """A Parquet file."""

    name = "parquet"
    extensions: tuple[str, ...] = (".parquet", ".pq")

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the one table of the file."""
        with self._opened(path) as (schema, batches):
            keys = arrow_text.places(schema)
            if not keys or len(keys) > MOST_COLUMNS:
                raise Problem("no-table", _("This file has {n} columns, which is no table.", n=len(keys)), path.name,
                              _("Check that it is the right file."))
            job.step(0, 0, _("Looking for tables"))
            first = next(batches, None)
            samples: list[list[str | None]] = [[] for _key in keys]
            if first is not None:
                head = first.slice(0, SAMPLED)
                samples = [column.to_pylist() for column in arrow_text.columns(head.columns, schema)]
        names, warnings = names_of(keys, options)
        reasons = [say("The file names its columns and their types; they are shown as text.")]
        if any(len(key) > 1 for key in keys):
            reasons.append(say("Objects inside records were flattened; arrays inside are kept as JSON text."))
        binary = [".".join(key) for key in _binary(schema)]
        if binary:
            warnings.append(say("Columns of bytes are shown as text, or in hexadecimal digits where they are none: {names}.",
                                names=", ".join(f"“{one}”" for one in binary[:10])))
        found = Found(sheet="", names=names, header_rows=0, first_row=row_range(options, 1)[0],
                      suggested=tuple(suggested_type(sample) for sample in samples), warnings=tuple(warnings),
                      reasons=tuple(reasons), dialect={"ours": True} if MARK in (schema.metadata or {}) else {},
                      plan=_Plan(options, len(keys)))
        return named([found], options)

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return the one sheet, which has no name."""
        return [SheetInfo("")]

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return the names and the rows below them, cell by cell."""
        return grid_of_found(self, path, self.tables(path, options, job)[0], job, rows)

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of the table; rows are numbered from 1."""
        return reading_of(lambda reading: self._batches(path, found, reading, job))

    def _batches(self, path: Path, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
        import pyarrow as pa

        plan: _Plan = found.plan
        first, last = row_range(plan.options, 1)
        samples: list[list[str | None]] = [[] for _name in found.names]
        done = read = 0
        with self._opened(path) as (schema, batches):
            for batch in batches:
                job.step(done, 0, _("Reading rows"))
                begin, end = max(0, first - 1 - done), max(0, min(batch.num_rows, last - done))
                columns = arrow_text.columns(batch.slice(begin, max(0, end - begin)).columns, schema)
                rows = pa.array(range(done + begin + 1, done + begin + 1 + max(0, end - begin)), pa.int32())
                done += batch.num_rows
                if len(rows):
                    read += len(rows)
                    for sample, column in zip(samples, columns, strict=True):
                        if len(sample) < 20 * SAMPLED:
                            sample += column.slice(0, SAMPLED if read == len(rows) else 20).to_pylist()
                    yield Batch(pa.RecordBatch.from_arrays(columns, list(found.names)), rows)
        head = min(first - 1, done)
        reading.balance = Balance(done, read, head=head, notes=done - read - head)
        reading.suggested = tuple(suggested_type(sample) for sample in samples)

    @contextmanager
    def _opened(self, path: Path) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
        import pyarrow as pa

        try:
            with path.open("rb") as file:
                yield self._parts(file)
        except (pa.ArrowException, OSError, EOFError) as error:
            if isinstance(error, OSError) and error.errno:
                raise
            raise _damaged(path) from error

    def _parts(self, file: Any) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        import pyarrow.parquet as pq

        book = pq.ParquetFile(file, thrift_string_size_limit=64 << 20, thrift_container_size_limit=4 << 20)
        return book.schema_arrow, book.iter_batches(ROWS)


class Arrow(Parquet):
    """An Arrow file or Feather file of the second version."""

    name = "arrow"
    extensions = (".arrow", ".feather", ".ipc")

    def _parts(self, file: Any) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        import pyarrow as pa

        book = pa.ipc.open_file(file)

        def parts() -> Iterator[pa.RecordBatch]:
            for at in range(book.num_record_batches):
                batch = book.get_batch(at)
                batch.validate(full=True)
                for begin in range(0, batch.num_rows, ROWS):
                    yield batch.slice(begin, ROWS)

        return book.schema, parts()


def _binary(schema: pa.Schema) -> list[tuple[str, ...]]:
    import pyarrow as pa

    return [(field.name,) for field in schema
            if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
            or pa.types.is_fixed_size_binary(field.type)]


def _damaged(path: Path) -> Problem:
    return Problem(
        "damaged-file",
        _("This file is damaged or cut off, and cannot be read."),
        where=path.name,
        remedy=_("Copy or download it again, or ask for it again."),
    )
