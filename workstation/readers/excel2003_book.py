"""A workbook in the XML of Excel 2003 (XML Spreadsheet), which many programs write and call xls.

Source: Microsoft's XML Spreadsheet Reference of 2001.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from workstation.job import Job
from workstation.readers import archive
from workstation.readers.cells_grid import Cells, CellsGrid, TooManyCells, too_large
from workstation.readers.grid import Grid
from workstation.readers.number_format import ISO_DATE, ISO_MOMENT, is_date
from workstation.readers.reader import SheetInfo
from workstation.readers.xlsx_serial import serial_of
from workstation.text import Sentence, _

_SS = "urn:schemas-microsoft-com:office:spreadsheet"
_BLOCK = 1 << 20
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)""")
_NAMED = {
    "general": "General", "general number": "General", "general date": ISO_MOMENT, "short date": ISO_DATE,
    "medium date": r"d\-mmm\-yy", "long date": ISO_DATE, "short time": "h:mm", "medium time": "h:mm AM/PM",
    "long time": "h:mm:ss AM/PM", "currency": '"$"#,##0.00', "euro currency": "[$€-2] #,##0.00", "fixed": "0.00",
    "standard": "#,##0.00", "percent": "0.00%", "scientific": "0.00E+00", "yes/no": '"Yes";"Yes";"No"',
    "true/false": '"True";"True";"False"', "on/off": '"On";"On";"Off"',
}  # fmt: skip
"""Number formats by their names, as the reference lists them; what each computer shows differently is ISO."""
_VISIBLE = {"sheethidden": "hidden", "sheetveryhidden": "very hidden"}
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576


@dataclass
class _Style:
    code: str = "General"
    bold: bool = False


@dataclass
class _SheetRead:
    name: str
    cells: Cells
    visible: str = "visible"
    too_many: TooManyCells | None = None


def is_2003(head: bytes) -> bool:
    """Return whether a file that begins so is a workbook in the XML of Excel 2003."""
    plain = head.replace(b"\0", b"")
    return _SS.encode() in plain and re.search(rb"<(?:\w+:)?Workbook[\s>]", plain) is not None


class Excel2003Book:
    """An open workbook, read once as it streams."""

    warning: Sentence | None = None

    def __init__(self, path: Path, sheets: list[_SheetRead]) -> None:
        """Take the sheets that were read."""
        self._path, self._sheets = path, sheets
        self.infos = tuple(SheetInfo(sheet.name, sheet.visible) for sheet in sheets)
        """All sheets in their order."""

    def grid(self, info: SheetInfo, job: Job, rows: int | None = None) -> Grid:
        """Return the cells of one sheet."""
        sheet = self._sheets[self.infos.index(info)]
        try:
            if sheet.too_many is not None:
                raise sheet.too_many
            return CellsGrid(sheet.cells, sheet.cells.sheet(sheet.name, sheet.visible == "visible"))
        except TooManyCells as error:
            raise too_large(self._path.name, sheet.name, error) from error


@contextmanager
def opened(path: Path, job: Job) -> Iterator[Excel2003Book]:
    """Open a workbook; Problem when its XML does not hold together."""
    reader = _Reader()
    with path.open("rb") as file:
        named = _ENCODING.search(file.read(200))
    page = named[1].decode().lower() if named else "utf-8"
    page = "gb18030" if page in ("gb2312", "gbk") else page
    foreign = page not in ("utf-8", "utf-16", "us-ascii", "iso-8859-1") and not page.startswith("utf-16")
    parser = expat.ParserCreate("utf-8" if foreign else None, " ")
    parser.buffer_text = True

    def forbidden(*_parts: object) -> None:
        raise archive.entities(path, path.name)

    parser.EntityDeclHandler = forbidden
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        with path.open("rb") as file:
            _parse(parser, file, page if foreign else "", job)
    except (expat.ExpatError, LookupError) as error:
        raise archive.damaged(path) from error
    yield Excel2003Book(path, reader.sheets)


def _parse(parser: expat.XMLParserType, file: IO[bytes], page: str, job: Job) -> None:
    """Parse a file. page: its encoding where the parser itself does not know it."""
    decoder = codecs.getincrementaldecoder(page)("replace") if page else None
    done = 0
    first = True
    while block := file.read(_BLOCK):
        if first:
            block = block.lstrip()  # some programs write an empty line first
        first = False
        done += len(block)
        job.step(done, 0, _("Reading rows"))
        parser.Parse(decoder.decode(block).encode("utf-8", "replace") if decoder else block, False)
    parser.Parse(b"", True)


