"""Importing: from a file on disk to datasets in the workspace; ties readers to loading."""

from __future__ import annotations

import dataclasses
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.dataset.change import Change, SettingChanged
from workstation.dataset.dataset import Changes, Dataset
from workstation.dataset.field import Field
from workstation.dataset.loading import Incoming, SourceFile, Unread, load
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.importing import source_fields
from workstation.importing.copies import Copy
from workstation.importing.matching import Matching, match, signature
from workstation.job import Job
from workstation.operations.import_rows import ImportRows
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.reader import SURE, Found, Reader, Reading
from workstation.store import database
from workstation.templates.recognise import is_form
from workstation.text import Sentence, _, one_line
from workstation.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

ROUNDED = "rounded"
"""Setting: ids of fields whose numbers are shown with fewer digits than the file stores; `use_stored_values` brings them."""


@dataclass(frozen=True)
class Imported:
    """One dataset that an import made or added to, and how its table was understood."""

    dataset: str
    name: str
    rows: int
    fields: tuple[dict[str, str], ...]
    source: Mapping[str, Any]
    rejected: int
    balance: Mapping[str, int]
    warnings: tuple[str, ...]
    table: int = 1
    confidence: float = 1.0

    def data(self) -> dict[str, Any]:
        """Return it in the shape of `import --json`."""
        return {"dataset": self.dataset, "name": self.name, "rows": self.rows, "fields": list(self.fields),
                "source": dict(self.source), "rejected": self.rejected, "balance": dict(self.balance),
                "table": self.table, "confidence": round(self.confidence, 3), "unsure": self.confidence < SURE,
                "warnings": list(self.warnings)}


@dataclass(frozen=True)
class Landing:
    """Where the rows of one table go: which field takes each column, and whether the sources become fields."""

    matching: Matching
    names: tuple[str, ...]
    """For each column the name of its field in the dataset; "" for one that is left out."""
    sources: Mapping[str, str]
    """{"file": name of the field, "sheet": ..., "row": ...}; empty when they are not wanted."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of all fields that get texts, in order."""
        return (*(name for name in self.names if name), *self.sources.values())


def landing(dataset: Dataset | None, names: Sequence[str], *, said: Mapping[str, Any] | None = None,
            sources: bool = False) -> Landing:
    """Return where the columns of a table go in a dataset, or in a new one."""
    table, settings = (dataset.table, dataset.settings) if dataset else (Table(), {})
    return landing_in(table, settings, names, said=said, sources=sources)


def landing_in(table: Table, settings: Mapping[str, Any], names: Sequence[str], *, said: Mapping[str, Any] | None = None,
               sources: bool = False) -> Landing:
    """Return where the columns of a table go among the fields of `table`, whose rows do not matter."""
    kept = settings.get(signature(names))
    found = match(table, names, said, kept if isinstance(kept, Mapping) else None)
    taken = {table.by_id[target].name for target in found.targets if target}
    called = []
    for name, target in zip(names, found.targets, strict=True):
        new = name if target is None else table.by_id[target].name if target else ""
        count = 1
        while target is None and new in taken:  # a new column is called like a field that another column goes into
            count += 1
            new = f"{name}_{count}"
        taken.add(new)
        called.append(new)
    extra = source_fields.names(table, settings, called) if source_fields.wanted(table, settings, sources) else {}
    return Landing(found, tuple(called), extra)


def _incoming(reading: Reading, found: Found, file: str, to: Landing) -> Incoming:
    import pyarrow as pa

    keep = [at for at, name in enumerate(to.names) if name]
    plain = len(keep) == len(to.names) and not to.sources

    def batches() -> Iterator[tuple[pa.RecordBatch, pa.Array, Sequence[Unread]]]:
        for batch in reading:
            data = batch.data
            if not plain:
                columns = [data.column(at) for at in keep]
                columns += source_fields.columns(file, found.sheet, batch.rows) if to.sources else []
                data = pa.RecordBatch.from_arrays(columns, list(to.fields))
            yield data, batch.rows, [Unread(one.line, one.raw, one.why) for one in batch.rejected]

    return Incoming(to.fields, batches(), found.sheet)


