"""Table: an immutable set of columns with rows and fields that keep their ids; hidden rows stay inside."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.column import CHUNK_ROWS, NO_POSITIONS, Column, Positions
from workstation.dataset.field import Field
from workstation.errors import Problem
from workstation.text import _

ORDINAL_BITS = 32
"""A row id is block number << 32 | ordinal; the block number is local, its UUID is what others know."""


@dataclass(frozen=True)
class Block:
    """Rows added together by one import, append or hand: `count` rows from position `start`."""

    number: int
    uuid: str
    start: int
    count: int
    source: str = ""
    """Id of the source file they were read from; empty for rows added by hand."""
    sheet: str = ""


@dataclass(frozen=True)
class Origin:
    """Where a row came from: source id, sheet, row number in the file from 1."""

    source: str
    sheet: str
    row: int


@dataclass(frozen=True, eq=False)
class Table:
    """Fields in order, one Column for each field id (removed fields stay inside, like hidden rows).

    fields:      the fields that are there, in order
    columns:     {field id: Column}, all of the same length
    blocks:      in order of position
    source_rows: pa.ChunkedArray of int32, row in the source file from 1, null for rows added by hand
    hidden:      sorted int64 positions of removed rows
    """

    fields: tuple[Field, ...] = ()
    columns: Mapping[str, Column] = dataclasses.field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    source_rows: pa.ChunkedArray = dataclasses.field(default_factory=lambda: pa.chunked_array([], pa.int32()))
    hidden: Positions = dataclasses.field(default_factory=lambda: NO_POSITIONS)
    retired: Mapping[str, Field] = dataclasses.field(default_factory=dict)
    """Removed fields by id, so that a removal turned round finds them again."""

    def with_(self, **changes: object) -> Table:
        """Return a table with some parts changed and all others shared."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    # --- rows ---------------------------------------------------------------------------------------------------

    @property
    def height(self) -> int:
        """Number of rows inside, hidden ones included."""
        return self.blocks[-1].start + self.blocks[-1].count if self.blocks else 0

    def __len__(self) -> int:
        """Return the number of rows a person sees."""
        return self.height - len(self.hidden)

    @cached_property
    def visible(self) -> Positions:
        """Positions of the rows a person sees, in order; row n on screen is visible[n - 1]."""
        if not len(self.hidden):
            return np.arange(self.height, dtype=np.int64)
        mask = np.ones(self.height, dtype=bool)
        mask[self.hidden] = False
        return np.flatnonzero(mask).astype(np.int64)

    @cached_property
    def _starts(self) -> Positions:
        return np.array([block.start for block in self.blocks], dtype=np.int64)

    @cached_property
    def _numbers(self) -> Positions:
        return np.array([block.number for block in self.blocks], dtype=np.int64)

    @cached_property
    def _by_number(self) -> tuple[Positions, Positions, Positions]:
        order = np.argsort(self._numbers)
        counts = np.array([block.count for block in self.blocks], dtype=np.int64)
        return self._numbers[order], self._starts[order], counts[order]

    def row_ids(self, positions: Positions) -> Positions:
        """Return the row ids at these positions."""
        if not len(positions):
            return NO_POSITIONS
        at = np.searchsorted(self._starts, positions, side="right") - 1
        return self._numbers[at] << ORDINAL_BITS | (positions - self._starts[at])

    def positions(self, row_ids: Iterable[int] | Positions) -> Positions:
        """Return the positions of these row ids, in the same order; Problem when one is not here."""
        ids = np.asarray(row_ids if isinstance(row_ids, np.ndarray) else list(row_ids), dtype=np.int64)
        if not len(ids):
            return NO_POSITIONS
        numbers, starts, counts = self._by_number
        block, ordinal = ids >> ORDINAL_BITS, ids & ((1 << ORDINAL_BITS) - 1)
        at = np.searchsorted(numbers, block)
        ok = at < len(numbers)
        safe = np.where(ok, at, 0)
        ok = ok & (numbers[safe] == block) & (ordinal < counts[safe]) if len(numbers) else ok
        if not bool(np.all(ok)):
            raise Problem("no-row", _("Row id {row} is not in this dataset.", row=int(ids[~ok][0])),
                          remedy=_("Look the row up again; its id is shown by “show”."))
        return starts[safe] + ordinal

    def row_numbers(self, positions: Positions) -> Positions:
        """Return the row numbers a person sees (from 1) of visible positions."""
        return np.searchsorted(self.visible, positions) + 1 if len(self.hidden) else positions + 1

    def origin(self, position: int) -> Origin | None:
        """Return where the row at a position came from, None for a row added by hand."""
        block = self.blocks[int(np.searchsorted(self._starts, position, side="right")) - 1]
        row = self.source_rows[position].as_py()
        return None if row is None or not block.source else Origin(block.source, block.sheet, row)

    # --- fields -------------------------------------------------------------------------------------------------

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """The fields that are there, by id."""
        return {field.id: field for field in self.fields}

    def field(self, key: str) -> Field:
        """Return the field with this id or, failing that, this name; Problem when there is none."""
        if found := self.by_id.get(key):
            return found
        for field in self.fields:
            if field.name == key:
                return field
        names = ", ".join(field.name for field in self.fields[:20])
        raise Problem("no-field", _("There is no field “{field}”.", field=key), where=_("Fields: {names}", names=names),
                      remedy=_("Use one of these names."))

    def column(self, key: str) -> Column:
        """Return the column of the field with this id or name."""
        return self.columns[self.field(key).id]

    # --- reading ------------------------------------------------------------------------------------------------

    def cells(self, positions: Sequence[int] | Positions, fields: Sequence[str] | None = None) -> list[list[str | None]]:
        """Return the texts of some rows, one list for each position, in field order."""
        ids = [self.field(key).id for key in fields] if fields is not None else [field.id for field in self.fields]
        at = np.asarray(positions, dtype=np.int64)
        return [list(row) for row in zip(*(self.columns[key].values_at(at) for key in ids), strict=True)]

    def texts(self, key: str) -> list[str | None]:
        """Return what a person sees in one field, top to bottom. For tests and small tables."""
        out: list[str | None] = self.column(key).take(self.visible).to_pylist()
        return out

    def arrow(self, fields: Sequence[str] | None = None, positions: Positions | None = None) -> pa.Table:
        """Return rows (the visible ones, or `positions`) as an Arrow table named by field *id*."""
        ids = [self.field(key).id for key in fields] if fields is not None else [field.id for field in self.fields]
        whole = positions is None and not len(self.hidden)
        rows = self.visible if positions is None else positions
        arrays = [self.columns[key].folded if whole else self.columns[key].take(rows) for key in ids]
        return pa.table(arrays, names=ids) if ids else pa.table({})

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of what a person sees, by row id and field: equal content, equal hash, on any machine.

        Rows in order of (block UUID, ordinal); for each field its attributes, then in runs of 65,536 rows the
        validity as bytes, the lengths as little-endian int32 and the UTF-8 bytes of the texts.
        """
        digest = hashlib.sha256()
        order = self._canonical_order
        for block in sorted(self.blocks, key=lambda block: block.uuid):
            low, high = np.searchsorted(self.hidden, [block.start, block.start + block.count])
            gone = np.ascontiguousarray(self.hidden[low:high] - block.start, dtype="<i8")
            if len(gone) < block.count:
                digest.update(f"{block.uuid}:{block.count}:".encode() + hashlib.sha256(gone.tobytes()).digest())
        for field in self.fields:
            digest.update(json.dumps(field.data(), sort_keys=True, ensure_ascii=False).encode())
            column = self.columns[field.id]
            array = column.folded.combine_chunks() if order is None and column.folded.num_chunks == 1 else None
            for at in range(0, len(self), CHUNK_ROWS):
                if array is not None:
                    part = array.slice(at, CHUNK_ROWS)
                elif order is None:
                    part = _one(column.folded.slice(at, CHUNK_ROWS))
                else:
                    part = column.take(order[at : at + CHUNK_ROWS])
                _digest_texts(digest, part)
        return digest.hexdigest()

    @property
    def _canonical_order(self) -> Positions | None:
        """Visible positions by (block UUID, ordinal); None when that is simply every row in place."""
        uuids = [block.uuid for block in self.blocks]
        if uuids == sorted(uuids):
            return self.visible if len(self.hidden) else None
        parts = [np.arange(b.start, b.start + b.count, dtype=np.int64) for b in sorted(self.blocks, key=lambda b: b.uuid)]
        order = np.concatenate(parts)
        mask = np.ones(self.height, dtype=bool)
        mask[self.hidden] = False
        return order[mask[order]]


def _one(chunked: pa.ChunkedArray) -> pa.Array:
    return chunked.chunk(0) if chunked.num_chunks == 1 else pa.concat_arrays(chunked.chunks)


def _digest_texts(digest: hashlib._Hash, array: pa.Array) -> None:
    lengths = pc.fill_null(pc.binary_length(array), -1)
    digest.update(np.ascontiguousarray(lengths.to_numpy(zero_copy_only=False), dtype="<i4").tobytes())
    _validity, offsets, data = array.buffers()
    if data is None:
        return
    if array.null_count and array.null_count < len(array):
        array = pc.drop_null(array)  # bytes behind a null are not content
        _validity, offsets, data = array.buffers()
    elif array.null_count:
        return
    ends = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    digest.update(memoryview(data)[int(ends[0]) : int(ends[-1])])
