"""What a person saw: number formats, dates, 1904 workbooks, formulas, errors, long numbers, truths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Cell, Corpus, Expected, Sheet, Table

NUMBERS: Sequence[tuple[str, Any, str]] = [
    ("0", 3.7, "4"),
    ("0.00", 3.14159, "3.14"),
    ("0.00", 2.345, "2.35"),
    ("#,##0", 1234567, "1,234,567"),
    ("#,##0.00", 1234.5, "1,234.50"),
    ("0%", 0.07, "7%"),
    ("0.0%", 0.1234, "12.3%"),
    ("00000", 123, "00123"),
    ("000000", 45, "000045"),
    ("000-0000-0000", 13800138000, "138-0013-8000"),
    ("0.00E+00", 12345, "1.23E+04"),
    ("# ?/?", 1.5, "1 1/2"),
    ('0"元"', 25, "25元"),
    ('"¥"#,##0.00', 1234.5, "¥1,234.50"),
    ('"US$"#,##0', 1234.5, "US$1,235"),
    ("#,##0.00;[Red]-#,##0.00", -1234.5, "-1,234.50"),
    ("#,##0;(#,##0)", -12, "(12)"),
    ('0.0,"千"', 12345, "12.3千"),
    ("#.##", 0.5, ".5"),
    ("0.###", 2, "2."),
    ('[>=1000]0,"k";0', 12345, "12k"),
    ('[>=1000]0,"k";0', 500, "500"),
    ('0;-0;"无"', 0, "无"),
    ("General", 1234567.125, "1234567.125"),
    ("General", 0.1, "0.1"),
    ("General", -17, "-17"),
]
MOMENT = dt.datetime(2024, 3, 5, 14, 7, 9)
DATES: Sequence[tuple[str, Any, str]] = [
    ("yyyy-mm-dd", MOMENT, "2024-03-05"),
    ("yyyy/m/d", MOMENT, "2024/3/5"),
    ('yyyy"年"m"月"d"日"', MOMENT, "2024年3月5日"),
    ("dd/mm/yyyy", MOMENT, "05/03/2024"),
    ("d\\.m\\.yy", MOMENT, "5.3.24"),
    ("d-mmm-yy", MOMENT, "5-Mar-24"),
    ("yyyy-mm-dd hh:mm:ss", MOMENT, "2024-03-05 14:07:09"),
    ("yyyy/m/d h:mm", MOMENT, "2024/3/5 14:07"),
    ("h:mm AM/PM", MOMENT, "2:07 PM"),
    ("hh:mm:ss", MOMENT, "14:07:09"),
    ("[h]:mm", dt.timedelta(hours=36, minutes=5), "36:05"),
    ("[h]:mm:ss", dt.timedelta(hours=100, minutes=1, seconds=2), "100:01:02"),
    ("[mm]:ss", dt.timedelta(minutes=90), "90:00"),
    ("yyyymmdd", MOMENT, "20240305"),
    ("mmmm d, yyyy", MOMENT, "March 5, 2024"),
    ('yyyy"年"m"月"', MOMENT, "2024年3月"),
]
CHINESE: Sequence[tuple[str, Any, str]] = [
    ("[$¥-804]#,##0.00", 1234.5, "¥1,234.50"),
    ("[DBNum1][$-804]General", 123, "一百二十三"),
    ("[DBNum2][$-804]General", 1205, "壹仟贰佰零伍"),
    ('0!.0,"万"', 56789, "5.7万"),
    ('0\\.0,"万"', 123456, "12.3万"),
    ('[$-804]yyyy"年"m"月"d"日"', MOMENT, "2024年3月5日"),
    ("[$-804]aaaa", MOMENT, "星期二"),
    ('[DBNum1][$-804]yyyy"年"m"月"d"日"', MOMENT, "二〇二四年三月五日"),
    ("[$€-2] #,##0.00", 9.5, "€ 9.50"),
    ("[$-409]d-mmm-yyyy", MOMENT, "5-Mar-2024"),
    ('"第"0"号"', 7, "第7号"),
    ("@", "00012", "00012"),
]


def listed(name: str, cases: Sequence[tuple[str, Any, str]]) -> Sheet:
    """Return a sheet with a line for each format: what it is called and the cell."""
    rows = [[f"case {at}", Cell(value, form, shown)] for at, (form, value, shown) in enumerate(cases, 1)]
    return Sheet([["case", "shown"], *rows], name=name)


XLSX: Sequence[tuple[str, str, Callable[[Book, Path], None]]] = [
    ("openpyxl.xlsx", "openpyxl 3.1.5", by.by_openpyxl),
    ("xlsxwriter.xlsx", "XlsxWriter 3.3.1", by.by_xlsxwriter),
    ("exceljs.xlsx", "exceljs 4.4.0", by.by_node("exceljs.mjs", "xlsx")),
]
BINARY: Sequence[tuple[str, str, Callable[[Book, Path], None]]] = [
    ("sheetjs.xlsb", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "xlsb")),
    ("sheetjs-biff8.xls", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "biff8")),
    ("xlwt.xls", "xlwt 1.3.0", by.by_xlwt),
]
OFFICE: Sequence[tuple[str, str, Callable[[Book, Path], None]]] = [
    (f"libreoffice.{end}", "LibreOffice 7.4", by.by_libreoffice(end)) for end in ("xlsx", "xls", "ods", "fods")
]


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    for name, cases, what in [
        ("numbers", NUMBERS, "Numbers in their formats: zeros, phones, percent, currency, fractions, sections"),
        ("dates", DATES, "Dates, times and durations in their own order"),
        ("chinese", CHINESE, "Chinese formats: DBNum, 万, currencies and locales, weekdays, numbers as text"),
    ]:
        sheet = listed(name, cases)
        for ending, program, write in [*XLSX, *BINARY, *OFFICE]:
            own = _as_kept(sheet, name, ending)
            corpus.add(
                f"shown/{name}-{ending}",
                program,
                what,
                lambda path, w=write, s=own: w(Book([s]), path),
                Expected([own.table()], grids={name: own.grid()}),
            )
    _days_of_1904(corpus)
    _formulas(corpus)
    _long_numbers(corpus)
    _stored(corpus)


def _as_kept(sheet: Sheet, name: str, ending: str) -> Sheet:
    """Return the sheet without the cases that a program does not write: it turns the format into another one."""
    gone = LOST.get(f"{name}-{ending}", ())
    return Sheet([row for at, row in enumerate(sheet.rows) if at not in gone], sheet.name)


LOST: dict[str, Sequence[int]] = {
    f"{name}-libreoffice.{end}": cases
    for end in ("xlsx", "xls", "ods", "fods")
    for name, cases in (("numbers", (20,)), ("chinese", (4,)))
}
"""Cases (from 1) that a program itself loses, by file; LibreOffice's csv export of the file shows what is left."""


