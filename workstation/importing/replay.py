"""One later step of a re-run: done again on what is there now, or told why it no longer fits."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from workstation.dataset import payload, projection
from workstation.dataset.branching import Branch
from workstation.dataset.change import Annotated, CellsChanged, Change, FieldAdded, RowsAdded, RowsHidden, SettingChanged
from workstation.dataset.collecting import rows_added
from workstation.dataset.column import NO_POSITIONS, Positions
from workstation.dataset.dataset import Dataset
from workstation.dataset.field import Field, new_field
from workstation.dataset.journal import Entry
from workstation.dataset.operation import Operation, column_changed
from workstation.dataset.payload import Header
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.importing.again import Carried
from workstation.job import Job
from workstation.operations.edit_cells import EditCells
from workstation.readers.options import Options
from workstation.rereading.again import kept_in, read_again
from workstation.text import N_, _n
from workstation.workspace import Workspace

DONE, NOTHING, DID_NOT_FIT = N_("done"), N_("nothing to change"), N_("did not fit")


@dataclass(frozen=True)
class Step:
    """What became of a step: outcome is done, nothing to change, or did not fit; why says what was lost."""

    step: int
    summary: str
    outcome: str
    why: str = ""

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return dataclasses.asdict(self)


def replayed(workspace: Workspace, dataset: Dataset, made: Branch, entry: Entry, carried: Carried, job: Job,
             asked: Mapping[str, Any] | None = None) -> Step:
    """Do one entry again on the branch; `asked` replaces what it asked for. What cannot be done is left out and told."""
    data = _renamed(dict(asked or entry.operation), carried)
    lost = ""
    try:
        if data.get("operation") == "append_rows":
            items: Sequence[Change | Header] = _appended(dataset, made, entry, data, job)
        elif any(header["kind"] == "rows-added" for header in entry.changes):
            items = _as_stored(made, entry)
        else:
            operation = workspace.operation({key: value for key, value in data.items() if key != "rows"})
            rows = _touched(made, entry, carried) if "rows" in data else None
            operation, lost = _anchored(operation, made.table, carried)
            resolved = operation.resolved(made.table)
            resolved.check(made.table)
            changes = list(resolved.change(made.table, rows, made.context(entry.person, job)))
            data = resolved.data() | ({"rows": len(rows)} if rows is not None else {})
            items = _same_fields(made, entry, changes, carried)
    except Problem as problem:
        return Step(entry.seq, entry.summary, DID_NOT_FIT, " ".join(one for one in (problem.what, problem.where) if one))
    if not items:
        return Step(entry.seq, entry.summary, NOTHING, lost)
    made.step(data, items)
    return Step(entry.seq, entry.summary, DONE, lost)


def _renamed(data: dict[str, Any], carried: Carried) -> dict[str, Any]:
    """Return an operation's data with fields that were made anew under their new ids."""
    if not carried.fields:
        return data
    text = json.dumps(data, ensure_ascii=False)
    for old, new in carried.fields.items():
        text = text.replace(old, new)
    out: dict[str, Any] = json.loads(text)
    return out


def _touched(made: Branch, entry: Entry, carried: Carried) -> Positions:
    """Return the rows that a step on some rows changed then; which others it looked at is not known any more."""
    found: list[Positions] = []
    for header in entry.changes:
        change = payload.decode(made.db, header)
        if isinstance(change, CellsChanged | FieldAdded | RowsHidden):
            found.append(change.rows)
        elif isinstance(change, Annotated):
            found.append(np.fromiter(change.new, np.int64, len(change.new)))
    rows = np.unique(np.concatenate(found)) if found else NO_POSITIONS
    return _there(made.table, carried.mapped(rows))


def _there(table: Table, rows: Positions) -> Positions:
    """Return those of some row ids that a person sees."""
    if not len(rows):
        return rows
    seen = np.sort(table.row_ids(table.visible))
    at = np.minimum(np.searchsorted(seen, rows), max(len(seen) - 1, 0))
    return rows[seen[at] == rows] if len(seen) else NO_POSITIONS


def _anchored(operation: Operation, table: Table, carried: Carried) -> tuple[Operation, str]:
    """Return an operation that names rows with what they are now, and in words what is no longer there."""
    if not isinstance(operation, EditCells):
        return operation, ""
    cells = []
    ids = {one.id for one in table.fields}
    for row, key, text in operation.cells:
        now = _there(table, carried.mapped(np.array([int(row)], dtype=np.int64)))
        if len(now) and (key in ids or any(one.name == key for one in table.fields)):
            cells.append((int(now[0]), key, text))
    lost = len(operation.cells) - len(cells)
    if lost and not cells:
        raise Problem("gone", _n("{n} cell that was edited is not there any more.",
                                 "{n} cells that were edited are not there any more.", lost))
    said = _n("{n} cell that was edited is not there any more.", "{n} cells that were edited are not there any more.",
              lost) if lost else ""
    return dataclasses.replace(operation, cells=tuple(cells)), said


