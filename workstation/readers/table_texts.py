"""The texts of a sheet's table, row by row: as shown or as stored, merged cells filled, every row accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workstation.job import Job
from workstation.readers.grid import Grid
from workstation.readers.guess import suggested_type
from workstation.readers.layout.fills import Fill
from workstation.readers.layout.table_layout import HEAD, NOTES, TableLayout
from workstation.readers.reader import Balance, Batch, Reading
from workstation.readers.table_notes import DamagedIdentities
from workstation.text import _

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

BATCH_ROWS = 16_384
SAMPLE = 1_000
"""Rows that the suggested types are made from, and some more of each batch."""


@dataclass(frozen=True)
class Plan:
    """What reading a table needs beside the grid: small, and without any text of it."""

    layout: TableLayout
    stored: frozenset[int] = frozenset()
    """Fields, by number from 0, that are read as they are stored."""
    fills: Mapping[int, Fill] = field(default_factory=dict)
    """Merged cells to fill, by column of the sheet."""


def balance_of(layout: TableLayout) -> Balance:
    """Return where the rows of a table's zone went; columns for a transposed table, whose records these are."""
    counts = {kind: sum(len(mark.rows) for mark in layout.marks if mark.kind == kind) for kind in (*HEAD, *NOTES, "hidden")}
    lines = layout.zone[1] - layout.zone[0] + 1
    read = len(layout.rows)
    head, notes, hidden = sum(counts[one] for one in HEAD), sum(counts[one] for one in NOTES), counts["hidden"]
    if layout.kind == "transposed":
        lines, head, notes, hidden = layout.area[1] - layout.area[0] + 1, len(layout.header), 0, 0
    elif layout.kind == "form":  # all its rows make one record; the first of them stands for it
        head = lines - read - notes - hidden - _blank(layout, lines)
    return Balance(
        lines=lines, read=read, blank=lines - read - head - notes - hidden, head=head, hidden=hidden, notes=notes
    )


def _blank(layout: TableLayout, lines: int) -> int:
    rows = {row for mark in layout.marks for row in mark.rows} | set(range(layout.header[0], layout.header[-1] + 1))
    return lines - len(rows)


def read(grid: Grid, names: Sequence[str], plan: Plan, job: Job) -> Reading:
    """Return a reading of one table; its balance, types and warnings stand once all batches were drawn."""
    if plan.layout.kind == "form":
        drawn = _form(grid, names, plan)
    elif plan.layout.kind == "transposed":
        drawn = _transposed(grid, names, plan, job)
    else:
        drawn = _table(grid, names, plan, job)
    seen = DamagedIdentities(names)
    samples: list[list[str | None]] = [[] for _name in names]

    def batches() -> Iterator[Batch]:
        for number, batch in enumerate(drawn):
            for place, column in enumerate(batch.data.columns):
                samples[place].extend(column.slice(0, 20 if number else SAMPLE).to_pylist())
                seen.look(place, column, batch.rows)
            yield batch
        reading.balance = balance_of(plan.layout)
        reading.suggested = tuple(suggested_type(sample) for sample in samples)
        reading.warnings.extend(seen.warnings())

    reading = Reading(batches())
    return reading


def _table(grid: Grid, names: Sequence[str], plan: Plan, job: Job) -> Iterator[Batch]:
    import numpy as np
    import pyarrow as pa

    layout = plan.layout
    for start in range(0, len(layout.rows), BATCH_ROWS):
        job.step(start, len(layout.rows), _("Reading rows"))
        part = layout.rows[start : start + BATCH_ROWS]
        columns = [column_texts(grid, part, column, place in plan.stored, plan.fills.get(column))
                   for place, column in enumerate(layout.columns)]
        yield Batch(pa.RecordBatch.from_arrays(columns, names=list(names)), pa.array((part + 1).astype(np.int32)))


def column_texts(grid: Grid, rows: Numbers, column: int, stored: bool, fill: Fill | None) -> pa.Array:
    """Return the texts of some rows of a column, merged cells filled; null where nothing is."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = _nulled(grid.stored(rows, column) if stored else grid.texts(rows, column))
    if fill is None or not len(rows):
        return texts
    low, high = np.searchsorted(fill.rows, [rows[0], rows[-1] + 1])
    there = np.isin(fill.rows[low:high], rows)
    if not there.any():
        return texts
    targets = fill.rows[low:high][there]
    sources, columns = fill.sources[low:high][there], fill.columns[low:high][there]
    values: list[str | None] = [None] * len(targets)
    for one in np.unique(columns).tolist():
        which = np.flatnonzero(columns == one)
        wanted, place = np.unique(sources[which], return_inverse=True)
        found = _nulled(grid.stored(wanted, one) if stored else grid.texts(wanted, one)).to_pylist()
        for at, index in zip(which.tolist(), place.tolist(), strict=True):
            values[at] = found[index]
    mask = np.zeros(len(rows), bool)
    mask[np.searchsorted(rows, targets)] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(values, pa.string()))


def _nulled(texts: Any) -> pa.Array:
    """Return texts as one array of strings without empty ones."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if texts.type != pa.string():
        texts = texts.cast(pa.string())
    empty = pc.equal(texts, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts


def _transposed(grid: Grid, names: Sequence[str], plan: Plan, job: Job) -> Iterator[Batch]:
    """Yield the columns of a transposed table as rows; the line of each is its column, from 1."""
    import numpy as np
    import pyarrow as pa

    layout = plan.layout
    order = np.array(sorted(layout.columns), np.int64)
    back = [int(np.searchsorted(order, row)) for row in layout.columns]
    made: list[list[str | None]] = []
    for at in job.each(layout.rows.tolist(), len(layout.rows), _("Reading rows")):
        fill = plan.fills.get(at)
        shown = column_texts(grid, order, at, False, fill).to_pylist()
        kept = column_texts(grid, order, at, True, fill).to_pylist() if plan.stored else shown
        made.append([(kept if place in plan.stored else shown)[index] for place, index in enumerate(back)])
    columns = [pa.array([row[place] for row in made], pa.string()) for place in range(len(names))]
    yield Batch(
        pa.RecordBatch.from_arrays(columns, names=list(names)), pa.array((layout.rows + 1).astype(np.int32))
    )


def _form(grid: Grid, names: Sequence[str], plan: Plan) -> Iterator[Batch]:
    """Yield the one record of a form; its line is the form's first row."""
    import numpy as np
    import pyarrow as pa

    columns = []
    for place, (row, column) in enumerate(plan.layout.cells):
        columns.append(column_texts(grid, np.array([row], np.int64), column, place in plan.stored, None))
    rows = pa.array((plan.layout.rows + 1).astype(np.int32))
    yield Batch(pa.RecordBatch.from_arrays(columns, names=list(names)), rows)
