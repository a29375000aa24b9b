"""Cache: the table as memory-mapped Arrow files, one a column, each part with a checksum; may be deleted at any time.

<cache>/<dataset id>/table-<seq>.json   says which journal entry it stands at and which files hold which column
<cache>/<dataset id>/<uuid>.column      parts: one Arrow IPC record batch of one column each, at multiples of 64 bytes

A manifest that does not fit the journal, or a part whose checksum differs, is never trusted: the table is rebuilt.
A flipped byte in a mapped column would crash the process, so every part is verified before its first use.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa

from workstation.dataset.column import CHUNK_ROWS, Column, rechunked
from workstation.dataset.field import Field, uuid7
from workstation.dataset.table import Block, Table

FORMAT = 1
ALIGN = 64
SETTLED = 600  # seconds after which a file that nothing names is nobody's any more
Part = tuple[int, int, int]
"""Offset, length in bytes, CRC-32."""


class Damaged(Exception):
    """A cache that cannot be trusted; the caller rebuilds."""


@dataclass(frozen=True)
class Stored:
    """A column's file and its parts."""

    file: str
    parts: tuple[Part, ...]


class ColumnWriter:
    """Writes the parts of one column to a new file."""

    def __init__(self, folder: Path, kind: pa.DataType) -> None:
        """Open a new file in `folder` for arrays of type `kind`."""
        self._path = folder / f"{uuid7()}.column"
        self._schema = pa.schema([("values", kind)])
        self._path.touch(exist_ok=False)
        self._parts: list[Part] = []
        self._at = 0

    def add(self, array: pa.Array) -> None:
        """Append one part."""
        if array.offset or not len(array):
            array = pa.concat_arrays([array])  # a slice would carry its whole parent along
        data = memoryview(pa.record_batch([array], schema=self._schema).serialize())
        padding = -self._at % ALIGN
        with open(self._path, "ab") as file:  # not held open: a table of 10,000 columns would run out of open files
            file.write(b"\0" * padding)
            file.write(data)
        self._parts.append((self._at + padding, len(data), zlib.crc32(data)))
        self._at += padding + len(data)

    def finish(self) -> Stored:
        """Return what lies where."""
        return Stored(self._path.name, tuple(self._parts))

    def drop(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)


