"""Recognise: which form a workbook is that came back, and where its parts stand now, whatever was moved or renamed.

In order of trust: the hidden sheet; the hidden row of field names, which goes along when columns and rows are moved or
the sheet is copied into another workbook; the headers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.grid import Grid
from workstation.readers.options import Options
from workstation.readers.reader import Reader, SheetInfo
from workstation.standards.mapping import NOTES, fold
from workstation.standards.standard import Standard
from workstation.templates.form import KEY, LISTS, SHEET, Form
from workstation.templates.marked import MARKED, Marked
from workstation.text import LANGUAGES, Sentence, _, in_language, say

LOOKED_AT = 60
"""Rows from the top in which header and field names are looked for."""
SMALL = 2 << 20
"""Bytes of a file that is read whole at once."""
HALF = 0.5
"""Share of a form's fields whose headers must be there when nothing else tells."""


@dataclass(frozen=True)
class Place:
    """One sheet with rows of a form; rows and columns from 0.

    columns: {field of the standard: column}
    margin:  the column that marks the example row, -1 when there is none any more
    """

    grid: Grid
    header: int
    columns: Mapping[str, int]
    margin: int = -1

    @property
    def sheet(self) -> str:
        """Name of the sheet."""
        return self.grid.sheet.name


@dataclass(frozen=True)
class Recognised:
    """A workbook that is a form of ours.

    how:     hidden sheet, hidden row, or headers
    said:    what stands in the cell “Filled in by”
    marked:  what a workbook that was marked up remembers, None for any other
    """

    form: Form
    how: str
    places: tuple[Place, ...]
    said: str = ""
    marked: Marked | None = None
    warnings: tuple[Sentence, ...] = ()

    def sender(self, stem: str) -> str:
        """Return who sent it: as the form says, else as its cell says, else the name of the file."""
        return self.form.sender or self.said or " ".join(stem.split())


@dataclass(frozen=True)
class Shelf:
    """What forms and standards there are here.

    form:      the form of an id, None when it is not known here
    newest:    the newest form for a standard (its id), None when there is none
    standards: every standard that can be used
    """

    form: Callable[[str], Form | None]
    newest: Callable[[str], Form | None]
    standards: Callable[[], Iterable[Standard]]


@dataclass
class Book:
    """A workbook being looked at; sheets are read when they are asked for."""

    path: Path
    reader: Reader
    job: Job
    infos: Sequence[SheetInfo] = ()
    grids: dict[str, Grid] = field(default_factory=dict)
    tops: dict[str, Grid] = field(default_factory=dict)

    def top(self, name: str) -> Grid:
        """Return the first rows of a sheet: a large file that is no form must not be read whole to see that."""
        if self.path.stat().st_size < SMALL or name in self.grids:
            return self.grid(name)
        if name not in self.tops:
            self.tops[name] = self.reader.grid(self.path, Options(sheet=name or None), self.job, LOOKED_AT)
        return self.tops[name]

    def grid(self, name: str) -> Grid:
        """Return a sheet cell by cell, read once."""
        if name not in self.grids:
            self.grids[name] = self.reader.grid(self.path, Options(sheet=name or None), self.job)
        return self.grids[name]

    def lines(self, name: str) -> list[list[str]] | None:
        """Return the texts of a hidden sheet of ours, None when it is not there."""
        found = next((info.name for info in self.infos if info.name.casefold() == name.casefold()), None)
        if found is None:
            return None
        return rows_of(self.grid(found))

    def sheets(self) -> list[str]:
        """Return the sheets that people fill in, visible ones first."""
        ours = {SHEET.casefold(), LISTS.casefold(), MARKED.casefold()}
        cells = [info for info in self.infos if info.kind in ("sheet", "macro") and info.name.casefold() not in ours]
        return [info.name for info in sorted(cells, key=lambda info: info.visible != "visible")]

    def visible(self, name: str) -> bool:
        """Return whether people see a sheet."""
        return next((info.visible == "visible" for info in self.infos if info.name == name), True)


