"""Delimited text: csv, tsv and any delimiter, fixed width and plain lines, with every line accounted for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.marking import is_ours, unguarded_text
from workstation.readers import delimited_head as heads
from workstation.readers import dialect as dialects
from workstation.readers import encoding as encodings
from workstation.readers import encoding_source as sources
from workstation.readers.delimited_blocks import blocks, other_dialects
from workstation.readers.delimited_grid import LineGrid, grid_of
from workstation.readers.delimited_read import Plan, batches, stand_in_met
from workstation.readers.delimited_rows import fields_of
from workstation.readers.delimited_tail import Tail, find_tail
from workstation.readers.fixed_width import Spans, cut, spans_of
from workstation.readers.grid import Sheet
from workstation.readers.guess import damage, suggested_type
from workstation.readers.options import Options
from workstation.readers.reader import Found, Part, Reading, SheetInfo, unique_names
from workstation.readers.records import StandInMet, records, standing_in
from workstation.text import _, say

FEW_LINES = 20
MOST_SAMPLE_BYTES = 16 << 20
"""How much is looked at first where fewer than FEW_LINES lines fill the usual sample: very wide tables, huge texts."""
TAIL_BYTES = 64 << 10
"""How much of the end is looked at for notes and totals."""

@dataclass(frozen=True)
class _Text:
    """The start of a text and how its fields are told apart."""

    sample: bytes
    whole: bool
    ours: bool
    guess: dialects.Guess
    spans: Spans | None


class Delimited:
    """Text with one record a line and a delimiter between fields."""

    name = "delimited"
    extensions: tuple[str, ...] = (".csv", ".tsv", ".tab", ".txt", ".psv", ".dat", ".prn", ".asc", ".log")

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return the one sheet of a text file, which has no name."""
        return [SheetInfo("")]

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> LineGrid:
        """Return the fields of each line as they stand.

        rows: only the first so many, read from the head of the file; the encoding is then judged by that head alone,
        and the sheet is marked provisional
        """
        options = self._own(options)
        size = path.stat().st_size
        provisional = rows is not None and size > sources.HEAD_BYTES
        encoding = encodings.of_head(path, options.encoding, job) if provisional else encodings.decide(
            path, options.encoding, job)
        text = _looked_at(path, encoding, options, size, job)
        parts = sources.utf8_blocks(path, encoding, size, job, _("Reading lines"), small=rows is not None)
        if provisional and rows is not None and text.sample.count(b"\n") > rows:
            parts = iter([text.sample])
        dialect = text.guess.dialect
        try:
            found = records(standing_in(parts, dialect), dialect)
            return grid_of(found, dialect, Sheet(provisional=provisional), rows, text.spans)
        except StandInMet as error:
            raise stand_in_met(path, dialect) from error

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the one table of a text file."""
        options = self._own(options)
        size = path.stat().st_size
        encoding = encodings.decide(path, options.encoding, job)
        text = _looked_at(path, encoding, options, size, job)
        first = _first_records(text)
        if text.ours and options.header_rows is None and options.first_row is None:
            options = replace(options, header_rows=1, first_row=first.line_after(0))
        plain = (options.first_row, options.header_rows, options.last_row) == (None, None, None) and text.spans is None
        parted = blocks(first.rows) if text.whole and first.whole and plain and not text.ours else []
        if len(parted) < 2:
            return [self._found(path, text, first, encoding, options, size, job)]
        out = []
        for number, block in enumerate(parted, 1):
            last = first.lines[block.end - 1] if number < len(parted) else None
            part = _First(first.lines[block.first : block.end if last else None],
                          first.rows[block.first : block.end if last else None], (), True)
            own = replace(text, guess=replace(text.guess, width=block.width))
            one = self._found(path, own, part, encoding, options, size, job)
            why = say("Blank lines part {n} tables; this one has {width} fields.", n=len(parted), width=block.width)
            plan = replace(one.plan, skip=one.plan.skip + block.first, last_row=last)
            end = last or dialects.line_count(text.sample)
            parts = tuple(replace(part, range=f"{one.first_row}:{end}") if part.kind == "data" and last else part
                          for part in one.parts)
            out.append(replace(one, table=number, plan=plan, reasons=(*one.reasons, why), parts=parts,
                               confidence=min(one.confidence, 0.9)))
        return out

    def _found(
        self, path: Path, text: _Text, first: _First, encoding: encodings.Encoding, options: Options, size: int, job: Job
    ) -> Found:
        head = self._head(path, first, text, options)
        names, warnings = unique_names(
            [unguarded_text(name) for name in first.rows[0]] if text.ours else head.names)
        tail = Tail() if text.ours or options.last_row else _tail(path, encoding, text, first, head, options, size, job)
        trailing = text.spans is None and not text.ours and heads.ends_in_delimiters(first.rows, head)
        names = names[:-1] if trailing else names
        warnings = [] if trailing and len(warnings) == 1 and sum(not name for name in head.names) == 1 else warnings
        take = heads.columns_of(options.columns, len(names))
        plan = Plan(encoding, text.guess.dialect, head.skip, head.width, head.fill or options.short_rows == "fill",
                    text.ours, take, options.last_row, tail.count, text.spans, trailing)
        body = [row for row in first.rows[head.skip : len(first.rows) - (tail.count if text.whole else 0)]
                if len(row) == head.width]
        columns = [[row[at] for row in body] for at in (take or range(len(names)))]
        names = names if take is None else tuple(names[at] for at in take)
        spaced = None if text.ours or text.guess.dialect.spaced else dialects.spaced_quotes(
            text.sample[:65_536].decode("utf-8", "ignore"), text.guess.dialect)
        mixed = other_dialects(first.lines, first.rows, head.width, text.guess.dialect) if text.spans is None else None
        told = (encoding.warning, text.guess.warning, mixed, spaced, *head.warnings, *warnings, *tail.warnings,
                *damage(names, columns))
        return Found(
            sheet="",
            names=names,
            header_rows=head.header_rows,
            first_row=head.first_row,
            encoding=encoding.name,
            dialect=_described(text, encoding, head.width),
            suggested=tuple(suggested_type(column) for column in columns),
            warnings=tuple(one for one in told if one is not None),
            reasons=(encoding.reason, text.guess.reason, *head.reasons),
            confidence=round(min(encoding.confidence, text.guess.confidence, head.confidence, 0.6 if mixed else 1.0), 3),
            parts=_parts(first, head, tail, encoding, text, options),
            plan=plan,
        )

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of the table; its lines are those of the file."""
        reading = Reading(iter(()))
        reading._batches = batches(path, found, reading, job)
        return reading

    def _own(self, options: Options) -> Options:
        return options

    def _head(self, path: Path, first: _First, text: _Text, options: Options) -> heads.Head:
        if options.kind == "lines" and not options.header_rows:
            return heads.no_header(first.lines, first.rows, options)
        head = heads.find_head(first.lines, first.rows, text.guess.width, options)
        beyond = head.skip >= len(first.rows) and options.first_row is not None
        if beyond and options.first_row is not None and options.first_row > first.lines[-1] + 1:
            raise Problem(
                "bad-option",
                _("There is no line {line} near the start of this file.", line=options.first_row),
                where=path.name,
                remedy=_("Choose the line where data starts again."),
            )
        return head


