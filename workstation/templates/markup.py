"""Mark up: a sender's own workbook written again, with what is wrong coloured, noted and listed; all else stays."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workstation.errors import Problem
from workstation.readers.grid import Grid
from workstation.templates.cells import look, plain, put, sheet_name, width_of
from workstation.templates.columns import KINDS, typed
from workstation.templates.filled import letter_of
from workstation.templates.form import Column
from workstation.templates.marked import MARKED, Marked
from workstation.templates.recognise import key_row
from workstation.text import _, _n

AUTHOR = "Workstation"
LINE = "— — —"
"""Between a note that was there and ours."""
CARRIED = (".xlsx", ".xlsm")
"""Kinds that are written again as they are; of others a copy in xlsx is made."""
HEIGHT, WIDTH = 120, 320


@dataclass(frozen=True)
class Fault:
    """One cell to correct: row from 1 and column from 0 in the sheet, and why, a sentence each."""

    row: int
    column: int
    title: str
    value: str
    why: tuple[str, ...]
    error: bool = True


@dataclass(frozen=True)
class Order:
    """What to write into one workbook.

    faults: {sheet: cells to correct}
    edits:  {(sheet, row from 1, column from 0): (text, column of the form or None)}: cells that are others by now
    """

    faults: Mapping[str, Sequence[Fault]]
    marked: Marked
    edits: Mapping[tuple[str, int, int], tuple[str | None, Column | None]] = field(default_factory=dict)
    title: str = ""


def mark(data: bytes, order: Order, *, macros: bool = False) -> bytes:
    """Return a workbook (xlsx, or xlsm with `macros`) with its faults marked; worded in the language of the moment.

    Problem when the workbook cannot be written again.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of parts it does not know; `left_out` tells people
            book = load_workbook(io.BytesIO(data), keep_vba=macros, rich_text=True)
    except Exception as error:  # openpyxl fails in many ways on files that other programs wrote
        raise Problem("not-written-again", _("This workbook cannot be written again as it is."),
                      where=type(error).__name__, remedy=_("A plain copy is made instead.")) from error
    _unmark(book)
    for (sheet, row, column), (text, kind) in order.edits.items():
        if sheet in book.sheetnames:
            _edit(_cell(book[sheet], row, column), text, kind)
    for sheet, faults in order.faults.items():
        for fault in faults:
            if sheet in book.sheetnames:
                _mark(_cell(book[sheet], fault.row, fault.column), fault)
    _list(book, order)
    _remember(book, order.marked)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain_copy(grids: Mapping[str, Grid]) -> tuple[bytes, dict[str, str]]:
    """Return an xlsx with the texts of some sheets, each cell in its place, and {name there: name here}.

    For files that cannot be written again as they are.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    names: dict[str, str] = {}
    for there, grid in grids.items():
        hidden = there.startswith("_")
        sheet = book.create_sheet(there if hidden else sheet_name(there or _("Data"), tuple(book.sheetnames)))
        sheet.sheet_state = "visible" if grid.sheet.visible or not book.worksheets[1:] else "hidden"
        names[there] = sheet.title
        for row, column in zip(*grid.kinds.nonzero(), strict=True):
            cell = put(sheet.cell(int(row) + 1, int(column) + 1), grid.text(int(row), int(column)))
            cell.number_format = "@"
        keys = key_row(grid)
        for row in {*grid.sheet.hidden_rows, *([keys] if keys is not None else [])}:
            sheet.row_dimensions[int(row) + 1].hidden = True
        for column in range(grid.width):
            widest = max((width_of(grid.text(row, column)) for row in range(min(grid.height, 60))), default=8)
            sheet.column_dimensions[letter_of(column)].width = min(40, max(9, widest + 2))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), names


def _cell(sheet: Any, row: int, column: int) -> Any:
    """Return a cell; of a merged area the one that holds its text."""
    cell = sheet.cell(row, column + 1)
    if type(cell).__name__ != "MergedCell":
        return cell
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column + 1 <= area.max_col:
            return sheet.cell(area.min_row, area.min_col)
    return cell


def _edit(cell: Any, text: str | None, kind: Column | None) -> None:
    if text is None:
        cell.value = None
        return
    value = typed(kind, text) if kind is not None else text
    if isinstance(value, str):
        put(cell, value)
    else:
        cell.value = value
        if kind is not None and cell.number_format in ("General", "@"):
            cell.number_format = KINDS[kind.kind]


def _mark(cell: Any, fault: Fault) -> None:
    from openpyxl.comments import Comment

    cell.fill = look()["fault_fill" if fault.error else "doubt_fill"]
    words = "\n".join(fault.why)
    if cell.comment is not None and cell.comment.text:
        words = f"{cell.comment.text}\n{LINE}\n{words}"
    cell.comment = Comment(plain(words), AUTHOR, height=HEIGHT, width=WIDTH)


def _unmark(book: Any) -> None:
    """Take away what an earlier marking up left: sheets, colours and our part of notes."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if MARKED not in book.sheetnames:
        return
    lines = [["" if cell is None else str(cell) for cell in row] for row in book[MARKED].iter_rows(values_only=True)]
    old = Marked.from_lines(lines)
    listed = {row[1] for row in lines if row and row[0] == "list"}
    for name in [MARKED, *listed]:
        if name in book.sheetnames:
            del book[name]
    for sheet in book.worksheets if old is not None else ():
        for row in sheet.iter_rows():
            for cell in row:
                ours = cell.fill is not None and str(cell.fill.start_color.rgb)[-6:] in ("FFC7CE", "FFEB9C")
                if ours and cell.comment is not None and cell.comment.author == AUTHOR:
                    before, parted, _mine = cell.comment.text.rpartition(f"\n{LINE}\n")
                    cell.fill = PatternFill()
                    cell.comment = Comment(before, AUTHOR, height=HEIGHT, width=WIDTH) if parted else None