class _Reader:
    """Takes the elements one by one."""

    def __init__(self) -> None:
        self.sheets: list[_SheetRead] = []
        self.date1904 = False
        self._styles: dict[str, _Style] = {}
        self._style = _Style()
        self._row = self._column = self._after_row = -1
        self._next_column = 0
        self._row_style = ""
        self._column_styles: dict[int, str] = {}
        self._cell: dict[str, str] | None = None
        self._kind: str | None = None
        self._texts: list[str] | None = None
        self._comment: list[str] | None = None
        self._words: list[str] | None = None
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "Style": self._start_style, "NumberFormat": self._format, "Font": self._font, "Worksheet": self._worksheet,
            "Column": self._describe_column, "Row": self._start_row, "Cell": self._start_cell, "Data": self._start_data,
            "Comment": self._start_comment, "Visible": self._start_words, "Date1904": self._mac,
        }  # fmt: skip

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        begin = self._starts.get(tag.rpartition(" ")[2])
        if begin is not None:
            begin({name.rpartition(" ")[2]: value for name, value in attributes.items()})

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = tag.rpartition(" ")[2]
        if name == "Cell":
            self._end_cell()
        elif name == "Row":
            self._row = max(self._row, self._after_row)
        elif name == "Comment" and self._comment is not None and self.sheets:
            if text := "".join(self._comment).strip():
                self.sheets[-1].cells.comments[self._row, self._column] = text
            self._comment = None
        elif name == "Visible" and self._words is not None and self.sheets:
            self.sheets[-1].visible = _VISIBLE.get("".join(self._words).strip().lower(), "visible")
            self._words = None

    def characters(self, text: str) -> None:
        """Take text."""
        if self._comment is not None:
            self._comment.append(text)
        elif self._texts is not None:
            self._texts.append(text)
        elif self._words is not None:
            self._words.append(text)

    def _start_style(self, attributes: dict[str, str]) -> None:
        parent = self._styles.get(attributes.get("Parent", "Default"), _Style())
        self._style = self._styles[attributes.get("ID", "")] = _Style(parent.code, parent.bold)

    def _format(self, attributes: dict[str, str]) -> None:
        code = attributes.get("Format", "General")
        self._style.code = _NAMED.get(code.lower(), code)

    def _font(self, attributes: dict[str, str]) -> None:
        if "Bold" in attributes:
            self._style.bold = attributes["Bold"] == "1"

    def _mac(self, _attributes: dict[str, str]) -> None:
        self.date1904 = True

    def _worksheet(self, attributes: dict[str, str]) -> None:
        self.sheets.append(_SheetRead(attributes.get("Name", ""), Cells(self.date1904)))
        self._row = self._after_row = -1
        self._next_column, self._column_styles = 0, {}

    def _describe_column(self, attributes: dict[str, str]) -> None:
        if not self.sheets:
            return
        first = _number(attributes, "Index", self._next_column + 1) - 1
        span = _number(attributes, "Span", 0) + 1
        self._next_column = first + span
        columns = range(first, min(first + span, _MOST_COLUMNS))
        if attributes.get("Hidden") == "1":
            self.sheets[-1].cells.hidden_columns.update(columns)
        if "StyleID" in attributes:
            self._column_styles.update(dict.fromkeys(columns, attributes["StyleID"]))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _number(attributes, "Index", self._row + 2) - 1
        self._column = -1
        self._row_style = attributes.get("StyleID", "")
        span = _number(attributes, "Span", 0)
        if attributes.get("Hidden") == "1" and self.sheets:
            self.sheets[-1].cells.hide_rows(self._row, min(span + 1, _MOST_ROWS))
        self._after_row = self._row + span

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column = _number(attributes, "Index", self._column + 2) - 1
        self._cell, self._kind, self._texts = attributes, None, None

    def _start_data(self, attributes: dict[str, str]) -> None:
        if self._cell is not None and self._comment is None:
            self._kind, self._texts = attributes.get("Type", "String"), []

    def _start_comment(self, _attributes: dict[str, str]) -> None:
        self._comment = []

    def _start_words(self, _attributes: dict[str, str]) -> None:
        self._words = []

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or not self.sheets or self._row >= _MOST_ROWS or self._column >= _MOST_COLUMNS:
            return
        sheet = self.sheets[-1]
        row, column = self._row, self._column
        across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
        if across or down:
            sheet.cells.merge((row, column), (row + down, column + across))
        self._column += across
        text = "".join(self._texts) if self._texts is not None else None
        self._texts = None
        try:
            if text is None or (text == "" and self._kind != "String"):
                if "Formula" in cell:
                    sheet.cells.no_result.append((row, column))
                return
            self._value(sheet.cells, row, column, text, cell)
        except TooManyCells as error:
            sheet.too_many = error

    def _value(self, cells: Cells, row: int, column: int, text: str, cell: dict[str, str]) -> None:
        name = cell.get("StyleID") or self._row_style or self._column_styles.get(column, "Default")
        style = self._styles.get(name, _Style())
        if style.bold:
            cells.mark_bold(row, column)
        if self._kind == "Boolean":
            cells.truth(row, column, text.strip() == "1")
        elif self._kind == "Error":
            cells.error(row, column, text)
        elif self._kind == "Number" and (value := _float(text)) is not None:
            cells.number(row, column, value, style.code)
        elif self._kind == "DateTime" and (value := serial_of(text.strip(), self.date1904)) is not None:
            code = style.code if is_date(style.code) or style.code != "General" else ISO_DATE if value % 1 == 0 else ISO_MOMENT
            cells.number(row, column, value, code)
        else:
            cells.text(row, column, text, style.code)


def _number(attributes: dict[str, str], name: str, default: int) -> int:
    text = attributes.get(name, "").strip()
    return min(int(text), _MOST_ROWS) if text.isdecimal() else default


def _float(text: str) -> float | None:
    try:
        return float(text.strip())
    except ValueError:
        return None
