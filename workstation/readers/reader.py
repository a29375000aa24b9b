"""What every reader speaks: options, tables that were found, batches of texts, lines not read, the balance."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import Sentence, _, say

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a file is to be read; None means: decide yourself."""

    sheet: str | None = None
    """Name of one sheet; a hidden one may be named too."""
    encoding: str | None = None
    """Name of the text encoding, as Python knows it: utf-8, gb18030, big5 ..."""
    delimiter: str | None = None
    """One character between fields; a tab may be written as \\t."""
    quote: str | None = None
    """The quotation mark around fields; empty text when the file has none."""
    header_rows: int | None = None
    """How many rows above the data name the fields; 0 when there is no header."""
    first_row: int | None = None
    """Row in the sheet, or line in the file, from 1, where data starts."""
    short_rows: str | None = None
    """What becomes of lines with too few fields: reject (as None does) or fill with blanks at the end."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Options:
        """Return the options that plain data describes; Problem for a key or a value that is not one."""
        known = {f.name for f in dataclasses.fields(cls)}
        for key in data:
            if key not in known:
                raise Problem(
                    "bad-option",
                    _("There is no import option “{name}”.", name=key),
                    where=_("Options: {names}", names=", ".join(sorted(known))),
                    remedy=_("Use one of these."),
                )
        options = cls(**{key: _option(key, value) for key, value in data.items()})
        options.check()
        return options

    def data(self) -> dict[str, Any]:
        """Return the options that were set, as plain data."""
        return {key: value for key, value in dataclasses.asdict(self).items() if value is not None}

    def check(self) -> None:
        """Raise a Problem when an option has a value that cannot be."""
        if self.delimiter is not None and (len(self.delimiter.encode()) != 1 or self.delimiter in '\r\n"'):
            raise _bad("delimiter", self.delimiter, _("Give one plain character, such as , or ; or \\t."))
        if self.quote is not None and (len(self.quote.encode()) > 1 or self.quote in ("\r", "\n")):
            raise _bad("quote", self.quote, _("Give one plain character, or empty text for none."))
        if self.header_rows is not None and not 0 <= self.header_rows <= 50:
            raise _bad("header_rows", self.header_rows, _("Give a number from 0 to 50."))
        if self.first_row is not None and self.first_row < 1 + (self.header_rows or 0):
            raise _bad("first_row", self.first_row, _("Rows count from 1, and the header stands above the first row."))
        if self.short_rows not in (None, "reject", "fill"):
            raise _bad("short_rows", self.short_rows, _("Give reject or fill."))


def _option(key: str, value: Any) -> Any:
    if value is None:
        return None
    if key in ("header_rows", "first_row"):
        if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).strip().isdecimal():
            raise _bad(key, value, _("Give a whole number."))
        return int(value)
    if not isinstance(value, str):
        raise _bad(key, value, _("Give it as text."))
    return "\t" if key == "delimiter" and value in ("\\t", "tab") else value


def _bad(name: str, value: object, remedy: str) -> Problem:
    what = _("The import option “{name}” cannot be {value}.", name=name, value=repr(value))
    return Problem("bad-option", what, remedy=remedy)


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
    """Where the lines of a file went: lines = read + rejected + blank + head + notes, always.

    A line with a line break inside quotation marks counts once: it is one record.
    """

    lines: int = 0
    read: int = 0
    rejected: int = 0
    blank: int = 0
    """Lines with nothing in them."""
    head: int = 0
    """Titles, notes and the header above the data."""
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
