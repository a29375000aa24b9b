"""Workbooks: xlsx, xlsm, xlsb, xls, et and ods by python-calamine; one table for each sheet that holds one."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.marking import WORKBOOK_MARK
from workstation.readers import archive, sheet_scan
from workstation.readers.guess import damage, suggested_type
from workstation.readers.layout import Layout, find
from workstation.readers.reader import Balance, Batch, Found, Options, Reading, unique_names
from workstation.readers.sheet_scan import Scan, cell_name, column_letters
from workstation.readers.workbook_text import column_texts, formatted, long_numbers, text_of
from workstation.text import Sentence, _, say

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_CELLS = 40_000_000
"""Area of one sheet, blank cells among them: calamine holds it whole, 24 bytes a cell."""
KEPT_BYTES = 256 << 20
"""Texts that are kept between finding the tables of a workbook and reading them; what goes beyond is read twice."""
BATCH_ROWS = 16_384
SAMPLE = 1_000
_SUFFIX = {"xlsx": ".xlsx", "xlsb": ".xlsb", "ods": ".ods", "xls": ".xls"}


@dataclass(frozen=True)
class _Told:
    """What a reading tells at its end."""

    balance: Balance
    suggested: tuple[str, ...]
    warnings: tuple[Sentence, ...]


@dataclass(frozen=True)
class _Plan:
    layout: Layout
    scan: Scan
    marked: bool
    batches: tuple[Batch, ...] | None
    told: _Told | None


@dataclass
class _Notes:
    """What is met while texts are made, to be told in words."""

    long: list[str] = field(default_factory=list)
    long_count: int = 0


class Workbook:
    """A spreadsheet program's file with sheets."""

    name = "workbook"
    extensions = (".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".et", ".xlt", ".ods", ".ots")

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return one table for each sheet that holds one, hidden ones among them."""
        kind = _checked(path, job)
        scans, marked = (_scanned(path, options, job) if kind == "xlsx" else ({}, False))
        out: list[Found] = []
        kept = 0
        with _opened(path, kind) as book:
            sheets = book.sheets_metadata
            names = [sheet.name for sheet in sheets]
            if options.sheet is not None and options.sheet not in names:
                raise Problem("no-sheet", _("There is no sheet “{sheet}” in this workbook.", sheet=options.sheet),
                              where=_("Sheets: {names}", names=", ".join(f"“{name}”" for name in names[:30])),
                              remedy=_("Use one of these names."))
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
            raise Problem("no-table", _("No sheet of this workbook holds a table."), where=where, remedy=_(
                "Check that it is the right file. Pictures, charts and running text cannot be imported."))
        hidden = [one.sheet for one in found if not one.visible]
        if options.sheet is None and not any(one.visible for one in found):
            raise Problem("only-hidden-tables", _("Only hidden sheets of this workbook hold tables."),
                          where=f"{path.name}: " + ", ".join(f"“{name}”" for name in hidden),
                          remedy=_("Name the sheet to be imported all the same."))
        if options.sheet is None and hidden:
            told = say("Hidden sheets were not taken: {names}.", names=", ".join(f"“{name}”" for name in hidden))
            at = next(at for at, one in enumerate(found) if one.visible)
            found[at] = dataclasses.replace(found[at], warnings=(*found[at].warnings, told))
        without = [name for name in names if name not in {one.sheet for one in found}]
        if options.sheet is None and without:
            told = say("Sheets without a table: {names}.", names=", ".join(f"“{name}”" for name in without[:20]))
            at = next(at for at, one in enumerate(found) if one.visible)
            found[at] = dataclasses.replace(found[at], reasons=(*found[at].reasons, told))
        return found

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one sheet's table; rows are numbered as in the sheet."""
        plan: _Plan = found.plan

        def batches() -> Iterator[Batch]:
            told = plan.told
            if told is not None:
                yield from job.each(plan.batches or (), len(plan.batches or ()), _("Reading rows"))
            else:
                with _opened(path, _checked(path, job)) as book:
                    rows = _rows(book.get_sheet_by_name(found.sheet))
                told = yield from _batches(rows, found, plan, job)
            reading.balance, reading.suggested = told.balance, told.suggested
            reading.warnings.extend(told.warnings)

        reading = Reading(batches())
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
                    "sheet-too-large", _("The sheet reaches to row {row} and column {column}, with {n} cells in between.",
                                         row=found.rows, column=column_letters(found.columns - 1), n=found.cells),
                    where=f"{path.name}, “{name}”", remedy=_(
                        "Delete what stands far away from the table, or save the table on a sheet of its own."))
            out[name] = found
    return out, marked


