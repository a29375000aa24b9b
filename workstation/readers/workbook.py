"""Workbooks: xlsx, xlsm, xlsb, xls, et and ods: their sheets, the cells of one, and the tables in them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import (
    archive,
    excel2003_book,
    kept_grids,
    ods_book,
    ods_seal,
    passwords,
    sheet_tables,
    xls_book,
    xlsb_book,
    xlsx_book,
)
from workstation.readers.cell_names import cell_name
from workstation.readers.grid import Grid
from workstation.readers.options import Options
from workstation.readers.reader import Found, Reading, SheetInfo
from workstation.readers.xlsx_grid import XlsxGrid
from workstation.text import Sentence, _, say

KEPT_CELLS = 40_000_000
"""Cells that are kept between finding the tables of a workbook and reading them; what goes beyond is read twice."""
WITH_CELLS = ("sheet", "macro")
"""Kinds of sheets that hold cells; charts and dialogs hold none."""


class Book(Protocol):
    """A workbook that is open."""

    @property
    def infos(self) -> Sequence[SheetInfo]:
        """All sheets in their order."""

    @property
    def warning(self) -> Sentence | None:
        """What a person should know about the whole workbook."""

    def grid(self, info: SheetInfo, job: Job, rows: int | None = None) -> Grid:
        """Return the cells of one sheet, or of its first rows."""


@dataclass(frozen=True)
class _Plan:
    table: Any
    """What sheet_tables needs to read on."""
    grid: Grid | None
    """The cells, where they are few enough to be held until they are read."""
    options: Options
    """How the workbook is opened again, where they are not."""


class Workbook:
    """A spreadsheet program's file with sheets."""

    name = "workbook"
    extensions = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".et", ".xlt", ".ods", ".ots", ".fods")

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return all sheets in their order, whether or not they hold a table."""
        with _opened(path, options, job) as book:
            return list(book.infos)

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return one sheet cell by cell: the one that is named, else the first visible one."""
        grid = self._grid(path, options, job, rows)
        if rows is None and isinstance(grid, XlsxGrid) and grid.far:
            raise Problem(
                "sheet-too-large",
                _("Cells of this sheet stand too far away from all others: {cells}.", cells=_names(grid)),
                where=f"{path.name}, “{grid.sheet.name}”",
                remedy=_("Delete them, or have its table read, which leaves them out."),
            )
        return grid

    def _grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        with _opened(path, options, job) as book:
            return book.grid(_chosen(book.infos, options, path), job, rows)

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the tables of each sheet, hidden ones among them; the sheets without one are named in a reason."""
        out: list[Found] = []
        kept = 0
        with _opened(path, options, job) as book:
            infos = book.infos if options.sheet is None else [_chosen(book.infos, options, path)]
            for info in job.each(infos, len(infos), _("Looking for tables")):
                if info.kind not in WITH_CELLS:
                    continue
                key = kept_grids.key_of(path, info.name)
                if (grid := kept_grids.kept(key)) is None:
                    grid = book.grid(info, job)
                found = sheet_tables.tables_of(grid, options, job)
                far = [_far(grid)] if isinstance(grid, XlsxGrid) and grid.far else []
                taken = bool(found) and (info.visible == "visible" or options.sheet is not None)
                held = grid if taken and kept + grid.kinds.size <= KEPT_CELLS else None
                if held is not None:
                    kept += held.kinds.size
                    kept_grids.keep(key, held)
                for one in found:
                    warnings = (*one.warnings, *far, *((book.warning,) if book.warning else ()))
                    out.append(dataclasses.replace(one, warnings=warnings, plan=_Plan(one.plan, held, options)))
            return _told(out, infos, options, path)

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one table; rows are numbered as in the sheet."""
        plan: _Plan = found.plan
        grid = plan.grid or self._grid(path, dataclasses.replace(plan.options, sheet=found.sheet), job)
        return sheet_tables.read_table(grid, dataclasses.replace(found, plan=plan.table), job)


