"""Filled: the rows of a form that came back, without its example; codes instead of what the drop-down showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workstation.readers.guess import is_total
from workstation.readers.reader import Balance
from workstation.standards.mapping import fold
from workstation.standards.standard import Standard
from workstation.templates.columns import choices_of
from workstation.templates.form import Column, Form
from workstation.templates.recognise import Place, in_every_language
from workstation.text import Sentence, say

if TYPE_CHECKING:
    import pyarrow as pa

MOST_NAMED = 8


@dataclass(frozen=True)
class Filled:
    """The rows of one sheet of a form.

    names:   fields of the standard, in the order of the form, as far as they are there
    columns: an array of strings for each; null is a blank cell
    rows:    int32, for each row its row in the sheet from 1
    codes:   cells in which a choice such as “01 Farming” was kept as its code
    """

    sheet: str
    names: tuple[str, ...]
    columns: tuple[pa.Array, ...]
    rows: pa.Array
    balance: Balance
    codes: int = 0
    warnings: tuple[Sentence, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)


def filled(form: Form, place: Place, standard: Standard) -> Filled:
    """Return the rows below the header of a form: read + blank + head + notes = the rows of the sheet."""
    import pyarrow as pa
    import pyarrow.compute as pc

    grid = place.grid
    names = tuple(column.name for column in form.columns if column.name in place.columns)
    below = np.arange(place.header + 1, grid.height, dtype=np.int64)
    columns = [grid.texts(below, place.columns[name]) for name in names]
    written = np.zeros(len(below), dtype=bool)
    for column in columns:
        written |= pc.fill_null(pc.match_substring_regex(column, r"[^\s\p{Z}\x{FEFF}]"), False).to_numpy(zero_copy_only=False)
    warnings: list[Sentence] = []
    left = _examples(form, place, below, columns, names, warnings)
    left |= _totals(place, below, columns, written & ~left, warnings)
    beside = _beside(place, below, written | left, warnings)
    _others(place, below, warnings)
    _hidden(place, below, written & ~left, warnings)
    keep = written & ~left
    picked = pa.array(keep)
    columns = [column.filter(picked) for column in columns]
    codes = 0
    for at, name in enumerate(names):
        columns[at], count = coded(columns[at], form.by_name[name], standard, form.language)
        codes += count
    read, notes = int(keep.sum()), int(left.sum()) + beside
    balance = Balance(lines=grid.height, read=read, head=min(place.header + 1, grid.height), notes=notes,
                      blank=len(below) - read - notes)
    return Filled(place.sheet, names, tuple(columns), pa.array((below[keep] + 1).astype(np.int32)), balance, codes,
                  tuple(warnings))


def coded(texts: pa.Array, column: Column, standard: Standard, language: str) -> tuple[pa.Array, int]:
    """Return texts with what a drop-down showed (code and name) as the code alone, and how many those are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.show != "both" or column.name not in standard.by_name:
        return texts, 0
    choices = [choice for choice in choices_of(standard.by_name[column.name], standard, language, "both")
               if choice.shown != choice.code]
    if not choices:
        return texts, 0
    at = pc.index_in(texts, value_set=pa.array([choice.shown for choice in choices], pa.string()))
    found = pc.take(pa.array([choice.code for choice in choices], pa.string()), at)
    return pc.coalesce(found, texts), len(at) - at.null_count


def _examples(form: Form, place: Place, below: Any, columns: Sequence[pa.Array], names: Sequence[str],
              warnings: list[Sentence]) -> Any:
    """Return which rows are the example: marked as one, or the first row and equal to it.

    A marked row in which most was typed over is somebody's data: it is taken, and that is told.
    """
    out = np.zeros(len(below), dtype=bool)
    words = {fold(word) for word in in_every_language("Example")}
    examples = {name: form.by_name[name].example for name in names}
    margin = place.grid.texts(below[:200], place.margin).to_pylist() if place.margin >= 0 else [None] * 200
    for at, row in enumerate(below[:200].tolist()):
        marked = fold(margin[at] or "") in words
        if not marked and at > 0:
            continue
        mine = {name: (column[at].as_py() or "").strip() for name, column in zip(names, columns, strict=True)}
        other = [name for name, text in mine.items() if text and not _same(text, examples[name])]
        same = [name for name, text in mine.items() if text and name not in other]
        if marked and not other:
            out[at] = True
        elif marked and len(other) > len(same):
            warnings.append(say("Row {row} is marked as the example and holds other values; it was taken.", row=row + 1))
        elif marked:
            out[at] = True
            warnings.append(say("The example in row {row} was changed in part; it was not taken.", row=row + 1))
        elif same and not other and len(same) >= sum(bool(text) for text in examples.values()):
            out[at] = True
    return out


def _same(text: str, example: str) -> bool:
    """Return whether a cell still shows the example: the same text, or the same number written otherwise."""
    if text == example:
        return True
    try:
        return float(text) == float(example)
    except ValueError:
        return False


def _totals(place: Place, below: Any, columns: Sequence[pa.Array], written: Any, warnings: list[Sentence]) -> Any:
    """Return which rows are totals that somebody put below: known by their first text."""
    out = np.zeros(len(below), dtype=bool)
    for at in np.flatnonzero(written)[-3:].tolist():
        row = int(below[at])
        texts = [place.grid.text(row, place.margin)] if place.margin >= 0 else []
        texts += [column[at].as_py() or "" for column in columns]
        first = next((text.strip() for text in texts if text.strip()), "")
        if is_total(first):
            out[at] = True
            warnings.append(say("Row {row} is a total (“{text}”) and was not taken.", row=row + 1, text=first))
    return out


def _beside(place: Place, below: Any, written: Any, warnings: list[Sentence]) -> int:
    """Return how many rows have something only where no field is: remarks and signatures."""
    taken = set(place.columns.values())
    kinds = place.grid.kinds[place.header + 1 :]
    other = [column for column in range(place.grid.width) if column not in taken]
    rows = np.flatnonzero(~written & (kinds[:, other] != 0).any(axis=1)) if other and len(kinds) else np.array([], int)
    if len(rows):
        named = ", ".join(str(int(below[at]) + 1) for at in rows[:MOST_NAMED])
        warnings.append(say("Rows with something outside the form's columns only were not taken: {rows}.", rows=named))
    return len(rows)


def _others(place: Place, below: Any, warnings: list[Sentence]) -> None:
    """Tell of columns that somebody added and filled."""
    taken = {*place.columns.values(), place.margin}
    kinds = place.grid.kinds[place.header + 1 :]
    names = []
    for column in range(place.grid.width):
        if column not in taken and len(kinds) and (kinds[:, column] != 0).any():
            names.append(place.grid.text(place.header, column).strip() or letter_of(column))
    if names:
        warnings.append(say("Columns that the form does not have were not taken: {names}.",
                            names=", ".join(names[:MOST_NAMED])))


def _hidden(place: Place, below: Any, kept: Any, warnings: list[Sentence]) -> None:
    count = sum(1 for row in below[kept].tolist() if row in place.grid.sheet.hidden_rows)
    if count:
        warnings.append(say("{n} hidden rows were taken too.", n=count))


def letter_of(column: int) -> str:
    """Return the letters of a column, from 0."""
    out, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out
