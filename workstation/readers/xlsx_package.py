"""An xlsx file as a package of parts: which part holds which sheet, the styles, the shared strings, the comments.

Tolerant where others are: parts are found by their relations, by their usual names where a relation is missing, in any
case of letters, with absolute or relative targets, in the transitional and the strict namespace, with or without prefix.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote
from xml.etree import ElementTree

from workstation.errors import Problem
from workstation.marking import WORKBOOK_MARK, workbook_size
from workstation.readers import archive
from workstation.readers.reader import SheetInfo
from workstation.readers.xlsx_markup import decoded, utf8
from workstation.readers.xlsx_walk import permitted
from workstation.text import _

MOST_XML = 128 << 20
"""Bytes of a part that is read as a whole: workbook, styles, comments."""
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_KINDS = {"worksheet": "sheet", "chartsheet": "chart", "dialogsheet": "dialog", "xlmacrosheet": "macro",
          "xlintlmacrosheet": "macro", "macrosheet": "macro"}  # fmt: skip
_STATES = {"hidden": "hidden", "veryhidden": "very hidden"}


@dataclass(frozen=True)
class Relation:
    """A link from one part to another: its id, the last word of its type, and the part it leads to."""

    id: str
    kind: str
    part: str


@dataclass(frozen=True)
class SheetPart:
    """A sheet and the part that holds its cells, None when it is not in the file."""

    info: SheetInfo
    part: str | None


@dataclass
class Package:
    """A zipped workbook that is open.

    sheets: in their order; date1904: days are counted from 1904
    """

    path: Path
    zip: zipfile.ZipFile
    sheets: tuple[SheetPart, ...] = ()
    date1904: bool = False
    strings: str | None = None
    styles: str | None = None
    people: str | None = None
    marked: bool = False
    own_size: tuple[int, int] | None = None
    _names: dict[str, str] = field(default_factory=dict)

    def real(self, part: str) -> str | None:
        """Return the name under which a part lies in the archive, whatever the case of its letters; None for none."""
        return self._names.get(part.replace("\\", "/").lstrip("/").lower())

    def size(self, part: str) -> int:
        """Return the unpacked size of a part as the archive tells it; no more than that is ever unpacked."""
        return self.zip.getinfo(part).file_size

    @contextmanager
    def open(self, part: str) -> Iterator[IO[bytes]]:
        """Open a part; damage that is met while it is read becomes a Problem that names it."""
        try:
            with self.zip.open(part) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise self.broken(part, str(error)) from error

    def broken(self, part: str, why: str, where: str = "") -> Problem:
        """Return the Problem for a part that cannot be read."""
        return Problem(
            "damaged-file",
            _("This workbook is damaged and cannot be read."),
            where=f"{self.path.name}, {where or part}: {why}",
            remedy=_("Open it in the program it comes from and save it again, or ask for it again."),
        )

    def xml(self, part: str | None) -> ElementTree.Element | None:
        """Return a part that is read as a whole; None when it is not there."""
        name = self.real(part) if part else None
        if name is None:
            return None
        if self.size(name) > MOST_XML:
            raise archive.burst(self.path, self.size(name))
        with self.open(name) as file:
            data = b"".join(utf8(file))
        if _ENTITY.search(data, 0, 1 << 16):
            raise archive.entities(self.path, name)
        try:
            return ElementTree.fromstring(permitted(data), ElementTree.XMLParser(encoding="utf-8"))
        except ElementTree.ParseError as error:
            raise self.broken(name, str(error)) from error

    def relations(self, part: str) -> list[Relation]:
        """Return where a part leads inside the file; what lies outside is never followed."""
        folder, name = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{name}.rels")
        out = []
        for one in root if root is not None else ():
            target = unquote(one.get("Target") or "").replace("\\", "/")
            if one.get("TargetMode") == "External" or not target:
                continue
            kind = (one.get("Type") or "").rpartition("/")[2].lower()
            out.append(Relation(one.get("Id") or "", kind, self._target(folder, target)))
        return out

    def _target(self, folder: str, target: str) -> str:
        """Return the part that a relation leads to: as it is written, else by what its writer must have meant."""
        absolute = posixpath.normpath(target).lstrip("/")
        relative = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
        ways = [absolute, relative] if target.startswith("/") else [relative, absolute]
        ways.append(posixpath.normpath(posixpath.join(folder, target.lstrip("/"))))
        return next((name for way in ways if (name := self.real(way))), ways[0])


def local(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open the package of a workbook; Problem when it is none."""
    try:
        with zipfile.ZipFile(path) as parts:
            package = Package(path, parts)
            for name in parts.namelist():
                package._names.setdefault(name.replace("\\", "/").lstrip("/").lower(), name)
            _look(package)
            yield package
    except zipfile.BadZipFile as error:
        raise archive.damaged(path) from error


