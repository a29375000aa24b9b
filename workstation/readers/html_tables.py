"""The tables of a web page as cells: texts as a person saw them, merged cells, hidden rows, what stands behind a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.grid import BLANK, NUMBER, TEXT, Cell, Merge, Sheet, TextGrid
from workstation.text import _

CHUNK = 1 << 14
LONGEST_TAG = 1 << 20
DEEPEST = 64
MOST_CELLS = 20_000_000
WIDEST = 16_384
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = re.compile(r"[ \u00a0]*\n[ \u00a0]*")
_PICTURE = re.compile(r"""=\s*(?:"data:[^"]*"|'data:[^']*')""")
_CLASS_OF_TEXT = re.compile(r"""\.([\w-]+)[^{}]*\{[^{}]*mso-number-format\s*:\s*["']?\\@""")
_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dd", "dt"))
_MUTE = frozenset(("script", "style", "noscript", "template", "title", "select", "textarea"))
_VOID = frozenset(("br", "img", "input", "hr", "meta", "link", "col", "wbr", "area", "base", "embed", "source", "track"))


@dataclass
class _Cell:
    head: bool
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)
    bold: int = 0
    plain: int = 0

    @property
    def text(self) -> str:
        """What a person sees in the cell."""
        return _BREAK.sub("\n", _SPACE_RUN.sub(" ", "".join(self.parts))).strip(" \n\u00a0")

    def span(self, name: str, most: int) -> int:
        """Return over how many rows or columns the cell goes."""
        digits = re.match(r"\s*\+?(\d{1,9})", self.attributes.get(name, ""))
        return min(int(digits[1]), most) if digits else 1


_SPACE_RUN = re.compile(r" {2,}")


@dataclass
class _Row:
    cells: list[_Cell] = field(default_factory=list)
    hidden: bool = False


@dataclass
class HtmlTable:
    """One table of a page, as it was written."""

    rows: list[_Row] = field(default_factory=list)
    caption: str = ""
    hidden: bool = False
    hidden_columns: set[int] = field(default_factory=set)
    columns: int = 0
    head: bool = False
    row: _Row | None = None
    cell: _Cell | None = None


