"""Whole records of delimited text turned into columns by pyarrow, with every line that does not fit set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from workstation.marking import unguarded
from workstation.readers.dialect import rows_of, split
from workstation.readers.guess import TOTAL_WORDS
from workstation.readers.reader import Batch, Rejected
from workstation.readers.records import Dialect, Records
from workstation.text import say

LOST = "\ufffd".encode()
BOM = "\ufeff".encode()


@dataclass(frozen=True)
class Parsed:
    """A batch, how many lines held nothing, and lines (from 1) that a person should look at.

    framed:   a text goes on behind its closing quotation mark, so that the marks went missing
    totals:   the line begins with the name of a total
    repeated: the line holds the header again
    swallowed: the record goes over several lines that would each be a record themselves
    """

    batch: Batch
    blank: int
    framed: tuple[int, ...] = ()
    totals: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    swallowed: tuple[int, ...] = ()


class Parser:
    """Turns records into batches. Threads may call `parse` at the same time: it keeps nothing."""

    def __init__(
        self,
        names: Sequence[str],
        width: int,
        dialect: Dialect,
        *,
        fill: bool = False,
        ours: bool = False,
        damaged: bool = False,
        take: Sequence[int] | None = None,
        spans: Sequence[tuple[int, int | None]] | None = None,
        trailing: bool = False,
    ) -> None:
        """Parse records of `width` fields to columns called `names`.

        fill: lines with too few fields get blank ones at the end, else they are rejected; a line whose fields too
        many are all empty loses nothing without them and is taken
        ours: the file was written by us: no line is left out as blank, and guarding apostrophes are taken off
        damaged: lines that hold U+FFFD are rejected
        take: the columns that are taken, from 0; None for all of them
        spans: first and last character of each field of a line of fixed width
        trailing: every line ends in a delimiter: the last field is none, and a line that has one is rejected
        """
        self.trailing = trailing
        self.names = tuple(names)
        self.width = width
        self.take = list(take) if take is not None else None
        self.spans = spans
        self.dialect = dialect
        self.fill = fill
        self.ours = ours
        self.damaged = damaged
        self.keys = [str(at) for at in range(width)]
        self.convert = arrow_csv.ConvertOptions(
            column_types={key: pa.string() for key in self.keys},
            check_utf8=False,  # the whole file was decoded strictly before (encoding.py)
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        )

    def parse(self, some: Records) -> Parsed:
        """Return the batch that whole records give."""
        bad: list[int] = []
        some, lost = self._readable(some) if self.damaged else (some, [])
        if self.spans is not None:
            columns = self._cut(some)
        elif self.dialect.spaced:
            columns = self._slowly(some, bad)
        else:
            columns = self._columns(some.data, bad)
        here = np.flatnonzero(~some.blank)  # the parser passes over blank lines and does not count them
        odd = here[np.array(bad, dtype=np.int64) - 1] if bad else np.empty(0, np.int64)
        at = np.setdiff1d(here, odd, assume_unique=True) if bad else here
        if len(at) != len(columns[0]):
            raise AssertionError(f"{len(at)} records in this block, and the parser gives {len(columns[0])}")
        blank = int(np.count_nonzero(some.blank))
        if len(odd):
            columns, at, rejected, empty = self._mended(some, columns, at, odd)
            blank += empty
        else:
            rejected = []
        rejected = sorted([*rejected, *lost], key=lambda one: one.line) if lost else rejected
        if self.trailing:
            columns, at, rejected = self._without_last(some, columns, at, rejected)
        if some.broken:
            rejected = self._broken(some, rejected)
        if not self.ours and all(column.null_count for column in columns):
            filled = _filled(columns)
            if filled is not None:
                blank += len(at) - len(filled)
                columns = [column.take(pa.array(filled)) for column in columns]
                at = at[filled]
        if self.ours:
            columns = [unguarded(column) for column in columns]
        if self.take is not None:
            columns = [columns[one] for one in self.take]
        again: tuple[int, ...] = ()
        if not self.ours and (same := self._again(columns)) is not None:
            again = tuple(some.lines[at][same].tolist())
            columns = [column.filter(pa.array(~same)) for column in columns]
            at = at[~same]
        rows = pa.array(some.lines[at].astype(np.int32))
        batch = Batch(pa.RecordBatch.from_arrays(columns, names=list(self.names)), rows, tuple(rejected))
        if self.ours:
            return Parsed(batch, blank)
        totals = _lines(rows, self._totals(columns))
        return Parsed(batch, blank, some.framed, totals, again, self._swallowed(some, {one.line for one in rejected}))

    def _swallowed(self, some: Records, rejected: set[int]) -> tuple[int, ...]:
        """Return records of three lines and more with lines inside that split into as many fields as the table has.

        A quotation mark that should not be there, closed by the next one that should not, looks like this; a text
        with line breaks seldom does.
        """
        if self.width < 2 or not len(some) or self.spans is not None:
            return ()
        last = some.lines[-1] + some.raw(len(some) - 1).count(b"\n") + 1
        long = np.flatnonzero(np.diff(some.lines, append=last) >= 3)
        wanted, sign = self.width - 1, self.dialect.sign.encode()
        found = []
        for at in long.tolist():
            inner = some.raw(at).splitlines()[1:-1]
            alike = sum(line.count(sign) == wanted for line in inner)
            if int(some.lines[at]) not in rejected and alike >= (2 if wanted == 1 and sign == b"," else 1):
                found.append(int(some.lines[at]))
        return tuple(found)

    def _totals(self, columns: Sequence[Any]) -> Any:
        return pc.fill_null(pc.match_substring_regex(columns[0], TOTAL_WORDS), False)

    def _again(self, columns: Sequence[Any]) -> Any:
        """Return which rows hold every name of the header, also behind the byte-order mark of a file joined on.

        None when there is none, as nearly always.
        """
        if len(self.names) < 2:
            return None
        last = pc.fill_null(pc.equal(columns[-1], self.names[-1]), False)
        if not pc.any(last).as_py():
            return None
        for name, column in zip(self.names, columns, strict=True):
            same = pc.equal(pc.utf8_trim(column, " \ufeff"), name)
            last = pc.and_(last, pc.fill_null(same, False))
        return last.to_numpy(zero_copy_only=False) if pc.any(last).as_py() else None

    def _without_last(
        self, some: Records, columns: list[Any], at: Any, rejected: list[Rejected]
    ) -> tuple[list[Any], Any, list[Rejected]]:
        """Return columns and records without the field behind the last delimiter; lines that have one are rejected."""
        more = pc.is_valid(columns[-1]).to_numpy(zero_copy_only=False)
        columns = columns[:-1]
        if not more.any():
            return columns, at, rejected
        why = say("This line has a text behind its last delimiter, where all other lines end.")
        odd = [
            Rejected(int(some.lines[one]), self._as_written(some.raw(one).decode("utf-8", "replace")), why)
            for one in at[more].tolist()
        ]
        kept = pa.array(~more)
        rejected = sorted([*rejected, *odd], key=lambda one: one.line)
        return [column.filter(kept) for column in columns], at[~more], rejected

    def _columns(self, data: bytes, bad: list[int]) -> list[Any]:
        """Return the columns of the records that fit; numbers (from 1, without blank lines) of others go to `bad`."""
        if not data.strip(b"\r\n"):
            return [pa.array([], pa.string()) for _key in self.keys]
        if data.startswith(BOM):  # the parser takes one off each block; here it is a text of the first cell
            data = BOM + data

        def odd(row: Any) -> str:
            bad.append(row.number)
            return "skip"

        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=self.keys),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self.dialect.sign,
                quote_char=self.dialect.quote or False,
                double_quote=bool(self.dialect.quote) and not self.dialect.escape,
                escape_char=self.dialect.escape or False,
                newlines_in_values=True,
                ignore_empty_lines=True,
                invalid_row_handler=odd,
            ),
            convert_options=self.convert,
        )
        columns = [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in table.columns]
        return [restored(column, self.dialect) for column in columns]

    def _cut(self, some: Records) -> list[Any]:
        """Return the columns of lines of fixed width, without the spaces that fill fields up."""
        offsets = pa.py_buffer(some.starts.astype(np.int32))
        lines = pa.StringArray.from_buffers(len(some), offsets, pa.py_buffer(some.data))
        lines = pc.utf8_rtrim(lines.filter(pa.array(~some.blank)), "\r\n")
        out = []
        for first, end in self.spans or ():
            whole = first == 0 and end is None and self.width == 1
            column = lines if whole else pc.utf8_trim(pc.utf8_slice_codeunits(lines, first, end), " \u3000")
            out.append(pc.if_else(pc.equal(pc.binary_length(column), 0), pa.scalar(None, pa.string()), column))
        return out

    def _slowly(self, some: Records, bad: list[int]) -> list[Any]:
        """Return the same as `_columns` for a dialect that pyarrow's parser does not know."""
        texts = [some.raw(at).decode("utf-8", "replace") for at in np.flatnonzero(~some.blank).tolist()]
        rows = [row for row in split(texts, self.dialect) if row]
        if len(rows) != len(texts):
            rows = [fields_of(text, self.dialect) for text in texts]
        bad += [number for number, row in enumerate(rows, 1) if len(row) != self.width]
        good = [row for row in rows if len(row) == self.width]
        columns = zip(*good, strict=True) if good else ([] for _key in self.keys)
        return [restored(pa.array([cell or None for cell in column], pa.string()), self.dialect) for column in columns]

    def _mended(
        self, some: Records, columns: list[Any], at: Any, odd: Any
    ) -> tuple[list[Any], Any, list[Rejected], int]:
        """Return columns and records with those odd ones put in place that lose nothing; the others are rejected."""
        width = self.width
        rejected: list[Rejected] = []
        taken: list[int] = []
        cells: list[list[str | None]] = []
        blank = 0
        for record in odd.tolist():
            raw = some.raw(record).decode("utf-8", "replace")
            row = fields_of(raw, self.dialect)
            if not any(cell.strip() for cell in row):
                blank += 1
            elif len(row) > width and not any(cell.strip() for cell in row[width:]):
                taken.append(record)
                cells.append([cell or None for cell in row[:width]])
            elif len(row) < width and self.fill:
                taken.append(record)
                cells.append([*(cell or None for cell in row), *[None] * (width - len(row))])
            else:
                rejected.append(
                    Rejected(
                        int(some.lines[record]),
                        self._as_written(raw),
                        say("This line has {n} fields, the table has {width}.", n=len(row), width=width),
                    )
                )
        if taken:
            at = np.concatenate((at, taken))
            order = np.argsort(at, kind="stable")
            extra = list(zip(*cells, strict=True))
            columns = [
                pa.concat_arrays([column, pa.array(extra[i], pa.string())]).take(pa.array(order))
                for i, column in enumerate(columns)
            ]
            at = at[order]
        return columns, at, rejected, blank

    def _readable(self, some: Records) -> tuple[Records, list[Rejected]]:
        """Return the records without those that hold bytes which are no text, and these as rejected."""
        why = say("This line holds bytes that are not UTF-8; they are shown as “\ufffd”.")
        good = np.array([LOST not in some.raw(at) for at in range(len(some))], dtype=bool)
        lost = [
            Rejected(int(some.lines[at]), self._as_written(some.raw(at).decode()), why) for at in np.flatnonzero(~good).tolist()
        ]
        return some.only(good), lost

    def _as_written(self, raw: str) -> str:
        stand_in = self.dialect.stand_in
        return raw.replace(stand_in, self.dialect.delimiter) if stand_in else raw

    def _broken(self, some: Records, rejected: list[Rejected]) -> list[Rejected]:
        why = say("A quotation mark opens in this line and is not closed; read on, it would swallow the lines below.")
        found = [
            Rejected(line, self._as_written(raw.decode("utf-8", "replace")), why) for line, raw in some.broken
        ]
        return sorted([*rejected, *found], key=lambda one: one.line)


def fields_of(raw: str, dialect: Dialect) -> list[str]:
    """Return the fields of one record as they were written, its delimiter put back."""
    parsed = rows_of(raw, dialect)
    row = parsed[0] if parsed else []
    return [cell.replace(dialect.stand_in, dialect.delimiter) for cell in row] if dialect.stand_in else row


def restored(column: Any, dialect: Dialect) -> Any:
    """Return a column with the delimiter put back where one stands inside a text."""
    if not dialect.stand_in or not pc.any(pc.match_substring(column, dialect.stand_in)).as_py():
        return column
    return pc.replace_substring(column, dialect.stand_in, dialect.delimiter)


def _lines(rows: Any, wanted: Any) -> tuple[int, ...]:
    return tuple(rows.filter(wanted).to_pylist()) if pc.any(wanted).as_py() else ()


def _filled(columns: Sequence[Any]) -> Any:
    """Return the positions of rows with something in them, None when that is every row."""
    filled = pc.is_valid(columns[0])
    for column in columns[1:]:
        if pc.all(filled).as_py():
            return None
        filled = pc.or_(filled, pc.is_valid(column))
    return None if pc.all(filled).as_py() else np.flatnonzero(filled.to_numpy(zero_copy_only=False))
