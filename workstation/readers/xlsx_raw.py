"""Cells of an xlsx sheet as they stand in the file, whichever way its XML was read, and the attributes of its tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

NUMERIC, SHARED, STRING, INLINE, TRUTHS, ERRORS, ISO = range(7)
"""What the text of a cell means: a number, the number of a shared string, text, text, 0 or 1, an error, a date."""
TYPES = {"n": NUMERIC, "s": SHARED, "str": STRING, "inlineStr": INLINE, "b": TRUTHS, "e": ERRORS, "d": ISO}
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_ATTRIBUTE = re.compile(r"""([A-Za-z:][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass
class RawCells:
    """Some cells as they stand in the file, in its order; only those with a value or a formula.

    rows, columns: int32, from 0; types: uint8; styles: int32; formula: bool
    values: pa.Array of strings, of which `places` (int64) names the one of each cell, -1 for a cell without text
    empty:  a value is there and it is empty text
    signs:  which of & and CR stand in the values and are still to be read as XML; empty when none
    hidden: rows that are hidden; last: the last row met, from 0; met: int32, all rows that are named, cells or none
    """

    rows: Numbers
    columns: Numbers
    types: Numbers
    styles: Numbers
    formula: Numbers
    values: pa.Array
    places: Numbers
    empty: Numbers
    signs: bytes = b""
    hidden: list[int] = field(default_factory=list)
    last: int = -1
    met: Numbers | None = None

    def chosen(self, which: Numbers) -> RawCells:
        """Return some of the cells, by a mask or by their places."""
        return RawCells(
            self.rows[which],
            self.columns[which],
            self.types[which],
            self.styles[which],
            self.formula[which],
            self.values,
            self.places[which],
            self.empty[which],
            self.signs,
            self.hidden,
            self.last,
            self.met,
        )


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes in a tag; entities are left as they stand."""
    return {match[1]: match[2] if match[2] is not None else match[3] for match in _ATTRIBUTE.finditer(tag)}


def is_true(value: str | None) -> bool:
    """Return whether an attribute of XML says yes."""
    return value in ("1", "true", "on")


def is_hidden(row: dict[str, str]) -> bool:
    """Return whether the attributes of a row or a column say that nobody sees it."""
    if is_true(row.get("hidden")):
        return True
    size = row.get("ht", row.get("width"))
    try:
        return size is not None and float(size) == 0
    except ValueError:
        return False
