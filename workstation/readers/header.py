"""How many lines of a text file name its columns: more than one where blank cells group those below."""

from __future__ import annotations

from collections.abc import Sequence

from workstation.readers.guess import is_value

MOST_LEVELS = 5

Row = Sequence[str]


def header_depth(rows: Sequence[Row], filled: Sequence[Sequence[int]]) -> int:
    """Return how many of the rows form the header: the next one belongs to it when it names the parts of a group above.

    filled: for each row its columns that hold something
    """
    depth = 1
    while depth < MOST_LEVELS and depth < len(rows) and _names_parts(rows, filled, depth):
        depth += 1
    return depth


def _names_parts(rows: Sequence[Row], filled: Sequence[Sequence[int]], at: int) -> bool:
    """Return whether row `at` names the columns of groups above it: texts only, below blank cells."""
    columns = filled[at]
    if not columns or _holds_values(rows[at], columns):
        return False
    above = set(filled[at - 1])
    fresh = [column for column in columns if column not in above and above and column > min(above)]
    return bool(fresh) and len(above) >= 2 and _deeper(rows, filled, at)


def _holds_values(row: Row, columns: Sequence[int]) -> bool:
    values = [row[at] for at in columns if is_value(row[at])]
    return bool(values) and not _years_in_order(values)


def _years_in_order(values: Sequence[str]) -> bool:
    """Return whether values are two or more years, one after the other, as tables by year have in their header."""
    try:
        years = [float(value) for value in values]
    except ValueError:
        return False
    return len(years) > 1 and all(1900 <= y <= 2100 and y == int(y) for y in years) and years == sorted(set(years))


def _deeper(rows: Sequence[Row], filled: Sequence[Sequence[int]], at: int) -> bool:
    """Return whether the rows after `at` hold numbers where it holds texts, so that it stands apart from them."""
    following = [row for row in range(at + 1, min(at + 6, len(rows))) if filled[row]][:3]
    return any(
        sum(is_value(rows[row][c]) for c in filled[row] if c in filled[at]) * 8 >= len(filled[at]) for row in following
    )
