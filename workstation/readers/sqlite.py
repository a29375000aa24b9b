"""SQLite databases: each table and view is a sheet; the file is opened to be read only, and nothing in it is run freely."""

from __future__ import annotations

import dataclasses
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from workstation.errors import Cancelled, Problem
from workstation.job import Job
from workstation.readers.arrow_text import bytes_text, number_text
from workstation.readers.grid import Grid
from workstation.readers.guess import suggested_type
from workstation.readers.options import Options
from workstation.readers.reader import Batch, Found, Reading, SheetInfo
from workstation.readers.record_batches import Gatherer, reading_of, whole_text
from workstation.readers.record_tables import grid_of_found, names_of, no_sheet, no_table, row_range, sheets_of, within
from workstation.text import _, say

MOST_SHEETS = 1_000
MOST_CELL = 64 << 20
"""Bytes of one cell."""
PATIENCE = 30.0
"""Seconds until the next row of a view; a view may count for ever."""
MOST_ROWS = 100_000_000
SAMPLED = 1_000
_READS = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE))
_FUNCTIONS_REFUSED = frozenset(("load_extension", "writefile", "readfile", "edit", "fts3_tokenizer", "randomblob", "zeroblob"))


@dataclass(frozen=True)
class _Plan:
    options: Options
    table: str


class Sqlite:
    """A SQLite database."""

    name = "sqlite"
    extensions = (".sqlite", ".sqlite3", ".db", ".db3", ".gpkg")

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return each table and view."""
        out = []
        faults: list[str] = []
        with _opened(path, job) as (db, touch):
            listed = _listed(db)
            for name, kind, visible in job.each(listed, len(listed), _("Looking for tables")):
                if options.sheet is not None and name != options.sheet:
                    continue
                touch()
                try:
                    out.append(_found(db, name, kind, visible, options))
                except sqlite3.Error as error:
                    faults.append(f"“{whole_text(name)}” ({error})")
        if options.sheet is not None and not out and any(name == options.sheet for name, _kind, _seen in listed):
            raise no_table(path, _("It could not be read: {names}", names=", ".join(faults)))
        if not listed or (not out and options.sheet is None):
            raise no_table(path, _("The database holds no table."))
        if not out:
            raise no_sheet(options.sheet or "", [name for name, _kind, _seen in listed])
        if faults:
            told = say("These could not be read and were passed over: {names}.", names=", ".join(faults[:10]))
            out[0] = dataclasses.replace(out[0], warnings=(*out[0].warnings, told))
        return out

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return each table and view that can be read; what only serves others is hidden."""
        return sheets_of(lambda: self.tables(path, Options(), job))

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return the names and the rows below them, cell by cell."""
        found = self.tables(path, options, job)
        one = next((one for one in found if one.visible), found[0])
        return grid_of_found(self, path, one, job, rows)

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of a table or view; rows are numbered from 1."""
        return reading_of(lambda reading: _batches(path, found, reading, job))


@contextmanager
def _opened(path: Path, job: Job) -> Iterator[tuple[sqlite3.Connection, Callable[[], None]]]:
    """Open a database so that nothing in it can write, load or run for ever.

    Yields the connection, and what to call after a pause in which somebody else did the work.
    """
    place = f"file:{quote(str(path.resolve()).replace(chr(92), '/'))}?mode=ro&immutable=1"
    since = [time.monotonic()]

    def touch() -> None:
        since[0] = time.monotonic()

    def watch() -> int:
        return 1 if job.cancelled or time.monotonic() - since[0] > PATIENCE else 0

    try:
        with closing(sqlite3.connect(place, uri=True)) as db:
            db.execute("pragma trusted_schema=off")
            db.execute("pragma cell_size_check=on")
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_CELL)
            db.set_authorizer(_allowed)
            db.set_progress_handler(watch, 100_000)
            db.text_factory = _text
            yield db, touch
    except sqlite3.Error as error:
        if job.cancelled:
            raise Cancelled from error
        if isinstance(error, sqlite3.OperationalError) and "interrupted" in str(error):
            raise Problem("too-large",
                          _("A view of this database works for more than {n} seconds on one row.", n=int(PATIENCE)), path.name,
                          _("Import the tables that it is made of.")) from error
        raise Problem("damaged-file", _("This database cannot be read: {error}", error=str(error)), path.name,
                      _("Copy it again while no program has it open, or ask for it again.")) from error


def _allowed(action: int, _first: str | None, second: str | None, *_more: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION and second and second.lower() in _FUNCTIONS_REFUSED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


def _listed(db: sqlite3.Connection) -> list[tuple[str, str, bool]]:
    """Return name, kind and whether it is meant to be seen: tables by name, then views."""
    rows = db.execute(
        "select name, type, sql from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'"
        " order by type, name limit ?", (MOST_SHEETS,)).fetchall()
    virtual = [name for name, _kind, sql in rows if sql and sql.lstrip()[:14].lower() == "create virtual"]
    return [(name, kind, not _serves(name, virtual)) for name, kind, _sql in rows]


def _serves(name: str, virtual: list[str]) -> bool:
    return name.startswith(("gpkg_", "rtree_")) or any(name.startswith(one + "_") for one in virtual)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _found(db: sqlite3.Connection, name: str, kind: str, visible: bool, options: Options) -> Found:
    cursor = db.execute(f"select * from {_quoted(name)} limit {SAMPLED}")
    keys = [(column[0],) for column in cursor.description]
    rows = [[cell_text(value) for value in row] for row in cursor]
    names, warnings = names_of(keys, options)
    samples = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _key in keys]
    reasons = (say("A table of the database.") if kind == "table" else say("A view of the database."),)
    return Found(sheet=whole_text(name), names=names, header_rows=0, first_row=row_range(options, 1)[0], visible=visible,
                 suggested=tuple(suggested_type(sample) for sample in samples), warnings=tuple(warnings), reasons=reasons,
                 plan=_Plan(options, name))


def cell_text(value: object) -> str | None:
    """Return a value of SQLite as text: plain digits, bytes that are no text in hexadecimal digits."""
    if value is None:
        return None
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        text = repr(value)
        return text[:-2] if text.endswith(".0") and text != "-0.0" else number_text(text)
    return bytes_text(value) if isinstance(value, bytes) else str(value)


def _batches(path: Path, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
    plan: _Plan = found.plan
    gatherer = Gatherer(found.names)
    first, last = row_range(plan.options, 1)
    binary = 0
    with _opened(path, job) as (db, touch):
        for at, row in enumerate(db.execute(f"select * from {_quoted(plan.table)}"), 1):
            if at > MOST_ROWS:
                raise Problem("too-large", _("“{name}” has more than {n} rows.", name=found.sheet, n=MOST_ROWS), path.name,
                              _("Ask for a part of it."))
            if at % 256 == 0:
                touch()
            if within(at, first, last, gatherer):
                binary += sum(isinstance(value, bytes) for value in row)
                texts = [cell_text(value) for value in row]
                gatherer.add(at, texts, sum(map(len, filter(None, texts))))
            if gatherer.full:
                job.step(at, 0, _("Reading rows"))
                yield from gatherer.batch()
                touch()
    yield from gatherer.batch()
    gatherer.finish(reading)
    if binary:
        reading.warnings.append(
            say("{n} cells hold bytes; they are shown as text, or in hexadecimal digits where they are none.", n=binary))
