"""What is hostile inside: claims, macros, links, path tricks, texts that cannot be, passwords."""

from __future__ import annotations

import re
from pathlib import Path

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Cell, Corpus, Expected, Sheet, Table
from tests.data.spreadsheets.make.hostile import LIST, SHEET, TABLE, Parts, changed, swap, text, write_ods, zipped


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    for add in (_claims, _claims_too, _active, _active_too, _packed, _texts, _sealed):
        add(corpus)


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


def _claims_too(corpus: Corpus) -> None:
    """Add more of the same."""

    def repeated(text: str) -> str:
        at = text.index("</table:table>")
        row = (
            '<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/>'
            "</table:table-row>"
        )
        return text[:at] + row + text[at:]

    corpus.add(
        "hostile/repeated-blank-rows.ods",
        "odswriter 0.5.0, changed by hand",
        "A million blank rows written as one",
        lambda path: write_ods(path, repeated),
        Expected([TABLE]),
    )

    def copied(text: str) -> str:
        at = text.index("</table:table>")
        row = (
            '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
            'table:number-columns-repeated="16384"><text:p>x</text:p>'
            "</table:table-cell></table:table-row>"
        )
        return text[:at] + row + text[at:]

    corpus.add(
        "hostile/repeated-texts.ods",
        "odswriter 0.5.0, changed by hand",
        "Sixteen thousand million cells written as one",
        lambda path: write_ods(path, copied),
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


def _active_too(corpus: Corpus) -> None:
    """Add more of the same."""
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
