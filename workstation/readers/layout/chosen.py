"""What a person said of rows: how many name the fields, where data starts and ends."""

from __future__ import annotations

import dataclasses

from workstation.errors import Problem
from workstation.readers.layout.head import Head, Top, best_head, heads
from workstation.readers.layout.tabular import Zone
from workstation.readers.layout.view import View
from workstation.readers.options import Options
from workstation.text import Sentence, _, say


def limited(view: View, zone: Zone, options: Options) -> Zone:
    """Return a zone that ends where a person said that data ends."""
    import numpy as np

    if options.last_row is None:
        return zone
    bottom = int(np.searchsorted(view.rows, options.last_row)) - 1
    return dataclasses.replace(zone, bottom=max(zone.top, min(zone.bottom, bottom)))


def chosen_head(view: View, zone: Zone, options: Options) -> tuple[Head, list[Sentence]] | None:
    """Return how the first rows are read by what a person chose, and that in words; None when nothing was chosen."""
    if options.first_row is None and options.header_rows is None and options.last_row is None:
        return None
    rows = view.full(zone.top, zone.bottom, zone.left, zone.right)
    reasons = []
    if options.last_row is not None:
        reasons.append(say("You chose row {row} as the last row of data.", row=options.last_row))
    first = _first(view, rows, options)
    count = options.header_rows
    top = Top(view, rows, zone.left, zone.right)
    ways = heads(top) if rows else []
    fitting = [
        way
        for way in ways
        if (count is None or len(way.header) == count) and (first is None or way.first == first)
    ]
    if first is None and count is not None and ways:  # as many rows as were chosen, from where the header was found
        start = len(best_head(top).titles)
        fitting = [way for way in fitting if len(way.titles) == start] or fitting
    if first is not None and count is None and first > 0:
        fitting = [way for way in fitting if way.header] or fitting
    if fitting:
        head = fitting[0]
    else:
        start = first if first is not None else count or 0
        depth = count if count is not None else min(1, start)
        if depth > start or start > len(rows):
            raise Problem(
                "bad-option",
                _("There are not {n} header rows above the data.", n=depth),
                remedy=_("Choose fewer header rows, or a later first row."),
            )
        header = tuple(rows[start - depth : start])
        head = Head(tuple(rows[: start - depth]), header, (), (), start, 0.0)
    row = int(view.rows[rows[head.first]]) + 1 if head.first < len(rows) else int(view.rows[zone.bottom]) + 2
    if options.first_row is not None:
        told = say("You chose row {row} as the first row of data, below {n} header rows.", row=row, n=len(head.header))
        reasons.append(told)
    elif count is not None:
        reasons.append(say("You chose {n} header rows.", n=count))
    return head, reasons


def _first(view: View, rows: list[int], options: Options) -> int | None:
    """Return the number among the rows of the first that a person wants as data."""
    if options.first_row is None:
        return None
    at = options.first_row - 1
    if at >= view.grid.height:
        raise Problem(
            "bad-option",
            _("This sheet has {n} rows; row {row} is not among them.", n=view.grid.height, row=options.first_row),
            remedy=_("Choose the row where data starts again."),
        )
    return next((number for number, row in enumerate(rows) if int(view.rows[row]) >= at), len(rows))
