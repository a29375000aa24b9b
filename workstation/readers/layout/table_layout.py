"""One table as it was found in a sheet: its fields, its rows, and what every other row around it was taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workstation.readers.cell_names import cell_name
from workstation.readers.grid import Cell
from workstation.text import Sentence

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

HEAD = ("title", "header", "unit", "repeated")
"""Parts whose rows count as head in the balance of a reading."""
NOTES = ("subtotal", "total", "note", "signature")
"""Parts whose rows count as notes there."""


@dataclass(frozen=True)
class Marked:
    """Rows that were taken for the same: a kind of `reader.Part`, and why; rows of the sheet from 0."""

    kind: str
    rows: tuple[int, ...]
    reason: Sentence
    confidence: float = 1.0


@dataclass(frozen=True)
class TableLayout:
    """Where the parts of a table are; rows and columns from 0, as they stand in the sheet.

    kind:     table, transposed (names down the first column, each further column a record) or form (one record)
    names:    a name for each field, as the header tells it; may be empty or double
    columns:  for each field its column; for a transposed table its row
    rows:     rows of data, in order; for a transposed table the columns that hold records; for a form its first row
    cells:    for a form, the cell that holds each field's value
    zone:     first and last row of the sheet that this table accounts for, with all around it
    area:     first and last column of the table
    header:   rows of the header, top to bottom; columns of the names for a transposed table
    marks:    what all other rows of the zone were taken for; rows in none of them are blank
    """

    kind: str
    names: tuple[str, ...]
    columns: tuple[int, ...]
    rows: Numbers
    header: tuple[int, ...]
    zone: tuple[int, int]
    area: tuple[int, int]
    marks: tuple[Marked, ...] = ()
    cells: tuple[Cell, ...] = ()
    confidence: float = 1.0
    reasons: tuple[Sentence, ...] = ()
    warnings: tuple[Sentence, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    """Columns within or beside the table that hold something, are hidden, and were not taken."""

    @property
    def range(self) -> str:
        """The cells that header and data cover, such as A3:K620."""
        lines = [*self.header, *self.rows[[0, -1]].tolist()] if len(self.rows) else list(self.header)
        if self.kind == "form":
            lines = [cell[0] for cell in self.cells] + list(self.header)
        if self.kind == "transposed":
            top, bottom = min(self.columns, default=self.zone[0]), max(self.columns, default=self.zone[0])
            return f"{cell_name((top, min(lines)))}:{cell_name((bottom, max(lines)))}"
        top, bottom = (min(lines), max(lines)) if lines else self.zone
        return f"{cell_name((top, self.area[0]))}:{cell_name((bottom, self.area[1]))}"


def listed(rows: Sequence[int], limit: int = 10) -> str:
    """Return row numbers (from 1) of rows (from 0), neighbours as first-last, at most `limit` parts."""
    parts = runs(rows)
    shown = [str(a + 1) if a == b else f"{a + 1}-{b + 1}" for a, b in parts[:limit]]
    return ", ".join(shown) + (" …" if len(parts) > limit else "")


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return runs of neighbours among rows in order, each as (first, last)."""
    parts: list[list[int]] = []
    for at in rows:
        if parts and parts[-1][1] == at - 1:
            parts[-1][1] = at
        else:
            parts.append([at, at])
    return [(first, last) for first, last in parts]
