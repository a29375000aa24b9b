"""All tables of a sheet: what a person chose is kept to, the rest is found."""

from __future__ import annotations

import dataclasses
import re

from workstation.errors import Problem
from workstation.readers.cell_names import column_letters, column_number
from workstation.readers.grid import BLANK, Grid
from workstation.readers.layout.chosen import chosen_head, limited
from workstation.readers.layout.forms import form_in, nearly_transposed, transposed_in
from workstation.readers.layout.split import zones
from workstation.readers.layout.table_layout import Marked, TableLayout, listed
from workstation.readers.layout.tabular import Zone, looks_tabular, table_in
from workstation.readers.layout.view import View
from workstation.readers.options import Options
from workstation.text import Sentence, _, say


def layouts(grid: Grid, options: Options) -> list[TableLayout]:
    """Return the tables of a sheet, top to bottom, then left to right."""
    if not grid.height or not grid.width:
        return []
    view = _seen(grid, options)
    whole = limited(view, Zone(0, view.height - 1, 0, view.width - 1), options)
    if not view.height or not view.width or not view.filled.any():
        return []
    rows_chosen = options.first_row is not None or options.last_row is not None
    if options.table is not None or not rows_chosen:
        whole = dataclasses.replace(whole, bottom=view.height - 1)
        areas = [whole] if options.table is None and _is_one(view, whole) else zones(view, whole)
        if options.table is not None and rows_chosen:
            areas = [limited(view, zone, options) if number == options.table else zone for number, zone in enumerate(areas, 1)]
    else:
        areas = [whole]
    out: list[TableLayout] = []
    for zone in areas:
        asked = options if options.table is None or options.table == len(out) + 1 else _unasked(options)
        found = _in_zone(view, zone, asked)
        if found is not None:
            out.append(found)
    return _accounted(grid, view, out, options)


def _is_one(view: View, zone: Zone) -> bool:
    """Return whether a whole sheet is one form or one table turned round, so that its blocks are not parted."""
    return any(one is not None and one.confidence > 0.7 for one in (form_in(view, zone), transposed_in(view, zone)))


def _unasked(options: Options) -> Options:
    """Return options without what a person said of another table."""
    return dataclasses.replace(options, header_rows=None, first_row=None, last_row=None, shape=None)


def _in_zone(view: View, zone: Zone, options: Options) -> TableLayout | None:
    if options.shape == "form":
        return _chose(form_in(view, zone, chosen=True), say("You chose that it is a form of one record."))
    if options.shape == "transposed":
        return _chose(transposed_in(view, zone, chosen=True), say("You chose that names stand down the first column."))
    head = chosen_head(view, zone, options)
    if head is not None:
        found = table_in(view, zone, options, head[0])
        return _chose(found, *head[1])
    if not looks_tabular(view, zone):
        return None
    if options.shape is None:
        guessed = [one for one in (form_in(view, zone), transposed_in(view, zone)) if one is not None]
        if guessed:
            return max(guessed, key=lambda one: one.confidence)
        if 0 > nearly_transposed(view, zone) > -4.5:
            zone = dataclasses.replace(zone, confidence=min(zone.confidence, 0.62))
    found = table_in(view, zone, options)
    if found is not None and len(found.columns) == 1 and len(found.rows) < 2:
        return None  # a word or two is no table
    return _chose(found, say("You chose that it is a table."), sure=False) if options.shape == "table" else found


def _chose(found: TableLayout | None, *reasons: Sentence, sure: bool = True) -> TableLayout | None:
    if found is None:
        return None
    return dataclasses.replace(
        found, reasons=(*reasons, *found.reasons), confidence=max(found.confidence, 0.95) if sure else found.confidence
    )


def _seen(grid: Grid, options: Options) -> View:
    """Return what is looked at: without hidden rows and columns, and only the columns a person chose."""
    hidden_rows = frozenset() if options.hidden else grid.sheet.hidden_rows
    hidden_columns = frozenset() if options.hidden else grid.sheet.hidden_columns
    columns = _chosen_columns(options.columns, grid.width) if options.columns is not None else None
    if not hidden_rows and not hidden_columns and columns is None:
        return View(grid)
    rows = [row for row in range(grid.height) if row not in hidden_rows]
    kept = [column for column in (columns if columns is not None else range(grid.width)) if column not in hidden_columns]
    if columns is not None and not options.hidden:
        kept = list(columns)  # a column that was named is taken though it is hidden
    return View(grid, rows, kept)


def _chosen_columns(text: str, width: int) -> list[int]:
    out: set[int] = set()
    for part in re.split(r"[,，;；\s]+", text.strip()):
        match = re.fullmatch(r"([A-Za-z]{1,3})(?:[:\-]([A-Za-z]{1,3}))?", part)
        if match is None:
            raise Problem(
                "bad-option",
                _("The import option “{name}” cannot be {value}.", name="columns", value=repr(text)),
                remedy=_("Give columns by their letters, such as B:K or A,C:F."),
            )
        first, last = column_number(match[1].upper()), column_number((match[2] or match[1]).upper())
        out.update(range(min(first, last), min(max(first, last) + 1, width)))
    return sorted(out)


def _accounted(grid: Grid, view: View, found: list[TableLayout], options: Options) -> list[TableLayout]:
    """Return the tables with every row of the sheet in one of their zones, and hidden ones named."""
    if not found:
        return []
    out = []
    first_tops = sorted({one.zone[0] for one in found})
    for one in found:
        top, bottom = one.zone
        if top == first_tops[0]:
            top = 0
        later = [other for other in first_tops if other > one.zone[0]]
        bottom = max(bottom, later[0] - 1 if later and later[0] > bottom else bottom)
        if not later or bottom >= first_tops[-1]:
            bottom = max(bottom, grid.height - 1) if not later else bottom
        out.append(_with_hidden(grid, dataclasses.replace(one, zone=(top, bottom)), options))
    if options.columns is not None:
        told = say("You chose the columns {columns}.", columns=options.columns.upper())
        out = [dataclasses.replace(one, reasons=(told, *one.reasons)) for one in out]
    return out


def _with_hidden(grid: Grid, layout: TableLayout, options: Options) -> TableLayout:
    top, bottom = layout.zone
    rows = tuple(sorted(row for row in grid.sheet.hidden_rows if top <= row <= bottom))
    columns = sorted(
        c for c in grid.sheet.hidden_columns
        if c < grid.width and layout.area[0] - 1 <= c <= layout.area[1] + 1 and (grid.kinds[top : bottom + 1, c] != BLANK).any()
    )
    if options.hidden:
        if not rows and not columns:
            return layout
        told = say("You chose to take hidden rows and columns.")
        return dataclasses.replace(layout, reasons=(told, *layout.reasons))
    marks, warnings = list(layout.marks), list(layout.warnings)
    taken = {row for mark in marks for row in mark.rows}
    rows = tuple(row for row in rows if row not in taken)
    if rows:
        marks.append(Marked("hidden", rows, say("Is hidden in the sheet.")))
        warnings.append(say("Hidden rows were not taken: {rows}.", rows=listed(rows)))
    out = tuple(c for c in columns if c not in layout.columns or layout.kind == "transposed")
    if out and options.columns is None:
        names = ", ".join(column_letters(c) for c in out[:20])
        warnings.append(say("Hidden columns were not taken: {columns}.", columns=names))
    return dataclasses.replace(layout, marks=tuple(marks), warnings=tuple(warnings), hidden_columns=out)
