"""What the values of an xlsx sheet do not tell, read from its XML in blocks, for just the cells that need it.

Error cells, long numbers digit by digit, number formats that change what a number says, formulas without a result.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO
from xml.etree import ElementTree

BLOCK = 4 << 20
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_LINK = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ZEROS = re.compile(r"0[0-]*0")
_PERCENT = re.compile(r"[#,]*0(?:\.0+)?%")
BUILT_IN = {9: "0%", 10: "0.00%"}
"""Number formats that every workbook has and that tell something; ECMA-376 part 1, 18.8.30."""
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
          0x2B: "#GETTING_DATA"}
"""Error values as xls and xlsb number them; MS-XLS 2.5.10."""
_P = rb"(?:[A-Za-z]\w*:)?"  # some writers prefix every element
_CELL = rb"<" + _P + rb'c r="([A-Z]{1,3})(\d{1,7})"'
_VALUE = rb"(?:<" + _P + rb"f[^>]*>[^<]*</" + _P + rb"f>|<" + _P + rb"f[^>]*/>)?\s*<" + _P + rb"v[^>]*>"
_ERROR = re.compile(_CELL + rb'[^>]*?\bt="e"[^>]*>' + _VALUE + rb"([^<]*)<")
_LONG = re.compile(_CELL + rb"[^>]*>" + _VALUE + rb"(-?[0-9]{16,40})<")
_LONG_VALUE = re.compile(rb"v>-?[0-9]{16,40}<")
_EMPTY = re.compile(
    _CELL + rb"[^>]*>(?:<" + _P + rb"f[^>]*>[^<]*</" + _P + rb"f>|<" + _P + rb"f[^>]*/>)"
    rb"(?:<" + _P + rb"v\s*/>|<" + _P + rb"v></" + _P + rb"v>)?</" + _P + rb"c>"
)
_NEGATIVE = re.compile(_CELL + rb"[^>]*>" + _VALUE + rb"(-[0-9.]+(?:[eE][-+]?[0-9]+)?)<")
_ANY_CELL = re.compile(rb"<" + _P + rb"c[ >/]")
_NAMED_CELL = re.compile(_CELL)
_FILLED_CELL = re.compile(_CELL + rb"[^>]*[^/]>")
_ROW = re.compile(rb"<" + _P + rb'row [^>]*?\br="(\d+)"')


@dataclass
class Scan:
    """What was found in one sheet; cells by (row, column) from 0."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    long: dict[tuple[int, int], str] = field(default_factory=dict)
    """Numbers of 16 digits and more, as they stand in the file."""
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    """Values that are better told by the file than by what its reader makes of them."""
    negative: dict[tuple[int, int], str] = field(default_factory=dict)
    """Numbers below zero as they stand in the file: no date can be one, and some readers make midnight of it."""
    before_1900: dict[tuple[int, int], str] = field(default_factory=dict)
    """Those of them that a number format shows as a date."""
    no_result: list[tuple[int, int]] = field(default_factory=list)
    """Formulas whose result is not stored."""
    plain: bool = True
    """False when cells do not begin with their name, as all but a few programs write them."""
    rows: int = 0
    columns: int = 0
    """An upper bound of the area that cells cover."""
    cells: int = 0

    @cached_property
    def formatted_columns(self) -> frozenset[int]:
        """Columns with a format that changes what a number says."""
        return frozenset(column for _row, column in self.formats)


