"""Rows that hold the header again, with the titles and units around it, as printed pages and exports repeat them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workstation.readers.layout import words
from workstation.readers.layout.verdict import Verdict

if TYPE_CHECKING:
    from workstation.readers.layout.body import Body

MOST = 3_000
"""Rows with the text of the header's first cells that are looked at."""


def judge_repeated(body: Body, last: int) -> None:
    """Find rows that hold the header's texts again, with the titles and units around them, as printed pages do."""
    lines = [_line(body, row) for row in body.header]
    long = [line for line in lines if len(line) > 1] or lines
    if not long:
        return
    titles = {tuple(_line(body, row).items()) for row in body.titles}
    units = {tuple(_line(body, row).items()) for row in body.units}
    found = sorted({at for line in long for at in _like(body, line, last)})
    for at in found:
        body.verdicts[at] = Verdict("repeated", 0.97, "header")
        place = at - 1
        while place >= 0 and place not in body.verdicts and len(body.cells(place)) <= max(3, body.usual // 2):
            row = int(body.rows[place])
            texts = [body.view.text(row, column) for column in body.cells(place)]
            again = tuple(_line(body, row).items()) in titles
            if not again and not all(words.PAGE.fullmatch(text) or words.UNIT_CAPTION.fullmatch(text) for text in texts):
                break
            body.verdicts[place] = Verdict("repeated", 0.95, "title")
            place -= 1
        for place in (at + 1, at + 2):
            if place <= last and tuple(_line(body, int(body.rows[place])).items()) in units:
                body.verdicts[place] = Verdict("repeated", 0.95, "unit")
    known = {at: line for at in found for line in [_line(body, int(body.rows[at]))]}
    for at in known:  # lower and upper levels of a repeated header that are shorter than the others
        for place in (at - 1, at + 1):
            if 0 <= place <= last and place not in body.verdicts and _line(body, int(body.rows[place])) in lines:
                body.verdicts[place] = Verdict("repeated", 0.95, "header")


def _line(body: Body, row: int) -> dict[int, str]:
    return {column: body.view.text(row, column) for column in body.view.cells(row, body.left, body.right)}


def _like(body: Body, line: dict[int, str], last: int) -> list[int]:
    """Return numbers of rows that hold the texts of a header row, or nearly all of them."""
    import numpy as np
    import pyarrow.compute as pc

    hits: set[int] = set()
    for column in list(line)[:2]:
        there = np.flatnonzero(body.view.filled[body.rows[: last + 1], column])
        texts = body.view.grid.texts(body.view.rows[body.rows[there]], int(body.view.columns[column]))
        same = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(texts), line[column]), False)
        hits.update(there[np.flatnonzero(same.to_numpy(zero_copy_only=False))].tolist()[:MOST])
    out = []
    for at in sorted(hits):
        own = _line(body, int(body.rows[at]))
        same_cells = sum(line.get(column) == text for column, text in own.items())
        if same_cells >= 0.8 * max(len(line), len(own)) and (len(line) > 1 or len(own) == 1):
            out.append(at)
    if len(line) == 1 and len(out) > 0.05 * len(body.rows):
        return []  # a value that comes again and again
    return out
