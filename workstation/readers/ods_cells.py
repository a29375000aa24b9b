"""The cells of an OpenDocument spreadsheet, as its XML is read: what stands in a cell is what a person saw in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workstation.readers.cells_grid import Cells
from workstation.readers.grid import BLANK, DATE, NUMBER, TEXT, TRUTH
from workstation.readers.number_format import general
from workstation.readers.ods_styles import CALC, OFFICE, TABLE, Styles
from workstation.readers.ods_styles import TEXT as WORDS
from workstation.readers.workbook_text import long_damaged

_TABLE, _ROW, _CELL, _COVERED = f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_COLUMN, _PARAGRAPH, _NOTE = f"{TABLE}table-column", f"{WORDS}p", f"{OFFICE}annotation"
_STYLE_NAME, _FORMULA, _WHOLE = f"{TABLE}style-name", f"{TABLE}formula", f"{OFFICE}string-value"
_KIND, _CALC_KIND = f"{OFFICE}value-type", f"{CALC}value-type"
_WIDE, _HIGH = f"{TABLE}number-columns-spanned", f"{TABLE}number-rows-spanned"
_PLAIN = frozenset((_KIND, _CALC_KIND, _STYLE_NAME))
_BOLD_ROWS = 500
"""Rows in which bold cells are evidence of a header."""
_ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "Err:")
_DATE = re.compile(r"([+-]?\d{4,})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?")
_SPAN = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?")
_SHORT = re.compile(r"[\d/.\-: ]+(?:[AaPp]\.?[Mm]\.?)?")
"""A date in figures: in which order stands nowhere but in the settings of whoever looks."""
_BARE = re.compile(r"[+-]?\d*[.,]?\d*(?:E[+-]?\d+)?", re.IGNORECASE)
_MOST = 1 << 20


class Enough(Exception):
    """All rows that were wanted are read."""


class SheetParser:
    """Takes the elements of an OpenDocument spreadsheet and fills the cells of its sheets."""

    def __init__(self, styles: Styles, rows: int | None, only: int | None) -> None:
        """Read all sheets, or only the one of a number from 0, and of it so many rows."""
        self.sheets: dict[int, Cells] = {}
        self._styles, self._rows, self._only = styles, rows, only
        self._number = -1
        self._depth = 0
        self._cells: Cells | None = None
        self._formats: dict[str, tuple[bool, bool]] = {}
        self._bold: dict[str, bool] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if self._depth != 1 or tag == _TABLE:
            self._table(tag, attributes)
        elif self._within == 0 and tag in (_CELL, _COVERED):
            self._begin(attributes)
        elif tag == _ROW:
            self._times = _count(attributes, "rows")
            self._column, self._row_style = 0, attributes.get(f"{TABLE}default-cell-style-name", "")
            if self._cells is not None and attributes.get(f"{TABLE}visibility") in ("collapse", "filter"):
                self._cells.hide_rows(self._row, self._times)
        elif tag == _COLUMN:
            self._columns(attributes)
        elif self._attributes is not None:
            self._inside(tag, attributes)
        else:
            self._styles.start(tag, attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag == _TABLE:
            self._depth -= 1
            if self._depth == 0:
                self._cells = None
        elif self._depth != 1 or self._cells is None:
            return
        elif tag in (_CELL, _COVERED):
            if self._within == 0:
                self._finish(tag == _COVERED)
        elif tag == _ROW:
            self._row += self._times
            if self._rows is not None and self._row >= self._rows and self._only is not None:
                raise Enough
        elif self._attributes is not None:
            self._leave(tag)

    def data(self, text: str) -> None:
        """Take characters."""
        if self._open:
            self._pieces.append(text)
        elif self._noted:
            self._note[-1] += text

    # --- sheets, columns, rows -----------------------------------------------------------------------------------------

    _attributes: dict[str, str] | None = None
    _open = False
    _noted = _in_note = False
    _within = 0

    def _table(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != _TABLE:
            if self._depth == 0:
                self._styles.start(tag, attributes)
            return
        self._depth += 1
        if self._depth > 1:
            return
        self._number += 1
        self._row = self._column = self._left = 0
        self._times = 1
        self._row_style = ""
        self._column_styles: list[tuple[int, str]] = []
        self._cells = None
        if self._only in (None, self._number):
            self._cells = self.sheets[self._number] = Cells(rows=self._rows)
        self._attributes = None
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._note: list[str] = []

    def _columns(self, attributes: Mapping[str, str]) -> None:
        times = _count(attributes, "columns")
        self._column_styles.append((self._left + times, attributes.get(f"{TABLE}default-cell-style-name", "")))
        if self._cells is not None and attributes.get(f"{TABLE}visibility") in ("collapse", "filter"):
            self._cells.hidden_columns.update(range(self._left, self._left + min(times, 16_384)))
        self._left += times

    # --- cells ---------------------------------------------------------------------------------------------------------

    def _begin(self, attributes: dict[str, str]) -> None:
        self._attributes, self._paragraphs, self._note = attributes, [], []
        self._noted, self._open, self._within = False, False, 0

    def _inside(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take an element inside a cell: text, a note on it, or something that is drawn over it."""
        if self._within or tag == _NOTE or not tag.startswith(WORDS):
            self._within += 1
            self._open = False
            if tag == _PARAGRAPH and self._in_note:
                self._note.append("")
                self._noted = True
            elif self._within == 1:
                self._in_note = tag == _NOTE
        elif tag == _PARAGRAPH:
            self._pieces, self._open = [], True
        elif tag == f"{WORDS}s":
            self._pieces.append(" " * min(_number(attributes.get(f"{WORDS}c"), 1), _MOST))
        elif tag == f"{WORDS}tab":
            self._pieces.append("\t")
        elif tag == f"{WORDS}line-break":
            self._pieces.append("\n")

    def _leave(self, tag: str) -> None:
        if self._within:
            self._within -= 1
            self._noted = self._noted and tag != _PARAGRAPH
        elif tag == _PARAGRAPH and self._open:
            self._open = False
            self._paragraphs.append("".join(self._pieces))  # spaces and line breaks as they are: Calc shows them so

    def _finish(self, covered: bool) -> None:
        attributes, cells = self._attributes, self._cells
        self._attributes = None
        if attributes is None or cells is None:
            return
        column, row = self._column, self._row
        if (
            attributes.keys() <= _PLAIN
            and attributes.get(_KIND) == "string"
            and attributes.get(_CALC_KIND, "string") == "string"
            and self._times == 1
            and len(self._paragraphs) == 1
            and row >= _BOLD_ROWS
            and not self._note
        ):  # nearly all cells are such
            text = self._paragraphs[0]
            self._column += 1
            cells.add(row, column, TEXT if _seen(text) else BLANK, text)
            return
        across = _count(attributes, "columns")
        self._column += across
        if covered:
            return
        if self._note:
            cells.comments[row, column] = "\n".join(self._note)
        text = "\n".join(self._paragraphs)
        kind = attributes.get(_KIND) or attributes.get(_CALC_KIND)
        if kind is None and not text and _FORMULA not in attributes:
            return
        self._take(cells, row, column, kind or "string", text, attributes, across)
        wide, high = _number(attributes.get(_WIDE), 1), _number(attributes.get(_HIGH), 1)
        if wide > 1 or high > 1:
            cells.merge((row, column), (row + high - 1, column + wide - 1))

    def _take(
        self, cells: Cells, row: int, column: int, kind: str, text: str, attributes: Mapping[str, str], across: int
    ) -> None:
        """Take one cell as it is shown: what its paragraphs say, or its value where it has none."""
        if row < _BOLD_ROWS and self._is_bold(self._style(attributes, column)):
            cells.mark_bold(row, column)
        down = self._times
        failed = attributes.get(_CALC_KIND) == "error"
        if failed or (_FORMULA in attributes and text.startswith(_ERRORS)):
            for place in ((row + one, column + two) for one in range(min(down, 1_000)) for two in range(min(across, 1_000))):
                cells.error(*place, text or "#ERROR!")
            return
        whole = attributes.get(_WHOLE)
        if kind == "string":
            shown = whole if whole or (whole is not None and not self._paragraphs) else text
            if not shown and _FORMULA in attributes and whole is None and not self._paragraphs:
                cells.no_result.append((row, column))
            cells.add(row, column, TEXT if _seen(shown) else BLANK, shown, None, across, down)
            return
        general_style, ordered = self._format(self._style(attributes, column))
        self._value(cells, (row, column, across, down), kind, text, attributes, (general_style, ordered))

    def _value(
        self,
        cells: Cells,
        place: tuple[int, int, int, int],
        kind: str,
        text: str,
        attributes: Mapping[str, str],
        format_: tuple[bool, bool],
    ) -> None:
        row, column, across, down = place
        if kind == "boolean":
            truth = attributes.get(f"{OFFICE}boolean-value") == "true"
            cells.add(row, column, TRUTH, text or ("TRUE" if truth else "FALSE"), None, across, down)
            return
        if kind in ("date", "time"):
            stored = (
                iso_date(attributes.get(f"{OFFICE}date-value", ""))
                if kind == "date"
                else clock(attributes.get(f"{OFFICE}time-value", ""))
            )
            shown = text if text and (format_[1] or kind == "time" or not _SHORT.fullmatch(text)) else stored or text
            cells.add(row, column, DATE if _seen(shown) else BLANK, shown, stored or None, across, down)
            return
        value = _float(attributes.get(f"{OFFICE}value"))
        if value is None:
            cells.add(row, column, TEXT if _seen(text) else BLANK, text, None, across, down)
            return
        plain = general(value)
        shown = plain if not self._paragraphs or (format_[0] and _BARE.fullmatch(text)) else text
        if text in ("TRUE", "FALSE"):
            cells.add(row, column, TRUTH, text, (value, "General"), across, down)
            return
        if shown == plain and not -1e15 < value < 1e15 and long_damaged(plain):
            cells.damaged[row, column] = plain
        cells.add(row, column, NUMBER if _seen(shown) else BLANK, shown, (value, "General"), across, down)

    def _style(self, attributes: Mapping[str, str], column: int) -> str:
        """Return the style of a cell: its own, its row's or its column's."""
        own = attributes.get(_STYLE_NAME) or self._row_style
        return own or next((style for end, style in self._column_styles if column < end), "")

    def _format(self, style: str) -> tuple[bool, bool]:
        """Return whether a style shows numbers as they are, and whether its dates have an order of their own."""
        found = self._formats.get(style)
        if found is None:
            one = self._styles.format_of(style)
            found = self._formats[style] = (one is None or one.general, one is None or one.ordered)
        return found

    def _is_bold(self, style: str) -> bool:
        found = self._bold.get(style)
        if found is None:
            found = self._bold[style] = self._styles.bold(style)
        return found


