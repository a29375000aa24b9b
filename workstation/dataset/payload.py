"""Payloads: how each kind of change is written into a journal entry and read back.

The entry holds a short header as plain data; what can be long or personal lies in a blob that the header names by
digest. Every blob starts from a random salt, so that the digest of an erased payload cannot be guessed back.
Small payloads are JSON, large ones Parquet.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from workstation.dataset.change import (
    KINDS,
    Annotated,
    CellsChanged,
    Change,
    Decided,
    FieldAdded,
    FieldDescribed,
    FieldMoved,
    FieldRemoved,
    FieldRestored,
    RowsAdded,
    RowsHidden,
    RowsShown,
    SettingChanged,
)
from workstation.dataset.column import CHUNK_ROWS, NO_POSITIONS, Positions, texts
from workstation.dataset.field import Field
from workstation.dataset.table import ORDINAL_BITS
from workstation.store import blobs

Header = dict[str, Any]
Spill = Callable[[Iterator[pa.RecordBatch]], Mapping[str, Any]]
SMALL = 256  # rows up to which JSON is smaller and quicker than Parquet
ROW_GROUP = 131_072
SALT = b"workstation.salt"
SOURCE_ROW = "source_row"


def parquet_options(names: list[str]) -> dict[str, Any]:
    """Return how we write Parquet: zstd, row ids packed as differences, dictionaries where they help."""
    return {"compression": "zstd", "compression_level": 1, "write_statistics": False,
            "column_encoding": {name: "DELTA_BINARY_PACKED" for name in names if name in ("row", SOURCE_ROW)},
            "use_dictionary": [name for name in names if name not in ("row", SOURCE_ROW)]}


def _salted(schema: pa.Schema) -> pa.Schema:
    return schema.with_metadata({SALT: os.urandom(16).hex()})


def put_json(db: sqlite3.Connection, data: Mapping[str, Any]) -> Header:
    """Keep plain data as a salted blob; returns the part of a header that names it."""
    text = json.dumps({"salt": os.urandom(16).hex(), **data}, ensure_ascii=False, separators=(",", ":"))
    return {"payload": blobs.put(db, text.encode("utf-8", "surrogatepass")), "format": "json"}


def put_table(db: sqlite3.Connection, table: pa.Table) -> Header:
    """Keep an Arrow table as a salted Parquet blob."""
    import pyarrow.parquet as pq

    writer = blobs.BlobWriter(db, compress=False)
    table = table.cast(_salted(table.schema))
    pq.write_table(table, writer, row_group_size=ROW_GROUP, **parquet_options(table.column_names))
    return {"payload": writer.finish(), "format": "parquet"}


class RowsWriter:
    """Writes a block of rows as Parquet while they are being read: `add` batches, then `finish`."""

    def __init__(self, db: sqlite3.Connection, field_ids: list[str]) -> None:
        """Start the payload; one string column for each field id and the source row."""
        self._blob = blobs.BlobWriter(db, compress=False)
        columns = [pa.field(key, pa.string()) for key in field_ids]
        self.schema = _salted(pa.schema([*columns, pa.field(SOURCE_ROW, pa.int32())]))
        self._parquet: Any = None
        self._held: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Take a batch with this schema's columns."""
        self._held.append(batch)
        self._rows += batch.num_rows
        if self._rows >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow.parquet as pq

        if self._parquet is None:
            few = _repeating(self._held[0]) if self._held else []
            options = parquet_options(self.schema.names) | {"use_dictionary": few}
            self._parquet = pq.ParquetWriter(self._blob, self.schema, **options)
        if self._held:
            self._parquet.write_table(pa.Table.from_batches(self._held), row_group_size=self._rows)
        self._held, self._rows = [], 0

    def finish(self) -> Header:
        """Write the rest; returns the part of a header that names the payload."""
        self._flush()
        self._parquet.close()
        return {"payload": self._blob.finish(), "format": "parquet"}


def _repeating(batch: pa.RecordBatch) -> list[str]:
    """Return the columns whose texts come again often: a dictionary of the others costs time and saves nothing."""
    import pyarrow.compute as pc

    return [name for name, column in zip(batch.schema.names, batch.columns, strict=True)
            if name != SOURCE_ROW and pc.count_distinct(column).as_py() * 4 <= max(4, batch.num_rows)]


