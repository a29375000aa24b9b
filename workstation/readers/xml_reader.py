"""XML: the element that repeats gives the rows; its attributes and children, flattened, are the fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from workstation.job import Job
from workstation.readers import encoding as encodings
from workstation.readers.grid import Grid
from workstation.readers.guess import suggested_type
from workstation.readers.json_shapes import Records
from workstation.readers.json_text import Path
from workstation.readers.options import Options
from workstation.readers.reader import Batch, Found, Part, Reading, SheetInfo
from workstation.readers.record_batches import Gatherer, reading_of
from workstation.readers.record_tables import grid_of_found, named, names_of, no_table, row_range, sheets_of, within
from workstation.readers.xml_events import encoding_of, walk
from workstation.readers.xml_shapes import Collector, Element, Shape
from workstation.text import _, say

MOST_TABLES = 100
UNSURE = 0.6


@dataclass(frozen=True)
class _Plan:
    options: Options
    encoding: encodings.Encoding
    path: Path
    records: Records
    keys: tuple[Path, ...]


class Xml:
    """An XML file with elements that repeat."""

    name = "xml"
    extensions = (".xml", ".rss", ".atom", ".gml", ".kml")

    def tables(self, path: FilePath, options: Options, job: Job) -> list[Found]:
        """Return a table for each element that repeats."""
        encoding = encoding_of(path, options, job)
        shape = Shape()
        for _part in walk(path, encoding, shape, job, _("Looking for tables")):
            pass
        elements, repeat = shape.candidates()
        elements = elements[:MOST_TABLES]
        if not elements:
            raise no_table(path, _("No element of it repeats."))
        records = {one.path: Records(one.path) for one in elements}
        collector = Collector(set(records), lambda place, record: records[place].see(record))
        for _part in walk(path, encoding, collector, job, _("Looking for tables")):
            pass
        found = [_found(one, records[one.path], len(elements) > 1, repeat, encoding, options) for one in elements]
        return named(found, options)

    def sheets(self, path: FilePath, options: Options, job: Job) -> list[SheetInfo]:
        """Return one sheet for each element that repeats."""
        whole = dataclasses.replace(options, sheet=None)
        return sheets_of(lambda: self.tables(path, whole, job))

    def grid(self, path: FilePath, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return the fields' names and the records below them, cell by cell."""
        return grid_of_found(self, path, self.tables(path, options, job)[0], job, rows)

    def read(self, path: FilePath, found: Found, job: Job) -> Reading:
        """Return a reading of the records; rows are numbered as the elements."""
        return reading_of(lambda reading: _batches(path, found, reading, job))


def _found(element: Element, records: Records, several: bool, repeat: bool, encoding: encodings.Encoding,
           options: Options) -> Found:
    keys = tuple(records.columns) or ((element.path[-1],),)
    names, warnings = names_of(keys, options)
    if any(not name for name in [".".join(part for part in key if part) for key in keys]):
        names, warnings = names_of([key if any(key) else (element.path[-1],) for key in keys], options)
    place = "/".join(element.path)
    reasons = [say("The element “{place}” repeats: each is a record.", place=place) if repeat else
               say("No element repeats; “{place}” is taken for one record.", place=place)]
    if any(len([part for part in key if part]) > 1 for key in keys):
        reasons.append(say("Elements inside records were flattened; those that repeat inside are kept as JSON text."))
    if records.levels == 0:
        warnings.append(say("Elements inside records have too many different names; they are kept as JSON text."))
    rows = [[texts.get(key) for key in keys] for texts in map(records.flat, records.first)]
    samples: list[list[str | None]] = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _key in keys]
    return Found(sheet="/".join(element.path[1:]) if several else "", names=names, header_rows=0,
                 first_row=row_range(options, 1)[0], encoding=encoding.name,
                 suggested=tuple(suggested_type(sample) for sample in samples), warnings=tuple(warnings),
                 parts=(Part("data", f"1:{records.count}", say("Records, by their number.")),),
                 reasons=(encoding.reason, *reasons), confidence=1.0 if repeat else UNSURE,
                 plan=_Plan(options, encoding, element.path, records, keys))


def _batches(path: FilePath, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
    plan: _Plan = found.plan
    waiting: list[dict[str, Any]] = []
    gatherer = Gatherer(found.names)
    first, last = row_range(plan.options, 1)
    at = 0
    collector = Collector({plan.path}, lambda _place, record: waiting.append(record))
    for _part in walk(path, plan.encoding, collector, job, _("Reading records")):
        for record in waiting:
            at += 1
            if within(at, first, last, gatherer):
                texts = plan.records.flat(record)
                row = [texts.get(key) for key in plan.keys]
                gatherer.add(at, row, sum(map(len, filter(None, row))))
            if gatherer.full:
                yield from gatherer.batch()
        waiting.clear()
    yield from gatherer.batch()
    gatherer.finish(reading)

