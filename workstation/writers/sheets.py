"""Workbooks of plain sheets: cells as texts where they stand, with nothing of a table about them; and texts as they are."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _
from workstation.writers.xlsx import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS

Rows = Iterable[Sequence[str | None]]

_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same cells give the same file
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_sheets(path: Path, sheets: Sequence[tuple[str, Rows]], job: Job, bold: bool = False) -> int:
    """Write a workbook of some sheets, each (name, rows from row 1 and column A on); every cell is a text cell.

    bold: the first row of each sheet stands out and stays in sight
    Returns the number of rows; Problem for a sheet or a cell that no workbook can hold.
    """
    names = sheet_names([name for name, _rows in sheets])
    done = 0
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for number, (_name, rows) in enumerate(sheets, 1):
            with archive.open(_info(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as file:
                file.write(_opening(bold).encode())
                for text in _lines(rows, names[number - 1], bold):
                    file.write(text.encode())
                    done += 1
                    if not done % 1_000:
                        job.step(done, 0, _("Writing rows"))
                file.write(b"</sheetData></worksheet>")
        for name, text in _around(names).items():
            archive.writestr(_info(name), _HEAD + text)
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


def column_name(column: int) -> str:
    """Return the letters of a column, from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _opening(bold: bool) -> str:
    pane = ('<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
            'state="frozen"/></sheetView></sheetViews>') if bold else ""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{pane}<sheetData>'


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
        return escape(_ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text))
    raise Problem("not-for-workbooks", what, where=_("Sheet “{sheet}”, cell {cell}.", sheet=sheet, cell=f"{column}{row}"),
                  remedy=_("Write csv."))


def _around(names: Sequence[str]) -> dict[str, str]:
    """Return the parts of a workbook beside its sheets, by their names in the archive."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
                     for n, name in zip(numbers, names, strict=True))
    links = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    styles = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    parts = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}worksheet+xml"/>' for n in numbers)
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}styles+xml"/>{parts}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}relationships">{links}{styles}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" '
        'applyFont="1"/></cellXfs></styleSheet>',
    }


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
