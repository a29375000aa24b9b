"""What the values of an xlsb sheet do not tell: error cells, telling number formats, and how far its cells reach.

The records are those of MS-XLSB: number and length in seven bits a byte, then the content.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from workstation.readers.sheet_scan import BUILT_IN, ERRORS, Scan, telling

_ROW, _NUMBERS, _ERROR_CELLS = 0, (2, 5, 9), (3, 11)
_CELLS = frozenset(range(2, 12))
"""Cells that hold something, formulas among them; 1 is a blank one."""
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END, _SHEET = 44, 47, 617, 618, 156


def scan_xlsb(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Return a Scan for each sheet by its name; struct.error or KeyError when the workbook does not hold together."""
    targets = {
        link.get("Id"): link.get("Target") or ""
        for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.bin.rels"))
    }
    shown = _styles(archive.read("xl/styles.bin")) if "xl/styles.bin" in archive.namelist() else {}
    out = {}
    for kind, record in _records(archive.read("xl/workbook.bin")):
        if kind != _SHEET:
            continue
        link, rest = _text(record, 8)
        name, _rest = _text(record, rest)
        target = targets.get(link) or ""
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if target and part in archive.namelist():
            out[name] = _cells(archive.read(part), shown)
    return out


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        for _byte in range(4):
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        yield kind, data[at : at + size]
        at += size


def _text(record: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", record, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le", "replace"), end


def _styles(data: bytes) -> dict[int, str]:
    codes = dict(BUILT_IN)
    styles: list[int] = []
    inside = False
    for kind, record in _records(data):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = _text(record, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and inside:
            styles.append(struct.unpack_from("<H", record, 2)[0])
    return {at: code for at, one in enumerate(styles) if (code := telling(codes.get(one, "")))}


def _cells(data: bytes, shown: dict[int, str]) -> Scan:
    found = Scan()
    row = 0
    for kind, record in _records(data):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", record)
        elif kind in _CELLS:
            column, style = struct.unpack_from("<II", record)
            found.cells += 1
            found.rows = max(found.rows, row + 1)
            found.columns = max(found.columns, column + 1)
            if kind in _ERROR_CELLS:
                found.errors[row, column] = ERRORS.get(record[8], "#ERROR!")
            elif kind in _NUMBERS and style & 0xFFFFFF in shown:
                found.formats[row, column] = shown[style & 0xFFFFFF]
    return found
