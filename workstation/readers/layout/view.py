"""What a person sees of a sheet: its visible rows and columns as cells, each with a look (word, number, date, code ...)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from workstation.readers.grid import BLANK, DATE, ERROR, NUMBER, TEXT, TRUTH, Grid
from workstation.readers.guess import cell_kind
from workstation.readers.layout.words import PLACEHOLDERS

if TYPE_CHECKING:
    import numpy as np

    Mask = np.ndarray[Any, np.dtype[np.bool_]]

NOTHING, WORD, NUM, DAY, CODE, MARK, FLAG, PERIOD = range(8)
"""Looks: blank; words; a number; a date or time; letters and digits that name a thing; a placeholder such as -; TRUE or
an error; a year, month or quarter in words, which names a column as often as it is data."""
VALUES = (NUM, DAY, CODE, FLAG)
WIDE = 512
"""Columns whose texts are looked at; beyond, only the kind of a cell is."""
COVERED_MOST = 300_000
"""Cells in merged areas that are followed one by one."""

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

_PERIOD = re.compile(
    r"(?:公元)?(?:19|20)\d\d(?:[\s\u3000]*年度?|/\d\d|[-–]\d\d)?|(?:19|20)\d\d年?[\s\u3000]*[-—~至到][\s\u3000]*(?:19|"
    r"20)?\d\d(?:年|\.\d+)?|"
    r"(?:(?:19|20)\d\d[年./-])?[\s\u3000]*\d{1,2}[\s\u3000]*(?:[-—~至][\s\u3000]*\d{1,2}[\s\u3000]*)?月(?:份)?|(?:19|"
    r"20)\d\d[-/.](?:0?[1-9]|1[0-2])|"
    r"(?:(?:19|20)\d\d年?)?[\s\u3000]*(?:第?[一二三四1-4][\s\u3000]*季度|[上下]半年|全年)|"
    r"[一二三四五六七八九十]{1,2}月(?:份)?|q[1-4](?:[\s-]*(?:19|20)?\d\d)?|"
    r"(?:19|20)\d\d[\s-]*q[1-4]|fy\s*(?:19|20)?\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
    r"dec)[a-z]{0,6}\.?(?:[\s'-]*(?:19|20)?\d\d)?|"
    r"(?:星期|周|礼拜)[一二三四五六日天]|\d{1,2}[日号]|h[12][\s-]*(?:19|20)\d\d|"
    r"第[\s\u3000]*[\d一二三四五六七八九十]{1,2}[\s\u3000]*[周期批次年]",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z]{0,5}[-_/#№.(]?\d[\dA-Za-z\-_/.*:()+ ]*")
_NUMBERISH = re.compile(
    r"[(（]?[+\-−]?[\s]*(?:[¥￥$€£]|RMB|US\$|CNY|USD|EUR)?\s*\d[\d,，. '\u00a0]*(?:%|％|‰|元|万元?|亿元?|人|个|户|家|次|"
    r"件|台|岁|年|天|月|日|"
    r"吨|公里|米|亩|平方米|㎡|kg|km|m|g|t|€|円|원|руб\.?)?[)）]?"
)


def look_of(text: str) -> int:
    """Return the look of a text."""
    plain = text.strip()
    if not plain:
        return NOTHING
    if plain in PLACEHOLDERS:
        return MARK
    if len(plain) > 40:
        return WORD
    if _PERIOD.fullmatch(plain):
        return PERIOD
    kind = cell_kind(plain)
    if kind == NUMBER:
        return NUM
    if kind == DATE:
        return DAY
    if kind == TRUTH:
        return WORD if plain in ("是", "否") or plain.lower() in ("yes", "no") else FLAG
    digits = sum(sign.isdigit() for sign in plain)
    if not digits:
        return WORD
    if _NUMBERISH.fullmatch(plain):
        return NUM
    if _CODE.fullmatch(plain) or digits * 2 >= len(plain):
        return CODE
    return WORD


class View:
    """The visible part of a sheet; rows and columns count from 0 among the visible ones.

    filled: bool [height, width], cells that hold something
    rows, columns: for each its row or column in the sheet
    """

    def __init__(self, grid: Grid, rows: Sequence[int] | None = None, columns: Sequence[int] | None = None) -> None:
        """Look at some rows and columns of a grid; at all of them by default."""
        import numpy as np

        self.grid = grid
        self.rows = np.arange(grid.height) if rows is None else np.array(rows, np.int64)
        self.columns = np.arange(grid.width) if columns is None else np.array(columns, np.int64)
        whole = rows is None and columns is None
        self.kinds = grid.kinds if whole else grid.kinds[np.ix_(self.rows, self.columns)]
        self.filled: Mask = self.kinds != BLANK
        self.height, self.width = self.kinds.shape
        self._texts: dict[tuple[int, int], str] = {}
        self._looks: dict[int, np.ndarray[Any, np.dtype[np.uint8]]] = {}
        self._bold = grid.sheet.bold
        self._ours = {int(row): at for at, row in enumerate(self.rows[:600])} if self._bold else {}
        self.merges: list[Box] = self._seen_merges(whole)
        self.anchors: dict[tuple[int, int], Box] = {(box[0], box[1]): box for box in self.merges}
        self.covered: dict[tuple[int, int], Box] = {}
        for box in self.merges:
            if len(self.covered) > COVERED_MOST:
                break
            if (box[2] - box[0] + 1) * (box[3] - box[1] + 1) <= COVERED_MOST // 4:
                for row in range(box[0], box[2] + 1):
                    for column in range(box[1], box[3] + 1):
                        self.covered[row, column] = box
        self.counts = self.filled.sum(axis=1)

    def _seen_merges(self, whole: bool) -> list[Box]:
        """Return merged areas whose first cell is seen and holds something, cut to what is visible."""
        import numpy as np

        out: list[Box] = []
        for (top, left), (bottom, right) in self.grid.sheet.merges:
            if top >= self.grid.height or left >= self.grid.width:
                continue
            if whole:
                box = (top, left, min(bottom, self.height - 1), min(right, self.width - 1))
            else:
                r0, r1 = np.searchsorted(self.rows, [top, bottom + 1])
                c0, c1 = np.searchsorted(self.columns, [left, right + 1])
                if r0 >= r1 or c0 >= c1 or self.rows[r0] != top or self.columns[c0] != left:
                    continue
                box = (int(r0), int(c0), int(r1) - 1, int(c1) - 1)
            if self.filled[box[0], box[1]] and (box[0], box[1]) != (box[2], box[3]):
                out.append(box)
        return out

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell as a person saw it, without white space at its ends."""
        key = (row, column)
        if key not in self._texts:
            if not self.filled[row, column]:
                return ""
            self._texts[key] = self.grid.text(int(self.rows[row]), int(self.columns[column])).strip()
        return self._texts[key]

    def looks(self, row: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Return the looks of a row's cells, uint8 [width]."""
        import numpy as np

        if row not in self._looks:
            known = {BLANK: NOTHING, TEXT: WORD, NUMBER: NUM, DATE: DAY, TRUTH: FLAG, ERROR: FLAG}
            table = np.array([known[kind] for kind in range(6)], np.uint8)
            looks = table[self.kinds[row]]
            for column in np.flatnonzero(self.kinds[row, :WIDE] == TEXT).tolist():
                looks[column] = look_of(self.text(row, column))
            self._looks[row] = looks
        return self._looks[row]

    def cells(self, row: int, left: int = 0, right: int | None = None) -> list[int]:
        """Return the columns of a row's cells that hold something."""
        import numpy as np

        stop = self.width if right is None else right + 1
        return (np.flatnonzero(self.filled[row, left:stop]) + left).tolist()

    def span(self, row: int, column: int) -> tuple[int, int]:
        """Return first and last column of the merged area whose first cell this is, or of the cell."""
        box = self.anchors.get((row, column))
        return (box[1], box[3]) if box else (column, column)

    def cover(self, row: int, left: int, right: int) -> set[int]:
        """Return the columns of a row that hold something or lie in a merged area that does."""
        out = set(self.cells(row, left, right))
        if self.covered:
            out.update(column for column in range(left, min(right, left + WIDE) + 1) if (row, column) in self.covered)
        return out

    def bold(self, row: int, columns: Iterable[int]) -> float:
        """Return the share of cells in bold."""
        if not self._bold:
            return 0.0
        cells = [(int(self.rows[row]), int(self.columns[column])) in self._bold for column in columns]
        return sum(cells) / len(cells) if cells else 0.0

    def sentence(self, row: int, left: int = 0, right: int | None = None) -> str:
        """Return the beginning of what a row says, to name it."""
        text = " ".join(" ".join(self.text(row, at).split()) for at in self.cells(row, left, right)[:8])
        return text if len(text) <= 60 else text[:59] + "…"

    def full(self, top: int, bottom: int, left: int, right: int) -> list[int]:
        """Return the rows of an area that hold something."""
        import numpy as np

        return (np.flatnonzero(self.filled[top : bottom + 1, left : right + 1].any(axis=1)) + top).tolist()
