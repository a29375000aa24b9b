"""A sheet that this program wrote: its first row is the header, every row below one of the table, blank ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workstation.readers.grid import Grid
from workstation.readers.layout.table_layout import Marked, TableLayout
from workstation.readers.options import Options
from workstation.text import say

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


class WholeSheet(Grid):
    """A sheet at the size it was written in: with the rows and columns at its end that hold nothing to be seen."""

    def __init__(self, grid: Grid, size: tuple[int, int]) -> None:
        """Add to a sheet what is missing of its size."""
        import numpy as np

        self._grid = grid
        self.kinds = np.zeros((max(size[0], grid.height), max(size[1], grid.width)), np.uint8)
        self.kinds[: grid.height, : grid.width] = grid.kinds
        self.sheet = grid.sheet

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell; beyond what is seen there may be white space, which the sheet gives all the same."""
        return self._grid.text(row, column)

    def texts(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return the texts of some rows of a column."""
        return self._grid.texts(rows, column)

    def stored(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what is stored in some rows of a column."""
        return self._grid.stored(rows, column)


def as_written(grid: Grid) -> Grid:
    """Return a sheet of ours at the size it was written in, any other as it is."""
    size = grid.sheet.size
    if not grid.sheet.ours or size is None or (grid.height >= size[0] and grid.width >= size[1]):
        return grid
    return WholeSheet(grid, size)


def own_layout(grid: Grid, options: Options) -> TableLayout | None:
    """Return the layout of a sheet of ours; None when it is another's, or a person wants it understood in another way."""
    import numpy as np

    chosen = (options.header_rows, options.first_row, options.last_row, options.columns, options.shape)
    if not grid.sheet.ours or not grid.height or any(one is not None for one in chosen):
        return None
    names = tuple(grid.text(0, column) for column in range(grid.width))
    return TableLayout(
        "table",
        names,
        tuple(range(grid.width)),
        np.arange(1, grid.height, dtype=np.int64),
        (0,),
        (0, grid.height - 1),
        (0, grid.width - 1),
        (Marked("header", (0,), say("Written by this program.")),),
        reasons=(say("The workbook was written by this program: its first row is the header."),),
    )
