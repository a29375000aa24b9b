"""Where titles end, where the header stands and how deep it is, and where data begins: every possibility is weighed.

Each way to cut the first rows of a table into titles, header levels and data gets points from what speaks for it:
words above numbers, cells in every column, merged groups, bold, names of fields, texts that do not come again below.
The best one is taken; how far it is ahead of the second tells how sure that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import exp
from typing import TYPE_CHECKING, Any

from workstation.readers.layout import words
from workstation.readers.layout.levels import pair_evidence
from workstation.readers.layout.orders import is_number_row, is_unit_row, numbered_in_order, years_in_order
from workstation.readers.layout.view import CODE, DAY, FLAG, MARK, NOTHING, NUM, PERIOD, VALUES, WORD, View

if TYPE_CHECKING:
    import numpy as np

    Looks = np.ndarray[Any, np.dtype[np.uint8]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

MOST_TITLES = 16
MOST_LEVELS = 5
LOOKED_AT = 70
"""Rows from the first that are looked at."""
WINDOW = 30
"""Rows of data that a possibility is compared with."""


@dataclass(frozen=True)
class Head:
    """One way to read the first rows; rows of the view.

    first: number of the first row of data among the rows looked at
    """

    titles: tuple[int, ...]
    header: tuple[int, ...]
    units: tuple[int, ...]
    numbers: tuple[int, ...]
    first: int
    score: float
    confidence: float = 1.0
    typed: bool = False
    """Whether rows below hold numbers or dates where the header holds words."""


class Top:
    """The first rows of an area, ready to be weighed."""

    def __init__(self, view: View, rows: list[int], left: int, right: int) -> None:
        """Look at rows (none blank) of a view, between two columns."""
        import numpy as np

        self.view, self.rows, self.left = view, rows[:LOOKED_AT], left
        self.width = right - left + 1
        shape = (len(self.rows), self.width)
        self.looks = np.array([view.looks(row)[left : right + 1] for row in self.rows], np.uint8).reshape(shape)
        self.covered = np.zeros(shape, bool)
        """Cells in a merged area, its first cell left out."""
        if view.covered:
            for at, row in enumerate(self.rows):
                for column in range(min(self.width, 600)):
                    box = view.covered.get((row, column + left))
                    if box and (box[0], box[1]) != (row, column + left):
                        self.covered[at, column] = True
        self.filled: Mask = (self.looks != NOTHING) & (self.looks != MARK)
        self.plain: Mask = np.isin(self.looks, VALUES)
        self.valued: Mask = self.plain | (self.looks == PERIOD)
        self._cells: dict[int, list[int]] = {}
        self._lines: dict[int, list[str]] = {}
        self.counts = (self.looks != NOTHING).sum(axis=1)
        self.spread = ((self.looks != NOTHING) | self.covered).sum(axis=1)
        several = np.sort(self.counts[self.counts > 1])
        self.usual = int(several[len(several) // 2]) if len(several) else 1

    @cached_property
    def solid(self) -> list[bool]:
        """For each row whether it has about as many cells as most."""
        need = max(2, 0.4 * self.usual) if self.usual > 1 else 1
        return [bool(count >= need) for count in self.spread]

    def window(self, first: int) -> list[int]:
        """Return the rows that data from `first` on is judged by: solid ones, up to a blank row after some."""
        out: list[int] = []
        for at in range(first, len(self.rows)):
            if (len(out) >= 2 and self.rows[at] - self.rows[at - 1] > 1) or len(out) >= WINDOW:
                break
            if self.solid[at]:
                out.append(at)
        return out or list(range(first, min(first + WINDOW, len(self.rows))))

    def text(self, at: int, column: int) -> str:
        """Return the text of a cell; at: number of the row among those looked at."""
        return self.view.text(self.rows[at], column + self.left)

    def cells(self, at: int) -> list[int]:
        """Return the columns of a row that hold something."""
        if at not in self._cells:
            self._cells[at] = self.looks[at].nonzero()[0].tolist()
        return self._cells[at]

    def line(self, at: int) -> list[str]:
        """Return the texts of a row."""
        if at not in self._lines:
            self._lines[at] = [self.text(at, column) for column in range(self.width)]
        return self._lines[at]

    def box(self, at: int, column: int) -> tuple[int, int, int, int] | None:
        """Return the merged area that begins in a cell: rows of the view, columns of this area."""
        found = self.view.anchors.get((self.rows[at], column + self.left))
        return (found[0], found[1] - self.left, found[2], found[3] - self.left) if found else None

    @cached_property
    def captions(self) -> list[bool]:
        """For each row whether most of its cells are captions, such as 填报单位：某局."""
        return [self._caption(at) for at in range(min(len(self.rows), MOST_TITLES + 1))]

    def _caption(self, at: int) -> bool:
        cells = self.cells(at)
        if len(cells) > 12:
            return False
        told = 0
        for place, column in enumerate(cells):
            text = self.text(at, column)
            before = self.text(at, cells[place - 1]) if place else ""
            told += (
                words.CAPTION.match(text) is not None
                or words.UNIT_CAPTION.fullmatch(text) is not None
                or words.DAY.fullmatch(text) is not None
                or words.DOCUMENT.fullmatch(text) is not None
                or words.PAGE.fullmatch(text) is not None
                or before.endswith((":", "："))
            )
        return told * 2 >= len(cells)


def heads(top: Top, most_titles: int = MOST_TITLES) -> list[Head]:
    """Return all ways to read the first rows, best first."""
    count = len(top.rows)
    out = []
    for start in range(min(most_titles, count)):
        titles = _titles_cost(top, start)
        if titles > 12:
            break
        for depth in range(min(MOST_LEVELS, count - start) + 1):
            if depth > 1 and top.rows[start + depth - 1] - top.rows[start + depth - 2] > 1:
                break
            out.append(_weighed(top, start, depth, titles))
    return sorted(out, key=lambda one: -one.score)


def best_head(top: Top, most_titles: int = MOST_TITLES) -> Head:
    """Return the best way to read the first rows, with how sure it is."""
    import dataclasses

    ways = heads(top, most_titles)
    first = ways[0]
    second = next((way for way in ways[1:] if way.first != first.first or len(way.header) != len(first.header)), None)
    margin = first.score - second.score if second else 4.0
    sure = 1 / (1 + exp(-(margin - 0.45) * 2.2))
    floor = 1 / (1 + exp(-(first.score + 0.3) * 1.6))
    return dataclasses.replace(first, confidence=min(0.99, sure, floor))


def _titles_cost(top: Top, start: int) -> float:
    """Return what speaks against the rows before `start` being titles."""
    cost = 0.0
    usual = max(top.usual, 1)
    for at in range(start):
        count = int(top.counts[at])
        if count == 1:
            look = int(top.looks[at].max())
            cost += (1.0 if look in VALUES else 0.0) + (1.5 if usual == 1 else 0.0)
            if usual == 1 or (top.spread[at] == 1 and usual == 2 and not top.captions[at]):
                cost += 0.4
        elif top.captions[at]:
            cost += 0.1
        elif count <= 0.34 * usual:
            cost += 0.4 if count < 3 else 1.0
        elif count >= 0.5 * usual:
            cost += 3.0
        else:
            cost += 1.2
        if start - at == 1 and count > 1 and not top.captions[at] and top.rows[start] - top.rows[at] == 1:
            cost += 0.5
    return cost


def _weighed(top: Top, start: int, depth: int, titles: float) -> Head:
    import numpy as np

    first = start + depth
    units: list[int] = []
    numbers: list[int] = []
    if depth:
        while first < len(top.rows) and len(units) + len(numbers) < 3:
            if is_unit_row(top, first):
                units.append(top.rows[first])
            elif is_number_row(top, first):
                numbers.append(top.rows[first])
            else:
                break
            first += 1
    window = top.window(first) if first < len(top.rows) else []
    rest = window[1:] if len(window) > 1 and window[0] == first else window
    seen = np.zeros(top.width, bool) if not window else (top.looks[window] != NOTHING).any(axis=0)
    filled = top.filled[rest].sum(axis=0) if rest else np.zeros(top.width, int)
    valued = top.valued[rest].sum(axis=0) if rest else np.zeros(top.width, int)
    typed = (filled > 0) & (valued >= 0.7 * filled)
    score = -titles + 0.8 * (len(units) + len(numbers))
    if depth:
        score += _header_score(top, start, depth, first, window, seen, typed)
        if not window:
            score -= 1.5 + 0.5 * depth
    else:
        score += _bare_score(top, start, window, typed)
    if first < len(top.rows):  # the first row of data looks like the rows after it
        mixed = typed & (top.looks[first] == WORD)
        share = mixed.sum() / max(1, typed.sum())
        score -= 2.5 * share if share >= 0.3 and len(window) > 1 else 0.0
        if not top.solid[first] and len(window) > 2 and depth:
            score -= 0.8
    return Head(
        tuple(top.rows[:start]),
        tuple(top.rows[start : start + depth]),
        tuple(units),
        tuple(numbers),
        first,
        float(score),
        typed=bool(typed.any()),
    )


def _bare_score(top: Top, start: int, window: list[int], typed: Mask) -> float:
    """Return what speaks for data that begins at once, without a header."""
    if len(window) < 2:
        return -3.0
    score = -2.0
    here = top.looks[start]
    same = int((typed & top.valued[start]).sum())
    other = int((typed & (here == WORD)).sum())
    if years_in_order(top, start):
        score -= 3
    elif same + other:
        score += 5 * (same - other) / (same + other) * min(1.0, 0.5 + 0.25 * (same + other))
    cells = top.cells(start)
    texts = [(column, top.text(start, column)) for column in cells if here[column] == WORD]
    if texts:
        below = {column: {top.text(at, column) for at in window[1:]} for column, _text in texts}
        again = sum(text in below[column] for column, text in texts) / len(texts)
        sounding = sum(words.is_field_word(text) for _column, text in texts) / len(texts)
        weight = 4.0 if not same else 1.5
        score += weight * again - 2.0 * sounding * (1.0 if not same else 0.5)
    bold = top.view.bold(top.rows[start], [c + top.left for c in cells])
    if bold > 0.6:
        score -= 2 * (bold - _bold_below(top, window[1:]))
    return score


def _bold_below(top: Top, window: list[int]) -> float:
    rows = window[:8]
    if not rows:
        return 0.0
    return sum(top.view.bold(top.rows[at], [c + top.left for c in top.cells(at)]) for at in rows) / len(rows)


def _header_score(
    top: Top, start: int, depth: int, first: int, window: list[int], seen: Mask, typed: Mask
) -> float:
    """Return what speaks for `depth` rows from `start` being the header of the rows in `window`."""
    import numpy as np

    block = range(start, start + depth)
    named = (top.filled[start : start + depth] | top.covered[start : start + depth]).any(axis=0)
    used: Mask = seen if window else np.asarray(named, bool)
    total = max(1, int(used.sum()))
    low = np.zeros(top.width, np.uint8)  # the look of the lowest name of each column
    for at in block:
        there = top.filled[at]
        low[there] = top.looks[at][there]
    for at in block:
        for column in np.flatnonzero(top.covered[at] & (low == NOTHING)).tolist():
            low[column] = WORD
    for at in block:
        cells = top.cells(at)
        box = top.box(at, cells[0]) if len(cells) == 1 else None
        if box and total > 2 and int(used[box[1] : box[3] + 1].sum()) >= 0.9 * total:
            return -9.0  # one text over everything is a title
    cover = int((named & used).sum()) / total
    score = 5 * (cover - 0.75)
    if not named.any():
        return -9.0
    lowest = start + depth - 1
    ordered = years_in_order(top, lowest) or numbered_in_order(top, lowest)
    if ordered:
        low[_values(low)] = PERIOD
    both = typed & named
    count = int(both.sum())
    worded = int((both & (low == WORD)).sum()) + 0.8 * int((both & (low == PERIOD)).sum())
    plain = _values(low)
    coded = int((both & (low == CODE)).sum())
    same = int((both & plain).sum()) - 0.5 * coded
    if count:
        score += 5 * (worded - 2 * same) / count * min(1.0, 0.4 + 0.3 * count)
    score -= 3 * int((plain & ~typed).sum()) / max(1, int(named.sum()))
    inner = top.plain[start : start + depth - 1].sum() if depth > 1 else 0
    if inner and not any(years_in_order(top, at) or numbered_in_order(top, at) for at in range(start, lowest)):
        score -= 3 * int(inner) / max(1, int(named.sum()))
    score += _texts_score(top, block, window, count)
    score += _bold_score(top, block, window)
    score -= _crossing(top, start, first)
    score += _depth_score(top, start, depth, used)
    score -= 3.0 * sum(at < len(top.captions) and top.captions[at] for at in block)
    return score


def _values(looks: Looks) -> Mask:
    valued: Mask = (looks == NUM) | (looks == DAY) | (looks == CODE) | (looks == FLAG)
    return valued


def _texts_score(top: Top, block: range, window: list[int], typed: int) -> float:
    """Return what the texts of a header tell: they sound like names and do not come again below."""
    cells = [(at, column) for at in block for column in top.cells(at) if top.looks[at, column] in (WORD, CODE, PERIOD)]
    if not cells:
        return -1.0
    texts = [(column, top.text(at, column)) for at, column in cells]
    sounding = sum(words.is_field_word(text) for _column, text in texts) / len(texts)
    below: dict[int, list[str]] = {}
    again = 0
    longer = 0.0
    lines = [top.line(at) for at in window]
    lowest = block[-1]
    whole = [line for line in lines if all(line[c] == top.text(lowest, c) for c in top.cells(lowest))]
    for column, text in texts:
        if column not in below:
            below[column] = [line[column] for line in lines if line not in whole]
        again += text in below[column]
        lengths = [len(one) for one in below[column] if one]
        if lengths and len(text) > 12 and len(text) > 2 * max(lengths) and not typed:
            longer += 1
    score = 2.2 * min(1.0, 1.4 * sounding)
    score -= (2.0 if typed else 5.0) * again / len(texts)
    score -= longer / len(texts)
    if any(words.NOTE.match(text) and len(text) > 8 for _column, text in texts):
        score -= 1.5
    if any(words.TOTAL.fullmatch(text) for _c, text in texts[:1]):
        score -= 1.0
    return score


def _bold_score(top: Top, block: range, window: list[int]) -> float:
    shares = [top.view.bold(top.rows[at], [c + top.left for c in top.cells(at)]) for at in block]
    if not any(shares):
        return 0.0
    share = sum(shares) / len(shares)
    return 2.0 * (min(share, min(shares) + 0.4) - _bold_below(top, window))


def _crossing(top: Top, start: int, first: int) -> float:
    """Return what merged areas that lie across a border of the header speak against it."""
    cost = 0.0
    upper, edge = top.rows[start], top.rows[first] if first < len(top.rows) else 1 << 30
    lower = top.rows[min(first, len(top.rows) - 1)]
    for row, column, bottom, right in top.view.merges:
        if row > lower:
            continue
        if right < top.left or column >= top.left + top.width:
            continue
        if row < upper <= bottom or upper <= row < edge <= bottom:
            cost += 4.0
    return min(cost, 10.0)


def _depth_score(top: Top, start: int, depth: int, used: Mask) -> float:
    """Return what speaks for the levels of a header hanging together."""
    import numpy as np

    score = -0.3 * max(0, depth - 1)
    lowest = start + depth - 1
    for upper in range(start, start + depth - 1):
        score += pair_evidence(top, upper, upper + 1, lowest, used)
    open_groups = 0
    for column in top.cells(lowest):
        box = top.box(lowest, column)
        if box and box[3] > column and box[2] <= top.rows[lowest]:
            inside = np.flatnonzero(used[column : box[3] + 1])
            open_groups += len(inside) > 1
            if len(inside) > 1 and len(inside) >= int(used.sum()):
                score -= 9.0  # one text over everything is a title
    return score - min(2.0, 1.0 * open_groups)
