"""How a csv file or a workbook of ours is recognised, and the apostrophe that keeps other programs from running texts.

The mark is the byte-order mark and the way the header is quoted: the first, third, fifth ... name in quotation marks
that it does not need, the others without (unless they need them). To every reader of csv that means nothing; no program
writes it by chance, since writers quote all names, none, or those that need it. It survives copying, mailing and
packing. When
another program saves the file again the mark is gone, and its texts are then that program's, apostrophes included.

Guard: a text that begins with = + - @ tab or CR, after any number of apostrophes, and is not a plain number gets one
more apostrophe; reading takes one away from a text of that shape. The two are inverse for every text.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

PLAIN_NUMBER = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_RISKY = r"^'*[=+\-@\t\r]"
_GUARDED = r"^'+[=+\-@\t\r]"
_NEEDS_QUOTES = re.compile(r'[",\r\n]')


def header(names: list[str]) -> str:
    """Return the header line of a marked file, without its line break."""
    return ",".join(
        '"' + name.replace('"', '""') + '"' if at % 2 == 0 or _NEEDS_QUOTES.search(name) else name
        for at, name in enumerate(names)
    )


def is_ours(text: str) -> bool:
    """Return whether a text, behind its byte-order mark, begins with the header of a marked file."""
    field = re.compile(r'"((?:[^"]|"")*)"|([^",\r\n]*)')
    at = count = 0
    while match := field.match(text, at):
        quoted = match[1] is not None
        if count % 2 == 0 and not quoted:
            return False
        if count % 2 == 1 and quoted and not _NEEDS_QUOTES.search(match[1]):
            return False
        at = match.end()
        count += 1
        if text.startswith("\r\n", at):
            return True
        if not text.startswith(",", at):
            return False
        at += 1
    return False


def guarded_text(text: str) -> str:
    """Return one text as `guarded` writes it."""
    return "'" + text if re.match(_RISKY, text) and not re.match(PLAIN_NUMBER[:-1] + r"\Z", text, re.ASCII) else text


def unguarded_text(text: str) -> str:
    """Return one text as `unguarded` reads it."""
    return text[1:] if re.match(_GUARDED, text) else text


def guarded(texts: Any) -> Any:
    """Return an array of strings with the apostrophe before every text that a program might run."""
    import pyarrow as pa
    import pyarrow.compute as pc

    risky = pc.match_substring_regex(texts, _RISKY)
    if not pc.any(risky).as_py():
        return texts
    risky = pc.and_(risky, pc.invert(pc.match_substring_regex(texts, PLAIN_NUMBER)))
    return pc.if_else(risky, pc.binary_join_element_wise(pa.scalar("'"), texts, ""), texts)


def unguarded(texts: pa.Array) -> pa.Array:
    """Return an array of strings read from a marked file without the apostrophes that `guarded` added."""
    import pyarrow.compute as pc

    if not pc.any(pc.starts_with(texts, "'")).as_py():
        return texts
    return pc.if_else(pc.match_substring_regex(texts, _GUARDED), pc.utf8_slice_codeunits(texts, 1), texts)


WORKBOOK_MARK = "workstation-table"
"""Category in the properties of a workbook written by us: its layout is known and nothing is guessed."""
GENERATOR = "Workstation"
"""The program in the properties of a workbook written by us. A program that saves it again puts its own name there."""
_SIZED = re.compile(WORKBOOK_MARK.encode() + rb" (\d{1,7})x(\d{1,5})\b")
_WRITTEN = re.compile(rb"<(?:Application|meta:generator)>Workstation</")
_PROPERTIES = {"docProps/core.xml": "docProps/app.xml", "meta.xml": "meta.xml"}
"""Where a kind of workbook tells its category, and where the program that wrote it."""


def workbook_mark(rows: int, columns: int) -> str:
    """Return the mark of a workbook with so many rows, the header among them, and columns."""
    return f"{WORKBOOK_MARK} {rows}x{columns}"


def workbook_size(parts: zipfile.ZipFile) -> tuple[int, int] | None:
    """Return how many rows and columns the sheet of a workbook has that stands as we wrote it; None for all others.

    Cells at the end that hold nothing leave no trace in a sheet, and count in a table all the same.
    """
    names = set(parts.namelist())
    for place, program in _PROPERTIES.items():
        if place in names and program in names and max(parts.getinfo(one).file_size for one in (place, program)) < 1 << 16:
            found = _SIZED.search(parts.read(place))
            if found and _WRITTEN.search(parts.read(program)):
                return int(found[1]), int(found[2])
    return None
