"""Layouts that offices really use: titles, notes, headers of several levels, totals, forms, several tables, hidden parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Corpus, Expected, Sheet, Table

Write = Callable[[Book, Path], None]
PROGRAMS: dict[str, tuple[str, Write]] = {
    "openpyxl.xlsx": ("openpyxl 3.1.5", by.by_openpyxl),
    "xlsxwriter.xlsx": ("XlsxWriter 3.3.1", by.by_xlsxwriter),
    "exceljs.xlsx": ("exceljs 4.4.0", by.by_node("exceljs.mjs", "xlsx")),
    "xlwt.xls": ("xlwt 1.3.0", by.by_xlwt),
    "sheetjs.xlsb": ("SheetJS 0.18.5", by.by_node("sheetjs.mjs", "xlsb")),
    **{f"libreoffice.{end}": ("LibreOffice 7.4", by.by_libreoffice(end)) for end in ("xlsx", "xls", "ods", "fods")},
}


class Layouts:
    """Adds a sheet as written by several programs."""

    def __init__(self, corpus: Corpus) -> None:
        """Add to a corpus."""
        self.corpus = corpus

    def add(
        self, name: str, what: str, sheets: Sheet | Sequence[Sheet], tables: Sequence[Table], programs: str, **more: Any
    ) -> None:
        """Add a file for each of the programs named, such as `openpyxl.xlsx libreoffice.xls`."""
        book = Book([sheets] if isinstance(sheets, Sheet) else list(sheets))
        for ending in programs.split():
            program, write = PROGRAMS[ending]
            self.corpus.add(
                f"layout/{name}-{ending}", program, what, lambda path, w=write: w(book, path), Expected(list(tables), **more)
            )


def make(corpus: Corpus) -> None:
    """Add every file of this topic; those about the parts of sheets stand in layout_parts.py."""
    layouts = Layouts(corpus)
    for add in (_around, _headers, _header_forms, _header_depths, _header_names, _totals, _totals_too):
        add(layouts)


STAFF = [
    ["序号", "姓名", "部门", "基本工资", "入职日期"],
    [1, "张三", "办公室", 5200, "2019-03-01"],
    [2, "李四", "财务科", 6100, "2020-07-15"],
    [3, "王五", "办公室", 4800, "2021-01-04"],
    [4, "赵六", "人事科", 5500, "2018-11-30"],
]


def texts(rows: Sequence[Sequence[Any]]) -> list[list[str | None]]:
    """Return rows as a person sees them."""
    return Sheet(rows).grid()


def _around(layouts: Layouts) -> None:
    """Add titles above, notes, totals and signatures below."""
    sheet = Sheet(
        [
            ["职工工资表"],
            ["填报单位：清河镇人民政府", None, None, "填报日期：2024-03-05"],
            *STAFF,
            ["合计", None, None, 21600],
            ["备注：本表不含临时人员。"],
            ["制表人：张三", None, "审核人：李四"],
        ],
        name="工资",
        merges=["A1:E1"],
    )
    layouts.add(
        "title-total-notes",
        "Title and captions above; total, note and signatures below",
        sheet,
        [Table(STAFF[0], texts(STAFF[1:]), "工资")],
        "openpyxl.xlsx xlsxwriter.xlsx xlwt.xls libreoffice.ods sheetjs.xlsb",
        says=["合计", "备注"],
    )
    english = Sheet(
        [
            ["Quarterly report"],
            ["Prepared by the office of statistics"],
            [],
            ["Region", "Units", "Revenue"],
            ["North", 12, 100.5],
            ["South", 7, 80],
            ["East", 9, 91.25],
            ["West", 4, 33],
            ["Total", 32, 304.75],
            [],
            ["Source: own survey"],
            ["Note: figures are preliminary."],
        ],
        name="Q1",
        merges=["A1:C1"],
    )
    layouts.add(
        "english-report",
        "Title, subtitle, blank row, total, source and note in English",
        english,
        [english.table(header=3, first=4, last=8)],
        "openpyxl.xlsx libreoffice.xls",
        says=["Total"],
    )


def _headers(layouts: Layouts) -> None:
    """Add headers of one to four levels."""
    two = Sheet(
        [
            ["序号", "登记信息", None, None, "人员", None],
            [None, "名称", "代码", "成立日期", "在编", "编外"],
            [1, "第一中学", "A01", "1956-09-01", 120, 8],
            [2, "第二中学", "A02", "1987-09-01", 96, 5],
            [3, "实验小学", "B01", "2003-09-01", 64, 11],
        ],
        name="学校",
        merges=["A1:A2", "B1:D1", "E1:F1"],
    )
    names = ["序号", "登记信息/名称", "登记信息/代码", "登记信息/成立日期", "人员/在编", "人员/编外"]
    layouts.add(
        "two-level-header",
        "Merged groups over names; a name merged over both levels",
        two,
        [two.table(first=2, names=names)],
        "openpyxl.xlsx xlwt.xls libreoffice.ods libreoffice.xls sheetjs.xlsb exceljs.xlsx",
    )
    layouts.add(
        "joined-by-choice",
        "Levels joined by a separator that was chosen",
        two,
        [two.table(first=2, names=[name.replace("/", " - ") for name in names])],
        "xlsxwriter.xlsx",
        options={"header_join": " - "},
    )


def _header_forms(layouts: Layouts) -> None:
    """Add more of the same."""
    three = Sheet(
        [
            ["县区", "2023年", None, None, None, "2024年", None, None, None],
            [None, "收入", None, "支出", None, "收入", None, "支出", None],
            [None, "预算", "决算", "预算", "决算", "预算", "决算", "预算", "决算"],
            ["东城", 10, 11, 9, 8, 12, 13, 10, 9],
            ["西城", 20, 21, 19, 18, 22, 23, 20, 19],
            ["南城", 5, 6, 4, 3, 7, 8, 5, 4],
        ],
        name="决算",
        merges=["A1:A3", "B1:E1", "F1:I1", "B2:C2", "D2:E2", "F2:G2", "H2:I2"],
    )
    deep = [
        "县区",
        *[f"{year}/{way}/{kind}" for year in ("2023年", "2024年") for way in ("收入", "支出") for kind in ("预算", "决算")],
    ]
    layouts.add(
        "three-level-header",
        "Three levels of merged groups",
        three,
        [three.table(first=3, names=deep)],
        "openpyxl.xlsx libreoffice.xls libreoffice.ods",
    )
    bare = Sheet(
        [
            ["School", "Pupils", None, "Teachers", None],
            [None, "boys", "girls", "men", "women"],
            ["North", 120, 118, 7, 9],
            ["South", 96, 101, 4, 8],
            ["East", 64, 60, 3, 5],
        ],
        name="schools",
    )
    layouts.add(
        "groups-not-merged",
        "Group names without merged cells spread to the right",
        bare,
        [bare.table(first=2, names=["School", "Pupils/boys", "Pupils/girls", "Teachers/men", "Teachers/women"])],
        "openpyxl.xlsx xlwt.xls",
    )


def _header_depths(layouts: Layouts) -> None:
    """Add more of the same."""
    units = Sheet(
        [
            ["乡镇", "面积", "人口", "产值"],
            [None, "(平方公里)", "(人)", "(万元)"],
            ["清河", 45.2, 12034, 5210],
            ["白石", 60.1, 9120, 4433.5],
            ["黄花", 38, 15003, 8120],
        ],
        name="乡镇",
    )
    layouts.add(
        "unit-row", "A row of units below the header is no data", units, [units.table(first=2)], "openpyxl.xlsx libreoffice.ods"
    )
    years = Sheet(
        [
            ["Region", 2019, 2020, 2021, 2022],
            ["North", 1.5, 1.6, 1.7, 1.9],
            ["South", 2.5, 2.4, 2.3, 2.2],
            ["East", 3, 3.1, 3.2, 3.3],
        ],
        name="years",
    )
    layouts.add(
        "years-as-header",
        "Years that are stored as numbers name the columns",
        years,
        [years.table()],
        "openpyxl.xlsx sheetjs.xlsb",
    )


def _header_names(layouts: Layouts) -> None:
    """Add more of the same."""
    odd = Sheet(
        [
            ["编号", "姓 名", "联系\n电话", "备注", "备注", None],
            [1, "甲", "010-1", "a", "b", "c"],
            [2, "乙", "010-2", None, "d", "e"],
            [3, "丙", "010-3", "f", None, "g"],
        ],
        name="odd",
    )
    layouts.add(
        "odd-names",
        "Names with a line break, twice the same, and none",
        odd,
        [odd.table(names=["编号", "姓 名", "联系电话", "备注", "备注_2", "column_6"])],
        "openpyxl.xlsx xlwt.xls",
    )
    none = Sheet(
        [["1001", 12.5, "2024-01-03"], ["1002", 13, "2024-01-04"], ["1003", 9.75, "2024-01-05"], ["1004", 8, "2024-01-06"]],
        name="bare",
    )
    layouts.add(
        "no-header",
        "Data from the first row",
        none,
        [none.table(first=0, names=["column_1", "column_2", "column_3"])],
        "openpyxl.xlsx libreoffice.xls",
    )
    only = Sheet([["编号", "姓名", "金额", "日期"]], name="空表")
    layouts.add("header-alone", "A header without data", only, [Table(only.grid()[0], [], "空表")], "openpyxl.xlsx")
    one = Sheet([["单位名称"], ["清河镇"], ["白石镇"], ["黄花镇"], ["青龙镇"]], name="one")
    layouts.add("one-column", "A list of one column", one, [one.table()], "xlwt.xls")


def _totals(layouts: Layouts) -> None:
    """Add subtotals among the data and repeated headers."""
    head, rows = (
        ["科室", "姓名", "金额"],
        [
            ["办公室", "张三", 100],
            ["办公室", "李四", 200],
            ["财务科", "王五", 50],
            ["财务科", "赵六", 70],
            ["人事科", "孙七", 30],
        ],
    )
    sub = Sheet(
        [
            head,
            *rows[:2],
            ["小计", None, 300],
            *rows[2:4],
            ["小计", None, 120],
            rows[4],
            ["小计", None, 30],
            ["合计", None, 450],
        ],
        name="汇总",
    )
    layouts.add(
        "subtotals",
        "Subtotals among the data and a total below are left out",
        sub,
        [Table(head, texts(rows), "汇总")],
        "openpyxl.xlsx libreoffice.xls libreoffice.ods",
        says=["小计"],
    )
    layouts.add(
        "subtotals-kept",
        "Subtotals and total are kept when that is chosen",
        sub,
        [sub.table()],
        "xlsxwriter.xlsx",
        options={"totals": "keep"},
    )


def _totals_too(layouts: Layouts) -> None:
    """Add more of the same."""
    pages = Sheet(
        [
            ["物资清单"],
            STAFF[0],
            *STAFF[1:3],
            STAFF[0],
            *STAFF[3:5],
            ["物资清单"],
            STAFF[0],
            [5, "钱七", "人事科", 5000, "2022-02-02"],
        ],
        name="打印",
        merges=["A1:E1"],
    )
    layouts.add(
        "repeated-headers",
        "The header repeated as printed pages do",
        pages,
        [Table(STAFF[0], texts([*STAFF[1:], [5, "钱七", "人事科", 5000, "2022-02-02"]]), "打印")],
        "openpyxl.xlsx xlwt.xls",
    )