class HtmlGrid(TextGrid):
    """A table of a page as a sheet: texts as shown, and behind them the numbers that a spreadsheet program wrote."""

    def __init__(self, rows: list[list[str | None]], sheet: Sheet, stored: dict[Cell, str], texts: set[Cell]) -> None:
        """Take the texts, what is stored behind some, and the cells whose digits are no numbers."""
        super().__init__(rows, sheet)
        self._stored = stored
        for row, column in texts:
            if self.kinds[row, column] != BLANK:
                self.kinds[row, column] = TEXT
        for row, column in stored:
            if self.kinds[row, column] == TEXT:
                self.kinds[row, column] = NUMBER

    def stored(self, rows: Any, column: int) -> Any:
        """Return the number behind each cell where there is one, else its text."""
        import pyarrow as pa

        return pa.array([self._stored.get((row, column)) or self.text(row, column) or None for row in rows.tolist()],
                        pa.string())


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[HtmlTable] = []
        self.open: list[HtmlTable] = []
        self.deep = 0
        self.mute = 0
        self.unseen: list[str] = []
        self.bold = 0
        self.caption = False
        self.text_classes: set[str] = set()
        self.style = False
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what a tag opens."""
        said = {name: value or "" for name, value in attrs}
        unseen = _is_hidden(said)
        if tag in _MUTE:
            self.mute += 1
            self.style = tag == "style"
        elif tag == "table":
            self._table(unseen or bool(self.unseen))
        elif self.open:
            self._inside(tag, said, unseen)

    def _table(self, unseen: bool) -> None:
        if len(self.open) >= DEEPEST:
            self.deep += 1
            return
        table = HtmlTable(hidden=unseen)
        self.tables.append(table)
        self.open.append(table)

    def _inside(self, tag: str, said: dict[str, str], unseen: bool) -> None:
        table = self.open[-1]
        if tag == "tr":
            table.row, table.cell = _Row(hidden=unseen), None
            table.rows.append(table.row)
        elif tag in ("td", "th"):
            self._cell(table, tag, said, unseen)
        elif tag in ("thead", "tbody", "tfoot"):
            table.head, table.row, table.cell = tag == "thead", None, None
        elif tag == "col":
            count = min(int(said["span"]), WIDEST) if said.get("span", "").isdecimal() and len(said["span"]) < 6 else 1
            if unseen:
                table.hidden_columns.update(range(table.columns, min(table.columns + count, WIDEST)))
            table.columns += count
        elif tag == "caption":
            self.caption = True
        elif table.cell is not None:
            self._in_cell(table.cell, tag, said, unseen)

    def _cell(self, table: HtmlTable, tag: str, said: dict[str, str], unseen: bool) -> None:
        if table.row is None:
            table.row = _Row()
            table.rows.append(table.row)
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise _too_many()
        self.unseen, self.bold = [], 0
        table.cell = _Cell(tag == "th" or table.head or _is_bold(said), said)
        if unseen:
            self.unseen.append(tag)
        table.row.cells.append(table.cell)

    def _in_cell(self, cell: _Cell, tag: str, said: dict[str, str], unseen: bool) -> None:
        if tag == "br" or (tag in _BLOCKS and any(part.strip() for part in cell.parts)):
            cell.parts.append("\n")
        if tag in ("b", "strong"):
            self.bold += 1
        if tag not in _VOID and (unseen or (self.unseen and len(self.unseen) < 1000)):
            self.unseen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what a tag closes."""
        if tag in _MUTE:
            self.mute = max(0, self.mute - 1)
            self.style = False
        elif tag == "table":
            if self.deep:
                self.deep -= 1
            elif self.open:
                self.open.pop()
                self.unseen = []
        elif tag == "caption":
            self.caption = False
        elif self.open:
            table = self.open[-1]
            if tag == "tr":
                table.row = table.cell = None
            elif tag in ("td", "th"):
                table.cell, self.unseen = None, []
            elif tag == "thead":
                table.head = False
            elif tag in ("b", "strong"):
                self.bold = max(0, self.bold - 1)
            elif tag in _BLOCKS and table.cell is not None and table.cell.parts and table.cell.parts[-1] != "\n":
                table.cell.parts.append("\n")
            if self.unseen and tag in self.unseen:
                while self.unseen and self.unseen.pop() != tag:
                    pass

    def handle_data(self, data: str) -> None:
        """Take text that stands in a cell."""
        if self.style:
            self.text_classes.update(_CLASS_OF_TEXT.findall(data))
        if self.mute or not self.open or self.deep:
            return
        table = self.open[-1]
        if self.caption:
            table.caption += _SPACE.sub(" ", data)
        elif table.cell is not None and not self.unseen:
            text = _SPACE.sub(" ", data)
            table.cell.parts.append(text)
            if text.strip():
                if self.bold:
                    table.cell.bold += len(text)
                else:
                    table.cell.plain += len(text)


def tables_in(text: str, job: Job) -> tuple[list[HtmlTable], set[str]]:
    """Return the tables of a page that can be seen, in the order they begin, and the style classes that mean text."""
    parser = _Parser()
    plain = _PICTURE.sub('=""', re.sub(r"<!\[[^>]*>", "", _without_comments(text)))
    try:
        for at in range(0, len(plain), CHUNK):
            if at % (64 * CHUNK) == 0:
                job.step(at, len(plain), _("Reading the page"))
            parser.feed(plain[at : at + CHUNK])
            if len(parser.rawdata) > LONGEST_TAG:
                raise _broken()
        if len(parser.rawdata) > 4 * CHUNK:
            parser.rawdata = ""  # a tag that never ends
        parser.close()
    except (AssertionError, RecursionError) as error:
        raise _broken() from error
    return [table for table in parser.tables if not table.hidden], parser.text_classes


def _without_comments(text: str) -> str:
    parts = []
    at = 0
    while (begin := text.find("<!--", at)) >= 0:
        parts.append(text[at:begin])
        end = text.find("-->", begin + 4)
        if end < 0:
            return "".join(parts)
        at = end + 3
    return text if not parts else "".join(parts) + text[at:]


