"""Workbooks whose values python-calamine reads: xls, xlsb and ods, each with a scan of its own beside them."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.job import Job
from workstation.marking import workbook_size
from workstation.readers import archive, xls_book, xlsb_book
from workstation.readers.grid import Grid, Sheet
from workstation.readers.options import Options
from workstation.readers.reader import SheetInfo
from workstation.readers.scans import Scans, scanned
from workstation.readers.values_grid import ValuesGrid, merged
from workstation.readers.xls_book import XlsBook
from workstation.readers.xlsb_book import XlsbBook
from workstation.text import Sentence

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook, SheetMetadata

_VISIBLE = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "very hidden"}
_KINDS = {"WorkSheet": "sheet", "ChartSheet": "chart", "MacroSheet": "macro", "DialogSheet": "dialog", "Vba": "macro"}


class ValuesBook:
    """A workbook that calamine has opened."""

    def __init__(self, book: CalamineWorkbook, scans: Scans, size: tuple[int, int] | None = None) -> None:
        """Take the open workbook, what a look at its file found, and the size of its sheet when we wrote it."""
        self._book, self._scans, self._size = book, scans, size
        self.infos = tuple(_info(sheet) for sheet in book.sheets_metadata)
        """All sheets in their order."""

    @property
    def warning(self) -> Sentence | None:
        """What a person should know about the whole workbook."""
        return self._scans.warning

    def grid(self, info: SheetInfo, job: Job, rows: int | None = None) -> Grid:
        """Return the cells of one sheet."""
        opened = self._book.get_sheet_by_name(info.name)
        values = opened.to_python(skip_empty_area=False, nrows=rows)
        merges = merged(opened.merged_cell_ranges)
        ours = self._scans.marked or self._size is not None
        sheet = Sheet(name=info.name, visible=info.visible == "visible", merges=merges, ours=ours, size=self._size)
        return ValuesGrid(values, self._scans.of(info.name, self.infos.index(info)), sheet)


@contextmanager
def opened(path: Path, kind: str, options: Options, job: Job) -> Iterator[ValuesBook | XlsBook | XlsbBook]:
    """Open a workbook by what it is, not by what it is called; a Problem tells what is wrong with it."""
    import python_calamine as calamine

    if kind == "xls":
        with xls_book.opened(path, options, job) as old:
            yield old
        return
    if kind == "xlsb":
        with xlsb_book.opened(path) as binary:
            yield binary
        return

    # looked at first: what a sheet claims may be more than calamine, which holds it whole, survives
    scans = scanned(path, kind, dataclasses.replace(options, sheet=None), job)
    try:
        with path.open("rb") as file, calamine.CalamineWorkbook.from_filelike(file) as book:
            yield ValuesBook(book, scans, _own_size(path, kind))
    except calamine.PasswordError as error:
        raise archive.sealed(path) from error
    except (calamine.CalamineError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise archive.damaged(path) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a panic of the Rust library is its way to refuse a broken file
            raise archive.damaged(path) from error
        raise


def _own_size(path: Path, kind: str) -> tuple[int, int] | None:
    if kind not in ("xlsx", "ods"):
        return None
    with zipfile.ZipFile(path) as parts:
        return workbook_size(parts)


def _info(sheet: SheetMetadata) -> SheetInfo:
    """Return what calamine tells about a sheet, in our words."""
    kind = str(sheet.typ).rpartition(".")[2]
    shown = str(sheet.visible).rpartition(".")[2]
    return SheetInfo(sheet.name, _VISIBLE.get(shown, "visible"), _KINDS.get(kind, "sheet"))
