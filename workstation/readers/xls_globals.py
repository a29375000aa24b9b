"""What all sheets of an xls file share: their names, formats, styles, texts, date system and code page.

BIFF2 to BIFF8, as Excel 2.1 to 2003, WPS and many reporting programs write them; MS-XLS, and the OpenOffice.org
documentation of the file format for what is older.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from workstation.readers.number_format import BUILT_IN
from workstation.readers.reader import CELLS
from workstation.readers.xls_strings import code_page, decoded, shared_strings, wide_text

BOF, EOF, CONTINUE = (0x0009, 0x0209, 0x0409, 0x0809), 0x000A, 0x003C
_VERSIONS = {0x0009: 2, 0x0209: 3, 0x0409: 4}
_SHEET, _FORMATS, _STYLES = 0x0085, (0x001E, 0x041E), (0x0043, 0x0243, 0x0443, 0x00E0)
_FONTS, _PAGE, _DATES, _TEXTS, _PASSWORD = (0x0031, 0x0231), 0x0042, 0x0022, 0x00FC, 0x002F
_VISIBLE = ("visible", "hidden", "very hidden")
_KINDS = {0: "sheet", 1: "macro", 2: "chart", 6: "macro"}


class Sealed(Exception):
    """Everything but the kinds of records is encrypted."""


@dataclass
class XlsSheet:
    """A sheet by its name. start: where its records begin."""

    name: str
    start: int
    visible: str = "visible"
    kind: str = CELLS


@dataclass
class Globals:
    """What is shared. styles: for each style the number of its format and of its font."""

    version: int = 8
    page: str = "cp1252"
    date1904: bool = False
    sheets: list[XlsSheet] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int]] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)
    strings: list[str] = field(default_factory=list)
    fonts: int = 0

    def code(self, style: int) -> str:
        """Return the number format of a style."""
        number = self.styles[style][0] if style < len(self.styles) else 0
        return self.format(number)

    def format(self, number: int) -> str:
        """Return a number format by its number; those of 14 and 22 are not the file's: each computer has its own."""
        if number in (14, 22) or number not in self.formats:
            return BUILT_IN.get(number, "General")
        return self.formats[number]

    def is_bold(self, style: int) -> bool:
        """Return whether a style is in bold."""
        return 0 <= style < len(self.styles) and self.styles[style][1] in self.bold


def records(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, start and length of each record up to the end of one substream; those of charts inside are left.

    Raises IndexError when the stream is cut off before.
    """
    depth = 0
    end = len(data)
    unpack = struct.Struct("<HH").unpack_from
    while at + 4 <= end:
        kind, size = unpack(data, at)
        if kind in BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, at + 4, min(size, end - at - 4)
        at += 4 + size
    raise IndexError("cut off")


def read_globals(data: bytes) -> Globals:
    """Return what the sheets share; Sealed when a password protects them, struct.error or IndexError when broken."""
    shared = Globals()
    texts: list[bytes] = []
    before = 0
    for kind, at, size in records(data, 0):
        body = data[at : at + size]
        if kind == CONTINUE:
            if before == _TEXTS:
                texts.append(body)
            continue
        before = kind
        if kind in BOF:
            _begin(shared, kind, body)
        elif kind == _PASSWORD:
            raise Sealed
        elif kind == _TEXTS:
            texts = [body]
        else:
            take(shared, kind, body)
    shared.strings = shared_strings(texts)
    if not shared.sheets:
        shared.sheets.append(XlsSheet("Sheet1", 0))
    return shared


def _begin(shared: Globals, kind: int, body: bytes) -> None:
    if kind in _VERSIONS:
        shared.version = _VERSIONS[kind]
    elif len(body) >= 2:
        shared.version = 8 if struct.unpack_from("<H", body)[0] >= 0x0600 else 5


def take(shared: Globals, kind: int, body: bytes) -> None:
    """Take one record of those that are shared; the sheets of old files hold them themselves."""
    if kind == _PAGE and len(body) >= 2:
        shared.page = code_page(struct.unpack_from("<H", body)[0])
    elif kind == _DATES and len(body) >= 2:
        shared.date1904 = body[0] == 1
    elif kind == _SHEET:
        shared.sheets.append(_sheet(shared, body))
    elif kind in _FORMATS:
        _format(shared, kind, body)
    elif kind in _STYLES:
        _style(shared, kind, body)
    elif kind in _FONTS:
        number = shared.fonts if shared.fonts < 4 else shared.fonts + 1  # there is no font 4
        shared.fonts += 1
        heavy = struct.unpack_from("<H", body, 6)[0] >= 600 if shared.version >= 5 and len(body) >= 8 else body[2] & 1
        if heavy:
            shared.bold.add(number)


def _sheet(shared: Globals, body: bytes) -> XlsSheet:
    (start,) = struct.unpack_from("<I", body)
    wide = shared.version >= 8
    name = wide_text(body, 6, long=False) if wide else decoded(body[7 : 7 + body[6]], shared.page)
    visible = _VISIBLE[body[4] & 3] if body[4] & 3 < 3 else "hidden"
    return XlsSheet(name, start, visible, _KINDS.get(body[5] & 0x0F, "sheet"))


def _format(shared: Globals, kind: int, body: bytes) -> None:
    if shared.version >= 8:
        shared.formats[struct.unpack_from("<H", body)[0]] = wide_text(body, 2)
    elif shared.version == 5:
        shared.formats[struct.unpack_from("<H", body)[0]] = decoded(body[3 : 3 + body[2]], shared.page)
    else:  # numbered by their order
        start = 0 if kind == 0x001E else 2
        shared.formats[len(shared.formats)] = decoded(body[start + 1 : start + 1 + body[start]], shared.page)


def _style(shared: Globals, kind: int, body: bytes) -> None:
    if kind == 0x00E0:
        font, number = struct.unpack_from("<HH", body)
    elif kind == 0x0043:
        font, number = body[0], body[2] & 0x3F
    else:
        font, number = body[0], body[1]
    shared.styles.append((number, font))
