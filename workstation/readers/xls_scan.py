"""What the values of an xls sheet do not tell: error cells and number formats that change what a number says.

The records are those of MS-XLS (BIFF5 and BIFF8); everything but cells and formats is passed over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from workstation.readers import ole
from workstation.readers.sheet_scan import BUILT_IN, ERRORS, Scan, telling
from workstation.readers.workbook_text import number_text

_BOF, _EOF, _SHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_NUMBER, _RK, _RKS, _TRUTH_OR_ERROR, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0205, 0x0006
_CELLS = frozenset((_NUMBER, _RK, _RKS, _TRUTH_OR_ERROR, _FORMULA, 0x00FD, 0x0204, 0x00D6))
_AREA, _PASSWORD = 0x0200, 0x002F
MOST_ROWS, MOST_COLUMNS = 65_536, 256


class ImpossibleSheet(Exception):
    """A sheet claims more rows or columns than the format has, or to end before it begins."""


class SealedWorkbook(Exception):
    """Everything but the kinds of records is encrypted."""


def scan_xls(path: Path) -> list[Scan]:
    """Return a Scan for each sheet, in the order of the workbook; ole.BrokenContainer when it cannot be told.

    Raises ImpossibleSheet for a sheet that no reader should open, SealedWorkbook when a password protects it.
    """
    with path.open("rb") as file:
        bare = not file.read(8).startswith(b"\xd0\xcf\x11\xe0")
    data = path.read_bytes() if bare else ole.stream(path, ("Workbook", "Book"))
    if data is None:
        raise ole.BrokenContainer("no workbook inside")
    try:
        return _sheets(data)
    except (struct.error, IndexError) as error:
        raise ole.BrokenContainer(str(error)) from error


def _records(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, start and length of each record up to the end of one substream; those of charts inside are left."""
    depth = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, at + 4, size
        at += 4 + size


def _sheets(data: bytes) -> list[Scan]:
    codes = dict(BUILT_IN)
    styles: list[int] = []
    starts: list[int] = []
    wide = True
    for kind, at, size in _records(data, 0):
        if kind == _BOF:
            wide = struct.unpack_from("<H", data, at)[0] >= 0x0600
        elif kind == _PASSWORD:
            raise SealedWorkbook
        elif kind == _SHEET:
            starts.append(struct.unpack_from("<I", data, at)[0])
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", data, at + 2)[0])
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", data, at)[0]] = _format(data[at : at + size], wide)
    shown = {at: code for at, one in enumerate(styles) if (code := telling(codes.get(one, "")))}
    return [_cells(data, start, shown) for start in starts]


def _format(record: bytes, wide: bool) -> str:
    if not wide:
        return record[3 : 3 + record[2]].decode("latin-1")
    (length,) = struct.unpack_from("<H", record, 2)
    if record[4] & 1:
        return record[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return record[5 : 5 + length].decode("latin-1")


def _cells(data: bytes, start: int, shown: dict[int, str]) -> Scan:
    found = Scan()
    for kind, at, size in _records(data, start):
        if kind == _AREA:
            _check(data[at : at + size])
        elif kind in _CELLS:
            found.cells += 1
            (column,) = struct.unpack_from("<H", data, at + 2)
            if column + (size // 6 if kind == _RKS else 1) > MOST_COLUMNS + 1:
                raise ImpossibleSheet(f"column {column}")
        if kind == _RKS:
            row, first = struct.unpack_from("<HH", data, at)
            for number in range((size - 6) // 6):
                style, value = struct.unpack_from("<HI", data, at + 4 + 6 * number)
                _number(found, (row, first + number), shown.get(style), _packed(value))
        elif kind in (_NUMBER, _RK, _FORMULA, _TRUTH_OR_ERROR):
            row, column, style = struct.unpack_from("<HHH", data, at)
            if kind == _TRUTH_OR_ERROR:
                if data[at + 7]:
                    found.errors[row, column] = ERRORS.get(data[at + 6], "#ERROR!")
            elif kind == _RK:
                _number(found, (row, column), shown.get(style), _packed(struct.unpack_from("<I", data, at + 6)[0]))
            elif kind == _NUMBER or data[at + 12 : at + 14] != b"\xff\xff":
                _number(found, (row, column), shown.get(style), struct.unpack_from("<d", data, at + 6)[0])
            elif data[at + 6] == 2:
                found.errors[row, column] = ERRORS.get(data[at + 8], "#ERROR!")
    return found


def _check(area: bytes) -> None:
    """Raise ImpossibleSheet when a sheet says it is larger than any can be: its reader would ask for all that memory."""
    if len(area) >= 14:
        top, rows, left, columns = struct.unpack_from("<IIHH", area)
    else:
        top, rows, left, columns = struct.unpack_from("<4H", area)
    backwards = rows and columns and (top > rows or left > columns)
    if rows > MOST_ROWS or columns > MOST_COLUMNS or backwards:
        raise ImpossibleSheet(f"{rows} rows, {columns} columns")


def _number(found: Scan, at: tuple[int, int], code: str | None, value: float) -> None:
    if code:
        found.formats[at] = code
    if value < 0:
        found.negative[at] = number_text(value)


def _packed(value: int) -> float:
    """Return the number in an RK: its lowest bits say whether it is whole and whether it counts hundredths."""
    number: float
    if value & 2:
        number = float((value >> 2) - ((value & 0x80000000) >> 1))
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, value & 0xFFFFFFFC))
    return number / 100 if value & 1 else number
