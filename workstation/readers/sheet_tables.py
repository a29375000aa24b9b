"""From a sheet as cells to the tables in it, and from a table to its texts: what all readers of sheets share."""

from __future__ import annotations

from typing import Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.cell_names import cell_name, column_letters
from workstation.readers.grid import Grid
from workstation.readers.guess import damage, suggested_type
from workstation.readers.layout.fills import fills_of
from workstation.readers.layout.find import layouts
from workstation.readers.layout.table_layout import TableLayout, runs
from workstation.readers.options import Options
from workstation.readers.own_sheet import as_written, own_layout
from workstation.readers.reader import SURE, Found, Part, Reading, unique_names
from workstation.readers.table_notes import cell_warnings, rounded
from workstation.readers.table_texts import SAMPLE, Plan, column_texts, read
from workstation.text import Sentence, _, say

MOST_PARTS = 300
"""Parts of one kind that are told one by one."""


def tables_of(grid: Grid, options: Options, job: Job) -> list[Found]:
    """Return the tables of a sheet, top to bottom, then left to right; none when it holds none.

    options: table takes only that one (Problem when there is none of that number)
    """
    job.step(0, 1, _("Looking for tables"))
    grid = as_written(grid)
    own = own_layout(grid, options)
    understood = layouts(grid, options) if own is None else [own]
    found = [_found(grid, layout, number, options) for number, layout in enumerate(understood, 1)]
    if options.table is None or not found:
        return found
    if options.table > len(found):
        raise Problem(
            "no-table",
            _("This sheet holds {n} tables; there is no table {table}.", n=len(found), table=options.table),
            where=_("Sheet “{sheet}”", sheet=grid.sheet.name) if grid.sheet.name else "",
            remedy=_("Tables count from 1, from top to bottom, then from left to right."),
        )
    return [found[options.table - 1]]


def read_table(grid: Grid, found: Found, job: Job) -> Reading:
    """Return a reading of one table that `tables_of` found in the same sheet."""
    return read(as_written(grid), found.names, found.plan, job)


def told(found: Found) -> dict[str, Any]:
    """Return what was understood of a table as plain data for a machine; sentences are worded in the language of now."""
    plan: Plan | None = found.plan if isinstance(found.plan, Plan) else None
    layout = plan.layout if plan else None
    last = found.first_row - 1
    if layout and len(layout.rows):
        last = max(layout.columns) + 1 if layout.kind == "transposed" else int(layout.rows[-1]) + 1
    if layout and layout.kind == "form":
        last = max(cell[0] for cell in layout.cells) + 1
    header = [at + 1 for at in layout.header] if layout and layout.kind == "table" else []
    return {
        "table": found.table,
        "kind": found.kind,
        "range": found.range,
        "header_rows": header,
        "first_row": found.first_row,
        "last_row": last,
        "fields": list(found.names),
        "parts": [
            {"kind": p.kind, "range": p.range, "reason": str(p.reason), "confidence": round(p.confidence, 3)}
            for p in found.parts
        ],
        "confidence": round(found.confidence, 3),
        "unsure": found.confidence < SURE,
        "reasons": [str(one) for one in found.reasons],
        "warnings": [str(one) for one in found.warnings],
    }


def _found(grid: Grid, layout: TableLayout, number: int, options: Options) -> Found:
    names, doubts = unique_names(layout.names)
    stored = frozenset(
        range(len(names))
        if options.values == "stored"
        else (place for place, name in enumerate(names) if name in (options.stored or ()))
    )
    fills, filled = fills_of(grid, layout, options.merged)
    plan = Plan(layout, stored, fills)
    samples = _samples(grid, plan)
    if layout.kind == "transposed":
        first = min(layout.columns, default=0)
    else:
        first = int(layout.rows[0]) if len(layout.rows) else (layout.header[-1] + 1 if layout.header else layout.zone[0])
    return Found(
        sheet=grid.sheet.name,
        names=names,
        header_rows=len(layout.header) if layout.kind == "table" else 0,
        first_row=first + 1,
        visible=grid.sheet.visible,
        range=layout.range,
        suggested=tuple(suggested_type(sample) for sample in samples),
        warnings=(
            *layout.warnings,
            *doubts,
            *filled,
            *_no_field(names, options),
            *damage(names, samples),
            *cell_warnings(grid, layout),
            *rounded(grid, layout, names, stored),
        ),
        reasons=layout.reasons,
        table=number,
        kind=layout.kind,
        confidence=layout.confidence,
        parts=parts_of(grid, layout),
        plan=plan,
    )


def _no_field(names: tuple[str, ...], options: Options) -> list[Sentence]:
    missing = [name for name in options.stored or () if name not in names]
    if not missing:
        return []
    told = ", ".join(f"“{name}”" for name in missing)
    return [say("Fields to be read as stored are not in this table: {names}.", names=told)]


def _samples(grid: Grid, plan: Plan) -> list[list[str | None]]:
    import numpy as np

    layout = plan.layout
    if layout.kind == "form":
        return [[grid.text(*cell) or None] for cell in layout.cells]
    if layout.kind == "transposed":
        records = layout.rows[:SAMPLE].tolist()
        return [[grid.text(row, at) or None for at in records] for row in layout.columns]
    rows = np.ascontiguousarray(layout.rows[:SAMPLE])
    return [
        column_texts(grid, rows, column, place in plan.stored, plan.fills.get(column)).to_pylist()
        for place, column in enumerate(layout.columns)
    ]


def parts_of(grid: Grid, layout: TableLayout) -> tuple[Part, ...]:
    """Return what every row of a table's zone was taken for, neighbours of one kind together, top to bottom."""
    left, right = layout.area
    out: list[tuple[int, Part]] = []

    def part(kind: str, first: int, last: int, reason: Sentence, confidence: float) -> None:
        area = f"{cell_name((first, left))}:{cell_name((last, right))}"
        out.append((first, Part(kind, area, reason, confidence)))

    taken = set(layout.rows.tolist()) if layout.kind == "table" else set()
    for mark in layout.marks:
        taken.update(mark.rows)
        for first, last in _few(runs(sorted(mark.rows))):
            part(mark.kind, first, last, mark.reason, mark.confidence)
    if layout.kind == "table":
        reason = say("Rows of the table.")
        for first, last in _few(runs(layout.rows.tolist())):
            part("data", first, last, reason, layout.confidence)
    top, bottom = layout.zone
    reason = say("Nothing stands here.")
    if layout.kind == "table":
        for first, last in _few(runs([at for at in range(top, bottom + 1) if at not in taken])):
            part("blank", first, last, reason, 1.0)
    rows = f"{layout.zone[0] + 1}:{layout.zone[1] + 1}"
    reason = say("Is hidden in the sheet.")
    hidden = [Part("hidden", f"{column_letters(at)}{rows.replace(':', f':{column_letters(at)}')}", reason)
              for at in layout.hidden_columns]
    return (*(one for _first, one in sorted(out, key=lambda pair: pair[0])), *hidden)


def _few(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return runs of rows; as one from the first to the last where they are too many to be shown one by one."""
    return found if len(found) <= MOST_PARTS else [(found[0][0], found[-1][1])]
