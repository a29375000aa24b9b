"""The programs that write workbooks: each takes a Book and a path; their names stand in the manifest."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.data.spreadsheets.make.book import Book, Cell, Sheet

HERE = Path(__file__).resolve().parent
NODE = Path(os.environ.get("CORPUS_NODE_MODULES", "/tmp/corpus/node_modules"))
"""Where `npm install xlsx exceljs` was run."""


def parts(value: Any) -> Cell:
    """Return a value as a Cell."""
    return value if isinstance(value, Cell) else Cell(value)


def by_openpyxl(book: Book, path: Path) -> None:
    """Write xlsx."""
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    out = Workbook()
    out.remove(out.active)
    if book.date1904:
        out.epoch = CALENDAR_MAC_1904
    for sheet in book.sheets:
        _openpyxl_sheet(out.create_sheet(sheet.name), sheet)
    out.active = next((at for at, sheet in enumerate(book.sheets) if sheet.visible == "visible"), 0)
    out.save(path)


def _openpyxl_sheet(page: Any, sheet: Sheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for row, values in enumerate(sheet.rows, 1):
        for column, value in enumerate(values, 1):
            one = parts(value)
            if one.value is None and one.formula is None:
                continue
            cell = page.cell(row, column)
            cell.value = one.formula or one.value
            if one.formula is None and isinstance(one.value, str) and one.value.startswith("="):
                cell.data_type = "s"
            if one.format:
                cell.number_format = one.format
            if one.comment:
                cell.comment = Comment(one.comment, "office")
            if row - 1 in sheet.bold:
                cell.font = Font(bold=True)
    for area in sheet.merges:
        page.merge_cells(area)
    for row in sheet.hidden_rows:
        page.row_dimensions[row + 1].hidden = True
    for column in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(column + 1)].hidden = True
    if sheet.filtered:
        page.auto_filter.ref = sheet.filtered
    page.sheet_state = sheet.visible


def by_xlsxwriter(book: Book, path: Path) -> None:
    """Write xlsx."""
    import xlsxwriter

    out = xlsxwriter.Workbook(str(path), {"date_1904": True} if book.date1904 else {})
    formats: dict[Any, Any] = {}
    for sheet in book.sheets:
        page = out.add_worksheet(sheet.name)
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                one = parts(value)
                key = (one.format, row in sheet.bold)
                if key not in formats:
                    formats[key] = out.add_format({k: v for k, v in (("num_format", key[0]), ("bold", key[1])) if v})
                _xlsxwriter_cell(page, row, column, one, formats[key])
        for area in sheet.merges:
            first = page.table.get(_corner(area)[0], {}).get(_corner(area)[1])
            page.merge_range(area, "")
            if first is not None:
                page.table[_corner(area)[0]][_corner(area)[1]] = first
        for row in sheet.hidden_rows:
            page.set_row(row, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            page.set_column(column, column, None, None, {"hidden": True})
        if sheet.filtered:
            page.autofilter(sheet.filtered)
        {"hidden": page.hide, "veryHidden": page.very_hidden}.get(sheet.visible, lambda: None)()
    out.close()


def _corner(area: str) -> tuple[int, int]:
    from openpyxl.utils.cell import range_boundaries

    left, top, _right, _bottom = range_boundaries(area)
    return top - 1, left - 1


def _xlsxwriter_cell(page: Any, row: int, column: int, one: Cell, style: Any) -> None:
    if one.comment:
        page.write_comment(row, column, one.comment)
    if one.formula is not None:
        page.write_formula(row, column, one.formula, style, one.value if one.value is not None else "")
    elif one.value is None:
        return
    elif isinstance(one.value, str):
        page.write_string(row, column, one.value, style)
    elif isinstance(one.value, bool):
        page.write_boolean(row, column, one.value, style)
    elif isinstance(one.value, dt.date | dt.time | dt.timedelta):
        page.write_datetime(row, column, one.value, style)
    else:
        page.write_number(row, column, one.value, style)


def by_xlwt(book: Book, path: Path) -> None:
    """Write xls (BIFF8)."""
    import xlwt

    out = xlwt.Workbook(encoding="utf-8")
    out.dates_1904 = book.date1904
    styles: dict[Any, Any] = {}
    for sheet in book.sheets:
        page = out.add_sheet(sheet.name, cell_overwrite_ok=True)
        page.visibility = {"visible": 0, "hidden": 1, "veryHidden": 2}[sheet.visible]
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                one = parts(value)
                if one.value is None and one.formula is None:
                    continue
                if one.format not in styles:
                    styles[one.format] = xlwt.easyxf(num_format_str=one.format) if one.format else xlwt.XFStyle()
                content = serial(one.value) if isinstance(one.value, dt.timedelta) else one.value
                if one.formula:
                    content = xlwt.Formula(one.formula[1:])
                page.write(row, column, content, styles[one.format])
        for area in sheet.merges:
            from openpyxl.utils.cell import range_boundaries

            left, top, right, bottom = range_boundaries(area)
            page.merge(top - 1, bottom - 1, left - 1, right - 1)
        for row in sheet.hidden_rows:
            page.row(row).hidden = True
        for column in sheet.hidden_columns:
            page.col(column).hidden = True
    out.active_sheet = next(at for at, sheet in enumerate(book.sheets) if sheet.visible == "visible")
    out.save(str(path))


def by_libreoffice(form: str) -> Callable[[Book, Path], None]:
    """Return what makes LibreOffice write `form`: an ending, or an ending and the name of an export filter."""

    def write(book: Book, path: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder) / "in" / (path.stem + ".xlsx")
            first.parent.mkdir()
            by_openpyxl(book, first)
            convert(first, form, path)

    return write


def convert(source: Path, form: str, target: Path, *options: str) -> None:
    """Let LibreOffice write `source` as `target`."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                "soffice",
                "-env:UserInstallation=file:///tmp/lo-corpus",
                "--headless",
                *options,
                "--convert-to",
                form,
                "--outdir",
                folder,
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        (made,) = Path(folder).iterdir()
        shutil.copyfile(made, target)


