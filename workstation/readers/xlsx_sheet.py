"""One sheet of an xlsx workbook being read, in the plain way or element by element, with what stands beside its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.cell_names import column_letters
from workstation.readers.grid import BLANK, CellNotes, Grid, Merge, Sheet
from workstation.readers.xlsx_cells import PlainCells
from workstation.readers.xlsx_chunk import Chunk, Notes, Strings, chunk_of
from workstation.readers.xlsx_grid import XlsxGrid
from workstation.readers.xlsx_markup import PlainStream, utf8
from workstation.readers.xlsx_package import Package, SheetPart, area_of, comments
from workstation.readers.xlsx_raw import MOST_COLUMNS, SHARED, RawCells, attributes, is_hidden, is_true
from workstation.readers.xlsx_styles import Styles
from workstation.readers.xlsx_walk import CellWalk
from workstation.text import _

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

MOST_CELLS = 64_000_000
"""Area of one sheet, blank cells among them, beyond which it is not held unless a quarter of it is filled."""
FAR_ROWS, FAR_COLUMNS, MOST_FAR = 10_000, 500, 20
"""Blank rows and columns behind which a few cells count as lost ones, in a sheet that is too large with them."""
BOLD_ROWS = 500
SMALL = 16 << 20
"""Bytes of a sheet that is unpacked to its end even when only its first rows are asked for: merged cells stand there."""
WALKED = 262_144
"""Cells that are walked before they are put into columns."""
_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([^\"']+)[\"']")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s([^>]*)>")
_FORMAT = re.compile(rb"<(?:[\w.-]+:)?sheetFormatPr\s([^>]*)>")


class SheetReading:
    """Reads one sheet; `at` is the cell it stands at, for the words of an error."""

    def __init__(
        self, package: Package, sheet: SheetPart, styles: Styles, strings: Callable[[int | None], Strings], job: Job
    ) -> None:
        """Take what the sheet needs of its workbook; `strings` gives the first so many shared strings, or all."""
        assert sheet.part is not None
        self._package, self._info, self._part = package, sheet.info, sheet.part
        self._styles, self._ask, self._job = styles, strings, job
        self._size = max(1, package.size(sheet.part))
        self._start()

    def _start(self) -> None:
        self.at = (0, 0)
        self._notes = Notes()
        self._hidden: set[int] = set()
        self._rows_met: list[int] = []
        self._merges: list[Merge] = []
        self._bold: set[tuple[int, int]] = set()
        self._height = self._width = self._filled = 0
        self._head = b""

    def plain(self, rows: int | None) -> Grid:
        """Return the cells of a sheet written in the plain way; NotPlain when it is not."""
        self._start()
        raws: list[RawCells] = []
        chunks: list[Chunk] = []
        strings = self._ask(None) if rows is None else None
        with self._package.open(self._part) as file:
            stream = PlainStream(utf8(file), b"sheetData", b"row")
            cells = PlainCells()
            done = 0
            items = stream.items()
            for block in items:
                done += len(block)
                self._job.step(min(done, self._size), self._size, _("Reading the sheet"))
                raw = cells.read(block if rows is None else _first_rows(block, rows))
                self._met(raw)
                if strings is not None:
                    chunks.append(self._chunk(raw, strings))
                else:
                    raws.append(raw)
                if rows is not None and cells.last + 1 >= rows:
                    break
            self._head = stream.head
            if rows is None or self._size <= SMALL:
                for _block in items:
                    pass  # only first rows were asked for: the rest is passed over, to what stands behind it
                self._after(stream.tail())
        if strings is None:
            strings = self._ask(_needed(raws))
            chunks = [self._chunk(_within(raw, rows), strings) for raw in raws]
        return self._grid(chunks, strings, rows)

    def walked(self, rows: int | None) -> Grid:
        """Return the cells element by element; expat.ExpatError when the XML does not hold together."""
        self._start()
        raws: list[RawCells] = []
        walk = CellWalk()
        head, tail = bytearray(), bytearray()
        with self._package.open(self._part) as file:
            done = 0
            for block in utf8(file):
                for start in range(0, len(block), 1 << 16):
                    piece = block[start : start + (1 << 16)]
                    if not walk.begun:
                        head += piece
                    elif walk.done:
                        tail += piece
                    done += len(piece)
                    self._job.step(min(done, self._size), self._size, _("Reading the sheet"))
                    before = walk.done
                    try:
                        walk.feed(piece)
                    finally:
                        self.at = (max(walk.cell[0], 0), walk.cell[1])
                    if walk.done and not before:
                        tail += piece
                    if walk.waiting >= WALKED:
                        raws.append(walk.taken())
                if rows is not None and walk.row >= rows and self._size > SMALL:
                    break
            else:
                walk.feed(b"", last=True)
        raws.append(walk.taken())
        for raw in raws:
            self._met(raw)
        self._head = bytes(head)
        self._after([bytes(tail)])
        whole = _within(_joined(raws), rows)
        strings = self._ask(None if rows is None else _needed([whole]))
        return self._grid([self._chunk(whole, strings)], strings, rows)

    def _met(self, raw: RawCells) -> None:
        self._hidden.update(raw.hidden)
        if raw.last >= 0:
            self.at = (raw.last, 0)
        self._rows_met += [int(row) for row in raw.met] if raw.met is not None else []

    def _chunk(self, raw: RawCells, strings: Strings) -> Chunk:
        chunk = chunk_of(raw, strings, self._styles, self._package.date1904, self._notes)
        assert chunk.columns is not None
        seen = chunk.kinds != BLANK
        if seen.any():
            self._filled += int(seen.sum())
            self._height = max(self._height, int(chunk.rows[seen].max()) + 1)
            self._width = max(self._width, int(chunk.columns[seen].max()) + 1)
        if chunk.first < BOLD_ROWS:
            bold = seen & (chunk.rows < BOLD_ROWS) & self._styles.bold[chunk.styles]
            self._bold.update(zip(chunk.rows[bold].tolist(), chunk.columns[bold].tolist(), strict=True))
        return chunk

    def _far(self, chunks: list[Chunk]) -> list[tuple[int, int]]:
        """Return cells that stand so far from all others that the sheet could not be held with them: they are left out.

        Problem when it is too large all the same.
        """
        import numpy as np

        if self._height * self._width <= MOST_CELLS or self._filled * 4 >= self._height * self._width:
            return []
        filled = [chunk.kinds != BLANK for chunk in chunks]
        rows = np.concatenate([chunk.rows[seen] for chunk, seen in zip(chunks, filled, strict=True)])
        columns = np.concatenate([chunk.columns[seen] for chunk, seen in zip(chunks, filled, strict=True)])  # type: ignore[index]
        height, width = _before_gap(rows, FAR_ROWS), _before_gap(columns, FAR_COLUMNS)
        far = (rows >= height) | (columns >= width)
        if height * width > MOST_CELLS or far.sum() > MOST_FAR:
            raise Problem(
                "sheet-too-large",
                _(
                    "The sheet reaches to row {row} and column {column}, with {n} cells in between.",
                    row=self._height,
                    column=column_letters(self._width - 1),
                    n=self._filled,
                ),
                where=f"{self._package.path.name}, “{self._info.name}”",
                remedy=_("Delete what stands far away from the table, or save the table on a sheet of its own."),
            )
        for chunk in chunks:
            assert chunk.columns is not None
            chunk.kinds[(chunk.rows >= height) | (chunk.columns >= width)] = BLANK
        self._height, self._width = height, width
        return sorted(zip(rows[far].tolist(), columns[far].tolist(), strict=True))

    def _after(self, blocks: Iterable[bytes]) -> None:
        """Take the merged cells from what stands behind the cells."""
        for block in blocks:
            self._job.step(self._size, self._size, _("Reading the sheet"))
            for match in _MERGE.finditer(block):
                area = area_of(match[1].decode("utf-8", "replace"))
                if area is not None and area[0] != area[1]:
                    self._merges.append(area)

    def _grid(self, chunks: list[Chunk], strings: Strings, rows: int | None) -> Grid:
        notes = self._notes
        far = self._far(chunks)
        said = comments(self._package, self._part)
        if rows is not None:
            said = {at: text for at, text in said.items() if at[0] < rows}
        sheet = Sheet(
            name=self._info.name,
            visible=self._info.visible == "visible",
            merges=tuple(one for one in self._merges if rows is None or one[0][0] < rows),
            hidden_rows=frozenset(self._hidden_rows()),
            hidden_columns=frozenset(self._hidden_columns()),
            bold=frozenset(self._bold),
            notes=CellNotes(notes.errors, tuple(sorted(notes.no_result)), notes.damaged, notes.odd, said),
            ours=self._package.marked,
            size=self._package.own_size,
        )
        grid = XlsxGrid(chunks, strings, self._styles, self._package.date1904, sheet)
        grid.far = tuple(far)
        return grid

    def _hidden_rows(self) -> Iterator[int]:
        yield from (row for row in self._hidden if row < self._height)
        match = _FORMAT.search(self._head)
        if match and is_true(attributes(match[1].decode("utf-8", "replace")).get("zeroHeight")):
            yield from set(range(self._height)) - set(self._rows_met)

    def _hidden_columns(self) -> Iterator[int]:
        for match in _COLUMN.finditer(self._head):
            found = attributes(match[1].decode("utf-8", "replace"))
            first, last = found.get("min", ""), found.get("max", "")
            if is_hidden(found) and first.isdecimal() and last.isdecimal():
                yield from range(max(int(first), 1) - 1, min(int(last), self._width, MOST_COLUMNS))


def _before_gap(places: Numbers, gap: int) -> int:
    """Return the first place that lies behind a long gap, or behind the last one where there is no gap."""
    import numpy as np

    used = np.unique(places)
    jumps = np.flatnonzero(np.diff(used, prepend=-1) > gap)
    return int(used[jumps[0] - 1]) + 1 if len(jumps) and jumps[0] else int(used[-1]) + 1


def _first_rows(block: bytes, rows: int) -> bytes:
    """Return as much of a block as holds so many rows."""
    end = 0
    for _row in range(rows):
        at = block.find(b"</row>", end)
        if at < 0:
            return block
        end = at + 6
    return block[:end]


def _within(raw: RawCells, rows: int | None) -> RawCells:
    """Return the cells of the first rows."""
    if rows is None or not len(raw.rows) or int(raw.rows.max()) < rows:
        return raw
    return raw.chosen(raw.rows < rows)


def _needed(raws: list[RawCells]) -> int:
    """Return how many shared strings the cells need."""
    import numpy as np
    import pyarrow as pa

    most = 0
    for raw in raws:
        named = np.flatnonzero((raw.types == SHARED) & (raw.places >= 0))
        for text in set(raw.values.take(pa.array(raw.places[named])).to_pylist()):
            most = max(most, int(text) + 1 if text.strip().isdecimal() else 0)
    return most


def _joined(raws: list[RawCells]) -> RawCells:
    """Return cells in any order as one, each once: of one that comes again the last counts."""
    import numpy as np
    import pyarrow as pa

    if not raws:
        return CellWalk().taken()
    starts = np.cumsum([0, *(len(raw.values) for raw in raws[:-1])])
    places = [np.where(raw.places >= 0, raw.places + start, -1) for raw, start in zip(raws, starts, strict=True)]

    def every(name: str) -> Numbers:
        return np.concatenate([getattr(raw, name) for raw in raws])

    out = RawCells(
        every("rows"), every("columns"), every("types"), every("styles"), every("formula"),
        pa.concat_arrays([raw.values for raw in raws]), np.concatenate(places), every("empty"),
    )  # fmt: skip
    order = np.lexsort((out.columns, out.rows))
    keys = out.rows[order].astype(np.int64) * MOST_COLUMNS + out.columns[order]
    last = np.append(keys[1:] != keys[:-1], True) if len(keys) else np.zeros(0, bool)
    return out.chosen(order[last])
