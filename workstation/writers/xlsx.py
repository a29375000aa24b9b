"""xlsx: every cell a string cell, so that no program runs it or bends its digits."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from workstation.job import Job
from workstation.marking import GENERATOR, workbook_mark
from workstation.text import N_, _
from workstation.writers import workbook_parts as parts
from workstation.writers.sheet_limits import NO_CHARACTER, check_names, check_size, check_texts, escaped, swapped, written
from workstation.writers.workbook_parts import column_name
from workstation.writers.writer import Selection, Writer

if TYPE_CHECKING:
    import pyarrow as pa

LOOKED_AT = 200
"""Rows that the widths are made from."""
ROWS = 8_192
"""Rows that are written at a time."""

# XML cannot hold control characters, and turns CR into LF; ECMA-376 part 1, 22.9.2.19 writes them _xHHHH_, and so must
# be written what looks like that already.
ESCAPED = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_TO_ESCAPE = "[\x00-\x08\x0b-\x1f]|_x[0-9A-Fa-f]{4}_"


class XlsxWriter(Writer):
    """One sheet: bold header that stays in sight, widths by content, cells as strings in the format Text."""

    name = "xlsx"
    extension = ".xlsx"
    title = N_("Workbook (xlsx)")

    def fill(self, path: Path, selection: Selection, job: Job) -> None:
        """Write the file; Problem when a text, or the number of rows or fields, is more than a workbook can hold."""
        check_size(selection)
        check_names(selection, NO_CHARACTER)
        names = [field.name for field in selection.fields]
        height = len(selection) + 1
        mark = {"category": workbook_mark(height, len(names)), "creator": GENERATOR}
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            with archive.open(parts.entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as file:
                file.write(parts.opening(True, widths(names, selection), f"A1:{column_name(len(names) - 1)}{height}").encode())
                file.write(_header(names).encode())
                done = 0
                for part in selection.batches(job, rows=ROWS):
                    columns = [column.combine_chunks() for column in part.columns]
                    for at, column in enumerate(columns):
                        check_texts(column, (done, at), selection, NO_CHARACTER)
                    written(file, _rows(columns, done + 2))
                    done += part.num_rows
                file.write(b"</sheetData></worksheet>")
            for name, text in parts.around([_("Data")], mark).items():
                archive.writestr(parts.entry(name), text)


def escaped_text(text: str) -> str:
    """Return one text as the XML of a workbook holds it."""
    return escape(ESCAPED.sub(_escape, text))


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _header(names: Sequence[str]) -> str:
    cells = (
        f'<c r="{column_name(at)}1" s="1" t="inlineStr"><is><t xml:space="preserve">{escaped_text(name)}</t></is></c>'
        for at, name in enumerate(names)
    )
    return '<row r="1">' + "".join(cells) + "</row>"


def _rows(columns: Sequence[pa.Array], first: int) -> pa.Array:
    """Return rows as XML; a blank cell is not there. first: number of the first row, from 1."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = pc.cast(pa.array(range(first, first + len(columns[0]))), pa.string())
    middle, end = pa.scalar('" t="inlineStr"><is><t xml:space="preserve">'), pa.scalar("</t></is></c>")
    cells: list[Any] = [pa.scalar('<row r="'), numbers, pa.scalar('">')]
    for at, column in enumerate(columns):
        texts = escaped(swapped(column, _TO_ESCAPE, lambda text: ESCAPED.sub(_escape, text)))
        start = pa.scalar(f'<c r="{column_name(at)}')
        cells.append(pc.binary_join_element_wise(start, numbers, middle, texts, end, ""))
    return pc.binary_join_element_wise(*cells, "</row>", "", null_handling="replace", null_replacement="")


def widths(names: Sequence[str], selection: Selection) -> list[float]:
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
