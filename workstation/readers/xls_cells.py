"""The cells of one sheet of an xls file, BIFF2 to BIFF8."""

from __future__ import annotations

import struct

from workstation.job import Job
from workstation.readers.cell_names import ERRORS
from workstation.readers.cells_grid import Cells
from workstation.readers.xls_globals import BOF, CONTINUE, Globals, records, take
from workstation.readers.xls_strings import decoded, wide_text
from workstation.text import _

_OLD = frozenset((0x0002, 0x0003, 0x0004, 0x0005))
_FORMULAS, _STRINGS = (0x0006, 0x0206, 0x0406), (0x0007, 0x0207)
_ROW, _COLUMNS, _MERGES, _NOTE, _OBJECT, _OBJECT_TEXT = 0x0208, 0x007D, 0x00E5, 0x001C, 0x005D, 0x01B6
_RK, _RKS, _SHARED, _NUMBER, _LABELS, _TRUTH = 0x027E, 0x00BD, 0x00FD, 0x0203, (0x0204, 0x00D6), 0x0205
_SHARED_HERE = frozenset((0x001E, 0x041E, 0x0043, 0x0243, 0x0443, 0x0031, 0x0231, 0x0042, 0x0022))
_STEP = 20_000


class SheetReader:
    """Goes through the records of one sheet."""

    def __init__(self, data: bytes, shared: Globals, rows: int | None, job: Job) -> None:
        """Take the whole stream; rows: only the first so many."""
        self.data, self.shared, self.job = data, shared, job
        self.cells = Cells(shared.date1904, rows)
        self.waiting: tuple[int, int, int] | None = None
        """A formula whose text comes in a record of its own."""
        self.objects: dict[int, str] = {}
        self.noted: list[tuple[int, int, int]] = []
        self.object = -1
        self.codes: dict[int, str] = {}
        self.wide_style = 0

    def read(self, start: int) -> Cells:
        """Return the cells of the sheet that begins at a place in the stream."""
        label = _("Reading rows")
        before = 0
        for count, (kind, at, size) in enumerate(records(self.data, start)):
            if count % _STEP == 0:
                self.job.step(at - start, 0, label)
            if kind == CONTINUE:
                if before == _OBJECT_TEXT and self.object >= 0 and size:
                    self.objects.setdefault(self.object, self._object_text(at, size))
                continue
            before = kind
            self._record(kind, at, size)
        self._end_waiting()
        for row, column, number in self.noted:
            if text := self.objects.get(number, "").strip():
                self.cells.comments[row, column] = text
        return self.cells

    def _record(self, kind: int, at: int, size: int) -> None:
        data = self.data
        if kind == _SHARED:
            row, column, style, number = struct.unpack_from("<HHHI", data, at)
            text = self.shared.strings[number] if number < len(self.shared.strings) else ""
            self._text(row, column, style, text)
        elif kind == _NUMBER:
            row, column, style, value = struct.unpack_from("<HHHd", data, at)
            self._number(row, column, style, value)
        elif kind == _RK:
            row, column, style, packed = struct.unpack_from("<HHHI", data, at)
            self._number(row, column, style, unpacked(packed))
        elif kind == _RKS:
            row, first = struct.unpack_from("<HH", data, at)
            for place in range((size - 6) // 6):
                style, packed = struct.unpack_from("<HI", data, at + 4 + 6 * place)
                self._number(row, first + place, style, unpacked(packed))
        elif kind in _LABELS:
            row, column, style = struct.unpack_from("<HHH", data, at)
            self._text(row, column, style, self._label(at + 6, at + size))
        elif kind in _FORMULAS:
            self._formula(kind, at)
        elif kind in _STRINGS:
            self._string(kind, at, size)
        elif kind == _TRUTH:
            row, column, style, value, error = struct.unpack_from("<HHHBB", data, at)
            self._truth(row, column, style, value, bool(error))
        elif kind in _OLD and self.shared.version == 2:
            self._old(kind, at, size)
        else:
            self._beside(kind, at, size)

    def _beside(self, kind: int, at: int, size: int) -> None:
        """Take a record that is no cell."""
        data, cells = self.data, self.cells
        if kind == _ROW and size >= 14 and self.shared.version >= 5:
            row, options = struct.unpack_from("<H10xH", data, at)
            if options & 0x20:
                cells.hide_rows(row, 1)
        elif kind == _COLUMNS and size >= 10:
            first, last, options = struct.unpack_from("<HH4xH", data, at)
            if options & 1:
                cells.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == _MERGES:
            for place in range((size - 2) // 8):
                top, bottom, left, right = struct.unpack_from("<4H", data, at + 2 + 8 * place)
                if top <= bottom and left <= right:
                    cells.merge((top, left), (bottom, right))
        elif kind == _NOTE and size >= 6:
            self._note(at, size)
        elif kind == _OBJECT and size >= 8:
            self.object = struct.unpack_from("<H", data, at + 6)[0]
        elif kind == 0x0044 and self.shared.version == 2:
            (self.wide_style,) = struct.unpack_from("<H", data, at)
        elif kind in _SHARED_HERE and self.shared.version <= 4:
            take(self.shared, kind, data[at : at + size])
            self.cells.date1904 = self.shared.date1904
        elif kind in BOF:
            return

    def _note(self, at: int, size: int) -> None:
        row, column, third = struct.unpack_from("<3H", self.data, at)
        if self.shared.version >= 8:
            self.noted.append((row, column, struct.unpack_from("<H", self.data, at + 6)[0]))
        elif row != 0xFFFF:
            text = decoded(self.data[at + 6 : at + min(size, 6 + third)], self.shared.page).strip()
            if text:
                self.cells.comments[row, column] = text

    def _object_text(self, at: int, size: int) -> str:
        if self.data[at] & 1:
            return self.data[at + 1 : at + size].decode("utf-16-le", "replace")
        return self.data[at + 1 : at + size].decode("latin-1")

    def _label(self, at: int, end: int) -> str:
        if self.shared.version >= 8:
            return wide_text(self.data, at)
        (length,) = struct.unpack_from("<H", self.data, at)
        return decoded(self.data[at + 2 : min(end, at + 2 + length)], self.shared.page)

    def _code(self, style: int) -> str:
        code = self.codes.get(style)
        if code is None:
            code = self.codes[style] = self.shared.code(style)
        return code

    def _number(self, row: int, column: int, style: int, value: float) -> None:
        self._bold(row, column, style)
        self.cells.number(row, column, value, self._code(style))

    def _text(self, row: int, column: int, style: int, text: str) -> None:
        self._bold(row, column, style)
        self.cells.text(row, column, text, self._code(style))

    def _truth(self, row: int, column: int, style: int, value: int, error: bool) -> None:
        self._bold(row, column, style)
        if error:
            self.cells.error(row, column, ERRORS.get(value, "#ERROR!"))
        else:
            self.cells.truth(row, column, bool(value))

    def _bold(self, row: int, column: int, style: int) -> None:
        if self.shared.is_bold(style):
            self.cells.mark_bold(row, column)

    def _formula(self, kind: int, at: int) -> None:
        self._end_waiting()
        row, column = struct.unpack_from("<HH", self.data, at)
        if self.shared.version == 2:
            style, result, options = self._old_style(at + 4), at + 7, 0
        else:
            (style,) = struct.unpack_from("<H", self.data, at + 4)
            result = at + 6
            (options,) = struct.unpack_from("<H", self.data, at + 14)
        special = self.data[result + 6 : result + 8] == b"\xff\xff"
        what = self.data[result]
        if not special:
            self._number(row, column, style, struct.unpack_from("<d", self.data, result)[0])
        elif what == 0:
            self.waiting = (row, column, style)
        elif what in (1, 2):
            self._truth(row, column, style, self.data[result + 2], what == 2)
        elif options & 2:  # to be worked out when it is opened: the program that wrote it worked nothing out
            self.cells.no_result.append((row, column))

    def _string(self, kind: int, at: int, size: int) -> None:
        if self.waiting is None:
            return
        row, column, style = self.waiting
        self.waiting = None
        short = decoded(self.data[at + 1 : at + 1 + self.data[at]], self.shared.page) if kind == 0x0007 else None
        self._text(row, column, style, self._label(at, at + size) if short is None else short)

    def _end_waiting(self) -> None:
        if self.waiting is not None:
            self.cells.no_result.append(self.waiting[:2])
            self.waiting = None

    def _old_style(self, at: int) -> int:
        """Return a style of Excel 2, made of the number of its format: such files have no list of styles."""
        number = self.data[at] & 0x3F
        if self.shared.styles and number < len(self.shared.styles):
            return self.wide_style if number == 0x3F else number
        wanted = self.data[at + 1] & 0x3F
        self.codes[-1 - wanted] = self.shared.format(wanted)
        return -1 - wanted

    def _old(self, kind: int, at: int, size: int) -> None:
        """Take a cell of Excel 2."""
        row, column = struct.unpack_from("<HH", self.data, at)
        style = self._old_style(at + 4)
        if kind == 0x0002:
            self.cells.number(row, column, float(struct.unpack_from("<H", self.data, at + 7)[0]), self._code(style))
        elif kind == 0x0003:
            self.cells.number(row, column, struct.unpack_from("<d", self.data, at + 7)[0], self._code(style))
        elif kind == 0x0004:
            text = decoded(self.data[at + 8 : at + min(size, 8 + self.data[at + 7])], self.shared.page)
            self.cells.text(row, column, text, self._code(style))
        elif self.data[at + 8]:
            self.cells.error(row, column, ERRORS.get(self.data[at + 7], "#ERROR!"))
        else:
            self.cells.truth(row, column, bool(self.data[at + 7]))


def unpacked(value: int) -> float:
    """Return the number in an RK: its lowest bits say whether it is whole and whether it counts hundredths."""
    number: float
    if value & 2:
        number = float((value >> 2) - ((value & 0x80000000) >> 1))
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, value & 0xFFFFFFFC))
    return number / 100 if value & 1 else number
