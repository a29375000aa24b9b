"""Looking into a file without importing it: its sheets, the tables in them and why, the cells, the first rows of a table."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import sheet_tables
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.reader import Found, Reader, SheetInfo
from workstation.text import Sentence, say

NO_TABLE = frozenset(("no-table", "empty-sheet"))
"""Codes of Problems that say no more than that there is no table: the sheets are still worth telling."""


@dataclass(frozen=True)
class SheetLook:
    """A sheet, the tables found in it, and why there is none."""

    info: SheetInfo
    tables: tuple[Found, ...] = ()
    why: Sentence | None = None

    def data(self) -> dict[str, Any]:
        """Return it in the shape of `peek --json`."""
        out: dict[str, Any] = {"name": self.info.name, "visible": self.info.visible, "kind": self.info.kind,
                               "tables": [told(found) for found in self.tables]}
        return out | ({"why": str(self.why)} if self.why is not None else {})


@dataclass(frozen=True)
class Look:
    """What is in a file, as it was understood with some options.

    kind:     delimited, xlsx, xls, json ...: what the bytes are, whatever the name says
    warnings: of the file as a whole and of its tables, each once
    """

    path: Path
    kind: str
    options: Options
    sheets: tuple[SheetLook, ...]
    reader: Reader
    seconds: float = 0.0
    warnings: tuple[Sentence, ...] = field(default=())

    @property
    def tables(self) -> tuple[Found, ...]:
        """Every table, in the order of the sheets."""
        return tuple(found for sheet in self.sheets for found in sheet.tables)

    def data(self) -> dict[str, Any]:
        """Return it in the shape of `peek --json`."""
        first = next((found for found in self.tables if found.visible), next(iter(self.tables), None))
        return {"file": str(self.path), "kind": self.kind, "encoding": first.encoding if first else "",
                "dialect": dict(first.dialect) if first else {}, "sheets": [sheet.data() for sheet in self.sheets],
                "warnings": [str(one) for one in self.warnings], "seconds": round(self.seconds, 3)}


def look(path: Path, options: Options | None = None, job: Job | None = None) -> Look:
    """Return what is in a file; a file without any table tells its sheets and why. Problem when it cannot be read."""
    options, job = options or Options(), job or Job()
    begun = time.perf_counter()
    reader = open_file(path, options.kind)
    try:
        tables = reader.tables(path, options, job)
    except Problem as problem:
        if problem.code not in NO_TABLE or options.table is not None:
            raise
        tables = []
    infos = [one for one in reader.sheets(path, options, job) if options.sheet is None or one.name == options.sheet]
    sheets = tuple(_sheet(reader, path, options, info, [one for one in tables if one.sheet == info.name], job)
                   for info in infos)
    warnings = tuple({str(one): one for found in tables for one in found.warnings}.values())
    return Look(path, kind_of(path, reader), options, sheets, reader, time.perf_counter() - begun, warnings)


def _sheet(reader: Reader, path: Path, options: Options, info: SheetInfo, tables: Sequence[Found], job: Job) -> SheetLook:
    if tables:
        return SheetLook(info, tuple(tables))
    if info.kind != "sheet":
        return SheetLook(info, why=say("It is no sheet of cells but a chart, a dialog or a macro."))
    if not reader.grid(path, dataclasses.replace(options, sheet=info.name or None), job, 50).height:
        return SheetLook(info, why=say("There is nothing in this sheet."))
    return SheetLook(info, why=say("No rows below a header were found in it, only text or single cells."))


def kind_of(path: Path, reader: Reader) -> str:
    """Return what a file is: for a workbook its format, for all else the reader's name."""
    if reader.name != "workbook":
        return reader.name
    from workstation.readers import archive

    with path.open("rb") as file:
        return archive.kind_of(path, file.read(4096)) or reader.name


def told(found: Found) -> dict[str, Any]:
    """Return a table that was found as plain data: where it is, how it was understood, why, and how surely."""
    out = sheet_tables.told(found)
    if not out["header_rows"] and found.kind == "table":  # of a text file: the lines above the data
        out["header_rows"] = list(range(max(1, found.first_row - found.header_rows), found.first_row))
    ends = [part.range for part in found.parts if part.kind == "data"]
    if out["last_row"] < found.first_row and ends and (digits := re.search(r"(\d+)$", ends[-1])):
        out["last_row"] = int(digits[1])  # of a text file, a page, a file in a packed one: as its parts say
    return {"sheet": found.sheet, "visible": found.visible, **out, "suggested": list(found.suggested),
            "encoding": found.encoding, "dialect": dict(found.dialect)}
