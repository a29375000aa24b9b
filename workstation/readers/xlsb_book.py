"""An xlsb workbook that is open: its sheets, and the cells of one of them, read from its binary parts; MS-XLSB."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from workstation.job import Job
from workstation.readers import archive
from workstation.readers.cell_names import ERRORS
from workstation.readers.cells_grid import Cells, CellsGrid, TooManyCells, too_large
from workstation.readers.grid import Grid
from workstation.readers.number_format import BUILT_IN
from workstation.readers.reader import SheetInfo
from workstation.readers.xls_cells import unpacked
from workstation.readers.xlsb_records import BrokenPart, records, text_at
from workstation.text import Sentence, _

_BOOK, _LINKS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
_SHEET, _PROPERTIES = 156, 153
_FORMAT, _FONT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 43, 47, 617, 618
_STRING, _COMMENT, _COMMENT_TEXT = 19, 635, 637
_ROW, _COLUMNS, _MERGE, _DATA_END = 0, 60, 176, 146
_VISIBLE = ("visible", "hidden", "very hidden")
_STEP = 50_000


@dataclass(frozen=True)
class _Styles:
    codes: tuple[str, ...] = ()
    bold: tuple[bool, ...] = ()

    def code(self, style: int) -> str:
        return self.codes[style] if style < len(self.codes) else "General"


class XlsbBook:
    """An open xlsb. Nothing in it is run, nothing outside is followed."""

    warning: Sentence | None = None

    def __init__(self, path: Path, parts: zipfile.ZipFile) -> None:
        """Take the open archive."""
        self._path, self._zip = path, parts
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in parts.namelist()}
        links = self._links(_LINKS, "xl")
        self.date1904 = False
        self._parts: list[str] = []
        infos = []
        for kind, record in self._records(_BOOK):
            if kind == _PROPERTIES and record:
                self.date1904 = bool(record[0] & 1)
            elif kind == _SHEET:
                link, rest = text_at(record, 8)
                name, _end = text_at(record, rest)
                (state,) = struct.unpack_from("<I", record)
                target, type_ = links.get(link, ("", ""))
                infos.append(SheetInfo(name, _VISIBLE[state] if state < 3 else "visible", _kind(type_)))
                self._parts.append(target)
        self.infos = tuple(infos)
        """All sheets in their order."""

    def _records(self, part: str) -> Iterator[tuple[int, bytes]]:
        name = self._names.get(part.lower())
        if name is None:
            raise archive.damaged(self._path)
        with self._zip.open(name) as file:
            yield from records(file)

    def _links(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        """Return what a part is linked to: by its id the path in the archive, and what it is."""
        name = self._names.get(part.lower())
        if name is None:
            return {}
        out = {}
        try:
            found = ElementTree.fromstring(self._zip.read(name))
        except LookupError as error:  # an encoding that nobody knows
            raise archive.damaged(self._path) from error
        for link in found:
            target = link.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            out[link.get("Id") or ""] = (path, (link.get("Type") or "").rpartition("/")[2])
        return out

    @cached_property
    def _strings(self) -> list[str]:
        part = self._linked("sharedStrings", "xl/sharedStrings.bin")
        return [text_at(record, 1)[0] for kind, record in self._records(part) if kind == _STRING] if part else []

    def _linked(self, type_: str, usual: str) -> str:
        links = self._links(_LINKS, "xl").values()
        part = next((path for path, what in links if what == type_), usual)
        return part if part.lower() in self._names else ""

    @cached_property
    def _styles(self) -> _Styles:
        part = self._linked("styles", "xl/styles.bin")
        codes: dict[int, str] = {}
        bold_fonts: list[bool] = []
        styles: list[tuple[int, int]] = []
        inside = False
        for kind, record in self._records(part) if part else ():
            if kind == _FORMAT:
                codes[struct.unpack_from("<H", record)[0]] = text_at(record, 2)[0]
            elif kind == _FONT:
                bold_fonts.append(len(record) >= 6 and struct.unpack_from("<H", record, 4)[0] >= 600)
            elif kind in (_STYLES_BEGIN, _STYLES_END):
                inside = kind == _STYLES_BEGIN
            elif kind == _STYLE and inside:
                styles.append(struct.unpack_from("<HH", record, 2))

        def code(number: int) -> str:
            own = None if number in (14, 22) else codes.get(number)
            return own or BUILT_IN.get(number, "General")

        return _Styles(
            tuple(code(number) for number, _font in styles),
            tuple(font < len(bold_fonts) and bold_fonts[font] for _number, font in styles),
        )

    def grid(self, info: SheetInfo, job: Job, rows: int | None = None) -> Grid:
        """Return the cells of one sheet."""
        part = self._parts[self.infos.index(info)]
        try:
            cells = self._cells(part, job, rows)
            for at, text in self._comments(part).items():
                if rows is None or at[0] < rows:
                    cells.comments[at] = text
            return CellsGrid(cells, cells.sheet(info.name, info.visible == "visible"))
        except TooManyCells as error:
            raise too_large(self._path.name, info.name, error) from error

    def _cells(self, part: str, job: Job, rows: int | None) -> Cells:
        cells = Cells(self.date1904, rows)
        row, column = 0, -1
        for count, (kind, record) in enumerate(self._records(part)):
            if count % _STEP == 0:
                job.step(count, 0, _("Reading rows"))
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", record)
                column = -1
                if rows is not None and row >= rows:
                    break
                if len(record) > 11 and record[11] & 0x10:
                    cells.hide_rows(row, 1)
            elif 1 <= kind <= 18 or kind == 62:
                column = self._cell(cells, kind, record, row, column)
            elif kind == _COLUMNS:
                first, last = struct.unpack_from("<II", record)
                if struct.unpack_from("<H", record, 16)[0] & 1:
                    cells.hidden_columns.update(range(first, min(last, 16_383) + 1))
            elif kind == _MERGE:
                top, bottom, left, right = struct.unpack_from("<4I", record)
                if top <= bottom and left <= right and (rows is None or top < rows):
                    cells.merge((top, left), (bottom, right))
        return cells

    def _cell(self, cells: Cells, kind: int, record: bytes, row: int, before: int) -> int:
        """Take one cell and return its column; a short one stands right behind the one before it."""
        if 12 <= kind <= 18:
            record = struct.pack("<I", before + 1) + record
            kind -= 11
        column: int
        column, style = struct.unpack_from("<II", record)
        style &= 0xFFFFFF
        if column > 16_383 or row > 1_048_575:
            raise BrokenPart("a cell outside the sheet")
        if kind > 1:
            self._filled(cells, kind, record, row, column, style)
        return column

    def _filled(self, cells: Cells, kind: int, record: bytes, row: int, column: int, style: int) -> None:
        if style < len(self._styles.bold) and self._styles.bold[style]:
            cells.mark_bold(row, column)
        code = self._styles.code(style)
        if kind == 2:
            cells.number(row, column, unpacked(struct.unpack_from("<I", record, 8)[0]), code)
        elif kind in (5, 9):
            cells.number(row, column, struct.unpack_from("<d", record, 8)[0], code)
        elif kind == 7:
            (number,) = struct.unpack_from("<I", record, 8)
            if number >= len(self._strings):
                raise BrokenPart("a text that is not in the file")
            cells.text(row, column, self._strings[number], code)
        elif kind in (6, 8):
            cells.text(row, column, text_at(record, 8)[0], code)
        elif kind == 62:
            cells.text(row, column, text_at(record, 9)[0], code)
        elif kind in (4, 10):
            cells.truth(row, column, bool(record[8]))
        else:
            cells.error(row, column, ERRORS.get(record[8], "#ERROR!"))

    def _comments(self, part: str) -> dict[tuple[int, int], str]:
        folder, _slash, name = part.rpartition("/")
        links = self._links(f"{folder}/_rels/{name}.rels", folder)
        out: dict[tuple[int, int], str] = {}
        at = (0, 0)
        for path, what in links.values():
            if what != "comments" or path.lower() not in self._names:
                continue
            for kind, record in self._records(path):
                if kind == _COMMENT and len(record) >= 20:
                    row, _last, column = struct.unpack_from("<III", record, 4)
                    at = (row, column)
                elif kind == _COMMENT_TEXT and (text := text_at(record, 1)[0].strip()):
                    out[at] = text
        return out


def _kind(type_: str) -> str:
    return {"chartsheet": "chart", "dialogsheet": "dialog", "xlMacrosheet": "macro", "macrosheet": "macro"}.get(type_, "sheet")


@contextmanager
def opened(path: Path) -> Iterator[XlsbBook]:
    """Open a workbook; Problem when it is damaged."""
    try:
        with zipfile.ZipFile(path) as parts:
            yield XlsbBook(path, parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ElementTree.ParseError,
        BrokenPart,
        struct.error,
        IndexError,
    ) as error:
        raise archive.damaged(path) from error
