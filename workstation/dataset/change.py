"""Change: what an operation did, in kinds; each can be applied to a table and turned round.

Changes are keyed by field ids and row ids that never change, so they are also what sync sends. A change turned
round is a change: undo needs no code in any operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from workstation.dataset.column import Column, Positions, blank_column, rechunked, texts
from workstation.dataset.field import Field
from workstation.dataset.table import ORDINAL_BITS, Block, Table


@dataclass(frozen=True, eq=False)
class Change:
    """One part of what an entry did. `kind` is its stable name in the journal."""

    kind: ClassVar[str] = ""

    def apply(self, table: Table) -> Table:
        """Return the table with this change made; changes that touch no table return it as it is."""
        return table

    def inverse(self) -> Change:
        """Return the change that takes this one back."""
        raise TypeError(f"{self.kind} cannot be turned round")

    @property
    def touched(self) -> tuple[str, ...]:
        """Ids of the fields it touches."""
        return ()

    @property
    def size(self) -> int:
        """How many cells, rows or things it touches: the figure shown to people."""
        return 1


@dataclass(frozen=True, eq=False)
class CellsChanged(Change):
    """Texts of one field in some rows: `rows` are ids (int64), `old` and `new` arrays of strings."""

    kind: ClassVar[str] = "cells"
    field: str
    rows: Positions
    old: pa.Array
    new: pa.Array

    def apply(self, table: Table) -> Table:
        """Return the table with the new texts in place."""
        column = table.columns[self.field].with_edits(table.positions(self.rows), self.new)
        return table.with_(columns={**table.columns, self.field: column})

    def inverse(self) -> CellsChanged:
        """Return the change from new to old."""
        return replace(self, old=self.new, new=self.old)

    @property
    def touched(self) -> tuple[str, ...]:
        """The one field."""
        return (self.field,)

    @property
    def size(self) -> int:
        """Cells changed."""
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class FieldAdded(Change):
    """A new field at a position, with texts for some rows (ids); all other rows are blank."""

    kind: ClassVar[str] = "field-added"
    field: Field
    position: int
    rows: Positions
    values: pa.Array

    def apply(self, table: Table) -> Table:
        """Return the table with the field; one that was taken back before comes back with its texts."""
        columns = table.columns
        if self.field.id not in columns:
            column = blank_column(table.height)
            if len(self.rows):
                at = table.positions(self.rows)
                whole = len(at) == table.height and bool(np.all(at[1:] > at[:-1]))
                column = Column.from_chunks(rechunked([texts(self.values)])) if whole else column.with_edits(at, self.values)
            columns = {**columns, self.field.id: column}
        fields = list(table.fields)
        fields.insert(self.position, self.field)
        retired = {key: field for key, field in table.retired.items() if key != self.field.id}
        return table.with_(fields=tuple(fields), columns=columns, retired=retired)

    def inverse(self) -> FieldRemoved:
        """Return the removal of the field."""
        return FieldRemoved(self.field.id, self.position)

    @property
    def touched(self) -> tuple[str, ...]:
        """The new field."""
        return (self.field.id,)

    @property
    def size(self) -> int:
        """Cells filled."""
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class FieldRemoved(Change):
    """A field taken out of sight; its column stays inside so that it can come back."""

    kind: ClassVar[str] = "field-removed"
    field: str
    position: int

    def apply(self, table: Table) -> Table:
        """Return the table without the field."""
        gone = table.by_id[self.field]
        fields = tuple(field for field in table.fields if field.id != self.field)
        return table.with_(fields=fields, retired={**table.retired, self.field: gone})

    def inverse(self) -> FieldRestored:
        """Return the field's return."""
        return FieldRestored(self.field, self.position)

    @property
    def touched(self) -> tuple[str, ...]:
        """The field."""
        return (self.field,)


@dataclass(frozen=True, eq=False)
class FieldRestored(Change):
    """A removed field comes back to its place."""

    kind: ClassVar[str] = "field-restored"
    field: str
    position: int

    def apply(self, table: Table) -> Table:
        """Return the table with the field back."""
        fields = list(table.fields)
        fields.insert(self.position, table.retired[self.field])
        retired = {key: field for key, field in table.retired.items() if key != self.field}
        return table.with_(fields=tuple(fields), retired=retired)

    def inverse(self) -> FieldRemoved:
        """Return the removal."""
        return FieldRemoved(self.field, self.position)

    @property
    def touched(self) -> tuple[str, ...]:
        """The field."""
        return (self.field,)


@dataclass(frozen=True, eq=False)
class FieldDescribed(Change):
    """Attributes of a field (name, title, type, formats, description) changed."""

    kind: ClassVar[str] = "field-described"
    before: Field
    after: Field

    def apply(self, table: Table) -> Table:
        """Return the table with the field described anew."""
        return table.with_(fields=tuple(self.after if f.id == self.after.id else f for f in table.fields))

    def inverse(self) -> FieldDescribed:
        """Return the change back."""
        return FieldDescribed(self.after, self.before)

    @property
    def touched(self) -> tuple[str, ...]:
        """The field."""
        return (self.after.id,)


