"""Parts of sheets: several tables, merged data, forms, what is hidden, blank bands, and what a person chose."""

from __future__ import annotations

from tests.data.spreadsheets.make.book import Corpus, Sheet, Table
from tests.data.spreadsheets.make.layout import STAFF, Layouts, texts


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    layouts = Layouts(corpus)
    for add in (_several, _merged, _turned, _hidden, _bands, _chosen):
        add(layouts)


def _several(layouts: Layouts) -> None:
    """Add several tables in a sheet and several sheets."""
    left, right = (
        [["编号", "品名", "数量"], ["A1", "桌子", 5], ["A2", "椅子", 20], ["A3", "柜子", 3]],
        [["部门", "负责人"], ["一科", "张三"], ["二科", "李四"], ["三科", "王五"]],
    )
    beside = Sheet([[*one, None, *two] for one, two in zip(left, right, strict=True)], name="并列")
    layouts.add(
        "side-by-side",
        "Two tables beside one another",
        beside,
        [Table(left[0], texts(left[1:]), "并列"), Table(right[0], texts(right[1:]), "并列", 2)],
        "openpyxl.xlsx xlwt.xls libreoffice.ods",
    )
    below = Sheet([["表一 物资"], *left, [], ["表二 部门"], *right], name="上下")
    layouts.add(
        "one-below-the-other",
        "Two tables one below the other, each with its title",
        below,
        [Table(left[0], texts(left[1:]), "上下"), Table(right[0], texts(right[1:]), "上下", 2)],
        "openpyxl.xlsx libreoffice.xls sheetjs.xlsb",
    )
    layouts.add(
        "second-table-chosen",
        "The second table of a sheet, when it is asked for",
        below,
        [Table(right[0], texts(right[1:]), "上下", 2)],
        "xlsxwriter.xlsx",
        options={"table": 2},
    )
    cover = Sheet([["2024 年统计年报"], [], ["编制单位：统计局"]], name="封面")
    first, second = Sheet(STAFF, name="职工"), Sheet(left, name="物资")
    layouts.add(
        "several-sheets",
        "A cover without a table and two sheets with one each",
        [cover, first, second],
        [first.table(), second.table()],
        "openpyxl.xlsx libreoffice.xls libreoffice.ods sheetjs.xlsb",
    )
    layouts.add(
        "sheet-chosen",
        "One sheet, when it is asked for",
        [cover, first, second],
        [second.table()],
        "exceljs.xlsx",
        options={"sheet": "物资"},
    )


def _merged(layouts: Layouts) -> None:
    """Add merged cells among the data."""
    sheet = Sheet(
        [
            ["市", "县", "人数"],
            ["甲市", "东县", 10],
            [None, "西县", 20],
            [None, "南县", 30],
            ["乙市", "北县", 40],
            [None, "中县", 50],
        ],
        name="合并",
        merges=["A2:A4", "A5:A6"],
    )
    filled = [["甲市", "东县", 10], ["甲市", "西县", 20], ["甲市", "南县", 30], ["乙市", "北县", 40], ["乙市", "中县", 50]]
    layouts.add(
        "merged-down",
        "Merged cells among the data are filled down",
        sheet,
        [Table(["市", "县", "人数"], texts(filled), "合并")],
        "openpyxl.xlsx xlsxwriter.xlsx xlwt.xls libreoffice.xls libreoffice.ods sheetjs.xlsb",
    )
    layouts.add(
        "merged-not-filled",
        "Merged cells as they are stored, when that is chosen",
        sheet,
        [sheet.table()],
        "exceljs.xlsx",
        options={"merged": "first"},
    )
    across = Sheet(
        [
            ["编号", "上午", "下午", "晚上"],
            [1, "开会", None, "值班"],
            [2, "下乡", "整理", None],
            [3, "休假", None, None],
            [4, "值班", "开会", "值班"],
        ],
        name="日程",
        merges=["B2:C2", "B4:D4"],
    )
    right = [[1, "开会", "开会", "值班"], [2, "下乡", "整理", None], [3, "休假", "休假", "休假"], [4, "值班", "开会", "值班"]]
    layouts.add(
        "merged-right",
        "Merged cells among the data are filled to the right",
        across,
        [Table(across.rows[0], texts(right), "日程")],
        "openpyxl.xlsx libreoffice.ods",
    )


def _turned(layouts: Layouts) -> None:
    """Add transposed tables and forms of one record."""
    turned = Sheet(
        [
            ["姓名", "张三", "李四", "王五"],
            ["性别", "男", "女", "男"],
            ["年龄", 31, 28, 45],
            ["部门", "办公室", "财务科", "人事科"],
            ["电话", "010-1", "010-2", "010-3"],
        ],
        name="转置",
    )
    across = [list(row) for row in zip(*turned.rows, strict=True)]
    layouts.add(
        "transposed-chosen",
        "Field names down the first column",
        turned,
        [Table(across[0], texts(across[1:]), "转置", kind="transposed")],
        "openpyxl.xlsx libreoffice.ods",
        options={"shape": "transposed"},
    )
    form = Sheet(
        [
            ["人员登记表"],
            ["姓名", "张三", "性别", "男"],
            ["出生日期", "1990-03-07", "民族", "汉"],
            ["身份证号", "110101199003070011", "电话", "13800138000"],
            ["住址", "清河镇一号", None, None],
            ["备注", None, None, None],
        ],
        name="登记",
        merges=["A1:D1", "B5:D5", "B6:D6"],
    )
    record = [["张三", "男", "1990-03-07", "汉", "110101199003070011", "13800138000", "清河镇一号", None]]
    layouts.add(
        "one-record-form",
        "A form filled in for one person gives one row",
        form,
        [Table(["姓名", "性别", "出生日期", "民族", "身份证号", "电话", "住址", "备注"], record, "登记", kind="form")],
        "openpyxl.xlsx libreoffice.xls",
    )


