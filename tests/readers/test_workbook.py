"""Workbooks: what a person saw is kept, the table is found, and what is not a table is named."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options

from .conftest import read_file

FILES = Path(__file__).parent / "files"
CELLS = [
    ("whole number", 7, "General", "7"),
    ("fraction", 0.1 + 0.2, "General", "0.3"),
    ("large whole number", 13800138000, "General", "13800138000"),
    ("long number in plain digits", 350102199001011000, "General", "350102199001011000"),
    ("small number", 0.00001234, "General", "0.00001234"),
    ("leading zeros by format", 7, "00000", "00007"),
    ("dashes by format", 13800138000, "000-0000-0000", "138-0013-8000"),
    ("percent", 0.256, "0.0%", "25.6%"),
    ("date", dt.date(2024, 1, 5), "yyyy-mm-dd", "2024-01-05"),
    ("date with Chinese format", dt.date(2024, 1, 5), 'yyyy"年"m"月"d"日"', "2024年1月5日"),
    ("date and time", dt.datetime(2024, 1, 5, 8, 30), "yyyy-mm-dd hh:mm", "2024-01-05 08:30"),
    ("date by the settings of each computer", dt.date(2024, 1, 5), "mm-dd-yy", "2024-01-05"),
    ("time", dt.time(8, 30), "hh:mm", "08:30"),
    ("more than a day", dt.timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ("rounded", 3.14159, "0.00", "3.14"),
    ("thousands", 1234567, "#,##0", "1,234,567"),
    ("money", 1234.5, '[$¥-804]#,##0.00', "¥1,234.50"),
    ("a text between words", "x", '"No. "@', "No. x"),
    ("truth", True, "General", "TRUE"),
    ("text that looks like a number", "007", "General", "007"),
    ("error", "#N/A", "General", "#N/A"),
    ("spaces", "\u3000x ", "General", "\u3000x "),
]


@pytest.mark.parametrize("value, number_format, text", [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_a_cell_is_kept_as_a_person_saw_it(workbook, value, number_format, text):
    def shown(sheet):
        sheet["B2"].number_format = number_format

    got = workbook([["name", "value"], ["x", value], ["y", "z"]], after=shown)
    assert got.rows[0] == ["x", text]


def test_long_numbers_stored_as_numbers_are_told_as_damaged(workbook):
    got = workbook([["name", "id"], ["x", 350102199001011000], ["y", "350102199001011234"]])
    assert any("B2 350102199001011000" in warning for warning in got.warnings)


def test_long_numbers_that_stand_whole_in_the_file_keep_every_digit(tmp_path):
    path = tmp_path / "x.xlsx"
    book_with(path, {"s": ("visible", [["name", "id"], ["x", 77]])})
    rewritten(path, b"<v>77</v>", b"<v>350102199001011234</v>")
    (got,) = read_file(path)
    assert (got.rows, got.warnings) == ([["x", "350102199001011234"]], [])


def test_errors_and_formulas_without_a_result_are_told(workbook):
    got = workbook([["name", "value"], ["x", "#DIV/0!"], ["y", "=1+1"], ["z", "3"]])
    assert [row[1] for row in got.rows] == ["#DIV/0!", None, "3"]
    assert any("B2 #DIV/0!" in warning for warning in got.warnings)
    assert any("B3" in warning and "no stored result" in warning for warning in got.warnings)


def test_titles_a_header_of_two_levels_a_total_and_notes_are_told_apart(workbook):
    got = workbook([
        ["一季度统计表"], ["填报单位：某局", None, None, "单位：万元"],
        ["序号", "名称", "登记信息", None, "备注"], [None, None, "成立日期", "注册资本", None],
        [1, "甲公司", "2020-01-05", 10, None], [2, "乙公司", "2021-02-06", 20, None], [],
        [3, "丙公司", "2022-03-07", 30, "x"], ["合计", None, None, 60, None], ["备注：以登记系统为准。"],
        ["制表人：张三", None, None, "审核人：李四"],
    ], merges=["A1:E1", "A3:A4", "B3:B4", "C3:D3", "E3:E4"])
    assert got.names == ["序号", "名称", "登记信息/成立日期", "登记信息/注册资本", "备注"]
    assert (got.found.header_rows, got.found.first_row, got.found.range) == (2, 5, "A3:E8")
    assert [row[1] for row in got.rows] == ["甲公司", "乙公司", "丙公司"]
    assert got.lines == [5, 6, 8]
    assert (got.balance.head, got.balance.blank, got.balance.notes) == (4, 1, 3)
    text = " ".join(got.warnings)
    assert all(f"rows {row}" in text for row in (9, 10, 11))


def test_a_header_without_merged_cells_spreads_its_groups(workbook):
    got = workbook([["Nr", "Name", "valid", None, "invalid", None], [None, None, "votes", "%", "votes", "%"],
                    [1, "x", 10, 1.5, 20, 2.5], [2, "y", 11, 1.6, 21, 2.6]])
    assert got.names == ["Nr", "Name", "valid/votes", "valid/%", "invalid/votes", "invalid/%"]


def test_a_header_that_comes_again_on_each_printed_page_is_left_out(workbook):
    got = workbook([["name", "n"], ["x", 1], ["y", 2], ["name", "n"], ["z", 3]])
    assert [row[0] for row in got.rows] == ["x", "y", "z"]
    assert any("repeat the header" in warning and "4" in warning for warning in got.warnings)


def test_a_sheet_of_data_without_a_header_loses_no_row(workbook):
    got = workbook([[1, 2.5, "x"], [2, 3.5, "y"], [3, 4.5, "z"]])
    assert (len(got.rows), got.found.header_rows) == (3, 0)


def test_tables_one_below_the_other_are_each_read(tmp_path):
    path = tmp_path / "x.xlsx"
    book_with(path, {"s": ("visible", [["a", "b", "c"], ["x", 1, 2], ["y", 3, 4], [], ["d", "e", "f"], ["z", 5, 6]])})
    first, second = read_file(path)
    assert (first.names, len(first.rows)) == (["a", "b", "c"], 2)
    assert (second.names, second.rows, second.found.table) == (["d", "e", "f"], [["z", "5", "6"]], 2)


def test_the_person_decides_where_header_and_data_are(workbook):
    rows = [["t", "u"], ["a", "b"], ["c", "d"], ["x", 1], ["y", 2]]
    got = workbook(rows, header_rows=2, first_row=4)
    assert (got.names, got.found.first_row, len(got.rows)) == (["a/c", "b/d"], 4, 2)


def book_with(path: Path, sheets: dict[str, tuple[str, list]]) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, (state, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_hidden_sheets_are_listed_and_only_read_when_named(tmp_path):
    path = tmp_path / "x.xlsx"
    book_with(path, {"seen": ("visible", [["a", "b"], ["x", 1]]), "away": ("hidden", [["c", "d"], ["y", 2]]),
                     "text": ("visible", [["Some words about this workbook, and no table."]])})
    found = {one.found.sheet: one for one in read_file(path)}
    assert {name: one.found.visible for name, one in found.items()} == {"seen": True, "away": False}
    assert any("“away”" in warning for warning in found["seen"].warnings)
    (named,) = read_file(path, sheet="away")
    assert named.rows == [["y", "2"]]
    with pytest.raises(Problem) as caught:
        read_file(path, sheet="nowhere")
    assert caught.value.code == "no-sheet"


def test_a_workbook_whose_tables_are_all_hidden_lists_them(tmp_path):
    path = tmp_path / "x.xlsx"
    book_with(path, {"seen": ("visible", []), "away": ("hidden", [["c", "d"], ["y", 2]])})
    assert [(one.found.sheet, one.found.visible) for one in read_file(path)] == [("away", False)]


def test_an_old_workbook_of_others_is_read():
    (got,) = read_file(FILES / "chinese-provinces.xls")
    assert got.names == ["Provinces in China", "Chinese Name"]
    assert got.rows == [["Anhui", "安徽省"], ["Beijing", "北京市"], ["Chongqing", "重庆市"]]


def test_a_workbook_is_read_whatever_its_name_says(tmp_path):
    path = tmp_path / "x.csv"
    book_with(tmp_path / "x.xlsx", {"s": ("visible", [["a", "b"], ["x", 1]])})
    (tmp_path / "x.xlsx").rename(path)
    assert read_file(path)[0].rows == [["x", "1"]]
    (tmp_path / "y.xls").write_text("a\tb\n1\t2\n")
    assert read_file(tmp_path / "y.xls")[0].rows == [["1", "2"]]


def zipped(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def rewritten(path: Path, old: bytes, new: bytes) -> None:
    """Change the XML of the first sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert old in sheet
    zipped(path, parts | {"xl/worksheets/sheet1.xml": sheet.replace(old, new)})


