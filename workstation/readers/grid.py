"""A sheet as cells: what kind each is, what a person saw in it, what is stored; the ground that layouts are found on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

BLANK, TEXT, NUMBER, DATE, TRUTH, ERROR = range(6)
"""Kinds of a cell: nothing that a person sees (only white space too), text, number, date or time or duration, TRUE or
FALSE, an error such as #N/A."""

Cell = tuple[int, int]
"""Row and column, from 0."""
Merge = tuple[Cell, Cell]
"""First and last cell of a merged area."""


@dataclass(frozen=True)
class CellNotes:
    """What is worth a word about single cells; each by cell, row and column from 0, with its text."""

    errors: Mapping[Cell, str] = field(default_factory=dict)
    """Errors of the spreadsheet, kept as text: #N/A, #REF! ..."""
    no_result: Sequence[Cell] = ()
    """Formulas whose result is not stored: blank."""
    damaged: Mapping[Cell, str] = field(default_factory=dict)
    """Long numbers that the program which wrote the file had cut to 15 digits before."""
    odd: Mapping[Cell, str] = field(default_factory=dict)
    """Dates that cannot be (negative, beyond 9999), kept as their number."""
    comments: Mapping[Cell, str] = field(default_factory=dict)
    """Comments and notes that people put on cells."""


@dataclass
class Sheet:
    """What is known of a sheet beside its cells.

    merges:         merged areas of more than one cell
    hidden_rows:    rows that a person cannot see, by hand or by a filter; from 0
    bold:           cells in bold, as far as the first 500 rows tell: evidence of a header
    ours:           True when this program wrote it: the first row is the header, nothing is guessed
    provisional:    True when only the head of a text file was looked at: the whole file may decide its encoding otherwise
    """

    name: str = ""
    visible: bool = True
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    bold: frozenset[Cell] = frozenset()
    notes: CellNotes = field(default_factory=CellNotes)
    ours: bool = False
    size: tuple[int, int] | None = None
    provisional: bool = False


class Grid(ABC):
    """The cells of one sheet, rows and columns from 0.

    kinds: uint8 [height, width], one of the kinds above for each cell
    sheet: what is known beside the cells
    """

    kinds: np.ndarray[Any, np.dtype[np.uint8]]
    sheet: Sheet

    @property
    def height(self) -> int:
        """Number of rows, up to the last that holds something."""
        return int(self.kinds.shape[0])

    @property
    def width(self) -> int:
        """Number of columns, up to the last that holds something."""
        return int(self.kinds.shape[1])

    @abstractmethod
    def text(self, row: int, column: int) -> str:
        """Return what a person saw in a cell; empty text when it is blank."""

    @abstractmethod
    def texts(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what a person saw in some rows of a column: strings, null where nothing is, white space as it is."""

    @abstractmethod
    def stored(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what is stored: numbers in plain digits without their format, dates in ISO 8601, texts as they are."""


class TextGrid(Grid):
    """A sheet out of texts that stand in memory: what html tables, pasted cells and tests are made of."""

    def __init__(self, rows: Sequence[Sequence[str | None]], sheet: Sheet | None = None) -> None:
        """Take the texts; a cell that looks like a number or a date is one of that kind, and its text stays."""
        import numpy as np

        from workstation.readers.guess import cell_kind

        width = max((len(row) for row in rows), default=0)
        self._rows = [[*row, *[None] * (width - len(row))] for row in rows]
        kinds = [[cell_kind(text) for text in row] for row in self._rows]
        self.kinds = np.array(kinds, np.uint8).reshape(len(self._rows), width)
        self.sheet = sheet or Sheet()

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        return self._rows[row][column] or ""

    def texts(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return the texts of a column."""
        import pyarrow as pa

        return pa.array([self._rows[row][column] or None for row in rows.tolist()], pa.string())

    def stored(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return the texts of a column: nothing else is stored."""
        return self.texts(rows, column)
