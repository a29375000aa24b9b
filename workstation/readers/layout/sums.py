"""Whether the numbers of a row are the sums of the rows above it: the best evidence of a total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workstation.readers.grid import NUMBER
from workstation.readers.layout.view import View

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]
    Reals = np.ndarray[Any, np.dtype[np.float64]]

COLUMNS = 4
"""Columns of numbers that are added up, at most."""


class Sums:
    """The numbers of a table's rows, read from the grid column by column when they are asked for."""

    def __init__(self, view: View, rows: Numbers, left: int, right: int) -> None:
        """Take the rows of the view that may be data or totals, in order."""
        self._view, self._rows, self._left, self._right = view, rows, left, right
        self._values: dict[int, Reals] = {}

    def values(self, column: int) -> Reals:
        """Return the numbers of a column, nan where a row holds none."""
        import numpy as np

        if column not in self._values:
            out = np.full(len(self._rows), np.nan)
            there = np.flatnonzero(self._view.kinds[self._rows, column] == NUMBER)
            if len(there):
                texts = self._view.grid.stored(self._view.rows[self._rows[there]], int(self._view.columns[column]))
                out[there] = _reals(texts)
            self._values[column] = out
        return self._values[column]

    def fits(self, at: int, since: int, totals: list[int]) -> tuple[int, int]:
        """Return in how many columns a row's number is a sum of those above, and how many were tried.

        at, since: numbers among the rows; rows from `since` on belong to this total
        totals:    rows before `at` that are totals themselves, which are added up alone or not at all
        """
        import numpy as np

        tried = right = 0
        kinds = self._view.kinds[self._rows[at]]
        for column in range(self._left, self._right + 1):
            if kinds[column] != NUMBER or tried >= COLUMNS:
                continue
            values = self.values(column)
            own = float(values[at])
            if own != own or own == 0:
                continue
            plain = np.ones(at, bool)
            plain[totals] = False
            sums = []
            for start in dict.fromkeys((since, 0)):
                part = values[start:at][plain[start:]]
                if np.count_nonzero(~np.isnan(part)) > 1:
                    sums.append(float(np.nansum(part)))
            if totals:
                inner = values[totals]
                if np.count_nonzero(~np.isnan(inner)) > 1:
                    sums.append(float(np.nansum(inner)))
            if not sums:
                continue
            tried += 1
            right += any(abs(own - one) <= 1e-6 * abs(one) + 0.011 for one in sums)
        return right, tried

    def leads(self, at: int) -> bool:
        """Return whether a row's numbers are the sums of all rows below it."""
        import numpy as np

        for column in range(self._left, self._right + 1):
            if self._view.kinds[self._rows[at], column] == NUMBER:
                values = self.values(column)
                below, own = values[at + 1 :], float(values[at])
                enough = np.count_nonzero(~np.isnan(below)) > 1
                if enough and abs(own - float(np.nansum(below))) <= 1e-6 * abs(own) + 0.011:
                    return True
        return False


def _reals(texts: Any) -> Reals:
    """Return texts as numbers, nan for what is none."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return np.asarray(pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    except pa.ArrowInvalid:
        out = []
        for text in texts.to_pylist():
            plain = (text or "").strip().strip("¥￥$€£元 ").replace(",", "")
            sign = -1.0 if plain.startswith("(") and plain.endswith(")") else 1.0
            plain = plain.strip("()")
            part = 0.01 if plain.endswith("%") else 1.0
            try:
                out.append(sign * part * float(plain.rstrip("%")))
            except ValueError:
                out.append(float("nan"))
        return np.array(out, np.float64)