def rows_of(grid: Grid, count: int | None = None) -> list[list[str]]:
    """Return what stands in the cells of the first `count` rows (all by default), column by column and so at little cost."""
    rows = np.arange(grid.height if count is None else min(count, grid.height), dtype=np.int64)
    columns = [[text or "" for text in grid.texts(rows, column).to_pylist()] for column in range(grid.width)]
    return [list(row) for row in zip(*columns, strict=True)]


def is_form(path: Path, job: Job) -> bool:
    """Return whether a file has a hidden sheet of ours: looked up by the names of its sheets, at little cost."""
    try:
        names = {info.name.casefold() for info in open_file(path).sheets(path, Options(), job)}
    except Problem:
        return False
    return bool(names & {SHEET, MARKED})


def recognise(path: Path, shelf: Shelf, job: Job) -> Recognised:
    """Return which form a file is and where its rows stand.

    Problem no-form when it is none of ours; no-standard when its standard is not here; form-empty when no sheet of it
    holds the table any more.
    """
    reader = open_file(path)
    book = Book(path, reader, job, reader.sheets(path, Options(), job))
    warnings: list[Sentence] = []
    marked = _marked(book)
    form = _by_sheet(book, shelf, warnings)
    how = "sheet"
    keyed = {name: row for name in book.sheets() if (row := key_row(book.top(name))) is not None}
    if form is None and keyed:
        form, how = _by_row(book, shelf, keyed), "row"
    if form is None:
        return _by_headers(book, shelf, marked, path)
    standard = next((one for one in shelf.standards() if one.label == form.label), None)
    places = _keyed_places(book, form, keyed, standard) if keyed else headed_places(book, form, standard)
    if not places:
        raise Problem("form-empty", _("The table of the form “{title}” is not in this workbook any more.", title=form.title),
                      where=path.name, remedy=_("Ask for it again; the header and its field names must stay."))
    if how == "row":
        warnings.append(say("The hidden sheet of the form is gone; it was recognised by its hidden row of field names."))
    elif not keyed:
        warnings.append(say("The hidden row of field names is gone; columns were found by their headers."))
    missing = [column.title for column in form.columns if all(column.name not in place.columns for place in places)]
    if missing:
        warnings.append(say("Columns of the form that are not there any more: {names}.", names=", ".join(missing)))
    return Recognised(form, how, tuple(places), _said(places), marked, tuple(warnings))


def _marked(book: Book) -> Marked | None:
    lines = book.lines(MARKED)
    return Marked.from_lines(lines) if lines else None


def _by_sheet(book: Book, shelf: Shelf, warnings: list[Sentence]) -> Form | None:
    """Return the form that the hidden sheet tells; what the workspace knows of it counts before what the sheet says."""
    lines = book.lines(SHEET)
    if lines is None:
        return None
    try:
        form, whole = Form.from_lines(lines)
    except Problem as problem:
        if problem.code == "no-form":
            return None
        raise
    known = shelf.form(form.id)
    if not whole:
        warnings.append(say("The hidden sheet of the form was changed by hand."))
    if known is not None:
        return known.for_(form.sender)
    if not form.id or not form.columns:
        return None
    return form


def _by_row(book: Book, shelf: Shelf, keyed: Mapping[str, int]) -> Form | None:
    for name, row in keyed.items():
        grid = book.grid(name)
        text = next(text for text in rows_of(grid, row + 1)[row] if text.startswith(KEY))
        if (found := shelf.form(text.removeprefix(KEY).strip())) is not None:
            return found
    return None


def key_row(grid: Grid) -> int | None:
    """Return the hidden row of field names in a sheet, None when it has none."""
    for at, row in enumerate(rows_of(grid, LOOKED_AT)):
        if any(text.startswith(KEY) for text in row[:12]):
            return at
    return None


def _keyed_places(book: Book, form: Form, keyed: Mapping[str, int], standard: Standard | None) -> list[Place]:
    out = []
    for name, row in keyed.items():
        grid = book.grid(name)
        columns: dict[str, int] = {}
        margin = -1
        rows = rows_of(grid, row + 12)
        for column, text in enumerate(map(str.strip, rows[row])):
            if text.startswith(KEY):
                margin = column
            elif text in form.by_name and text not in columns:
                columns[text] = column
        if not columns:
            continue
        words = words_of(form, standard)
        below = [(len(headed(rows[one], words)), -one) for one in range(row + 1, len(rows))]
        most, place = max(below, default=(0, -(row + 1)))
        out.append(Place(grid, -place if most else row + 1, columns, margin))
    seen = [place for place in out if book.visible(place.sheet)]
    return seen or out