class Cache:
    """The cache folder of one dataset."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when something is first saved."""
        self._folder = folder
        self._known: WeakKeyDictionary[Column, Stored] = WeakKeyDictionary()
        self._made: set[str] = set()

    @property
    def folder(self) -> Path:
        """The folder, made when it was missing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder

    # --- reading -------------------------------------------------------------------------------------------------------

    def load(self, hash_of: Callable[[int], str | None]) -> tuple[int, int, Table] | None:
        """Return (seq, state, table) of the newest cache that fits the journal, None when there is none to trust.

        hash_of: a callable that gives the hash of entry `seq`, or None when there is no such entry
        """
        manifests = sorted(self._folder.glob("table-*.json"), reverse=True)
        for path in manifests:
            try:
                manifest = json.loads(path.read_text("utf-8"))
                if manifest["format"] != FORMAT or hash_of(manifest["seq"]) != manifest["hash"]:
                    continue
                return int(manifest["seq"]), int(manifest["state"]), self._table(manifest)
            except (Damaged, OSError, ValueError, KeyError, TypeError, pa.ArrowException):
                continue
        return None

    def _table(self, manifest: dict[str, Any]) -> Table:
        kinds = {"text": pa.string(), "rows": pa.int32(), "hidden": pa.int64()}
        columns = {key: self.column(_stored(one)) for key, one in manifest["columns"].items()}
        height = sum(block["count"] for block in manifest["blocks"])
        source_rows = self.chunks(_stored(manifest["source_rows"]), kinds["rows"])
        hidden = self.chunks(_stored(manifest["hidden"]), kinds["hidden"])
        table = Table(
            fields=tuple(Field.from_data(one) for one in manifest["fields"]),
            columns=columns,
            blocks=tuple(Block(**one) for one in manifest["blocks"]),
            source_rows=pa.chunked_array(source_rows, pa.int32()),
            hidden=np.array(pa.chunked_array(hidden, pa.int64()).to_numpy(), dtype=np.int64),
            retired={one["id"]: Field.from_data(one) for one in manifest["retired"]})
        if any(len(column) != height for column in columns.values()) or len(table.source_rows) != height:
            raise Damaged("a column is short")
        return table

    def column(self, stored: Stored, *, fresh: bool = False) -> Column:
        """Return a text column over its mapped file; Damaged when a checksum differs. `fresh`: written just now."""
        column = Column(pa.chunked_array(self.chunks(stored, pa.string(), fresh=fresh), pa.string()),
                        np.empty(0, np.int64), pa.array([], pa.string()))
        self._known[column] = stored
        if fresh:
            self._made.add(stored.file)
        return column

    def chunks(self, stored: Stored, kind: pa.DataType, *, fresh: bool = False) -> list[pa.Array]:
        """Return the parts of a file as mapped arrays; Damaged when a checksum differs."""
        if not stored.parts:
            return []
        schema = pa.schema([("values", kind)])
        name = Path(stored.file).name  # a manifest never leads out of the folder
        out = []
        with pa.memory_map(str(self._folder / name), "r") as mapped:
            size = mapped.size()
            for offset, length, checksum in stored.parts:
                if offset + length > size:
                    raise Damaged(f"{name} is short")
                mapped.seek(offset)
                data = mapped.read_buffer(length)  # the mapped bytes themselves: read_at would copy them to the heap
                if not fresh and zlib.crc32(data) != checksum:
                    raise Damaged(f"{name} differs at {offset}")
                out.append(pa.ipc.read_record_batch(data, schema).column(0))
        return out

    # --- writing -------------------------------------------------------------------------------------------------------

    def write_arrays(self, arrays: Iterable[pa.Array], kind: pa.DataType) -> Stored:
        """Write arrays as one new column file."""
        writer = ColumnWriter(self.folder, kind)
        try:
            for array in arrays:
                writer.add(array)
        except BaseException:
            writer.drop()
            raise
        stored = writer.finish()
        self._made.add(stored.file)
        return stored

    def spill(self, batches: Iterator[pa.RecordBatch]) -> dict[str, pa.ChunkedArray]:
        """Write batches to new files and return their columns mapped: rows in page cache, not in the heap."""
        writers: dict[str, ColumnWriter] = {}
        kinds: dict[str, pa.DataType] = {}
        try:
            for batch in batches:
                for name, array in zip(batch.schema.names, batch.columns, strict=True):
                    if name not in writers:
                        writers[name], kinds[name] = ColumnWriter(self.folder, array.type), array.type
                    writers[name].add(array)
        except BaseException:
            for writer in writers.values():
                writer.drop()
            raise
        stored = {name: writer.finish() for name, writer in writers.items()}
        self._made |= {one.file for one in stored.values()}
        return {name: pa.chunked_array(self.chunks(one, kinds[name], fresh=True), kinds[name]) for name, one in stored.items()}

    def save(self, table: Table, seq: int, state: int, entry_hash: str) -> Table:
        """Write the table as it stands at entry `seq`; returns the same table over the mapped files.

        Columns that lie in a file already are not written again.
        """
        mapped, stored = {}, {}
        for key, column in table.columns.items():
            known = self._known.get(column)
            if known is None:
                known = self.write_arrays(rechunked(column.folded.chunks), pa.string())
                column = self.column(known, fresh=True)
            mapped[key], stored[key] = column, known
        rows = [table.source_rows.slice(at, CHUNK_ROWS * 16).combine_chunks() for at in range(0, table.height, CHUNK_ROWS * 16)]
        manifest = {
            "format": FORMAT, "seq": seq, "state": state, "hash": entry_hash,
            "fields": [field.data() for field in table.fields],
            "retired": [field.data() for field in table.retired.values()],
            "blocks": [asdict(block) for block in table.blocks],
            "columns": {key: asdict(one) for key, one in stored.items()},
            "source_rows": asdict(self.write_arrays([_flat(one) for one in rows], pa.int32())),
            "hidden": asdict(self.write_arrays([pa.array(table.hidden, pa.int64())], pa.int64())),
        }
        path = self.folder / f"table-{seq:012d}.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(manifest), "utf-8")
        os.replace(part, path)
        self.sweep(path)
        return table.with_(columns=mapped)

    def sweep(self, keep: Path | None = None) -> None:
        """Remove manifests but the newest, and files that it does not name.

        A file that is mapped cannot be removed on Windows: it stays until a later sweep.
        """
        manifests = sorted(self._folder.glob("table-*.json"))
        newest = keep or (manifests[-1] if manifests else None)
        wanted = {stored.file for stored in self._known.values()}
        if newest is not None:
            try:
                manifest = json.loads(newest.read_text("utf-8"))
                wanted |= {one["file"] for one in manifest["columns"].values()}
                wanted |= {manifest["source_rows"]["file"], manifest["hidden"]["file"]}
            except (OSError, ValueError, KeyError):
                return
        for path in [*manifests, *self._folder.glob("*.column"), *self._folder.glob("*.part")]:
            with contextlib.suppress(OSError):
                # another process may be writing a column that no manifest names yet
                young = path.suffix != ".json" and time.time() - path.stat().st_mtime < SETTLED
                if path != newest and path.name not in wanted and (path.name in self._made or not young):
                    path.unlink()


def _flat(array: Any) -> pa.Array:
    return array if isinstance(array, pa.Array) else pa.concat_arrays(array.chunks)


def _stored(data: Mapping[str, Any]) -> Stored:
    return Stored(data["file"], tuple((int(o), int(n), int(c)) for o, n, c in data["parts"]))
