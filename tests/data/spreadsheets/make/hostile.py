"""Hostile and broken files: each gives a Problem that names the cause, or the table that is in it, in bounded time."""

from __future__ import annotations

import bz2
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Cell, Corpus, Expected, Sheet, Table

LIST = Sheet([["code", "name"], ["1", "Anna"], ["2", "Bo"], ["3", "Cy"]], name="List")
TABLE = LIST.table()
Parts = dict[str, bytes]


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    _bombs(corpus)
    _broken(corpus)
    _claims(corpus)
    _active(corpus)
    _packed(corpus)
    _texts(corpus)
    _sealed(corpus)


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
        lambda path: _ods(path, lambda text: laugh + text),
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


def _ods(path: Path, change: Callable[[str], str]) -> None:
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


def _claims(corpus: Corpus) -> None:
    far = Sheet([["code", "name"], ["1", "Anna"], ["2", "Bo"], ["3", "Cy"]], name="List")

    def last_cell(parts: Parts) -> None:
        parts[SHEET] = parts[SHEET].replace(b'<dimension ref="A1:B4"', b'<dimension ref="A1:XFD1048576"')

    corpus.add(
        "hostile/claims-all-cells.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "A sheet that claims 1,048,576 x 16,384 cells with eight filled",
        changed(last_cell),
        Expected([TABLE], grids={"List": far.grid()}),
    )

    def corner(parts: Parts) -> None:
        last_cell(parts)
        parts[SHEET] = parts[SHEET].replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>end</t></is></c></row></sheetData>'
        )

    corpus.add(
        "hostile/far-corner.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "One cell in the last corner of a sheet",
        changed(corner),
        Expected([TABLE]),
    )

    def styled(parts: Parts) -> None:
        rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in (5, 6, 7, 1000, 1048576))
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", (rows + "</sheetData>").encode())

    corpus.add(
        "hostile/blank-styled-cells.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "Formatted blank cells down to the last row",
        changed(styled),
        Expected([TABLE]),
    )

    def repeated(text: str) -> str:
        at = text.index("</table:table>")
        row = '<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        return text[:at] + row + text[at:]

    corpus.add(
        "hostile/repeated-blank-rows.ods",
        "odswriter 0.5.0, changed by hand",
        "A million blank rows written as one",
        lambda path: _ods(path, repeated),
        Expected([TABLE]),
    )

    def copied(text: str) -> str:
        at = text.index("</table:table>")
        row = (
            '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p>'
            "</table:table-cell></table:table-row>"
        )
        return text[:at] + row + text[at:]

    corpus.add(
        "hostile/repeated-texts.ods",
        "odswriter 0.5.0, changed by hand",
        "Sixteen thousand million cells written as one",
        lambda path: _ods(path, copied),
        Expected(problem=["sheet-too-large", "too-large", "hostile-file"]),
    )
    corpus.add(
        "hostile/columns-beyond.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "A cell beyond the last column there can be",
        changed(swap(SHEET, 'r="B2"', 'r="ZZZZZ2"')),
        Expected(problem="damaged-file"),
    )


def _active(corpus: Corpus) -> None:
    def macros(parts: Parts) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Attribute VB_Name" * 200
        parts["[Content_Types].xml"] = (
            parts["[Content_Types].xml"]
            .replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml")
            .replace(
                b"</Types>",
                b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
            )
        )

    corpus.add(
        "hostile/macros.xlsm",
        "openpyxl 3.1.5, changed by hand",
        "Macros are never run; the table is read",
        changed(macros),
        Expected([TABLE]),
    )
    dde = Sheet(
        [
            ["code", "value"],
            ["a", "=cmd|' /C calc'!A0"],
            ["b", "@SUM(1+1)*cmd|' /C calc'!A0"],
            ["c", "+1+1"],
            ["d", "-2+3"],
            ["e", '=HYPERLINK("http://127.0.0.1/","x")'],
        ],
        name="dde",
    )
    corpus.add(
        "hostile/formulas-as-text.xlsx",
        "XlsxWriter 3.3.1",
        "Texts that would be run elsewhere stay text",
        lambda path: by.by_xlsxwriter(Book([dde]), path),
        Expected([dde.table()]),
    )
    links = Sheet(
        [
            ["code", "value"],
            ["a", Cell("kept", formula="='[http://127.0.0.1/other.xlsx]Sheet1'!A1")],
            ["b", Cell("7", formula='=DDE("soffice","x","y")')],
            ["c", "z"],
        ],
        name="links",
    )
    corpus.add(
        "hostile/outside-links.xlsx",
        "XlsxWriter 3.3.1",
        "Links to other files are never followed; the stored result is read",
        lambda path: by.by_xlsxwriter(Book([links]), path),
        Expected([links.table()]),
    )

    def rels(parts: Parts) -> None:
        parts["xl/_rels/workbook.xml.rels"] = re.sub(
            rb'Target="/?(xl/)?worksheets/sheet1.xml"', b'Target="../../../../etc/passwd"', parts["xl/_rels/workbook.xml.rels"]
        )

    corpus.add(
        "hostile/path-out-of-the-file.xlsx",
        "openpyxl 3.1.5, changed by hand",
        "A part that is named by a path out of the file",
        changed(rels),
        Expected(problem="damaged-file"),
    )