def _look(package: Package) -> None:
    """Fill in where everything is."""
    core = package.real("docProps/core.xml")
    if core and package.size(core) < MOST_XML:
        with package.open(core) as file:
            package.marked = WORKBOOK_MARK.encode() in file.read()
        package.own_size = workbook_size(package.zip)
    book_part = _book_part(package)
    book = package.xml(book_part)
    if (book_part is None or book is None) and any(name.startswith("xl/") for name in package._names):
        raise archive.damaged(package.path)
    if book_part is None or book is None:
        raise Problem(
            "not-a-workbook",
            _("This file holds no workbook."),
            where=package.path.name,
            remedy=_("Check that it is the right file; documents and presentations cannot be imported."),
        )
    relations = package.relations(book_part)
    by_id = {one.id: one for one in relations}
    parts = {one.kind: one.part for one in reversed(relations)}
    folder = posixpath.dirname(book_part)
    package.strings = package.real(parts.get("sharedstrings") or f"{folder}/sharedStrings.xml")
    package.styles = package.real(parts.get("styles") or f"{folder}/styles.xml")
    package.people = package.real(parts.get("person") or f"{folder}/persons/person.xml")
    sheets: list[SheetPart] = []
    for one in book.iter():
        name = local(one)
        if name == "workbookPr":
            package.date1904 = one.get("date1904") in ("1", "true", "on")
        elif name == "sheet":
            sheets.append(_sheet(package, one, by_id, len(sheets) + 1, folder))
    package.sheets = tuple(sheets)


def _book_part(package: Package) -> str | None:
    """Return the part of the workbook: where the package says, else where it usually lies, else wherever it is."""
    for one in package.relations(""):
        if one.kind == "officedocument" and package.real(one.part):
            root = package.xml(one.part)
            if root is not None and local(root) == "workbook":
                return package.real(one.part)
    usual = package.real("xl/workbook.xml")
    if usual:
        return usual
    return next((name for low, name in package._names.items() if low.endswith("workbook.xml")), None)


def _sheet(
    package: Package, sheet: ElementTree.Element, by_id: dict[str, Relation], number: int, folder: str
) -> SheetPart:
    link = next((value for key, value in sheet.items() if key.rpartition("}")[2] == "id"), "")
    relation = by_id.get(link)
    part = package.real(relation.part) if relation else None
    kind = _KINDS.get(relation.kind, "sheet") if relation else "sheet"
    if part is None and kind == "sheet":
        part = package.real(f"{folder}/worksheets/sheet{number}.xml") if not link or relation is None else None
    state = _STATES.get((sheet.get("state") or "").lower(), "visible")
    return SheetPart(SheetInfo(decoded(sheet.get("name") or ""), state, kind), part)


def comments(package: Package, part: str) -> dict[tuple[int, int], str]:
    """Return what people wrote on the cells of a sheet: threads of comments, else the older notes.

    part: the sheet's; keys: row and column from 0
    """
    out: dict[tuple[int, int], str] = {}
    relations = package.relations(part)
    for one in relations:
        if one.kind == "comments":
            root = package.xml(one.part)
            for comment in root.iter() if root is not None else ():
                if local(comment) == "comment" and (at := cell_at(comment.get("ref"))):
                    out[at] = _said(comment)
    names = _people(package) if any(one.kind == "threadedcomment" for one in relations) else {}
    for one in relations:
        if one.kind == "threadedcomment":
            out.update(_threads(package.xml(one.part), names))
    return {at: text for at, text in out.items() if text}


def _threads(root: ElementTree.Element | None, names: dict[str, str]) -> dict[tuple[int, int], str]:
    said: dict[tuple[int, int], list[str]] = {}
    for comment in root if root is not None else ():
        if at := cell_at(comment.get("ref")):
            who = names.get(comment.get("personId") or "", "")
            text = "".join(child.text or "" for child in comment if local(child) == "text").strip()
            said.setdefault(at, []).append(f"{who}: {text}" if who else text)
    return {at: "\n".join(texts) for at, texts in said.items()}


def _people(package: Package) -> dict[str, str]:
    root = package.xml(package.people)
    return {one.get("id") or "": one.get("displayName") or "" for one in (root if root is not None else ())}


def _said(comment: ElementTree.Element) -> str:
    parts = []
    for one in comment:
        if local(one) == "text":
            reading = {t for r in one.iter() if local(r) == "rPh" for t in r}
            parts += [t.text or "" for t in one.iter() if local(t) == "t" and t not in reading]
    return decoded("".join(parts)).strip()


_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def cell_at(name: str | None) -> tuple[int, int] | None:
    """Return row and column (from 0) of a cell's name; None when it is none."""
    match = _CELL.fullmatch(name or "")
    if match is None or match[2].strip("0") == "":
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def area_of(name: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the first and last cell of an area such as A1:C3; None when it is none."""
    first, _colon, last = name.partition(":")
    start, end = cell_at(first), cell_at(last or first)
    if start is None or end is None:
        return None
    return (min(start[0], end[0]), min(start[1], end[1])), (max(start[0], end[0]), max(start[1], end[1]))


