"""How the levels of a header hang together, and the names that they give to the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workstation.readers.layout.view import NOTHING, PERIOD, WORD, View

if TYPE_CHECKING:
    import numpy as np

    from workstation.readers.layout.head import Top

    Mask = np.ndarray[Any, np.dtype[np.bool_]]

_CODE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*")


def pair_evidence(top: Top, upper: int, lower: int, last: int, used: Mask) -> float:
    """Return points for a row being one level of a header and the next one the level below it."""
    import numpy as np

    above, below = top.looks[upper] != NOTHING, top.looks[lower] != NOTHING
    held = (top.looks[lower : last + 1] != NOTHING).any(axis=0)  # what the levels below name: a group counts whole
    reached = np.zeros(top.width, bool)  # columns whose name above is merged down into the lower row
    groups = grouped = loose = 0
    wide = np.zeros(top.width, bool)
    cells = top.cells(upper)
    for place, column in enumerate(cells):
        box = top.box(upper, column)
        if box:
            if box[2] >= top.rows[lower]:
                reached[column : box[3] + 1] = True
                continue
            right = box[3]
            inside = int(held[column : right + 1].sum())
            groups += right > column and inside >= 2
            grouped += inside if right > column else 0
            wide[column : right + 1] = right > column
            continue
        right = (cells[place + 1] if place + 1 < len(cells) else top.width) - 1
        while right > column and not held[right]:
            right -= 1
        if top.covered[upper, column + 1 : right + 1].any():
            right = column
        inside = int(held[column : right + 1].sum()) if below[column] else 0
        if inside >= 2 and not top.covered[lower, column : right + 1].any():
            loose += 1
            grouped += inside
            wide[column : right + 1] = True
    for column in np.flatnonzero(top.covered[lower] & ~below).tolist():
        box = top.view.covered[top.rows[lower], column + top.left]
        reached[column] |= box[0] <= top.rows[upper]
    total = max(1, int(used.sum()))
    plain = int((below & np.isin(top.looks[lower], [WORD, PERIOD])).sum())
    if not below.any():
        return -2.0
    share = plain / int(below.sum())
    if len(cells) == 1 and not used[: cells[0]].any():
        box = top.box(upper, cells[0])
        if box is None or int(used[box[1] : box[3] + 1].sum()) >= 0.9 * total:
            return -3.0  # one text over everything, or at its left edge, is a title
    if not groups and not loose and not reached.any():
        return _bilingual(top, upper, lower)
    if wide.all() and groups == 1 and not reached.any() and len(cells) == 1:
        return -2.0  # one merged cell over everything is a title
    both = above & below & ~wide & ~reached  # columns with a text of their own in both rows
    score = 1.6 * min(1.0, (grouped + int(reached.sum())) / total)
    if groups or reached.any():
        score += 1.2
    elif loose and int((~above & below).sum()) < 1:
        score -= 2.0
    score -= 3.0 * int((both & used).sum()) / total
    return score - 4.0 * (1 - share)


def _bilingual(top: Top, upper: int, lower: int) -> float:
    """Return points for a header whose second row says the same in another language or as names of a database."""
    cells = top.cells(upper)
    if cells != top.cells(lower) or len(cells) < 2:
        return -3.5
    first = [top.text(upper, column) for column in cells]
    second = [top.text(lower, column) for column in cells]
    chinese = [sum(any("\u2e80" <= sign <= "\ud7ff" for sign in text) for text in one) for one in (first, second)]
    coded = sum(_CODE_NAME.fullmatch(text) is not None for text in second)
    codes_first = sum(_CODE_NAME.fullmatch(text) is not None for text in first)
    need = 0.8 * len(cells)
    if (chinese[0] >= need and coded >= need) or (chinese[1] >= need and codes_first >= need):
        return 1.8
    latin = sum(text.isascii() for text in second)
    if chinese[0] >= need and latin >= need and chinese[1] == 0:
        return 1.0
    return -3.5


def joined_names(
    view: View, header: Sequence[int], columns: Sequence[int], join: str
) -> list[str]:
    """Return the name of each column.

    header: rows of the view, top to bottom; columns: those that get a name
    """
    levels = [_level(view, row, columns) for row in header]
    for number, upper in enumerate(levels[:-1]):  # without merged cells a group's name stands over its first column only
        below = {column for lower in levels[number + 1 :] for column in lower}
        for place, column in enumerate(columns[1:], 1):
            left = columns[place - 1]
            grouped = column in below and left in below and left in upper and column not in upper
            if grouped and not _ends(view, header[number], left) and not _led(levels, number, column, left):
                upper[column] = upper[left]
    parts = [
        [part for part in dict.fromkeys(one_line(level[column]) for level in levels if column in level) if part]
        for column in columns
    ]
    return [_joined(one, join) for one in parts]


def _level(view: View, row: int, columns: Sequence[int]) -> dict[int, str]:
    """Return the texts of one header row by column, merged ones spread to the right."""
    out = {}
    for column in columns:
        if view.filled[row, column]:
            out[column] = view.text(row, column)
            continue
        box = view.covered.get((row, column))
        if box and box[0] == row:
            out[column] = view.text(box[0], box[1])
    return out


def _ends(view: View, row: int, column: int) -> bool:
    """Return whether a merged area is known to end at this column, so that nothing spreads over its edge."""
    box = view.covered.get((row, column))
    return box is not None and box[3] == column


def one_line(text: str) -> str:
    """Return a text of several lines in one: a line that breaks between Chinese signs leaves no space."""
    out = ""
    for line in (" ".join(line.split()) for line in text.splitlines()):
        if not line:
            continue
        before = out[-1:] > "\u2e80"
        tight = (before and (line[0] > "\u2e80" or line[0] in "()/%")) or (out[-1:] in tuple("(/（") and line[0] > "\u2e80")
        out += line if not out or tight else f" {line}"
    return out


def _led(levels: Sequence[dict[int, str]], number: int, column: int, left: int) -> bool:
    """Return whether a group of an upper level begins at a column, so that what stands left of it ends there."""
    return any(column in level and left in level and level[column] != level[left] for level in levels[:number])


def _joined(parts: Sequence[str], join: str) -> str:
    """Return levels joined; a word broken by a hyphen at the end of a line is put together again."""
    out = ""
    for part in parts:
        broken = out.endswith("-") and part[:1].islower()
        out = out[:-1] + part if broken else (out + join + part if out else part)
    return out
