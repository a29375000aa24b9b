"""What the values of a workbook do not tell: error cells, shown formats, sheets that would exhaust the memory."""

from __future__ import annotations

import re
import struct
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
TRUE = {
    "code00000": ["00041", "00042", "00043", "00044", "00045"],
    "pct": ["12.5%", "25.0%", "37.5%", "50.0%", "62.5%"],
    "thousands": ["1,234,568.89", "1,234,569.89", "1,234,570.89", "1,234,571.89", "1,234,572.89"],
    "date": ["2024年2月28日", "2024年2月28日", "2024年2月29日", "2024年2月28日", "2024年2月28日"],
    "clock": ["09:30:15", "10:30:15", "11:30:15", "12:30:15", "13:30:15"],
    "duration": ["26:05:09", "27:05:09", "28:05:09", "29:05:09", "30:05:09"],
    "bool": ["TRUE", "FALSE", "TRUE", "FALSE", "TRUE"],
    "moment": [f"2023-12-31 23:59:5{n}" for n in range(1, 6)],
    "err": ["1", "#DIV/0!", "3", "4", "5"],
    "err2": ["ok", "ok", "#N/A", "ok", "ok"],
    "formula": ["82", "84", "86", "88", "90"],
    "id18text": ["11010519491231002X", *(f"11010119900101123{n}" for n in range(2, 6))],
    "lead": ["001", "002", "003", "004", "005"],
    "multi": ["first line\nsecond line"] * 5,
    "emoji": ["😀𠮷野家👨\u200d👩\u200d👧"] * 5,
    "apos": ["'=apostrophe"] * 5,
    "ftext": ["=SUM(A1)"] * 5,
}


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_a_workbook_of_calc_says_the_same_in_each_format(ending):
    (got,) = read_file(FILES / f"calc-types.{ending}")
    columns = dict(zip(got.names, map(list, zip(*got.rows, strict=True)), strict=True))
    assert {name: columns[name] for name in TRUE} == TRUE
    assert any("L3 #DIV/0!, M4 #N/A" in warning for warning in got.warnings)
    assert any("16 digits" in warning for warning in got.warnings)


