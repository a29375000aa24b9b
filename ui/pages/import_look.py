"""Looking before importing: what is in a file, how it was understood, its first rows. Runs off the screen's thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.text import N_, Sentence, _

if TYPE_CHECKING:
    from workstation.job import Job
    from workstation.readers.reader import Balance, Found, Rejected

FIRST = 200  # rows shown before importing
WHOLE = 32_000_000  # bytes up to which a file is read whole before importing, so that every line is accounted for
MOST_REJECTED = 500

ENCODINGS = {"": N_("Decide by the whole file"), "utf-8": "UTF-8", "gb18030": "GB18030 (GBK, GB2312)", "big5": "Big5",
             "utf-16": "UTF-16", "shift_jis": "Shift_JIS", "euc_kr": "EUC-KR", "cp1252": N_("Western (Windows-1252)")}
DELIMITERS = {"": N_("Decide by the lines"), ",": N_("Comma  ,"), ";": N_("Semicolon  ;"), "\t": N_("Tab"),
              "|": N_("Bar  |")}
SHORT_ROWS = {"": N_("Keep apart and show them"), "fill": N_("Fill with blanks at the end")}


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

    @property
    def sheet(self) -> str:
        """Name of its sheet, empty for text files."""
        return self.looked.found.sheet if self.looked else str(self.options.get("sheet") or "")

    @property
    def is_text(self) -> bool:
        """Whether it is a text file, with an encoding and a mark between fields."""
        return bool(self.looked and self.looked.found.encoding) or (
            self.looked is None and self.path.suffix.lower() in (".csv", ".tsv", ".txt"))

    @property
    def title(self) -> str:
        """What the list calls it."""
        return self.sheet or self.path.name


def look(path: Path, options: dict[str, Any], job: Job) -> list[Looked]:
    """Return every table in a file with its first rows; Problem when it cannot be read."""
    from workstation.readers.catalogue import open_file
    from workstation.readers.options import Options

    asked, reader = Options.from_data(options), open_file(path)
    tables = reader.tables(path, asked, job)
    if asked.sheet is not None:
        tables = [found for found in tables if found.sheet == asked.sheet]
    whole = path.stat().st_size <= WHOLE
    return [_first_rows(reader, path, found, whole and (found.visible or len(tables) == 1), job) for found in tables]


def _first_rows(reader: Any, path: Path, found: Found, whole: bool, job: Job) -> Looked:
    out, reading = Looked(found), reader.read(path, found, job)
    for batch in reading:
        job.step(len(out.rows), 0, _("Reading {file}", file=path.name))
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
    out.warnings = [*found.warnings, *reading.warnings]
    out.suggested = reading.suggested or found.suggested
    return out


def items_of(path: Path, looked: list[Looked], options: dict[str, Any], taken: list[str]) -> list[Item]:
    """Return the items of a file: visible sheets are taken, hidden ones wait; names that are taken get a number."""
    out: list[Item] = []
    visible = [one for one in looked if one.found.visible]
    for one in looked:
        name = path.stem if len(visible) < 2 and one.found.visible else f"{path.stem} - {one.found.sheet}"
        mine = dict(options) | ({"sheet": one.found.sheet} if one.found.sheet else {})
        item = Item(path, mine, one, taken=one.found.visible or len(looked) == 1, name=free_name(name, taken))
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
