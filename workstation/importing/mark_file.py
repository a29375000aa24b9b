"""Marking up a file that is in no dataset: checked as it lies, and written again with its faults marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from workstation.dataset.answer import Source
from workstation.dataset.column import Column as TableColumn
from workstation.dataset.field import new_field, uuid7
from workstation.dataset.table import Block, Table
from workstation.errors import Problem
from workstation.importing.forms import shelf
from workstation.importing.send_back import Marking, Sheets, Told, failing
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.standards import mapping
from workstation.standards.check import check
from workstation.standards.standard import Standard
from workstation.templates.filled import filled
from workstation.templates.recognise import Recognised, recognise
from workstation.text import _, language
from workstation.workspace import Workspace


class _Loose:
    """A file as a dataset of one source, in memory: what marking needs of one."""

    def __init__(self, table: Table, source: Source) -> None:
        self.id, self.name, self.state, self.table, self._source = "", source.name, 0, table, source
        self.settings: Mapping[str, Any] = {}

    def sources(self) -> Iterator[Source]:
        yield self._source


def mark_file(workspace: Workspace, path: Path, standard: Standard, folder: Path, *, words: str = "",
              job: Job | None = None) -> Marking:
    """Write a file again with its faults marked, without importing it: a form, or any table of the standard."""
    job = job or Job()
    try:
        found: Recognised | None = recognise(path, shelf(workspace), job)
    except Problem as problem:
        if problem.code not in ("no-form", "form-empty"):
            raise
        found = None
    details = {"form": found.form.id or "-", "sender": found.sender(path.stem)} if found is not None else {}
    source = Source("loose", path.name, "", path.stat().st_size, "", details)
    parts = _of_form(found, standard) if found is not None else _of_tables(path, job)
    blocks = [Block(at, uuid7(), 0, len(rows), "loose", sheet) for at, (sheet, _columns, rows) in enumerate(parts, 1)]
    table = _table(parts, blocks)
    loose: Any = _Loose(table, source)
    matches = mapping.as_mapping(mapping.suggest(table, standard))
    if not matches:
        raise Problem("nothing-known", _("No column of this file is a field of the standard."), where=path.name,
                      remedy=_("Choose another standard, or import the file and map its fields."))
    result = check(table, standard, matches, job=job)
    by_source = failing(result)
    if "loose" not in by_source:
        return Marking((), (path.name,))
    one_file = Sheets(workspace, loose, standard, source, path, words or language())
    return Marking((one_file.write(folder, Told(result), by_source["loose"]),))


Part = tuple[str, dict[str, Any], list[int]]
"""Sheet, {name of a field: its texts}, rows in the sheet."""


def _of_form(found: Recognised, standard: Standard) -> list[Part]:
    out: list[Part] = []
    for place in found.places:
        sheet = filled(found.form, place, standard)
        titles = [found.form.by_name[name].title for name in sheet.names]
        out.append((place.sheet, dict(zip(titles, sheet.columns, strict=True)), sheet.rows.to_pylist()))
    return out


def _of_tables(path: Path, job: Job) -> list[Part]:
    import pyarrow as pa

    reader = open_file(path)
    out: list[Part] = []
    for one in reader.tables(path, Options(), job):
        if one.visible:
            batches = list(reader.read(path, one, job))
            texts = [[batch.data.column(at) for batch in batches] for at in range(len(one.names))]
            columns = {name: pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())
                       for name, chunks in zip(one.names, texts, strict=True)}
            out.append((one.sheet, columns, [row for batch in batches for row in batch.rows.to_pylist()]))
    return out


def _table(parts: Sequence[Part], blocks: Sequence[Block]) -> Table:
    """Return one table out of parts with columns by name; missing ones are blank."""
    import dataclasses

    import pyarrow as pa

    names = list(dict.fromkeys(name for _sheet, columns, _rows in parts for name in columns))
    fields = tuple(new_field(name) for name in names)
    columns = {}
    for one in fields:
        chunks = [texts[one.name] if one.name in texts else pa.nulls(len(rows), pa.string()) for _sheet, texts, rows in parts]
        columns[one.id] = TableColumn.from_chunks([chunk for chunk in chunks if len(chunk)])
    start, placed = 0, []
    for block in blocks:
        if block.count:
            placed.append(dataclasses.replace(block, start=start))
            start += block.count
    rows = pa.chunked_array([pa.array(numbers, pa.int32()) for _sheet, _texts, numbers in parts if numbers], pa.int32())
    return Table(fields, columns, tuple(placed), rows)