def _rows_values(db: sqlite3.Connection, rows: np.ndarray[Any, Any], **columns: pa.Array) -> Header:
    if len(rows) <= SMALL:
        return put_json(db, {"row": rows.tolist(), **{name: array.to_pylist() for name, array in columns.items()}})
    return put_table(db, pa.table({"row": pa.array(rows), **columns}))


def read(db: sqlite3.Connection, header: Header) -> Mapping[str, Any]:
    """Return a payload's columns: lists for JSON, chunked arrays for Parquet."""
    if header["format"] == "json":
        data: dict[str, Any] = json.loads(blobs.get(db, header["payload"]).decode("utf-8", "surrogatepass"))
        data.pop("salt", None)
        return data
    import pyarrow.parquet as pq

    source = pa.PythonFile(io.BufferedReader(blobs.BlobReader(db, header["payload"]), blobs.PIECE), mode="r")
    table = pq.read_table(source)
    return {name: table.column(name) for name in table.column_names}


def _ids(values: Any) -> np.ndarray[Any, Any]:
    array = values.to_numpy() if isinstance(values, pa.ChunkedArray) else np.array(values, dtype=np.int64)
    return np.asarray(array, dtype=np.int64)


# --- writing -----------------------------------------------------------------------------------------------------------


def encode(db: sqlite3.Connection, change: Change) -> Header:
    """Write a change's payload into the open transaction; returns its header."""
    header: Header = {"kind": change.kind, "size": change.size}
    match change:
        case CellsChanged():
            header |= {"field": change.field} | _rows_values(db, change.rows, old=change.old, new=change.new)
        case FieldAdded():
            header |= {"field": change.field.data(), "position": change.position}
            if len(change.rows):
                header |= _rows_values(db, change.rows, new=texts(change.values))
        case FieldRemoved() | FieldRestored():
            header |= {"field": change.field, "position": change.position}
        case FieldDescribed():
            header |= {"before": change.before.data(), "after": change.after.data()}
        case FieldMoved():
            header |= {"field": change.field, "before": change.before, "after": change.after}
        case RowsAdded():
            header |= rows_header(change) | _encode_rows(db, change)
        case RowsHidden() | RowsShown():
            header |= _rows_values(db, change.rows)
        case SettingChanged():
            header |= {"key": change.key} | put_json(db, {"old": change.old, "new": change.new})
        case Annotated():
            header |= {"question": change.question, "person": change.person} | put_json(
                db, {"old": {str(k): v for k, v in change.old.items()}, "new": {str(k): v for k, v in change.new.items()}})
        case Decided():
            header |= {"verdict": change.verdict, "content_hash": change.content_hash} | put_json(db, {"reason": change.reason})
        case _:
            raise TypeError(f"no payload is known for {change!r}")
    return header


def rows_header(change: RowsAdded) -> Header:
    """Return the part of a header that says which block of rows it is."""
    return {"kind": change.kind, "size": change.size, "block": change.block, "number": change.number,
            "source": change.source, "sheet": change.sheet}


def _encode_rows(db: sqlite3.Connection, change: RowsAdded) -> Header:
    rows = change.source_rows or pa.chunked_array([pa.nulls(change.size, pa.int32())])
    if change.size <= SMALL:
        columns = {name: change.data.column(name).to_pylist() for name in change.data.column_names}
        return put_json(db, {"columns": columns, SOURCE_ROW: rows.to_pylist()})
    return put_table(db, change.data.append_column(SOURCE_ROW, rows))


# --- reading -----------------------------------------------------------------------------------------------------------


def _read_cells(db: sqlite3.Connection, header: Header) -> Change:
    found = read(db, header)
    return CellsChanged(header["field"], _ids(found["row"]), texts(found["old"]), texts(found["new"]))


def _read_field_added(db: sqlite3.Connection, header: Header) -> Change:
    field = Field.from_data(header["field"])
    if "payload" not in header:
        return FieldAdded(field, header["position"], NO_POSITIONS, pa.array([], pa.string()))
    found = read(db, header)
    return FieldAdded(field, header["position"], _ids(found["row"]), texts(found["new"]))


