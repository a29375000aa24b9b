"""Copies: a source file as it was the moment it was taken, whatever happens to the original afterwards."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from workstation.dataset.field import uuid7
from workstation.dataset.loading import copy_file
from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import data_package
from workstation.readers.catalogue import not_plain
from workstation.store.blobs import Packer
from workstation.text import _
from workstation.workspace import Workspace


class Copy:
    """A private copy of a source file: what is read is what was hashed, whatever happens to the original."""

    def __init__(self, workspace: Workspace, path: Path, job: Job, label: str = "") -> None:
        """Copy the file; Problem when it is missing, not a file, unreadable, or changes while it is copied.

        label: what it is called from then on, where its own name does not tell it from others: a path below a folder
        """
        own = os.fsencode(path.name).decode("utf-8", "replace")  # any bytes may name a file here; the history is text
        self.name = os.fsencode(label).decode("utf-8", "replace") if label else own
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
            self.path = self._folder / own
            if data_package.is_package(path):  # what it names is kept with it, as one file
                self.path = self._folder / f"{own}.zip"
                data_package.zipped(path, self.path, job)
            else:
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
