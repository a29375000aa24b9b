"""xlsx: every cell a string cell, so that no program runs it or bends its digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.marking import WORKBOOK_MARK
from workstation.text import N_, _
from workstation.writers.writer import Selection, Writer

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header among them; a table with more goes on in further sheets."""
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""UTF-16 units of one cell."""
LOOKED_AT = 200
"""Rows that the widths are made from."""

# XML cannot hold control characters, and turns CR into LF; ECMA-376 part 1, 22.9.2.19 writes them _xHHHH_, and so must
# be written what looks like that already.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_SPACES = re.compile("[\x00-\x20]")
_TAKEN_WRONG = ("=", "#")
"""openpyxl takes a text that begins so for a formula or an error."""


class XlsxWriter(Writer):
    """One sheet (more beyond a million rows): bold header that stays in sight, widths by content, cells as strings."""

    name = "xlsx"
    extension = ".xlsx"
    title = N_("Workbook (xlsx)")

    def fill(self, path: Path, selection: Selection, job: Job) -> None:
        """Write the file; Problem when a text or the number of fields is more than a workbook can hold."""
        from openpyxl import Workbook

        if len(selection.fields) > MOST_COLUMNS:
            raise Problem(
                "too-many-fields",
                _("A workbook holds {most} columns; there are {n} fields.", most=MOST_COLUMNS, n=len(selection.fields)),
                remedy=_("Choose fewer fields, or write csv."),
            )
        book = Workbook(write_only=True)
        book.properties.category = WORKBOOK_MARK
        book.properties.creator = "Workstation"
        names = [field.name for field in selection.fields]
        widths = _widths(names, selection)
        rows = _rows(selection, job)
        left = len(selection)
        number = 1
        try:
            while left > 0 or number == 1:
                sheet = _sheet(book, number, names, widths)
                for row in islice(rows, MOST_ROWS - 1):
                    sheet.append(_cells(sheet, row))
                left -= MOST_ROWS - 1
                number += 1
            book.save(path)
        except BaseException:
            for sheet in book.worksheets:  # openpyxl keeps each sheet in a temporary file
                sheet.close()
                sheet._writer.cleanup()  # type: ignore[attr-defined]
            raise


def _rows(selection: Selection, job: Job) -> Iterator[Sequence[str | None]]:
    done = 0
    for part in selection.batches(job, rows=4_096):
        columns = [column.to_pylist() for column in part.columns]
        for at, column in enumerate(columns):
            _check(column, done, selection.fields[at].name)
        yield from zip(*columns, strict=True)
        done += part.num_rows


def _check(column: Sequence[str | None], done: int, field: str) -> None:
    """Raise a Problem for a text that a workbook cannot hold, named by row (from 1) and field."""
    for at, text in enumerate(column):
        if text is None:
            continue
        if len(text) * 2 > MOST_CHARACTERS and (units := len(text.encode("utf-16-le")) // 2) > MOST_CHARACTERS:
            what = _("A cell of a workbook holds {most} characters; this text has {n}.", most=MOST_CHARACTERS, n=units)
            remedy = _("Shorten it, leave the field out, or write csv.")
        elif "\ufffe" in text or "\uffff" in text:
            what = _("A workbook cannot hold the character U+FFFE or U+FFFF.")
            remedy = _("Remove it, or write csv.")
        else:
            continue
        where = _("Row {row}, field “{field}”.", row=done + at + 1, field=field)
        raise Problem("not-for-workbooks", what, where=where, remedy=remedy)


def _sheet(book: Any, number: int, names: Sequence[str], widths: Sequence[float]) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(_("Data") if number == 1 else f"{_('Data')} {number}")
    sheet.freeze_panes = "A2"
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    head = []
    bold = Font(bold=True)
    for name in names:
        cell = WriteOnlyCell(sheet)
        _set_text(cell, _escaped(name))
        cell.font = bold
        head.append(cell)
    sheet.append(head)
    return sheet


def _cells(sheet: WriteOnlyWorksheet, row: Sequence[str | None]) -> list[Any]:
    """Return the cells of a row: texts, or cells that say they are text where openpyxl would take them otherwise."""
    from openpyxl.cell import WriteOnlyCell

    out: list[Any] = []
    for text in row:
        if text is None:
            out.append(None)
            continue
        escaped = _escaped(text)
        if escaped.startswith(_TAKEN_WRONG):
            cell = WriteOnlyCell(sheet)
            _set_text(cell, escaped)
            out.append(cell)
        else:
            out.append(escaped)
    return out


def _set_text(cell: Any, text: str) -> None:
    """Make a cell hold a text as text; its `value` would take "=1" for a formula."""
    cell._value, cell.data_type = text, "s"


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _escaped(text: str) -> str:
    """Return a text as XML can hold it; where it is nothing but spaces they are written out: openpyxl loses them."""
    if not text.strip():  # of any kind, wide ones among them, which need no care themselves
        return _SPACES.sub(_escape, text)
    return _ESCAPED.sub(_escape, text)


def _widths(names: Sequence[str], selection: Selection) -> list[float]:
    """Return a width for each column, in characters: enough for the header and most of the first rows, at most 50."""
    ids = [field.id for field in selection.fields]
    first = selection.table.arrow(ids, selection.positions[:LOOKED_AT])
    out = []
    for name, column in zip(names, first.columns, strict=True):
        sizes = sorted(_shown(text) for text in column.to_pylist() if text)
        usual = sizes[int(len(sizes) * 0.95)] if sizes else 0
        out.append(float(min(50, max(8, _shown(name) + 2, usual + 2))))
    return out


def _shown(text: str) -> int:
    """Return how many characters wide a text is shown; Chinese ones count twice."""
    line = max(text[:200].splitlines() or [""], key=len)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)