def chosen(reader: Reader, path: Path, options: Options, job: Job) -> list[Found]:
    """Return the tables of a file that an import takes: what was named, else all of every visible sheet."""
    tables = reader.tables(path, options, job)
    taken = [found for found in tables if options.table in (None, found.table)]
    if options.sheet is not None:
        taken = [found for found in taken if found.sheet == options.sheet]
    else:
        taken = [found for found in taken if found.visible]
    if not taken:
        names = ", ".join(dict.fromkeys(found.sheet for found in tables if found.sheet))
        raise Problem("no-table", _("No table was found in {path}.", path=path.name),
                      where=_("Sheets with a table: {names}", names=names) if names else "",
                      remedy=_("Name a sheet with --sheet, or check that this is the right file."))
    return taken


def import_file(workspace: Workspace, path: Path, person: str, *, options: Options | None = None, name: str = "",
                into: Dataset | None = None, job: Job | None = None, sources: bool = False,
                said: Mapping[str, Any] | None = None) -> list[Imported]:
    """Import a file: one new dataset for each table that is taken, or all into the dataset `into`.

    sources: file, sheet and row become fields too
    said:    for `into`: {name in the file: field id or name, None to leave the column out}; the rest goes by name
    Raises Problem when it cannot be read and Cancelled when the job was stopped. A table that was imported whole
    stays; of the one in work nothing is left behind.
    """
    job, options = job or Job(), options or Options()
    if name and (not name.strip() or not one_line(name)):
        raise Problem("bad-name", _("A dataset needs a name of one line."), remedy=_("Choose another name."))
    copy = Copy(workspace, path, job)
    try:
        reader = open_file(copy.path, options.kind)
        tables = chosen(reader, copy.path, options, job)
        done = []
        for found in tables:
            label = called(name or Path(copy.name).stem, found, tables, reader, copy.path, options)
            to = landing(into, found.names, said=said, sources=sources)
            done.append(_import_table(workspace, copy, reader, found, options, person, label, into, to, job))
        return [_told_of_form(one) for one in done] if reader.name == "workbook" and is_form(copy.path, job) else done
    except sqlite3.Error as error:
        raise database.as_problem(error, path) from error
    except OSError as error:
        raise database.refused(error, path) from error
    finally:
        copy.drop()


def called(base: str, found: Found, tables: Sequence[Found], reader: Reader, path: Path, options: Options) -> str:
    """Return a name for the dataset of one table: with its sheet and its own title, where a file holds several."""
    if len(tables) == 1:
        return base
    several_sheets = len({one.sheet for one in tables}) > 1
    words = [base, found.sheet] if several_sheets and found.sheet else [base]
    mates = [one for one in tables if one.sheet == found.sheet]
    if len(mates) > 1:
        titles = [_title(one, reader, path, options) for one in mates]
        mine = titles[mates.index(found)]
        words.append(mine if mine and titles.count(mine) == 1 else str(found.table))
    return " - ".join(words)


def _title(found: Found, reader: Reader, path: Path, options: Options) -> str:
    """Return the text of the title that stands over a table, '' when there is none."""
    from workstation.readers.cell_names import column_number

    ranges = [part.range.partition(":")[0] for part in found.parts if part.kind == "title"]
    place = re.fullmatch("([A-Z]+)([0-9]+)", ranges[-1]) if ranges else None
    if place is None:
        return ""
    row, column = int(place[2]) - 1, column_number(place[1])
    grid = reader.grid(path, dataclasses.replace(options, sheet=found.sheet or None, table=None), Job())
    texts = [grid.text(row, at).strip() for at in range(column, grid.width)] if row < grid.height else []
    text = " ".join(next((one for one in texts if one), "").split())
    return text[:60] if one_line(text) else ""


def _told_of_form(one: Imported) -> Imported:
    """Return it with a word that the file is a form, which has its own way in: no example row, every field matched."""
    told = _("This is a form that was sent out to be filled in: take it in with “template receive”, or on the page Collect.")
    return dataclasses.replace(one, warnings=(told, *one.warnings))


