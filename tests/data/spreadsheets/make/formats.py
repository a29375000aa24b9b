"""The same plain list of an office in every format, by every program that writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Cell, Corpus, Expected, Sheet, Table

DAY = "yyyy-mm-dd"
NAMES = ["单位编号", "单位名称", "证件号码", "成立日期", "人数", "金额", "有效", "备注"]
ROWS: list[list[Any]] = [
    [
        "000123",
        "清河镇人民政府",
        "110101199003070011",
        Cell(dt.date(2019, 3, 5), DAY, "2019-03-05"),
        12,
        1234.5,
        True,
        "一、办公室\n二、财务",
    ],
    [
        "000124",
        'Bureau of "Roads", North',
        "11010119900307003X",
        Cell(dt.date(2020, 12, 31), DAY, "2020-12-31"),
        7,
        -0.25,
        False,
        None,
    ],
    ["000125", "Ünïcode – ￥€𠮷😀", "110101199003070054", None, 0, 1e6, True, "  两头有空格  "],
    ["000200", "林业站", None, Cell(dt.date(1999, 1, 1), DAY, "1999-01-01"), 35, 0.1, False, "=1+1"],
    ["000201", "水利站", "110101199003070097", Cell(dt.date(2024, 2, 29), DAY, "2024-02-29"), None, 99999999999, True, "'0123"],
]
LIST = Sheet([NAMES, *ROWS], name="单位")
PLAIN = Sheet([NAMES, *[[None if at == 7 else value for at, value in enumerate(row[:8])] for row in ROWS]], name="单位")
"""The list without remarks: for programs that lose line breaks or spaces."""

WORKBOOKS: Sequence[tuple[str, str, Callable[[Book, Path], None]]] = [
    ("openpyxl.xlsx", "openpyxl 3.1.5", by.by_openpyxl),
    ("xlsxwriter.xlsx", "XlsxWriter 3.3.1", by.by_xlsxwriter),
    ("exceljs.xlsx", "exceljs 4.4.0", by.by_node("exceljs.mjs", "xlsx")),
    ("exceljs-stream.xlsx", "exceljs 4.4.0, streamed with inline strings", by.by_node("exceljs.mjs", "stream")),
    ("sheetjs.xlsx", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "xlsx")),
    ("sheetjs.xlsm", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "xlsm")),
    ("sheetjs.xlsb", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "xlsb")),
    ("sheetjs-biff8.xls", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "biff8")),
    ("sheetjs.ods", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "ods")),
    ("sheetjs.fods", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "fods")),
    ("sheetjs-2003.xml", "SheetJS 0.18.5, XML Spreadsheet 2003", by.by_node("sheetjs.mjs", "xlml")),
    ("xlwt.xls", "xlwt 1.3.0", by.by_xlwt),
    ("libreoffice.xlsx", "LibreOffice 7.4", by.by_libreoffice("xlsx")),
    ("libreoffice.xls", "LibreOffice 7.4", by.by_libreoffice("xls")),
    ("libreoffice.ods", "LibreOffice 7.4", by.by_libreoffice("ods")),
    ("libreoffice.fods", "LibreOffice 7.4", by.by_libreoffice("fods")),
    ("libreoffice.xltx", "LibreOffice 7.4", by.by_libreoffice("xltx")),
    ("libreoffice.ots", "LibreOffice 7.4", by.by_libreoffice("ots")),
    ("libreoffice.xlt", "LibreOffice 7.4", by.by_libreoffice("xlt:MS Excel 97 Vorlage/Template")),
]

NO_DATES = ("sheetjs.ods", "sheetjs.fods")
"""SheetJS 0.18.5 writes no styles into these: a person sees the days as plain numbers, in LibreOffice too."""


def _days_as_numbers() -> Expected:
    bare = Sheet([[by.serial(one.value) if isinstance(one, Cell) else one for one in row] for row in LIST.rows], LIST.name)
    return Expected([bare.table()], grids={bare.name: bare.grid()})


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    expected = Expected([LIST.table()], grids={"单位": LIST.grid()})
    numbers = _days_as_numbers()
    tight = Sheet([[one.strip() if isinstance(one, str) else one for one in row] for row in LIST.rows], LIST.name)
    stripped = Expected([tight.table()], grids={tight.name: tight.grid()})
    for ending, program, write in WORKBOOKS:
        corpus.add(
            f"formats/offices-{ending}",
            program,
            f"A plain list as {ending.rpartition('.')[2]}: texts, leading zeros, dates,"
            " numbers, truths, blanks, line breaks, spaces",
            lambda path, w=write: w(Book([tight if "stream" in path.name else LIST]), path),
            numbers if ending in NO_DATES else stripped if "stream" in ending else expected,
        )
    corpus.add(
        "formats/offices-wps.et",
        "LibreOffice 7.4, renamed as WPS names it",
        "A workbook of WPS Spreadsheets is BIFF8 inside",
        lambda path: by.by_libreoffice("xls")(Book([LIST]), path),
        expected,
    )
    corpus.add(
        "formats/really-xls.xlsx",
        "xlwt 1.3.0, wrong ending",
        "A workbook is known by its bytes, not by its name",
        lambda path: by.by_xlwt(Book([LIST]), path),
        expected,
    )
    corpus.add(
        "formats/really-xlsx.xls",
        "openpyxl 3.1.5, wrong ending",
        "A workbook is known by its bytes, not by its name",
        lambda path: by.by_openpyxl(Book([LIST]), path),
        expected,
    )
    _old(corpus)
    _interchange(corpus)


def _old(corpus: Corpus) -> None:
    """Add BIFF5 workbooks: one code page, no Unicode; SheetJS writes them, and the letters it cannot are put in after."""
    for name, page, what, rows in [
        (
            *("latin", 1252, "windows-1252"),
            [
                ["code", "name", "amount", "active"],
                ["007", "Müller & Söhne", 12.5, True],
                ["008", "Café – “Ñandú”", -3, False],
                ["009", None, 100000, True],
            ],
        ),
        (
            "chinese",
            936,
            "GBK",
            [
                ["编号", "名称", "金额", "有效"],
                ["007", "清河镇人民政府", 12.5, True],
                ["008", "林业站（一）", -3, False],
                ["009", None, 100000, True],
            ],
        ),
        (
            "russian",
            1251,
            "windows-1251",
            [
                ["код", "имя", "сумма", "да"],
                ["007", "Иванов", 12.5, True],
                ["008", "Ёжик", -3, False],
                ["009", None, 100000, True],
            ],
        ),
    ]:
        sheet = Sheet(rows, name="List")

        def write(path: Path, sheet: Sheet = sheet, page: int = page) -> None:
            code = {1252: "cp1252", 936: "gbk", 1251: "cp1251"}[page]
            texts = sorted({one for row in sheet.rows for one in row if isinstance(one, str) and not one.isascii()}, key=len)
            stand_ins = {text: f"q{at}".ljust(len(text.encode(code)), "z") for at, text in enumerate(texts)}
            plain = Sheet([[stand_ins.get(one, one) for one in row] for row in sheet.rows], sheet.name)
            by.by_node("sheetjs.mjs", "biff5")(Book([plain]), path)
            content = path.read_bytes()
            for text, stand_in in stand_ins.items():
                assert content.count(stand_in.encode()) == 1
                content = content.replace(stand_in.encode(), text.encode(code))
            record = bytes([0x42, 0, 2, 0])
            assert content.count(record) == 1
            at = content.index(record) + 4
            path.write_bytes(content[:at] + page.to_bytes(2, "little") + content[at + 2 :])

        corpus.add(
            f"formats/{name}-biff5.xls",
            "SheetJS 0.18.5, its texts and code page put in by hand",
            f"Excel 5/95 workbook in {what}",
            write,
            Expected([sheet.table()]),
        )


def _interchange(corpus: Corpus) -> None:
    """Add what spreadsheet programs exchange as text: dif, sylk, html, csv, unicode text."""
    table = LIST.table()
    simple = Sheet(
        [
            ["code", "name", "amount", "day"],
            ["001", "Anna", 12.5, Cell(dt.date(2024, 3, 5), DAY, "2024-03-05")],
            ["002", 'Bo, "B"', 3, None],
            ["003", "Cé", -7, Cell(dt.date(2024, 3, 6), DAY, "2024-03-06")],
        ],
        name="List",
    )
    exact = Expected([Table(simple.table().names, simple.table().rows)])
    for name, program, write in [
        ("libreoffice.dif", "LibreOffice 7.4", by.by_libreoffice("dif")),
        ("libreoffice.html", "LibreOffice 7.4", by.by_libreoffice("html")),
        ("sheetjs.html", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "html")),
        ("sheetjs.csv", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "csv")),
        ("sheetjs-unicode.txt", "SheetJS 0.18.5, UTF-16 with tabs", by.by_node("sheetjs.mjs", "txt")),
        ("libreoffice.csv", "LibreOffice 7.4", by.by_libreoffice("csv:Text - txt - csv (StarCalc):44,34,76")),
    ]:
        corpus.add(
            f"formats/simple-{name}",
            program,
            f"A simple list as {name.rpartition('.')[2]}",
            lambda path, w=write: w(Book([simple]), path),
            exact,
        )
    bare = [[by.serial(one.value) if isinstance(one, Cell) else one for one in row] for row in simple.rows]
    corpus.add(
        "formats/simple-sheetjs.dif",
        "SheetJS 0.18.5, which writes days as numbers and 001 as a formula",
        "A simple list as dif",
        lambda path: by.by_node("sheetjs.mjs", "dif")(Book([simple]), path),
        Expected([Table(simple.table().names, Sheet(bare).grid()[1:])]),
    )
    corpus.add(
        "formats/offices-html.xls",
        "SheetJS 0.18.5, a web page named xls",
        "What systems export as xls is often a web page",
        lambda path: by.by_node("sheetjs.mjs", "html")(Book([PLAIN]), path),
        Expected([Table(table.names, [[*r[:7], None] for r in table.rows])]),
    )
    for name, program, write in [
        ("libreoffice.slk", "LibreOffice 7.4", by.by_libreoffice("slk")),
        ("sheetjs.slk", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "sylk")),
    ]:
        corpus.add(
            f"formats/simple-{name}",
            program,
            "A kind that is not read says so",
            lambda path, w=write: w(Book([simple]), path),
            Expected(problem="unknown-file"),
        )
