"""What every writer shares: which rows and fields, a file that is whole or not there, and what was written."""

from __future__ import annotations

import errno
import hashlib
import os
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from workstation.dataset.column import CHUNK_ROWS, Positions
from workstation.dataset.field import Field
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _

if TYPE_CHECKING:
    import pyarrow as pa

MOST_BYTES = 128 << 20
"""Texts that are written at a time: an Arrow array of strings holds at most 2 GB, and writing makes them longer."""


@dataclass(frozen=True)
class Written:
    """A file that was written: rows in it, where it is, its SHA-256 in hex and its size."""

    rows: int
    path: Path
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Selection:
    """The rows and fields of a table that are to be written, in order."""

    table: Table
    fields: tuple[Field, ...]
    positions: Positions

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.positions)

    def batches(self, job: Job, rows: int = CHUNK_ROWS) -> Iterator[pa.Table]:
        """Yield the rows as Arrow tables of strings named by field id, a piece at a time.

        rows: the most of a piece; fewer where texts are so long that the piece would be more than MOST_BYTES
        """
        ids = [field.id for field in self.fields]
        for start in range(0, len(self.positions), rows):
            job.step(start, len(self.positions), _("Writing rows"))
            piece = self.table.arrow(ids, self.positions[start : start + rows])
            parts = min(piece.num_rows, 1 + piece.nbytes // MOST_BYTES)
            size = -(-piece.num_rows // parts)
            for at in range(0, piece.num_rows, size):
                yield piece.slice(at, size)
        job.step(len(self.positions), len(self.positions), _("Writing rows"))


class Writer(ABC):
    """A kind of file that can be written."""

    name: ClassVar[str]
    """Stable word, such as csv."""
    extension: ClassVar[str]
    """Ending of file names, with the dot, in lower case."""
    title: ClassVar[str]
    """What the export dialog says, English, marked with N_."""

    def write(
        self,
        table: Table,
        path: Path,
        job: Job,
        fields: Sequence[str] | None = None,
        positions: Positions | None = None,
        *,
        overwrite: bool = False,
    ) -> Written:
        """Write a table to `path`; a Problem leaves nothing behind and what was there before untouched.

        fields: names or ids in the order wanted, all when None; positions: rows, the visible ones when None
        Raises Problem when the file is there and `overwrite` is False, when the disk is full, when the format cannot
        hold the table; Cancelled when the job was stopped.
        """
        wanted = table.fields if fields is None else tuple(table.field(key) for key in fields)
        if not wanted:
            raise Problem("no-fields", _("There are no fields to write."), remedy=_("Choose at least one field."))
        selection = Selection(table, wanted, table.visible if positions is None else positions)
        target = Path(path)
        size, digest = placed(target, lambda part: self.fill(part, selection, job), overwrite=overwrite)
        return Written(len(selection), target, digest, size)

    @abstractmethod
    def fill(self, path: Path, selection: Selection, job: Job) -> None:
        """Write the whole file at `path`, which is not there yet."""


def placed(target: Path, fill: Callable[[Path], object], *, overwrite: bool = False) -> tuple[int, str]:
    """Fill a file under a private name beside `target`, make it durable, give it its name; returns size and SHA-256.

    Raises Problem when the file is there and `overwrite` is False, or when the disk refuses; nothing is left then.
    """
    if target.exists() and not overwrite:
        raise _there(target)
    part = target.with_name(f".{uuid.uuid4().hex}.part")  # a long name has no room for more
    try:
        fill(part)
        size, digest = _settle(part)
        _give_name(part, target, overwrite)
    except OSError as error:
        raise _failed(target, error) from error
    finally:
        part.unlink(missing_ok=True)
    return size, digest


def _settle(path: Path) -> tuple[int, str]:
    """Make a file durable; return its size and SHA-256."""
    digest = hashlib.sha256()
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        while block := file.read(1 << 20):
            digest.update(block)
        return file.tell(), digest.hexdigest()


def _give_name(part: Path, target: Path, overwrite: bool) -> None:
    if overwrite:
        os.replace(part, target)
    elif os.name == "nt":
        os.rename(part, target)  # refuses a name that is taken
    else:
        try:
            os.link(part, target)  # so does this; rename would replace it
        except FileExistsError:
            raise
        except OSError:  # shares and memory sticks without links: the check before is all there is
            if target.exists():
                raise FileExistsError(errno.EEXIST, "File exists", str(target)) from None
            os.rename(part, target)
    if os.name != "nt":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _there(path: Path) -> Problem:
    return Problem(
        "file-exists",
        _("There is already a file with this name."),
        where=str(path),
        remedy=_("Choose another name, or say that it may be replaced."),
    )


def _failed(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileExistsError):
        return _there(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(
            "disk-full",
            _("The disk is full; no file was written."),
            where=str(path),
            remedy=_("Free some space, or write to another disk."),
        )
    if isinstance(error, FileNotFoundError):
        return Problem(
            "no-folder",
            _("The folder for this file is not there."),
            where=str(path.parent),
            remedy=_("Choose another folder."),
        )
    if isinstance(error, PermissionError):
        return Problem(
            "no-permission",
            _("The file may not be written here."),
            where=str(path),
            remedy=_("Close it in other programs, or choose another folder."),
        )
    return Problem(
        "not-written",
        _("The file could not be written: {error}", error=error.strerror or str(error)),
        where=str(path),
        remedy=_("Check the disk and try again, or choose another folder."),
    )
