"""Collecting: many files, or many sheets, become rows of one dataset in one step; a file that fails stops no other."""

from __future__ import annotations

import fnmatch
import os
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from workstation.dataset import projection
from workstation.dataset.change import Change, FieldAdded, SettingChanged
from workstation.dataset.collecting import Part, commit, rows_added, source_ids
from workstation.dataset.column import NO_POSITIONS
from workstation.dataset.dataset import Dataset
from workstation.dataset.field import new_field
from workstation.dataset.loading import SourceFile, Unread
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.importing import source_fields
from workstation.importing.copies import Copy
from workstation.importing.files import ROUNDED, Landing, chosen, fields_told, landing_in, rounded_remembered
from workstation.job import Job
from workstation.operations.import_files import ImportFiles
from workstation.readers.catalogue import extensions, open_file
from workstation.readers.options import Options
from workstation.readers.reader import SURE, Found
from workstation.rereading.gather import Gathered, gather
from workstation.store import database
from workstation.text import _, one_line
from workstation.workspace import Workspace

HELD_BYTES = 256 << 20
"""Texts of all files together that stay in memory; what comes after them goes to mapped files."""


@dataclass(frozen=True)
class File:
    """A file to be taken in, and what it is called: its path below the folder that was named, else its own name."""

    path: Path
    label: str


@dataclass(frozen=True)
class Taken:
    """What became of one table of one file, or of a file that failed."""

    file: str
    found: Found | None = None
    read: Gathered | None = None
    to: Landing | None = None
    problem: Problem | None = None

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        if self.problem is not None or self.found is None or self.read is None or self.to is None:
            return {"file": self.file, "error": self.problem.data() if self.problem else {}}
        return {"file": self.file, "sheet": self.found.sheet, "table": self.found.table, "rows": len(self.read),
                "rejected": len(self.read.rejected), "balance": self.read.balance.data(), "encoding": self.found.encoding,
                "confidence": round(self.found.confidence, 3), "unsure": self.found.confidence < SURE,
                "warnings": [str(one) for one in (*self.found.warnings, *self.read.warnings, *self.to.matching.reasons)]}


@dataclass(frozen=True)
class Collected:
    """One dataset that many files went into, and what became of each."""

    dataset: str
    name: str
    rows: int
    fields: tuple[dict[str, str], ...]
    taken: tuple[Taken, ...] = field(default=())

    @property
    def failed(self) -> tuple[Taken, ...]:
        """Files that could not be read."""
        return tuple(one for one in self.taken if one.problem is not None)

    def data(self) -> dict[str, Any]:
        """Return it in the shape of `import --together --json`."""
        return {"dataset": self.dataset, "name": self.name, "rows": self.rows, "fields": list(self.fields),
                "files": [one.data() for one in self.taken], "failed": len(self.failed)}


def files_of(paths: Sequence[Path], *, recursive: bool = False, pattern: str = "") -> list[File]:
    """Return the files that paths name: files as they are, and of folders what can be read, in the order of their names.

    recursive: folders below too; links to folders are not followed
    pattern:   of file names, such as *.xlsx; without one every ending that a reader knows
    Hidden files and the lock files of office programs (~$...) are passed over.
    """
    out: list[File] = []
    endings = tuple(extensions())
    for path in paths:
        if not path.is_dir():
            out.append(File(path, path.name))
            continue
        found = []
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(one for one in folders if recursive and not one.startswith("."))
            found += [Path(folder) / name for name in names if not name.startswith((".", "~$"))
                      and (fnmatch.fnmatch(name.lower(), pattern.lower()) if pattern else name.lower().endswith(endings))]
        out += [File(one, one.relative_to(path).as_posix()) for one in sorted(found, key=_natural)]
    return out


def _natural(path: Path) -> list[tuple[int, Any]]:
    return [(0, int(part)) if part.isdecimal() and len(part) < 19 else (1, part.casefold())
            for part in re.split(r"([0-9]+)", str(path)) if part]