def _read_rows_added(db: sqlite3.Connection, header: Header, spill: Spill | None = None) -> Change:
    large = spill is not None and header["format"] == "parquet" and header["size"] > ROW_GROUP
    found = spill(_batches(db, header)) if spill and large else read(db, header)
    columns = found.get("columns") or {name: column for name, column in found.items() if name != SOURCE_ROW}
    data = pa.table({name: column if isinstance(column, pa.ChunkedArray) else pa.array(column, pa.string())
                     for name, column in columns.items()})
    rows = found[SOURCE_ROW]
    rows = rows if isinstance(rows, pa.ChunkedArray) else pa.chunked_array([pa.array(rows, pa.int32())])
    return RowsAdded(header["block"], header["number"], data, rows, header["source"], header["sheet"])


def _batches(db: sqlite3.Connection, header: Header) -> Iterator[pa.RecordBatch]:
    """Yield a Parquet payload in units of a chunk, so that no more than a row group is held."""
    import pyarrow.parquet as pq

    source = pa.PythonFile(io.BufferedReader(blobs.BlobReader(db, header["payload"]), blobs.PIECE), mode="r")
    yield from pq.ParquetFile(source).iter_batches(batch_size=CHUNK_ROWS, use_threads=False)


def _read_annotation(db: sqlite3.Connection, header: Header) -> Change:
    found = read(db, header)
    old, new = ({int(key): value for key, value in found[name].items()} for name in ("old", "new"))
    return Annotated(header["question"], header["person"], old, new)


def _read_setting(db: sqlite3.Connection, header: Header) -> Change:
    found = read(db, header)
    return SettingChanged(header["key"], found["old"], found["new"])


_READERS: dict[str, Callable[[sqlite3.Connection, Header], Change]] = {
    "cells": _read_cells,
    "field-added": _read_field_added,
    "field-removed": lambda _db, h: FieldRemoved(h["field"], h["position"]),
    "field-restored": lambda _db, h: FieldRestored(h["field"], h["position"]),
    "field-described": lambda _db, h: FieldDescribed(Field.from_data(h["before"]), Field.from_data(h["after"])),
    "field-moved": lambda _db, h: FieldMoved(h["field"], h["before"], h["after"]),
    "rows-added": _read_rows_added,
    "rows-hidden": lambda db, h: RowsHidden(_ids(read(db, h)["row"])),
    "rows-shown": lambda db, h: RowsShown(_ids(read(db, h)["row"])),
    "setting": _read_setting,
    "annotation": _read_annotation,
    "decision": lambda db, h: Decided(h["verdict"], read(db, h)["reason"], h["content_hash"]),
}
assert set(_READERS) == set(KINDS)


def decode(db: sqlite3.Connection, header: Header) -> Change:
    """Return the change that a header and its payload describe."""
    return _READERS[header["kind"]](db, header)


def decode_again(db: sqlite3.Connection, header: Header, blocks: Collection[str], spill: Spill | None = None) -> Change:
    """Return the change to do again; rows that lie in the table already (its `blocks`) are not read, only shown.

    spill: takes the batches of a block too large for the heap and returns its columns over mapped files
    """
    if header["kind"] == "rows-added":
        return RowsShown(_block_rows(header)) if header["block"] in blocks else _read_rows_added(db, header, spill)
    return decode(db, header)


def decode_back(db: sqlite3.Connection, header: Header) -> Change:
    """Return the change turned round; what taking back does not need is not read."""
    if header["kind"] == "rows-added":
        return RowsHidden(_block_rows(header))
    if header["kind"] == "field-added":
        return FieldRemoved(header["field"]["id"], header["position"])
    return decode(db, header).inverse()


def _block_rows(header: Header) -> Positions:
    first = int(header["number"]) << ORDINAL_BITS
    return np.arange(first, first + int(header["size"]), dtype=np.int64)


def payloads(header: Header) -> list[str]:
    """Return the digests of the blobs that a header names."""
    return [header["payload"]] if "payload" in header else []
