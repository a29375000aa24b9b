"""Web pages, web archives and pasted cells: what a person saw, merged cells, digits behind the cells, broken pages."""

from __future__ import annotations

import pytest

from tests.readers.conftest import read_file
from workstation.errors import Problem
from workstation.importing.look import look
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.clipboard import from_clipboard
from workstation.readers.options import Options

TABLE = "<table><tr><th>编号<th>名称<tr><td>001<td>清河镇<tr><td>002<td>白石&amp;乡<br>二行</table>"
ROWS = [["001", "清河镇"], ["002", "白石&乡\n二行"]]


@pytest.mark.parametrize(("head", "encoding"), [
    ('<html><meta charset="gb2312">', "gb18030"), ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gbk"),
    ('<!DOCTYPE html><meta charset=utf-8>', "utf-8"), ("<html>", "utf-16"), ('<meta charset="utf-8">', "gb18030"),
    ("<!-- made by a system --><html>", "utf-8-sig"),
])
@pytest.mark.parametrize("name", ["x.html", "x.xls"])
def test_a_page_is_read_in_its_encoding_whatever_it_is_called(tmp_path, head, encoding, name):
    more = "<p>各位同志：请于本月底以前将有关情况报送办公室，谢谢。</p>"
    (tmp_path / name).write_bytes((head + TABLE + more).encode(encoding))
    (one,) = read_file(tmp_path / name)
    assert (one.names, one.rows) == (["编号", "名称"], ROWS)


def test_digits_behind_a_cell_are_stored_and_texts_stay_texts(tmp_path):
    page = ("<table><tr><th>code<th>amount<tr><td style='mso-number-format:\"\\@\"'>007<td x:num=\"1234.5678\">1,234.57"
            "<tr><td x:str>008<td sdval=\"2\">2.00</table>")
    (tmp_path / "x.xls").write_text(page)
    (one,) = read_file(tmp_path / "x.xls")
    assert one.rows == [["007", "1,234.57"], ["008", "2.00"]]
    (one,) = read_file(tmp_path / "x.xls", values="stored")
    assert one.rows == [["007", "1234.5678"], ["008", "2"]]


def test_merged_cells_and_hidden_rows_are_known(tmp_path):
    page = ("<table><tr><td rowspan=2>id<td colspan=2>group<tr><td>a<td>b<tr><td>1<td>2<td>3"
            "<tr style='display: none'><td>9<td>9<td>9<tr><td>4<td>5<td>6</table>")
    (tmp_path / "x.html").write_text(page)
    grid = open_file(tmp_path / "x.html").grid(tmp_path / "x.html", Options(), Job())
    assert grid.sheet.merges == (((0, 0), (1, 0)), ((0, 1), (0, 2)))
    assert grid.sheet.hidden_rows == {3}
    (one,) = read_file(tmp_path / "x.html")
    assert one.names == ["id", "group/a", "group/b"] and ["9", "9", "9"] not in one.rows


def test_several_tables_are_numbered_through_the_page(tmp_path):
    one_by_one = "<table><tr><th>a<th>b<tr><td>1<td>2</table><p>x<table><tr><th>c<th>d<tr><td>3<td>4</table>"
    (tmp_path / "x.html").write_text(one_by_one)
    got = read_file(tmp_path / "x.html")
    assert [(one.found.table, one.names, one.found.range) for one in got] == [
        (1, ["a", "b"], "A1:B2"), (2, ["c", "d"], "A4:B5")]
    (one,) = read_file(tmp_path / "x.html", table=2)
    assert one.rows == [["3", "4"]] and one.lines == [5]


def test_a_web_archive_of_a_workbook_has_its_sheets(tmp_path):
    main = ("<html xmlns:x=x><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>表一</x:Name>"
            '<x:WorksheetSource HRef="s1.htm"/></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml></html>')
    parts = [("book.htm", main), ("s1.htm", '<html><meta charset="utf-8">' + TABLE)]
    text = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
    for name, page in parts:
        text += f"--b\nContent-Location: file:///C:/x/{name}\nContent-Type: text/html\n\n{page}\n"
    (tmp_path / "x.mht").write_bytes((text + "--b--\n").encode())
    (one,) = read_file(tmp_path / "x.mht")
    assert (one.found.sheet, one.rows) == ("表一", ROWS)


BROKEN = [
    "<table><tr><td>a<td>b<tr><td>1<td>2" + "<!--" * 100_000,
    "<table><tr><td>a<td>b<tr><td>1<td>2" + "<a" * 100_000,
    "<table>" * 10_000 + "<tr><td>a",
    "<table><tr><td colspan=999999999 rowspan=999999999>a<td>b</table>" * 50,
    "<html><![foo[<table><tr><td>a<td>b<tr><td>1<td>2</table>",
    "<table>" + "<tr><td colspan=1000>x" * 300,
    "<html><table></table>",
]


@pytest.mark.parametrize("page", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_page_is_read_or_refused_in_time(tmp_path, page):
    (tmp_path / "x.html").write_text(page)
    try:
        look(tmp_path / "x.html")
    except Problem as problem:
        assert problem.code in ("no-table", "damaged-file", "too-large")


def test_pasted_cells_come_from_the_page_when_it_holds_a_table(tmp_path):
    html = f"Version:1.0\r\nStartHTML:0000000105\r\n<html><body><!--StartFragment-->{TABLE}<!--EndFragment--></body></html>"
    pasted = from_clipboard(html, "not this")
    path = pasted.write(tmp_path)
    reader = open_file(path, pasted.options.kind)
    (found,) = reader.tables(path, pasted.options, Job())
    assert (path.name, list(found.names)) == ("clipboard", ["编号", "名称"])


def test_pasted_text_has_cells_of_several_lines_in_quotation_marks(tmp_path):
    pasted = from_clipboard("<b>no table</b>", 'a\tb\r\n1\t"x\ny"\r\n')
    path = pasted.write(tmp_path)
    reader = open_file(path, pasted.options.kind)
    (found,) = reader.tables(path, pasted.options, Job())
    (batch,) = reader.read(path, found, Job())
    assert batch.data.to_pylist() == [{"a": "1", "b": "x\ny"}]


def test_an_empty_clipboard_is_told():
    with pytest.raises(Problem) as caught:
        from_clipboard("<p>x</p>", " ")
    assert caught.value.code == "nothing-to-paste"
