"""The look beyond the values of an xlsx sheet whose cells have no name, or are written in an unusual order.

Element by element: exact for every writer, and several times as slow as `sheet_scan.scan`.
"""

from __future__ import annotations

import re
from typing import IO
from xml.etree import ElementTree

from workstation.readers.sheet_scan import Scan, column_number

_NAME = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LONG = re.compile(r"-?\d{16,40}")


def walk(file: IO[bytes], styles: dict[int, str]) -> Scan:
    """Return what an xlsx sheet holds beyond its values; ElementTree.ParseError when its XML does not hold together.

    file: the sheet's XML; styles: those of `sheet_scan.telling_styles`
    """
    found = Scan(plain=False)
    row = column = -1
    for event, element in ElementTree.iterparse(file, ("start", "end")):
        kind = element.tag.rpartition("}")[2]
        if event == "start":
            if kind == "row":
                name = element.get("r") or ""
                row, column = int(name) - 1 if name.isdecimal() else row + 1, -1
            elif kind == "c":
                match = _NAME.fullmatch(element.get("r") or "")
                column = column_number(match[1]) if match else column + 1
        elif kind == "c":
            _note(element, (row, column), styles, found)
        elif kind == "row":
            element.clear()
    return found


def _note(cell: ElementTree.Element, at: tuple[int, int], styles: dict[int, str], found: Scan) -> None:
    parts = {child.tag.rpartition("}")[2]: child for child in cell}
    if not parts:
        return
    found.cells += 1
    found.rows, found.columns = max(found.rows, at[0] + 1), max(found.columns, at[1] + 1)
    value = (parts["v"].text or "") if "v" in parts else ""
    style = cell.get("s") or ""
    if cell.get("t") == "e":
        found.errors[at] = value
    elif "f" in parts and not value and "is" not in parts:
        found.no_result.append(at)
    elif cell.get("t") in (None, "n"):
        if style.isdecimal() and int(style) in styles:
            found.formats[at] = styles[int(style)]
        if value.startswith("-"):
            found.negative[at] = value
        if _LONG.fullmatch(value):
            found.long[at] = value
