"""Where the header of a delimited text stands, and where data starts: judged on its first records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.errors import Problem
from workstation.readers.guess import is_value
from workstation.readers.header import header_depth
from workstation.readers.options import JOIN, Options
from workstation.readers.reader import Part
from workstation.text import Sentence, _, say

LOOKED_AT = 200
"""Rows below a header that are compared with it."""


@dataclass(frozen=True)
class Head:
    """The fields' names as they stand, how many rows they take, and where data starts."""

    names: tuple[str, ...]
    header_rows: int
    first_row: int
    """Line of the first row of data, from 1."""
    skip: int
    """Records before it, blank ones among them."""
    width: int
    fill: bool = False
    """True when nearly every line lacks the last, empty fields."""
    warnings: tuple[Sentence, ...] = ()
    reasons: tuple[Sentence, ...] = ()
    header: tuple[int, ...] = ()
    """Which of the records are the header."""
    confidence: float = 1.0


def find_head(lines: Sequence[int], rows: Sequence[Sequence[str]], width: int, options: Options) -> Head:
    """Return where header and data are.

    lines, rows: line number and fields of the first records, no fields for a blank line; width: the usual number of
    fields
    """
    join = options.header_join if options.header_join is not None else JOIN
    filled = [sum(bool(cell.strip()) for cell in row) if len(row) == width else 0 for row in rows]
    counts = sorted(count for count in filled if count)
    need = max(1, counts[len(counts) // 2] / 2) if counts else 1  # a title with delimiters behind it fills one field
    usual = next((at for at, count in enumerate(filled) if count >= need), 0)
    start = _short_header(rows, usual, width)
    if options.first_row is not None:
        skip = next((at for at, line in enumerate(lines) if line >= options.first_row), len(rows))
        count = options.header_rows if options.header_rows is not None else min(1, _filled(rows, skip))
        reason = say("You chose line {line} as the first row of data.", line=options.first_row)
        return _head(lines, rows, skip, count, width, [], [reason], join)
    if options.header_rows is not None:
        skip = _after(rows, start, options.header_rows)
        reason = say("You chose {n} header rows.", n=options.header_rows)
        return _head(lines, rows, skip, options.header_rows, width, _titles(lines, rows, start), [reason], join)
    header, reason = _is_header(rows, start)
    depth = _depth(rows, start, width) if header else 0
    skip = _after(rows, start, depth) if header else start
    warnings = _titles(lines, rows, start)
    if depth > 1:
        warnings.append(
            say(
                "Rows {first} to {last} form one header: merged or blank cells in the upper one group those below.",
                first=lines[start],
                last=lines[start + depth - 1],
            )
        )
    if not header:
        warnings.append(
            say("The first line looks like data, not like a header; the columns are called column_1 and so on.")
        )
    return _head(lines, rows, skip, depth, width, warnings, [reason], join)


def no_header(lines: Sequence[int], rows: Sequence[Sequence[str]], options: Options) -> Head:
    """Return that every line is a record of one field, from the first one on or the one that was chosen."""
    first = options.first_row or 1
    skip = next((at for at, line in enumerate(lines) if line >= first), len(rows))
    return Head(("text",), 0, max(first, lines[skip] if skip < len(lines) else first), skip, 1)


def ends_in_delimiters(rows: Sequence[Sequence[str]], head: Head) -> bool:
    """Return whether every line ends in a delimiter: the header has no last name, and no line a last field."""
    if head.width < 3 or head.header_rows < 1 or head.names[-1] or not all(head.names[:-1]):
        return False
    body = [row for row in rows[head.skip :] if len(row) == head.width]
    return bool(body) and not any(row[-1] for row in body)


def columns_of(wish: str | None, width: int) -> tuple[int, ...] | None:
    """Return the columns, from 0, that a wish such as B:K or A,C:E names; None without a wish."""
    if wish is None:
        return None
    found: list[int] = []
    for part in wish.replace(" ", "").split(","):
        match = re.fullmatch(r"([A-Za-z]{1,3}|\d+)(?:[:\-]([A-Za-z]{1,3}|\d+)?)?", part)
        if match is None:
            raise _bad_columns(wish)
        first = _column(match[1])
        last = first if ":" not in part and "-" not in part else _column(match[2]) if match[2] else width - 1
        if not 0 <= first <= last or first >= width:
            raise _bad_columns(wish)
        found += [at for at in range(first, min(last, width - 1) + 1) if at not in found]
    return tuple(found)


def _column(text: str) -> int:
    if text.isdecimal():
        return int(text) - 1
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _bad_columns(wish: str) -> Problem:
    return Problem(
        "bad-option",
        _("There are no columns “{columns}” in this file.", columns=wish),
        remedy=_("Name columns as a spreadsheet does, such as B:K."),
    )


def parts_above(
    lines: Sequence[int], rows: Sequence[Sequence[str]], remarks: Sequence[int], head: Head
) -> list[Part]:
    """Return what the lines down to the header were taken for."""
    out: list[Part] = []
    comments = set(remarks)
    for at in range(min(head.skip, len(rows))):
        line = lines[at]
        if at in head.header:
            kind, why = "header", head.reasons[0]
        elif line in comments:
            kind, why = "note", say("The line begins with a comment sign.")
        elif not rows[at]:
            kind, why = "blank", say("Nothing stands in this line.")
        else:
            kind, why = "title", say("The line stands above the header and fills no row of the table.")
        if out and out[-1].kind == kind and out[-1].range.split(":")[1] == str(line - 1):
            out[-1] = Part(kind, f"{out[-1].range.split(':')[0]}:{line}", why, head.confidence)
        else:
            out.append(Part(kind, f"{line}:{line}", why, head.confidence))
    return out


def _depth(rows: Sequence[Sequence[str]], start: int, width: int) -> int:
    """Return how many rows form the header: more than one when blank cells in the upper group those below."""
    some = [row if len(row) == width else [] for row in rows[start : start + 12]]
    filled = [[at for at, cell in enumerate(row) if cell.strip()] for row in some]
    return header_depth(some, filled) if filled[0] else 1


def _short_header(rows: Sequence[Sequence[str]], usual: int, width: int) -> int:
    """Return where the header may stand: at the first row of usual width, or above it.

    Above, when that row has names too many or too few: programs that number their rows, or end each one with a
    delimiter, write such headers. Rows between the two that look like data are not titles: they fit no column and
    are rejected later.
    """
    if width < 2 or not any(is_value(cell) for cell in rows[usual]):
        return usual
    top = usual
    above = [at for at in range(usual) if rows[at]]
    for at in reversed(above):
        names = [cell.strip() for cell in rows[at]]
        while names and not names[-1]:
            names.pop()
        plain = len(names) >= 2 and all(names) and not any(is_value(name) for name in names)
        near = abs(len(names) - width) <= max(1, width // 3) or (at == above[0] and 2 * len(names) >= width)
        if plain and near and (width > 2 or len(names) > width or at < above[-1]):
            return at
        if len(names) < 2 or 3 * sum(is_value(name) for name in names) < len(names):
            return usual  # a title
        top = at
    return top


def _is_header(rows: Sequence[Sequence[str]], at: int) -> tuple[bool, Sentence]:
    cells = [cell.strip().lstrip("\ufeff") for cell in rows[at]]
    below = [row for row in rows[at + 1 : at + 1 + LOOKED_AT] if len(row) == len(cells)]
    filled = [cell for cell in cells if cell]
    if len(cells) == 1 and below and any(char.isdigit() for char in cells[0]):
        alike = sum(_shape(row[0]) == _shape(cells[0]) for row in below)
        if 2 * alike > len(below):
            return False, say("The first line begins as the lines below do: data.")
    values = [cell for cell in filled if is_value(cell) or cell.isdecimal()]
    years = [cell for cell in values if cell.isdecimal() and len(cell) == 4 and 1900 <= int(cell) <= 2100]
    if not below and not (values and any(rows[at + 1 :])):
        return True, say("The only line is taken for the header.")
    if values and len(years) == len(values) > 1 and years == sorted(set(years)):
        return True, say("The first line holds names and years in order: a header.")
    if len(values) * 3 >= len(filled):
        return False, say(
            "{n} of {total} texts in the first line are numbers or dates: data.", n=len(values), total=len(filled)
        )
    again = sum(any(row[column].strip() == cell for row in below) for column, cell in enumerate(cells) if cell)
    whole = sum([cell.strip().lstrip("\ufeff") for cell in row] == cells for row in below)
    if not whole and again * 3 >= len(filled) and again:
        return False, say(
            "{n} of {total} texts in the first line stand in the lines below as well: data.", n=again, total=len(filled)
        )
    return True, say("The first line with {n} fields holds texts that do not come again below: a header.", n=len(cells))


def _shape(text: str) -> str:
    """Return what a text begins like: digits as 0, letters as a."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "0", text.strip()[:10]))


def _after(rows: Sequence[Sequence[str]], start: int, count: int) -> int:
    """Return the index behind `count` rows that are not blank, from `start`, and behind blank ones that follow."""
    at = start
    while count and at < len(rows):
        count -= bool(rows[at])
        at += 1
    while at < len(rows) and not rows[at]:
        at += 1
    return at


def _filled(rows: Sequence[Sequence[str]], before: int) -> int:
    return sum(bool(row) for row in rows[:before])


def _titles(lines: Sequence[int], rows: Sequence[Sequence[str]], start: int) -> list[Sentence]:
    above = [lines[at] for at in range(start) if rows[at]]
    if not above:
        return []
    text = " ".join(cell for cell in rows[lines.index(above[0])] if cell.strip())
    return [
        say(
            "Lines above the header were left out: {rows}. The first reads “{text}”.",
            rows=", ".join(str(line) for line in above[:10]),
            text=text[:60],
        )
    ]


def _head(
    lines: Sequence[int],
    rows: Sequence[Sequence[str]],
    skip: int,
    count: int,
    width: int,
    warnings: list[Sentence],
    reasons: list[Sentence],
    join: str,
) -> Head:
    levels: list[list[str]] = []
    header: list[int] = []
    at = skip
    while len(levels) < count and at > 0:
        at -= 1
        if rows[at]:
            levels.insert(0, [cell.strip() for cell in rows[at]])
            header.insert(0, at)
    if len(levels) < count:
        raise Problem(
            "bad-option",
            _("There are not {n} header rows above the data.", n=count),
            remedy=_("Choose fewer header rows, or a later first row."),
        )
    names, fill = _names(levels, rows[skip:], width, warnings, join)
    first = lines[skip] if skip < len(lines) else (lines[-1] + 1 if lines else 1)
    return Head(tuple(names), count, first, skip, len(names), fill, tuple(warnings), tuple(reasons), tuple(header))


def _names(
    levels: list[list[str]], body: Sequence[Sequence[str]], width: int, warnings: list[Sentence], join: str
) -> tuple[list[str], bool]:
    """Return one name for each field, and whether lines lack their last fields as a rule."""
    if not levels:
        return [""] * width, False
    for level in levels:
        while len(level) > width and not level[-1]:
            level.pop()
    long = max(len(level) for level in levels)
    fill = False
    if long > width:
        warnings.append(
            say(
                "The header names {n} fields and most lines have {width}; the missing ones at the end are"
                " taken as blank.",
                n=long,
                width=width,
            )
        )
        width, fill = long, True
    elif long < width and len(levels) == 1:
        level = levels[0]
        ends_blank = all(not any(cell.strip() for cell in row[long:]) for row in body if len(row) == width)
        first = [row[0] for row in body if len(row) == width]
        numbered = 10 * len(first) >= 9 * sum(bool(row) for row in body) and len(set(first)) == len(first)
        if long == width - 1 and not ends_blank and numbered:
            level.insert(0, "")  # R and others number the rows and leave the name of that column out
        warnings.append(say("The header names {n} fields and most lines have {width}.", n=long, width=width))
    padded = [level + [""] * (width - len(level)) for level in levels]
    if len(padded) == 1:
        return padded[0], fill
    for level in padded[:-1]:  # a group's name stands over its first column only
        for at in range(1, width):
            level[at] = level[at] or level[at - 1]
    return [join.join(dict.fromkeys(level[at] for level in padded if level[at])) for at in range(width)], fill