def _seen(text: str) -> bool:
    return bool(text) and not text.isspace() and bool(text.strip("\ufeff \t\r\n\u3000\xa0"))


def _count(attributes: Mapping[str, str], what: str) -> int:
    return _number(attributes.get(f"{TABLE}number-{what}-repeated"), 1)


def _number(text: str | None, otherwise: int) -> int:
    return max(1, int(text)) if text is not None and text.isdecimal() and len(text) < 10 else otherwise


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def iso_date(text: str) -> str:
    """Return a date of OpenDocument as ISO 8601 with a space, the time where there is one; empty text for none."""
    found = _DATE.match(text)
    if not found:
        return ""
    day = f"{found[1]}-{found[2]}-{found[3]}"
    if found[4] is None or (found[4], found[5], found[6] or "00", (found[7] or "").strip(".0")) == ("00", "00", "00", ""):
        return day
    fraction = (found[7] or "")[:4].rstrip("0").rstrip(".")
    return f"{day} {found[4]}:{found[5]}:{found[6] or '00'}{fraction}"


def clock(text: str) -> str:
    """Return a duration of OpenDocument as hours, minutes and seconds; empty text for none."""
    found: Any = _SPAN.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        return ""
    hours = int(found[2] or 0) * 24 + int(found[3] or 0)
    minutes, seconds = divmod(int(found[5] or 0), 60)
    more, minutes = divmod(int(found[4] or 0) + minutes, 60)
    fraction = (found[6] or "")[:3].rstrip("0")
    return f"{found[1]}{hours + more:02}:{minutes:02}:{seconds:02}" + (f".{fraction}" if fraction else "")
