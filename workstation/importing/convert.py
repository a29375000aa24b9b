"""From one file to another without a workspace: the table that an import would take, or a sheet cell by cell."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.reader import SURE, Found, Reader
from workstation.rereading.gather import gather
from workstation.text import _, say

if TYPE_CHECKING:
    from workstation.dataset.table import Table
    from workstation.readers.grid import Grid

GRID_KINDS = (".csv", ".xlsx", ".jsonl")
GRID_ROWS = 8_192  # rows of a grid that are worded at a time


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to convert: a line of a batch.

    table: number of a table in its sheet, from 1; grid: the whole sheet, nothing interpreted
    raw:   csv for programs: no apostrophe before texts that a spreadsheet program would run, and no mark of ours
    """

    file: Path
    to: Path
    sheet: str | None = None
    table: int | None = None
    grid: bool = False
    options: Options = field(default_factory=Options)
    raw: bool = False
    overwrite: bool = False

    @classmethod
    def from_data(cls, data: Any) -> Order:
        """Return the order that a line of a batch describes; Problem for a key or a value that is not one."""
        kinds = {"file": str, "to": str, "sheet": str, "table": int, "grid": bool, "options": dict, "raw": bool,
                 "overwrite": bool}
        if not isinstance(data, Mapping) or not {"file", "to"} <= set(data):
            raise Problem("bad-line", _("A line of a batch is a JSON object with “file” and “to”."))
        for key, value in data.items():
            if key not in kinds:
                raise Problem("bad-line", _("“{name}” is no part of a line.", name=str(key)),
                              where=", ".join(kinds), remedy=_("Use one of these."))
            if value is not None and (not isinstance(value, kinds[key]) or (key == "table" and isinstance(value, bool))):
                raise Problem("bad-line", _("“{name}” cannot be {value}.", name=key, value=repr(value)))
        given = {key: value for key, value in data.items() if value is not None}
        return cls(**given | {"file": Path(str(data["file"])), "to": Path(str(data["to"])),
                              "options": Options.from_data(given.get("options", {}))})

    @property
    def asked(self) -> Options:
        """The options, with sheet and table in them."""
        sheet = self.options.sheet if self.sheet is None else self.sheet
        options = dataclasses.replace(self.options, sheet=sheet, table=self.options.table if self.table is None else self.table)
        options.check()
        return options


@dataclass(frozen=True)
class Converted:
    """What was written, and how the table was understood; `confidence` is 1 for a grid, which is not interpreted."""

    file: Path
    to: Path
    rows: int
    fields: tuple[str, ...]
    sheet: str
    table: int | None
    confidence: float
    warnings: tuple[str, ...]
    tables: int = 1

    def data(self) -> dict[str, Any]:
        """Return it as a line of the answer."""
        return {"file": str(self.file), "to": str(self.to), "rows": self.rows, "fields": list(self.fields),
                "sheet": self.sheet, "table": self.table, "tables": self.tables, "confidence": round(self.confidence, 3),
                "unsure": self.confidence < SURE, "warnings": list(self.warnings)}


def convert(order: Order, job: Job | None = None) -> Converted:
    """Read a file and write another one; Problem with nothing written when it cannot be done.

    A file that changes while it is read is refused. Private files lie in a temporary folder that is removed.
    """
    job = job or Job()
    ending = order.to.suffix.lower()
    if order.grid and ending not in GRID_KINDS:
        raise Problem("unknown-kind", _("A sheet cell by cell cannot be written as “{ending}”.", ending=ending),
                      remedy=_("Use one of these: {kinds}", kinds=" ".join(GRID_KINDS)))
    if not order.grid:
        _writer(order)
    if order.to.exists() and not order.overwrite:
        raise Problem("file-exists", _("There is already a file with this name."), where=str(order.to),
                      remedy=_("Choose another name, or say that it may be replaced."))
    reader = open_file(order.file, order.asked.kind)
    before = _stamp(order.file)
    if order.grid:
        grid = reader.grid(order.file, order.asked, job)
        _unchanged(order.file, before)
        return _write_grid(order, grid, job)
    with tempfile.TemporaryDirectory(prefix="workstation-", ignore_cleanup_errors=True) as folder:
        return _write_tables(order, reader, before, Path(folder), job)


# --- tables ------------------------------------------------------------------------------------------------------------


def _write_tables(order: Order, reader: Reader, before: object, folder: Path, job: Job) -> Converted:
    from workstation.dataset.cache import Cache

    found, warnings = _taken(order, reader, job)
    read = []
    for one in found:
        read.append(gather(reader.read(order.file, one, job), one.names, Cache(folder), job))
        warnings += [str(sentence) for sentence in (*one.warnings, *read[-1].warnings)]
        if read[-1].rejected:
            warnings.append(_("{n} lines could not be read as rows and are not in it.", n=len(read[-1].rejected)))
    _unchanged(order.file, before)
    tables = [one.table() for one in read]
    if len(tables) == 1:
        _writer(order).write(tables[0], order.to, job, overwrite=order.overwrite)
    else:
        names = [one.sheet if len(found) == 1 else f"{one.sheet} {one.table}".strip() for one in found]
        _placed(order, lambda part: _several(part, names, tables, job))
    first = found[0]
    return Converted(order.file, order.to, len(read[0]), first.names, first.sheet, first.table,
                     min(one.confidence for one in found), tuple(dict.fromkeys(warnings)), len(found))


