"""Importing: from a file on disk to datasets in the workspace; ties readers to loading."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.dataset.dataset import Changes, Dataset
from workstation.dataset.field import uuid7
from workstation.dataset.loading import Incoming, SourceFile, Unread, copy_file, load
from workstation.errors import Problem
from workstation.job import Job
from workstation.operations.import_rows import ImportRows
from workstation.readers.catalogue import not_plain, open_file
from workstation.readers.options import Options
from workstation.readers.reader import Found, Reader, Reading
from workstation.store import database
from workstation.store.blobs import Packer
from workstation.text import _, one_line
from workstation.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa


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

    def data(self) -> dict[str, Any]:
        """Return it in the shape of `import --json`."""
        return {"dataset": self.dataset, "name": self.name, "rows": self.rows, "fields": list(self.fields),
                "source": dict(self.source), "rejected": self.rejected, "balance": dict(self.balance),
                "warnings": list(self.warnings)}


class Copy:
    """A private copy of a source file: what is read is what was hashed, whatever happens to the original."""

    def __init__(self, workspace: Workspace, path: Path, job: Job) -> None:
        """Copy the file; Problem when it is missing, not a file, unreadable, or changes while it is copied."""
        self.name = os.fsencode(path.name).decode("utf-8", "replace")  # any bytes may name a file here; the history is text
        self._folder = workspace.cache_folder / f"import-{uuid7()}"
        self._packer: Packer | None = None
        try:
            before = path.stat()
            if path.is_dir():
                raise Problem("not-a-file", _("{path} is a folder, not a file.", path=str(path)),
                              remedy=_("Name the files in it."))
            if not stat.S_ISREG(before.st_mode):
                raise not_plain(path)
            self._folder.mkdir(parents=True)
            self.path = self._folder / self.name
            copy_file(path, self.path, job)
            after = path.stat()
        except OSError as error:
            self.drop()
            raise _unreadable(path, error) from error
        except BaseException:
            self.drop()
            raise
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            self.drop()
            raise Problem("changed", _("{path} changed while it was being read.", path=path.name),
                          remedy=_("Save and close it in the other program, then import it again."))
        # packed while it is being looked at: on a large file both take their time
        self._packer = Packer(self.path, self._folder / "packed")

    @property
    def packed(self) -> Packer:
        """The bytes of the copy, being hashed and packed in a thread of their own."""
        if self._packer is None:
            raise RuntimeError("a copy that failed has no bytes to keep")
        return self._packer

    def drop(self) -> None:
        """Remove the copy."""
        if self._packer is not None:
            self._packer.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem("no-file", _("There is no file {path}.", path=str(path)), remedy=_("Check the name and the folder."))
    if isinstance(error, PermissionError):
        return Problem("no-permission", _("{path} may not be read.", path=str(path)),
                       remedy=_("Close it in the other program, or ask for permission to read it."))
    if error.errno in (28, 122):  # ENOSPC, EDQUOT
        return Problem("disk-full", _("The disk is full; nothing of this step was written."), str(path),
                       _("Free some space and try again. Everything reported as saved is safe."))
    return Problem("unreadable", _("{path} could not be read.", path=str(path)), os.strerror(error.errno or 0),
                   _("Check the disk or the network and try again."))


def _incoming(reading: Reading, found: Found) -> Incoming:
    def batches() -> Iterator[tuple[pa.RecordBatch, pa.Array, Sequence[Unread]]]:
        for batch in reading:
            yield batch.data, batch.rows, [Unread(one.line, one.raw, one.why) for one in batch.rejected]

    return Incoming(found.names, batches(), found.sheet)


def chosen(reader: Reader, path: Path, options: Options, job: Job) -> list[Found]:
    """Return the tables of a file that an import takes: the sheet that was named, else every visible one."""
    tables = reader.tables(path, options, job)
    if options.sheet is not None:
        taken = [found for found in tables if found.sheet == options.sheet]
    else:
        taken = [found for found in tables if found.visible]
    if not taken:
        names = ", ".join(found.sheet for found in tables if found.sheet)
        raise Problem("no-table", _("No table was found in {path}.", path=path.name),
                      where=_("Sheets with a table: {names}", names=names) if names else "",
                      remedy=_("Name a sheet with --sheet, or check that this is the right file."))
    return taken


def import_file(workspace: Workspace, path: Path, person: str, *, options: Options | None = None, name: str = "",
                into: Dataset | None = None, job: Job | None = None) -> list[Imported]:
    """Import a file: one new dataset for each table that is taken, or all into the dataset `into`.

    Raises Problem when it cannot be read and Cancelled when the job was stopped. A table that was imported whole
    stays; of the one in work nothing is left behind.
    """
    job, options = job or Job(), options or Options()
    if name and (not name.strip() or not one_line(name)):
        raise Problem("bad-name", _("A dataset needs a name of one line."), remedy=_("Choose another name."))
    copy = Copy(workspace, path, job)
    try:
        reader = open_file(copy.path)
        tables = chosen(reader, copy.path, options, job)
        done = []
        for found in tables:
            label = name or Path(copy.name).stem
            if len(tables) > 1:
                label = f"{label} - {found.sheet}"
            done.append(_import_table(workspace, copy, reader, found, options, person, label, into, job))
        return done
    except sqlite3.Error as error:
        raise database.as_problem(error, path) from error
    except OSError as error:
        raise database.refused(error, path) from error
    finally:
        copy.drop()


def _import_table(workspace: Workspace, copy: Copy, reader: Reader, found: Found, options: Options, person: str,
                  label: str, into: Dataset | None, job: Job) -> Imported:
    asked = ImportRows(file=copy.name, sheet=found.sheet, options=options.data())
    details = {"encoding": found.encoding, "dialect": dict(found.dialect)}
    source = SourceFile(copy.name, copy.packed, details)
    reading = reader.read(copy.path, found, job)
    if into is not None:
        kept = load(into, asked, source, _incoming(reading, found), person, job)
        return _imported(into.id, into.name, into, _sha256(into, kept), found, reading)
    part = workspace.new_part(label)
    try:
        part.unguarded()
        kept = load(part, asked, source, _incoming(reading, found), person, job)
        sha256 = _sha256(part, kept)
        info = workspace.place(part, label)
    except BaseException:
        workspace.drop_part(part)
        raise
    return _imported(info.id, info.name, part, sha256, found, reading)


def _sha256(dataset: Dataset, done: Changes) -> str:
    """Return the SHA-256 of the source file that an import kept."""
    source = done.entry.operation["source"] if done.entry else ""
    return next((one.sha256 for one in dataset.sources() if one.id == source), "")


def _imported(dataset_id: str, name: str, dataset: Dataset, sha256: str, found: Found, reading: Reading) -> Imported:
    suggested = reading.suggested or found.suggested
    by_name = {field.name: field for field in dataset.table.fields}
    fields = tuple(
        {"id": by_name[key].id, "name": key, "type": by_name[key].type,
         "suggested": suggested[at] if at < len(suggested) else "string"}
        for at, key in enumerate(found.names))
    source = {"sha256": sha256, "encoding": found.encoding, "dialect": dict(found.dialect), "sheet": found.sheet,
              "header_rows": found.header_rows, "first_row": found.first_row, "range": found.range,
              "reasons": [str(reason) for reason in found.reasons]}
    warnings = tuple(str(one) for one in (*found.warnings, *reading.warnings))
    return Imported(dataset_id, name, reading.balance.read, fields, source, reading.balance.rejected,
                    reading.balance.data(), warnings)
