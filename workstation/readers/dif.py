"""DIF, the oldest way to exchange a sheet: a list of cells, each with its kind and what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as with_changes
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import encoding as encodings
from workstation.readers import sheet_tables
from workstation.readers.grid import ERROR, NUMBER, TEXT, TRUTH, Grid, Sheet, TextGrid
from workstation.readers.options import Options
from workstation.readers.reader import Found, Reading, SheetInfo
from workstation.readers.record_batches import whole_text
from workstation.readers.record_tables import no_table
from workstation.text import _, say

MOST_BYTES = 256 << 20
MOST_CELLS = 16_000_000
_CONSTANT = re.compile(r'="((?:[^"]|"")*)"')
"""A formula that is nothing but a text: how programs keep another one from taking 001 for a number."""
_NUMERIC = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class _Plan:
    inner: Found
    options: Options


class Dif:
    """A sheet written as DIF, by Calc, Excel and older programs."""

    name = "dif"
    extensions = (".dif",)

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the tables of the sheet."""
        grid, encoding = _grid(path, options, job)
        found = sheet_tables.tables_of(grid, options, job)
        if not found:
            raise no_table(path, _("The sheet holds no table with rows and columns."))
        told = (say("The file is a sheet in the format DIF."),)
        return [
            with_changes(one, encoding=encoding, reasons=(*told, *one.reasons), plan=_Plan(one, options)) for one in found
        ]

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return the one sheet there is."""
        return [SheetInfo("")]

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return the cells of the sheet."""
        return _grid(path, options, job, rows)[0]

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one table."""
        plan: _Plan = found.plan
        return sheet_tables.read_table(_grid(path, plan.options, job)[0], plan.inner, job)


class _DifGrid(TextGrid):
    """The cells of a sheet, each of the kind that the file says."""

    def __init__(self, rows: list[list[tuple[int, str]]]) -> None:
        super().__init__([[text for _kind, text in row] for row in rows], Sheet())
        for at, row in enumerate(rows):
            for column, (kind, text) in enumerate(row):
                if text.strip():
                    self.kinds[at, column] = kind


def _grid(path: Path, options: Options, job: Job, rows: int | None = None) -> tuple[Grid, str]:
    if path.stat().st_size > MOST_BYTES:
        raise Problem("too-large", _("This file has {n} MB.", n=path.stat().st_size >> 20), path.name,
                      _("Ask the sender for a csv or a workbook."))
    encoding = encodings.decide(path, options.encoding, job)
    raw = path.read_bytes()[encoding.mark :]
    text = whole_text(raw.decode(encoding.name, "replace" if encoding.damaged else "strict"))
    cells: list[list[tuple[int, str]]] = []
    for row in _rows(text, path, job):
        cells.append(row)
        if rows is not None and len(cells) >= rows:
            break
    while cells and not any(one.strip() for _kind, one in cells[-1]):
        cells.pop()
    return _DifGrid(cells), encoding.name


def _rows(text: str, path: Path, job: Job) -> Iterator[list[tuple[int, str]]]:
    """Yield the rows of cells, each as (kind, text); Problem when the file does not hold together."""
    start = re.search(r"^DATA\s*\r?\n[^\n]*\n[^\n]*\r?\n", text, re.MULTILINE)
    if start is None:
        raise _damaged(path)
    lines = _Lines(text[start.end() :])
    row: list[tuple[int, str]] | None = None
    count = 0
    while (head := lines.next()) is not None:
        kind, _comma, value = head.strip().partition(",")
        said = lines.value()
        if kind.strip() == "-1":
            if row is not None:
                yield row
            if said.strip().upper() == "EOD":
                return
            row = []
            continue
        if row is None:
            raise _damaged(path)
        row.append(_cell(kind.strip(), value.strip(), said, path))
        count += 1
        if count > MOST_CELLS:
            raise Problem("too-large", _("This file holds more than {n} cells.", n=MOST_CELLS), path.name,
                          _("Ask the sender for a csv or a workbook."))
        if not count % 100_000:
            job.step(count, 0, _("Reading rows"))
    raise _damaged(path)  # it ends before it says so


def _cell(kind: str, value: str, said: str, path: Path) -> tuple[int, str]:
    if kind == "1":
        text = said[1:-1].replace('""', '"') if len(said) > 1 and said[0] == said[-1] == '"' else said
        constant = _CONSTANT.fullmatch(text)
        return TEXT, constant[1].replace('""', '"') if constant else text
    if kind != "0":
        raise _damaged(path)
    state = said.strip().upper()
    if state in ("TRUE", "FALSE"):
        return TRUTH, state
    if state in ("NA", "ERROR"):
        return ERROR, "#N/A" if state == "NA" else "#ERROR!"
    return (NUMBER if _NUMERIC.fullmatch(value) else TEXT), value


class _Lines:
    """The lines of the data; a text in quotation marks may run over several."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._at = 0

    def next(self) -> str | None:
        """Return the next line, None at the end."""
        while self._at < len(self._lines):
            line = self._lines[self._at].rstrip("\r")
            self._at += 1
            if line.strip():
                return line
        return None

    def value(self) -> str:
        """Return the second line of a cell, or what its quotation marks enclose."""
        if self._at >= len(self._lines):
            return ""
        first = self._lines[self._at].rstrip("\r")
        self._at += 1
        if not first.startswith('"'):
            return first
        said = first
        while said.count('"') % 2 and self._at < len(self._lines):
            said += "\n" + self._lines[self._at].rstrip("\r")
            self._at += 1
        return said


def _damaged(path: Path) -> Problem:
    return Problem(
        "damaged-file",
        _("This DIF file is damaged and cannot be read."),
        where=path.name,
        remedy=_("Save the sheet as xlsx or csv and import that, or ask for it again."),
    )
