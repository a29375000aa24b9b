"""Workbooks: xlsx, xlsm, xlsb, xls, et and ods by python-calamine; one table for each sheet that holds one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import archive
from workstation.readers.grid import Grid, Sheet
from workstation.readers.guess import damage, suggested_type
from workstation.readers.layout import Layout, find
from workstation.readers.options import Options
from workstation.readers.reader import Batch, Found, Reading, SheetInfo, unique_names
from workstation.readers.scans import scanned
from workstation.readers.sheet_scan import Scan, cell_name
from workstation.readers.sheet_texts import SAMPLE, Told, batches, cell_warnings
from workstation.readers.values_grid import ValuesGrid, merged
from workstation.readers.workbook_text import column_texts, text_of
from workstation.text import _, say

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook, SheetMetadata

KEPT_BYTES = 256 << 20
"""Texts that are kept between finding the tables of a workbook and reading them; what goes beyond is read twice."""
_VISIBLE = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "very hidden"}
_KINDS = {"WorkSheet": "sheet", "ChartSheet": "chart", "MacroSheet": "macro", "DialogSheet": "dialog", "Vba": "macro"}
_SUFFIX = {"xlsx": ".xlsx", "xlsb": ".xlsb", "ods": ".ods", "xls": ".xls"}


@dataclass(frozen=True)
class _Plan:
    layout: Layout
    scan: Scan
    marked: bool
    batches: tuple[Batch, ...] | None
    told: Told | None


class Workbook:
    """A spreadsheet program's file with sheets."""

    name = "workbook"
    extensions = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".et", ".xlt", ".ods", ".ots")

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return all sheets in their order, whether or not they hold a table."""
        with _opened(path, _checked(path, job)) as book:
            return [_info(sheet) for sheet in book.sheets_metadata]

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return one sheet cell by cell: the one that is named, else the first visible one."""
        kind = _checked(path, job)
        with _opened(path, kind) as book:
            infos = [_info(sheet) for sheet in book.sheets_metadata]
            info = _chosen(infos, options, path)
            scans = scanned(path, kind, dataclasses.replace(options, sheet=info.name), job)
            opened = book.get_sheet_by_name(info.name)
            values = opened.to_python(skip_empty_area=False, nrows=rows)
            sheet = Sheet(
                name=info.name,
                visible=info.visible == "visible",
                merges=merged(opened.merged_cell_ranges),
                ours=scans.marked,
            )
            place = next(at for at, one in enumerate(infos) if one.name == info.name)
            return ValuesGrid(values, scans.of(info.name, place), sheet)

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return one table for each sheet that holds one, hidden ones among them."""
        kind = _checked(path, job)
        scans = scanned(path, kind, options, job)
        out: list[Found] = []
        kept = 0
        with _opened(path, kind) as book:
            sheets = book.sheets_metadata
            names = [sheet.name for sheet in sheets]
            if options.sheet is not None and options.sheet not in names:
                raise Problem(
                    "no-sheet",
                    _("There is no sheet “{sheet}” in this workbook.", sheet=options.sheet),
                    where=_("Sheets: {names}", names=", ".join(f"“{name}”" for name in names[:30])),
                    remedy=_("Use one of these names."),
                )
            for sheet in job.each(sheets, len(sheets), _("Looking for tables")):
                if options.sheet is not None and sheet.name != options.sheet:
                    continue
                if str(sheet.typ).rpartition(".")[2] not in ("WorkSheet", "Vba"):
                    continue  # charts and dialogs hold no cells
                visible = str(sheet.visible).endswith(".Visible")
                opened = book.get_sheet_by_name(sheet.name)
                rows = _rows(opened)
                found = _table(opened, rows, visible, scans.of(sheet.name, names.index(sheet.name)), scans.marked, options)
                if found is None:
                    continue
                if kept < KEPT_BYTES and (visible or options.sheet is not None):
                    found = _kept(rows, found, job)
                    kept += sum(batch.data.nbytes for batch in found.plan.batches)
                if scans.warning:
                    found = dataclasses.replace(found, warnings=(*found.warnings, scans.warning))
                out.append(found)
        return self._told(out, names, options, path)

    def _told(self, found: list[Found], names: Sequence[str], options: Options, path: Path) -> list[Found]:
        """Return the tables with a word on the sheets that are not taken; Problem when no sheet holds one."""
        if not found:
            where = path.name if options.sheet is None else f"{path.name}, “{options.sheet}”"
            raise Problem(
                "no-table",
                _("No sheet of this workbook holds a table."),
                where=where,
                remedy=_("Check that it is the right file. Pictures, charts and running text cannot be imported."),
            )
        hidden = [one.sheet for one in found if not one.visible]
        if options.sheet is not None or len(hidden) == len(found):
            return found  # a person chose, or has to choose now
        if hidden:
            told = say("Hidden sheets were not taken: {names}.", names=", ".join(f"“{name}”" for name in hidden))
            at = next(at for at, one in enumerate(found) if one.visible)
            found[at] = dataclasses.replace(found[at], warnings=(*found[at].warnings, told))
        without = [name for name in names if name not in {one.sheet for one in found}]
        if without:
            told = say("Sheets without a table: {names}.", names=", ".join(f"“{name}”" for name in without[:20]))
            at = next(at for at, one in enumerate(found) if one.visible)
            found[at] = dataclasses.replace(found[at], reasons=(*found[at].reasons, told))
        return found

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one sheet's table; rows are numbered as in the sheet."""
        plan: _Plan = found.plan

        def drawn() -> Iterator[Batch]:
            told = plan.told
            if told is not None:
                yield from job.each(plan.batches or (), len(plan.batches or ()), _("Reading rows"))
            else:
                with _opened(path, _checked(path, job)) as book:
                    rows = _rows(book.get_sheet_by_name(found.sheet))
                told = yield from _batches(rows, found, job)
            reading.balance, reading.suggested = told.balance, told.suggested
            reading.warnings.extend(told.warnings)

        reading = Reading(drawn())
        return reading


