"""The tables of a sheet."""

from __future__ import annotations

from typing import Any

from workstation.readers.grid import BLANK, TEXT, Grid
from workstation.readers.layout.old_rows import find
from workstation.readers.layout.table_layout import Marked, TableLayout
from workstation.readers.options import Options
from workstation.text import say


class _Value:
    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    def __float__(self) -> float:
        return float(self.text.replace(",", ""))


def layouts(grid: Grid, options: Options) -> list[TableLayout]:
    """Return the tables of a sheet."""
    import numpy as np

    rows: list[list[Any]] = []
    for row in range(grid.height):
        line = []
        for column in range(grid.width):
            kind = grid.kinds[row, column]
            text = "" if kind == BLANK else grid.text(row, column)
            line.append(text if kind in (BLANK, TEXT) else _Value(text))
        rows.append(line)
    if grid.sheet.ours and options.header_rows is None and options.first_row is None and rows:
        names = tuple(str(one) for one in rows[0])
        return [
            TableLayout(
                "table", names, tuple(range(grid.width)), np.arange(1, grid.height), (0,), (0, grid.height - 1),
                (0, grid.width - 1), (Marked("header", (0,), say("Written by this program.")),),
                reasons=(say("The workbook was written by this program: its first row is the header."),),
            )
        ]
    got = find(rows, grid.sheet.merges, options)
    if got is None:
        return []
    full = [at for at in range(got.first, got.last + 1) if (grid.kinds[at] != BLANK).any() and at not in got.skipped]
    marks = [Marked("header", got.header, say("Names of the columns."))] if got.header else []
    for kind, where in (("title", got.titles), ("repeated", sorted(got.skipped)), ("note", got.notes)):
        if where:
            marks.append(Marked(kind, tuple(where), say("Not rows of the table.")))
    return [
        TableLayout(
            "table", got.names, got.columns, np.array(full, np.int64), got.header, (0, grid.height - 1),
            (got.columns[0], got.columns[-1]), tuple(marks), reasons=got.reasons, warnings=got.warnings,
        )
    ]