def _same_fields(made: Branch, entry: Entry, changes: Sequence[Change], carried: Carried) -> list[Change | Header]:
    """Return the changes of a step; a field that it made before is the same field again, by its id."""
    before = [header for header in entry.changes if header["kind"] == "field-added"]
    out: list[Change | Header] = []
    table = made.table
    for change in changes:
        header = before.pop(0) if isinstance(change, FieldAdded) and before else None
        if not isinstance(change, FieldAdded) or header is None:
            out.append(change)
            table = change.apply(table)
            continue
        old = payload.decode(made.db, header)
        assert isinstance(old, FieldAdded)
        if carried.rows or old.field.name != change.field.name:
            carried.fields[old.field.id] = change.field.id  # its old texts belong to rows of another block
            out.append(change)
            table = change.apply(table)
            continue
        fresh = FieldAdded(new_field(change.field.name), change.position, change.rows, change.values).apply(table)
        texts = fresh.columns[fresh.fields[change.position].id].folded
        out.append(header)
        table = made.decoded(header).apply(table)
        every = np.arange(table.height, dtype=np.int64)
        for one in column_changed(table, old.field, every, table.columns[old.field.id].folded, texts):
            out.append(one)
            table = one.apply(table)
    return out


def _as_stored(made: Branch, entry: Entry) -> list[Change | Header]:
    """Return what added rows once more, as it is stored: the same rows, into the fields that are there."""
    out: list[Change | Header] = []
    there = set(made.table.by_id)
    position = len(made.table.fields)
    for header in entry.changes:
        if header["kind"] == "field-added":
            if header["field"]["id"] not in there:
                out.append(FieldAdded(Field.from_data(header["field"]), position, NO_POSITIONS, pa.array([], pa.string())))
                there.add(header["field"]["id"])
                position += 1
        elif header["kind"] == "setting":
            change = payload.decode(made.db, header)
            assert isinstance(change, SettingChanged)
            out.append(SettingChanged(change.key, projection.settings(made.db).get(change.key), change.new))
        else:
            out.append(header)
    return out


def _appended(dataset: Dataset, made: Branch, entry: Entry, data: Mapping[str, Any], job: Job) -> list[Change | Header]:
    """Return an append compared anew; the same rows come back as the same block."""
    from workstation.importing.append import Wish, planned
    from workstation.importing.files import landing_in

    kept = kept_in(data)[0]
    found, read = read_again(dataset, kept, Options.from_data(kept.options), job)
    said = {name: made.table.by_id[one].name if one else None for name, one in kept.match.items()
            if name in found.names and (not one or one in made.table.by_id)}
    settings = projection.settings(made.db)
    to = landing_in(made.table, settings, found.names, said=said, sources=bool(data.get("sources")))
    key = tuple(made.table.field(one).id for one in data.get("key") or ())
    wish = Wish(key, str(data.get("take")), said, bool(data.get("keep_filled")), bool(data.get("sources")))
    plan = planned(made.table, read, to, found, kept.file, key, wish, job)
    out: list[Change | Header] = []
    stored = [header for header in entry.changes if header["kind"] == "field-added"]
    ids = {one.id: next((h["field"]["id"] for h in stored if h["field"]["name"] == one.name), one.id) for one in plan.added}
    for at, one in enumerate(plan.added):
        out.append(FieldAdded(one.with_(id=ids[one.id]), len(made.table.fields) + at, NO_POSITIONS, pa.array([], pa.string())))
    if len(plan.take):
        places = pa.array(plan.take)
        columns = {ids.get(one, one): column.take(places) for one, column in plan.columns.items()}
        block = rows_added(projection.next_block(made.db), columns, read.rows.take(places), kept.source, found.sheet)
        out.append(_stored_block(made, entry, block) or block)
    for change in plan.cells:
        assert isinstance(change, CellsChanged)
        out.append(dataclasses.replace(change, field=ids.get(change.field, change.field)))
    return out


def _stored_block(made: Branch, entry: Entry, block: RowsAdded) -> Header | None:
    """Return the header of the block that an entry added, when it holds just these rows and texts."""
    for header in entry.changes:
        if header["kind"] == "rows-added" and header["size"] == block.size:
            old = payload.decode(made.db, header)
            if isinstance(old, RowsAdded) and set(old.data.column_names) == set(block.data.column_names) and all(
                    old.data.column(name).equals(block.data.column(name)) for name in block.data.column_names):
                return header
    return None