def test_a_date_before_1900_is_never_read_as_midnight():
    got = {row[0]: row[1] for row in read_file(FILES / "calc-odd.xls")[0].rows}
    assert (got["old"], got["negdur"], got["frac sec"]) == ("-18260", "-1:30:00", "1:30:01")


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet><table:table table:name="s">
%s</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS % rows)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def text(inner: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{inner}</text:p></table:table-cell>'


def test_tabs_and_line_breaks_of_an_ods_text_are_kept(tmp_path):
    head = "".join(map(text, "ab"))
    cells = text("x<text:tab/>y<text:s text:c='2'/>z") + text("one<text:line-break/>two")
    rows = f"<table:table-row>{head}</table:table-row><table:table-row>{cells}</table:table-row>"
    assert read_file(ods(tmp_path / "x.ods", rows))[0].rows == [["x\ty  z", "one\ntwo"]]


def test_a_few_bytes_that_claim_a_million_rows_of_cells_are_refused(tmp_path):
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    path = ods(tmp_path / "x.ods", f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')
    with pytest.raises(Problem) as caught:
        open_file(path).tables(path, Options(), Job())
    assert caught.value.code == "sheet-too-large"


def changed(path: Path, target: Path, old: bytes, new: bytes) -> Path:
    data = path.read_bytes()
    assert data.count(old) == 1 and len(old) == len(new)
    target.write_bytes(data.replace(old, new))
    return target


AREA = struct.pack("<HHIIHH", 0x0200, 14, 0, 6, 0, 22)
IMPOSSIBLE = [("too many rows", (0, 1 << 31, 0, 22)), ("too many columns", (0, 6, 0, 9999)), ("backwards", (99, 6, 0, 22))]


@pytest.mark.parametrize("area", [case[1] for case in IMPOSSIBLE], ids=[case[0] for case in IMPOSSIBLE])
def test_an_old_workbook_that_claims_an_impossible_area_is_not_believed(tmp_path, area):
    path = changed(FILES / "calc-types.xls", tmp_path / "x.xls", AREA, struct.pack("<HHIIHH", 0x0200, 14, *area))
    assert read_file(path)[0].rows == read_file(FILES / "calc-types.xls")[0].rows


def test_a_password_is_told_from_damage(tmp_path):
    old = changed(FILES / "calc-types.xls", tmp_path / "x.xls", struct.pack("<HH", 0x42, 2), struct.pack("<HH", 0x2F, 2))
    new = tmp_path / "x.ods"
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("content.xml", bytes(range(256)))
        archive.writestr("META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>")
    newest = tmp_path / "y.ods"
    with zipfile.ZipFile(newest, "w") as archive:
        archive.writestr("encrypted-package", b"x")
    for path in (old, new, newest):
        with pytest.raises(Problem) as caught:
            open_file(path).tables(path, Options(), Job())
        assert caught.value.code == "encrypted-file"


def sheet_changed(path: Path, change) -> Path:
    book = Workbook()
    book.active.append(["code", "error", "n"])
    book.active.append([7, "#N/A", 1])
    book.active.append([8, "x", 2])
    book.active["A2"].number_format = "00000"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


UNUSUAL = [
    ("cells without names", lambda xml: re.sub(r' r="[A-Z]*\d+"', "", xml)),
    ("style before name", lambda xml: re.sub(r'<c (r="\w+") (s="\d+")', r"<c \2 \1", xml)),
    ("single quotation marks", lambda xml: xml.replace('"', "'")),
    ("a coloured blank cell far away",
     lambda xml: xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')),
]


@pytest.mark.parametrize("change", [case[1] for case in UNUSUAL], ids=[case[0] for case in UNUSUAL])
def test_errors_and_formats_are_found_however_a_program_writes_its_cells(tmp_path, change):
    (got,) = read_file(sheet_changed(tmp_path / "x.xlsx", change))
    assert got.rows == [["00007", "#N/A", "1"], ["8", "x", "2"]]
    assert any("B2 #N/A" in warning for warning in got.warnings)


def record(kind: int, content: bytes = b"") -> bytes:
    size = len(content)
    number = bytes((kind,)) if kind < 128 else bytes((kind & 0x7F | 0x80, kind >> 7))
    return number + (bytes((size,)) if size < 128 else bytes((size & 0x7F | 0x80, size >> 7))) + content


def wide(words: str) -> bytes:
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def xlsb(path: Path, cells: bytes) -> Path:
    """Write a workbook of one sheet with the records of its cells; its second style is 00000."""
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("s"))
        + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{link}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'.encode(),
        "xl/styles.bin": record(278) + record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide("00000"))
        + record(616) + record(617, struct.pack("<I", 2)) + record(47, struct.pack("<HH", 0, 0) + bytes(12))
        + record(47, struct.pack("<HH", 0, 164) + bytes(12)) + record(618) + record(279),
        "xl/worksheets/sheet1.bin": record(129) + record(148, struct.pack("<IIII", 0, 2, 0, 1)) + record(145) + cells
        + record(146) + record(130),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def row(number: int) -> bytes:
    return record(0, struct.pack("<I", number) + bytes(21))


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + value)


HEAD = row(0) + cell(6, 0, wide("code")) + cell(6, 1, wide("error"))


def test_errors_and_leading_zeros_of_an_xlsb_are_kept(tmp_path):
    cells = HEAD + row(1) + cell(5, 0, struct.pack("<d", 7.0), 1) + cell(3, 1, b"\x2a")
    cells += row(2) + cell(5, 0, struct.pack("<d", 8.0)) + cell(6, 1, wide("x"))
    (got,) = read_file(xlsb(tmp_path / "x.xlsb", cells))
    assert (got.names, got.rows) == (["code", "error"], [["00007", "#N/A"], ["8", "x"]])


def test_an_xlsb_with_a_broken_record_is_refused_before_memory_ends(tmp_path):
    path = xlsb(tmp_path / "x.xlsb", HEAD + record(0) + cell(6, 0, wide("x")))
    with pytest.raises(Problem) as caught:
        open_file(path).tables(path, Options(), Job())
    assert caught.value.code == "damaged-file"


def test_an_xlsb_with_a_cell_at_the_far_end_is_refused_before_memory_ends(tmp_path):
    path = xlsb(tmp_path / "x.xlsb", HEAD + row(1_048_575) + cell(6, 16_383, wide("far")))
    with pytest.raises(Problem) as caught:
        open_file(path).tables(path, Options(), Job())
    assert caught.value.code == "sheet-too-large"
