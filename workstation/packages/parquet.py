"""Parquet as this room writes and reads it: zstd, text columns, a row's id beside it; bounded when read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from workstation.dataset.column import CHUNK_ROWS
from workstation.errors import Problem
from workstation.packages.canonical import MAX_TEXT, damaged
from workstation.text import _

BLOCK, ORDINAL, SOURCE_ROW = "_block", "_ordinal", "_source_row"
UID = [(BLOCK, pa.string()), (ORDINAL, pa.int64()), (SOURCE_ROW, pa.int32())]
"""The three columns before the fields: block UUID, place in the block from 0, row in the source file from 1."""


def unique_names(names: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Return the names, made different from each other and from those taken by a number at the end."""
    used, out = set(taken), []
    for name in names:
        tries = itertools.chain([name], (f"{name}_{n}" for n in itertools.count(2)))
        free = next(one for one in tries if one not in used)
        used.add(free)
        out.append(free)
    return out


def write(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches to a Parquet file and return the number of rows.

    Whole numbers are delta-encoded: the ordinals of neighbouring rows then cost next to nothing.
    """
    numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=3, version="2.6",
                          use_dictionary=[field.name for field in schema if field.name not in numbers],
                          column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
                          write_statistics=numbers or False) as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def read(path: Path, types: Sequence[pa.DataType], rows: int, where: str, limit: int = MAX_TEXT) -> pa.Table:
    """Return a Parquet file that must have columns of these types and so many rows; Problem otherwise.

    Texts are read as dictionaries and measured before they are unfolded: a small file can claim texts without end.
    """
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            if [field.type for field in schema] != list(types) or file.metadata.num_rows != rows:
                raise damaged(_("The table in the package is not the one that was announced."), where)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(_("The table in the package cannot be read."), where) from error
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    batches, unfolded = [], 0
    try:
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            for batch in file.iter_batches(batch_size=CHUNK_ROWS):
                unfolded += sum(_bytes(column) for column in batch.columns)
                if unfolded > limit:
                    raise Problem("too-large", _("The package unfolds to more than {limit} bytes.", limit=limit),
                                  where=where,
                                  remedy=_("Ask the sender to divide the dataset."))
                batches.append(pa.record_batch([_plain(column) for column in batch.columns], schema=schema))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(_("The table in the package cannot be read."), where) from error
    return pa.Table.from_batches(batches, schema)


def _bytes(column: pa.Array) -> int:
    if not isinstance(column, pa.DictionaryArray):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary)
    return (pc.sum(pc.cast(lengths.take(column.indices), pa.int64())).as_py() or 0) + 4 * len(column)


def _plain(column: pa.Array) -> pa.Array:
    if not isinstance(column, pa.DictionaryArray):
        return column
    array = column.dictionary.take(column.indices)
    array.validate(full=True)  # texts that are no UTF-8 would crash later, far from here
    return array


def slices(columns: dict[str, Any], rows: int) -> Iterator[pa.RecordBatch]:
    """Yield batches of at most CHUNK_ROWS rows out of arrays of equal length."""
    for at in range(0, rows, CHUNK_ROWS):
        arrays = [_one(array.slice(at, CHUNK_ROWS)) for array in columns.values()]
        yield pa.record_batch(arrays, names=list(columns))


def _one(array: Any) -> pa.Array:
    if isinstance(array, pa.ChunkedArray):
        return array.chunk(0) if array.num_chunks == 1 else pa.concat_arrays(array.chunks)
    return array