def _packed(corpus: Corpus) -> None:
    content = b"code,name\n1,Anna\n2,Bo\n3,Cy\n"
    corpus.add(
        "hostile/path-tricks.zip",
        "Python's zipfile",
        "Paths that lead out of the folder are refused",
        lambda path: zipped({"../../../../tmp/evil.csv": content, "/etc/evil.csv": b"", "C:\\evil.csv": b""}, path),
        Expected(problem="hostile-file"),
    )
    corpus.add(
        "hostile/only-pictures.zip",
        "Python's zipfile",
        "A zip without a table",
        lambda path: zipped({"a.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40}, path),
        Expected(problem=["no-table", "unknown-file"]),
    )
    corpus.add(
        "hostile/cut-off.csv.gz",
        "gzip, cut off",
        "A packed file without its end",
        lambda path: path.write_bytes(_gz(content * 200)[:60]) and None,
        Expected(problem="damaged-file"),
    )


def _gz(content: bytes) -> bytes:
    import gzip

    return gzip.compress(content, mtime=0)


def _texts(corpus: Corpus) -> None:
    long = Sheet([["code", "text"], ["a", "x" * 32_767], ["b", "中" * 32_767], ["c", "y"]], name="long")
    corpus.add(
        "hostile/longest-texts.xlsx",
        "XlsxWriter 3.3.1",
        "Cells of 32,767 characters",
        lambda path: by.by_xlsxwriter(Book([long]), path),
        Expected([long.table()]),
    )

    def lone(parts: Parts) -> None:
        parts["xl/sharedStrings.xml"] = (
            parts["xl/sharedStrings.xml"]
            .replace(b">Anna<", b">An_xD83D_na<")
            .replace(b">Bo<", b">B_x0000_o_x0007_<")
            .replace(b">Cy<", b">_x005F_x0041_<")
        )

    corpus.add(
        "hostile/escaped-characters.xlsx",
        "XlsxWriter 3.3.1, changed by hand",
        "Written-out control characters come back; half of a pair stays as it is written",
        changed(lone, by.by_xlsxwriter),
        Expected([Table(TABLE.names, [["1", "An_xD83D_na"], ["2", "B\0o\x07"], ["3", "_x0041_"]], "List")]),
    )
    corpus.add(
        "hostile/half-pairs.jsonl",
        "by hand",
        "Half of a surrogate pair in JSON stays as it is written",
        text('{"a":"x\\ud83dy"}\n{"a":"\\ud83d\\ude00"}\n{"a":"z"}\n'),
        Expected([Table(["a"], [["x\\ud83dy"], ["😀"], ["z"]])]),
    )
    corpus.add(
        "hostile/not-utf-8.xlsx",
        "XlsxWriter 3.3.1, changed by hand",
        "Bytes that are no UTF-8 in a sheet",
        changed(
            lambda parts: parts.__setitem__(
                "xl/sharedStrings.xml", parts["xl/sharedStrings.xml"].replace(b"Anna", b"An\xff\xfena")
            ),
            by.by_xlsxwriter,
        ),
        Expected(problem="damaged-file"),
    )


def _sealed(corpus: Corpus) -> None:
    def seal(path: Path) -> None:
        import msoffcrypto.format.ooxml

        inner = path.with_name("inner.xlsx")
        by.by_openpyxl(Book([LIST]), inner)
        with inner.open("rb") as source, path.open("wb") as target:
            msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("geheim", target)
        inner.unlink()

    corpus.add(
        "hostile/sealed.xlsx", "msoffcrypto-tool 6.1.0", "A password is asked for", seal, Expected(problem="encrypted-file")
    )
    corpus.add(
        "hostile/sealed-opened.xlsx",
        "msoffcrypto-tool 6.1.0",
        "Opened with its password",
        seal,
        Expected([TABLE], options={"password": "geheim"}),
    )
    corpus.add(
        "hostile/sealed-wrong.xlsx",
        "msoffcrypto-tool 6.1.0",
        "A wrong password",
        seal,
        Expected(problem=["encrypted-file", "wrong-password"], options={"password": "x"}),
    )
