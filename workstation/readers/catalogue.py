"""The readers, in the order they are asked, and which one opens a file: by its first bytes, then by its extension."""

from __future__ import annotations

from pathlib import Path

from workstation.errors import Problem
from workstation.readers.delimited import Delimited
from workstation.readers.reader import Reader
from workstation.text import _

READERS: tuple[Reader, ...] = (Delimited(),)


def open_file(path: Path) -> Reader:
    """Return the reader for a file; Problem when it is not there, may not be read, or is of no kind that we know."""
    head = _head(path)
    known = next((reader for reader in READERS if path.suffix.lower() in reader.extensions), None)
    if known is not None:
        return known
    raise Problem("unknown-file", _("Files of this kind cannot be read."), where=path.name,
                  remedy=_("Save it as xlsx or csv and import that. These can be read: {kinds}",
                           kinds=" ".join(sorted({end for reader in READERS for end in reader.extensions}))))


def _head(path: Path) -> bytes:
    """Return the first bytes of a file."""
    try:
        if path.is_dir():
            raise Problem("not-a-file", _("This is a folder, not a file."), where=str(path), remedy=_("Choose the files in it."))
        with path.open("rb") as file:
            return file.read(4096)
    except FileNotFoundError as error:
        raise Problem("no-file", _("This file is not there."), where=str(path),
                      remedy=_("Check the name, and whether the drive is connected.")) from error
    except PermissionError as error:
        raise Problem("locked-file", _("This file may not be opened."), where=str(path),
                      remedy=_("Close it in other programs, or ask for the right to read it.")) from error
    except OSError as error:
        raise Problem("unreadable-file", _("This file could not be read: {error}", error=error.strerror or str(error)),
                      where=str(path), remedy=_("Check the drive, copy the file to this computer and try again.")) from error
