"""A sheet as a grid out of cells that come one by one: xls, xlsb, ods, fods and the XML of Excel 2003."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.readers.cell_names import column_letters
from workstation.readers.grid import BLANK, DATE, ERROR, NUMBER, TEXT, TRUTH, Cell, CellNotes, Grid, Merge, Sheet
from workstation.readers.number_format import general, impossible, is_date, possible, renderer
from workstation.readers.workbook_text import long_damaged
from workstation.readers.xlsx_serial import iso_text
from workstation.text import _

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

MOST_CELLS = 40_000_000
"""Area of one sheet, blank cells among them."""
MOST_FILLED = 16_000_000
"""Cells of one sheet that hold something."""
_MOST_KNOWN = 100_000
_BOLD_ROWS = 500


class TooManyCells(Exception):
    """A sheet holds more than can be meant; its arguments are the row and the column that it reaches."""


class _Column:
    """The cells of one column. raw: a number and the code of its format, or the text that is stored, or None: as shown."""

    __slots__ = ("kinds", "raw", "rows", "shown")

    def __init__(self) -> None:
        self.rows: array[int] = array("q")
        self.kinds = bytearray()
        self.shown: list[str | None] = []
        self.raw: list[Any] = []


class _Form:
    """A number format, and the texts of the numbers that were shown under it last."""

    def __init__(self, code: str, date1904: bool) -> None:
        self.render = renderer(code, date1904)
        self.kind = DATE if is_date(code) else NUMBER
        self.whole = self.kind == NUMBER and not any(sign in code for sign in "#,.")
        """Long whole numbers are shown digit by digit."""
        self.known: dict[float, str] = {}

    def shown(self, value: float) -> str:
        if len(self.known) > _MOST_KNOWN:
            self.known.clear()
        long = self.whole and not -1e15 < value < 1e15 and value.is_integer()
        text = self.known[value] = general(value) if long else self.render(value)
        return text


class Cells:
    """Cells of one sheet as they are met, in any order; the last one wins where a place is filled twice."""

    def __init__(self, date1904: bool = False, rows: int | None = None) -> None:
        """Start empty. rows: cells below so many rows are left."""
        self.date1904 = date1904
        self.rows = rows
        self.columns: dict[int, _Column] = {}
        self.filled = 0
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.bold: set[Cell] = set()
        self.errors: dict[Cell, str] = {}
        self.no_result: list[Cell] = []
        self.damaged: dict[Cell, str] = {}
        self.odd: dict[Cell, str] = {}
        self.comments: dict[Cell, str] = {}
        self._forms: dict[str, _Form] = {}

    def add(self, row: int, column: int, kind: int, shown: str, raw: Any = None, across: int = 1, down: int = 1) -> None:
        """Take one cell, or one that is repeated to the right and below; TooManyCells when that is more than can be."""
        if self.rows is not None:
            down = min(down, self.rows - row)
            if down <= 0:
                return
        self.filled += across * down
        if self.filled > MOST_FILLED:
            raise TooManyCells(row + down, column + across)
        text = shown or None
        for at in range(column, column + across):
            own = self.columns.get(at)
            if own is None:
                own = self.columns[at] = _Column()
            if down == 1:
                own.rows.append(row)
                own.kinds.append(kind)
                own.shown.append(text)
                own.raw.append(raw)
            else:
                own.rows.extend(range(row, row + down))
                own.kinds.extend(bytes((kind,)) * down)
                own.shown.extend([text] * down)
                own.raw.extend([raw] * down)

    def number(self, row: int, column: int, value: float, code: str) -> None:
        """Take a number under a number format."""
        form = self._forms.get(code)
        if form is None:
            form = self._forms[code] = _Form(code, self.date1904)
        shown = form.known.get(value)
        if shown is None:
            shown = form.shown(value)
        kind = form.kind
        if kind == DATE:
            if not possible(value, self.date1904) and impossible(code, value, self.date1904):
                kind = NUMBER
                if self.rows is None or row < self.rows:
                    self.odd[row, column] = shown
        elif not -1e15 < value < 1e15 and long_damaged(digits := general(value)):
            self.damaged[row, column] = digits
        if not shown or shown.isspace():
            kind, shown = BLANK, ""
        self._put(row, column, kind, shown, (value, code))

    def _put(self, row: int, column: int, kind: int, shown: str, raw: Any) -> None:
        if self.rows is not None and row >= self.rows:
            return
        self.filled += 1
        if self.filled > MOST_FILLED:
            raise TooManyCells(row + 1, column + 1)
        own = self.columns.get(column)
        if own is None:
            own = self.columns[column] = _Column()
        own.rows.append(row)
        own.kinds.append(kind)
        own.shown.append(shown or None)
        own.raw.append(raw)

    def text(self, row: int, column: int, text: str, code: str = "") -> None:
        """Take a text under a number format, which may add to it."""
        shown = renderer(code)(text) if code and "@" in code and code != "@" else text
        kind = TEXT if shown.strip("\ufeff \t\r\n") and not shown.isspace() else BLANK
        self._put(row, column, kind, shown, None if shown == text else text)

    def truth(self, row: int, column: int, value: bool) -> None:
        """Take TRUE or FALSE."""
        self.add(row, column, TRUTH, "TRUE" if value else "FALSE")

    def error(self, row: int, column: int, text: str) -> None:
        """Take an error, kept as its text."""
        if self.rows is None or row < self.rows:
            self.errors[row, column] = text
        self.add(row, column, ERROR, text)

    def merge(self, first: Cell, last: Cell) -> None:
        """Take a merged area."""
        if first < last:
            self.merges.append((first, last))

    def hide_rows(self, first: int, count: int) -> None:
        """Take rows that cannot be seen; those far below the cells are cut off at the end."""
        self.hidden_rows.update(range(first, first + min(count, MOST_CELLS)))

    def mark_bold(self, row: int, column: int) -> None:
        """Take a cell in bold; only the first rows tell of a header."""
        if row < _BOLD_ROWS:
            self.bold.add((row, column))

    def sheet(self, name: str, visible: bool, ours: bool = False, size: tuple[int, int] | None = None) -> Sheet:
        """Return what is known of the sheet beside its cells."""
        notes = CellNotes(
            errors=self.errors, no_result=tuple(self.no_result), damaged=self.damaged, odd=self.odd, comments=self.comments
        )
        return Sheet(
            name=name,
            visible=visible,
            merges=tuple(sorted(set(self.merges))),
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            bold=frozenset(self.bold),
            notes=notes,
            ours=ours,
            size=size,
        )


class CellsGrid(Grid):
    """A sheet out of its cells."""

    def __init__(self, cells: Cells, sheet: Sheet) -> None:
        """Take the cells; TooManyCells when the area that they cover is more than can be held."""
        import numpy as np

        self._columns: dict[int, tuple[Any, list[str | None], list[Any]]] = {}
        self._arrays: dict[tuple[int, bool], pa.Array] = {}
        self._date1904 = cells.date1904
        kinds = {}
        for column, own in cells.columns.items():
            rows = np.frombuffer(own.rows, np.int64) if own.rows else np.zeros(0, np.int64)
            kind = np.frombuffer(bytes(own.kinds), np.uint8)
            shown, raw = own.shown, own.raw
            if len(rows) > 1 and not (np.diff(rows) > 0).all():
                order = np.argsort(rows, kind="stable")
                keep = order[np.append(np.diff(rows[order]) > 0, True)]
                rows, kind = rows[keep], kind[keep]
                shown, raw = [shown[at] for at in keep], [raw[at] for at in keep]
            kinds[column] = kind
            self._columns[column] = (rows, shown, raw)
        filled = {at: rows[kinds[at] != BLANK] for at, (rows, _shown, _raw) in self._columns.items()}
        height = max((int(rows[-1]) + 1 for rows in filled.values() if len(rows)), default=0)
        width = max((at + 1 for at, rows in filled.items() if len(rows)), default=0)
        if height * width > MOST_CELLS:
            raise TooManyCells(height, width)
        self.kinds = np.zeros((height, width), np.uint8)
        for column, (rows, _shown, _raw) in self._columns.items():
            if column < width:
                inside = rows < height
                self.kinds[rows[inside], column] = kinds[column][inside]
        sheet.hidden_rows = frozenset(row for row in sheet.hidden_rows if row < height)
        sheet.hidden_columns = frozenset(at for at in sheet.hidden_columns if at < width)
        self.sheet = sheet

    def text(self, row: int, column: int) -> str:
        """Return what a person saw in a cell."""
        import numpy as np

        if column not in self._columns:
            return ""
        rows, shown, _raw = self._columns[column]
        at = int(np.searchsorted(rows, row))
        return (shown[at] or "") if at < len(rows) and rows[at] == row else ""

    def texts(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what a person saw in some rows of a column."""
        return self._taken(rows, column, False)

    def stored(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what is stored in some rows of a column."""
        return self._taken(rows, column, True)

    def _taken(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int, stored: bool) -> pa.Array:
        import numpy as np
        import pyarrow as pa

        if column not in self._columns or not len(rows) or not len(self._columns[column][0]):
            return pa.nulls(len(rows), pa.string())
        have, shown, raw = self._columns[column]
        every = self._arrays.get((column, stored))
        if every is None:
            texts: Iterable[str | None] = shown
            if stored:
                texts = [one if kept is None else self._kept(kept) for one, kept in zip(shown, raw, strict=True)]
            every = self._arrays[column, stored] = pa.array(texts, pa.string())
        at = np.minimum(np.searchsorted(have, rows), len(have) - 1)
        return every.take(pa.array(at, mask=have[at] != rows))

    def _kept(self, raw: Any) -> str:
        if isinstance(raw, str):
            return raw
        value, code = raw
        return (iso_text(value, code, self._date1904) if is_date(code) else None) or general(value)


def too_large(path_name: str, sheet: str, error: TooManyCells) -> Problem:
    """Return the Problem for a sheet that reaches too far."""
    row, column = error.args
    return Problem(
        "sheet-too-large",
        _(
            "The sheet reaches to row {row} and column {column}, with {n} cells in between.",
            row=row,
            column=column_letters(column - 1),
            n=row * column,
        ),
        where=f"{path_name}, “{sheet}”",
        remedy=_("Delete what stands far away from the table, or save the table on a sheet of its own."),
    )
