"""An xls workbook that is open: Excel 2 to 2003, WPS .et, and what reporting programs call xls."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workstation.job import Job
from workstation.readers import archive, ole, passwords
from workstation.readers.cells_grid import CellsGrid, TooManyCells, too_large
from workstation.readers.grid import Grid
from workstation.readers.options import Options
from workstation.readers.reader import SheetInfo
from workstation.readers.xls_cells import SheetReader
from workstation.readers.xls_globals import Sealed, read_globals
from workstation.text import Sentence, say

_START = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
"""How the stream of a workbook begins."""


class XlsBook:
    """An open xls workbook. Nothing in it is run."""

    def __init__(self, path: Path, data: bytes, warning: Sentence | None) -> None:
        """Take the stream of the workbook."""
        self._path, self._data = path, data
        self.warning = warning
        self._shared = read_globals(data)
        self.infos = tuple(SheetInfo(one.name, one.visible, one.kind) for one in self._shared.sheets)
        """All sheets in their order."""

    def grid(self, info: SheetInfo, job: Job, rows: int | None = None) -> Grid:
        """Return the cells of one sheet."""
        sheet = self._shared.sheets[self.infos.index(info)]
        try:
            cells = SheetReader(self._data, self._shared, rows, job).read(sheet.start)
            return CellsGrid(cells, cells.sheet(sheet.name, sheet.visible == "visible"))
        except TooManyCells as error:
            raise too_large(self._path.name, sheet.name, error) from error
        except (struct.error, IndexError) as error:
            raise archive.damaged(self._path) from error


@contextmanager
def opened(path: Path, options: Options, job: Job) -> Iterator[XlsBook]:
    """Open a workbook; Problem when it is damaged, or sealed and not opened by a password."""
    data, warning = _stream(path)
    try:
        try:
            book = XlsBook(path, data, warning)
        except Sealed:
            with passwords.unsealed(path, options, job) as plain:
                book = XlsBook(path, _stream(plain)[0], warning)
        yield book
    except Sealed as error:
        raise archive.sealed(path) from error
    except (struct.error, IndexError) as error:
        raise archive.damaged(path) from error


def _stream(path: Path) -> tuple[bytes, Sentence | None]:
    """Return the stream of the workbook; out of a broken container the part that begins like one."""
    with path.open("rb") as file:
        bare = not file.read(8).startswith(archive.OLE)
    if bare:
        return path.read_bytes(), None
    try:
        data = ole.stream(path, ("Workbook", "Book"))
    except ole.BrokenContainer:
        whole = path.read_bytes()
        start = _START.search(whole)
        if start is None or ole.is_cut_off(whole):
            raise archive.damaged(path) from None
        told = say("The container of this workbook is damaged; what could be read of it may not be all.")
        return whole[start.start() :], told
    if data is None:
        raise archive.damaged(path)
    return data, None
