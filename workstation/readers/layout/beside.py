"""Tables that stand side by side: which blank columns part two of them, and which lie within one."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import pairwise
from math import exp

from workstation.readers.cell_names import column_letters
from workstation.readers.layout import words
from workstation.readers.layout.head import Head, Top, best_head
from workstation.readers.layout.tabular import Zone, narrowed
from workstation.readers.layout.view import PERIOD, WORD, View
from workstation.text import say


@dataclass(frozen=True)
class _Strip:
    """Some columns of an area, and what stands at their top."""

    left: int
    right: int
    rows: tuple[int, ...]
    """First rows with two cells and more, or all when it is one column wide."""
    last: int
    count: int
    width: int
    head: Head
    top: Top

    @property
    def names(self) -> list[str]:
        """The texts of the header."""
        row = self.head.header[-1] if self.head.header else None
        if row is None:
            return []
        return [words.compact(self.top.view.text(row, c)) for c in self.top.view.cells(row, self.left, self.right)]

    @property
    def begins(self) -> int:
        """The first row of the header, or of data where there is none."""
        if self.head.header:
            return self.head.header[0]
        return self.top.rows[self.head.first if self.head.first < len(self.top.rows) else 0]

    @property
    def key(self) -> str:
        """What its first column of data is: numbered (1, 2, 3), words or values."""
        rows = self.top.rows[self.head.first : self.head.first + 12]
        filled = self.top.view.filled
        column = next((c for c in range(self.left, self.right + 1) if any(filled[row, c] for row in rows)), None)
        if column is None:
            return "values"
        cells = [(self.top.view.text(row, column), int(self.top.view.looks(row)[column])) for row in rows]
        cells = [cell for cell in cells if cell[0]]
        plain = [text for text, _look in cells]
        if len(plain) > 1 and plain == [str(at) for at in range(1, len(plain) + 1)]:
            return "numbered"
        worded = sum(look in (WORD, PERIOD) for _text, look in cells)
        return "words" if worded > 0.6 * len(cells) and len(set(plain)) > 0.6 * len(plain) else "values"


def side_by_side(view: View, zone: Zone) -> list[Zone]:
    """Return the zone cut at blank columns where tables stand side by side."""
    import numpy as np

    part = view.filled[zone.top : zone.bottom + 1, zone.left : zone.right + 1]
    counts = part.sum(axis=1)
    body = counts > 1
    if int(body.sum()) < 2:
        return [zone]
    used = part[body].any(axis=0)
    if used.all() or zone.right - zone.left > 2_000:
        return [zone]
    body_rows = set((np.flatnonzero(body) + zone.top).tolist())
    for row, left, _bottom, right in view.merges:  # a group's name that spreads over a blank column holds it together
        if row in body_rows and right > left and left >= zone.left and right <= zone.right:
            wide = right - left >= 0.8 * (zone.right - zone.left)
            if not wide:
                used[left - zone.left : right + 1 - zone.left] = True
    edges = np.flatnonzero(np.diff(np.concatenate(([False], used, [False])).astype(np.int8)))
    spans = [(int(a) + zone.left, int(b) - 1 + zone.left) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if len(spans) < 2 or len(spans) > 40:
        return [zone]
    strips = [_strip(view, zone, left, right) for left, right in spans]
    if any(strip is None for strip in strips):
        return [zone]
    known = [strip for strip in strips if strip is not None]
    if sum(strip.width == 1 for strip in known) > 0.5 * len(known):
        return [zone]
    cuts: list[tuple[int, float]] = []
    sure = 1.0
    for one, other in pairwise(known):
        score = _apart(one, other)
        doubt = 1 / (1 + exp(-abs(score) * 1.3))
        if score > 0:
            cuts.append((other.left, doubt))
        sure = min(sure, doubt)
    if not cuts:
        doubtful = dataclasses.replace(zone, confidence=min(zone.confidence, max(sure, 0.5)))
        return [doubtful] if sure < 0.75 else [zone]
    out = []
    borders = [zone.left, *[column for column, _doubt in cuts], zone.right + 1]
    for left, stop in pairwise(borders):
        letters = _letters(view, left, stop - 1)
        reason = say("Blank columns part it from the table beside it: columns {columns}.", columns=letters)
        part_zone = Zone(zone.top, zone.bottom, left, stop - 1, min(zone.confidence, sure), (*zone.reasons, reason))
        out.append(narrowed(view, part_zone))
    return out


def _letters(view: View, left: int, right: int) -> str:
    return f"{column_letters(int(view.columns[left]))}:{column_letters(int(view.columns[right]))}"


def _strip(view: View, zone: Zone, left: int, right: int) -> _Strip | None:
    import numpy as np

    rows = view.full(zone.top, zone.bottom, left, right)
    if not rows:
        return None
    top = Top(view, rows[:70], left, right)
    head = best_head(top)
    several = [row for row in rows if view.filled[row, left : right + 1].sum() > 1] if right > left else rows
    width = int(view.filled[zone.top : zone.bottom + 1, left : right + 1].any(axis=0).sum())
    last = several[-1] if several else rows[-1]
    return _Strip(left, right, tuple(rows[:70]), int(np.int64(last)), len(several), width, head, top)


def _apart(left: _Strip, right: _Strip) -> float:
    """Return points for two strips being two tables rather than one with a blank column; above 0 they are two."""
    score = -1.5
    gap = right.left - left.right - 1
    score += 0.8 * (gap > 1) + 0.5 * (gap > 2)
    if right.width == 1 and right.count < 0.5 * left.count:
        score -= 1.5  # remarks beside the table
    if right.width == 1 or left.width == 1:
        score -= 1.0
    tops = [strip.begins for strip in (left, right)]
    score += 1.5 * (tops[0] != tops[1])
    apart = abs(left.last - right.last)
    score += min(3.0, 0.7 * apart) if apart else -0.4
    score += 0.8 * (len(left.head.header) != len(right.head.header))
    shared = set(left.names) & set(right.names)
    if shared:
        score += 2.0 + (2 * len(shared) >= len(right.names))
    if not right.head.header or not left.head.header:
        score -= 1.0
    key = right.key
    score += {"numbered": 2.8, "words": 2.1, "values": -1.5}[key]
    if key == "words" and left.key == "words" and right.head.typed:
        score += 0.8
    own = [any(row >= strip.begins - 3 for row in strip.head.titles) for strip in (left, right)]
    score += 3.0 if all(own) else 2.0 if own[1] else 0.0
    return score
