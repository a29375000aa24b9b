"""Corrections: what a workbook that was marked up and came back says otherwise, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from workstation.dataset.table import ORDINAL_BITS, Table
from workstation.errors import Problem
from workstation.standards.standard import Standard
from workstation.templates.align import Key, Row, align
from workstation.templates.filled import Filled
from workstation.templates.take_corrections import TakeCorrections
from workstation.text import Sentence, _


@dataclass(frozen=True)
class Correction:
    """One cell that is another one now.

    row:    row of the sheet it came back in, from 1
    before: as it was when it was sent back; now: as it is in the dataset; after: as it came
    marked: it had been marked; conflict: somebody changed it here meanwhile
    """

    row_id: int
    row: int
    field: str
    name: str
    before: str | None
    now: str | None
    after: str | None
    marked: bool
    title: str = ""
    """What people call the field."""

    @property
    def conflict(self) -> bool:
        """Whether the cell was changed here after it was sent back, to something else."""
        return self.now not in (self.before, self.after)

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers."""
        return {"row_id": self.row_id, "row": self.row, "field": self.name, "before": self.before, "now": self.now,
                "after": self.after, "marked": self.marked, "conflict": self.conflict}


@dataclass(frozen=True)
class Corrections:
    """What a file corrects.

    cells:    cells that are others, in order; rewritten: cells with the same number written otherwise, not taken
    new_rows: rows that the sender added: (row of the sheet, {field id: text}); gone: row ids of rows they took out
    open:     marked cells that are as they were
    """

    file: str
    dataset: str
    source: str
    sender: str
    form: str
    cells: tuple[Correction, ...]
    rewritten: int = 0
    new_rows: tuple[tuple[int, Mapping[str, str | None]], ...] = ()
    gone: tuple[int, ...] = ()
    open: int = 0
    rows: int = 0
    warnings: tuple[Sentence, ...] = ()

    def chosen(self, *, only_marked: bool = False, conflicts: bool = False) -> list[Correction]:
        """Return the cells that are taken: those that still differ here, without conflicts unless asked for."""
        return [one for one in self.cells if one.now != one.after and (one.marked or not only_marked)
                and (conflicts or not one.conflict)]

    def operation(self, *, only_marked: bool = False, conflicts: bool = False, rows: bool = False) -> TakeCorrections | None:
        """Return the one step that takes them; None when there is nothing to take."""
        cells = tuple((one.row_id, one.field, one.after) for one in self.chosen(only_marked=only_marked, conflicts=conflicts))
        new = tuple(dict(texts) for _row, texts in self.new_rows) if rows else ()
        gone = self.gone if rows else ()
        if not (cells or new or gone):
            return None
        return TakeCorrections(file=self.file, sender=self.sender, cells=cells, new_rows=new, gone=gone)

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers."""
        return {"file": self.file, "dataset": self.dataset, "sender": self.sender, "form": self.form, "rows": self.rows,
                "cells": [one.data() for one in self.cells], "rewritten": self.rewritten, "open": self.open,
                "new_rows": [{"row": row, "values": dict(texts)} for row, texts in self.new_rows], "gone": list(self.gone),
                "conflicts": sum(one.conflict for one in self.cells), "warnings": [str(one) for one in self.warnings]}


def compare(before: Table, now: Table, positions: Any, sheets: Sequence[Filled], fields: Mapping[str, str],
            standard: Standard, marks: frozenset[tuple[int, str]]) -> dict[str, Any]:
    """Return the parts of Corrections that the rows themselves tell.

    before:    the table as it was when the workbook was written; positions: rows of it that were in the workbook
    now:       the table of now
    sheets:    the rows that came back; fields: {field of the standard: field id}
    marks:     {(row id, field of the standard)} that had been marked
    """
    names = [name for name in fields if any(name in sheet.names for sheet in sheets)]
    if not names:
        raise Problem("nothing-known", _("No column of this workbook is a field of the dataset."))
    ids = [fields[name] for name in names]
    old = _rows(before.cells(positions, ids))
    new, numbers = _came(sheets, names)
    pairs = align(old, new, _keys(old, names, standard), _keys(new, names, standard))
    row_ids = before.row_ids(positions)
    hidden = set(before.row_ids(before.hidden).tolist()) | set(now.row_ids(now.hidden).tolist())
    blocks = {block.number for block in now.blocks}
    hidden |= {row for row in row_ids.tolist() if row >> ORDINAL_BITS not in blocks}  # taken back since
    cells: list[Correction] = []
    rewritten = 0
    for at, row in enumerate(new):
        if at not in pairs or int(row_ids[pairs[at]]) in hidden:
            continue
        row_id = int(row_ids[pairs[at]])
        current: list[str | None] | None = None
        for name, key, was, text in zip(names, ids, old[pairs[at]], row, strict=True):
            if was == text:
                continue
            if _same_value(was, text, standard.by_name[name].type):
                rewritten += 1
                continue
            current = current or now.cells(now.positions([row_id]), ids)[0]
            cells.append(Correction(row_id, numbers[at], key, name, was, current[names.index(name)], text,
                                    (row_id, name) in marks, standard.by_name[name].label))
    new_rows = tuple((numbers[at], dict(zip(ids, row, strict=True))) for at, row in enumerate(new) if at not in pairs)
    back = set(pairs.values())
    gone = tuple(int(row_ids[at]) for at in range(len(old)) if at not in back and int(row_ids[at]) not in hidden)
    done = {(one.row_id, one.name) for one in cells}
    return {"cells": tuple(cells), "rewritten": rewritten, "new_rows": new_rows, "gone": gone,
            "open": len(marks - done - {mark for mark in marks if mark[0] in gone}), "rows": len(new)}


def _rows(rows: Sequence[Sequence[str | None]]) -> list[Row]:
    return [tuple(row) for row in rows]


def _came(sheets: Sequence[Filled], names: Sequence[str]) -> tuple[list[Row], list[int]]:
    rows: list[Row] = []
    numbers: list[int] = []
    for sheet in sheets:
        by_name = dict(zip(sheet.names, sheet.columns, strict=True))
        blank: list[str | None] = [None] * len(sheet)
        columns = [by_name[name].to_pylist() if name in by_name else blank for name in names]
        rows += list(zip(*columns, strict=True))
        numbers += sheet.rows.to_pylist()
    return rows, numbers


def _keys(rows: Sequence[Row], names: Sequence[str], standard: Standard) -> list[Key]:
    """Return the key of each row: the standard's, else its first unique field; None where a part is blank."""
    key = [name for name in standard.key if name in names] if all(name in names for name in standard.key) else []
    key = key or [name for name in names if standard.by_name[name].unique][:1]
    at = [names.index(name) for name in key]
    out: list[Key] = []
    for row in rows:
        parts = tuple((row[i] or "").strip() for i in at)
        out.append(parts if at and all(parts) else None)
    return out


def _same_value(one: str | None, other: str | None, kind: str) -> bool:
    """Return whether two texts are one number, only written otherwise: 1,200 and 1200.0."""
    if kind not in ("integer", "number") or one is None or other is None:
        return False
    try:
        return Decimal(one.replace(",", "").strip()) == Decimal(other.replace(",", "").strip())
    except InvalidOperation:
        return False
