"""A whole table as one Parquet file (the checkpoint), and the changes that make a dataset of it again.

Only what a person sees is written: removed rows and removed fields never leave the office. The count of each block is
told, so that the rows keep their ids and the content hash comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.change import Change, FieldAdded, RowsAdded, RowsHidden
from workstation.dataset.column import CHUNK_ROWS, NO_POSITIONS, Positions
from workstation.dataset.field import Field
from workstation.dataset.table import ORDINAL_BITS, Table
from workstation.job import Job
from workstation.packages.canonical import damaged
from workstation.packages.manifest import DATA, BlockMark, Manifest
from workstation.packages.parquet import BLOCK, ORDINAL, SOURCE_ROW, UID, read, unique_names, write
from workstation.text import _


def block_marks(table: Table) -> tuple[BlockMark, ...]:
    """Return the blocks of which a row is seen, in order of position."""
    out = []
    for block in table.blocks:
        low, high = np.searchsorted(table.hidden, [block.start, block.start + block.count])
        if high - low < block.count:
            out.append(BlockMark(block.uuid, block.count, block.sheet))
    return tuple(out)


def uid_columns(table: Table, positions: Positions) -> dict[str, pa.Array]:
    """Return block UUID, ordinal and source row of the rows at `positions`."""
    starts = np.array([block.start for block in table.blocks], dtype=np.int64)
    at = np.searchsorted(starts, positions, side="right") - 1
    uuids = pa.array([block.uuid for block in table.blocks], pa.string())
    ordinals = positions - starts[at] if len(positions) else NO_POSITIONS
    source = table.source_rows.take(pa.array(positions)) if len(positions) else pa.chunked_array([], pa.int32())
    return {BLOCK: uuids.take(pa.array(at, pa.int64())), ORDINAL: pa.array(ordinals, pa.int64()),
            SOURCE_ROW: pa.concat_arrays(source.chunks) if source.num_chunks else pa.array([], pa.int32())}


def column_names(fields: Sequence[Field]) -> list[str]:
    """Return the names of the Parquet columns: the row's id, then the fields by name."""
    uid = [name for name, _type in UID]
    return uid + unique_names([field.name for field in fields], uid)


def write_snapshot(table: Table, path: Path, job: Job) -> int:
    """Write the rows and fields that a person sees to a Parquet file; returns the number of rows."""
    names = column_names(table.fields)
    kinds = [kind for _name, kind in UID] + [pa.string()] * len(table.fields)
    schema = pa.schema(list(zip(names, kinds, strict=True)))

    def batches() -> Iterator[pa.RecordBatch]:
        visible = table.visible
        parts = range(0, len(visible), CHUNK_ROWS)
        for at in job.each(parts, len(parts), _("Writing rows")):
            rows = visible[at : at + CHUNK_ROWS]
            texts = [_run(table, field.id, rows) for field in table.fields]
            yield pa.record_batch([*uid_columns(table, rows).values(), *texts], schema=schema)

    return write(path, schema, batches())


def _run(table: Table, key: str, rows: Positions) -> pa.Array:
    """Return one column's texts at ascending positions; a run without gaps is a slice and copies nothing."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        part = table.columns[key].folded.slice(int(rows[0]), len(rows))
        return part.chunk(0) if part.num_chunks == 1 else pa.concat_arrays(part.chunks)
    return table.columns[key].take(rows)


def read_snapshot(path: Path, manifest: Manifest) -> list[Change]:
    """Return the changes that make the manifest's table out of an empty one: fields, blocks of rows, removed rows."""
    kinds = [kind for _name, kind in UID] + [pa.string()] * len(manifest.fields)
    found = read(path, kinds, manifest.rows, DATA)
    out: list[Change] = [FieldAdded(field, at, NO_POSITIONS, pa.array([], pa.string()))
                         for at, field in enumerate(manifest.fields)]
    data = pa.table(found.columns[3:], names=[field.id for field in manifest.fields])
    for number, (block, at, ordinals) in enumerate(_runs(found, manifest.blocks), start=1):
        out += block_changes(block, number, data.slice(at, len(ordinals)), found.column(2).slice(at, len(ordinals)),
                             ordinals)
    return out


def block_changes(block: BlockMark, number: int, data: pa.Table, source_rows: pa.ChunkedArray,
                  ordinals: Positions) -> list[Change]:
    """Return the change that adds a block of which these rows are seen, and the one that hides the others."""
    columns = {name: spread(data.column(name), ordinals, block.count) for name in data.column_names}
    rows = RowsAdded(block.uuid, number, pa.table(columns), spread(source_rows, ordinals, block.count), "", block.sheet)
    gone = np.setdiff1d(np.arange(block.count, dtype=np.int64), ordinals, assume_unique=True)
    return [rows, RowsHidden(gone + (number << ORDINAL_BITS))] if len(gone) else [rows]


def spread(column: pa.ChunkedArray, ordinals: Positions, count: int) -> pa.ChunkedArray:
    """Return `count` values in chunks: those of `column` at `ordinals` (ascending), null elsewhere."""
    out = []
    for start in range(0, count, CHUNK_ROWS):
        size = min(CHUNK_ROWS, count - start)
        low, high = np.searchsorted(ordinals, [start, start + size])
        part = column.slice(int(low), int(high - low))
        array = pa.concat_arrays(part.chunks) if part.num_chunks else pa.array([], column.type)
        if high - low < size:
            where = np.full(size, -1, dtype=np.int64)
            where[ordinals[low:high] - start] = np.arange(high - low)
            array = array.take(pa.array(where, mask=where < 0)) if len(array) else pa.nulls(size, column.type)
        out.append(array)
    return pa.chunked_array(out, type=column.type)


def _runs(found: pa.Table, blocks: Sequence[BlockMark]) -> Iterator[tuple[BlockMark, int, Positions]]:
    """Yield each block with the place and the ordinals of its rows; Problem when the order is not as announced."""
    index = block_index(found.column(0), [block.uuid for block in blocks])
    ordinals = found.column(1).to_numpy() if len(found) else NO_POSITIONS
    if len(index) > 1 and bool(np.any(index[1:] < index[:-1])):
        raise damaged(_("The rows of the package are out of order."), DATA)
    cuts = np.searchsorted(index, np.arange(len(blocks) + 1))
    for at, block in enumerate(blocks):
        mine = ordinals[cuts[at] : cuts[at + 1]]
        if not len(mine) or mine[0] < 0 or mine[-1] >= block.count or bool(np.any(mine[1:] <= mine[:-1])):
            raise damaged(_("The rows of the package are out of order."), DATA)
        yield block, int(cuts[at]), mine


def block_index(column: pa.ChunkedArray, uuids: Sequence[str]) -> Positions:
    """Return for each row the place of its block in `uuids`; Problem for a block that is not announced."""
    if not len(column):
        return NO_POSITIONS
    found = pc.index_in(column, value_set=pa.array(list(uuids), pa.string()))
    if found.null_count:
        raise damaged(_("The package holds rows of a block that it does not announce."), DATA)
    out: Positions = found.to_numpy().astype(np.int64)
    return out


def table_of(changes: Sequence[Change]) -> Table:
    """Return the table that changes make out of an empty one."""
    table = Table()
    for change in changes:
        table = change.apply(table)
    return table
