"""The readers, and which one opens a file: by its first bytes, then by its extension."""

from __future__ import annotations

import stat
from pathlib import Path

from workstation.errors import Problem
from workstation.readers import archive
from workstation.readers.delimited import Delimited
from workstation.readers.reader import Reader
from workstation.readers.workbook import Workbook
from workstation.text import _

READERS: tuple[Reader, ...] = (Workbook(), Delimited())


def extensions() -> list[str]:
    """Return the endings of file names that can be read, for an open dialog."""
    return [end for reader in READERS for end in reader.extensions]


def open_file(path: Path) -> Reader:
    """Return the reader for a file; Problem when it is not there, may not be read, or is of no kind that we know.

    A workbook is one whatever its name says; and what is called .xls and holds plain text is read as text, since many
    systems export their lists like that.
    """
    head = _head(path)
    if not head:
        raise Problem(
            "empty-file",
            _("There is nothing in this file."),
            where=path.name,
            remedy=_("Ask for the file again, or choose another one."),
        )
    kind = archive.kind_of(path, head)
    by_name = next((reader for reader in READERS if path.suffix.lower() in reader.extensions), None)
    if kind == "sealed":
        raise archive.sealed(path)
    if kind in ("xlsx", "xlsb", "ods", "xls"):
        return _named("workbook")
    if kind == "text" and by_name is not None:
        return _named("delimited")
    if kind in ("html", "xml") and by_name is not None and by_name.name == "workbook":
        raise Problem(
            "not-a-workbook",
            _("This file is called a workbook and is a web page or XML inside."),
            where=path.name,
            remedy=_("Open it in a spreadsheet program, save it as xlsx and import that."),
        )
    raise Problem(
        "unknown-file",
        _("Files of this kind cannot be read."),
        where=path.name,
        remedy=_("Save it as xlsx or csv and import that. These can be read: {kinds}", kinds=" ".join(extensions())),
    )


def not_plain(path: Path) -> Problem:
    """Return the Problem for a pipe, a socket or a device: reading one may wait for ever, or never end."""
    return Problem(
        "not-a-file",
        _("This is a device or a pipe, not a file."),
        where=str(path),
        remedy=_("Save what it gives to a file, and import that."),
    )


def _named(name: str) -> Reader:
    return next(reader for reader in READERS if reader.name == name)


def _head(path: Path) -> bytes:
    """Return the first bytes of a file."""
    try:
        if path.is_dir():
            raise Problem(
                "not-a-file", _("This is a folder, not a file."), where=str(path), remedy=_("Choose the files in it.")
            )
        if not stat.S_ISREG(path.stat().st_mode):
            raise not_plain(path)
        with path.open("rb") as file:
            return file.read(4096)
    except FileNotFoundError as error:
        raise Problem(
            "no-file",
            _("This file is not there."),
            where=str(path),
            remedy=_("Check the name, and whether the drive is connected."),
        ) from error
    except PermissionError as error:
        raise Problem(
            "locked-file",
            _("This file may not be opened."),
            where=str(path),
            remedy=_("Close it in other programs, or ask for the right to read it."),
        ) from error
    except OSError as error:
        raise Problem(
            "unreadable-file",
            _("This file could not be read: {error}", error=error.strerror or str(error)),
            where=str(path),
            remedy=_("Check the drive, copy the file to this computer and try again."),
        ) from error
