"""Workbooks: xlsx, xlsm, xlsb, xls, et and ods by python-calamine; one table for each sheet that holds one."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.marking import WORKBOOK_MARK
from workstation.readers import archive, sheet_scan
from workstation.readers.guess import damage, suggested_type
from workstation.readers.layout import Layout, find
from workstation.readers.reader import Batch, Found, Options, Reading, unique_names
from workstation.readers.sheet_scan import Scan, cell_name, column_letters
from workstation.readers.sheet_texts import SAMPLE, Told, batches, cell_warnings
from workstation.readers.workbook_text import column_texts, text_of
from workstation.text import _, say

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_CELLS = 40_000_000
"""Area of one sheet, blank cells among them: calamine holds it whole, 24 bytes a cell."""
KEPT_BYTES = 256 << 20
"""Texts that are kept between finding the tables of a workbook and reading them; what goes beyond is read twice."""
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
    extensions = (".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".et", ".xlt", ".ods", ".ots")

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return one table for each sheet that holds one, hidden ones among them."""
        kind = _checked(path, job)
        scans, marked = _scanned(path, options, job) if kind == "xlsx" else ({}, False)
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
                found = _table(opened, rows, visible, scans.get(sheet.name, Scan()), marked, options)
                if found is None:
                    continue
                if kept < KEPT_BYTES and (visible or options.sheet is not None):
                    found = _kept(rows, found, job)
                    kept += sum(batch.data.nbytes for batch in found.plan.batches)
                out.append(_with_kind(found, kind))
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


def _scanned(path: Path, options: Options, job: Job) -> tuple[dict[str, Scan], bool]:
    """Return what each sheet of an xlsx holds beyond its values, and whether we wrote it."""
    out = {}
    with zipfile.ZipFile(path) as parts:
        marked = sheet_scan.is_marked(parts, WORKBOOK_MARK)
        styles = sheet_scan.telling_styles(parts)
        names = set(parts.namelist())
        sheets = sheet_scan.sheet_parts(parts)
        for name, part in job.each(sheets.items(), len(sheets), _("Looking at number formats")):
            if part not in names or (options.sheet is not None and options.sheet != name):
                continue
            with parts.open(part) as file:
                found = sheet_scan.scan(file, styles)
            if found.rows * found.columns > MOST_CELLS:
                with parts.open(part) as file:
                    found.columns = sheet_scan.true_width(file)
            if found.rows * found.columns > MOST_CELLS:
                raise Problem(
                    "sheet-too-large",
                    _(
                        "The sheet reaches to row {row} and column {column}, with {n} cells in between.",
                        row=found.rows,
                        column=column_letters(found.columns - 1),
                        n=found.cells,
                    ),
                    where=f"{path.name}, “{name}”",
                    remedy=_("Delete what stands far away from the table, or save the table on a sheet of its own."),
                )
            out[name] = found
    return out, marked


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
    for (row, column), text in scan.errors.items():
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


def _with_kind(found: Found, kind: str) -> Found:
    if kind in ("xls", "xlsb"):
        return dataclasses.replace(
            found,
            reasons=(
                *found.reasons,
                say(
                    "Number formats and error cells of this kind of workbook are not read: leading zeros that only a"
                    " format shows, and #N/A, are missing. Saved as xlsx they are read."
                ),
            ),
        )
    return found
