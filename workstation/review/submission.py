"""Submission: what is handed in: the steps since the last version and, cell by cell, what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workstation.dataset.journal import ROOT
from workstation.dataset.looking_back import reason_of
from workstation.dataset.preview import PreviewCell
from workstation.text import _

if TYPE_CHECKING:
    import numpy as np

    from workstation.dataset.column import Column, Positions
    from workstation.dataset.dataset import Dataset
    from workstation.dataset.journal import Entry
    from workstation.dataset.table import Table
    from workstation.job import Job

SHOWN = 2000  # changed cells that are listed one by one; the counts are exact


@dataclass(frozen=True)
class FieldSum:
    """How many cells of one field differ from the last version."""

    name: str
    cells: int


@dataclass(frozen=True)
class Decision:
    """One line of the list of decisions: submit, approve, return or withdraw; `version` is 0 where none was made."""

    entry: Entry
    verdict: str
    person: str
    time: str
    reason: str
    version: int


@dataclass(frozen=True)
class Submission:
    """What stands now beside what was approved last.

    since:    number of the version compared with, 0 for the import
    steps:    what was done since, oldest first
    cells:    the first SHOWN changed cells, before and after; `cell_count` counts all
    added, removed: rows
    check:    the newest check of exactly this content, None when it was not checked since the last change
    """

    since: int
    rows: int
    content_hash: str
    steps: tuple[Entry, ...]
    fields: tuple[FieldSum, ...]
    cells: tuple[PreviewCell, ...]
    cell_count: int
    added: int
    removed: int
    check: Entry | None
    decisions: tuple[Decision, ...]
    submitter: str
    """Who handed in what stands now, '' while it is not submitted."""
    reason: str
    """Why it was returned, '' unless it was."""

    @property
    def changed(self) -> bool:
        """Whether anything differs from what was approved last."""
        return bool(self.cell_count or self.added or self.removed or self.steps)


def of(dataset: Dataset, job: Job) -> Submission:
    """Return what would be submitted, or was, in comparison with the last version (or with the import)."""
    table, versions, history = dataset.table, dataset.versions(), dataset.history()
    base = versions[-1].state if versions else _import_state(history)
    job.step(0, 0, _("Comparing with the last version"))
    _back, again = dataset.journal.path(base, dataset.state)
    known = {entry.seq: entry for entry in history}
    before = dataset.table_at(base)
    fields, cells, count = _compared(before, table, job)
    came, gone = _rows(before, table)
    decisions = tuple(_decision(dataset, entry, {v.entry: v.number for v in versions})
                      for entry in reversed(history) if entry.kind == "decision")
    status = dataset.status
    last = decisions[0] if decisions else None
    return Submission(
        versions[-1].number if versions else 0, len(table), table.content_hash, tuple(known[seq] for seq in again),
        tuple(fields), tuple(cells), count, came, gone, _check(history, dataset.state), decisions,
        last.person if last and status == "submitted" else "", last.reason if last and status == "returned" else "")


def _import_state(history: list[Entry]) -> int:
    """Return the state right after the first import: what came in is not a change by a person."""
    first = next((entry for entry in history if entry.kind == "do"), None)
    return first.state if first is not None else ROOT


def _check(history: list[Entry], state: int) -> Entry | None:
    return next((entry for entry in reversed(history)
                 if entry.kind == "record" and entry.operation.get("operation") == "check" and entry.state == state), None)


def _decision(dataset: Dataset, entry: Entry, versions: dict[int, int]) -> Decision:
    return Decision(entry, str(entry.operation["operation"]), entry.person, entry.time, reason_of(dataset, entry),
                    versions.get(entry.seq, 0))


def _rows(before: Table, after: Table) -> tuple[int, int]:
    import numpy as np

    old, new = before.visible, after.visible
    same = len(np.intersect1d(old, new, assume_unique=True))
    return len(new) - same, len(old) - same


def _compared(before: Table, after: Table, job: Job) -> tuple[list[FieldSum], list[PreviewCell], int]:
    """Return the sums by field, the first changed cells in the table's order, and the count of all.

    Both tables come from one dataset, so a position is the same row in both.
    """
    import numpy as np

    both = np.intersect1d(before.visible, after.visible, assume_unique=True)
    sums: list[FieldSum] = []
    found: list[tuple[int, int, str, str]] = []  # position, place of the field, field id, its name
    count = 0
    for place, field in enumerate(job.each(after.fields, len(after.fields), _("Comparing fields"))):
        at = both[_differs(before.columns.get(field.id) if field.id in before.by_id else None, after.columns[field.id], both)]
        if len(at):
            count += len(at)
            sums.append(FieldSum(field.name, len(at)))
            found += [(int(position), place, field.id, field.name) for position in at[:SHOWN]]
    found.sort()
    shown = found[:SHOWN]
    numbers = after.row_numbers(np.array([one[0] for one in shown], dtype=np.int64))
    ids = after.row_ids(np.array([one[0] for one in shown], dtype=np.int64))
    cells = [PreviewCell(int(number), int(row_id), name, before.columns[key].get(position) if key in before.by_id else None,
                         after.columns[key].get(position))
             for (position, _place, key, name), number, row_id in zip(shown, numbers, ids, strict=True)]
    return sums, cells, count


def _differs(old: Column | None, new: Column, rows: Positions) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    import numpy as np
    import pyarrow.compute as pc

    if old is new or not len(rows):
        return np.zeros(len(rows), dtype=bool)
    after = new.take(rows)
    if old is None:
        filled: np.ndarray[tuple[int], np.dtype[np.bool_]] = after.is_valid().to_numpy(zero_copy_only=False)
        return filled
    was = old.take(rows)
    other = pc.or_(pc.fill_null(pc.not_equal(was, after), False), pc.xor(was.is_null(), after.is_null()))
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = other.to_numpy(zero_copy_only=False)
    return found