def collect(workspace: Workspace, files: Sequence[File], person: str, *, options: Options | None = None, name: str = "",
            into: Dataset | None = None, sources: bool = False, said: Mapping[str, Any] | None = None,
            job: Job | None = None) -> Collected:
    """Take the tables of many files into one dataset, a new one called `name` or `into`, as one undoable step.

    sources: file, sheet and row become fields too; said: {name in a file: field}, beside what names tell
    Raises a Problem when no file could be read at all, Cancelled with nothing left behind.
    """
    job, options = job or Job(), options or Options()
    if into is None and (not name.strip() or not one_line(name)):
        raise Problem("bad-name", _("A dataset needs a name of one line."), remedy=_("Choose another name."))
    dataset = into or workspace.new_part(name)
    work = _Work(workspace, dataset, options, sources, said, job)
    try:
        for file in job.each(files, len(files), _("Reading files")):
            work.take(file)
        if not any(one.found for one in work.taken):
            raise work.taken[0].problem or Problem("no-files", _("There are no files to import.")) if work.taken else Problem(
                "no-files", _("There are no files to import."), remedy=_("Choose another folder or pattern."))
        if into is None:
            dataset.unguarded()
        work.write(person)
        info = workspace.place(dataset, name) if into is None else workspace.info(into.id)
    except BaseException as error:
        if into is None:
            workspace.drop_part(dataset)
        if isinstance(error, sqlite3.Error):
            raise database.as_problem(error, dataset.path) from error
        if isinstance(error, OSError):
            raise database.refused(error, dataset.path) from error
        raise
    finally:
        work.drop()
    rows = sum(len(one.read) for one in work.taken if one.read is not None)
    names = list(dict.fromkeys(name for one in work.taken if one.to for name in one.to.fields))
    return Collected(info.id, info.name, rows, fields_told(dataset, names, work.suggested(names)), tuple(work.taken))


