"""What a kept source stores behind the texts that were shown: the digits that a number format had rounded away."""

from __future__ import annotations

import dataclasses
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset import payload
from workstation.dataset.change import RowsAdded
from workstation.dataset.dataset import Dataset
from workstation.dataset.journal import ROOT, Entry
from workstation.dataset.operation import StoredTexts
from workstation.dataset.payload import Header
from workstation.job import Job
from workstation.readers.options import Options
from workstation.rereading.again import Kept, kept_in, read_again


def stored_texts(dataset: Dataset, field: str, job: Job) -> list[StoredTexts]:
    """Return, for each block of rows that came from a file, what the file shows and what it stores for a field (id)."""
    out = []
    for seq in dataset.journal.path(ROOT, dataset.state)[1]:
        entry = dataset.journal.entry(seq)
        blocks = [header for header in entry.changes if header["kind"] == "rows-added"]
        for kept in kept_in(entry.operation):
            header = next((one for one in blocks if one["source"] == kept.source and one["sheet"] == kept.sheet), None)
            if header is None:
                continue
            blocks.remove(header)
            found = _of_block(dataset, entry, kept, header, field, job)
            if found is not None:
                out.append(found)
    return out


def _of_block(dataset: Dataset, entry: Entry, kept: Kept, header: Header, field: str, job: Job) -> StoredTexts | None:
    old = payload.decode(dataset._db, header)
    if not isinstance(old, RowsAdded) or old.source_rows is None or field not in old.data.column_names:
        return None
    name = next((column for column, target in kept.match.items() if target == field), None) or _name(entry, field)
    options = Options.from_data(dict(kept.options))
    shown = _column(dataset, kept, dataclasses.replace(options, values=None, stored=None), name, job)
    stored = _column(dataset, kept, dataclasses.replace(options, values="stored", stored=None), name, job)
    if shown is None or stored is None:
        return None
    rows = old.source_rows.combine_chunks()
    return StoredTexts(old.rows, _at(rows, *shown), _at(rows, *stored))


def _name(entry: Entry, field: str) -> str:
    """Return what a field was called when the entry was made: what its column was called."""
    for header in entry.changes:
        if header["kind"] == "field-added" and header["field"]["id"] == field:
            return str(header["field"]["name"])
    return str(entry.names.get(field, ""))


def _column(dataset: Dataset, kept: Kept, options: Options, name: str, job: Job) -> tuple[Any, Any] | None:
    found, read = read_again(dataset, kept, options, job)
    return (read.rows, read.columns[found.names.index(name)]) if name in found.names else None


def _at(rows: Any, known: pa.ChunkedArray, texts: pa.ChunkedArray) -> Any:
    """Return the texts of some rows of the source, null for a row that was not read."""
    return texts.combine_chunks().take(pc.index_in(rows, value_set=known.combine_chunks()))
