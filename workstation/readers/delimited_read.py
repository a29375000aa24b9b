"""A delimited text read through: records to batches on several threads, and what became of each line."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import encoding as encodings
from workstation.readers import encoding_source as sources
from workstation.readers.delimited_rows import Parsed, Parser
from workstation.readers.delimited_tail import listed
from workstation.readers.guess import suggested_type
from workstation.readers.reader import Balance, Batch, Found, Reading
from workstation.readers.records import Dialect, Records, StandInMet, records, standing_in
from workstation.text import Sentence, _, say

WORKERS = max(1, min(4, os.cpu_count() or 1))
SAMPLED_ROWS = 20
"""Rows of each batch (4 MB) that the suggested types are made from: all of a file would cost as much as reading it."""
FIRST_SAMPLED_ROWS = 1_000
"""Rows of the first batch, which is the only one of most files."""
MOST_SAMPLED = 20_000


@dataclass(frozen=True)
class Plan:
    """What reading on needs to know of a text file.

    skip:     records, blank ones among them, before the first row of data
    width:    fields of a line
    take:     columns that are taken, from 0; None for all
    last_row: the last line of data, from 1, when a person said so
    tail:     records at the end of the file that are notes, totals or blank
    trailing: every line ends in a delimiter; width counts the nothing behind it
    spans:    first and last character of each field in a file of fixed width; None when delimiters tell
    """

    encoding: encodings.Encoding
    dialect: Dialect
    skip: int
    width: int
    fill: bool
    ours: bool
    take: tuple[int, ...] | None = None
    last_row: int | None = None
    tail: int = 0
    spans: tuple[tuple[int, int | None], ...] | None = None
    trailing: bool = False


def batches(path: Path, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
    """Yield the batches of a table, and fill in the figures of the reading at the end."""
    plan: Plan = found.plan
    size = path.stat().st_size
    tally = _Tally(found)
    parts = tally.watched(sources.utf8_blocks(path, plan.encoding, size, job, _("Reading lines")))
    parser = Parser(found.names, plan.width, plan.dialect, fill=plan.fill, ours=plan.ours,
                    damaged=plan.encoding.damaged, take=plan.take, spans=plan.spans, trailing=plan.trailing)
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="csv") as pool:
        running: deque[Future[Parsed]] = deque()
        try:
            for some in _body(records(standing_in(parts, plan.dialect), plan.dialect), plan, tally):
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
        except StandInMet as error:
            raise stand_in_met(path, plan.dialect) from error
        finally:
            for one in running:
                one.cancel()
    reading.balance = tally.balance()
    reading.warnings.extend(tally.warnings())
    reading.suggested = tuple(suggested_type(column) for column in tally.samples)


def stand_in_met(path: Path, dialect: Dialect) -> Problem:
    """Return the Problem of a file that holds the very byte that was to stand for its delimiter."""
    return Problem(
        "bad-delimiter",
        _("The delimiter “{sign}” cannot be used: the file also holds control characters.", sign=dialect.delimiter),
        where=path.name,
        remedy=_("Choose a delimiter of one plain character, such as , or ; or \\t."),
    )


def _body(found: Iterator[Records], plan: Plan, tally: _Tally) -> Iterator[Records]:
    """Yield the records that are rows of data; what stands above, between and below is counted."""
    left = plan.skip
    held: deque[Records] = deque()
    for some in found:
        if left:
            above = min(left, len(some))
            blank = int(np.count_nonzero(some.blank[:above]))
            tally.head += above - blank
            tally.blank += blank
            left -= above
            some = some.after(above)
        if plan.last_row is not None:
            some = _until(some, plan.last_row, tally)
        held.append(some)
        while len(held) > 1 and sum(len(one) for one in held) - len(held[0]) >= plan.tail:
            yield from _rows(held.popleft(), plan, tally)
    cut = plan.tail
    for at in range(len(held) - 1, -1, -1):
        below = min(cut, len(held[at]))
        if below:
            keep = np.arange(len(held[at])) < len(held[at]) - below
            tally.below(held[at], ~keep)
            held[at] = held[at].only(keep)
            cut -= below
    for one in held:
        yield from _rows(one, plan, tally)


def _rows(some: Records, plan: Plan, tally: _Tally) -> Iterator[Records]:
    if plan.dialect.comment and len(some):
        remarks = some.remarks(plan.dialect.comment)
        if remarks.any():
            tally.remarks += some.lines[remarks].tolist()
            tally.notes += int(np.count_nonzero(remarks))
            some = some.only(~remarks)
    if len(some) or some.broken:
        yield some


def _until(some: Records, last: int, tally: _Tally) -> Records:
    keep = some.lines <= last
    if keep.all() and all(line <= last for line, _raw in some.broken):
        return some
    tally.below(some, ~keep)
    tally.notes += sum(line > last for line, _raw in some.broken)
    return replace(some.only(keep), broken=tuple(one for one in some.broken if one[0] <= last))


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
        self.head = self.blank = self.read = self.rejected = self.notes = 0
        self.samples: list[list[str | None]] = [[] for _name in found.names]
        self.nul = self.lost = self.marks = 0
        self.remarks: list[int] = []
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

    def below(self, some: Records, wanted: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        blank = int(np.count_nonzero(some.blank & wanted))
        self.blank += blank
        self.notes += int(np.count_nonzero(wanted)) - blank

    def taken(self, parsed: Parsed) -> Iterator[Batch]:
        batch = parsed.batch
        self.blank += parsed.blank
        self.read += len(batch.rows)
        self.rejected += len(batch.rejected)
        self.framed += parsed.framed
        self.totals += parsed.totals
        self.repeated += parsed.repeated
        self.notes += len(parsed.repeated)
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
            lines=self.head + self.blank + self.read + self.rejected + self.notes,
            read=self.read,
            rejected=self.rejected,
            blank=self.blank,
            head=self.head,
            notes=self.notes,
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
        if self.remarks:
            out.append(say("Comment lines among the data were left out: {rows}.", rows=listed(self.remarks)))
        if self.repeated:
            out.append(say("Lines that repeat the header were left out: {rows}.", rows=listed(self.repeated)))
        if self.swallowed:
            out.append(
                say(
                    "A quotation mark opens in lines {rows} and is closed several lines below, and what lies between"
                    " looks like lines of the table: look whether they were swallowed by one cell.",
                    rows=listed(self.swallowed),
                )
            )
        if self.totals:
            out.append(
                say(
                    "Rows that look like totals stand among the data and were kept as rows: {rows}. Remove them before"
                    " anything is added up.",
                    rows=listed(self.totals),
                )
            )
        if self.framed:
            out.append(
                say(
                    "Text goes on behind a closing quotation mark in lines {rows}; the marks were taken as frame and"
                    " left out. If they belong to the text, import with the option quote set to nothing.",
                    rows=listed(self.framed),
                )
            )
        return out
