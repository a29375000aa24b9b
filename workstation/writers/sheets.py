"""Workbooks of plain sheets: cells as texts where they stand, with nothing of a table about them; and texts as they are."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _
from workstation.writers import workbook_parts as parts
from workstation.writers.sheet_limits import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS
from workstation.writers.workbook_parts import column_name
from workstation.writers.xlsx import escaped_text

Rows = Iterable[Sequence[str | None]]

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def write_sheets(path: Path, sheets: Sequence[tuple[str, Rows]], job: Job, bold: bool = False) -> int:
    """Write a workbook of some sheets, each (name, rows from row 1 and column A on); every cell is a text cell.

    bold: the first row of each sheet stands out and stays in sight
    Returns the number of rows; Problem for a sheet or a cell that no workbook can hold.
    """
    names = sheet_names([name for name, _rows in sheets])
    done = 0
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for number, (_name, rows) in enumerate(sheets, 1):
            with archive.open(parts.entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as file:
                file.write(parts.opening(bold).encode())
                for text in _lines(rows, names[number - 1], bold):
                    file.write(text.encode())
                    done += 1
                    if not done % 1_000:
                        job.step(done, 0, _("Writing rows"))
                file.write(b"</sheetData></worksheet>")
        for name, text in parts.around(names).items():
            archive.writestr(parts.entry(name), text)
    return done


def sheet_names(wanted: Sequence[str]) -> list[str]:
    r"""Return names that a workbook takes: 31 characters at most, without []:*?/ and \, all different whatever their case."""
    taken: set[str] = set()
    out = []
    for at, name in enumerate(wanted, 1):
        base = _FORBIDDEN.sub("_", name).strip("'") or f"Sheet{at}"
        new, count = base[:31], 1
        while new.lower() in taken:
            count += 1
            end = f" ({count})"
            new = base[: 31 - len(end)] + end
        taken.add(new.lower())
        out.append(new)
    return out


def _lines(rows: Rows, sheet: str, bold: bool) -> Iterator[str]:
    letters: list[str] = []
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise Problem("not-for-workbooks",
                          _("A sheet holds {rows} rows and {columns} columns; this table has more.", rows=MOST_ROWS,
                            columns=MOST_COLUMNS),
                          where=sheet, remedy=_("Write csv."))
        while len(letters) < len(row):
            letters.append(column_name(len(letters)))
        style = ' s="1"' if bold and number == 1 else ""
        cells = "".join(f'<c r="{letters[at]}{number}"{style} t="inlineStr"><is><t xml:space="preserve">'
                        f"{_escaped(text, letters[at], number, sheet)}</t></is></c>"
                        for at, text in enumerate(row) if text)
        yield f'<row r="{number}">{cells}</row>'


def _escaped(text: str, column: str, row: int, sheet: str) -> str:
    """Return a text as XML holds it; ECMA-376 part 1, 22.9.2.19 writes what XML cannot hold as _xHHHH_."""
    if len(text) * 2 > MOST_CHARACTERS and (units := len(text.encode("utf-16-le", "surrogatepass")) // 2) > MOST_CHARACTERS:
        what = _("A cell of a workbook holds {most} characters; this text has {n}.", most=MOST_CHARACTERS, n=units)
    elif "\ufffe" in text or "\uffff" in text:
        what = _("A workbook cannot hold the character U+FFFE or U+FFFF.")
    else:
        return escaped_text(text)
    raise Problem("not-for-workbooks", what, where=_("Sheet “{sheet}”, cell {cell}.", sheet=sheet, cell=f"{column}{row}"),
                  remedy=_("Write csv."))


def write_csv(path: Path, rows: Rows) -> int:
    """Write cells as comma-separated UTF-8, a line a row, raw: no mark, no apostrophe; returns the number of rows."""
    done = 0
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            writer.writerow(["" if text is None else text for text in row])
            done += 1
    return done


def write_lines(path: Path, rows: Rows) -> int:
    """Write each row as a JSON list of texts on a line, a blank cell as null; returns the number of rows."""
    done = 0
    with path.open("x", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps([text or None for text in row], ensure_ascii=False) + "\n")
            done += 1
    return done