def _hidden(layouts: Layouts) -> None:
    """Add hidden sheets, rows and columns."""
    seen, unseen, deep = (
        Sheet(STAFF, name="表"),
        Sheet([["代码", "含义"], ["1", "是"], ["2", "否"], ["9", "不详"]], name="代码", visible="hidden"),
        Sheet([["key", "value"], ["a", "1"], ["b", "2"]], name="_cfg", visible="veryHidden"),
    )
    hidden = [
        Table(unseen.grid()[0], unseen.grid()[1:], "代码", visible=False),
        Table(deep.grid()[0], deep.grid()[1:], "_cfg", visible=False),
    ]
    layouts.add(
        "hidden-sheets",
        "Hidden and very hidden sheets are listed, named and not taken by themselves",
        [seen, unseen, deep],
        [seen.table(), *hidden],
        "openpyxl.xlsx xlsxwriter.xlsx xlwt.xls sheetjs.xlsb exceljs.xlsx",
    )
    layouts.add(
        "hidden-sheet-chosen",
        "A hidden sheet, when it is named",
        [seen, unseen],
        hidden[:1],
        "xlsxwriter.xlsx",
        options={"sheet": "代码"},
    )
    part = Sheet(STAFF, name="部分", hidden_rows=[2], hidden_columns=[3])
    names = [name for at, name in enumerate(STAFF[0]) if at != 3]
    left = [[one for at, one in enumerate(row) if at != 3] for n, row in enumerate(STAFF) if n not in (0, 2)]
    layouts.add(
        "hidden-rows-and-columns",
        "Hidden rows and columns are named and not taken",
        part,
        [Table(names, texts(left), "部分")],
        "openpyxl.xlsx xlsxwriter.xlsx xlwt.xls libreoffice.xls libreoffice.ods sheetjs.xlsb",
        says=["not taken: D", "not taken: 3"],
    )
    layouts.add(
        "hidden-taken",
        "Hidden rows and columns, when they are asked for",
        part,
        [Table(STAFF[0], texts(STAFF[1:]), "部分")],
        "exceljs.xlsx",
        options={"hidden": True},
    )
    sifted = Sheet(STAFF, name="筛选", hidden_rows=[1, 3], filtered="A1:E5")
    layouts.add(
        "filtered-rows",
        "Rows that a filter hides are not taken",
        sifted,
        [Table(STAFF[0], texts([STAFF[2], STAFF[4]]), "筛选")],
        "openpyxl.xlsx libreoffice.ods",
    )


def _bands(layouts: Layouts) -> None:
    """Add blank rows and columns."""
    away = Sheet([[], [], *[[None, None, *row] for row in STAFF]], name="偏移")
    layouts.add(
        "away-from-the-corner",
        "A table that begins at C3",
        away,
        [Table(STAFF[0], texts(STAFF[1:]), "偏移")],
        "openpyxl.xlsx xlwt.xls libreoffice.ods",
    )
    gaps = Sheet([STAFF[0], STAFF[1], [], STAFF[2], STAFF[3], [], STAFF[4]], name="空行")
    layouts.add(
        "blank-rows",
        "Blank rows among the data",
        gaps,
        [Table(STAFF[0], texts(STAFF[1:]), "空行")],
        "openpyxl.xlsx libreoffice.xls",
    )
    spaces = Sheet([STAFF[0], STAFF[1], ["\u3000", " ", None, None, None], STAFF[2]], name="空格")
    layouts.add(
        "row-of-spaces",
        "A row of nothing but white space is blank",
        spaces,
        [Table(STAFF[0], texts(STAFF[1:3]), "空格")],
        "openpyxl.xlsx",
    )


def _chosen(layouts: Layouts) -> None:
    """Add what a person says instead of the guess."""
    sheet = Sheet([["x", "y"], ["m", "n"], ["编号", "名称"], ["1", "甲"], ["2", "乙"], ["3", "丙"], ["4", "丁"]], name="选")
    layouts.add(
        "rows-chosen",
        "Header and rows that a person chose",
        sheet,
        [Table(["编号", "名称"], [["1", "甲"], ["2", "乙"]], "选")],
        "openpyxl.xlsx",
        options={"header_rows": 1, "first_row": 4, "last_row": 5},
    )
    wide = Sheet([["a", "b", "c", "d"], ["1", "2", "3", "4"], ["5", "6", "7", "8"]], name="wide")
    layouts.add(
        "columns-chosen",
        "Columns that a person chose",
        wide,
        [Table(["b", "c"], [["2", "3"], ["6", "7"]], "wide")],
        "xlsxwriter.xlsx",
        options={"columns": "B:C"},
    )
    layouts.add(
        "no-header-chosen",
        "A first row that a person says is data",
        wide,
        [Table(["column_1", "column_2", "column_3", "column_4"], wide.grid(), "wide")],
        "xlwt.xls",
        options={"header_rows": 0},
    )
