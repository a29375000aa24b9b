"""A text file as cells: each line's fields as they stand, nothing interpreted; all of them, or the first ones only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workstation.readers.delimited_rows import fields_of
from workstation.readers.dialect import split
from workstation.readers.fixed_width import Spans, cut
from workstation.readers.grid import Grid, Sheet
from workstation.readers.guess import cell_kind
from workstation.readers.records import Dialect, Records

Rows = list[list[str]]


class LineGrid(Grid):
    """The lines of a text file, one row each, their fields one cell each; shorter lines end in blank cells.

    A line with a line break inside quotation marks is one row: `lines` tells where each begins in the file.
    """

    def __init__(self, columns: Sequence[Any], lines: np.ndarray[Any, np.dtype[np.int64]], sheet: Sheet) -> None:
        """Take the texts of each column (pa.ChunkedArray of strings, null where nothing is) and each row's line."""
        self._columns = list(columns)
        self.lines = lines
        self.sheet = sheet

    @property
    def height(self) -> int:
        """Number of records, blank lines among them."""
        return len(self.lines)

    @property
    def width(self) -> int:
        """Number of fields of the longest line."""
        return len(self._columns)

    @cached_property
    def kinds(self) -> np.ndarray[Any, np.dtype[np.uint8]]:  # type: ignore[override]
        """The kind of each cell, by its text; found out when first asked for."""
        kinds = np.zeros((self.height, self.width), dtype=np.uint8)
        for at, column in enumerate(self._columns):
            words = pc.dictionary_encode(column.combine_chunks())
            words = words.combine_chunks() if isinstance(words, pa.ChunkedArray) else words
            known = np.array([*(cell_kind(text) for text in words.dictionary.to_pylist()), 0], dtype=np.uint8)
            kinds[:, at] = known[pc.fill_null(words.indices, -1).to_numpy(zero_copy_only=False)]
        return kinds

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        return self._columns[column][row].as_py() or ""

    def texts(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return the texts of a column."""
        found = self._columns[column].take(pa.array(rows))
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found

    def stored(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return the texts of a column: nothing else is stored."""
        return self.texts(rows, column)


def grid_of(found: Iterator[Records], dialect: Dialect, sheet: Sheet, rows: int | None, spans: Spans | None) -> LineGrid:
    """Return the records as a grid; spans: first and last character of each field in lines of fixed width."""
    chunks: list[list[Any]] = []
    heights: list[int] = []
    lines: list[int] = []
    for some in found:
        numbers, cells = _cells(some, dialect, spans)
        if rows is not None:
            left = rows - len(lines)
            numbers, cells = numbers[:left], cells[:left]
        if not numbers:
            continue
        width = max((len(row) for row in cells), default=0)
        while len(chunks) < width:
            chunks.append([pa.nulls(height, pa.string()) for height in heights])
        for at, column in enumerate(chunks):
            column.append(pa.array([row[at] or None if at < len(row) else None for row in cells], pa.string()))
        heights.append(len(numbers))
        lines += numbers
        if rows is not None and len(lines) >= rows:
            break
    while heights and not any(column[-1].null_count < heights[-1] for column in chunks):  # blank lines at the end
        heights.pop()
        for column in chunks:
            column.pop()
    columns = [pa.chunked_array(column, pa.string()) for column in chunks]
    while columns and columns[-1].null_count == len(columns[-1]):
        columns.pop()
    return LineGrid(columns, np.array(lines[: sum(heights)], dtype=np.int64), sheet)


def _cells(some: Records, dialect: Dialect, spans: Spans | None) -> tuple[list[int], Rows]:
    """Return the line and the fields of each record, those with an open quotation mark among them."""
    texts = [some.raw(at).decode("utf-8", "replace") for at in range(len(some))]
    if spans is not None:
        return some.lines.tolist(), [cut(text, spans) if text else [] for text in texts]
    cells = split(texts, dialect)
    if len(cells) != len(texts):
        cells = [fields_of(text, dialect) for text in texts]
    elif dialect.stand_in:
        cells = [[cell.replace(dialect.stand_in, dialect.delimiter) for cell in row] for row in cells]
    if not some.broken:
        return some.lines.tolist(), cells
    torn = [(line, fields_of(raw.decode("utf-8", "replace"), dialect)) for line, raw in some.broken]
    both = sorted([*zip(some.lines.tolist(), cells, strict=True), *torn], key=lambda one: one[0])
    return [line for line, _row in both], [row for _line, row in both]
