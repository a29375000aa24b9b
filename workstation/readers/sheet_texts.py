"""The texts of a sheet's table, row by row, and what a person should know about single cells."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from workstation.job import Job
from workstation.readers.guess import suggested_type
from workstation.readers.layout import Layout
from workstation.readers.reader import Balance, Batch
from workstation.readers.sheet_scan import Scan, cell_name, column_letters
from workstation.readers.workbook_text import column_texts, formatted, long_numbers
from workstation.text import Sentence, _, say

BATCH_ROWS = 16_384
SAMPLE = 1_000
"""Rows that the suggested types are made from."""


@dataclass(frozen=True)
class Told:
    """What a reading tells at its end."""

    balance: Balance
    suggested: tuple[str, ...]
    warnings: tuple[Sentence, ...]


@dataclass
class _Notes:
    """What is met while texts are made, to be told in words."""

    long: list[str] = field(default_factory=list)
    long_count: int = 0


def batches(
    rows: Sequence[Sequence[Any]], names: Sequence[str], layout: Layout, scan: Scan, whole: bool, job: Job
) -> Generator[Batch, None, Told]:
    """Yield the rows of a table as texts; return what is to be told at the end.

    whole: rows with nothing in them are kept, since a table of our own may hold them
    """
    import numpy as np
    import pyarrow as pa

    notes = _Notes()
    full = [
        at
        for at, row in enumerate(rows)
        if any(value != "" and (value.__class__ is not str or value.strip()) for value in row)
    ]
    keep = set(range(layout.first, layout.last + 1)) if whole else full
    at = np.array(
        sorted(row for row in keep if layout.first <= row <= layout.last and row not in layout.skipped), np.int64
    )
    samples: list[list[str | None]] = [[] for _name in names]
    for start in range(0, len(at), BATCH_ROWS):
        job.step(start, len(at), _("Reading rows"))
        part = at[start : start + BATCH_ROWS].tolist()
        columns = []
        for place, column in enumerate(layout.columns):
            texts = _texts(rows, part, column, scan, notes)
            samples[place].extend(texts[: SAMPLE if not start else 20])
            columns.append(pa.array(texts, pa.string()))
        batch = pa.RecordBatch.from_arrays(columns, names=list(names))
        yield Batch(batch, pa.array((at[start : start + BATCH_ROWS] + 1).astype(np.int32)))
    read, notes_below = len(at), len(layout.notes)
    head = len(layout.titles) + len(layout.header) + len(layout.skipped)
    lines = max(len(rows), read + head + notes_below)
    balance = Balance(lines=lines, read=read, blank=lines - read - head - notes_below, head=head, notes=notes_below)
    return Told(balance, tuple(suggested_type(sample) for sample in samples), tuple(_long_warning(notes)))


def _texts(
    rows: Sequence[Sequence[Any]], part: Sequence[int], column: int, scan: Scan, notes: _Notes
) -> list[str | None]:
    """Return the texts of one column for some rows of a sheet."""
    values = [rows[row][column] if column < len(rows[row]) else "" for row in part]
    texts = column_texts(values)
    if scan.formats and column in scan.formatted_columns:
        for place, value in enumerate(values):
            if code := scan.formats.get((part[place], column)):
                texts[place] = formatted(value, code) or texts[place]
    for place in long_numbers(values):
        at = (part[place], column)
        texts[place] = scan.long.get(at, texts[place])
        if scan.long.get(at, "").lstrip("-")[15:].strip("0"):
            continue  # every digit stands in the file: no spreadsheet program saved it
        notes.long_count += 1
        if len(notes.long) < 5:
            notes.long.append(f"{cell_name(at)} {texts[place]}")
    if scan.errors:
        for place, row in enumerate(part):
            if (row, column) in scan.errors:
                texts[place] = scan.errors[row, column]
    if scan.texts:
        for place, row in enumerate(part):
            texts[place] = scan.texts.get((row, column), texts[place])
    return texts


def _long_warning(notes: _Notes) -> list[Sentence]:
    if not notes.long_count:
        return []
    return [
        say(
            "{n} numbers of 16 digits and more are stored as numbers, of which spreadsheets keep 15 digits: already"
            " damaged by the program that wrote the file. The first: {cells}. Ask for the original, with them as text.",
            n=notes.long_count,
            cells=", ".join(notes.long),
        )
    ]


def cell_warnings(scan: Scan, layout: Layout, merges: Sequence[Any]) -> list[Sentence]:
    """Return what a person should know about single cells of the table."""

    def inside(at: tuple[int, int]) -> bool:
        return layout.first <= at[0] <= layout.last and layout.columns[0] <= at[1] <= layout.columns[-1]

    out = []
    errors = sorted(at for at in scan.errors if inside(at))
    if errors:
        out.append(
            say(
                "{n} cells hold an error of the spreadsheet, kept as text: {cells}.",
                n=len(errors),
                cells=_cells(errors, scan.errors),
            )
        )
    empty = sorted(at for at in scan.no_result if inside(at))
    if empty:
        out.append(
            say(
                "{n} formulas have no stored result and are blank: {cells}. Open the workbook in a spreadsheet program,"
                " save it, and import it again.",
                n=len(empty),
                cells=_cells(empty),
            )
        )
    early = sorted(at for at in scan.before_1900 if inside(at))
    if early:
        out.append(
            say(
                "{n} dates before 1900 are stored as negative numbers and were kept as these numbers: {cells}.",
                n=len(early),
                cells=_cells(early, scan.before_1900),
            )
        )
    merged = sorted(first for first, last in merges if inside(first) and first[0] >= layout.first and first != last)
    if merged:
        out.append(
            say(
                "{n} merged areas among the data hold their text in the first cell only: {cells}. Fill it down where it"
                " belongs to all rows.",
                n=len(merged),
                cells=_cells(merged),
            )
        )
    percent = sorted({at[1] for at, code in scan.formats.items() if code.endswith("%") and inside(at)})
    if percent:
        out.append(
            say(
                "Numbers shown as percent were kept like that, with all their digits: columns {columns}.",
                columns=", ".join(column_letters(at) for at in percent[:20]),
            )
        )
    return out


def _cells(cells: Sequence[tuple[int, int]], texts: dict[tuple[int, int], str] | None = None, limit: int = 5) -> str:
    shown = [f"{cell_name(at)} {texts[at]}" if texts else cell_name(at) for at in cells[:limit]]
    return ", ".join(shown) + (" …" if len(cells) > limit else "")
