"""One table in an area of a sheet, put together: header, data, names, and in words what everything else there is."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workstation.readers.grid import TEXT
from workstation.readers.layout.body import Body
from workstation.readers.layout.head import Head, Top, best_head
from workstation.readers.layout.levels import joined_names
from workstation.readers.layout.reasons import because, left_out, names_reason
from workstation.readers.layout.table_layout import Marked, TableLayout, listed
from workstation.readers.layout.verdict import Verdict
from workstation.readers.layout.view import NUM, WORD, View
from workstation.readers.options import JOIN, Options
from workstation.text import Sentence, say

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Zone:
    """An area of a view that holds one table with what belongs to it; rows and columns of the view, both included."""

    top: int
    bottom: int
    left: int
    right: int
    confidence: float = 1.0
    reasons: tuple[Sentence, ...] = ()
    """Why it was cut off from what is around it."""


def narrowed(view: View, zone: Zone) -> Zone:
    """Return a zone without blank columns at its sides."""
    import numpy as np

    there = np.flatnonzero(view.filled[zone.top : zone.bottom + 1, zone.left : zone.right + 1].any(axis=0))
    if not len(there):
        return zone
    return dataclasses.replace(zone, left=zone.left + int(there[0]), right=zone.left + int(there[-1]))


def looks_tabular(view: View, zone: Zone) -> bool:
    """Return whether a zone holds a table rather than running text, a picture's caption or a cover."""
    import numpy as np

    part = view.filled[zone.top : zone.bottom + 1, zone.left : zone.right + 1]
    counts = part.sum(axis=1)
    full = int((counts > 0).sum())
    several = np.flatnonzero(counts > 1)
    if len(several) >= 2 and len(several) >= 0.3 * full:
        return True
    if len(several) >= 2 and len(several) >= 0.15 * full and full > 8:
        return True
    if len(several) == 1 and full <= 3 and bool(counts[several[0] + 1 :].sum() == 0):
        row = int(several[0]) + zone.top
        return bool(counts[several[0]] > 2) and all(
            view.kinds[row, column] == TEXT for column in view.cells(row, zone.left, zone.right)
        )
    if len(several) or full < 2:
        return False
    columns = part.sum(axis=0)
    column = int(columns.argmax())
    there = np.flatnonzero(part[:, column])
    if int(columns[column]) != full or there[-1] - there[0] + 1 > 1.5 * full:
        return False
    sample = (there[:: max(1, len(there) // 200)] + zone.top).tolist()
    texts = [view.text(row, column + zone.left) for row in sample]
    looks = [int(view.looks(row)[column + zone.left]) for row in sample]
    both = zip(texts, looks, strict=True)
    sentences = sum(any(sign in text for sign in "。；，.;,") and look == WORD for text, look in both)
    short = sum(len(text) for text in texts) <= 24 * len(texts) and sentences <= 0.4 * len(texts)
    return short or looks.count(NUM) > 0.7 * len(looks)


def table_in(view: View, zone: Zone, options: Options, head: Head | None = None) -> TableLayout | None:
    """Return the table in a zone, None when it holds none.

    head: how its first rows are to be read, when that was chosen or weighed before
    """
    rows = view.full(zone.top, zone.bottom, zone.left, zone.right)
    if not rows:
        return None
    chosen = head is not None
    if head is None:
        head = best_head(Top(view, rows, zone.left, zone.right))
    first = rows[head.first] if head.first < len(rows) else rows[-1] + 1
    body = Body(view, first, zone.bottom, zone.left, zone.right, head.header, head.titles, (*head.units, *head.numbers))
    body.judge()
    if options.last_row is not None:  # a person said where data ends: nothing at its end is left out
        at = len(body.rows) - 1
        while at in body.verdicts:
            del body.verdicts[at]
            at -= 1
    if options.totals == "keep":
        body.verdicts = {at: one for at, one in body.verdicts.items() if one.kind not in ("subtotal", "total")}
    return _put_together(view, zone, options, head, body, chosen)


def _put_together(view: View, zone: Zone, options: Options, head: Head, body: Body, chosen: bool) -> TableLayout | None:
    import numpy as np

    out = np.array(sorted(body.verdicts), np.int64)
    keep = np.ones(len(body.rows), bool)
    keep[out] = False
    data = body.rows[keep]
    if not len(data) and not head.header:
        return None
    columns = _columns(view, zone, head.header, data)
    if not columns:
        return None
    join = options.header_join if options.header_join is not None else JOIN
    names = joined_names(view, head.header, columns, join)
    names, used_units = _with_units(view, names, columns, head.units)
    confidence = min(
        [head.confidence if not chosen else 0.97, zone.confidence, *body.doubts]
        + [one.confidence for one in body.verdicts.values() if one.kind != "subtotal" or one.confidence < 0.7]
    )
    marks, warnings = _marks(view, zone, head, body)
    reasons = [*zone.reasons]
    if not chosen:
        reasons.append(names_reason(view, head))
    if used_units:
        reasons.append(say("Units were added to names that are alike."))
    warnings += _doubts(view, zone, body, data)
    top, bottom = zone.top, zone.bottom
    return TableLayout(
        "table",
        tuple(names),
        tuple(int(view.columns[column]) for column in columns),
        view.rows[data],
        tuple(int(view.rows[row]) for row in head.header),
        (int(view.rows[top]), int(view.rows[bottom])),
        (int(view.columns[columns[0]]), int(view.columns[columns[-1]])),
        tuple(marks),
        (),
        confidence,
        tuple(reasons),
        tuple(warnings),
    )


def _columns(view: View, zone: Zone, header: Sequence[int], data: Numbers) -> list[int]:
    """Return the columns of the table: those with data, and those with a text of their own in the header."""
    import numpy as np

    width = zone.right - zone.left + 1
    used = view.filled[data, zone.left : zone.right + 1].any(axis=0) if len(data) else np.zeros(width, bool)
    found = set((np.flatnonzero(used) + zone.left).tolist())
    own = {column for row in header for column in view.cells(row, zone.left, zone.right)}
    beside: set[int] = set()
    for top, left, bottom, right in view.merges:  # a name may spread over blank columns beside the one with the data
        if header and bottom == header[-1] and top in header and right > left and left not in found:
            inside = [column for column in found if left < column <= right]
            if len(inside) == 1:
                beside.update(column for column in range(left, right + 1) if column != inside[0])
    return sorted((found | own) - beside)


def _with_units(
    view: View, names: list[str], columns: Sequence[int], units: Sequence[int]
) -> tuple[list[str], bool]:
    """Return names with the unit below them where two would be alike without it."""
    if not units or len(set(names)) == len(names):
        return names, False
    double = {name for name in names if names.count(name) > 1}
    out = []
    for name, column in zip(names, columns, strict=True):
        unit = next((text for row in units if (text := view.text(row, column))), "")
        bare = unit.strip("()（）[]")
        out.append(f"{name}({bare})" if name in double and bare else name)
    return out, True


def _marks(view: View, zone: Zone, head: Head, body: Body) -> tuple[list[Marked], list[Sentence]]:
    marks: list[Marked] = []
    warnings: list[Sentence] = []

    def rows(which: Sequence[int]) -> tuple[int, ...]:
        return tuple(int(view.rows[row]) for row in which)

    if head.titles:
        marks.append(Marked("title", rows(head.titles), say("Stands above the header and names no columns."), head.confidence))
        text = view.sentence(head.titles[0], zone.left, zone.right)
        told = listed(rows(head.titles))
        warnings.append(say("Rows above the header were left out: {rows}. They begin “{text}”.", rows=told, text=text))
    if head.header:
        marks.append(Marked("header", rows(head.header), names_reason(view, head), head.confidence))
    else:
        warnings.append(say("The first row looks like data, not like a header; the columns are called column_1 and so on."))
    if head.units:
        told = view.sentence(head.units[0], zone.left, zone.right)
        marks.append(Marked("unit", rows(head.units), say("Holds the units of the columns: {text}.", text=told), 0.95))
        warnings.append(
            say("Row {rows} holds units and was left out: {text}.", rows=listed(rows(head.units)), text=told)
        )
    if head.numbers:
        marks.append(Marked("repeated", rows(head.numbers), say("Numbers the columns."), 0.95))
        warnings.append(say("Row {rows} numbers the columns and was left out.", rows=listed(rows(head.numbers))))
    grouped: dict[tuple[str, str], list[int]] = defaultdict(list)
    sure: dict[tuple[str, str], float] = {}
    for at in sorted(body.verdicts):
        verdict: Verdict = body.verdicts[at]
        key = (verdict.kind, verdict.why)
        grouped[key].append(int(body.rows[at]))
        sure[key] = min(sure.get(key, 1.0), verdict.confidence)
    for (kind, why), which in grouped.items():
        marks.append(Marked(kind, rows(which), because(why), sure[kind, why]))
    for kind in ("repeated", "subtotal", "total", "note", "signature"):
        which = sorted(row for (one, _why), found in grouped.items() if one == kind for row in found)
        if which:
            text = view.sentence(which[0], zone.left, zone.right)
            warnings.append(left_out(kind, listed(rows(which)), text))
    return marks, warnings


def _doubts(view: View, zone: Zone, body: Body, data: Numbers) -> list[Sentence]:
    """Return what was kept as rows though it may not be."""
    out = []
    if body.kept_totals:
        rows = listed([int(view.rows[body.rows[at]]) for at in sorted(set(body.kept_totals))])
        out.append(
            say(
                "Rows that look like totals stand among the data and were kept as rows: {rows}. Remove them before"
                " anything is added up.",
                rows=rows,
            )
        )
    if body.subheads and len(body.subheads) <= 0.2 * max(1, len(data)):
        first = int(body.rows[body.subheads[0]])
        rows = listed([int(view.rows[body.rows[at]]) for at in body.subheads])
        out.append(
            say(
                "Rows with one text only were kept as rows, though they may be headings of groups: {rows}. The first reads"
                " “{text}”.",
                rows=rows,
                text=view.sentence(first, zone.left, zone.right),
            )
        )
    return out
