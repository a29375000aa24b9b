"""Whether a workbook may be opened: what kind it is by its bytes, whether it is sealed, and whether it would burst."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_BYTES = 2 << 30
"""Unpacked size of all parts of a workbook together; a million rows of 60 columns stay below."""
MOST_RATIO = 300
"""Unpacked to packed, for what is larger than HARMLESS; sheets of one repeated row reach 150."""
HARMLESS = 100 << 20
MOST_PARTS = 20_000
BLOCK = 1 << 20
_BARE = (b"\x10\x00", b"\x08\x00", b"\x06\x00", b"\x04\x00")
"""Lengths of the first record of an xls file without a container."""
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def kind_of(path: Path, head: bytes) -> str:
    """Return xlsx, xlsb, ods, zip, xls, sealed, html, xml or text by what a file holds, "" when it is none of them."""
    if head.startswith(ZIP):
        return _kind_of_zip(path)
    if head.startswith(OLE):
        return "sealed" if _holds(path, "EncryptedPackage".encode("utf-16-le")) else "xls"
    if head[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00") and head[2:4] in _BARE:
        return "xls"  # a bare BIFF stream, as old programs write it
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return "html"
    if start.startswith(b"<?xml") or start.startswith(b"<workbook"):
        return "html" if b"<html" in start else "xml"
    if head.startswith(
        (
            b"%PDF",
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"Rar!",
            b"7z\xbc\xaf",
            b"\x1f\x8b",
            b"BZh",
            b"\xfd7zXZ",
            b"PAR1",
            b"SQLite format 3",
        )
    ):
        return ""
    return "text"


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.bin" in names:
                return "xlsb"
            if "content.xml" in names:
                return "ods"
            if "EncryptedPackage" in names or "encrypted-package" in names:  # the second by LibreOffice 24 and later
                return "sealed"
            if any(name.startswith("xl/") for name in names) or "[Content_Types].xml" in names:
                return "xlsx"
            return "zip"
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise damaged(path) from error


def _holds(path: Path, needle: bytes) -> bool:
    """Return whether the directory of an OLE file, or anything in its first and last megabyte, names a stream."""
    with path.open("rb") as file:
        start = file.read(1 << 20)
        file.seek(0, 2)
        file.seek(max(0, file.tell() - (1 << 20)))
        return needle in start or needle in file.read()


def damaged(path: Path) -> Problem:
    """Return the Problem for a workbook that is broken."""
    return Problem(
        "damaged-file",
        _("This workbook is damaged and cannot be read."),
        where=path.name,
        remedy=_("Open it in the program it comes from and save it again, or ask for it again."),
    )


def sealed(path: Path) -> Problem:
    """Return the Problem for a workbook with a password."""
    return Problem(
        "encrypted-file",
        _("This workbook is protected by a password."),
        where=path.name,
        remedy=_("Open it in the program it comes from, save it without a password and import that."),
    )


def entities(path: Path, part: str) -> Problem:
    """Return the Problem for a workbook whose XML defines entities of its own, as bombs do."""
    return Problem(
        "hostile-file",
        _("This workbook defines XML entities, which no spreadsheet program does."),
        where=f"{path.name}, {part}",
        remedy=_("Do not open it; ask the sender what it is."),
    )


def check_size(path: Path, job: Job) -> None:
    """Raise a Problem when a zipped workbook would unpack to more than can be meant, or defines entities of its own.

    Sizes that an archive declares may be lies: every part that is text is unpacked once, in blocks, and must end
    where it says.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _claimed(path, archive)
            for part in job.each(parts, len(parts), _("Checking the workbook")):
                if part.filename.lower().endswith((".xml", ".rels", ".bin")):
                    _check_part(archive, part, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise damaged(path) from error


def check_claims(path: Path) -> None:
    """Raise a Problem when a zipped workbook says that it would unpack to more than can be meant, or is sealed."""
    try:
        with zipfile.ZipFile(path) as archive:
            _claimed(path, archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise damaged(path) from error


def _claimed(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    parts = archive.infolist()
    if any(part.header_offset < 0 for part in parts):  # to go there is no fault of the zip but of the system
        raise zipfile.BadZipFile("a part begins before the file does")
    total = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or total > MOST_BYTES or (total > HARMLESS and total > MOST_RATIO * packed):
        raise burst(path, total)
    if any(part.flag_bits & 1 for part in parts):
        raise sealed(path)
    return parts


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> None:
    size = 0
    with archive.open(part) as file:
        start = file.read(BLOCK)
        if part.filename.lower().endswith((".xml", ".rels")) and _ENTITY.search(start.replace(b"\0", b"")):
            raise entities(path, part.filename)
        while start:
            size += len(start)
            if size > MOST_BYTES:
                raise burst(path, size)
            start = file.read(BLOCK)


def burst(path: Path, size: int) -> Problem:
    """Return the Problem for a workbook that would unpack to far too much."""
    return Problem(
        "too-large",
        _("This workbook would unpack to {n} MB, far more than its table can need.", n=size >> 20),
        where=path.name,
        remedy=_("Ask the sender what it is, or split it into smaller workbooks."),
    )
