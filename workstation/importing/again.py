"""The first step of a re-run: kept sources read with other options, and laid over the rows and fields that were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset import payload, projection
from workstation.dataset.branching import Branch
from workstation.dataset.change import CellsChanged, Change, FieldAdded, FieldRemoved, RowsAdded, RowsHidden
from workstation.dataset.collecting import rows_added
from workstation.dataset.column import NO_POSITIONS, Positions
from workstation.dataset.dataset import Dataset
from workstation.dataset.field import Field, new_field
from workstation.dataset.journal import Entry
from workstation.dataset.operation import column_changed
from workstation.dataset.payload import Header
from workstation.dataset.table import ORDINAL_BITS, Table
from workstation.importing import source_fields
from workstation.importing.collect import landed
from workstation.importing.files import Landing, landing_in
from workstation.job import Job
from workstation.readers.options import Options
from workstation.readers.reader import Found
from workstation.rereading.again import Kept, kept_in, read_again
from workstation.rereading.gather import Gathered
from workstation.text import Sentence

ALIKE = 0.9
"""Share of equal cells from which a column under another name, in the same place, is the same column."""


@dataclass
class Carried:
    """What later steps have to know of the first one: which rows and fields became which, and what to tell."""

    rows: dict[int, tuple[Positions, Positions]] = field(default_factory=dict)
    """{number of an old block: (its row ids, sorted; their new ids)}, only where rows got a new block."""
    fields: dict[str, str] = field(default_factory=dict)
    """{old field id: new field id} for fields that later steps made anew."""
    renamed: dict[str, str] = field(default_factory=dict)
    warnings: list[Sentence] = field(default_factory=list)
    kept: int = 0
    gone: int = 0
    new: int = 0

    def mapped(self, ids: Positions) -> Positions:
        """Return what row ids are now, in their order; those that are gone are left out."""
        if not self.rows:
            return ids
        out = []
        for one in ids.tolist():
            known = self.rows.get(one >> ORDINAL_BITS)
            if known is None:
                out.append(one)
                continue
            at = int(np.searchsorted(known[0], one))
            if at < len(known[0]) and known[0][at] == one:
                out.append(int(known[1][at]))
        return np.array(out, dtype=np.int64)


@dataclass(frozen=True)
class _Read:
    kept: Kept
    found: Found
    rows: Gathered
    old: RowsAdded | None
    header: Header | None

    @property
    def same_block(self) -> bool:
        """Whether every row read now was a row before, in the same order."""
        if self.old is None or self.old.source_rows is None:
            return False
        now, before = self.rows.rows.to_numpy(), self.old.source_rows.to_numpy()
        if len(now) and (len(np.unique(now)) < len(now) or len(np.unique(before)) < len(before)):
            return len(now) == len(before) and bool(np.array_equal(now, before))
        places = np.flatnonzero(np.isin(before, now))
        return len(places) == len(now) and bool(np.array_equal(before[places], now))


def base_step(dataset: Dataset, made: Branch, entry: Entry, asked: Mapping[str, Any], secret: Mapping[str, Any],
              job: Job) -> Carried:
    """Put the import once more on the branch, as `asked`; `secret` holds a password, which is never kept."""
    carried = Carried()
    before = [Field.from_data(header["field"]) for header in entry.changes if header["kind"] == "field-added"]
    read = _read(dataset, made, entry, asked, secret, job)
    fields, landings = _fields(before, read, bool(asked.get("sources")), carried)
    gone = [one for one in before if one.id not in {new.id for new in fields}]
    items: list[Change | Header] = [FieldAdded(one, at, NO_POSITIONS, pa.array([], pa.string()))
                                    for at, one in enumerate([*fields, *gone])]
    ids = {one.name: one.id for one in fields}
    later: list[Change] = []
    number = projection.next_block(made.db)
    for one, to in zip(read, landings, strict=True):
        columns = landed(one.rows, to, ids, one.kept.file, one.found.sheet)
        carried.warnings += [*one.found.warnings, *one.rows.warnings]
        if one.header is not None and one.old is not None and one.same_block:
            items.append(one.header)
            later += _laid_over(one.old, one.rows, columns, [*fields, *gone], carried)
        elif len(one.rows):
            block = rows_added(number, columns, one.rows.rows, one.kept.source, one.found.sheet)
            number += 1
            items.append(block)
            _anchor(one.old, block, carried)
    items += later
    items += [FieldRemoved(one.id, len(fields) + at) for at, one in reversed(list(enumerate(gone)))]
    items += _settings(made, landings, ids)
    _unread(made, read)
    made.step(dict(asked), items)
    return carried


def _read(dataset: Dataset, made: Branch, entry: Entry, asked: Mapping[str, Any], secret: Mapping[str, Any],
          job: Job) -> list[_Read]:
    blocks = [header for header in entry.changes if header["kind"] == "rows-added"]
    options = Options.from_data(dict(asked.get("options") or {}) | dict(secret))
    out = []
    for kept in kept_in(asked):
        found, rows = read_again(dataset, kept, options, job)
        header = next((one for one in blocks if one["source"] == kept.source and one["sheet"] == kept.sheet), None)
        if header is not None:
            blocks.remove(header)
        old = payload.decode(made.db, header) if header is not None else None
        out.append(_Read(kept, found, rows, old if isinstance(old, RowsAdded) else None, header))
    return out


def _fields(before: Sequence[Field], read: Sequence[_Read], sources: bool, carried: Carried) -> tuple[
        list[Field], list[Landing]]:
    """Return the fields as they are now, those that are the same under their old ids, and where each table lands."""
    fields: list[Field] = []
    landings = []
    left = {one.name: one for one in before}
    settings: dict[str, Any] = {}
    for one in read:
        to = landing_in(Table(fields=tuple(fields)), settings, one.found.names, sources=sources)
        known = {this.name for this in fields}
        new = [name for name in to.fields if name not in known]
        taken = {name: left.pop(name) for name in new if name in left}
        for at, name in enumerate(to.names):
            if name in new and name not in taken:
                same = _same_column(one, at, before, left)
                if same is not None:
                    taken[name] = left.pop(same.name).with_(name=name)
                    carried.renamed[same.name] = name
        fields += [taken.get(name) or new_field(name) for name in new]
        if to.sources:
            ids = {this.name: this.id for this in fields}
            settings[source_fields.SETTING] = {key: ids[name] for key, name in to.sources.items()}
        landings.append(to)
    return fields, landings


def _same_column(one: _Read, at: int, before: Sequence[Field], left: Mapping[str, Field]) -> Field | None:
    """Return the field that held the same cells in the same place under another name."""
    if one.old is None or one.old.source_rows is None or at >= len(before) or before[at].name not in left:
        return None
    place = one.old.data.schema.get_field_index(before[at].id)
    if place < 0 or not len(one.rows):
        return None
    where = pc.index_in(one.rows.rows, value_set=one.old.source_rows.combine_chunks())
    both = pc.is_valid(where)
    old = one.old.data.column(place).take(where.filter(both))
    new = one.rows.columns[at].filter(both)
    if not len(new):
        return None
    equal = pc.fill_null(pc.equal(pc.fill_null(old, ""), pc.fill_null(new, "")), False)
    return before[at] if pc.sum(equal).as_py() >= ALIKE * len(new) else None


def _laid_over(old: RowsAdded, now: Gathered, columns: Mapping[str, pa.ChunkedArray], fields: Sequence[Field],
               carried: Carried) -> list[Change]:
    """Return what makes an old block that comes back into the rows read now: cells that differ, rows that fell away."""
    assert old.source_rows is not None
    before = old.source_rows.to_numpy()
    rows = now.rows.to_numpy()
    same = np.ones(len(before), bool) if len(before) == len(rows) else np.isin(before, rows)
    ids = old.rows[same]
    out: list[Change] = []
    table = _alone(old, fields)
    for one in fields:
        if one.id in columns:
            positions = np.flatnonzero(same).astype(np.int64)
            texts = table.columns[one.id].take(positions)
            for change in column_changed(table, one, positions, texts, columns[one.id]):
                assert isinstance(change, CellsChanged)
                out.append(CellsChanged(one.id, change.rows, change.old, change.new))
    if len(ids) < len(before):
        out.append(RowsHidden(old.rows[~same]))
    carried.kept += len(ids)
    carried.gone += len(before) - len(ids)
    return out


def _alone(block: RowsAdded, fields: Sequence[Field]) -> Table:
    """Return a table of one block, as it is when it comes back."""
    table = Table()
    for at, one in enumerate(fields):
        table = FieldAdded(one, at, NO_POSITIONS, pa.array([], pa.string())).apply(table)
    return block.apply(table)


def _anchor(old: RowsAdded | None, new: RowsAdded, carried: Carried) -> None:
    """Remember which row of a new block each old row is: that of the same row in the sheet."""
    if old is None or old.source_rows is None or new.source_rows is None:
        carried.new += new.size
        return
    where = pc.index_in(old.source_rows.combine_chunks(), value_set=new.source_rows.combine_chunks())
    at = pc.fill_null(where, -1).to_numpy(zero_copy_only=False)
    there = at >= 0
    carried.rows[old.number] = (old.rows[there], new.rows[at[there]])
    carried.kept += int(there.sum())
    carried.gone += int(len(at) - there.sum())
    carried.new += new.size - int(there.sum())


def _settings(made: Branch, landings: Sequence[Landing], ids: Mapping[str, str]) -> list[Change]:
    for to in landings:
        if to.sources:
            now = {key: ids[name] for key, name in to.sources.items()}
            return list(source_fields.remembered(projection.settings(made.db), now))
    return []


def _unread(made: Branch, read: Sequence[_Read]) -> None:
    from workstation.dataset.loading import Unread, keep_unread

    for one in read:
        made.db.execute("delete from rejected where source = ? and sheet = ?", [one.kept.source, one.kept.sheet])
    for one in read:
        keep_unread(made.db, one.kept.source, one.kept.sheet,
                    [Unread(line.line, line.raw, line.why) for line in one.rows.rejected])
