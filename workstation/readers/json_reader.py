"""JSON: a list of objects or rows, wherever it stands in the file; nested objects are flattened, arrays stay JSON text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workstation.job import Job
from workstation.readers.grid import Grid
from workstation.readers.json_lines import JsonLines, holds_lines
from workstation.readers.json_shapes import shape_of
from workstation.readers.json_source import Source
from workstation.readers.json_tables import Plan, elements_at, members_at, tables_of, texts_of, turned
from workstation.readers.json_text import flat, json_text
from workstation.readers.options import Options
from workstation.readers.reader import Batch, Found, Reading, SheetInfo
from workstation.readers.record_batches import Gatherer, reading_of
from workstation.readers.record_tables import grid_of_found, named, no_table, row_range, sheets_of, within
from workstation.text import Sentence, _, say

Row = tuple[list[str | None] | None, Any]


class Json:
    """A JSON file; one that holds a value a line is read as JSON lines, whatever it is called."""

    name = "json"
    extensions = (".json", ".geojson")

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return a table for each list of records in the file."""
        if holds_lines(path, options, job):
            return JsonLines().tables(path, options, job)
        source = Source(path, options, job, _("Looking for tables"))
        shape = shape_of(source)
        if source.peek() and source.peek() in "{[":
            return JsonLines().tables(path, options, job)
        if source.peek():
            raise source.broken(_("Something stands behind its end."))
        found = [
            dataclasses.replace(one, encoding=source.encoding.name, reasons=(source.encoding.reason, *one.reasons),
                                warnings=(*one.warnings, *told(source)))
            for one in tables_of(shape, options, lambda: Source(path, options, job, _("Looking for tables")))
        ]
        if not found:
            raise no_table(path, _("It holds no list of objects or rows."))
        return named(found, options)

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return one sheet for each list of records."""
        whole = dataclasses.replace(options, sheet=None)
        return sheets_of(lambda: self.tables(path, whole, job))

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return the fields' names and the records below them, cell by cell."""
        found = self.tables(path, options, job)[0]
        made_up = found.header_rows == 0 and isinstance(found.plan, Plan) and found.plan.records.kind != "object"
        return grid_of_found(self, path, found, job, rows, not made_up or found.plan.kind != "list")

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one list; rows are numbered as the elements of the list."""
        if not isinstance(found.plan, Plan):
            return JsonLines().read(path, found, job)
        return reading_of(lambda reading: _batches(path, found, reading, job))


def told(source: Source) -> list[Sentence]:
    """Return what is odd in a file that was gone through."""
    out = []
    if source.decoder.doubles:
        out.append(say("{n} keys stand twice in one object, such as “{key}”; the last value counts.",
                       n=source.decoder.doubles, key=source.decoder.double))
    if source.trailing_comma:
        out.append(say("A comma stands behind the last element of a list; it was passed over."))
    return out


def _batches(path: Path, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
    plan: Plan = found.plan
    source = Source(path, plan.options, job, _("Reading records"))
    gatherer = Gatherer(found.names)
    first, last = row_range(plan.options, found.first_row)
    for at, (texts, element) in enumerate(_rows(source, plan), 1):
        if within(at, first, last, gatherer):
            if texts is not None:
                gatherer.add(at, texts, sum(map(len, filter(None, texts))))
            elif element is None:
                gatherer.blank += 1
            else:
                gatherer.reject(at, json_text(element), say("It is of another kind than the records around it."))
        if gatherer.full:
            yield from gatherer.batch()
    yield from gatherer.batch()
    gatherer.finish(reading)


def _rows(source: Source, plan: Plan) -> Iterator[Row]:
    """Yield each record's texts and the record itself; no texts where it is of another kind than the others."""
    keys, records = plan.keys, plan.records
    if plan.kind == "list" and records.kind == "object" and records.columns and not records.features:
        levels = records.levels
        for element in elements_at(source, plan.path):
            if isinstance(element, dict):
                texts = flat(element, levels)
                yield [texts.get(key) for key in keys], element
            else:
                yield None, element
    elif plan.kind == "list":
        for element in elements_at(source, plan.path):
            yield texts_of(records, keys, element), element
    elif plan.kind == "members":
        for key, value in members_at(source, plan.path):
            found = texts_of(records, keys, value)
            yield None if found is None else [key, *found], value
    elif plan.kind == "columns":
        for row in turned(source, plan.path, keys):
            yield row, row
    else:
        record = source.value()
        yield texts_of(records, keys, record), record
