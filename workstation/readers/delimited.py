"""Delimited text: csv, tsv and any one-character delimiter, with every line accounted for."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from workstation.errors import Problem
from workstation.job import Job
from workstation.marking import is_ours, unguarded_text
from workstation.readers import dialect as dialects
from workstation.readers import encoding as encodings
from workstation.readers.delimited_head import find_head
from workstation.readers.delimited_rows import Parsed, Parser
from workstation.readers.guess import damage, suggested_type
from workstation.readers.layout import listed
from workstation.readers.options import Options
from workstation.readers.reader import Balance, Batch, Found, Reading, unique_names
from workstation.readers.records import Dialect, Records, records
from workstation.text import Sentence, _, say

WORKERS = max(1, min(4, os.cpu_count() or 1))
SAMPLED_ROWS = 20
"""Rows of each batch (4 MB) that the suggested types are made from: all of a file would cost as much as reading it."""
FIRST_SAMPLED_ROWS = 1_000
"""Rows of the first batch, which is the only one of most files."""


@dataclass(frozen=True)
class _Plan:
    encoding: encodings.Encoding
    dialect: Dialect
    skip: int
    """Records, blank ones among them, before the first row of data."""
    width: int
    fill: bool
    ours: bool


MOST_SAMPLED = 20_000
FEW_LINES = 20
MOST_SAMPLE_BYTES = 16 << 20
"""How much is looked at first where fewer than FEW_LINES lines fill the usual sample: very wide tables, huge texts."""


class Delimited:
    """Text with one record a line and a delimiter between fields."""

    name = "delimited"
    extensions = (".csv", ".tsv", ".tab", ".txt", ".psv", ".dat")

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the one table of a text file."""
        size = path.stat().st_size
        encoding = encodings.decide(path, options.encoding, job)
        sample = _sample(path, encoding, size, job)
        if not sample.strip(b"\x00 \t\r\n"):
            raise Problem(
                "empty-file",
                _("There is nothing in this file."),
                where=path.name,
                remedy=_("Ask for the file again, or choose another one."),
            )
        text = sample.decode("utf-8", "ignore")
        ours = encoding.mark == 3 and is_ours(text)
        named = "" if ours or options.delimiter else dialects.announced(text)
        guess = dialects.guess(text, "," if ours else options.delimiter or named or None, '"' if ours else options.quote)
        first = _first_records(sample, guess.dialect)
        if named:
            first.rows[0] = []  # it speaks to Excel and is no row
        if ours and options.header_rows is None and options.first_row is None:
            options = Options(header_rows=1, first_row=first.line_after(0))
        head = find_head(first.lines, first.rows, guess.width, options)
        if head.skip >= len(first.rows) and options.first_row is not None and options.first_row > first.lines[-1] + 1:
            raise Problem(
                "bad-option",
                _("There is no line {line} near the start of this file.", line=options.first_row),
                where=path.name,
                remedy=_("Choose the line where data starts again."),
            )
        names, warnings = unique_names([unguarded_text(name) for name in first.rows[0]] if ours else head.names)
        body = [row for row in first.rows[head.skip :] if len(row) == head.width]
        columns = [[row[at] for row in body] for at in range(head.width)]
        plan = _Plan(encoding, guess.dialect, head.skip, head.width, head.fill or options.short_rows == "fill", ours)
        return [
            Found(
                sheet="",
                names=names,
                header_rows=head.header_rows,
                first_row=head.first_row,
                encoding=encoding.name,
                dialect=_described(guess.dialect, sample, encoding, ours, head.width),
                suggested=tuple(suggested_type(column) for column in columns),
                warnings=tuple(
                    one
                    for one in (
                        guess.warning,
                        None if ours else dialects.spaced_quotes(text[:65_536], guess.dialect),
                        *head.warnings,
                        *warnings,
                        *damage(names, columns),
                    )
                    if one is not None
                ),
                reasons=(encoding.reason, guess.reason, *head.reasons),
                plan=plan,
            )
        ]

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of the table; its lines are those of the file."""
        plan: _Plan = found.plan

        def batches() -> Iterator[Batch]:
            yield from _batches(path, found, plan, reading, job)

        reading = Reading(batches())
        return reading


def _described(
    dialect: Dialect, sample: bytes, encoding: encodings.Encoding, ours: bool, width: int
) -> dict[str, object]:
    out: dict[str, object] = {
        "delimiter": dialect.delimiter if width > 1 else "",
        "quote": dialect.quote,
        "newline": dialects.newline_of(sample),
        "bom": encoding.mark > 0,
    }
    if dialect.escape:
        out["escape"] = dialect.escape
    if ours:
        out["ours"] = True
    return out


def _sample(path: Path, encoding: encodings.Encoding, size: int, job: Job) -> bytes:
    """Return the start of the text as UTF-8, cut behind a line break unless it is the whole text."""
    parts = encodings.utf8_blocks(path, encoding, size, job, _("Looking at the first lines"))
    sample = b""
    for part in parts:
        sample += part
        few = sample.count(b"\n", 0, dialects.SAMPLE_BYTES) + sample.count(b"\r", 0, dialects.SAMPLE_BYTES) < FEW_LINES
        if len(sample) > (MOST_SAMPLE_BYTES if few else dialects.SAMPLE_BYTES):
            end = MOST_SAMPLE_BYTES if few else dialects.SAMPLE_BYTES
            cut = max(sample.rfind(b"\n", 0, end), sample.rfind(b"\r", 0, end)) + 1
            return sample[: cut or end]
    return sample


@dataclass(frozen=True)
class _First:
    lines: list[int]
    rows: list[list[str]]

    def line_after(self, at: int) -> int:
        return self.lines[at + 1] if at + 1 < len(self.lines) else self.lines[at] + 1


def _first_records(sample: bytes, dialect: Dialect) -> _First:
    """Return line and fields of the first records; a blank one has no fields."""
    lines: list[int] = []
    rows: list[list[str]] = []
    for some in records([sample], dialect):
        for at in range(len(some)):
            lines.append(int(some.lines[at]))
            raw = some.raw(at).decode("utf-8", "replace")
            cells = dialects.rows_of(raw, dialect)
            rows.append(cells[0] if cells and not some.blank[at] else [])
            if len(rows) >= dialects.SAMPLE_RECORDS:
                return _First(lines, rows)
    return _First(lines, rows)


def _batches(path: Path, found: Found, plan: _Plan, reading: Reading, job: Job) -> Iterator[Batch]:
    size = path.stat().st_size
    parts = encodings.utf8_blocks(path, plan.encoding, size, job, _("Reading lines"))
    tally = _Tally(found)
    parser = Parser(found.names, plan.dialect, plan.fill, plan.ours, plan.encoding.damaged)
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="csv") as pool:
        running: deque[Future[Parsed]] = deque()
        try:
            for some in _body(records(tally.watched(parts), plan.dialect), plan, tally):
                running.append(pool.submit(parser.parse, some))
                if len(running) > WORKERS:
                    yield from tally.taken(running.popleft().result())
            while running:
                yield from tally.taken(running.popleft().result())
        except pa.ArrowInvalid as error:
            raise Problem(
                "bad-text",
                _("The lines of this file could not be read: {error}", error=str(error)),
                where=path.name,
                remedy=_("The file may have changed while it was read; import it again."),
            ) from error
        finally:
            for one in running:
                one.cancel()
    reading.balance = tally.balance()
    reading.warnings.extend(tally.warnings())
    reading.suggested = tuple(suggested_type(column) for column in tally.samples)


def _body(found: Iterator[Records], plan: _Plan, tally: _Tally) -> Iterator[Records]:
    """Yield the records from the first row of data on; what stands above is counted as head."""
    left = plan.skip
    for some in found:
        if left:
            above = min(left, len(some))
            blank = int(np.count_nonzero(some.blank[:above]))
            tally.head += above - blank
            tally.blank += blank
            left -= above
            some = some.after(above)
        if len(some) or some.broken:
            yield some


def _signs(part: bytes) -> tuple[int, int]:
    """Return how many U+FFFD and how many U+FEFF stand whole in a part of UTF-8."""
    codes = np.frombuffer(part, dtype=np.uint8)
    first = np.flatnonzero(codes == 0xEF)
    first = first[first < len(codes) - 2]
    second, third = codes[first + 1], codes[first + 2]
    return (int(np.count_nonzero((second == 0xBF) & (third == 0xBD))),
            int(np.count_nonzero((second == 0xBB) & (third == 0xBF))))


class _Tally:
    """Counts what became of each line while batches go by, and keeps a sample of the texts."""

    def __init__(self, found: Found) -> None:
        self.names = found.names
        self.head = self.blank = self.read = self.rejected = 0
        self.samples: list[list[str | None]] = [[] for _name in found.names]
        self.nul = self.lost = self.marks = 0
        self.framed: list[int] = []
        self.totals: list[int] = []
        self.repeated: list[int] = []
        self.swallowed: list[int] = []

    def watched(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        tail = b""  # parts are cut anywhere: a sign may begin in the one before
        for part in parts:
            self.nul += part.count(0) if part.find(0) >= 0 else 0
            if part.find(0xEF) >= 0 or tail.find(0xEF) >= 0:  # first byte of both signs; to look for all three costs more
                lost, marks = _signs(tail + part)
                self.lost, self.marks = self.lost + lost, self.marks + marks
            tail = part[-2:]
            yield part

    def taken(self, parsed: Parsed) -> Iterator[Batch]:
        batch = parsed.batch
        self.blank += parsed.blank
        self.read += len(batch.rows)
        self.rejected += len(batch.rejected)
        self.framed += parsed.framed
        self.totals += parsed.totals
        self.repeated += parsed.repeated
        self.swallowed += parsed.swallowed
        wanted = SAMPLED_ROWS if self.samples and self.samples[0] else FIRST_SAMPLED_ROWS
        at = pa.array(np.arange(0, len(batch.rows), max(1, len(batch.rows) // wanted)))
        for column, sample in zip(batch.data.columns, self.samples, strict=True):
            if len(sample) < MOST_SAMPLED:
                sample.extend(column.take(at).to_pylist())
        if len(batch.rows) or batch.rejected:
            yield batch

    def balance(self) -> Balance:
        return Balance(
            lines=self.head + self.blank + self.read + self.rejected,
            read=self.read,
            rejected=self.rejected,
            blank=self.blank,
            head=self.head,
        )

    def warnings(self) -> list[Sentence]:
        out = []
        if self.nul:
            out.append(say("The file holds {n} NUL characters, which cannot be seen; they were kept.", n=self.nul))
        if self.lost:
            out.append(say("{n} characters read “\ufffd”: lost by the program that wrote the file.", n=self.lost))
        if self.marks:
            out.append(
                say(
                    "The file holds {n} byte-order marks (U+FEFF) beyond its start, as files joined together do; they"
                    " were kept.",
                    n=self.marks,
                )
            )
        if self.repeated:
            out.append(
                say("Lines that repeat the header were kept as rows: {rows}.", rows=listed([n - 1 for n in self.repeated]))
            )
        if self.swallowed:
            out.append(
                say(
                    "A quotation mark opens in lines {rows} and is closed several lines below, and what lies between"
                    " looks like lines of the table: look whether they were swallowed by one cell.",
                    rows=listed([n - 1 for n in self.swallowed]),
                )
            )
        if self.totals:
            out.append(
                say(
                    "Rows that look like totals stand among the data and were kept as rows: {rows}. Remove them before"
                    " anything is added up.",
                    rows=listed([n - 1 for n in self.totals]),
                )
            )
        if self.framed:
            out.append(
                say(
                    "Text goes on behind a closing quotation mark in lines {rows}; the marks were taken as frame and"
                    " left out. If they belong to the text, import with the option quote set to nothing.",
                    rows=listed([n - 1 for n in self.framed]),
                )
            )
        return out
