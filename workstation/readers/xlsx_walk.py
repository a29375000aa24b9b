"""The cells of an xlsx sheet element by element: for sheets that are not written in the plain way, and single odd cells.

Knows all of XML: cells and rows without a name, in any order, comments, character data, texts in several fonts. Takes
several times as long as `xlsx_cells`, and gives the same.
"""

from __future__ import annotations

import re
from array import array
from xml.parsers import expat

from workstation.readers.cell_names import cell_name, column_number
from workstation.readers.xlsx_raw import (
    INLINE,
    ISO,
    MOST_COLUMNS,
    MOST_ROWS,
    NUMERIC,
    TYPES,
    RawCells,
    is_hidden,
)

_NAME = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_NAMED = re.compile(rb"&#(?:x0*([0-8bcefBCEF]|1[0-9a-fA-F])|0*([0-8]|1[124-9]|2\d|3[01]));")
_MOST_TEXT = 1 << 20
"""Characters of one cell that are kept; a spreadsheet holds 32,767."""


class EntityDefined(Exception):
    """The XML defines entities of its own."""


class ImpossibleCell(Exception):
    """A cell has a name that no sheet has."""


class CellWalk:
    """Takes XML in pieces and gives the cells met so far."""

    def __init__(self) -> None:
        """Start before the sheet."""
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        self._row, self._column = -1, -1
        self._type, self._style = NUMERIC, 0
        self._formula = self._valued = self._inside = self._done = False
        self._taking = False
        self._skipping = 0
        self._parts: list[str] = []
        self._hidden: list[int] = []
        self._reset()

    @property
    def cell(self) -> tuple[int, int]:
        """The cell that is being read, for the words of an error."""
        return self._row, max(self._column, 0)

    @property
    def done(self) -> bool:
        """True once the sheet's cells have ended."""
        return self._done

    @property
    def begun(self) -> bool:
        """True once the sheet's cells have begun."""
        return self._inside or self._done

    @property
    def waiting(self) -> int:
        """How many cells wait to be taken."""
        return len(self._rows)

    @property
    def row(self) -> int:
        """The last row met, from 0; -1 before the first."""
        return self._row

    def feed(self, data: bytes, last: bool = False) -> None:
        """Read on; expat.ExpatError when the XML does not hold together."""
        self._parser.Parse(permitted(data), last)

    def taken(self) -> RawCells:
        """Return the cells met since the last time."""
        import numpy as np
        import pyarrow as pa

        filled = np.array([bool(text) for text in self._values], bool)
        out = RawCells(
            np.array(self._rows, np.int32),
            np.array(self._columns, np.int32),
            np.array(self._types, np.uint8),
            np.array(self._styles, np.int32),
            np.array(self._formulas, bool),
            pa.array([text for text in self._values if text], pa.string()),
            np.where(filled, np.cumsum(filled) - 1, -1),
            np.array([text == "" for text in self._values], bool),
            b"",
            self._hidden,
            self._row,
            np.array(self._met, np.int32),
        )
        self._hidden = []
        self._reset()
        return out

    def _reset(self) -> None:
        self._rows, self._columns, self._types = array("i"), array("i"), array("B")
        self._styles, self._formulas, self._met = array("i"), array("B"), array("i")
        self._values: list[str | None] = []

    def _entity(self, *_args: object) -> None:
        raise EntityDefined

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self._inside:
            self._inside = name == "sheetData" and not self._done
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            at = attributes.get("r", "")
            self._row = int(at) - 1 if at.isdecimal() and 0 < int(at) <= MOST_ROWS else self._row + 1
            self._column = -1
            self._met.append(self._row)
            if is_hidden(attributes):
                self._hidden.append(self._row)
        elif name == "v" or name == "t":
            self._taking = not self._skipping
            self._valued = True
        elif name == "f":
            self._formula = True
        elif name == "is":
            self._type = INLINE if self._type != ISO else ISO
        elif name == "rPh" or name == "extLst":
            self._skipping += 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        name = attributes.get("r", "")
        if match := _NAME.fullmatch(name):
            self._row = int(match[2]) - 1
            self._column = column_number(match[1].upper())
        else:
            self._column += 1
        if (name and not match) or not 0 <= self._row < MOST_ROWS or self._column >= MOST_COLUMNS:
            raise ImpossibleCell(name or cell_name((self._row, self._column)))
        self._type = TYPES.get(attributes.get("t", "n"), INLINE)
        style = attributes.get("s", "0")
        self._style = min(int(style), 1 << 20) if style.isdecimal() else 0
        self._formula = self._valued = False
        self._parts.clear()

    def _text(self, text: str) -> None:
        if self._taking:
            self._parts.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if not self._inside:
            return
        if name == "v" or name == "t":
            self._taking = False
        elif name == "rPh" or name == "extLst":
            self._skipping -= 1
        elif name == "c":
            self._end_cell()
        elif name == "sheetData":
            self._inside, self._done = False, True

    def _end_cell(self) -> None:
        if not (self._valued or self._formula):
            return
        self._rows.append(self._row)
        self._columns.append(self._column)
        self._types.append(self._type)
        self._styles.append(self._style)
        self._formulas.append(self._formula)
        self._values.append("".join(self._parts)[:_MOST_TEXT] if self._valued else None)


def permitted(data: bytes) -> bytes:
    """Return XML with the control characters, which it cannot hold, as the escapes that spreadsheets have for them."""
    if b"&#" in data:
        data = _CONTROL_NAMED.sub(_named_as_escape, data)
    return _CONTROL.sub(lambda match: b"_x%04X_" % match[0][0], data)


def _named_as_escape(match: re.Match[bytes]) -> bytes:
    number = int(match[1], 16) if match[1] else int(match[2])
    return b"_x%04X_" % number
