"""An OpenDocument spreadsheet that is open: ods, ots, and fods, which is the same as one XML file."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from workstation.errors import Problem
from workstation.job import Job
from workstation.marking import workbook_size
from workstation.readers import archive
from workstation.readers.cells_grid import Cells, CellsGrid, TooManyCells, too_large
from workstation.readers.grid import Grid
from workstation.readers.ods_cells import Enough, SheetParser
from workstation.readers.ods_styles import TABLE, Styles
from workstation.readers.reader import SheetInfo
from workstation.text import Sentence, _

_BLOCK = 1 << 20
_MANIFEST = "META-INF/manifest.xml"
_CONTENT = "content.xml"
_SHEET = re.compile(rb"<table:table\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*\"([^\"]*)\"")


class OdsBook:
    """An open workbook. Macros, links and objects in it are left alone."""

    warning: Sentence | None = None

    def __init__(self, path: Path, open_part: Callable[[str], IO[bytes] | None], size: tuple[int, int] | None) -> None:
        """Take what opens a part of the workbook by its name, None for one that is not there."""
        self._path, self._open, self._size = path, open_part, size
        self._styles = Styles()
        with _part(open_part, "styles.xml") as file:
            if file is not None:
                self._parse(file, self._styles.start)
        self._sheets: dict[int, Cells] = {}
        self.infos = tuple(
            SheetInfo(name, "hidden" if self._styles.hidden(style) else "visible") for name, style in self._outline()
        )
        """All sheets in their order."""

    def grid(self, info: SheetInfo, job: Job, rows: int | None = None) -> Grid:
        """Return the cells of one sheet."""
        number = self.infos.index(info)
        if number not in self._sheets:
            parser = SheetParser(self._styles, rows, number if rows is not None else None)
            try:
                with _part(self._open, _CONTENT) as file:
                    self._parse(file, parser.start, parser.end, parser.data, job)
            except Enough:
                pass
            except TooManyCells as error:
                raise too_large(self._path.name, info.name, error) from error
            self._sheets = parser.sheets
        cells = self._sheets.pop(number)
        try:
            return CellsGrid(cells, cells.sheet(info.name, info.visible == "visible", self._size is not None, self._size))
        except TooManyCells as error:
            raise too_large(self._path.name, info.name, error) from error

    def _outline(self) -> list[tuple[str, str]]:
        """Read the styles that stand before the sheets, and each sheet's name and the name of its style."""
        found: list[tuple[str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == f"{TABLE}table":
                raise Enough
            self._styles.start(tag, attributes)

        with _part(self._open, _CONTENT) as file, suppress(Enough):
            self._parse(file, start)
        with _part(self._open, _CONTENT) as file:
            if file is None:
                raise archive.damaged(self._path)
            rest = b""
            while block := file.read(_BLOCK):
                block = rest + block
                for one in _SHEET.finditer(block):
                    said = {name.decode(): html.unescape(value.decode()) for name, value in _ATTRIBUTE.findall(one[1])}
                    found.append((said.get("table:name", ""), said.get("table:style-name", "")))
                if b"table:is-sub-table" in block:
                    return self._slow_outline()
                cut = block.rfind(b"<")
                rest = block[cut:] if cut >= 0 and b">" not in block[cut:] else b""
        return found if found else self._slow_outline()

    def _slow_outline(self) -> list[tuple[str, str]]:
        """Read the sheets' names where a table stands in another, or where the names of elements are shortened oddly."""
        found: list[tuple[str, str]] = []
        depth = 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            if tag == f"{TABLE}table":
                depth += 1
                if depth == 1:
                    found.append((attributes.get(f"{TABLE}name", ""), attributes.get(f"{TABLE}style-name", "")))

        def end(tag: str) -> None:
            nonlocal depth
            if tag == f"{TABLE}table":
                depth -= 1

        with _part(self._open, _CONTENT) as file:
            self._parse(file, start, end)
        return found

    def _parse(self, file: IO[bytes] | None, start: Any, end: Any = None, data: Any = None, job: Job | None = None) -> None:
        if file is None:
            raise archive.damaged(self._path)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = start
        if end is not None:
            parser.EndElementHandler = end
        if data is not None:
            parser.CharacterDataHandler = data
        parser.EntityDeclHandler = self._hostile
        done = 0
        while block := file.read(_BLOCK):
            parser.Parse(block, False)
            done += len(block)
            if job is not None:
                job.step(done, 0, _("Reading rows"))
        parser.Parse(b"", True)

    def _hostile(self, *_entity: object) -> None:
        raise archive.entities(self._path, _CONTENT)


def is_flat(head: bytes) -> bool:
    """Return whether a file that begins so is a spreadsheet of OpenDocument in one XML file."""
    return b"urn:oasis:names:tc:opendocument:xmlns:office:1.0" in head and b"opendocument.spreadsheet" in head


@contextmanager
def _part(open_part: Callable[[str], IO[bytes] | None], name: str) -> Iterator[IO[bytes] | None]:
    file = open_part(name)
    try:
        yield file
    finally:
        if file is not None:
            file.close()


@contextmanager
def opened(path: Path) -> Iterator[OdsBook]:
    """Open a workbook; Problem when it is damaged or sealed."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                yield OdsBook(path, _parts(path, parts), workbook_size(parts))
        else:
            yield OdsBook(path, lambda name: path.open("rb") if name == _CONTENT else None, None)
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, LookupError, ValueError) as error:
        if isinstance(error, Problem):
            raise
        raise archive.damaged(path) from error


def _parts(path: Path, parts: zipfile.ZipFile) -> Callable[[str], IO[bytes] | None]:
    names = {name.replace("\\", "/").lstrip("/"): name for name in parts.namelist()}
    if _MANIFEST in names and b"encryption-data" in parts.read(names[_MANIFEST]):
        raise archive.sealed(path)
    return lambda name: parts.open(names[name]) if name in names else None
