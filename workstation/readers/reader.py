"""What every reader speaks: options, tables that were found, batches of texts, lines not read, the balance."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from workstation.job import Job
from workstation.readers.grid import Grid
from workstation.readers.options import Options
from workstation.text import Sentence, say

if TYPE_CHECKING:
    import pyarrow as pa


CELLS = "sheet"
"""Kind of a sheet that holds cells."""
TABLE = "table"
"""Kind of a table with one record a row."""
SURE = 0.7
"""Confidence from which a layout counts as sure."""


@dataclass(frozen=True)
class Part:
    """A part of a sheet and what it was taken for.

    kind:   title, header, unit, data, subtotal, total, note, signature, repeated (the header again), hidden, blank
    range:  the cells, such as A1:K2; for text files lines, such as 1:3
    reason: why, in words
    """

    kind: str
    range: str
    reason: Sentence
    confidence: float = 1.0


@dataclass(frozen=True)
class SheetInfo:
    """A sheet of a file, whether or not it holds a table.

    visible: visible, hidden, or very hidden (only a program can show it again)
    kind:    sheet, chart, macro or dialog; what is in a packed file is a sheet each, named by its path in it
    """

    name: str
    visible: str = "visible"
    kind: str = CELLS


@dataclass(frozen=True)
class Found:
    """One table that was found in a file, and how it was understood."""

    sheet: str
    """Name of the sheet; empty where a file has none."""
    names: tuple[str, ...]
    """A name for each field, unique, in order."""
    header_rows: int
    first_row: int
    """Row in the sheet, or line in the file, from 1, where data starts."""
    visible: bool = True
    """False for a hidden sheet, which is taken only when it is named."""
    range: str = ""
    """The cells it covers with its header, such as A3:K620; empty for text files."""
    encoding: str = ""
    dialect: Mapping[str, Any] = field(default_factory=dict)
    """For text files: delimiter, quote, escape, newline, bom, ours."""
    suggested: tuple[str, ...] = ()
    """For each field the type its texts look like, one of dataset.field.TYPES; it is read as text all the same."""
    warnings: tuple[Sentence, ...] = ()
    """What a person should know before trusting the table."""
    reasons: tuple[Sentence, ...] = ()
    """Why it was understood like this."""
    table: int = 1
    """Number of the table in its sheet, from 1: from top to bottom, then from left to right."""
    kind: str = TABLE
    """table, transposed (field names down the first column) or form (one record, its names beside its values)."""
    confidence: float = 1.0
    """How sure the layout is, 0 to 1; below SURE it is a guess that a person should look at."""
    parts: tuple[Part, ...] = ()
    """What every part of the sheet was taken for, top to bottom."""
    plan: Any = None
    """What the reader itself needs to read on; no one else looks inside."""


@dataclass(frozen=True)
class Rejected:
    """A line that is in the file and not in the table."""

    line: int
    """Row in the sheet, or line in the file, from 1."""
    raw: str
    """Its text as it stands in the file."""
    why: Sentence


@dataclass(frozen=True)
class Batch:
    """Some rows of a table, in order.

    data:     pa.RecordBatch of strings, one column for each field; null is a blank cell, no cell holds empty text
    rows:     pa.Array of int32, for each row its row in the sheet, or line in the file, from 1
    rejected: lines met since the batch before that are not in `data`
    """

    data: pa.RecordBatch
    rows: pa.Array
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True)
class Balance:
    """Where the lines of a file went: lines = read + rejected + blank + head + hidden + notes, always.

    A line with a line break inside quotation marks counts once: it is one record.
    """

    lines: int = 0
    read: int = 0
    rejected: int = 0
    blank: int = 0
    """Lines with nothing in them."""
    head: int = 0
    """Titles, notes and the header above the data."""
    hidden: int = 0
    """Hidden rows, which are not taken unless they are asked for."""
    notes: int = 0
    """Notes, totals and signatures below the data, named in a warning."""

    def data(self) -> dict[str, int]:
        """Return the figures as plain data."""
        return dataclasses.asdict(self)


class Reading:
    """A table being read: go through it once for its batches, then ask for balance, warnings and suggested types."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        """Read from `batches`; the reader fills in the figures while they are drawn."""
        self._batches = batches
        self.balance = Balance()
        """Complete once all batches were drawn."""
        self.warnings: list[Sentence] = []
        """What was found out while reading, beyond the warnings of Found."""
        self.suggested: tuple[str, ...] = ()
        """Suggested types out of samples from the whole file; empty until all batches were drawn."""

    def __iter__(self) -> Iterator[Batch]:
        """Yield the batches, in the order of the file."""
        return self._batches


class Reader(Protocol):
    """A kind of file that can be read."""

    @property
    def name(self) -> str:
        """Stable word, such as delimited."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """Endings of file names, with the dot, in lower case."""

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the tables in a file, hidden ones among them; Problem when it cannot be read or holds none."""

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return the sheets of a file in their order; one without a name for a file that has none."""

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return one sheet cell by cell, nothing interpreted: the one named by the options, else the first visible one.

        rows: only the first so many, read without going through the rest where the format allows it
        """

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one table that `tables` found in the same file."""


def unique_names(names: Sequence[str]) -> tuple[tuple[str, ...], list[Sentence]]:
    """Return names that are all there and all different, and warnings for those that had to be changed.

    An empty name becomes column_N (N from 1); the second "x" becomes x_2.
    """
    taken = {name for name in names if name}
    seen: set[str] = set()
    out: list[str] = []
    empty: list[str] = []
    double: list[str] = []
    for at, name in enumerate(names, 1):
        new = name or f"column_{at}"
        if new in seen or (not name and new in taken):
            count = 2
            while f"{new}_{count}" in seen or f"{new}_{count}" in taken:
                count += 1
            new = f"{new}_{count}"
            if name:
                double.append(name)
        if not name:
            empty.append(new)
        seen.add(new)
        out.append(new)
    warnings = []
    if empty:
        warnings.append(say("Columns without a name in the header are called {names}.", names=_listed(empty)))
    if double:
        warnings.append(
            say(
                "Names that stand more than once in the header were numbered: {names}.",
                names=_listed(list(dict.fromkeys(double))),
            )
        )
    return tuple(out), warnings


def _listed(names: Sequence[str], limit: int = 8) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:limit])
    return shown + (f" … (+{len(names) - limit})" if len(names) > limit else "")
