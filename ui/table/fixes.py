"""Fixes of one cell (Ctrl+.): ordinary operations on this row, tried beforehand, offered when they change the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset
    from workstation.dataset.field import Field
    from workstation.dataset.operation import Operation
    from workstation.dataset.table import Table
    from workstation.job import Job

FAR = 2  # letters that a code may differ by and still be offered


@dataclass(frozen=True)
class Fix:
    """One way to mend a cell. after: the text it would have; everywhere: mends the whole field the same way."""

    words: str
    operation: Operation
    row_id: int | None
    """None: all rows."""
    after: str | None = None
    everywhere: int = 0
    """Cells that it changes when it is done to the whole field; 0 for a fix of one cell."""


def cleanings(field: Field) -> list[tuple[str, Operation]]:
    """Return (words, operation) of the steps that may mend a text without inventing anything."""
    from workstation.operations.change_case import ChangeCase
    from workstation.operations.collapse_spaces import CollapseSpaces
    from workstation.operations.half_width import HalfWidth
    from workstation.operations.parse_date import ParseDate
    from workstation.operations.parse_number import ParseNumber
    from workstation.operations.trim_whitespace import TrimWhitespace

    made: list[tuple[str, Any]] = [
        (_("Trim spaces"), TrimWhitespace), (_("Collapse spaces"), CollapseSpaces), (_("Half width"), HalfWidth),
        (_("Upper case"), ChangeCase)]
    if field.type in ("date", "datetime"):
        made.append((_("Write as a date"), ParseDate))
    if field.type in ("integer", "number"):
        made.append((_("Write as a number"), ParseNumber))
    out: list[tuple[str, Operation]] = []
    for words, kind in made:
        more = {"case": "upper"} if kind is ChangeCase else {}
        out.append((words, kind.from_data({"field": field.id, **more})))
    return out


def fixes_of(dataset: Dataset, table: Table, row_id: int, field_id: str, codes: list[str], base: Table | None,
             job: Job) -> list[Fix]:
    """Return what could mend a cell, each tried on it: trim, half width, nearest code, as imported, leave empty.

    codes: the values that the standard allows in this field, none when it has no list
    """
    from workstation.operations.edit_cells import EditCells

    field = table.by_id[field_id]
    position = int(table.positions([row_id])[0])
    text = table.columns[field_id].get(position)
    found: list[Fix] = []
    if text is not None:
        found += _near(text, codes, row_id, field_id)
        found += _cleaned(dataset, field, row_id, job)
    imported = base.columns[field_id].get(position) if base is not None and field_id in base.columns and (
        position < base.height) else text
    if imported != text:
        words = _("As imported: {text}", text=imported or _("blank"))
        found.append(Fix(words, EditCells(cells=((row_id, field_id, imported),)), row_id, imported))
    if text is not None:
        found.append(Fix(_("Leave empty"), EditCells(cells=((row_id, field_id, None),)), row_id))
    return found


def _cleaned(dataset: Dataset, field: Field, row_id: int, job: Job) -> list[Fix]:
    import numpy as np

    found: list[Fix] = []
    seen: set[str | None] = set()
    for words, operation in cleanings(field):
        job.step(0, 0, "")
        try:
            tried = dataset.preview(operation, rows=np.array([row_id], dtype=np.int64), limit=1, job=job)
        except Problem:
            continue  # this step cannot be done to this field: nothing to offer
        if not tried.count or not tried.cells or tried.cells[0].after in seen:
            continue
        seen.add(tried.cells[0].after)
        found.append(Fix(words, operation, row_id, tried.cells[0].after))
    return found


def _near(text: str, codes: list[str], row_id: int, field_id: str) -> list[Fix]:
    from workstation.operations.edit_cells import EditCells

    wanted = text.strip()
    if wanted in codes:
        return []
    scored = sorted((d, code) for code in codes if abs(len(code) - len(wanted)) <= FAR and (
        d := distance(wanted, code, FAR)) <= min(FAR, max(1, len(code) // 2)))
    return [Fix(_("Use “{code}”", code=code), EditCells(cells=((row_id, field_id, code),)), row_id, code)
            for _distance, code in scored[:3]]


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be changed, added or taken to turn one into the other; past `most` it stops."""
    before = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        line = [i]
        for j, b in enumerate(other, 1):
            line.append(min(before[j] + 1, line[j - 1] + 1, before[j - 1] + (a != b)))
        if min(line) > most:
            return most + 1
        before = line
    return before[-1]
