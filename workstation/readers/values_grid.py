"""A sheet out of the values that python-calamine gives, with what a scan of the file adds: xls, xlsb and ods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workstation.readers.grid import BLANK, DATE, ERROR, NUMBER, TEXT, TRUTH, CellNotes, Grid, Merge, Sheet
from workstation.readers.sheet_scan import Scan
from workstation.readers.workbook_text import LONG, formatted, long_damaged, text_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_KINDS = {
    float: NUMBER,
    int: NUMBER,
    bool: TRUTH,
    dt.datetime: DATE,
    dt.date: DATE,
    dt.time: DATE,
    dt.timedelta: DATE,
}


class ValuesGrid(Grid):
    """A sheet of values in memory."""

    def __init__(self, rows: list[list[Any]], scan: Scan, sheet: Sheet) -> None:
        """Take the values of a sheet from its first row and column; they are changed where the scan knows better."""
        import numpy as np

        for (row, column), text in scan.negative.items():
            if row < len(rows) and column < len(rows[row]) and isinstance(rows[row][column], (dt.date, dt.time)):
                scan.before_1900[row, column] = scan.texts[row, column] = text
        for (row, column), text in (*scan.errors.items(), *scan.texts.items()):
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = text
        width = max((len(row) for row in rows), default=0)
        kinds = np.zeros((len(rows), width), np.uint8)
        for at, values in enumerate(rows):
            kinds[at, : len(values)] = [_kind(value) for value in values]
        for cell in scan.errors:
            if cell[0] < len(rows) and cell[1] < width:
                kinds[cell] = ERROR
        filled_rows, filled_columns = np.flatnonzero(kinds.any(axis=1)), np.flatnonzero(kinds.any(axis=0))
        height = int(filled_rows[-1]) + 1 if len(filled_rows) else 0
        self.kinds = kinds[:height, : int(filled_columns[-1]) + 1 if len(filled_columns) else 0]
        self._rows, self._scan = rows, scan
        sheet.notes = self._notes()
        self.sheet = sheet

    def text(self, row: int, column: int) -> str:
        """Return what a person saw in a cell."""
        values = self._rows[row] if row < len(self._rows) else []
        return self._text(values[column], row, column) if column < len(values) else ""

    def texts(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what a person saw in some rows of a column."""
        import pyarrow as pa

        return pa.array([self.text(row, column) or None for row in rows.tolist()], pa.string())

    def stored(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what is stored in some rows of a column, without number formats."""
        import pyarrow as pa

        out = []
        for row in rows.tolist():
            values = self._rows[row] if row < len(self._rows) else []
            text = text_of(values[column]) if column < len(values) else ""
            out.append(self._scan.long.get((row, column), text) or None)
        return pa.array(out, pa.string())

    def _text(self, value: Any, row: int, column: int) -> str:
        cell = (row, column)
        if type(value) is str:
            return value
        if cell in self._scan.long:
            return self._scan.long[cell]
        if cell in self._scan.formats:
            return formatted(value, self._scan.formats[cell]) or text_of(value)
        return text_of(value)

    def _notes(self) -> CellNotes:
        scan = self._scan
        damaged = {}
        for at, row in enumerate(self._rows):
            for column, value in enumerate(row):
                if (type(value) is float or type(value) is int) and not -LONG < value < LONG:
                    text = self._text(value, at, column)
                    if long_damaged(text):
                        damaged[at, column] = text
        return CellNotes(
            errors=dict(scan.errors), no_result=tuple(scan.no_result), damaged=damaged, odd=dict(scan.before_1900)
        )


def _kind(value: Any) -> int:
    if type(value) is str:
        return TEXT if value.strip("\ufeff \t\r\n") and not value.isspace() else BLANK
    return _KINDS[type(value)]


def merged(ranges: Sequence[Any] | None) -> tuple[Merge, ...]:
    """Return merged areas of more than one cell, as python-calamine gives them."""
    return tuple((tuple(first), tuple(last)) for first, last in ranges or () if first != last)