def headed_places(book: Book, form: Form, standard: Standard | None) -> list[Place]:
    """Return the sheet whose headers are those of the form: the one that has most of them."""
    best: Place | None = None
    found, words = "", words_of(form, standard)
    for name in book.sheets():
        grid = book.top(name)
        for row, texts in enumerate(rows_of(grid, LOOKED_AT)):
            columns = headed(texts, words)
            if len(columns) >= max(1, HALF * len(form.columns)) and len(columns) > len(best.columns if best else ()):
                best = Place(grid, row, columns, _margin(grid, row, columns))
                found = name
    return [dataclasses.replace(best, grid=book.grid(found))] if best else []


def _margin(grid: Grid, header: int, columns: Mapping[str, int]) -> int:
    """Return the column that marks the example row, known by the word in it."""
    words = {fold(word) for word in in_every_language("Example")}
    taken = set(columns.values())
    for row in rows_of(grid, header + 6)[header + 1 :]:
        for column, text in enumerate(row):
            if column not in taken and fold(text) in words:
                return column
    return -1


def words_of(form: Form, standard: Standard | None) -> dict[str, list[str]]:
    """Return {header without what does not matter: fields of the form that it may stand for}."""
    words: dict[str, list[str]] = {}
    for column in form.columns:
        known = [column.name, column.title]
        if standard is not None and column.name in standard.by_name:
            spec = standard.by_name[column.name]
            known += [spec.title, *spec.aka]
        for word in {fold(_bare(one)) for one in known if one} | {fold(one) for one in known if one}:
            words.setdefault(word, []).append(column.name)
    return words


def headed(row: Sequence[str], words: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return {field: column} of the cells of a row that are headers of a form; `words` as words_of gives them."""
    out: dict[str, int] = {}
    for at, text in enumerate(map(str.strip, row)):
        found = words.get(fold(text)) or words.get(fold(_bare(text))) if text else None
        if found and len(set(found)) == 1 and found[0] not in out:
            out[found[0]] = at
    return out


def _bare(text: str) -> str:
    """Return a header without the unit or remark in brackets at its end."""
    note = NOTES.search(text.strip())
    return text.strip()[: note.start()] if note and note.start() else text


def _by_headers(book: Book, shelf: Shelf, marked: Marked | None, path: Path) -> Recognised:
    """Return the form whose headers these are; Problem when there is none that is clear."""
    best: tuple[int, Form, list[Place]] | None = None
    for standard in shelf.standards():
        form = shelf.newest(standard.id)
        if form is None or form.label != standard.label:
            continue
        places = headed_places(book, form, standard)
        if places and (best is None or len(places[0].columns) > best[0]):
            best = (len(places[0].columns), form, places)
    if best is None:
        raise Problem("no-form", _("This is no form that was sent out from here."), where=path.name,
                      remedy=_("Import it as any other file, or make a form for it first."))
    warning = say("Nothing of the form's hidden parts is left; it was recognised by its headers.")
    return Recognised(best[1].for_(""), "headers", tuple(best[2]), _said(best[2]), marked, (warning,))


def _said(places: Sequence[Place]) -> str:
    """Return what stands behind “Filled in by” above the header."""
    words = {fold(word) for word in in_every_language("Filled in by:")}
    for place in places:
        for row in rows_of(place.grid, place.header):
            for column, found in enumerate(row):
                if found and fold(found) in words:
                    after = (text.strip() for text in row[column + 1 :])
                    return " ".join(next((text for text in after if text), "").split())
    return ""


def in_every_language(message: str) -> set[str]:
    """Return a message in each language that forms are made in."""
    out = set()
    for language in LANGUAGES:
        with in_language(language):
            out.add(_(message))
    return out
