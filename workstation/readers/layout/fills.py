"""Merged cells among the data: which cells get the text of their first one, and that in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workstation.readers.cell_names import cell_name
from workstation.readers.grid import NUMBER, Cell, Grid
from workstation.readers.layout.table_layout import TableLayout
from workstation.text import Sentence, say

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

MOST_CELLS = 2_000_000
"""Cells that are filled at most; a merged area beyond is told and keeps its text in its first cell."""


@dataclass(frozen=True)
class Fill:
    """Cells of one column that get the text of the first cell of the merged area they are in.

    rows:    the cells' rows, in order
    sources: for each the row of the cell whose text it gets; columns: the column of that cell
    """

    rows: Numbers
    sources: Numbers
    columns: Numbers


def fills_of(grid: Grid, layout: TableLayout, merged: str | None) -> tuple[dict[int, Fill], list[Sentence]]:
    """Return the cells to fill by their column, and what a person should know of it.

    merged: fill (None is the same), or first to leave all texts in the first cells
    """
    if layout.kind == "form" or not grid.sheet.merges or not len(layout.rows):
        return {}, []
    found = _among(grid, layout)
    if not found:
        return {}, []
    if merged == "first":
        names = _cells([first for first, _cells_of in found])
        return {}, [
            say(
                "{n} merged areas among the data keep their text in the first cell, as you chose: {cells}.",
                n=len(found),
                cells=names,
            )
        ]
    numbers = [first for first, _targets in found if grid.kinds[first] == NUMBER]
    texts = [first for first, _targets in found if grid.kinds[first] != NUMBER]
    told = []
    if texts:
        told.append(
            say("{n} merged areas among the data were filled with their text: {cells}.", n=len(texts), cells=_cells(texts))
        )
    if numbers:
        told.append(
            say(
                "{n} merged numbers among the data were filled into every row they span: {cells}. Adding them up counts them"
                " more than once.",
                n=len(numbers),
                cells=_cells(numbers),
            )
        )
    return _by_column(found), told


def _among(grid: Grid, layout: TableLayout) -> list[tuple[Cell, list[Cell]]]:
    """Return merged areas that begin among the data, each with the other cells of the table it covers."""
    import numpy as np

    turned = layout.kind == "transposed"
    lines = layout.rows
    rows = np.array(sorted(layout.columns), np.int64) if turned else lines
    columns = lines if turned else np.array(sorted(layout.columns), np.int64)
    out: list[tuple[Cell, list[Cell]]] = []
    left = MOST_CELLS
    counts: dict[int, int] = {}
    for (top, west), (bottom, east) in grid.sheet.merges:
        at = int(np.searchsorted(rows, top))
        if at >= len(rows) or int(rows[at]) != top or west >= grid.width or not grid.kinds[top, west]:
            continue
        c0, c1 = np.searchsorted(columns, [west, east + 1])
        r1 = int(np.searchsorted(rows, bottom + 1))
        size = (int(c1) - int(c0)) * (r1 - at)
        if c0 >= c1 or int(columns[c0]) != west or size < 2 or size > left:
            continue
        if east > west and not turned:  # one text over the whole row is a heading, not the value of every field
            if top not in counts:
                counts[top] = int((grid.kinds[top, columns] != 0).sum())
            if counts[top] == 1 and int(c1) - int(c0) >= max(2, 0.8 * len(columns)) and len(columns) > 2 and bottom == top:
                continue
        left -= size
        cells = [(int(row), int(column)) for row in rows[at:r1] for column in columns[c0:c1]]
        out.append(((top, west), [cell for cell in cells if cell != (top, west)]))
    return out


def _by_column(found: list[tuple[Cell, list[Cell]]]) -> dict[int, Fill]:
    import numpy as np

    gathered: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for (row, column), targets in found:
        for target, at in targets:
            gathered[at].append((target, row, column))
    out = {}
    for at, several in gathered.items():
        values = np.array(sorted(several), np.int64)
        out[at] = Fill(values[:, 0], values[:, 1], values[:, 2])
    return out


def _cells(cells: list[Cell], limit: int = 5) -> str:
    return ", ".join(cell_name(at) for at in cells[:limit]) + (" …" if len(cells) > limit else "")