class _Work:
    """What was read so far, and the fields as they will be."""

    def __init__(self, workspace: Workspace, dataset: Dataset, options: Options, sources: bool,
                 said: Mapping[str, Any] | None, job: Job) -> None:
        self._workspace, self._dataset, self._options = workspace, dataset, options
        self._wanted, self._said, self._job = sources, said, job
        self.taken: list[Taken] = []
        self._copies: list[Copy] = []
        self._of: list[Copy] = []  # for each table that was read, in order
        self._held = 0
        self._table = Table(fields=dataset.table.fields)
        self._settings: dict[str, Any] = dict(dataset.settings)

    def take(self, file: File) -> None:
        """Read the tables of one file; what is wrong with it is kept as its answer."""
        copy: Copy | None = None
        try:
            copy = Copy(self._workspace, file.path, self._job, file.label)
            reader = open_file(copy.path, self._options.kind)
            read = []
            for found in chosen(reader, copy.path, self._options, self._job):
                rows = gather(reader.read(copy.path, found, self._job), found.names, self._dataset.cache, self._job,
                              max(0, HELD_BYTES - self._held))
                self._held += rows.bytes
                read.append((found, rows))
            for found, rows in read:
                self.taken.append(Taken(file.label, found, rows, self._landing(found)))
                self._of.append(copy)
            self._copies.append(copy)
        except Problem as problem:
            if copy is not None:
                copy.drop()
            self.taken.append(Taken(file.label, problem=problem))
        except BaseException:
            if copy is not None:
                copy.drop()
            raise

    def _landing(self, found: Found) -> Landing:
        said = {key: value for key, value in (self._said or {}).items() if key in found.names}
        to = landing_in(self._table, self._settings, found.names, said=said, sources=self._wanted)
        known = {one.name for one in self._table.fields}
        added = tuple(new_field(name) for name in to.fields if name not in known)
        self._table = self._table.with_(fields=(*self._table.fields, *added))
        if to.sources:
            ids = {one.name: one.id for one in self._table.fields}
            self._settings[source_fields.SETTING] = {key: ids[name] for key, name in to.sources.items()}
        return to

    def write(self, person: str) -> None:
        """Write all that was read as one entry."""
        read = [one for one in self.taken if one.found is not None]
        with self._dataset.writing(person) as db:
            self._dataset.decisions.may_change(self._dataset.state)
            there = self._dataset.table.by_id
            changes: list[Change] = []
            for at, new in enumerate(one for one in self._table.fields if one.id not in there):
                changes.append(FieldAdded(new, len(there) + at, NO_POSITIONS, pa.array([], pa.string())))
            kept = [SourceFile(copy.name, copy.packed, {"encoding": one.found.encoding, "dialect": dict(one.found.dialect)})
                    for copy, one in zip(self._of, read, strict=True) if one.found]
            ids = source_ids(db, kept)
            number = projection.next_block(db)
            parts, asked = [], []
            for one, source, key in zip(read, kept, ids, strict=True):
                assert one.found is not None and one.read is not None and one.to is not None
                unread = [Unread(line.line, line.raw, line.why) for line in one.read.rejected]
                parts.append(Part(source, key, one.found.sheet, unread))
                asked.append({"file": source.name, "sheet": one.found.sheet, "table": one.found.table, "source": key,
                              "match": one.to.matching.said})
                if len(one.read):
                    changes.append(rows_added(number, self._columns(one.read, one.to, source.name, one.found.sheet),
                                              one.read.rows, key, one.found.sheet))
                    number += 1
                changes += self._rounded(one, changes)
            if source_fields.SETTING in self._settings:
                changes += source_fields.remembered(self._dataset.settings, self._settings[source_fields.SETTING])
            data = ImportFiles(parts=tuple(asked), options=self._options.data(), sources=self._wanted).data()
            commit(self._dataset, db, data, parts, changes, person)

    def _rounded(self, one: Taken, changes: list[Change]) -> list[Change]:
        """Return the change that remembers rounded fields, in place of one that stands among the changes."""
        if one.found is None or one.read is None or one.to is None:
            return []
        known = next((change for change in changes if isinstance(change, SettingChanged) and change.key == ROUNDED), None)
        ids = {this.name: this.id for this in self._table.fields}
        kept = {ROUNDED: known.new} if known else self._dataset.settings
        new = rounded_remembered(kept, [*one.found.warnings, *one.read.warnings], one.to, one.found.names, ids)
        if new and known:
            changes.remove(known)
            assert isinstance(new[0], SettingChanged)
            return [SettingChanged(ROUNDED, known.old, new[0].new)]
        return new

    def _columns(self, read: Gathered, to: Landing, file: str, sheet: str) -> dict[str, pa.ChunkedArray]:
        ids = {one.name: one.id for one in self._table.fields}
        return landed(read, to, ids, file, sheet)

    def suggested(self, names: Sequence[str]) -> list[str]:
        """Return the type that each field looks like: what all files agree on, else string."""
        seen: dict[str, set[str]] = {}
        for one in self.taken:
            if one.read is None or one.to is None or one.found is None:
                continue
            for name, kind in zip(one.to.names, one.read.suggested or one.found.suggested, strict=False):
                seen.setdefault(name, set()).add(kind)
        return [kinds.pop() if len(kinds := seen.get(name, set())) == 1 else "string" for name in names]

    def drop(self) -> None:
        """Remove the copies."""
        for copy in self._copies:
            copy.drop()


def landed(read: Gathered, to: Landing, ids: Mapping[str, str], file: str, sheet: str) -> dict[str, pa.ChunkedArray]:
    """Return {field id: texts} of a table that was read; `ids` are those of the fields' names."""
    out = {ids[name]: column for name, column in zip(to.names, read.columns, strict=True) if name}
    if to.sources:
        extra = [source_fields.columns(file, sheet, chunk) for chunk in read.rows.chunks]
        for at, name in enumerate(to.sources.values()):
            out[ids[name]] = pa.chunked_array([part[at] for part in extra], pa.string())
    return out
