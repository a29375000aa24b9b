"""What a person should know about single cells of a table before trusting it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workstation.readers.cell_names import cell_name
from workstation.readers.grid import NUMBER, Cell, Grid
from workstation.readers.layout.table_layout import TableLayout
from workstation.text import Sentence, say

if TYPE_CHECKING:
    import pyarrow as pa

LOOKED_AT = 1_000
"""Rows, spread over the table, in which shown and stored numbers are compared."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"


def cell_warnings(grid: Grid, layout: TableLayout) -> list[Sentence]:
    """Return warnings on errors, formulas without a result, damaged numbers, impossible dates and comments."""
    notes = grid.sheet.notes
    inside = _inside(layout)
    out = []
    if errors := sorted(at for at in notes.errors if inside(at)):
        out.append(
            say(
                "{n} cells hold an error of the spreadsheet, kept as text: {cells}.",
                n=len(errors),
                cells=cells_listed(errors, notes.errors),
            )
        )
    if empty := sorted(at for at in notes.no_result if inside(at)):
        out.append(
            say(
                "{n} formulas have no stored result and are blank: {cells}. Open the workbook in a spreadsheet program,"
                " save it, and import it again.",
                n=len(empty),
                cells=cells_listed(empty),
            )
        )
    if damaged := sorted(at for at in notes.damaged if inside(at)):
        out.append(
            say(
                "{n} numbers of 16 digits and more are stored as numbers, of which spreadsheets keep 15 digits: already"
                " damaged by the program that wrote the file. The first: {cells}. Ask for the original, with them as text.",
                n=len(damaged),
                cells=cells_listed(damaged, notes.damaged),
            )
        )
    if odd := sorted(at for at in notes.odd if inside(at)):
        out.append(
            say(
                "{n} cells are shown as dates that cannot be, and were kept as their numbers: {cells}.",
                n=len(odd),
                cells=cells_listed(odd, notes.odd),
            )
        )
    if comments := sorted(at for at in notes.comments if inside(at)):
        out.append(
            say("{n} cells carry a comment: {cells}.", n=len(comments), cells=cells_listed(comments, notes.comments))
        )
    return out


def _inside(layout: TableLayout) -> Any:
    import numpy as np

    rows, columns = layout.rows, frozenset(layout.columns)
    cells = frozenset(layout.cells)

    def among(number: int) -> bool:
        at = int(np.searchsorted(rows, number))
        return at < len(rows) and int(rows[at]) == number

    if layout.kind == "form":
        return lambda at: at in cells
    if layout.kind == "transposed":
        return lambda at: at[0] in columns and among(at[1])
    return lambda at: at[1] in columns and among(at[0])


def rounded(grid: Grid, layout: TableLayout, names: Sequence[str], stored: Iterable[int]) -> list[Sentence]:
    """Return one warning that names the fields whose numbers show fewer digits than are stored."""
    if layout.kind != "table" or not len(layout.rows):
        return []
    rows = layout.rows[:: max(1, len(layout.rows) // LOOKED_AT)]
    kept = frozenset(stored)
    out = []
    for place, column in enumerate(layout.columns):
        those = rows[grid.kinds[rows, column] == NUMBER]
        if place in kept or not len(those):
            continue
        shown, plain = grid.texts(those, column), grid.stored(those, column)
        if shown.equals(plain):
            continue
        for text, number in zip(shown.to_pylist(), plain.to_pylist(), strict=True):
            if text and number and text != number and _fewer(text, number):
                out.append(names[place])
                break
    if not out:
        return []
    told = ", ".join(f"“{name}”" for name in out[:12]) + (" …" if len(out) > 12 else "")
    return [say("Some numbers are shown rounded; the stored digits can be chosen: {names}.", names=told)]


def _fewer(text: str, number: str) -> bool:
    """Return whether a shown number has lost digits of the stored one."""
    digits = "".join(sign for sign in text if sign in "0123456789.")
    if text.strip(" ()-+%,.0123456789$¥￥€£元") or not digits or digits.count(".") > 1:
        return False  # a date, a fraction, a number in words: not to be compared digit by digit
    try:
        stored, seen = abs(float(number)), float(digits)
    except ValueError:
        return False
    if text.rstrip(" )").endswith("%"):
        seen /= 100
    return abs(stored - seen) > 1e-12 * max(stored, seen)


class DamagedIdentities:
    """Identity numbers of 18 digits that end in 000 and whose check digit fails: cut to 15 digits by a spreadsheet."""

    def __init__(self, names: Sequence[str]) -> None:
        """Count by field."""
        self._names = names
        self._found: dict[int, list[tuple[int, str]]] = {}
        self._count: dict[int, int] = {}

    def look(self, place: int, texts: pa.Array, rows: pa.Array) -> None:
        """Look through the texts of a field; rows: the row of each."""
        import pyarrow as pa
        import pyarrow.compute as pc

        longest = pc.max(pc.binary_length(texts)).as_py()
        if longest is None or longest < 18:
            return
        alike = pc.match_substring_regex(texts, r"^\s*[1-9]\d{14}000\s*$")
        if not pc.any(alike).as_py():
            return
        for text, row in zip(texts.filter(alike).to_pylist(), pc.filter(pa.array(rows), alike).to_pylist(), strict=True):
            if not _checked(text.strip()):
                self._count[place] = self._count.get(place, 0) + 1
                if len(self._found.setdefault(place, [])) < 3:
                    self._found[place].append((row, text.strip()))

    def warnings(self) -> list[Sentence]:
        """Return a warning for each field that has some."""
        return [
            say(
                "“{field}” holds {n} identity numbers that end in 000 and whose check digit fails: already damaged by a"
                " program that kept 15 digits. The first: row {row}, {text}. Ask for the original.",
                field=self._names[place],
                n=self._count[place],
                row=found[0][0],
                text=found[0][1],
            )
            for place, found in sorted(self._found.items())
        ]


def _checked(text: str) -> bool:
    """Return whether the last digit of an identity number fits the others; GB 11643."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return _SIGNS[total % 11] == text[17]


def cells_listed(cells: Sequence[Cell], texts: Mapping[Cell, str] | None = None, limit: int = 5) -> str:
    """Return cells by name, with their texts where given."""
    shown = [f"{cell_name(at)} {_short(texts[at])}" if texts else cell_name(at) for at in cells[:limit]]
    return ", ".join(shown) + (" …" if len(cells) > limit else "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
