"""Web pages: each table of a page, also of pages called .xls and of web archives; nothing outside the file is fetched."""

from __future__ import annotations

import codecs
import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import encoding as encodings
from workstation.readers import sheet_tables
from workstation.readers.grid import Grid
from workstation.readers.html_tables import HtmlGrid, grid_of, stacked, tables_in
from workstation.readers.options import Options
from workstation.readers.reader import Batch, Found, Part, Reading, SheetInfo
from workstation.readers.record_batches import reading_of, whole_text
from workstation.readers.record_tables import no_sheet, no_table
from workstation.text import Sentence, _, say

MOST_BYTES = 256 << 20
"""A page is read whole; a browser would not open one of this size."""
_CHARSET = re.compile(rb"""<meta[^>]{0,300}charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]+)""",
                      re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "cp1252", "latin1": "cp1252",
          "ascii": "cp1252", "us-ascii": "cp1252", "shift_jis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949",
          "ks_c_5601-1987": "cp949", "big5": "big5hkscs", "unicode": "utf-16", "utf8": "utf-8", "windows-936": "gb18030"}
"""What browsers read where a page names the first: the wider sets that programs really write."""
_NAMED = re.compile(r"<x:Name>\s*([^<]{1,200}?)\s*</x:Name>(.{0,2000}?)(?=<x:Name>|</x:ExcelWorksheets>|\Z)", re.DOTALL)
_SOURCE = re.compile(r"""<x:WorksheetSource\s+HRef\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_RANGE = re.compile(r"([A-Z]{1,3})(\d+)")


@dataclass(frozen=True)
class _Page:
    """One page: a sheet. outside: the sheets that it names and that lie in other files."""

    name: str
    text: str
    encoding: str
    told: tuple[Sentence, ...] = ()
    outside: bool = False


@dataclass(frozen=True)
class _Plan:
    place: int
    top: int
    inner: Found
    options: Options


class Html:
    """A web page or web archive with tables."""

    name = "html"
    extensions = (".html", ".htm", ".xhtml", ".mht", ".mhtml")

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the tables of a page, one below the other as one sheet; of an archive each page is a sheet."""
        out: list[Found] = []
        pages = _pages(path, options, job)
        if options.sheet is not None and options.sheet not in [page.name for page in pages]:
            raise no_sheet(options.sheet, [page.name for page in pages])
        for page in pages:
            if options.sheet in (None, page.name):
                out += _found(page, options, job)
        if not out:
            if any(page.outside for page in pages):
                raise no_table(path, _("The page only names its sheets; they lie in the folder beside it. Import those."))
            raise no_table(path, _("The page holds no table with rows and columns."))
        if options.table is not None:
            out = [one for one in out if one.table == options.table]
            if not out:
                raise no_table(path, _("There is no table {n} on this page.", n=options.table))
        return out

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return the one sheet of a page, or the sheets of an archive."""
        return [SheetInfo(page.name) for page in _pages(path, options, job)]

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return all tables of a page, one below the other with a blank row between."""
        pages = _pages(path, options, job)
        page = next((one for one in pages if options.sheet in (None, one.name)), None)
        if page is None:
            raise no_sheet(options.sheet or "", [one.name for one in pages])
        return stacked(_grids(page, job), page.name)

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one table; rows are numbered as in the sheet of all tables."""
        return reading_of(lambda reading: _batches(path, found, reading, job))


def _grids(page: _Page, job: Job) -> list[HtmlGrid]:
    tables, classes = tables_in(page.text, job)
    grids = [grid_of(table, classes, page.name) for table in tables]
    return [grid for grid in grids if grid.kinds.any()]


def _found(page: _Page, options: Options, job: Job) -> list[Found]:
    out: list[Found] = []
    top = 0
    every = dataclasses.replace(options, table=None)
    for place, grid in enumerate(_grids(page, job)):
        for one in sheet_tables.tables_of(grid, every, job):
            plan = _Plan(place, top, one, options)
            out.append(dataclasses.replace(
                one, table=len(out) + 1, first_row=one.first_row + top, range=_lower(one.range, top), plan=plan,
                parts=tuple(Part(p.kind, _lower(p.range, top), p.reason, p.confidence) for p in one.parts),
                encoding=page.encoding, reasons=(*page.told[:1], *one.reasons), warnings=(*page.told[1:], *one.warnings)))
        top += grid.height + 1
    return out


def _lower(area: str, rows: int) -> str:
    """Return a range of cells so many rows further down."""
    return _RANGE.sub(lambda match: f"{match[1]}{int(match[2]) + rows}", area) if rows else area


def _batches(path: Path, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
    import pyarrow as pa
    import pyarrow.compute as pc

    plan: _Plan = found.plan
    page = next((one for one in _pages(path, plan.options, job) if one.name == found.sheet), None)
    grids = _grids(page, job) if page else []
    if plan.place >= len(grids):
        raise Problem("changed", _("{path} changed while it was being read.", path=path.name),
                      remedy=_("Save and close it in the other program, then try again."))
    inner = sheet_tables.read_table(grids[plan.place], plan.inner, job)
    for batch in inner:
        rejected = tuple(dataclasses.replace(one, line=one.line + plan.top) for one in batch.rejected)
        yield Batch(batch.data, pc.add(batch.rows, pa.scalar(plan.top, batch.rows.type)), rejected)
    reading.balance, reading.suggested = inner.balance, inner.suggested
    reading.warnings.extend(inner.warnings)


# --- pages --------------------------------------------------------------------------------------------------------------


def _pages(path: Path, options: Options, job: Job) -> list[_Page]:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Problem("too-large", _("This page has {n} MB.", n=size >> 20), path.name,
                      _("Ask the sender for a csv or a workbook."))
    data = b"".join(encodings.blocks(path, 0, size, job, _("Reading the page")))
    head = data[:4096].lower()
    if b"mime-version:" in head and b"multipart/related" in head:
        return _archive(data, path)
    text, name, told = _decoded(data, path, options, job)
    outside = "<frameset" in text[:65_536].lower() and _SOURCE.search(text) is not None
    return [_Page("", whole_text(text), name, told, outside)]


def _decoded(data: bytes, path: Path, options: Options, job: Job) -> tuple[str, str, tuple[Sentence, ...]]:
    """Return the text of a page, its encoding, the reason for it, and what is odd about it."""
    lies: tuple[Sentence, ...] = ()
    if options.encoding is None and not any(data.startswith(mark) for mark, _name in encodings.BOMS):
        named = declared(data)
        if named:
            text = _strict(data, named)
            if text is not None:
                return text, named, (say("The page says that it is {encoding}, and is.", encoding=named),)
            lies = (say("The page says that it is {encoding}, and is not.", encoding=named),)
    found = encodings.decide(path, options.encoding, job)
    text = data[found.mark:].decode(found.name, "replace" if found.damaged else "strict")
    return text, found.name, (found.reason, *lies)


def declared(data: bytes) -> str:
    """Return the encoding that a page names, as Python knows it; "" when it names none that there is."""
    found = _CHARSET.search(data[:8192])
    if found is None:
        return ""
    name = (found[1] or found[2]).decode("ascii", "ignore").lower()
    name = _WIDER.get(name, name)
    try:
        return "utf-8" if name.startswith("utf-16") else codecs.lookup(name).name  # it was read byte by byte: no UTF-16
    except LookupError:
        return ""


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _archive(data: bytes, path: Path) -> list[_Page]:
    """Return the pages of a web archive (MHTML), named as the workbook names them."""
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages: list[tuple[str, str, str]] = []
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        raw = part.get_payload(decode=True)
        if not isinstance(raw, bytes):
            continue
        charset = str(part.get_param("charset") or "").lower()
        names = [_WIDER.get(charset, charset), declared(raw), "utf-8", "gb18030", "cp1252"]
        for name in filter(None, names):
            if (text := _strict(raw, name)) is not None:
                pages.append((str(part.get("Content-Location") or ""), text, name))
                break
    if not pages:
        raise no_table(path, _("The web archive holds no page."))
    return _named(pages)


def _named(pages: Sequence[tuple[str, str, str]]) -> list[_Page]:
    by_file: dict[str, str] = {}
    for _place, text, _encoding in pages[:1]:
        for name, more in _NAMED.findall(text):
            if source := _SOURCE.search(more):
                by_file[source[1].replace("\\", "/").rpartition("/")[2].lower()] = name
    out = []
    for at, (place, text, encoding) in enumerate(pages):
        file = place.replace("\\", "/").rpartition("/")[2].lower()
        if by_file and file not in by_file:
            continue
        name = by_file.get(file) or ("" if len(pages) == 1 else file or str(at + 1))
        out.append(_Page(name, whole_text(text), encoding, (say("The web archive names the encoding {encoding}.",
                                                               encoding=encoding),)))
    return out or [_Page("", whole_text(text), encoding) for _place, text, encoding in pages[:1]]