def _info(sheet: SheetMetadata) -> SheetInfo:
    """Return what calamine tells about a sheet, in our words."""
    kind = str(sheet.typ).rpartition(".")[2]
    shown = str(sheet.visible).rpartition(".")[2]
    return SheetInfo(sheet.name, _VISIBLE.get(shown, "visible"), _KINDS.get(kind, "sheet"))


def _chosen(infos: Sequence[SheetInfo], options: Options, path: Path) -> SheetInfo:
    """Return the sheet that is named, else the first visible one with cells, else the first with cells."""
    if options.sheet is not None:
        for info in infos:
            if info.name == options.sheet:
                return info
        names = ", ".join(f"“{info.name}”" for info in infos[:30])
        raise Problem(
            "no-sheet",
            _("There is no sheet “{sheet}” in this workbook.", sheet=options.sheet),
            where=_("Sheets: {names}", names=names),
            remedy=_("Use one of these names."),
        )
    cells = [info for info in infos if info.kind in ("sheet", "macro")]
    if not cells:
        raise Problem(
            "no-table",
            _("No sheet of this workbook holds a table."),
            where=path.name,
            remedy=_("Check that it is the right file. Pictures, charts and running text cannot be imported."),
        )
    return next((info for info in cells if info.visible == "visible"), cells[0])


def _checked(path: Path, job: Job) -> str:
    """Return the kind of a workbook that may be opened."""
    with path.open("rb") as file:
        kind = archive.kind_of(path, file.read(4096))
    if kind == "sealed":
        raise archive.sealed(path)
    if kind not in _SUFFIX:
        raise archive.damaged(path)
    if kind != "xls":
        archive.check_size(path, job)
    return kind


@contextmanager
def _opened(path: Path, kind: str) -> Iterator[CalamineWorkbook]:
    """Open a workbook by what it is, not by what it is called; a Problem tells what is wrong with it."""
    import python_calamine as calamine

    try:
        with path.open("rb") as file, calamine.CalamineWorkbook.from_filelike(file) as book:
            yield book
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


def _batches(rows: Sequence[Sequence[Any]], found: Found, job: Job) -> Generator[Batch, None, Told]:
    plan: _Plan = found.plan
    return (yield from batches(rows, found.names, plan.layout, plan.scan, plan.marked, job))


def _rows(sheet: CalamineSheet) -> list[list[Any]]:
    """Return the values of a sheet from its first row and column."""
    return sheet.to_python(skip_empty_area=False)


def _kept(rows: Sequence[Sequence[Any]], found: Found, job: Job) -> Found:
    """Return the table with its texts made at once, so that a large sheet is not read twice."""
    told: list[Told] = []

    def drawn() -> Iterator[Batch]:
        told.append((yield from _batches(rows, found, job)))

    kept = tuple(drawn())
    return dataclasses.replace(found, plan=dataclasses.replace(found.plan, batches=kept, told=told[0]))


def _table(
    sheet: CalamineSheet, rows: list[list[Any]], visible: bool, scan: Scan, marked: bool, options: Options
) -> Found | None:
    """Return the table of one sheet, None when it holds none."""
    for (row, column), text in scan.negative.items():
        if row < len(rows) and column < len(rows[row]) and isinstance(rows[row][column], (dt.date, dt.time)):
            scan.before_1900[row, column] = scan.texts[row, column] = text
    for (row, column), text in (*scan.errors.items(), *scan.texts.items()):
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    merges = sheet.merged_cell_ranges or []
    if marked and options.header_rows is None and options.first_row is None and rows:
        layout: Layout | None = _as_written(rows, scan)
    else:
        layout = find(rows, merges, options)
    if layout is None:
        return None
    names, warnings = unique_names(layout.names)
    last = max(layout.last, layout.header[-1] if layout.header else layout.first)
    top = layout.header[0] if layout.header else layout.first
    area = f"{cell_name((top, layout.columns[0]))}:{cell_name((last, layout.columns[-1]))}"
    samples = [
        column_texts(
            [
                rows[at][column] if column < len(rows[at]) else ""
                for at in range(layout.first, min(layout.last + 1, layout.first + SAMPLE))
            ]
        )
        for column in layout.columns
    ]
    return Found(
        sheet=sheet.name,
        names=names,
        header_rows=len(layout.header),
        first_row=layout.first + 1,
        visible=visible,
        range=area,
        suggested=tuple(suggested_type(sample) for sample in samples),
        warnings=(*layout.warnings, *warnings, *damage(names, samples), *cell_warnings(scan, layout, merges)),
        reasons=layout.reasons,
        plan=_Plan(layout, scan, marked, None, None),
    )


def _as_written(rows: list[list[Any]], scan: Scan) -> Layout:
    """Return the layout of a sheet that we wrote: header in the first row, and every row after it, blank ones too."""
    width = len(rows[0])
    rows.extend([[""] * width] * (scan.rows - len(rows)))
    names = tuple(text_of(value) for value in rows[0])
    return Layout(
        names,
        tuple(range(width)),
        (0,),
        1,
        len(rows) - 1,
        reasons=(say("The workbook was written by this program: its first row is the header."),),
    )
