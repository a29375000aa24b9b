"""Workbooks of small writers, which leave out what others write: dimensions, styles, shared strings."""

from __future__ import annotations

from pathlib import Path

from tests.data.spreadsheets.make.book import Corpus, Expected, Sheet, Table

LIST = Sheet(
    [["code", "名称", "note"], ["001", "甲", "x"], ["002", "乙", None], ["003", None, "A1+"], ["004", "丁", "a\nb"]],
    name="Sheet1",
)
rows = [list(row) for row in LIST.rows]
blank = [["" if value is None else value for value in row] for row in rows]


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    texts = LIST
    expected = Expected([texts.table()])
    fewer = Expected([Table(texts.table().names, [row for row in texts.table().rows if row[0] != "003"], "Sheet1")])
    for name, program, write, what in [
        ("pyexcelerate.xlsx", "PyExcelerate 0.13.0", by_pyexcelerate, fewer),
        ("pandas.xlsx", "pandas 3.1.1 with openpyxl", by_pandas, expected),
        ("pandas.ods", "pandas 3.1.1 with odfpy", by_pandas, expected),
        ("tablib.xlsx", "tablib 3.10.0", by_tablib, expected),
        ("tablib.xls", "tablib 3.10.0", by_tablib, expected),
        ("tablib.ods", "tablib 3.10.0", by_tablib, expected),
        ("odswriter.ods", "odswriter 0.5.0", by_odswriter, expected),
        ("ezodf.ods", "ezodf 0.3.2", by_ezodf, expected),
        ("polars.xlsx", "polars 2.1.0 with XlsxWriter", by_polars, expected),
        ("pylightxl.xlsx", "pylightxl 1.61", by_pylightxl, fewer),
    ]:
        corpus.add(f"formats/texts-{name}", program, "A small list by a writer that leaves out what others write", write, what)


def by_pyexcelerate(path: Path) -> None:
    """Write the list."""
    from pyexcelerate import Workbook

    book = Workbook()
    book.new_sheet("Sheet1", data=[[None if value == "" else value for value in row] for row in rows[:3] + rows[4:]])
    book.save(str(path))


def by_pandas(path: Path) -> None:
    """Write the list."""
    import pandas as pd

    engine = {".xlsx": "openpyxl", ".ods": "odf"}[path.suffix]
    pd.DataFrame(rows[1:], columns=rows[0]).to_excel(path, sheet_name="Sheet1", index=False, engine=engine)


def by_tablib(path: Path) -> None:
    """Write the list."""
    import tablib

    data = tablib.Dataset(*blank[1:], headers=blank[0], title="Sheet1")
    path.write_bytes(data.export(path.suffix[1:]))


def by_odswriter(path: Path) -> None:
    """Write the list."""
    import odswriter

    with odswriter.writer(path.open("wb")) as out:
        page = out.new_sheet("Sheet1")
        for row in rows:
            page.writerow(row)


def by_ezodf(path: Path) -> None:
    """Write the list."""
    import ezodf

    book = ezodf.newdoc(doctype="ods", filename=str(path))
    page = ezodf.Sheet("Sheet1", size=(5, 3))
    book.sheets += page
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                page[r, c].set_value(value)
    book.save()


def by_polars(path: Path) -> None:
    """Write the list."""
    import polars as pl

    pl.DataFrame({name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])}).write_excel(path, worksheet="Sheet1")


def by_pylightxl(path: Path) -> None:
    """Write the list."""
    import pylightxl

    book = pylightxl.Database()
    book.add_ws(ws="Sheet1")
    for r, row in enumerate(rows[:3] + rows[4:], 1):
        for c, value in enumerate(row, 1):
            if value is not None:
                book.ws(ws="Sheet1").update_index(row=r, col=c, val=value)
    pylightxl.writexl(db=book, fn=str(path))