def _rows(sheet: CalamineSheet) -> list[list[Any]]:
    """Return the values of a sheet from its first row and column."""
    return sheet.to_python(skip_empty_area=False)


def _kept(rows: Sequence[Sequence[Any]], found: Found, job: Job) -> Found:
    """Return the table with its texts made at once, so that a large sheet is not read twice."""
    batches: list[Batch] = []

    def drawn() -> Iterator[Batch]:
        nonlocal told
        told = yield from _batches(rows, found, found.plan, job)

    told: _Told | None = None
    batches.extend(drawn())
    return dataclasses.replace(found, plan=dataclasses.replace(found.plan, batches=tuple(batches), told=told))


def _table(sheet: CalamineSheet, rows: list[list[Any]], visible: bool, scan: Scan, marked: bool,
           options: Options) -> Found | None:
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
    samples = [column_texts([rows[at][column] if column < len(rows[at]) else ""
                             for at in range(layout.first, min(layout.last + 1, layout.first + SAMPLE))])
               for column in layout.columns]
    return Found(
        sheet=sheet.name, names=names, header_rows=len(layout.header), first_row=layout.first + 1, visible=visible, range=area,
        suggested=tuple(suggested_type(sample) for sample in samples),
        warnings=(*layout.warnings, *warnings, *damage(names, samples), *_cell_warnings(scan, layout, merges)),
        reasons=layout.reasons, plan=_Plan(layout, scan, marked, None, None))


def _as_written(rows: list[list[Any]], scan: Scan) -> Layout:
    """Return the layout of a sheet that we wrote: header in the first row, and every row after it, blank ones too."""
    width = len(rows[0])
    rows.extend([[""] * width] * (scan.rows - len(rows)))
    names = tuple(text_of(value) for value in rows[0])
    return Layout(names, tuple(range(width)), (0,), 1, len(rows) - 1,
                  reasons=(say("The workbook was written by this program: its first row is the header."),))


def _with_kind(found: Found, kind: str) -> Found:
    if kind in ("xls", "xlsb"):
        return dataclasses.replace(found, reasons=(*found.reasons, say(
            "Number formats and error cells of this kind of workbook are not read: leading zeros that only a format shows, and"
            " #N/A, are missing. Saved as xlsx they are read.")))
    return found


def _cell_warnings(scan: Scan, layout: Layout, merges: Sequence[Any]) -> list[Sentence]:
    """Return what a person should know about single cells of the table."""
    def inside(at: tuple[int, int]) -> bool:
        return layout.first <= at[0] <= layout.last and layout.columns[0] <= at[1] <= layout.columns[-1]

    out = []
    errors = sorted(at for at in scan.errors if inside(at))
    if errors:
        out.append(say("{n} cells hold an error of the spreadsheet, kept as text: {cells}.", n=len(errors), cells=_cells(
            errors, scan.errors)))
    empty = sorted(at for at in scan.no_result if inside(at))
    if empty:
        out.append(say("{n} formulas have no stored result and are blank: {cells}. Open the workbook in a spreadsheet program,"
                       " save it, and import it again.", n=len(empty), cells=_cells(empty)))
    merged = sorted(first for first, last in merges if inside(first) and first[0] >= layout.first and first != last)
    if merged:
        out.append(say("{n} merged areas among the data hold their text in the first cell only: {cells}. Fill it down where it"
                       " belongs to all rows.", n=len(merged), cells=_cells(merged)))
    percent = sorted({at[1] for at, code in scan.formats.items() if code.endswith("%") and inside(at)})
    if percent:
        out.append(say("Numbers shown as percent were kept like that, with all their digits: columns {columns}.",
                       columns=", ".join(column_letters(at) for at in percent[:20])))
    return out


