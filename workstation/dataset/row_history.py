"""Row history: which steps touched one row, newest first, read from the stored changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workstation.dataset import payload
from workstation.dataset.change import Annotated, CellsChanged, FieldAdded, RowsHidden, RowsShown
from workstation.dataset.column import NO_POSITIONS, Positions
from workstation.dataset.journal import ROOT, Entry
from workstation.dataset.table import ORDINAL_BITS
from workstation.job import Job

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset

KEPT = 64  # changes whose row ids are kept: 8 bytes a row, and moving through rows asks for the same ones again
LOOKED = 300  # steps looked at: a panel shows the last few


@dataclass(frozen=True)
class RowStep:
    """One step that touched the row: the entry, and the ids of the fields it changed there (empty: the row itself)."""

    entry: Entry
    fields: tuple[str, ...]


class RowHistory:
    """Answers for one dataset; keeps the row ids of the changes it has read."""

    def __init__(self, dataset: Dataset) -> None:
        """Read from the journal of `dataset`."""
        self._dataset = dataset
        self._kept: dict[tuple[int, int], Positions] = {}

    def steps(self, row_id: int, limit: int = 6, job: Job | None = None) -> list[RowStep]:
        """Return the newest steps, on the way from the import to where we stand, that touched this row."""
        looked, found = job or Job(), []
        for done, entry in enumerate(self._way()):
            looked.step(done, LOOKED, "")
            fields = [field for field, rows in self._touched(entry) if _holds(rows, row_id)]
            if fields:
                found.append(RowStep(entry, tuple(dict.fromkeys(field for field in fields if field))))
            if len(found) >= limit or done >= LOOKED:
                break
        return found

    def _way(self) -> Iterator[Entry]:
        state = self._dataset.state
        while state != ROOT:
            entry = self._dataset.journal.entry(state)
            yield entry
            state = entry.parent

    def _touched(self, entry: Entry) -> Iterator[tuple[str, Positions]]:
        for i, header in enumerate(entry.changes):
            if header["kind"] in ("cells", "field-added", "rows-added", "rows-hidden", "rows-shown", "annotation"):
                field = header.get("field") or ""
                yield str(field["id"] if isinstance(field, dict) else field), self._rows(entry, i)

    def _rows(self, entry: Entry, i: int) -> Positions:
        key, header = (entry.seq, i), entry.changes[i]
        if header["kind"] == "rows-added":  # an import of a million rows is not read again to know its row ids
            first = int(header["number"]) << ORDINAL_BITS
            return np.arange(first, first + int(header["size"]), dtype=np.int64)
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            change = payload.decode(self._dataset._db, header)
            rows: Positions = NO_POSITIONS
            if isinstance(change, (CellsChanged, FieldAdded, RowsHidden, RowsShown)):
                rows = np.sort(change.rows)
            elif isinstance(change, Annotated):
                rows = np.sort(np.fromiter(change.new, dtype=np.int64, count=len(change.new)))
            self._kept[key] = rows
        return self._kept[key]


def _holds(rows: Positions, row_id: int) -> bool:
    at = int(np.searchsorted(rows, row_id))
    return at < len(rows) and int(rows[at]) == row_id