def _days_of_1904(corpus: Corpus) -> None:
    day = dt.datetime(2011, 6, 30)
    sheet = Sheet(
        [
            ["code", "day", "amount"],
            ["a", Cell(day, "yyyy-mm-dd", "2011-06-30"), 1],
            ["b", Cell(dt.datetime(1950, 1, 2), "yyyy-mm-dd", "1950-01-02"), 2],
            ["c", Cell(dt.datetime(2020, 2, 29), "yyyy-mm-dd", "2020-02-29"), 3],
        ],
        name="mac",
    )
    for ending, program, write in [XLSX[0], XLSX[1], BINARY[2], *OFFICE[:3]]:
        corpus.add(
            f"shown/days-of-1904-{ending}",
            program,
            "A workbook whose days count from 1904",
            lambda path, w=write: w(Book([sheet], date1904=True), path),
            Expected([sheet.table()], grids={"mac": sheet.grid()}),
        )
    leap = Sheet(
        [
            ["case", "day"],
            ["first", Cell(1, "yyyy-mm-dd", "1900-01-01")],
            ["end of February", Cell(59, "yyyy-mm-dd", "1900-02-28")],
            ["March", Cell(61, "yyyy-mm-dd", "1900-03-01")],
            ["last", Cell(2958465, "yyyy-mm-dd", "9999-12-31")],
        ],
        name="early",
    )
    corpus.add(
        "shown/early-days-xlsxwriter.xlsx",
        "XlsxWriter 3.3.1",
        "Days before March 1900, where programs count a day that never was",
        lambda path: by.by_xlsxwriter(Book([leap]), path),
        Expected([leap.table()]),
    )
    builtin = Sheet(
        [
            ["case", "shown"],
            ["14", Cell(day, "mm-dd-yy", "2011-06-30")],
            ["22", Cell(dt.datetime(2011, 6, 30, 8, 5), "m/d/yy h:mm", "2011-06-30 08:05")],
        ],
        name="locale",
    )
    corpus.add(
        "shown/locale-dates-openpyxl.xlsx",
        "openpyxl 3.1.5",
        "Dates whose order the reader's computer decides (14, 22) are ISO",
        lambda path: by.by_openpyxl(Book([builtin]), path),
        Expected([builtin.table()]),
    )