def by_node(script: str, form: str) -> Callable[[Book, Path], None]:
    """Return what makes a script for node (sheetjs or exceljs) write a kind of file."""

    def write(book: Book, path: Path) -> None:
        spec = {"date1904": book.date1904, "sheets": [_spec(sheet, book.date1904) for sheet in book.sheets]}
        subprocess.run(
            ["node", str(HERE / script), form, str(path)],
            input=json.dumps(spec),
            text=True,
            check=True,
            env={**os.environ, "NODE_PATH": str(NODE), "TZ": "UTC"},
        )

    return write


def _spec(sheet: Sheet, date1904: bool) -> dict[str, Any]:
    cells = []
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            one = parts(value)
            if one.value is None and one.formula is None:
                continue
            stored = serial(one.value, date1904) if isinstance(one.value, dt.date | dt.time | dt.timedelta) else one.value
            form = one.format or ("yyyy-mm-dd" if isinstance(one.value, dt.date) else None)
            cells.append(
                {
                    "r": row,
                    "c": column,
                    "v": stored,
                    "f": one.formula[1:] if one.formula else None,
                    "z": form,
                    "note": one.comment,
                }
            )
    return {
        "name": sheet.name,
        "cells": cells,
        "merges": list(sheet.merges),
        "hiddenRows": list(sheet.hidden_rows),
        "hiddenColumns": list(sheet.hidden_columns),
        "visible": sheet.visible,
        "filter": sheet.filtered,
    }


def serial(value: Any, date1904: bool = False) -> float:
    """Return a date, time or duration as the number a spreadsheet stores."""
    start = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 30)
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)
    return (value - start) / dt.timedelta(days=1)
