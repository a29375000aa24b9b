"""Workbooks in the XML of Excel 2003: cells as they were shown, places that are skipped, what is hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options

BOOK = """<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="Default"/><Style ss:ID="m"><NumberFormat ss:Format="Standard"/></Style>
<Style ss:ID="z"><NumberFormat ss:Format="00000"/></Style>
<Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style>
<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="t"><NumberFormat ss:Format="Short Time"/></Style></Styles>
<Worksheet ss:Name="数据"><Table><Column ss:Index="3" ss:Hidden="1" ss:Span="1"/>{rows}</Table></Worksheet>
<Worksheet ss:Name="aside"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
<Visible>SheetHidden</Visible>
</WorksheetOptions></Worksheet></Workbook>"""
ROWS = """<Row><Cell><Data ss:Type="String">名称</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">b</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:StyleID="m"><Data ss:Type="Number">1234.5</Data></Cell>
<Cell ss:StyleID="z"><Data ss:Type="Number">42</Data></Cell>
<Cell ss:StyleID="d"><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell>
<Cell ss:MergeAcross="1" ss:StyleID="p"><Data ss:Type="Number">0.125</Data><Comment><Data>why?</Data></Comment></Cell>
<Cell ss:StyleID="t"><Data ss:Type="DateTime">1899-12-31T10:30:00.000</Data></Cell>
<Cell ss:Formula="=A1"/><Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>"""


def book(path: Path, rows: str = ROWS, encoding: str = "utf-8") -> Path:
    path.write_bytes(BOOK.replace("{rows}", rows).replace("{encoding}", encoding).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "utf-16"])
def test_cells_are_kept_as_they_were_shown_and_where_they_stand(tmp_path, encoding):
    path = book(tmp_path / "x.xls", encoding=encoding)
    grid = open_file(path).grid(path, Options(), Job())
    assert [grid.text(0, at) for at in range(3)] == ["名称", "", "b"]
    assert [grid.text(3, at) for at in range(9)] == [
        "1,234.50", "00042", "2024年3月", "12.50%", "", "10:30", "", "#N/A", "TRUE"]  # fmt: skip
    sheet = grid.sheet
    assert (sheet.hidden_columns, sheet.hidden_rows, sheet.merges) == ({2, 3}, {3}, (((3, 3), (3, 4)),))
    assert (dict(sheet.notes.comments), sheet.notes.no_result, dict(sheet.notes.errors)) == (
        {(3, 3): "why?"}, ((3, 6),), {(3, 7): "#N/A"})  # fmt: skip
    assert [(one.name, one.visible) for one in open_file(path).sheets(path, Options(), Job())] == [
        ("数据", "visible"), ("aside", "hidden")]  # fmt: skip


def test_what_does_not_hold_together_or_is_hostile_is_refused(tmp_path):
    for text, code in (
        (BOOK[:700], "damaged-file"),
        (BOOK.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook'), "hostile-file"),
    ):
        path = tmp_path / "x.xls"
        path.write_text(text.replace("{encoding}", "utf-8"), "utf-8")
        with pytest.raises(Problem) as caught:
            open_file(path).tables(path, Options(), Job())
        assert caught.value.code == code