def bomb(path: Path) -> None:
    zipped(path, {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * (200 << 20)})


def entities(path: Path) -> None:
    zipped(path, {"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>'})


def far_away(path: Path) -> None:
    book_with(path, {"s": ("visible", [["a", "b"], ["x", 1]])})
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    rewritten(path, b"</sheetData>", cell)


def sealed(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)


HOSTILE = [
    ("a zip bomb", "x.xlsx", bomb, "too-large"),
    ("entities", "x.xlsx", entities, "hostile-file"),
    ("a password", "x.xlsx", sealed, "encrypted-file"),
    ("a broken zip", "x.xlsx", lambda path: path.write_bytes(b"PK\x03\x04garbage"), "damaged-file"),
    ("a broken old workbook", "x.xls", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999),
     "damaged-file"),
    ("an archive of pictures", "x.zip", lambda path: zipped(path, {"a.png": b"\x89PNG\r\n\x1a\n" + bytes(99)}), "unknown-file"),
    ("a web page without a table", "x.xls", lambda path: path.write_text("<html><p>1</p></html>"), "no-table"),
    ("a picture", "x.csv", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99), "unknown-file"),
    ("nothing", "x.xlsx", lambda path: path.write_bytes(b""), "empty-file"),
    ("a folder", "x.xlsx", lambda path: path.mkdir(), "not-a-file"),
    ("no file", "x.xlsx", lambda path: None, "no-file"),
]


@pytest.mark.parametrize("name, make, code", [c[1:] for c in HOSTILE], ids=[c[0] for c in HOSTILE])
def test_what_cannot_be_read_says_why(tmp_path, name, make, code):
    path = tmp_path / name
    make(path)
    with pytest.raises(Problem) as caught:
        open_file(path).tables(path, Options(), Job())
    assert caught.value.code == code
    assert caught.value.what and caught.value.remedy
