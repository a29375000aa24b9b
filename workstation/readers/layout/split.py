"""Several tables in one sheet: where one ends and the next begins, side by side or one below the other."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING, Any

from workstation.readers.grid import DATE, NUMBER, TEXT
from workstation.readers.layout import words
from workstation.readers.layout.beside import side_by_side
from workstation.readers.layout.head import Head, Top, best_head
from workstation.readers.layout.tabular import Zone, narrowed
from workstation.readers.layout.view import PERIOD, VALUES, WORD, View
from workstation.text import say

if TYPE_CHECKING:
    import numpy as np

    Mask = np.ndarray[Any, np.dtype[np.bool_]]

CANDIDATES = 300
"""Places that are looked at, at most, for the beginning of another table."""
DEEPEST = 4


def zones(view: View, zone: Zone, depth: int = 0) -> list[Zone]:
    """Return the areas that hold a table each, top to bottom, then left to right."""
    if depth >= DEEPEST:
        return [zone]
    strips = side_by_side(view, zone)
    if len(strips) > 1:
        return [one for strip in strips for one in zones(view, strip, depth + 1)]
    below = _one_below_another(view, zone)
    if len(below) > 1:
        return [one for part in below for one in zones(view, part, depth + 1)]
    return [zone]


def _one_below_another(view: View, zone: Zone) -> list[Zone]:
    """Return the zone cut at rows where another table begins."""
    rows = view.full(zone.top, zone.bottom, zone.left, zone.right)
    if len(rows) < 4:
        return [zone]
    starts: list[tuple[int, float]] = []
    begin = rows[0]
    sure = 1.0
    known: dict[int, tuple[Head, Top]] = {}
    for row in _candidates(view, zone, rows):
        if row <= begin:
            continue
        score, start = _begins(view, zone, rows, begin, row, known)
        if score <= -1.5:
            continue
        doubt = 1 / (1 + exp(-abs(score) * 1.4))
        if score > 0 and start > begin:
            starts.append((start, doubt))
            begin = start
        sure = min(sure, doubt)
    if not starts:
        return [dataclasses.replace(zone, confidence=min(zone.confidence, sure))] if sure < 0.7 else [zone]
    out = []
    borders = [zone.top, *[row for row, _doubt in starts], zone.bottom + 1]
    for number, (top, stop) in enumerate(pairwise(borders)):
        reason = say("Row {row} begins another table: its words name columns of their own.", row=int(view.rows[top]) + 1)
        if stop <= zone.bottom:
            reason = say("Another table begins in row {row}.", row=int(view.rows[stop]) + 1)
        doubts = [doubt for at, doubt in starts if at in (top, stop)]
        trust = min([zone.confidence, sure if number == 0 else 1.0, *doubts])
        part = Zone(top, stop - 1, zone.left, zone.right, trust, (*zone.reasons, reason))
        out.append(narrowed(view, part))
    return out


def _candidates(view: View, zone: Zone, rows: Sequence[int]) -> list[int]:
    """Return rows at which another table may begin: below blank rows, or with words where others hold numbers."""
    import numpy as np

    where = np.array(rows, np.int64)
    gaps = np.flatnonzero(np.diff(where) > 1) + 1
    if len(gaps) > CANDIDATES:
        gaps = gaps[:0]
    kinds = view.kinds[where, zone.left : zone.right + 1]
    text, base = kinds == TEXT, np.isin(kinds, [NUMBER, DATE])
    solid = base.sum(axis=0) >= 0.5 * np.maximum(1, (text | base).sum(axis=0))
    counts = (text | base).sum(axis=1)
    several = counts[counts > 1]
    usual = int(np.median(several)) if len(several) else 1
    odd = ((text & solid).sum(axis=1) >= 2) & (base.sum(axis=1) == 0)
    alone = (counts == 1) & text.any(axis=1) if usual > 1 else np.zeros(len(where), bool)
    bold = np.zeros(len(where), bool)
    if view.grid.sheet.bold:
        for at in range(1, min(len(where), 500)):
            bold[at] = counts[at] > 1 and view.bold(rows[at], view.cells(rows[at], zone.left, zone.right)) > 0.8
        if bold.sum() > 0.2 * len(where) + 4:
            bold[:] = False
    narrow = _changes_width(view, zone, where)
    for mask in (odd, alone, narrow):
        if mask.sum() > max(40, 0.25 * len(where)):
            mask[:] = False
    wanted = set(gaps.tolist()) | set(np.flatnonzero(odd | alone | bold | narrow).tolist())
    return [rows[at] for at in sorted(wanted)[:CANDIDATES] if at]


def _changes_width(view: View, zone: Zone, where: Any) -> Mask:
    """Return for each row whether it and all rows after it for a while cover other columns than those before."""
    import numpy as np

    filled = view.filled[where, zone.left : zone.right + 1]
    out = np.zeros(len(where), bool)
    if filled.shape[1] > 300 or len(where) > 20_000:
        return out
    right = filled.shape[1] - 1 - np.argmax(filled[:, ::-1], axis=1)
    out[1:] = right[1:] != right[:-1]
    return out


def _begins(
    view: View, zone: Zone, rows: Sequence[int], begin: int, row: int, known: dict[int, tuple[Head, Top]]
) -> tuple[float, int]:
    """Return points for another table beginning at a row (above 0 it does), and the row where it begins."""
    at = rows.index(row)
    left, right = zone.left, zone.right
    cells = view.cells(row, left, right)
    first = view.text(row, cells[0])
    for pattern in (words.NOTE, words.SIGNATURE):
        if pattern.match(first) and not words.UNIT_CAPTION.fullmatch(first) and len(cells) <= 4:
            return -9.0, row
    if words.PAGE.fullmatch(first) or words.TOTAL.fullmatch(first) or words.SUBTOTAL.fullmatch(first):
        return -9.0, row
    before = [one for one in rows[:at] if one >= begin]
    before = before[:100] + before[100:][-300:]
    if len(before) < 2 or not _holds_data(view, zone, before):
        return -9.0, row
    if begin not in known:
        old_top = Top(view, [one for one in rows if one >= begin][:60], left, right)
        known[begin] = (best_head(old_top), old_top)
    old, old_top = known[begin]
    if old.first >= len(old_top.rows) or row <= old_top.rows[old.first]:
        return -9.0, row  # rows of the first head are no beginning of another table
    ahead = list(rows[at : at + 24])
    if not any((view.looks(one)[left : right + 1] == WORD).sum() > 1 for one in ahead[:8]):
        return -9.0, row
    new = Top(view, ahead, left, right)
    head = best_head(new, 6)
    if not head.header or head.first >= len(new.rows):
        return -9.0, row
    gap = row - rows[at - 1] > 1
    if not gap and head.titles and len(cells) > 1 and cells == view.cells(rows[at - 1], left, right):
        return -9.0, row  # the last row of data is no title of the next table
    lead = [one for one, later in pairwise(ahead[: head.first + 1]) if later - one > 1]
    if len(head.titles) > 1 and any(one in head.titles[:-1] for one in lead):
        return -9.0, row  # begins further down, behind the next blank row
    if len(head.titles) > 5 or any(_no_title(view, zone, one) for one in head.titles):
        return -9.0, row
    return _compared(view, zone, before, gap, head, new, old, old_top), row


def _no_title(view: View, zone: Zone, row: int) -> bool:
    """Return whether a row above a header belongs to the table before it: values in several cells, a note, a signature."""
    cells = view.cells(row, zone.left, zone.right)
    looks = view.looks(row)
    first = view.text(row, cells[0])
    if len(cells) > 2 and not any(words.CAPTION.match(view.text(row, column)) for column in cells):
        texts = [view.text(row, column) for column in cells]
        return not any(words.UNIT_CAPTION.fullmatch(text) or words.DAY.fullmatch(text) for text in texts)
    if len(cells) > 1 and sum(looks[column] in VALUES for column in cells) * 2 >= len(cells):
        return not words.CAPTION.match(first)
    if words.UNIT_CAPTION.fullmatch(first):
        return False
    return words.NOTE.match(first) is not None or (words.SIGNATURE.match(first) is not None and not words.CAPTION.match(first))


def _holds_data(view: View, zone: Zone, rows: Sequence[int]) -> bool:
    """Return whether rows are more than titles and captions."""
    several = [row for row in rows[:40] if len(view.cells(row, zone.left, zone.right)) > 1]
    if len(several) < 2:
        return zone.right == zone.left and len(rows) > 2
    top = Top(view, several[:17], zone.left, zone.right)
    return not all(top.captions)


def _compared(
    view: View, zone: Zone, before: list[int], gap: bool, head: Head, new: Top, old: Head, old_top: Top
) -> float:
    """Return points for the rows from a candidate on being a table of their own."""
    import numpy as np

    left = zone.left
    score = -3.0
    lowest = head.header[-1]
    names = {column: view.text(lowest, column) for column in view.cells(lowest, left, zone.right)}
    if len(names) < 2:
        return -9.0
    if old.header:
        known = [{c: view.text(row, c) for c in view.cells(row, left, zone.right)} for row in old.header]
        if any(sum(line.get(c) == t for c, t in names.items()) >= 0.8 * len(names) for line in known if len(line) > 1):
            return _same_header(view, zone, head, old, gap)
    data = [row for row in before if row > (old.header[-1] if old.header else -1)]
    looks = np.array([view.looks(row) for row in data[-60:]], np.uint8).reshape(-1, view.width)
    filled, valued = (looks != 0).sum(axis=0), np.isin(looks, [*VALUES, PERIOD]).sum(axis=0)
    typed = (filled > 0) & (valued >= 0.7 * filled)
    here = view.looks(lowest)
    columns = [c for c in names if typed[c]]
    worded = sum(here[c] == WORD for c in columns)
    if columns:
        score += 3.0 * (2 * worded - len(columns)) / len(columns) * min(1.0, 0.5 + 0.25 * len(columns))
    score += min(1.2, 1.5 * sum(words.is_field_word(text) for text in names.values()) / len(names))
    old_columns = set(np.flatnonzero(filled).tolist())
    new_rows = new.rows[head.first : head.first + 8]
    new_columns = {c for row in new_rows for c in view.cells(row, left, zone.right)} | set(names)
    if new_columns != old_columns:
        change = len(new_columns ^ old_columns) / max(1, len(new_columns | old_columns))
        score += 0.8 + 1.2 * change
    else:
        score -= 0.3
    score += 1.7 if head.titles else 0.0
    score += 1.2 if gap else -0.6
    score += 0.6 if gap and head.header[0] - before[-1] > 2 else 0.0
    last_cells = view.cells(before[-1], left, zone.right)
    last = view.text(before[-1], last_cells[0])
    signed = any(words.SIGNATURE.search(view.text(before[-1], column)) for column in last_cells)
    if signed or words.TOTAL.fullmatch(last) or words.NOTE.match(last):
        score += 1.0
    new_looks = np.array([view.looks(row) for row in new_rows], np.uint8).reshape(-1, view.width)
    score += _other_kinds(looks, new_looks, typed)
    bold = view.bold(lowest, names)
    if bold > 0.8 and old.header and view.bold(old.header[-1], view.cells(old.header[-1], left, zone.right)) > 0.8:
        score += 1.2
    if not head.typed and not columns:
        score -= 0.4
    score += min(0.0, head.score - 1.0)
    return score


def _other_kinds(old: Any, new: Any, typed: Mask) -> float:
    """Return points for the cells below a new header being of other kinds than those above it."""
    import numpy as np

    filled, valued = (new != 0).sum(axis=0), np.isin(new, [*VALUES, PERIOD]).sum(axis=0)
    fresh = (filled > 0) & (valued >= 0.7 * filled)
    both = (filled > 0) & ((old != 0).sum(axis=0) > 0)
    if not both.any():
        return 0.5
    changed = int((both & (fresh != typed)).sum()) / int(both.sum())
    return 1.2 * changed - 0.2


def _same_header(view: View, zone: Zone, head: Head, old: Head, gap: bool) -> float:
    """Return points for the same header again being another table: only below another title."""
    def titles(one: Head) -> list[str]:
        texts = [words.compact(view.sentence(row, zone.left, zone.right)) for row in one.titles]
        return [text for text in texts if not words.PAGE.fullmatch(text) and not words.UNIT_CAPTION.fullmatch(text)]

    mine, theirs = titles(head), titles(old)
    if mine and not set(mine) & set(theirs):
        return 1.4 if gap else 0.7
    return -0.9 if gap and not mine else -9.0
