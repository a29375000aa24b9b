"""Workspace: open, create, the list of datasets; the one door through which command line and screen come in."""

from __future__ import annotations

import functools
import os
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.dataset import loading
from workstation.dataset.change import Change
from workstation.dataset.dataset import Dataset
from workstation.dataset.field import uuid7
from workstation.dataset.journal import now
from workstation.dataset.operation import Operation, StoredTexts
from workstation.errors import Problem
from workstation.job import Job
from workstation.people import People, system_user
from workstation.store import database, workspace_schema
from workstation.store.backup import copy_file
from workstation.text import _, one_line

DATABASE = "workspace.db"
FOLDERS = ("datasets", "cache", "packages", "standards")


@dataclass(frozen=True)
class DatasetInfo:
    """One line of the list of datasets. `binned_at` is empty unless it lies in the bin."""

    id: str
    name: str
    added_at: str
    binned_at: str = ""

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"id": self.id, "name": self.name, "added_at": self.added_at, "binned": bool(self.binned_at)}


class Workspace:
    """An office's folder: people, standards and destinations in workspace.db, one file for each dataset."""

    def __init__(self, path: Path) -> None:
        """Open the workspace in folder `path`; Problem when there is none. Use `create` to make one."""
        if not (path / DATABASE).is_file():
            raise Problem("no-workspace", _("There is no workspace in {path}.", path=str(path)),
                          remedy=_("Make one with “init”, or name another folder with --workspace."))
        self.path = path.resolve()
        self.db: sqlite3.Connection = database.connect(path / DATABASE, database.WORKSPACE_ID, workspace_schema.STEPS)
        self.people = People(self.db)
        self._open: dict[str, Dataset] = {}
        self._guard = threading.RLock()
        for folder in FOLDERS:
            (self.path / folder).mkdir(exist_ok=True)
        self._sweep()

    @classmethod
    def create(cls, path: Path, *, office: str = "", administrator: str | None = None, password: str = "") -> Workspace:
        """Make a workspace in a new or empty folder; the operating system's user becomes its administrator."""
        if (path / DATABASE).exists():
            raise Problem("exists", _("There is a workspace in {path} already.", path=str(path)),
                          remedy=_("Open it, or choose another folder."))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Problem("no-folder", _("The folder {path} cannot be made.", path=str(path)), str(error.strerror or error),
                          _("Choose another folder.")) from error
        part = path / (DATABASE + ".part")
        part.unlink(missing_ok=True)
        db = database.connect(part, database.WORKSPACE_ID, workspace_schema.STEPS, create=True)
        with database.writing(db, part):
            People(db).add(administrator or system_user(), "administrator", password)
            device = uuid7()
            db.executemany("insert into setting values (?, ?)",
                           [("id", uuid7()), ("device", device), ("office", office or path.resolve().name),
                            ("made_at", now())])
        db.execute("pragma journal_mode = delete")
        db.close()
        os.replace(part, path / DATABASE)
        return cls(path)

    # --- settings --------------------------------------------------------------------------------------------------------

    def setting(self, key: str, default: str = "") -> str:
        """Return a setting of the workspace."""
        row = self.db.execute("select value from setting where key = ?", [key]).fetchone()
        return str(row[0]) if row else default

    def set(self, key: str, value: str) -> None:
        """Keep a setting of the workspace."""
        self.db.execute("insert into setting values (?, ?) on conflict (key) do update set value = excluded.value",
                        [key, value])

    @property
    def cache_folder(self) -> Path:
        """Where mapped columns lie: in the workspace, or on the local disk when the workspace is on a share."""
        if database.on_share(self.path):
            from platformdirs import user_cache_path

            return user_cache_path("workstation") / self.setting("id")
        return self.path / "cache"

    def operation(self, data: Mapping[str, Any]) -> Operation:
        """Return the operation that plain data describes; Problem when there is none of its name."""
        from workstation.catalogue import operation

        return operation(data)

    # --- datasets --------------------------------------------------------------------------------------------------------

    def datasets(self, *, binned: bool = False) -> list[DatasetInfo]:
        """Return the datasets by name; those in the bin when `binned`."""
        rows = self.db.execute("select id, name, added_at, coalesce(binned_at, '') from dataset order by name, added_at")
        return [info for info in (DatasetInfo(*row) for row in rows) if bool(info.binned_at) == binned]

    def info(self, key: str, *, binned: bool = False) -> DatasetInfo:
        """Return the dataset with this id or name; Problem when there is none or the name is not clear."""
        known = self.datasets(binned=binned)
        found = [info for info in known if info.id == key] or [info for info in known if info.name == key]
        if len(found) == 1:
            return found[0]
        names = ", ".join(info.name for info in known[:20])
        if found:
            raise Problem("not-clear", _("There are {n} datasets called “{name}”.", n=len(found), name=key),
                          where=", ".join(info.id for info in found), remedy=_("Name it by its id."))
        raise Problem("no-dataset", _("There is no dataset “{name}”.", name=key),
                      where=_("Datasets: {names}", names=names or "-"), remedy=_("Look at the list with “datasets”."))

    def dataset(self, key: str) -> Dataset:
        """Open a dataset by id or name; one that is open is given again, caught up with what others wrote."""
        with self._guard:
            info = self.info(key)
            found = self._open.get(info.id)
            if found is None:
                found = Dataset(self.file(info.id), self.cache_folder, self.operation, info.name)
                found.stored = functools.partial(_stored_texts, found)
                self._open[info.id] = found
            else:
                found.refresh()
            if found.id != info.id:
                raise Problem("damaged", _("This file is damaged."), str(found.path), _("Bring it back from a backup."))
            found.name = info.name
            return found

    def file(self, dataset_id: str) -> Path:
        """Return the path of a dataset's file."""
        return self.path / "datasets" / f"{dataset_id}.dataset"

    def rename(self, key: str, name: str) -> DatasetInfo:
        """Give a dataset another name."""
        info = self.info(key)
        self._free_name(name)
        self.db.execute("update dataset set name = ? where id = ?", [name.strip(), info.id])
        if info.id in self._open:
            self._open[info.id].name = name.strip()
        return self.info(info.id)

    def _free_name(self, name: str) -> None:
        if not name.strip() or not one_line(name):
            raise Problem("bad-name", _("A dataset needs a name of one line."))
        if self.db.execute("select 1 from dataset where name = ? and binned_at is null", [name.strip()]).fetchone():
            raise Problem("taken", _("There is a dataset called “{name}” already.", name=name),
                          remedy=_("Choose another name."))

    def new_name(self, wanted: str) -> str:
        """Return `wanted`, or `wanted 2`, `wanted 3` ... when it is taken; signs that no name may hold become spaces."""
        taken = {info.name for info in self.datasets()}
        base = "".join(char if one_line(char) else " " for char in wanted).strip() or _("Dataset")
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} {count}"
        return name

    def bin(self, key: str) -> DatasetInfo:
        """Put a dataset in the bin; nothing is deleted."""
        info = self.info(key)
        self.close_dataset(info.id)
        self.db.execute("update dataset set binned_at = ? where id = ?", [now(), info.id])
        return self.info(info.id, binned=True)

    def restore(self, key: str) -> DatasetInfo:
        """Bring a dataset back from the bin, under a free name."""
        info = self.info(key, binned=True)
        self.db.execute("update dataset set binned_at = null, name = ? where id = ?", [self.new_name(info.name), info.id])
        return self.info(info.id)

    def attach(self, path: Path, job: Job | None = None) -> DatasetInfo:
        """Take over a .dataset file from another computer; Problem when it is damaged, newer or here already."""
        from workstation.store import dataset_schema

        part = self.path / "datasets" / f"{uuid7()}.part"
        try:
            copy_file(path, part, database.DATASET_ID, job or Job())  # the original is only read: it may lie on any disk
            db = database.connect(part, database.DATASET_ID, dataset_schema.STEPS)
            try:
                found = dict(db.execute("select key, value from meta").fetchall())
                db.execute("pragma journal_mode = delete")
            finally:
                db.close()
            dataset_id, name = str(found.get("id", "")), str(found.get("name", ""))
            if not dataset_id.replace("-", "").isalnum():
                raise Problem("damaged", _("This file is damaged."), str(path), _("Bring it back from a backup."))
            if self.db.execute("select 1 from dataset where id = ?", [dataset_id]).fetchone():
                raise Problem("here-already", _("This dataset is here already."), where=name,
                              remedy=_("Look for it in the list and in the bin."))
            target = self.file(dataset_id)
            if not (target.exists() and target.samefile(path)):
                _set_aside(target)
                os.replace(part, target)
                _sync_folder(target.parent)
        except sqlite3.Error as error:
            raise database.as_problem(error, path) from error
        except OSError as error:
            raise database.refused(error, path) from error
        finally:
            for left in part.parent.glob(part.name + "*"):
                left.unlink(missing_ok=True)
        return self.register(dataset_id, name, free=True)

    def register(self, dataset_id: str, name: str, *, free: bool = False) -> DatasetInfo:
        """Enter a dataset file that lies in place into the list; with `free` under the next name that is not taken."""
        with database.writing(self.db, self.path / DATABASE):  # two imports at once must not take one name
            name = self.new_name(name) if free else name.strip()
            self._free_name(name)
            self.db.execute("insert into dataset (id, name, added_at) values (?, ?, ?)", [dataset_id, name, now()])
        return self.info(dataset_id)

    def new_part(self, name: str) -> Dataset:
        """Make a dataset file that nobody sees yet, for loading; `place` puts it into the list, `drop_part` removes it."""
        dataset_id = uuid7()
        part = self.file(dataset_id).with_suffix(".part")
        loading.new_file(part, dataset_id, name)
        return Dataset(part, self.cache_folder, self.operation, name)

    def place(self, part: Dataset, name: str) -> DatasetInfo:
        """Put a dataset made with `new_part` in place, durable and whole, and into the list."""
        part.finish_part()
        target = self.file(part.id)
        os.replace(part.path, target)
        _sync_folder(target.parent)
        return self.register(part.id, name, free=True)

    def drop_part(self, part: Dataset) -> None:
        """Remove a dataset that was never put in place."""
        import shutil

        part.close()
        for path in part.path.parent.glob(part.path.name + "*"):
            path.unlink(missing_ok=True)
        shutil.rmtree(part.cache.folder, ignore_errors=True)

    def create_dataset(self, name: str, changes: Sequence[Change], operation: Mapping[str, Any], person: str) -> Dataset:
        """Make a dataset out of changes to an empty table: what `accept` does with a received checkpoint."""
        part = self.new_part(name)
        try:
            with part.writing(person):
                part.commit(operation, changes, person)
            info = self.place(part, name)
        except BaseException:
            self.drop_part(part)
            raise
        return self.dataset(info.id)

    def close_dataset(self, dataset_id: str) -> None:
        """Close a dataset that is open here."""
        with self._guard:
            found = self._open.pop(dataset_id, None)
        if found:
            found.close()

    def _sweep(self) -> None:
        """Remove what a cut-off import left behind more than a day ago."""
        import shutil
        import time

        known = {row[0] for row in self.db.execute("select id from dataset")}
        left = [path for path in self.cache_folder.glob("*") if path.is_dir() and path.name not in known]
        for path in (*(self.path / "datasets").glob("*.part*"), *left):
            try:
                if time.time() - path.stat().st_mtime > 86_400:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            except OSError:  # held open by an import that runs now
                continue

    def close(self) -> None:
        """Close every dataset and the workspace."""
        with self._guard:
            for found in self._open.values():
                found.close()
            self._open.clear()
        self.db.close()


def _stored_texts(dataset: Dataset, field: str, job: Job) -> Sequence[StoredTexts]:
    """Return what the kept sources of a dataset store in a field; readers are loaded only now."""
    from workstation.rereading.stored import stored_texts

    return stored_texts(dataset, field, job)


def _set_aside(path: Path) -> None:
    """Rename a file that is in no list (an attach was cut off here once) with its log, so that neither is lost or mixed up."""
    stamp = uuid7()
    for end in ("", "-wal", "-shm"):
        if (one := path.with_name(path.name + end)).exists():
            os.replace(one, path.with_name(f"{path.name}.{stamp}.aside{end}"))


def _sync_folder(folder: Path) -> None:
    """Make a rename durable where folders can be synced."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
