"""JSON lines: a record on each line, or one after the other; lines that are no record are rejected and kept."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.job import Job
from workstation.readers import encoding as encodings
from workstation.readers.grid import Grid
from workstation.readers.json_shapes import Records
from workstation.readers.json_source import LARGEST, Source, decided
from workstation.readers.json_tables import Plan, list_table, texts_of
from workstation.readers.json_text import Decoder, json_text, too_deep
from workstation.readers.options import Options
from workstation.readers.reader import Batch, Found, Reading, SheetInfo
from workstation.readers.record_batches import Gatherer, reading_of
from workstation.readers.record_tables import grid_of_found, named, no_table, row_range, within
from workstation.text import Sentence, _, say

EXTENSIONS = (".jsonl", ".ndjson", ".jsonlines", ".ldjson")
FIRST_LINES = 10


@dataclass(frozen=True)
class _Plan:
    """lines: True when every record stands on a line of its own."""

    table: Plan
    lines: bool


@dataclass(frozen=True)
class _Bad:
    """A line that is no JSON, and why."""

    raw: str
    why: Sentence


class JsonLines:
    """A text with a JSON object, or a JSON array, on each line."""

    name = "jsonl"
    extensions = EXTENSIONS

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the one table of the file."""
        lines = holds_lines(path, options, job) or path.suffix.lower() in EXTENSIONS
        decoder = Decoder()
        records = Records(())
        bad = 0
        for _line, value in _values(path, options, lines, decoder, job, _("Looking for tables")):
            if isinstance(value, _Bad):
                bad += 1
            elif value is not None:
                records.see(value)
        if not records.objects + records.arrays or (bad and records.count < bad):
            raise no_table(path, _("Its lines are no JSON objects."))
        reasons = [say("There is a JSON record on each line.") if lines else say("JSON records stand one after the other.")]
        found = list_table(records, "", reasons, options)
        encoding = decided(path, options, job)
        warnings = list(found.warnings)
        if decoder.doubles:
            warnings.append(say("{n} keys stand twice in one object, such as “{key}”; the last value counts.",
                                n=decoder.doubles, key=decoder.double))
        found = dataclasses.replace(found, encoding=encoding.name, reasons=(encoding.reason, *found.reasons),
                                    warnings=tuple(warnings), plan=_Plan(found.plan, lines))
        return named([found], options)

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return the one sheet, which has no name."""
        return [SheetInfo("")]

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return the fields' names and the records below them, cell by cell."""
        found = self.tables(path, options, job)[0]
        keyed = found.header_rows > 0 or found.plan.table.records.kind == "object"
        return grid_of_found(self, path, found, job, rows, keyed)

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of the records; rows are numbered as the lines of the file."""
        return reading_of(lambda reading: _batches(path, found, reading, job))


def holds_lines(path: Path, options: Options, job: Job) -> bool:
    """Return whether a JSON file has a value on each line: its first line is whole, and more begin below.

    A file that is called JSON lines is one when any of its first lines is whole and it does not begin a list.
    """
    named = path.suffix.lower() in EXTENSIONS
    decoder = json.JSONDecoder(strict=False)
    begun = 0
    first = False
    for raw in _lines(path, options, job, ""):
        text = raw.strip()
        if not text:
            continue
        begun += 1
        if begun == 1 and text == "[":
            return False
        if begun == 2 and first and text[0] in "{[":
            return True
        try:
            whole = isinstance(decoder.decode(text), (dict, list))
        except (ValueError, RecursionError):
            whole = False
        if whole and named:
            return begun > 1 or not text.startswith("[{")
        first = first or whole
        if begun >= (FIRST_LINES if named else 2) or (not whole and not named):
            return False
    return False


def _lines(path: Path, options: Options, job: Job, label: str) -> Iterator[str]:
    """Yield the lines of a file without their line breaks; Problem when one is longer than a record can be."""
    encoding = decided(path, options, job)
    rest = b""
    size = path.stat().st_size
    for part in encodings.utf8_blocks(path, encoding, size, job, label or _("Looking at the first lines")):
        lines = (rest + part).split(b"\n")
        rest = lines.pop()
        if len(rest) > 4 * LARGEST:
            raise too_deep(path.name)
        for line in lines:
            yield line.decode("utf-8", "replace")
    if rest:
        yield rest.decode("utf-8", "replace")


def _values(path: Path, options: Options, lines: bool, decoder: Decoder, job: Job, label: str) -> Iterator[tuple[int, Any]]:
    """Yield line or number, and value of each record; None for a blank line, _Bad for one that is no JSON."""
    if not lines:
        source = Source(path, options, job, label)
        source.decoder = decoder
        at = 0
        while source.peek():
            at += 1
            yield at, source.value()
            if source.peek() == ",":
                source.take(",")
        return
    decode = decoder.decode
    for at, text in enumerate(_lines(path, options, job, label), 1):
        if not text or text.isspace():
            yield at, None
            continue
        try:
            value = decode(text.removeprefix("\ufeff"))
        except json.JSONDecodeError as error:
            yield at, _Bad(text, say("It is no JSON: {why} at character {n}.", why=error.msg, n=error.pos + 1))
        except RecursionError:
            yield at, _Bad(text, say("It nests its parts too deeply."))
        else:
            yield at, value if isinstance(value, (dict, list)) else _Bad(text, say("It holds no object and no array."))


def _batches(path: Path, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
    plan: _Plan = found.plan
    records, keys, options = plan.table.records, plan.table.keys, plan.table.options
    gatherer = Gatherer(found.names)
    first, last = row_range(options, found.first_row)
    header = found.header_rows
    for at, value in _values(path, options, plan.lines, Decoder(), job, _("Reading records")):
        if value is None:
            gatherer.blank += 1
        elif header:
            header -= 1
            gatherer.head += 1
        elif within(at, min(first, at) if found.header_rows else first, last, gatherer):
            if isinstance(value, _Bad):
                gatherer.reject(at, value.raw, value.why)
            elif (texts := texts_of(records, keys, value)) is None:
                gatherer.reject(at, json_text(value), say("It is of another kind than the records around it."))
            else:
                gatherer.add(at, texts, sum(map(len, filter(None, texts))))
        if gatherer.full:
            yield from gatherer.batch()
    yield from gatherer.batch()
    gatherer.finish(reading)