def _taken(order: Order, reader: Reader, job: Job) -> tuple[list[Found], list[str]]:
    """Return the tables that are written, and what is said about those that are not."""
    options = order.asked
    tables = reader.tables(order.file, options, job)
    taken = [one for one in tables if options.sheet in (None, one.sheet) and options.table in (None, one.table)]
    if options.sheet is None:
        taken = [one for one in taken if one.visible]
    if not taken:
        sheets = ", ".join(dict.fromkeys(f"“{one.sheet}”" for one in tables if one.sheet))
        raise Problem("no-table", _("No table was found in {path}.", path=order.file.name),
                      where=_("Sheets with a table: {names}", names=sheets) if sheets else "",
                      remedy=_("Name a sheet with --sheet, or check that this is the right file."))
    warnings = []
    others = list(dict.fromkeys(one.sheet for one in taken if one.sheet != taken[0].sheet))
    if others:
        warnings.append(_("Only the sheet “{sheet}” was taken; these hold tables too: {names}.", sheet=taken[0].sheet,
                          names=", ".join(f"“{name}”" for name in others)))
    taken = [one for one in taken if one.sheet == taken[0].sheet]
    if len(taken) > 1 and order.to.suffix.lower() != ".xlsx":
        warnings.append(_("There are {n} tables in this sheet; the first one ({range}) was taken. The others: {ranges}.",
                          n=len(taken), range=taken[0].range, ranges=", ".join(one.range for one in taken[1:])))
        taken = taken[:1]
    return taken, warnings


def _writer(order: Order) -> Any:
    from workstation.writers.catalogue import writer_for
    from workstation.writers.csv import CsvWriter
    from workstation.writers.jsonl import JsonlWriter

    ending = order.to.suffix.lower()
    if ending == ".jsonl":
        return JsonlWriter(may_be_empty=True)  # the answer names the fields
    return CsvWriter(raw=True) if order.raw and ending == ".csv" else writer_for(order.to)


def _several(part: Path, names: Sequence[str], tables: Sequence[Table], job: Job) -> None:
    from workstation.writers.sheets import write_sheets

    write_sheets(part, [(name, _rows_of(table)) for name, table in zip(names, tables, strict=True)], job, bold=True)


def _rows_of(table: Table) -> Iterator[Sequence[str | None]]:
    yield [one.name for one in table.fields]
    for at in range(0, len(table), GRID_ROWS):
        part = table.arrow(positions=table.visible[at : at + GRID_ROWS])
        yield from zip(*(column.to_pylist() for column in part.columns), strict=True)


# --- grids -------------------------------------------------------------------------------------------------------------


def _write_grid(order: Order, grid: Grid, job: Job) -> Converted:
    """Write a sheet as it is seen. Its texts are written raw: it is no table for people but a likeness for programs."""
    from workstation.writers.sheets import write_csv, write_lines, write_sheets

    rows = _cells_of(grid, job)
    ending = order.to.suffix.lower()
    if ending == ".xlsx":
        _placed(order, lambda part: write_sheets(part, [(grid.sheet.name, rows)], job))
    else:
        _placed(order, lambda part: (write_csv if ending == ".csv" else write_lines)(part, rows))
    warnings = []
    if grid.sheet.notes.no_result:
        warnings.append(_("{n} formulas have no stored result and are blank.", n=len(grid.sheet.notes.no_result)))
    return Converted(order.file, order.to, grid.height, (), grid.sheet.name, None, 1.0, tuple(warnings), 0)


def _cells_of(grid: Grid, job: Job) -> Iterator[Sequence[str | None]]:
    import numpy as np

    for at in range(0, grid.height, GRID_ROWS):
        job.step(at, grid.height, str(say("Writing rows")))
        rows = np.arange(at, min(at + GRID_ROWS, grid.height), dtype=np.int64)
        if not grid.width:
            yield from ([None] for _row in rows)
            continue
        yield from zip(*(grid.texts(rows, column).to_pylist() for column in range(grid.width)), strict=True)


# --- files -------------------------------------------------------------------------------------------------------------


def _placed(order: Order, fill: Any) -> None:
    from workstation.writers.writer import placed

    placed(order.to, fill, overwrite=order.overwrite)


def _stamp(path: Path) -> object:
    try:
        found = path.stat()
    except OSError as error:
        raise Problem("changed", _("{path} went away while it was being read.", path=path.name), os.strerror(error.errno or 0),
                      _("Check the disk or the network and try again.")) from error
    return found.st_size, found.st_mtime_ns


def _unchanged(path: Path, before: object) -> None:
    if _stamp(path) != before:
        raise Problem("changed", _("{path} changed while it was being read.", path=path.name),
                      remedy=_("Save and close it in the other program, then try again."))
