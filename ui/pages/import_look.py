"""Looking before importing: what is in a file, how it was understood, its first rows. Runs off the screen's thread."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.text import Sentence, _

if TYPE_CHECKING:
    from workstation.job import Job
    from workstation.readers.grid import Grid
    from workstation.readers.options import Options
    from workstation.readers.reader import Balance, Found, Part, Reader, Rejected

FIRST = 200  # rows of a table shown before importing
HEAD_ROWS = 400  # rows of a sheet shown, out of which the first rows of a table are made anew after each option
HEAD_BYTES = 256 << 10  # of a text file, for the same
WHOLE = 32_000_000  # bytes up to which a file is read whole before importing, so that every line is accounted for
SMALL = 400_000  # bytes up to which reading the whole is as quick as reading the head
MOST_REJECTED = 500
TEXT_KINDS = ("delimited", "fixed_width", "lines")


@dataclass(frozen=True)
class Head:
    """The first cells of a sheet as they stand: letters of the columns, texts, the number of each row from 1."""

    letters: tuple[str, ...] = ()
    rows: list[list[str | None]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


@dataclass
class Looked:
    """A table in a file: how it was understood and its first rows."""

    found: Found
    rows: list[list[str | None]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """For each row its row in the sheet, or line in the file."""
    balance: Balance | None = None
    """Where every line went; None while only the first rows were read."""
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[Sentence] = field(default_factory=list)
    suggested: tuple[str, ...] = ()
    head: Head = field(default_factory=Head)
    others: tuple[Part, ...] = ()
    """Parts of the other tables in the same sheet."""


@dataclass(frozen=True)
class Glance:
    """What is in a file: its tables, and all of its sheets as (name, whether people see it)."""

    tables: list[Looked]
    sheets: tuple[tuple[str, bool], ...] = ()


@dataclass
class Item:
    """One table that may be imported, and what a person chose for it."""

    path: Path
    options: dict[str, Any] = field(default_factory=dict)
    looked: Looked | None = None
    problem: Problem | None = None
    """Why nothing could be read from the file."""
    taken: bool = True
    name: str = ""
    sheets: tuple[tuple[str, bool], ...] = ()
    provisional: bool = False
    """True until the whole file was looked at."""

    @property
    def sheet(self) -> str:
        """Name of its sheet, empty for text files."""
        return self.looked.found.sheet if self.looked else str(self.options.get("sheet") or "")

    @property
    def is_text(self) -> bool:
        """Whether it is a text file, with an encoding and a mark between fields."""
        return bool(self.looked and self.looked.found.encoding) or (
            self.looked is None and self.path.suffix.lower() in (".csv", ".tsv", ".txt", ".tab"))

    @property
    def sealed(self) -> bool:
        """Whether the file asks for a password."""
        return self.problem is not None and self.problem.code in ("sealed", "wrong-password", "password")

    @property
    def unsure(self) -> bool:
        """Whether its layout is a guess that a person should look at."""
        from workstation.readers.reader import SURE

        return self.looked is not None and self.looked.found.confidence < SURE

    @property
    def title(self) -> str:
        """What the list calls it."""
        if self.looked is None or not self.looked.found.sheet:
            return self.path.name
        number = self.looked.found.table
        more = number > 1 or bool(self.looked.others)
        return _("{sheet}, table {n}", sheet=self.sheet, n=number) if more else self.sheet

    def said(self) -> dict[str, Any]:
        """Return what a person said beyond which table is meant."""
        return {key: value for key, value in self.options.items() if key not in ("sheet", "table", "password")}


def look(path: Path, options: dict[str, Any], job: Job) -> Glance:
    """Return what is in a file, the tables with their first rows; Problem when it cannot be read."""
    from workstation.readers.catalogue import open_file
    from workstation.readers.options import Options

    asked, reader = Options.from_data(options), open_file(path)
    tables = reader.tables(path, asked, job)
    if asked.sheet is not None:
        tables = [found for found in tables if found.sheet == asked.sheet]
    whole = path.stat().st_size <= WHOLE
    heads = {sheet: _head(reader, path, dataclasses.replace(asked, sheet=sheet or None), job)
             for sheet in dict.fromkeys(found.sheet for found in tables)}
    looked = [_first_rows(reader, path, found, whole and (found.visible or len(tables) == 1), job) for found in tables]
    for one in looked:
        one.head = heads[one.found.sheet]
        one.others = others(one.found, tables)
    infos = reader.sheets(path, dataclasses.replace(asked, sheet=None), job) if any(found.sheet for found in tables) else []
    return Glance(looked, tuple((info.name, info.visible == "visible") for info in infos if info.kind in ("sheet", "macro")))


def glance(path: Path, options: dict[str, Any], encoding: str, job: Job) -> Glance | None:
    """Return what the first rows of a large file tell, in a fraction of a second; None when reading all is as quick.

    encoding: the text encoding that the whole file decided on before, empty when it is not known yet
    """
    from workstation.readers import sheet_tables
    from workstation.readers.catalogue import open_file
    from workstation.readers.options import Options

    if path.stat().st_size <= SMALL:
        return None
    asked, reader = Options.from_data(options), open_file(path)
    if reader.name in TEXT_KINDS:
        with _beginning(path) as beginning:
            return look(beginning, options | ({"encoding": encoding} if encoding else {}), job)
    if reader.name != "workbook":
        return None
    grid = reader.grid(path, asked, job, HEAD_ROWS)
    tables = sheet_tables.tables_of(grid, asked, job)
    looked = []
    for found in tables:
        one = _drawn(Looked(found), sheet_tables.read_table(grid, found, job), job)
        one.balance, one.head, one.others = None, _cells(grid), others(found, tables)
        looked.append(one)
    return Glance(looked) if looked else None


def others(found: Found, tables: Sequence[Found]) -> tuple[Part, ...]:
    """Return the parts of the other tables in the sheet of `found`."""
    return tuple(part for one in tables if one.sheet == found.sheet and one.table != found.table for part in one.parts)


@contextmanager
def _beginning(path: Path) -> Iterator[Path]:
    """Yield a private file with the first lines of a text file."""
    import tempfile

    with path.open("rb") as file:
        data = file.read(HEAD_BYTES)
    cut = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    cut += -cut % 4 if b"\0" in data[:64] else 0  # a line end of UTF-16 or UTF-32 is wider than one byte
    with tempfile.TemporaryDirectory(prefix="workstation-") as folder:
        beginning = Path(folder) / path.name
        beginning.write_bytes(data[:cut] or data)
        yield beginning


def _head(reader: Reader, path: Path, options: Options, job: Job) -> Head:
    return _cells(reader.grid(path, options, job, HEAD_ROWS))


def _cells(grid: Grid) -> Head:
    import numpy as np

    from workstation.readers.cell_names import column_letters

    height = min(grid.height, HEAD_ROWS)
    rows = np.arange(height, dtype=np.int64)
    columns = [grid.texts(rows, at).to_pylist() for at in range(grid.width)]
    cells = [list(row) for row in zip(*columns, strict=True)] if columns else []
    return Head(tuple(column_letters(at) for at in range(grid.width)), cells, list(range(1, height + 1)))


def _first_rows(reader: Reader, path: Path, found: Found, whole: bool, job: Job) -> Looked:
    return _drawn(Looked(found), reader.read(path, found, job), job, whole)


def _drawn(out: Looked, reading: Any, job: Job, whole: bool = True) -> Looked:
    """Draw the first rows of a reading, and all of it when the lines are to be counted."""
    for batch in reading:
        job.step(len(out.rows), 0, _("Reading rows"))
        room = FIRST - len(out.rows)
        if room > 0:
            part = batch.data.slice(0, room)
            columns = [part.column(i).to_pylist() for i in range(part.num_columns)]
            out.rows += [list(row) for row in zip(*columns, strict=True)]
            out.numbers += batch.rows.slice(0, room).to_pylist()
        out.rejected += batch.rejected[: MOST_REJECTED - len(out.rejected)]
        if not whole and len(out.rows) >= FIRST:
            break
    else:
        out.balance = reading.balance
    out.warnings = [*out.found.warnings, *reading.warnings]
    out.suggested = reading.suggested or out.found.suggested
    return out


def items_of(path: Path, seen: Glance, options: dict[str, Any], taken: list[str]) -> list[Item]:
    """Return the items of a file: visible sheets are taken, hidden ones wait; names that are taken get a number."""
    out: list[Item] = []
    visible = [one for one in seen.tables if one.found.visible]
    for one in seen.tables:
        several = bool(one.others)
        label = f"{one.found.sheet} {one.found.table}".strip() if several else one.found.sheet
        alone = len(visible) < 2 and one.found.visible
        mine = dict(options) | ({"sheet": one.found.sheet} if one.found.sheet else {})
        mine |= {"table": one.found.table} if several else {}
        item = Item(path, mine, one, taken=one.found.visible or len(seen.tables) == 1, sheets=seen.sheets,
                    name=free_name(path.stem if alone or not label else f"{path.stem} - {label}", taken))
        taken.append(item.name)
        out.append(item)
    return out


def free_name(wanted: str, taken: list[str]) -> str:
    """Return `wanted`, or `wanted 2` ... when it is taken."""
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted} {count}"
    return name