class FixedWidth(Delimited):
    """Text whose fields begin at the same place in every line."""

    name = "fixed_width"
    extensions = ()

    def _own(self, options: Options) -> Options:
        return replace(options, kind="fixed_width")


class Lines(Delimited):
    """Text of lines, each one a record of one field."""

    name = "lines"
    extensions = ()

    def _own(self, options: Options) -> Options:
        return replace(options, kind="lines")


def _looked_at(path: Path, encoding: encodings.Encoding, options: Options, size: int, job: Job) -> _Text:
    """Return the start of a text and how its fields are told apart; Problem when there is nothing in it."""
    sample, whole = _sample(path, encoding, size, job)
    if not sample.strip(b"\x00 \t\r\n"):
        raise Problem(
            "empty-file",
            _("There is nothing in this file."),
            where=path.name,
            remedy=_("Ask for the file again, or choose another one."),
        )
    text = sample.decode("utf-8", "ignore")
    if options.kind == "lines":
        return _Text(sample, whole, False, dialects.lines(), ((0, None),))
    ours = encoding.mark == 3 and is_ours(text) and options.kind is None and options.widths is None
    plain = options.delimiter is None and not ours
    if options.kind == "fixed_width" or options.widths is not None:
        spans = spans_of(text, options.widths)
        if spans is None:
            raise Problem(
                "no-fixed-width",
                _("The lines of this file do not stand in columns of fixed width."),
                where=path.name,
                remedy=_("Give the width of each field with the option widths, such as 10,4,20."),
            )
        return _Text(sample, whole, False, dialects.fixed(len(spans)), spans)
    named = dialects.announced(text) if plain else ""
    wish = replace(options, delimiter=named) if named else options
    if ours:
        wish = replace(options, delimiter=",", quote='"', escape="", comment="")
    guess = dialects.guess(text, wish)
    if named:
        guess = replace(guess, reason=say("The first line names the delimiter “{sign}”.", sign=dialects.shown(named)))
    if plain and not named and (guess.width < 2 or guess.dialect.delimiter == " "):
        spans = spans_of(text, None)
        if spans is not None and len(spans) > 1:
            return _Text(sample, whole, False, dialects.fixed(len(spans)), spans)
    return _Text(sample, whole, ours, guess, None)