def grid_of(table: HtmlTable, classes: set[str], name: str = "") -> HtmlGrid:
    """Return one table as a sheet; merged cells hold their text in the first cell."""
    placed: dict[Cell, _Cell] = {}
    taken: dict[int, int] = {}  # column: row up to which a cell from above covers it
    merges: list[Merge] = []
    rows = [row for row in table.rows if row.cells]
    width = 0
    total = 0
    for at, row in enumerate(rows):
        column = 0
        for cell in row.cells:
            while taken.get(column, -1) >= at:
                column += 1
            across = max(1, cell.span("colspan", 1_000))
            down = cell.span("rowspan", 65_534)
            bottom = min(len(rows) - 1, at + down - 1) if down else len(rows) - 1
            if column + across > WIDEST:
                break
            placed[at, column] = cell
            for one in range(column, column + across):
                taken[one] = max(taken.get(one, -1), bottom)
            ignored = "mso-ignore" in cell.attributes.get("style", "")
            if (across > 1 or bottom > at) and not ignored and cell.text:
                merges.append(((at, column), (bottom, column + across - 1)))
            column += across
            width = max(width, column)
        total += width
        if total > MOST_CELLS:
            raise _too_many()
    texts: list[list[str | None]] = [[None] * width for _row in rows]
    stored: dict[Cell, str] = {}
    plain: set[Cell] = set()
    for (at, column), cell in placed.items():
        texts[at][column] = cell.text or None
        _behind(cell, (at, column), classes, stored, plain)
    bold = frozenset(place for place, cell in placed.items() if cell.head or cell.bold > cell.plain)
    sheet = Sheet(name, merges=tuple(merges), bold=bold,
                  hidden_rows=frozenset(at for at, row in enumerate(rows) if row.hidden),
                  hidden_columns=frozenset(at for at in table.hidden_columns if at < width))
    return HtmlGrid(texts, sheet, stored, plain)


def _behind(cell: _Cell, place: Cell, classes: set[str], stored: dict[Cell, str], plain: set[Cell]) -> None:
    said = cell.attributes
    number = said.get("x:num") or said.get("sdval")
    style = said.get("style", "").replace(" ", "")
    if number and re.fullmatch(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", number):
        stored[place] = number
    elif "x:str" in said or re.search(r"""mso-number-format:["']?\\@""", style) or said.get("class", "") in classes:
        plain.add(place)


def stacked(grids: list[HtmlGrid], name: str = "") -> HtmlGrid:
    """Return all tables of a page as one sheet, one below the other with a blank row between."""
    rows: list[list[str | None]] = []
    stored: dict[Cell, str] = {}
    merges: list[Merge] = []
    bold: set[Cell] = set()
    hidden: set[int] = set()
    for grid in grids:
        top = len(rows) + (1 if rows else 0)
        if rows:
            rows.append([])
        rows += [[grid.text(row, column) or None for column in range(grid.width)] for row in range(grid.height)]
        stored.update({(row + top, column): text for (row, column), text in grid._stored.items()})
        merges += [((a + top, b), (c + top, d)) for (a, b), (c, d) in grid.sheet.merges]
        bold.update((row + top, column) for row, column in grid.sheet.bold)
        hidden.update(row + top for row in grid.sheet.hidden_rows)
    columns = grids[0].sheet.hidden_columns if len(grids) == 1 else frozenset()
    sheet = Sheet(name, merges=tuple(merges), bold=frozenset(bold), hidden_rows=frozenset(hidden), hidden_columns=columns)
    return HtmlGrid(rows, sheet, stored, set())


def _is_hidden(said: dict[str, str]) -> bool:
    return "hidden" in said or "display:none" in said.get("style", "").lower().replace(" ", "")


def _is_bold(said: dict[str, str]) -> bool:
    return re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", said.get("style", ""), re.IGNORECASE) is not None


def _too_many() -> Problem:
    return Problem("too-large", _("This page has more than {n} million cells.", n=MOST_CELLS // 1_000_000),
                   remedy=_("Ask the sender for a csv or a workbook."))


def _broken() -> Problem:
    return Problem("damaged-file", _("This page is broken and cannot be read."),
                   remedy=_("Open it in a browser, copy the table and paste it."))
