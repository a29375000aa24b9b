"""Whether a row is a header, how many rows it takes, and the names that its levels give together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from workstation.readers.guess import is_value
from workstation.text import Sentence, say

MOST_LEVELS = 5
JOIN = "/"
"""Between the levels of a header: 登记信息 over 成立日期 gives 登记信息/成立日期."""

Row = Sequence[Any]
Merge = tuple[tuple[int, int], tuple[int, int]]


def likes_header(cells: Sequence[Any], below: Sequence[Row]) -> tuple[bool, Sentence]:
    """Return whether cells (none blank) name the columns of the rows below, and why."""
    values = [cell for cell in cells if not isinstance(cell, str) or is_value(cell)]
    if not below:
        return True, say("The only row is taken for the header.")
    if years_in_order(values):
        return True, say("The first row holds names and years in order: a header.")
    if len(values) * 3 >= len(cells):
        return False, say(
            "{n} of {total} texts in the first row are numbers or dates: data.", n=len(values), total=len(cells)
        )
    texts = [str(cell).strip() for cell in cells]
    valued = [row for row in below if any(not isinstance(cell, str) or is_value(cell) for cell in row)]
    data = valued if len(valued) * 2 > len(below) else below  # where most rows hold numbers, others repeat the header
    rows = [[str(cell).strip() for cell in row] for row in data]
    whole = any(row == texts for row in rows)
    again = sum(any(row[at] == text for row in rows) for at, text in enumerate(texts))
    if not whole and again and again * 3 >= len(texts):
        return False, say(
            "{n} of {total} texts in the first row stand in the rows below as well: data.", n=again, total=len(texts)
        )
    return True, say("The first row with {n} cells holds texts that do not come again below: a header.", n=len(cells))


def years_in_order(values: Sequence[Any]) -> bool:
    """Return whether values are two or more years, one after the other, as tables by year have in their header."""
    years = []
    for value in values:
        try:
            year = float(value) if not isinstance(value, bool) else 0.0
        except (TypeError, ValueError):
            return False
        years.append(year)
    return len(years) > 1 and all(1900 <= y <= 2100 and y == int(y) for y in years) and years == sorted(set(years))


def header_depth(rows: Sequence[Row], filled: Sequence[Sequence[int]], merges: Sequence[Merge], start: int) -> int:
    """Return how many rows from `start` form the header.

    The next row belongs to it when merged cells reach down into it, or when it names the parts of a merged or blank
    group above
    """
    depth = 1
    while depth < MOST_LEVELS and start + depth < len(rows):
        at = start + depth
        reach = any(
            top >= start and top < at <= bottom and right - left < 200 for (top, left), (bottom, right) in merges
        )
        if not (reach or _names_parts(rows, filled, merges, at)):
            break
        if not reach and _holds_values(rows[at], filled[at]):
            break
        if reach and _holds_values(rows[at], filled[at]) and not _reaches_most(filled, merges, start, at):
            break
        depth += 1
    return depth


def _holds_values(row: Row, columns: Sequence[int]) -> bool:
    values = [row[at] for at in columns if not isinstance(row[at], str) or is_value(row[at])]
    return bool(values) and not years_in_order(values)


def _reaches_most(filled: Sequence[Sequence[int]], merges: Sequence[Merge], start: int, at: int) -> bool:
    """Return whether merged cells from the header cover a row nearly whole: then it is header whatever it holds."""
    covered = {
        column
        for (top, left), (bottom, right) in merges
        if start <= top < at <= bottom
        for column in range(left, min(right, left + 200) + 1)
    }
    return len(covered) >= 0.7 * max(1, len(covered | set(filled[at])))


def _names_parts(rows: Sequence[Row], filled: Sequence[Sequence[int]], merges: Sequence[Merge], at: int) -> bool:
    """Return whether row `at` names the columns of groups above it: texts only, below merged or blank cells."""
    columns = filled[at]
    if not columns or _holds_values(rows[at], columns):
        return False
    above = set(filled[at - 1])
    groups = [
        (left, right)
        for (top, left), (_bottom, right) in merges
        if top == at - 1 and 0 < right - left < 200 and left in above
    ]
    if groups:
        inside = [column for left, right in groups for column in range(left, right + 1)]
        return sum(column in columns for column in inside) >= 2 and (
            len(columns) <= 0.9 * len(above | set(inside)) or _deeper(rows, filled, at)
        )
    fresh = [column for column in columns if column not in above and above and column > min(above)]
    if not fresh or len(above) < 2:
        return False
    return _deeper(rows, filled, at)


def _deeper(rows: Sequence[Row], filled: Sequence[Sequence[int]], at: int) -> bool:
    """Return whether the rows after `at` hold numbers where it holds texts, so that it stands apart from them."""
    following = [row for row in range(at + 1, min(at + 6, len(rows))) if filled[row]][:3]
    return any(
        sum(not isinstance(rows[row][c], str) or is_value(rows[row][c]) for c in filled[row] if c in filled[at]) * 8
        >= len(filled[at])
        for row in following
    )


def joined_names(
    rows: Sequence[Row],
    filled: Sequence[Sequence[int]],
    merges: Sequence[Merge],
    header: Sequence[int],
    used: Sequence[int],
) -> tuple[list[str], list[int]]:
    """Return the name of each column and the columns themselves.

    used: columns that hold data; a column without data stays when it has a text of its own in the header
    """
    own = {column for at in header for column in filled[at]}
    columns = sorted((set(used) | own) - _beside(merges, header, used))
    levels = [_level(rows[at], filled[at], merges, at, columns, header) for at in header]
    for upper, lower in pairwise(levels):
        for column in columns:  # without merged cells a group's name stands over its first column only
            left = column - 1
            if (
                column not in upper
                and column in lower
                and left in upper
                and left in lower
                and not _single(merges, header, left)
            ):
                upper[column] = upper[left]
    names = []
    for column in columns:
        parts = list(dict.fromkeys(" ".join(str(level[column]).split()) for level in levels if column in level))
        names.append(_joined([part for part in parts if part]))
    return names, columns


def _beside(merges: Sequence[Merge], header: Sequence[int], used: Sequence[int]) -> set[int]:
    """Return columns without data whose name spreads over the one column beside them that has the data."""
    out: set[int] = set()
    for (_top, left), (bottom, right) in merges:
        if header and bottom == header[-1] and right > left and left not in used:
            data = [column for column in used if left < column <= right]
            if len(data) == 1:
                out.update(column for column in range(left, right + 1) if column != data[0])
    return out


def _single(merges: Sequence[Merge], header: Sequence[int], column: int) -> bool:
    """Return whether merged cells are known to end at this column, so that nothing spreads over its edge."""
    return any(top in header and right == column and left <= column for (top, left), (_bottom, right) in merges)


def _level(
    row: Row, columns: Sequence[int], merges: Sequence[Merge], at: int, wanted: Sequence[int], header: Sequence[int]
) -> dict[int, Any]:
    """Return the texts of one header row by column, merged ones spread to the right and down."""
    level = {column: worded(row[column]) for column in columns}
    for (top, left), (_bottom, right) in merges:
        if top == at and left in level and right > left:
            level.update({column: level[left] for column in wanted if left <= column <= right})
    return level


def worded(value: Any) -> str:
    """Return a value as a name or title shows it: 2023, not 2023.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _joined(parts: Sequence[str]) -> str:
    """Return levels joined; a word broken by a hyphen at the end of a line is put together again."""
    out = ""
    for part in parts:
        broken = out.endswith("-") and part[:1].islower()
        out = out[:-1] + part if broken else (out + JOIN + part if out else part)
    return out
