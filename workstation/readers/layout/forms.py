"""Sheets that are no plain tables: field names down the first column, or a form that holds one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workstation.readers.layout import words
from workstation.readers.layout.levels import one_line
from workstation.readers.layout.table_layout import Marked, TableLayout
from workstation.readers.layout.tabular import Zone
from workstation.readers.layout.view import CODE, DAY, FLAG, MARK, NOTHING, NUM, PERIOD, VALUES, WORD, View
from workstation.text import Sentence, say

MOST_ROWS = 120
LONGEST_NAME = 24


@dataclass(frozen=True)
class _Pairs:
    """The names of a form and the cells beside them that hold what was filled in."""

    names: tuple[str, ...]
    labels: tuple[tuple[int, int], ...]
    cells: tuple[tuple[int, int], ...]
    titles: tuple[int, ...]
    notes: tuple[int, ...]
    score: float


def form_in(view: View, zone: Zone, chosen: bool = False) -> TableLayout | None:
    """Return a form of one record, None when the zone holds none (or, when chosen, no pair of name and value)."""
    rows = view.full(zone.top, zone.bottom, zone.left, zone.right)
    if not rows or (not chosen and (len(rows) > MOST_ROWS or zone.right - zone.left > 40)):
        return None
    found = _pairs(view, zone, rows)
    if not found.names or (not chosen and found.score <= 0):
        return None
    confidence = 0.97 if chosen else min(0.97, zone.confidence, 0.6 + 0.12 * found.score)
    marks: list[Marked] = []
    if found.titles:
        told = say("Stands above the form.")
        marks.append(Marked("title", tuple(int(view.rows[row]) for row in found.titles), told, confidence))
    if found.notes:
        told = say("Stands below the form.")
        marks.append(Marked("note", tuple(int(view.rows[row]) for row in found.notes), told, confidence))
    return _form_layout(view, zone, found, confidence, marks)


def _form_layout(view: View, zone: Zone, found: _Pairs, confidence: float, marks: list[Marked]) -> TableLayout:
    import numpy as np

    header = tuple(sorted({int(view.rows[row]) for row, _column in found.labels}))
    reason: Sentence = say("Names stand beside their values: a form that makes one record.")
    columns = [c for _r, c in (*found.labels, *found.cells)]
    return TableLayout(
        "form",
        found.names,
        tuple(int(view.columns[column]) for _row, column in found.cells),
        np.array(header[:1], np.int64),
        header,
        (int(view.rows[zone.top]), int(view.rows[zone.bottom])),
        (int(view.columns[min(columns)]), int(view.columns[max(columns)])),
        tuple(marks),
        tuple((int(view.rows[row]), int(view.columns[column])) for row, column in found.cells),
        confidence,
        (*zone.reasons, reason),
    )


def _is_name(view: View, row: int, column: int) -> bool:
    text = view.text(row, column)
    plain = text.rstrip(":： ")
    return int(view.looks(row)[column]) == WORD and 0 < len(plain) <= LONGEST_NAME and not words.DAY.fullmatch(text)


def _pairs(view: View, zone: Zone, rows: list[int]) -> _Pairs:
    """Return the pairs of name and value in a zone, and points for their being a form."""
    names: list[str] = []
    labels: list[tuple[int, int]] = []
    cells: list[tuple[int, int]] = []
    titles: list[int] = []
    notes: list[int] = []
    looks: list[int] = []
    odd = colons = merged = sounding = inline = 0
    shapes: set[tuple[int, ...]] = set()
    for row in rows:
        columns = view.cells(row, zone.left, zone.right)
        texts = [view.text(row, column) for column in columns]
        if len(columns) == 1 and not labels and not texts[0].rstrip().endswith((":", "：")):
            titles.append(row)
            continue
        paired = colons > 0 and len(texts) % 2 == 0 and texts[0].rstrip().endswith((":", "："))
        if labels and row in rows[-3:] and not paired and _closes(texts):
            notes.append(row)
            continue
        place = 0
        shape: list[int] = []
        while place < len(columns):
            column = columns[place]
            text = texts[place]
            said = words.CAPTION.match(text)
            head, _sign, value = text.replace("：", ":").partition(":")
            if said and value.strip() and len(head) <= LONGEST_NAME and int(view.looks(row)[column]) != DAY:
                inline += 1  # name and value in one cell
                place += 1
                continue
            if not _is_name(view, row, column):
                odd += 1
                place += 1
                continue
            right = view.span(row, column)[1]
            following = columns[place + 1] if place + 1 < len(columns) else None
            colon = text.rstrip().endswith((":", "："))
            names.append(one_line(text).rstrip(":： "))
            labels.append((row, column))
            colons += colon
            sounding += words.is_field_word(text)
            shape.append(column)
            beside = following == right + 1 or (colon and following is not None and not _pair_name(view, row, following))
            if following is not None and beside:
                target = following
                looks.append(int(view.looks(row)[target]))
                merged += view.span(row, target)[1] > target
                place += 2
            else:  # nothing was filled in
                target = min(right + 1, zone.right)
                looks.append(NOTHING)
                place += 1
            cells.append((row, target))
        shapes.add(tuple(shape))
    score = _form_score(names, looks, labels, odd + inline, colons, merged, sounding, shapes)
    return _Pairs(tuple(names), tuple(labels), tuple(cells), tuple(titles), tuple(notes), score)


def _closes(texts: list[str]) -> bool:
    """Return whether a row at the end of a form is a note or for those who sign."""
    signed = words.SIGNATURE.search(texts[0]) is not None
    if len(texts) > 4 or not (signed or words.NOTE.match(texts[0])):
        return False
    return len(texts) == 1 or len(texts[0]) > 14 or (signed and len(texts) > 2)


def _pair_name(view: View, row: int, column: int) -> bool:
    return view.text(row, column).rstrip().endswith((":", "："))


def _form_score(
    names: list[str],
    looks: list[int],
    labels: list[tuple[int, int]],
    odd: int,
    colons: int,
    merged: int,
    sounding: int,
    shapes: set[tuple[int, ...]],
) -> float:
    """Return points for pairs being a form; above 0 they are."""
    count = len(names)
    if count < 3 or len(set(names)) < 0.9 * count:
        return -9.0
    score = -2.4
    columns = {column for _row, column in labels}
    lines = {row for row, _column in labels}
    several = len(columns) > 1
    value_kinds = {_group(look) for look in looks if look not in (NOTHING, MARK)}
    score += 2.4 * colons / count
    score += 2.0 * sounding / count
    score += 0.9 * max(0, len(value_kinds) - 1)
    score += min(1.5, 0.5 * merged)
    score += 0.4 * min(2, len(shapes) - 1)
    score -= 6.0 * odd / count
    blank = sum(look == NOTHING for look in looks) / count
    score -= 1.5 * max(0.0, blank - 0.3)
    if any(words.TOTAL.fullmatch(name) or words.SUBTOTAL.fullmatch(name) for name in names):
        return -9.0
    if sum(name[-1:].isdigit() or len(name) < 2 for name in names) > 0.4 * count:
        return -9.0  # numbered or lettered: keys of rows, not names
    alike = len(value_kinds) < 2 and not colons and (merged < 2 or sounding < 0.6 * count)
    if alike or odd > 0.25 * count:
        return -9.0
    if not colons and merged < 2 and _headed(labels, looks):
        return -9.0
    uneven = _unevenness(labels, looks)
    score += (2.0 if several else 4.0) * uneven
    if several and uneven < 0.15 and not colons and merged < 2:
        score -= 2.5  # each column of values is of one kind: columns of a table
    if several:
        score += 0.6
    elif len(lines) > 40:
        score -= 2.0
    elif not colons:
        score -= 0.6
    return score


def _headed(labels: list[tuple[int, int]], looks: list[int]) -> bool:
    """Return whether the first row holds words only where all rows below it hold numbers or dates: a header."""
    first = min(row for row, _column in labels)
    by_column: dict[int, list[int]] = {}
    for (row, column), look in zip(labels, looks, strict=True):
        if row > first and look not in (NOTHING, MARK):
            by_column.setdefault(column, []).append(look)
    top = {column: look for (row, column), look in zip(labels, looks, strict=True) if row == first}
    if len(top) < 2 or any(look not in (WORD, NOTHING) for look in top.values()) or WORD not in top.values():
        return False
    return any(below and all(look in VALUES for look in below) for column, below in by_column.items() if column in top)


def _unevenness(labels: list[tuple[int, int]], looks: list[int]) -> float:
    """Return how mixed the kinds of the values beside each column of names are: 0 is one kind in each."""
    lost = total = 0
    for column in {column for _row, column in labels}:
        kinds = [_group(look) for (_row, at), look in zip(labels, looks, strict=True) if at == column and _group(look)]
        if len(kinds) > 1:
            total += len(kinds)
            lost += len(kinds) - max(kinds.count(kind) for kind in set(kinds))
    return lost / total if total else 0.0


def _group(look: int) -> str:
    return {WORD: "word", NUM: "number", DAY: "day", PERIOD: "day", CODE: "code"}.get(look, "")


def transposed_in(view: View, zone: Zone, chosen: bool = False) -> TableLayout | None:
    """Return a table whose field names stand down its first column and whose records are its further columns."""
    import numpy as np

    rows = view.full(zone.top, zone.bottom, zone.left, zone.right)
    while rows and len(rows) > 1 and len(view.cells(rows[0], zone.left, zone.right)) == 1:
        if chosen and not _wide(view, rows[0], zone):
            break
        rows = rows[1:]
    end = len(rows)
    while end > 2 and len(view.cells(rows[end - 1], zone.left, zone.right)) == 1 and (
        words.NOTE.match(view.text(rows[end - 1], view.cells(rows[end - 1], zone.left, zone.right)[0]))
    ):
        end -= 1
    rows = rows[:end]
    if len(rows) < 2 or (not chosen and (len(rows) > MOST_ROWS or zone.right - zone.left > 400)):
        return None
    looks = np.array([view.looks(row)[zone.left : zone.right + 1] for row in rows], np.uint8)
    used = np.flatnonzero((looks != NOTHING).any(axis=0))
    if len(used) < 2:
        return None
    names_at = int(used[0])
    records = used[1:]
    score = _transposed_score(view, zone, rows, looks, names_at, records)
    if not chosen and score <= 0:
        return None
    above = view.full(zone.top, rows[0] - 1, zone.left, zone.right) if rows[0] > zone.top else []
    titles = tuple(int(view.rows[row]) for row in above)
    marks = (Marked("title", titles, say("Stands above the table."), 0.9),) if titles else ()
    reason = say("Names stand down the first column and each further column is a record: turned round.")
    column = zone.left + names_at
    return TableLayout(
        "transposed",
        tuple(one_line(view.text(row, column)).rstrip(":：") for row in rows),
        tuple(int(view.rows[row]) for row in rows),
        view.columns[records + zone.left],
        (int(view.columns[column]),),
        (int(view.rows[zone.top]), int(view.rows[zone.bottom])),
        (int(view.columns[column]), int(view.columns[int(records[-1]) + zone.left])),
        marks,
        (),
        0.97 if chosen else min(0.97, zone.confidence, 0.6 + 0.1 * score),
        (*zone.reasons, reason),
    )


def nearly_transposed(view: View, zone: Zone) -> float:
    """Return points for a small zone being turned round; below 0 it is taken for a plain table all the same."""
    import numpy as np

    rows = view.full(zone.top, zone.bottom, zone.left, zone.right)
    while len(rows) > 1 and len(view.cells(rows[0], zone.left, zone.right)) == 1:
        rows = rows[1:]
    if not 3 <= len(rows) <= 14 or zone.right - zone.left > 12:
        return -9.0
    looks = np.array([view.looks(row)[zone.left : zone.right + 1] for row in rows], np.uint8)
    used = np.flatnonzero((looks != NOTHING).any(axis=0))
    return _transposed_score(view, zone, rows, looks, int(used[0]), used[1:]) if len(used) > 1 else -9.0


def _wide(view: View, row: int, zone: Zone) -> bool:
    column = view.cells(row, zone.left, zone.right)[0]
    return column > zone.left or view.span(row, column)[1] > column or len(view.text(row, column)) > 14


def _transposed_score(view: View, zone: Zone, rows: list[int], looks: Any, names_at: int, records: Any) -> float:
    """Return points for rows being fields: each row of one kind, columns of mixed kinds."""
    import numpy as np

    if len(rows) < 3 or len(records) < 2:
        return -9.0
    names = [view.text(row, zone.left + names_at) for row in rows]
    if len({one for one in names if one}) < len(rows) or any(int(looks[at, names_at]) != WORD for at in range(len(rows))):
        return -9.0
    if any(p.match(name) for name in names for p in (words.TOTAL, words.SUBTOTAL, words.SIGNATURE, words.NOTE)):
        return -9.0
    if _in_order([view.text(rows[0], int(column) + zone.left) for column in records]):
        return -9.0  # years or days: a header
    inner = looks[:, records]
    group = np.zeros_like(inner)
    for look, number in ((WORD, 1), (NUM, 2), (DAY, 3), (CODE, 4), (FLAG, 5), (PERIOD, 3)):
        group[inner == look] = number
    across = _evenness(group)
    down = _evenness(group.T)
    kinds = {int(np.bincount(line[line > 0]).argmax()) for line in group if (line > 0).any()}
    if len(kinds) < 2:
        return -9.0
    score = 6.0 * (across - down) - 1.0
    score += 2.0 * sum(words.is_field_word(name) for name in names) / len(names)
    first = looks[0, records]
    texts = [view.text(rows[0], int(c) + zone.left) for c in records]
    if (np.isin(first, [*VALUES, PERIOD]).any()) or len(set(texts)) < len(texts):
        score += 0.4
    sounding = sum(words.is_field_word(text) for text in texts) / len(texts)
    score -= 2.5 * sounding
    worded_rows = sum(bool((line == 1).any()) for line in group[1:])
    score -= 1.5 if worded_rows == 0 and across < 0.99 else 0.0
    if worded_rows == 0 and int((group[1:] > 0).sum()) and len(kinds) == 2 and 1 in kinds:
        score -= 3.0  # one line of words over numbers only: a header of a table
    return score


def _in_order(texts: list[str]) -> bool:
    """Return whether texts are numbers, each greater than the one before."""
    plain = [text.rstrip("年月日") for text in texts]
    if len(plain) < 3 or not all(text.isdecimal() for text in plain):
        return False
    numbers = [int(text) for text in plain]
    return numbers == sorted(set(numbers))


def _evenness(group: Any) -> float:
    """Return the mean share of the commonest kind in each line, weighed by how much it holds."""
    import numpy as np

    total = most = 0
    for line in group:
        there = line[line > 0]
        if len(there) > 1:
            total += len(there)
            most += int(np.bincount(there).max())
    return most / total if total else 0.0