@contextmanager
def _opened(path: Path, options: Options, job: Job) -> Iterator[Book]:
    with path.open("rb") as file:
        head = file.read(16_384)
    kind = archive.kind_of(path, head)
    if kind == "sealed" or (kind == "ods" and ods_seal.is_sealed(path)):
        with passwords.unsealed(path, options, job) as plain, _opened(plain, options, job) as book:
            yield book
        return
    if kind in ("xlsb", "ods"):
        archive.check_size(path, job)
    opened: AbstractContextManager[Book]
    if kind == "xlsx":
        opened = xlsx_book.opened(path, job)
    elif kind == "xls":
        opened = xls_book.opened(path, options, job)
    elif kind == "xlsb":
        opened = xlsb_book.opened(path)
    elif kind == "ods" or ods_book.is_flat(head):
        opened = ods_book.opened(path)
    elif excel2003_book.is_2003(head):
        opened = excel2003_book.opened(path, job)
    else:
        raise archive.damaged(path)
    with opened as book:
        yield book


def _chosen(infos: Sequence[SheetInfo], options: Options, path: Path) -> SheetInfo:
    """Return the sheet that is named, else the first visible one with cells, else the first with cells."""
    cells = [info for info in infos if info.kind in WITH_CELLS]
    if options.sheet is None:
        if not cells:
            raise _none(path.name)
        return next((info for info in cells if info.visible == "visible"), cells[0])
    named = next((info for info in infos if info.name == options.sheet), None)
    if named is None:
        names = ", ".join(f"“{info.name}”" for info in infos[:30])
        raise Problem(
            "no-sheet",
            _("There is no sheet “{sheet}” in this workbook.", sheet=options.sheet),
            where=_("Sheets: {names}", names=names),
            remedy=_("Use one of these names."),
        )
    if named not in cells:
        raise _none(f"{path.name}, “{options.sheet}”")
    return named


def _far(grid: XlsxGrid) -> Sentence:
    return say("Cells that stand far away from all others were left out: {cells}.", cells=_names(grid))


def _names(grid: XlsxGrid) -> str:
    return ", ".join(cell_name(cell) for cell in grid.far)


def _none(where: str) -> Problem:
    return Problem(
        "no-table",
        _("No sheet of this workbook holds a table."),
        where=where,
        remedy=_("Check that it is the right file. Pictures, charts and running text cannot be imported."),
    )


def _told(found: list[Found], infos: Sequence[SheetInfo], options: Options, path: Path) -> list[Found]:
    """Return the tables with a word on the sheets that are not taken; Problem when no sheet holds one."""
    if not found:
        raise _none(path.name if options.sheet is None else f"{path.name}, “{options.sheet}”")
    if options.sheet is not None or not any(one.visible for one in found):
        return found  # a person chose, or has to choose now
    first = next(at for at, one in enumerate(found) if one.visible)
    warnings, reasons = list(found[first].warnings), list(found[first].reasons)
    if hidden := dict.fromkeys(one.sheet for one in found if not one.visible):
        warnings.append(say("Hidden sheets were not taken: {names}.", names=_quoted(hidden)))
    with_table = {one.sheet for one in found}
    if without := [info.name for info in infos if info.kind in WITH_CELLS and info.name not in with_table]:
        reasons.append(say("Sheets without a table: {names}.", names=_quoted(without)))
    if pictures := [info.name for info in infos if info.kind not in WITH_CELLS]:
        reasons.append(say("Sheets that hold a chart or a dialog and no cells: {names}.", names=_quoted(pictures)))
    found[first] = dataclasses.replace(found[first], warnings=tuple(warnings), reasons=tuple(reasons))
    return found


def _quoted(names: Sequence[str] | dict[str, None], limit: int = 20) -> str:
    listed = list(names)
    shown = ", ".join(f"“{name}”" for name in listed[:limit])
    return shown + (f" … (+{len(listed) - limit})" if len(listed) > limit else "")
