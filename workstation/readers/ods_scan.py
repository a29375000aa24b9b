"""What the values of an ods sheet do not tell, read from its XML row by row.

Error cells, percent and leading zeros as they are shown, durations of a day and more, long numbers digit by digit, and
how far its cells reach (a cell may be repeated a million times in a few bytes).
"""

from __future__ import annotations

import re
from typing import IO
from xml.etree import ElementTree

from workstation.readers.sheet_scan import Scan

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PARAGRAPH = f"{_TEXT}p"
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_ZEROS = re.compile(r"0\d+|\d+(?:-\d+)+")
_LONG = re.compile(r"-?\d{16,40}")
_DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,](\d+))?S")
_WHOLE = f"{_OFFICE}string-value"
"""The attribute that tells a text as it is, where paragraphs cannot."""
_MOST_REPEATED = 100_000
"""Cells of one repeated cell that are noted one by one."""


def scan_ods(file: IO[bytes]) -> dict[str, Scan]:
    """Return a Scan for each sheet by its name; ElementTree.ParseError when the XML does not hold together.

    file: content.xml of the workbook
    """
    out: dict[str, Scan] = {}
    found = Scan()
    row = depth = 0
    for event, element in ElementTree.iterparse(file, ("start", "end")):
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                found, row = Scan(), 0
                out[element.get(f"{_TABLE}name") or ""] = found
            elif event == "end":
                element.clear()
        elif element.tag == f"{_TABLE}table-row" and event == "end" and depth == 1:
            times = _times(element, "rows")
            _row(element, row, times, found)
            row += times
            element.clear()
    return out


def _times(element: ElementTree.Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated") or "1"
    return int(text) if text.isdecimal() else 1


def _row(element: ElementTree.Element, row: int, rows: int, found: Scan) -> None:
    column = 0
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        columns = _times(cell, "columns")
        kind = cell.get(f"{_OFFICE}value-type")
        paragraphs = [one for one in cell if one.tag == _PARAGRAPH]
        if kind is not None or paragraphs:
            found.cells += rows * columns
            found.rows = max(found.rows, row + rows)
            found.columns = max(found.columns, column + columns)
            if rows * columns <= _MOST_REPEATED and not _plain(cell, kind, paragraphs):
                text = "\n".join("".join(one.itertext()) for one in paragraphs)
                places = [(row + down, column + right) for down in range(rows) for right in range(columns)]
                _note(cell, kind or "", text, places, found)
        column += columns


def _plain(cell: ElementTree.Element, kind: str | None, paragraphs: list[ElementTree.Element]) -> bool:
    """Return whether a cell surely says no more than its value: nearly all do, and looking closer costs ten times."""
    if kind not in ("string", "float") or len(paragraphs) != 1 or len(paragraphs[0]) or cell.get(_KIND) == "error":
        return False
    if cell.get(_WHOLE) is not None:
        return False
    text = paragraphs[0].text or ""
    value = cell.get(f"{_OFFICE}value") or ""
    return kind == "string" or (not text.startswith("0") and "-" not in text[1:] and len(value) < 16)


def _note(cell: ElementTree.Element, kind: str, text: str, places: list[tuple[int, int]], found: Scan) -> None:
    value = cell.get(f"{_OFFICE}value") or ""
    signs = {one.tag for paragraph in cell.findall(f"{_TEXT}p") for one in paragraph.iter()}
    whole = cell.get(_WHOLE)
    if kind == "string" and whole is not None and cell.get(_KIND) != "error":
        found.texts.update(dict.fromkeys(places, whole))
    elif kind == "string" and signs & _BREAKS.keys() and cell.get(_KIND) != "error":
        shown = "\n".join(_spelled(one) for one in cell.findall(f"{_TEXT}p"))
        found.texts.update(dict.fromkeys(places, shown))
    if cell.get(_KIND) == "error":
        found.errors.update(dict.fromkeys(places, text or "#ERROR!"))
    elif kind == "percentage":
        found.formats.update(dict.fromkeys(places, "0%"))
    elif kind == "float" and _ZEROS.fullmatch(text):
        found.formats.update(dict.fromkeys(places, re.sub(r"\d", "0", text)))
    elif kind == "time" and (shown := _long_duration(cell.get(f"{_OFFICE}time-value") or "")):
        found.texts.update(dict.fromkeys(places, shown))
    if _LONG.fullmatch(value):
        found.long.update(dict.fromkeys(places, value))


def _spelled(element: ElementTree.Element) -> str:
    """Return the text of a paragraph with its tabs and line breaks, which are elements of their own."""
    out = element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c") or "1"
            out += " " * (int(count) if count.isdecimal() else 1)
        else:
            out += _BREAKS.get(child.tag) or _spelled(child)
        out += child.tail or ""
    return out


def _long_duration(text: str) -> str:
    """Return a duration of a day and more, or a negative one, as hours, minutes and seconds; else empty text."""
    parts = _DURATION.fullmatch(text)
    if not parts or not (parts[1] or int(parts[2]) >= 24):
        return ""
    rest = (parts[5] or "").rstrip("0")
    return f"{parts[1]}{int(parts[2])}:{parts[3]:>02}:{parts[4]:>02}" + (f".{rest}" if rest else "")