def _described(text: _Text, encoding: encodings.Encoding, width: int) -> dict[str, object]:
    dialect = text.guess.dialect
    out: dict[str, object] = {
        "delimiter": dialect.delimiter if width > 1 and text.spans is None else "",
        "quote": dialect.quote,
        "newline": dialects.newline_of(text.sample),
        "bom": encoding.mark > 0,
    }
    if dialect.escape:
        out["escape"] = dialect.escape
    if dialect.comment:
        out["comment"] = dialect.comment
    if dialect.spaced:
        out["skip_spaces"] = True
    if text.spans is not None and len(text.spans) > 1:
        out["widths"] = [(end - first if end is not None else 0) for first, end in text.spans]
    if text.ours:
        out["ours"] = True
    return out


def _sample(path: Path, encoding: encodings.Encoding, size: int, job: Job) -> tuple[bytes, bool]:
    """Return the start of the text as UTF-8, cut behind a line break unless it is the whole text, and whether it is."""
    parts = sources.utf8_blocks(path, encoding, size, job, _("Looking at the first lines"), small=True)
    sample = b""
    for part in parts:
        sample += part
        few = sample.count(b"\n", 0, dialects.SAMPLE_BYTES) + sample.count(b"\r", 0, dialects.SAMPLE_BYTES) < FEW_LINES
        if len(sample) > (MOST_SAMPLE_BYTES if few else dialects.SAMPLE_BYTES):
            end = MOST_SAMPLE_BYTES if few else dialects.SAMPLE_BYTES
            cut_at = max(sample.rfind(b"\n", 0, end), sample.rfind(b"\r", 0, end)) + 1
            return sample[: cut_at or end], False
    return sample, True


@dataclass(frozen=True)
class _First:
    """Line and fields of the first records; a blank one and a comment have no fields. remarks: lines of comments."""

    lines: list[int]
    rows: list[list[str]]
    remarks: tuple[int, ...] = ()
    whole: bool = False

    def line_after(self, at: int) -> int:
        return self.lines[at + 1] if at + 1 < len(self.lines) else self.lines[at] + 1


def _first_records(text: _Text) -> _First:
    """Return line and fields of the first records; a line that speaks to Excel (sep=;) is no row."""
    first = _records([text.sample], text, dialects.SAMPLE_RECORDS)
    if dialects.announced(text.sample[:64].decode("utf-8", "ignore")) and text.spans is None and first.rows:
        first.rows[0] = []
    return first


def _records(parts: Sequence[bytes], text: _Text, most: int) -> _First:
    dialect = text.guess.dialect
    lines: list[int] = []
    rows: list[list[str]] = []
    remarks: list[int] = []
    for some in records(standing_in(parts, dialect), dialect):
        comment = some.remarks(dialect.comment) if dialect.comment else some.blank
        for at in range(len(some)):
            lines.append(int(some.lines[at]))
            if dialect.comment and comment[at]:
                remarks.append(lines[-1])
            raw = some.raw(at).decode("utf-8", "replace")
            cells = [] if some.blank[at] or comment[at] else (
                fields_of(raw, dialect) if text.spans is None else cut(raw, text.spans))
            rows.append(cells)
            if len(rows) >= most:
                return _First(lines, rows, tuple(remarks))
    return _First(lines, rows, tuple(remarks), whole=True)


def _tail(
    path: Path, encoding: encodings.Encoding, text: _Text, first: _First, head: heads.Head, options: Options,
    size: int, job: Job,
) -> Tail:
    """Return what stands below the data: found on all records when they were all looked at, else on the last lines."""
    keep = options.totals == "keep"
    dialect = text.guess.dialect
    if text.whole and first.whole:
        at = min(head.skip, len(first.rows))
        return find_tail(first.lines[at:], first.rows[at:], head.width, dialect, keep)
    end = sources.last_lines(path, encoding, size, TAIL_BYTES)
    if dialect.quote and end.count(dialect.quote.encode()) % 2:
        return Tail()  # where the last lines begin may lie inside quotation marks: nothing is sure
    last = _records([end], text, 1 << 30)
    if encoding.lines is None or not last.rows:
        return Tail()
    total = dialects.line_count(end)
    lines = [encoding.lines - total + line for line in last.lines]
    return find_tail(lines, last.rows, head.width, dialect, keep)


def _parts(
    first: _First, head: heads.Head, tail: Tail, encoding: encodings.Encoding, text: _Text, options: Options
) -> tuple[Part, ...]:
    """Return what every part of the file was taken for, from top to bottom."""
    out = list(heads.parts_above(first.lines, first.rows, first.remarks, head))
    last = options.last_row or encoding.lines
    if text.whole:
        last = options.last_row or dialects.line_count(text.sample)
    below = list(itertools.chain(tail.parts))
    if below:
        last = int(below[0].range.split(":")[0]) - 1
    if last is not None and last >= head.first_row:
        why = say("Lines with {n} fields each.", n=head.width) if head.width > 1 else say("Lines of one field.")
        out.append(Part("data", f"{head.first_row}:{last}", why, text.guess.confidence))
    return (*out, *below)