def column_number(letters: str) -> int:
    """Return the column (from 0) that letters name: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return the letters of a column (from 0)."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(at: tuple[int, int]) -> str:
    """Return the name of a cell, such as C5."""
    return f"{column_letters(at[1])}{at[0] + 1}"


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive that holds each sheet, by the sheet's name."""
    book = _parsed(archive, "xl/workbook.xml")
    links = _parsed(archive, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return {}
    targets = {link.get("Id"): (link.get("Target") or "") for link in links}
    out = {}
    for sheet in (*book.iter(f"{_MAIN}sheet"), *book.iter(f"{_STRICT}sheet")):
        target = targets.get(sheet.get(_LINK) or sheet.get(_STRICT_LINK)) or ""
        out[sheet.get("name") or ""] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return out


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(archive.read(name))
    except (KeyError, ElementTree.ParseError):
        return None


def telling_styles(archive: zipfile.ZipFile) -> dict[int, str]:
    """Return the number format of each cell style that changes what a number says: leading zeros and percent."""
    root = _parsed(archive, "xl/styles.xml")
    if root is None:
        return {}
    codes = dict(BUILT_IN)
    for space in (_MAIN, _STRICT):
        for one in root.iter(f"{space}numFmt"):
            codes[int(one.get("numFmtId") or 0)] = one.get("formatCode") or ""
    out = {}
    for space in (_MAIN, _STRICT):
        cells = root.find(f"{space}cellXfs")
        for at, one in enumerate(cells if cells is not None else ()):
            if code := telling(codes.get(int(one.get("numFmtId") or 0), "")):
                out[at] = code
    return out


def telling(code: str) -> str:
    """Return the pattern of a number format that changes what a number says, empty text for all others."""
    plain = code.split(";")[0].replace("\\", "").replace('"', "")
    return plain if _ZEROS.fullmatch(plain) or _PERCENT.fullmatch(plain) else ""


def is_marked(archive: zipfile.ZipFile, mark: str) -> bool:
    """Return whether the workbook's properties carry our mark: written by us, its layout needs no guess."""
    try:
        return mark.encode() in archive.read("docProps/core.xml")
    except KeyError:
        return False


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the XML in blocks that end behind a row, so that no cell is cut."""
    rest = b""
    while more := file.read(BLOCK):
        block = rest + more
        cut = block.rfind(b"row>") + 4
        if cut < 4:
            rest = block
            continue
        rest = block[cut:]
        yield block[:cut]
    if rest:
        yield rest


def scan(file: IO[bytes], styles: dict[int, str]) -> Scan:
    """Return what an xlsx sheet holds beyond its values.

    file: the sheet's XML; styles: those of `telling_styles`
    """
    found = Scan()
    wanted = b"|".join(str(at).encode() for at in styles)
    styled = re.compile(_CELL + rb'[^>]*?\bs="(' + wanted + rb')"') if styles else None
    for block in _blocks(file):
        if len(_ANY_CELL.findall(block)) != len(_NAMED_CELL.findall(block)):
            found.plain = False
        found.cells += block.count(b' r="') - block.count(b"row ")
        for row in _ROW.finditer(block, max(0, block.rfind(b"row r=") - 16)):
            found.rows = max(found.rows, int(row[1]))
        found.columns = max(found.columns, _width(block, found.columns))
        if b't="e"' in block:
            found.errors.update((_at(m), m[3].decode("utf-8", "replace")) for m in _ERROR.finditer(block))
        if _LONG_VALUE.search(block):
            found.long.update(
                (_at(m), m[3].decode()) for m in _LONG.finditer(block) if b't="' not in m[0] or b't="n"' in m[0]
            )
        if b"v>-" in block:
            found.negative.update((_at(m), m[3].decode()) for m in _NEGATIVE.finditer(block))
        if styled:
            found.formats.update((_at(m), styles[int(m[3])]) for m in styled.finditer(block))
        if b"f>" in block or b"<f" in block:
            found.no_result.extend(_at(match) for match in _EMPTY.finditer(block))
    return found


def _width(block: bytes, known: int) -> int:
    """Return a bound for the columns in a block, without going through its cells: by how many letters name them."""
    if known < 16_384 and re.search(rb'r="[A-Z]{3}', block):
        return 16_384
    return 702 if known < 702 and re.search(rb'r="[A-Z]{2}', block) else 26


def true_area(file: IO[bytes]) -> tuple[int, int]:
    """Return the rows and columns of a sheet that its filled cells reach; blank ones with a colour do not count."""
    rows = columns = 0
    for block in _blocks(file):
        for match in _FILLED_CELL.finditer(block):
            rows = max(rows, int(match[2]))
            columns = max(columns, column_number(match[1].decode()) + 1)
    return rows, columns


def _at(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]) - 1, column_number(match[1].decode())