def _cells(cells: Sequence[tuple[int, int]], texts: dict[tuple[int, int], str] | None = None, limit: int = 5) -> str:
    shown = [f"{cell_name(at)} {texts[at]}" if texts else cell_name(at) for at in cells[:limit]]
    return ", ".join(shown) + (" …" if len(cells) > limit else "")


def _batches(rows: Sequence[Sequence[Any]], found: Found, plan: _Plan, job: Job) -> Generator[Batch, None, _Told]:
    """Yield the rows of a table as texts; return what is to be told at the end."""
    import numpy as np
    import pyarrow as pa

    layout, notes = plan.layout, _Notes()
    full = [at for at, row in enumerate(rows) if any(value != "" and (value.__class__ is not str or value.strip())
                                                      for value in row)]
    keep = set(range(layout.first, layout.last + 1)) if plan.marked else full
    at = np.array(sorted(row for row in keep if layout.first <= row <= layout.last and row not in layout.skipped), np.int64)
    samples: list[list[str | None]] = [[] for _name in found.names]
    for start in range(0, len(at), BATCH_ROWS):
        job.step(start, len(at), _("Reading rows"))
        part = at[start : start + BATCH_ROWS].tolist()
        columns = []
        for place, column in enumerate(layout.columns):
            texts = _texts(rows, part, column, plan.scan, notes)
            samples[place].extend(texts[: SAMPLE if not start else 20])
            columns.append(pa.array(texts, pa.string()))
        batch = pa.RecordBatch.from_arrays(columns, names=list(found.names))
        yield Batch(batch, pa.array((at[start : start + BATCH_ROWS] + 1).astype(np.int32)))
    read, notes_below = len(at), len(layout.notes)
    head = len(layout.titles) + len(layout.header) + len(layout.skipped)
    lines = max(len(rows), read + head + notes_below)
    balance = Balance(lines=lines, read=read, blank=lines - read - head - notes_below, head=head, notes=notes_below)
    return _Told(balance, tuple(suggested_type(sample) for sample in samples), tuple(_long_warning(notes)))


def _texts(rows: Sequence[Sequence[Any]], part: Sequence[int], column: int, scan: Scan,
           notes: _Notes) -> list[str | None]:
    """Return the texts of one column for some rows of a sheet."""
    values = [rows[row][column] if column < len(rows[row]) else "" for row in part]
    texts = column_texts(values)
    if scan.formats and column in scan.formatted_columns:
        for place, value in enumerate(values):
            if code := scan.formats.get((part[place], column)):
                texts[place] = formatted(value, code) or texts[place]
    for place in long_numbers(values):
        at = (part[place], column)
        texts[place] = scan.long.get(at, texts[place])
        notes.long_count += 1
        if len(notes.long) < 5:
            notes.long.append(f"{cell_name(at)} {texts[place]}")
    if scan.errors:
        for place, row in enumerate(part):
            if (row, column) in scan.errors:
                texts[place] = scan.errors[row, column]
    return texts


def _long_warning(notes: _Notes) -> list[Sentence]:
    if not notes.long_count:
        return []
    return [say("{n} numbers of 16 digits and more are stored as numbers, of which spreadsheets keep 15 digits: already damaged"
                " by the program that wrote the file. The first: {cells}. Ask for the original, with these as text.",
                n=notes.long_count, cells=", ".join(notes.long))]