def _list(book: Any, order: Order) -> None:
    """Add the sheet that lists every cell to correct, each with a link to it."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    style = look()
    sheet = book.create_sheet(sheet_name(_("To correct"), tuple(book.sheetnames)))
    total = sum(len(faults) for faults in order.faults.values())
    put(sheet.cell(1, 1), _n("{n} cell to correct", "{n} cells to correct", total)).font = style["title"]
    told = _("Click a cell in the first column to go there. Correct it in its sheet, save, and send the workbook back.")
    put(sheet.cell(2, 1), told).font = style["hint"]
    heads = (_("Cell"), _("Sheet"), _("Field"), _("What stands there"), _("What is wrong"))
    for at, head in enumerate(heads, 1):
        cell = put(sheet.cell(4, at), head)
        cell.font, cell.fill, cell.border, cell.alignment = style["white"], style["dark_fill"], style["box"], style["middle"]
    row = 4
    for name, faults in order.faults.items():
        for fault in sorted(faults, key=lambda one: (one.row, one.column)):
            row += 1
            place = f"{letter_of(fault.column)}{fault.row}"
            for at, text in enumerate((place, name, fault.title, fault.value, "\n".join(fault.why)), 1):
                cell = put(sheet.cell(row, at), text) if text else sheet.cell(row, at)
                cell.font, cell.border, cell.alignment = style["plain"], style["box"], style["top"]
                cell.number_format = "@"
            link = sheet.cell(row, 1)
            quoted = name.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{place}", display=place)
            link.font = style["link"]
            sheet.cell(row, 5).fill = style["fault_fill" if fault.error else "doubt_fill"]
    for letter, width in zip("ABCDE", (10, 24, 24, 30, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A5"
    sheet.auto_filter.ref = f"A4:E{max(row, 5)}"


def _remember(book: Any, marked: Marked) -> None:
    """Write the hidden sheet by which the workbook is known when it returns."""
    listed = book.sheetnames[-1]
    sheet = book.create_sheet(MARKED)
    sheet.sheet_state = "veryHidden"
    for row, line in enumerate([*marked.lines(), ["list", listed]], 1):
        for at, text in enumerate(line, 1):
            if text:
                put(sheet.cell(row, at), text).number_format = "@"