@dataclass(frozen=True, eq=False)
class FieldMoved(Change):
    """A field moved from one place to another (from 0)."""

    kind: ClassVar[str] = "field-moved"
    field: str
    before: int
    after: int

    def apply(self, table: Table) -> Table:
        """Return the table with the field in its new place."""
        fields = list(table.fields)
        fields.insert(self.after, fields.pop(self.before))
        return table.with_(fields=tuple(fields))

    def inverse(self) -> FieldMoved:
        """Return the move back."""
        return FieldMoved(self.field, self.after, self.before)

    @property
    def touched(self) -> tuple[str, ...]:
        """The field."""
        return (self.field,)


@dataclass(frozen=True, eq=False)
class RowsAdded(Change):
    """A block of new rows: `data` has one string column for each field id; `source_rows` int32 or None."""

    kind: ClassVar[str] = "rows-added"
    block: str
    number: int
    data: pa.Table
    source_rows: pa.ChunkedArray | None = None
    source: str = ""
    sheet: str = ""

    def apply(self, table: Table) -> Table:
        """Return the table with the rows at the end; rows taken back before are shown again."""
        if any(block.uuid == self.block for block in table.blocks):
            return RowsShown(self.rows).apply(table)
        count, start = self.data.num_rows, table.height
        new = Block(self.number, self.block, start, count, self.source, self.sheet)
        columns, given = {}, dict(zip(self.data.column_names, self.data.columns, strict=True))
        for key, column in table.columns.items():
            chunks = given[key].chunks if key in given else blank_column(count).base.chunks
            columns[key] = column.appended(chunks) if start else Column.from_chunks(chunks)
        rows = self.source_rows or pa.chunked_array([pa.nulls(count, pa.int32())])
        together = pa.chunked_array([*table.source_rows.chunks, *rows.chunks], type=pa.int32())
        if together.num_chunks > 64:
            together = pa.chunked_array([together.combine_chunks()], type=pa.int32())
        return table.with_(columns=columns, blocks=(*table.blocks, new), source_rows=together)

    @property
    def rows(self) -> Positions:
        """Ids of the new rows."""
        return np.arange(self.data.num_rows, dtype=np.int64) + (self.number << ORDINAL_BITS)

    def inverse(self) -> RowsHidden:
        """Return the hiding of these rows."""
        return RowsHidden(self.rows)

    @property
    def touched(self) -> tuple[str, ...]:
        """Every field that got texts."""
        return tuple(self.data.column_names)

    @property
    def size(self) -> int:
        """Rows added."""
        return int(self.data.num_rows)


@dataclass(frozen=True, eq=False)
class RowsHidden(Change):
    """Rows (ids) removed: hidden, never thrown away."""

    kind: ClassVar[str] = "rows-hidden"
    rows: Positions

    def apply(self, table: Table) -> Table:
        """Return the table without these rows in sight."""
        return table.with_(hidden=np.union1d(table.hidden, table.positions(self.rows)))

    def inverse(self) -> RowsShown:
        """Return their coming back."""
        return RowsShown(self.rows)

    @property
    def size(self) -> int:
        """Rows hidden."""
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class RowsShown(Change):
    """Hidden rows (ids) come back to their places."""

    kind: ClassVar[str] = "rows-shown"
    rows: Positions

    def apply(self, table: Table) -> Table:
        """Return the table with these rows in sight."""
        return table.with_(hidden=np.setdiff1d(table.hidden, table.positions(self.rows), assume_unique=True))

    def inverse(self) -> RowsHidden:
        """Return the hiding."""
        return RowsHidden(self.rows)

    @property
    def size(self) -> int:
        """Rows shown."""
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class SettingChanged(Change):
    """One of the dataset's own settings (mapping to a standard, label schema): plain data, None is absent."""

    kind: ClassVar[str] = "setting"
    key: str
    old: Any
    new: Any

    def inverse(self) -> SettingChanged:
        """Return the change back."""
        return SettingChanged(self.key, self.new, self.old)


@dataclass(frozen=True, eq=False)
class Annotated(Change):
    """Answers of one person to one question of the label schema, for some rows (ids).

    old, new: {row id: answer}, an answer is plain data (text or list of texts), None is no answer
    """

    kind: ClassVar[str] = "annotation"
    question: str
    person: str
    old: Mapping[int, Any]
    new: Mapping[int, Any]

    def inverse(self) -> Annotated:
        """Return the change back."""
        return Annotated(self.question, self.person, self.new, self.old)

    @property
    def size(self) -> int:
        """Rows answered."""
        return len(self.new)


@dataclass(frozen=True, eq=False)
class Decided(Change):
    """A decision about the whole dataset: submitted, approved or returned. Withdrawn only by a new entry."""

    kind: ClassVar[str] = "decision"
    verdict: str
    reason: str = ""
    content_hash: str = ""


KINDS: dict[str, type[Change]] = {
    c.kind: c
    for c in (CellsChanged, FieldAdded, FieldRemoved, FieldRestored, FieldDescribed, FieldMoved, RowsAdded,
              RowsHidden, RowsShown, SettingChanged, Annotated, Decided)
}
TABLE_KINDS = frozenset(KINDS) - {"setting", "annotation", "decision"}
"""Changes that move the table and so make its cache stale."""
