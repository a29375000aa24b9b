"""What readers of records share: names out of nested keys, the rows a person asked for, records as a sheet of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.grid import BLANK, NUMBER, TEXT, Grid, Sheet
from workstation.readers.options import Options
from workstation.readers.reader import Found, Reader, SheetInfo, unique_names
from workstation.readers.record_batches import Gatherer, whole_text
from workstation.text import Sentence, _

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

JOIN = "."
"""Between the keys that lead to a nested value: {"address": {"city": ...}} gives address.city."""
_NUMBERS = r"^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"


def names_of(keys: Sequence[Sequence[str]], options: Options) -> tuple[tuple[str, ...], list[Sentence]]:
    """Return the name of each field by the keys that lead to it, and a word on those that had to be changed."""
    join = JOIN if options.header_join is None else options.header_join
    return unique_names([whole_text(join.join(part for part in key if part)) for key in keys])


def row_range(options: Options, begin: int) -> tuple[int, int]:
    """Return the first and last record that a person wants, from 1; `begin` is the first that there is."""
    return options.first_row or begin, options.last_row or 1 << 31


def within(at: int, first: int, last: int, gatherer: Gatherer) -> bool:
    """Return whether a record is wanted; one that is not is counted as head or note."""
    if at < first:
        gatherer.head += 1
        return False
    if at > last:
        gatherer.notes += 1
        return False
    return True


def named(found: Sequence[Found], options: Options) -> list[Found]:
    """Return the tables of the sheet that was asked for, or all; Problem when there is no such sheet."""
    if options.sheet is None:
        return list(found)
    wanted = [one for one in found if one.sheet == options.sheet]
    if not wanted:
        raise no_sheet(options.sheet, [one.sheet for one in found])
    return wanted


def sheets_of(tables: Callable[[], Sequence[Found]]) -> list[SheetInfo]:
    """Return a sheet for each name among the tables of a file, none where it holds no table."""
    try:
        found = tables()
    except Problem as problem:
        if problem.code != "no-table":
            raise
        return []
    seen = {one.sheet: one.visible for one in reversed(found)}
    return [SheetInfo(name, "visible" if seen[name] else "hidden") for name in dict.fromkeys(one.sheet for one in found)]


def no_sheet(sheet: str, names: Sequence[str]) -> Problem:
    """Return the Problem for a sheet that is not there."""
    return Problem(
        "no-sheet",
        _("There is no “{sheet}” in this file.", sheet=sheet),
        where=_("It holds: {names}", names=", ".join(f"“{name}”" for name in list(names)[:30])),
        remedy=_("Use one of these names."),
    )


def no_table(path: Path, why: str) -> Problem:
    """Return the Problem for a file without a table."""
    return Problem(
        "no-table",
        _("No table was found in this file. {why}", why=why),
        where=path.name,
        remedy=_("Check that it is the right file."),
    )


class RecordGrid(Grid):
    """Records as a sheet: their fields' names in the first row, unless the names are made up, and the texts below."""

    def __init__(self, names: Sequence[str] | None, columns: Sequence[pa.Array], name: str = "") -> None:
        """Take columns of strings, all of one length. names: None where no names stand in the file."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if names is not None:
            columns = [pa.concat_arrays([pa.array([name or None], pa.string()), column])
                       for name, column in zip(names, columns, strict=True)]
        self._columns = list(columns)
        kinds = []
        for column in self._columns:
            shown = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False)
            number = pc.fill_null(pc.match_substring_regex(column, _NUMBERS), False)
            kinds.append(np.where(shown.to_numpy(zero_copy_only=False),
                                  np.where(number.to_numpy(zero_copy_only=False), NUMBER, TEXT), BLANK).astype(np.uint8))
        self.kinds = np.stack(kinds, axis=1) if kinds else np.zeros((0, 0), np.uint8)
        self.sheet = Sheet(name)

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        return self._columns[column][row].as_py() or ""

    def texts(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return the texts of a column."""
        import pyarrow as pa

        return self._columns[column].take(pa.array(rows, pa.int64()))

    def stored(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return the texts of a column: nothing else is stored."""
        return self.texts(rows, column)


MOST_CELLS = 200_000_000
"""Cells of a sheet that is shown whole; more than any spreadsheet program opens."""


def grid_of(reader: Reader, path: Path, options: Options, job: Job, rows: int | None, names: bool = True) -> Grid:
    """Return the first table of a file, or the one that is named, as a sheet of cells.

    names: False where the names are not in the file
    """
    found = next((one for one in reader.tables(path, options, job) if one.visible or options.sheet is not None), None)
    if found is None:
        raise no_table(path, "")
    return grid_of_found(reader, path, found, job, rows, names)


def grid_of_found(reader: Reader, path: Path, found: Found, job: Job, rows: int | None, names: bool = True) -> Grid:
    """Return one table as a sheet of cells; rows: only the first so many."""
    import pyarrow as pa

    data = []
    drawn = 0
    for batch in reader.read(path, found, job):
        data.append(batch.data if rows is None else batch.data.slice(0, max(0, rows - drawn)))
        drawn += len(batch.rows)
        if rows is not None and drawn >= rows:
            break
        if drawn * len(found.names) > MOST_CELLS:
            raise Problem(
                "too-large",
                _("This table has too many cells to be shown whole."),
                where=path.name,
                remedy=_("Import it instead."),
            )
    width = len(found.names)
    columns = [pa.concat_arrays([one.column(at) for one in data]) if data else pa.array([], pa.string())
               for at in range(width)]
    return RecordGrid(found.names if names else None, columns, found.sheet)