def _formulas(corpus: Corpus) -> None:
    """Add formulas with and without results, and errors."""
    sheet = Sheet(
        [
            ["code", "amount", "rate", "result"],
            ["a", 2, 0.5, Cell(1, "0.00", "1.00", formula="=B2*C2")],
            ["b", 4, 0.25, Cell("four", formula='="four"')],
            ["c", 6, 0, Cell(True, formula="=B4>C4")],
            ["d", 8, 2, Cell(dt.date(2024, 1, 1), "yyyy-mm-dd", "2024-01-01")],
        ],
        name="sums",
    )
    for ending, program, write in [
        ("xlsxwriter.xlsx", "XlsxWriter 3.3.1", by.by_xlsxwriter),
        ("exceljs.xlsx", "exceljs 4.4.0", by.by_node("exceljs.mjs", "xlsx")),
        ("sheetjs.xlsb", "SheetJS 0.18.5", by.by_node("sheetjs.mjs", "xlsb")),
        *OFFICE,
    ]:
        corpus.add(
            f"shown/formulas-{ending}",
            program,
            "Formulas give the result that is stored",
            lambda path, w=write: w(Book([sheet]), path),
            Expected([sheet.table()]),
        )
    bare = Sheet(
        [["code", "amount", "sum"], ["a", 2, Cell(None, formula="=B2*2")], ["b", 4, Cell(None, formula="=B3*2")], ["c", 6, 12]],
        name="bare",
    )
    corpus.add(
        "shown/no-results-openpyxl.xlsx",
        "openpyxl 3.1.5",
        "A formula without a stored result is blank, and it is said",
        lambda path: by.by_openpyxl(Book([bare]), path),
        Expected([bare.table()], says=["C2"]),
    )
    errors = Sheet(
        [
            ["code", "value", "note"],
            ["a", Cell("#DIV/0!", formula="=1/0"), "x"],
            ["b", Cell("#N/A", formula="=NA()"), "y"],
            ["c", Cell("#VALUE!", formula='="a"+1'), "z"],
            ["d", 5, "w"],
            ["e", 6, "#N/A"],
        ],
        name="errors",
    )
    for ending, program, write in [("xlsxwriter.xlsx", "XlsxWriter 3.3.1", by.by_xlsxwriter), *OFFICE]:
        corpus.add(
            f"shown/errors-{ending}",
            program,
            "Errors are kept as text and named",
            lambda path, w=write: w(Book([errors]), path),
            Expected([errors.table()], says=["B2"]),
        )


def _long_numbers(corpus: Corpus) -> None:
    sheet = Sheet(
        [
            ["name", "card", "identity", "phone"],
            ["甲", Cell(6222020200112230000, "0", "6222020200112230000"), "110101199003070011", 13800138000],
            ["乙", Cell(6222020200112240000, None, "6222020200112240000"), "110101199003071000", 13900139000],
            ["丙", Cell(6222020200112250000, "General", "6222020200112250000"), "110101199003070038", 13700137000],
        ],
        name="long",
    )
    for ending, program, write in [XLSX[0], XLSX[2], BINARY[0], BINARY[2], *OFFICE[:3]]:
        corpus.add(
            f"shown/long-numbers-{ending}",
            program,
            "Numbers of 16 digits and more are plain digits and marked as damaged before",
            lambda path, w=write: w(Book([sheet]), path),
            Expected([sheet.table()], says=["B2", "“identity”"]),
        )


def _stored(corpus: Corpus) -> None:
    sheet = Sheet(
        [
            ["code", "rounded", "day", "share"],
            [
                Cell(7, "000", "7"),
                Cell(3.14159, "0.00", "3.14159"),
                Cell(dt.date(2024, 3, 5), "d-mmm-yy", "2024-03-05"),
                Cell(0.125, "0%", "0.125"),
            ],
            [
                Cell(8, "000", "8"),
                Cell(2.5, "0.00", "2.5"),
                Cell(dt.date(2024, 3, 6), "d-mmm-yy", "2024-03-06"),
                Cell(0.5, "0%", "0.5"),
            ],
        ],
        name="raw",
    )
    corpus.add(
        "shown/stored-xlsxwriter.xlsx",
        "XlsxWriter 3.3.1",
        "The stored values, when they are chosen",
        lambda path: by.by_xlsxwriter(Book([sheet]), path),
        Expected([sheet.table()], options={"values": "stored"}),
    )
    one = [[("007", "3.14159", "5-Mar-24", "13%"), ("008", "2.5", "6-Mar-24", "50%")][at] for at in range(2)]
    corpus.add(
        "shown/stored-one-field-xlsxwriter.xlsx",
        "XlsxWriter 3.3.1",
        "The stored values of one field, the others as shown",
        lambda path: by.by_xlsxwriter(Book([sheet]), path),
        Expected([Table(["code", "rounded", "day", "share"], one, "raw")], options={"stored": ["rounded"]}),
    )
