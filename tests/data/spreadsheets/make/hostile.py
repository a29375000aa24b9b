"""Hostile and broken files: each gives a Problem that names the cause, or the table that is in it, in bounded time."""

from __future__ import annotations

import bz2
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Corpus, Expected, Sheet

LIST = Sheet([["code", "name"], ["1", "Anna"], ["2", "Bo"], ["3", "Cy"]], name="List")
TABLE = LIST.table()
Parts = dict[str, bytes]


def make(corpus: Corpus) -> None:
    """Add every file of this topic; those whose content is hostile stand in hostile_contents.py."""
    _bombs(corpus)
    _broken(corpus)
    _parts_missing(corpus)
    _broken_too(corpus)


def changed(
    change: Callable[[Parts], None], write: Any = by.by_openpyxl, book: Book | None = None, method: int = zipfile.ZIP_DEFLATED
) -> Callable[[Path], None]:
    """Return what writes a workbook by a program and then changes its parts."""

    def run(path: Path) -> None:
        write(book or Book([LIST]), path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        zipped(parts, path, method)

    return run


def zipped(parts: Parts, path: Path, method: int = zipfile.ZIP_DEFLATED) -> None:
    """Write a zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 5, 0, 0, 0)), content, method)
    path.write_bytes(out.getvalue())


def swap(part: str, before: str, after: str) -> Callable[[Parts], None]:
    """Return what replaces a text in a part of a workbook."""

    def run(parts: Parts) -> None:
        assert before.encode() in parts[part], f"{part} has no {before}"
        parts[part] = parts[part].replace(before.encode(), after.encode(), 1)

    return run


SHEET = "xl/worksheets/sheet1.xml"


def _bombs(corpus: Corpus) -> None:
    def swell(parts: Parts) -> None:
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"</sst>", b" " * (180 << 20) + b"</sst>")

    corpus.add(
        "hostile/zip-bomb.xlsx",
        "XlsxWriter 3.3.1, swollen by hand",
        "A workbook that unpacks to a thousand times its size",
        changed(swell, by.by_xlsxwriter),
        Expected(problem="too-large"),
    )
    laugh = (
        '<!DOCTYPE x [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]>"
    )
    corpus.add(
        "hostile/entity-bomb.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "Entities that grow without end",
        changed(swap(SHEET, "<worksheet", laugh + "<worksheet")),
        Expected(problem="hostile-file"),
    )
    corpus.add(
        "hostile/entity-bomb.ods",
        "odswriter 0.5.0, changed by hand",
        "Entities that grow without end",
        lambda path: write_ods(path, lambda text: laugh + text),
        Expected(problem="hostile-file"),
    )
    corpus.add(
        "hostile/entity-bomb.xml",
        "by hand",
        "Entities that grow without end",
        text('<?xml version="1.0"?>' + laugh + "<r><i><a>&j;</a></i><i><a>2</a></i></r>"),
        Expected(problem="hostile-file"),
    )
    corpus.add(
        "hostile/outside-entity.xml",
        "by hand",
        "An entity that reads a file of this computer is not followed",
        text(
            '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY p SYSTEM "file:///etc/passwd">]><r><i><a>&p;</a></i><i><a>2</a></i></r>'
        ),
        Expected(problem="hostile-file"),
    )
    one = bz2.compress(b"a,b\n" * (11 << 20))

    corpus.add(
        "hostile/bomb.csv.bz2",
        "Python's bz2 module",
        "Nearly two gigabytes of csv in a few kilobytes",
        lambda path: path.write_bytes(one * 40) and None,
        Expected(problem="too-large"),
    )


def write_ods(path: Path, change: Callable[[str], str]) -> None:
    import odswriter

    with odswriter.writer(path.open("wb")) as out:
        page = out.new_sheet("List")
        for row in LIST.rows:
            page.writerow(row)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts["content.xml"].decode()
    at = content.index("<office:document-content")
    parts["content.xml"] = (content[:at] + change(content[at:])).encode()
    zipped(parts, path)


def text(content: str | bytes) -> Callable[[Path], None]:
    """Return what writes a text."""
    return lambda path: path.write_bytes(content.encode() if isinstance(content, str) else content) and None


def _cut(write: Any, keep: float) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        write(Book([LIST]), path)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * keep)])

    return run


def _broken(corpus: Corpus) -> None:
    damaged = Expected(problem="damaged-file")
    corpus.add("hostile/cut-off.xlsx", "openpyxl 3.1.5, cut off", "A zip without its end", _cut(by.by_openpyxl, 0.6), damaged)
    corpus.add("hostile/cut-off.xls", "xlwt 1.3.0, cut off", "A compound file without its end", _cut(by.by_xlwt, 0.5), damaged)
    corpus.add(
        "hostile/cut-off.ods", "LibreOffice 7.4, cut off", "A zip without its end", _cut(by.by_libreoffice("ods"), 0.6), damaged
    )

    def rot(path: Path) -> None:
        by.by_openpyxl(
            Book([Sheet([["code", "name"], *[[f"{n:05}", f"name {n * 7919 % 1000}"] for n in range(400)]], name="List")]), path
        )
        content = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(SHEET)
        middle = info.header_offset + 60 + info.compress_size // 2
        content[middle : middle + 8] = b"\xff" * 8
        path.write_bytes(bytes(content))

    corpus.add(
        "hostile/rotten.xlsx",
        "openpyxl 3.1.5, bytes changed",
        "Bytes inside a part changed: its checksum no longer fits",
        rot,
        damaged,
    )
    corpus.add(
        "hostile/malformed-sheet.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "XML of a sheet that is not closed",
        changed(swap(SHEET, "</sheetData>", "<row><c")),
        damaged,
    )


def _parts_missing(corpus: Corpus) -> None:
    damaged = Expected(problem="damaged-file")

    def drop(name: str) -> Callable[[Parts], None]:
        return lambda parts: parts.pop(name) and None

    corpus.add(
        "hostile/no-sheet-part.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "The sheet that the workbook names is not there",
        changed(drop(SHEET)),
        damaged,
    )
    corpus.add(
        "hostile/no-workbook-part.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "A zip of a workbook without its workbook",
        changed(drop("xl/workbook.xml")),
        Expected(problem=["damaged-file", "no-table"]),
    )
    corpus.add(
        "hostile/text-number-too-high.xlsx",
        "XlsxWriter 3.3.1, changed by hand",
        "A cell that names a shared text which is not there",
        changed(swap(SHEET, "<v>5</v>", "<v>99</v>"), by.by_xlsxwriter),
        damaged,
    )
    corpus.add(
        "hostile/no-styles.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "A workbook without its styles is read",
        changed(drop("xl/styles.xml")),
        Expected([TABLE]),
    )


def _broken_too(corpus: Corpus) -> None:
    """Add more of the same."""
    corpus.add(
        "hostile/empty.xlsx",
        "by hand",
        "A file without a byte",
        lambda path: path.write_bytes(b"") or None,
        Expected(problem="empty-file"),
    )
    corpus.add(
        "hostile/blank.csv",
        "by hand",
        "Nothing but white space",
        text(b"\xef\xbb\xbf \r\n\r\n\t\r\n"),
        Expected(problem="empty-file"),
    )
    corpus.add(
        "hostile/no-cells.xlsx",
        "openpyxl 3.1.5",
        "A workbook without a cell",
        lambda path: by.by_openpyxl(Book([Sheet([], name="Sheet1")]), path),
        Expected(problem="no-table"),
    )
    corpus.add(
        "hostile/picture.csv",
        "by hand",
        "A picture called csv",
        text(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        Expected(problem="unknown-file"),
    )
    corpus.add(
        "hostile/document.xlsx",
        "by hand",
        "A text document called xlsx",
        lambda path: zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}, path),
        Expected(problem=["unknown-file", "not-a-workbook", "damaged-file"]),
    )
    corpus.add(
        "hostile/bad.json",
        "by hand",
        "JSON that breaks off",
        text('[{"a": 1}, {"a": 2'),
        Expected(problem=["damaged-file", "bad-json"]),
    )
    corpus.add(
        "hostile/deep.json",
        "by hand",
        "Lists ten thousand deep",
        text("[" * 10000 + "]" * 10000),
        Expected(problem=["damaged-file", "bad-json", "hostile-file", "too-deep"]),
    )