def _import_table(workspace: Workspace, copy: Copy, reader: Reader, found: Found, options: Options, person: str,
                  label: str, into: Dataset | None, to: Landing, job: Job) -> Imported:
    asked = ImportRows(file=copy.name, sheet=found.sheet, options=options.data(), table=found.table,
                       match=to.matching.said if into else {}, sources=bool(to.sources))
    details = {"encoding": found.encoding, "dialect": dict(found.dialect)}
    source = SourceFile(copy.name, copy.packed, details)
    reading = reader.read(copy.path, found, job)
    dataset = into or workspace.new_part(label)
    also = _remembered(dataset, found, reading, to, into is not None)
    if into is not None:
        kept = load(into, asked, source, _incoming(reading, found, copy.name, to), person, job, also)
        return _imported(into.id, into.name, into, _sha256(into, kept), found, reading, to)
    try:
        dataset.unguarded()
        kept = load(dataset, asked, source, _incoming(reading, found, copy.name, to), person, job, also)
        sha256 = _sha256(dataset, kept)
        info = workspace.place(dataset, label)
    except BaseException:
        workspace.drop_part(dataset)
        raise
    return _imported(info.id, info.name, dataset, sha256, found, reading, to)


def _remembered(dataset: Dataset, found: Found, reading: Reading, to: Landing, matched: bool) -> Any:
    """Return what gives the settings that an import leaves: which fields are the sources, what went where."""
    def also(fields: Sequence[Field]) -> list[Change]:
        ids = {field.name: field.id for field in fields}
        out: list[Change] = []
        if to.sources:
            out += source_fields.remembered(dataset.settings, {key: ids[name] for key, name in to.sources.items()})
        if matched:
            out += matching_remembered(dataset.settings, found.names, to, ids)
        return out + rounded_remembered(dataset.settings, [*found.warnings, *reading.warnings], to, found.names, ids)

    return also


def rounded_remembered(settings: Mapping[str, Any], warnings: Sequence[Sentence], to: Landing, names: Sequence[str],
                       ids: Mapping[str, str]) -> list[Change]:
    """Return the change that remembers which fields (ids) show fewer digits than are stored, in the setting "rounded"."""
    told = [str(one.values.get("names", "")) for one in warnings if one.message.startswith("Some numbers are shown rounded")]
    now = [ids[called] for name, called in zip(names, to.names, strict=True)
           if called and any(f"“{name}”" in one for one in told)]
    old = settings.get(ROUNDED)
    every = list(dict.fromkeys([*(old or []), *now]))
    return [SettingChanged(ROUNDED, old, every)] if now and every != old else []


def matching_remembered(settings: Mapping[str, Any], names: Sequence[str], to: Landing,
                        ids: Mapping[str, str]) -> list[Change]:
    """Return the change that remembers where the columns of this header went, none when names alone tell it."""
    now = {name: ids[called] if called else "" for name, called in zip(names, to.names, strict=True)}
    key = signature(names)
    plain = all(name == called for name, called in zip(names, to.names, strict=True))
    return [] if settings.get(key) == now or (plain and key not in settings) else [SettingChanged(key, settings.get(key), now)]


def _sha256(dataset: Dataset, done: Changes) -> str:
    """Return the SHA-256 of the source file that an import kept."""
    source = done.entry.operation["source"] if done.entry else ""
    return next((one.sha256 for one in dataset.sources() if one.id == source), "")


def _imported(dataset_id: str, name: str, dataset: Dataset, sha256: str, found: Found, reading: Reading,
              to: Landing) -> Imported:
    fields = fields_told(dataset, to.names, reading.suggested or found.suggested)
    source = {"sha256": sha256, "encoding": found.encoding, "dialect": dict(found.dialect), "sheet": found.sheet,
              "header_rows": found.header_rows, "first_row": found.first_row, "range": found.range,
              "reasons": [str(reason) for reason in (*found.reasons, *to.matching.reasons)]}
    warnings = tuple(str(one) for one in (*found.warnings, *reading.warnings))
    return Imported(dataset_id, name, reading.balance.read, fields, source, reading.balance.rejected,
                    reading.balance.data(), warnings, found.table, found.confidence)


def fields_told(dataset: Dataset, names: Sequence[str], suggested: Sequence[str]) -> tuple[dict[str, str], ...]:
    """Return the fields that columns went into, in the shape of `import --json`."""
    by_name = {field.name: field for field in dataset.table.fields}
    return tuple(
        {"id": by_name[name].id, "name": name, "type": by_name[name].type,
         "suggested": suggested[at] if at < len(suggested) else "string"}
        for at, name in enumerate(names) if name)
