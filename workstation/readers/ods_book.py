"""An OpenDocument spreadsheet that is open: ods and ots, and the same in one file, fods; read once, as it streams.

What a person saw stands in the file as text beside each value, so no number format has to be worked out.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from workstation.job import Job
from workstation.marking import workbook_size
from workstation.readers import archive
from workstation.readers.cells_grid import CellsGrid, TooManyCells, too_large
from workstation.readers.grid import Grid
from workstation.readers.ods_cells import OdsReader, OdsSheet
from workstation.readers.reader import SheetInfo
from workstation.text import Sentence, _

_BLOCK = 1 << 20
_MANIFEST = "META-INF/manifest.xml"


class OdsBook:
    """An open OpenDocument spreadsheet. Nothing in it is run, nothing outside is followed."""

    warning: Sentence | None = None

    def __init__(self, path: Path, read: Callable[[Job, int | None], list[OdsSheet]], job: Job,
                 size: tuple[int, int] | None) -> None:  # fmt: skip
        """Take what reads the sheets, and the size of the sheet when we wrote it."""
        self._path, self._size = path, size
        self._sheets = read(job, None)
        self.infos = tuple(SheetInfo(sheet.name, sheet.visible) for sheet in self._sheets)
        """All sheets in their order."""

    def grid(self, info: SheetInfo, job: Job, rows: int | None = None) -> Grid:
        """Return the cells of one sheet."""
        sheet = self._sheets[self.infos.index(info)]
        if sheet.too_many is not None:
            raise too_large(self._path.name, sheet.name, sheet.too_many)
        known = sheet.cells.sheet(sheet.name, sheet.visible == "visible", self._size is not None, self._size)
        try:
            return CellsGrid(sheet.cells, known)
        except TooManyCells as error:
            raise too_large(self._path.name, sheet.name, error) from error


@contextmanager
def opened(path: Path, job: Job) -> Iterator[OdsBook]:
    """Open an ods or a fods; Problem when it is damaged or sealed."""
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    if not packed:
        yield OdsBook(path, lambda job, rows: _read(path, path.open("rb"), job, rows), job, None)
        return
    try:
        with zipfile.ZipFile(path) as parts:
            if _MANIFEST in parts.namelist() and b"encryption-data" in parts.read(_MANIFEST):
                raise archive.sealed(path)
            yield OdsBook(path, lambda job, rows: _read(path, parts.open("content.xml"), job, rows), job, workbook_size(parts))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise archive.damaged(path) from error


def _read(path: Path, file: IO[bytes], job: Job, rows: int | None) -> list[OdsSheet]:
    reader = OdsReader(rows)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def forbidden(*_parts: object) -> None:
        raise archive.entities(path, "content.xml")

    parser.EntityDeclHandler = forbidden
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    reader.parser = parser
    done = 0
    try:
        with file:
            while block := file.read(_BLOCK):
                done += len(block)
                job.step(done, 0, _("Reading rows"))
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise archive.damaged(path) from error
    return reader.sheets
