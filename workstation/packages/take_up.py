"""How a table takes up a delta: the list of changes, each of which the journal can keep and turn round."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.change import (
    CellsChanged,
    Change,
    FieldAdded,
    FieldDescribed,
    FieldMoved,
    FieldRemoved,
    FieldRestored,
    RowsHidden,
    RowsShown,
)
from workstation.dataset.column import Positions
from workstation.dataset.field import Field
from workstation.dataset.table import ORDINAL_BITS, Table
from workstation.packages.canonical import damaged
from workstation.packages.delta import FIELD, TEXT, Delta, check_delta, differs
from workstation.packages.manifest import ADDED, BlockMark
from workstation.packages.parquet import BLOCK, ORDINAL, SOURCE_ROW
from workstation.packages.snapshot import block_changes
from workstation.text import _


def changes(table: Table, delta: Delta, next_block: int) -> list[Change]:
    """Return what turns `table` (the older one of the delta, seen alike) into the newer one.

    next_block: number for the first new block of rows; further ones count up
    """
    check_delta(delta)
    return _Taking(table, delta, next_block).all()


class _Taking:
    """Collects the changes, each made on the table that the one before it left."""

    def __init__(self, table: Table, delta: Delta, next_block: int) -> None:
        self.now = table
        self.delta = delta
        self.next_block = next_block
        self.out: list[Change] = []

    def do(self, change: Change) -> None:
        self.now = change.apply(self.now)
        self.out.append(change)

    def all(self) -> list[Change]:
        if self.delta.removed.num_rows:
            self.do(RowsHidden(np.sort(self.row_ids(self.delta.removed))))
        kept = {field.id for field in self.delta.fields}
        for field in [field for field in self.now.fields if field.id not in kept]:
            self.do(FieldRemoved(field.id, self.now.fields.index(field)))
        fresh = {field.id for field in self.delta.fields if field.id not in self.now.by_id}
        for field in self.delta.fields:
            self.field(field)
        for field in self.delta.fields:
            if field.id not in fresh:
                self.cells(field)
        self.rows()
        self.order()
        return self.out

    def row_ids(self, rows: pa.Table) -> Positions:
        """Return the local row ids of (block UUID, ordinal)."""
        uuids = pa.array([block.uuid for block in self.now.blocks], pa.string())
        numbers = np.array([block.number for block in self.now.blocks], dtype=np.int64)
        index = pc.index_in(rows.column(BLOCK), value_set=uuids)
        if index.null_count:
            raise damaged(_("The package changes rows that are not here."))
        ids: Positions = numbers[index.to_numpy()] << ORDINAL_BITS | rows.column(ORDINAL).to_numpy()
        return ids

    def texts(self, field: Field) -> tuple[Positions, pa.Array]:
        """Return row ids, ascending, and texts that the delta gives to one field of rows that stay."""
        mine = self.delta.cells.filter(pc.equal(self.delta.cells.column(FIELD), field.id))
        ids = self.row_ids(mine)
        order = np.argsort(ids, kind="stable")
        texts = mine.column(TEXT)
        array = pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], pa.string())
        return ids[order], array.take(pa.array(order))

    def field(self, field: Field) -> None:
        """Bring a field to its attributes: described anew, added with its texts, or brought back."""
        if (was := self.now.by_id.get(field.id)) is not None:
            if was != field:
                self.do(FieldDescribed(was, field))
            return
        ids, texts = self.texts(field)
        if field.id not in self.now.retired:
            self.do(FieldAdded(field, len(self.now.fields), ids, texts))
            return
        was = self.now.retired[field.id]
        self.do(FieldRestored(field.id, len(self.now.fields)))
        if was != field:
            self.do(FieldDescribed(was, field))
        every = self.now.row_ids(self.now.visible)
        order = np.argsort(every, kind="stable")
        whole = np.full(len(every), -1, dtype=np.int64)
        whole[np.searchsorted(every[order], ids)] = np.arange(len(ids))
        self.set(field, every[order], texts.take(pa.array(whole, mask=whole < 0)))

    def cells(self, field: Field) -> None:
        """Change the texts of a field that was there."""
        ids, texts = self.texts(field)
        self.set(field, ids, texts)

    def set(self, field: Field, ids: Positions, texts: pa.Array) -> None:
        """Set texts, leaving out those that are there already."""
        if not len(ids):
            return
        old = self.now.columns[field.id].take(self.now.positions(ids))
        other = np.flatnonzero(differs(old, texts))
        if len(other):
            at = pa.array(other)
            self.do(CellsChanged(field.id, ids[other], old.take(at), texts.take(at)))

    def rows(self) -> None:
        """Add new blocks of rows, and bring back rows of blocks that are here already."""
        added = self.delta.added
        if not added.num_rows:
            return
        known = {block.uuid: block.count for block in self.now.blocks}
        for mark in self.delta.blocks:
            mine = added.filter(pc.equal(added.column(BLOCK), mark.uuid))
            if not mine.num_rows:
                continue
            mine = mine.take(pc.sort_indices(mine.column(ORDINAL)))
            if mark.uuid not in known:
                self.block(mark, mine)
            elif known[mark.uuid] != mark.count:
                raise damaged(_("The package counts other rows in a block than there are."), ADDED)
            else:
                self.back(mine)

    def block(self, mark: BlockMark, rows: pa.Table) -> None:
        """Add a block that is new here."""
        ordinals = rows.column(ORDINAL).to_numpy()
        if bool(np.any(ordinals[1:] <= ordinals[:-1])):
            raise damaged(_("The package holds a row twice."), ADDED)
        data = rows.select([field.id for field in self.delta.fields])
        for change in block_changes(mark, self.next_block, data, rows.column(SOURCE_ROW), ordinals):
            self.do(change)
        self.next_block += 1

    def back(self, rows: pa.Table) -> None:
        """Show rows that were hidden here, with the texts they have now."""
        ids = self.row_ids(rows)
        self.do(RowsShown(ids))
        for field in self.delta.fields:
            texts = rows.column(field.id)
            self.set(field, ids, pa.concat_arrays(texts.chunks))

    def order(self) -> None:
        """Move fields until they stand in the order of the newer table."""
        for at, field in enumerate(self.delta.fields):
            place = next(i for i, one in enumerate(self.now.fields) if one.id == field.id)
            if place != at:
                self.do(FieldMoved(field.id, place, at))
