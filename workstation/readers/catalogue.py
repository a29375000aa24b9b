"""The readers, and which one opens a file: by its first bytes, then by its extension."""

from __future__ import annotations

import stat
from pathlib import Path

from workstation.errors import Problem
from workstation.readers import archive, first_bytes
from workstation.readers.arrow_files import Arrow, Parquet
from workstation.readers.data_package import DataPackage
from workstation.readers.delimited import Delimited, FixedWidth, Lines
from workstation.readers.dif import Dif
from workstation.readers.html_reader import Html
from workstation.readers.json_lines import JsonLines
from workstation.readers.json_reader import Json
from workstation.readers.packed import Packed
from workstation.readers.reader import Reader
from workstation.readers.sqlite import Sqlite
from workstation.readers.workbook import Workbook
from workstation.readers.xml_reader import Xml
from workstation.text import _

READERS: tuple[Reader, ...] = (
    Workbook(),
    Delimited(),
    FixedWidth(),
    Lines(),
    Json(),
    JsonLines(),
    Html(),
    Xml(),
    Dif(),
    Parquet(),
    Arrow(),
    Sqlite(),
    DataPackage(),
    Packed(),
)
TEXTS = frozenset(("delimited", "fixed_width", "lines", "jsonl"))
"""Readers that take any text."""


def extensions() -> list[str]:
    """Return the endings of file names that can be read, for an open dialog."""
    return [end for reader in READERS for end in reader.extensions]


def open_file(path: Path, kind: str | None = None) -> Reader:
    """Return the reader for a file; Problem when it is not there, may not be read, or is of no kind that we know.

    A file is what its first bytes say, whatever its name says: what is called .xls and holds a web page is read as a
    web page, and what is called .csv and holds a workbook as a workbook.

    kind: name of a reader that a person chose (an import option); a text may be read by any reader of texts
    """
    head = _head(path)
    if not head:
        raise empty(path)
    if kind is not None:
        return _wished(path, kind, head)
    return _named(_kind_of(path, head), path)


def empty(path: Path) -> Problem:
    """Return the Problem for a file of no bytes."""
    return Problem(
        "empty-file",
        _("There is nothing in this file."),
        where=path.name,
        remedy=_("Ask for the file again, or choose another one."),
    )


def _kind_of(path: Path, head: bytes) -> str:
    """Return the name of the reader for a file."""
    if found := first_bytes.by_magic(head):
        return found
    kind = archive.kind_of(path, head)
    if kind in ("xlsx", "xlsb", "ods", "xls", "sealed"):
        return "workbook"
    if kind == "zip":
        return first_bytes.zip_reader(path)
    ending = path.suffix.lower()
    by_name = next((reader.name for reader in READERS if ending in reader.extensions), None)
    if words := first_bytes.other_kind(head):
        raise _no_table(path, words)
    text = first_bytes.text_of(head)
    if text is not None:
        found = first_bytes.by_text(text, by_name or "")
        if found == "json":
            return "data_package" if _is_descriptor(path, text) else "json"
        if found:
            return "workbook" if found == "workbook_xml" else found
        return by_name if by_name in ("jsonl", "delimited") else "delimited"
    if by_name == "delimited":
        return by_name  # bytes that no text has are told line by line
    raise _unknown(path)


def _is_descriptor(path: Path, text: str) -> bool:
    return path.name.lower().endswith("datapackage.json") and "resources" in text


def _wished(path: Path, kind: str, head: bytes) -> Reader:
    """Return the reader that a person chose; Problem when there is none of that name or the file is of another kind."""
    reader = next((one for one in READERS if one.name == kind), None)
    if reader is None:
        raise Problem(
            "bad-option",
            _("The import option “{name}” cannot be {value}.", name="kind", value=repr(kind)),
            remedy=_("Give one of: {words}.", words=", ".join(one.name for one in READERS)),
        )
    if kind in TEXTS and first_bytes.by_magic(head) == "":
        return reader
    found = _kind_of(path, head)
    if found != kind and not (kind in ("html", "xml", "json") and found in (*TEXTS, "html", "xml", "json")):
        raise Problem(
            "bad-option",
            _("This file cannot be read as {kind}: its first bytes say that it is {found}.", kind=kind, found=found),
            where=path.name,
            remedy=_("Leave the option “kind” out."),
        )
    return reader


def _no_table(path: Path, words: str) -> Problem:
    return Problem(
        "unknown-file",
        _("This is {kind}, which holds no table that can be read.", kind=_(words)),
        where=path.name,
        remedy=_("Save the table in it as xlsx or csv and import that."),
    )


def _unknown(path: Path) -> Problem:
    return Problem(
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


def _named(name: str, path: Path) -> Reader:
    for reader in READERS:
        if reader.name == name:
            return reader
    raise _unknown(path)


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
            return file.read(first_bytes.HEAD)
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
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise Problem(
            "unreadable-file",
            _("This file could not be read: {error}", error=getattr(error, "strerror", None) or str(error)),
            where=str(path),
            remedy=_("Check the drive, copy the file to this computer and try again."),
        ) from error
