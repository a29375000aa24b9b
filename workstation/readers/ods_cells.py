"""The cells of an OpenDocument spreadsheet, taken from its XML element by element; OpenDocument 1.3 part 3, chapter 9."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from workstation.readers.cells_grid import Cells, TooManyCells
from workstation.readers.grid import BLANK, DATE, ERROR, NUMBER, TEXT, TRUTH
from workstation.readers.number_format import general
from workstation.readers.workbook_text import long_damaged

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE, _FO = (f"{_NS}{part}:1.0 " for part in (
    "table", "office", "text", "style", "xsl-fo-compatible"))  # fmt: skip
_VALUE_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_SPACES = re.compile(r"[ \t\r\n]+")
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_WHOLE = re.compile(r"-?\d{16,40}")
_MOST_REPEATED = 1 << 21
_TABLE_NAME, _STYLE_NAME = f"{_TABLE}name", f"{_TABLE}style-name"
_CELL, _COVERED, _P = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell", f"{_TEXT}p"


@dataclass
class OdsSheet:
    """A sheet and its cells. too_many: set when it holds more than can be."""

    name: str
    cells: Cells
    visible: str = "visible"
    too_many: TooManyCells | None = None
    columns: int = 0
    """Columns described so far."""


@dataclass
class _CellNow:
    """The cell that is being read."""

    attributes: dict[str, str]
    paragraphs: list[str] = field(default_factory=list)
    covered: bool = False


class OdsReader:
    """Takes the elements of a content.xml or a flat file one by one."""

    parser: Any = None

    def __init__(self, rows: int | None) -> None:
        """Start; rows: only the first so many of each sheet."""
        self.sheets: list[OdsSheet] = []
        self._rows = rows
        self._sheet: OdsSheet | None = None
        self._depth = 0
        """Tables inside tables; only the outer ones are sheets."""
        self._row = self._column = self._times = 0
        self._cell: _CellNow | None = None
        self._aside = 0
        """Elements that hold texts which are not the cell's: annotations, drawings, tracked changes."""
        self._texts: list[str] | None = None
        self._note: list[str] | None = None
        self._noting = False
        self._styles: dict[str, set[str]] = {}
        self._style = ""
        self._starts = {
            f"{_TABLE}table": self._table, f"{_TABLE}table-row": self._start_row, f"{_TABLE}table-column": self._columns,
            _CELL: self._start_cell, _COVERED: self._start_cell, _P: self._start_text,
            f"{_TEXT}s": self._space, f"{_TEXT}tab": self._tab, f"{_TEXT}line-break": self._break,
            f"{_STYLE}style": self._start_style, f"{_STYLE}text-properties": self._text_properties,
            f"{_STYLE}table-properties": self._table_properties,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if self._aside or name in _ASIDE or (self._cell is not None and name.startswith(_DRAWINGS)):
            self._aside += 1
            if name == f"{_OFFICE}annotation" and self._aside == 1:
                self._note = []
            elif name == _P and self._note is not None:
                self._noting = True
                self._note.append("\n")
            return
        if name == _COVERED:
            self._start_cell(attributes, covered=True)
        elif (begin := self._starts.get(name)) is not None:
            begin(attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self._aside:
            self._aside -= 1
            self._noting = self._noting and name != _P
            if not self._aside and self._note is not None and self._cell is not None:
                self._comment("".join(self._note).strip())
                self._note = None
            return
        if name == _P:
            self._end_text()
        elif name in (_CELL, _COVERED) and self._depth == 1:
            self._end_cell()
        elif name == f"{_TABLE}table-row" and self._depth == 1:
            self._row += self._times
        elif name == f"{_TABLE}table":
            self._depth -= 1
            if not self._depth:
                self._sheet = None

    def characters(self, text: str) -> None:
        """Take text."""
        if self._texts is not None and not self._aside:
            self._texts.append(text)
        elif self._noting and self._note is not None:
            self._note.append(text)

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")
        parent = self._styles.get(attributes.get(f"{_STYLE}parent-style-name", ""), set())
        self._styles[self._style] = set(parent) & {"bold"}

    def _text_properties(self, attributes: dict[str, str]) -> None:
        weight = attributes.get(f"{_FO}font-weight", "")
        if weight == "bold" or (weight.isdecimal() and int(weight) >= 600):
            self._styles.setdefault(self._style, set()).add("bold")

    def _table_properties(self, attributes: dict[str, str]) -> None:
        if attributes.get(f"{_TABLE}display") == "false":
            self._styles.setdefault(self._style, set()).add("hidden")

    def _table(self, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth != 1:
            return
        self._sheet = OdsSheet(attributes.get(_TABLE_NAME, ""), Cells(rows=self._rows))
        if "hidden" in self._styles.get(attributes.get(_STYLE_NAME, ""), ()):
            self._sheet.visible = "hidden"
        self._row = 0
        self.sheets.append(self._sheet)

    def _columns(self, attributes: dict[str, str]) -> None:
        if self._depth != 1 or self._sheet is None:
            return
        count = _count(attributes, "columns")
        if attributes.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            first = self._sheet.columns
            self._sheet.cells.hidden_columns.update(range(first, min(first + count, first + 16_384)))
        self._sheet.columns += count

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._depth != 1 or self._sheet is None:
            return
        self._column, self._times = 0, _count(attributes, "rows")
        if attributes.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            self._sheet.cells.hide_rows(self._row, min(self._times, _MOST_REPEATED))

    def _start_cell(self, attributes: dict[str, str], covered: bool = False) -> None:
        if self._depth == 1:
            self._cell = _CellNow(attributes, covered=covered)

    def _start_text(self, _attributes: dict[str, str]) -> None:
        if self._cell is not None and self._depth == 1:
            self._texts = []

    def _end_text(self) -> None:
        if self._texts is None or self._cell is None:
            return
        text = "".join(self._texts)
        if "  " in text or "\n" in text or "\t" in text or text[:1] == " ":
            text = _SPACES.sub(" ", text).removeprefix(" ")
        if _SPACE in text or _TAB in text or _BREAK in text:
            text = text.translate(_KEPT_SIGNS)
        self._cell.paragraphs.append(text)
        self._texts = None

    def _space(self, attributes: dict[str, str]) -> None:
        if self._texts is not None:
            count = attributes.get(f"{_TEXT}c", "1")
            self._texts.append(_SPACE * min(int(count) if count.isdecimal() else 1, 32_767))

    def _tab(self, _attributes: dict[str, str]) -> None:
        if self._texts is not None:
            self._texts.append(_TAB)

    def _break(self, _attributes: dict[str, str]) -> None:
        if self._texts is not None:
            self._texts.append(_BREAK)

    def _comment(self, text: str) -> None:
        if text and self._sheet is not None and self._depth == 1:
            self._sheet.cells.comments[self._row, self._column] = text

    def _end_cell(self) -> None:
        cell, sheet = self._cell, self._sheet
        self._cell = None
        if cell is None or sheet is None:
            return
        across = _count(cell.attributes, "columns")
        column, self._column = self._column, self._column + across
        if sheet.too_many is not None:
            return
        if not cell.covered:
            self._spans(cell.attributes, column, sheet.cells)
        if len(cell.attributes) < 2 and not cell.paragraphs:
            return
        kind, shown, raw = _read(cell)
        if kind == BLANK and not shown and raw is None:
            if f"{_TABLE}formula" in cell.attributes and not cell.covered and not cell.attributes.get(f"{_OFFICE}value-type"):
                sheet.cells.no_result.append((self._row, column))
            return
        try:
            sheet.cells.add(self._row, column, kind, shown, raw, across, self._times)
        except TooManyCells as error:
            sheet.too_many = error
            return
        self._noted(cell, kind, shown, column, sheet.cells)

    def _noted(self, cell: _CellNow, kind: int, shown: str, column: int, cells: Cells) -> None:
        if cells.rows is not None and self._row >= cells.rows:
            return
        if kind == ERROR:
            cells.errors[self._row, column] = shown
        elif kind == NUMBER and len(shown) > 15 and long_damaged(shown):
            cells.damaged[self._row, column] = shown
        if "bold" in self._styles.get(cell.attributes.get(_STYLE_NAME, ""), ()):
            cells.mark_bold(self._row, column)

    def _spans(self, attributes: dict[str, str], column: int, cells: Cells) -> None:
        across = _count(attributes, "columns", "spanned")
        down = _count(attributes, "rows", "spanned")
        if (across > 1 or down > 1) and (cells.rows is None or self._row < cells.rows):
            cells.merge((self._row, column), (self._row + down - 1, column + across - 1))


_SPACE, _TAB, _BREAK = "\x01", "\x02", "\x03"
"""Spaces, tabs and line breaks that are meant, while those that only lay out the XML are joined. XML holds no such signs."""
_KEPT_SIGNS = {1: " ", 2: "\t", 3: "\n"}
_ASIDE = frozenset((f"{_OFFICE}annotation", f"{_TABLE}tracked-changes", f"{_TABLE}shapes", f"{_TABLE}detective"))
_DRAWINGS = f"{_NS}drawing:1.0 "


def _count(attributes: dict[str, str], what: str, how: str = "repeated") -> int:
    text = attributes.get(f"{_TABLE}number-{what}-{how}")
    return max(1, min(int(text), 1 << 21)) if text is not None and text.isdecimal() else 1


def _read(cell: _CellNow) -> tuple[int, str, str | None]:
    """Return kind, text as shown and text as stored of a cell; None when what is shown is what is stored."""
    attributes = cell.attributes
    kind = attributes.get(f"{_OFFICE}value-type", "")
    shown = "\n".join(cell.paragraphs)
    if attributes.get(_VALUE_TYPE) == "error" or (
        f"{_TABLE}formula" in attributes and kind in ("string", "float") and _ERRORS.fullmatch(shown)
    ):
        return ERROR, shown or "#ERROR!", None
    if kind in ("float", "percentage", "currency"):
        return _number(attributes.get(f"{_OFFICE}value", ""), shown, bool(cell.paragraphs))
    if kind == "boolean":
        truth = "TRUE" if attributes.get(f"{_OFFICE}boolean-value") == "true" else "FALSE"
        return TRUTH, truth, None
    if kind == "date":
        stored = attributes.get(f"{_OFFICE}date-value", "").replace("T", " ").removesuffix(" 00:00:00")
        return _dated(shown, stored, bool(cell.paragraphs))
    if kind == "time":
        return _dated(shown, _clock(attributes.get(f"{_OFFICE}time-value", "")), bool(cell.paragraphs))
    if not cell.paragraphs:
        shown = attributes.get(f"{_OFFICE}string-value", "")
    return (TEXT if shown.strip("\ufeff \t\r\n") and not shown.isspace() else BLANK), shown, None


def _dated(shown: str, stored: str, worded: bool) -> tuple[int, str, str | None]:
    if not worded:
        shown = stored
    return (DATE if shown.strip() else BLANK), shown.strip(" "), stored or None


def _number(value: str, shown: str, worded: bool) -> tuple[int, str, str | None]:
    """Return a number as it is shown; long ones and those in scientific notation for want of room in plain digits."""
    stored = _plain(value)
    shown = shown.strip(" ")
    if not worded or (_WHOLE.fullmatch(stored) and "," not in shown and "." not in shown.split("E")[0][2:]):
        return NUMBER, stored, None
    if _WHOLE.fullmatch(stored) and "E" in shown and len(stored.lstrip("-")) <= 21:
        return NUMBER, stored, None
    return (NUMBER if shown else BLANK), shown, stored


def _plain(value: str) -> str:
    """Return a stored number in plain digits, without noise."""
    if value.lstrip("-").isdecimal():
        return value
    try:
        number = Decimal(value)
        whole = number.is_finite() and abs(number) < 10**21 and number == number.to_integral_value()
        return str(int(number)) if whole else general(float(value))
    except (InvalidOperation, ValueError, OverflowError):
        return value


def _clock(value: str) -> str:
    """Return a duration as hours, minutes and seconds."""
    match = _DURATION.fullmatch(value)
    if not match or value in ("", "-"):
        return value
    hours = int(match[2] or 0) * 24 + int(match[3] or 0)
    rest = (match[6] or "").rstrip("0")[:3]
    pattern = f"{hours:02d}" if not match[1] and hours < 24 else str(hours)
    text = f"{match[1]}{pattern}:{int(match[4] or 0):02d}:{int(match[5] or 0):02d}"
    return f"{text}.{rest}" if rest else text
