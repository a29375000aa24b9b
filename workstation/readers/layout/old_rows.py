"""Where the table stands in a sheet: titles above, a header of one or more levels, notes and totals below.

A sheet comes as rows of values as a reader gives them (text, number, date, truth; '' is a blank cell), from the
sheet's first
row and column. Nothing is thrown away in silence: each row that does not become data is named with its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workstation.errors import Problem
from workstation.readers.guess import is_total, is_value
from workstation.readers.header import header_depth, joined_names, likes_header, worded
from workstation.readers.layout.table_layout import listed
from workstation.readers.options import Options
from workstation.text import Sentence, _, say

Row = Sequence[Any]
Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged area, as (row, column) from 0."""

_NOTE = re.compile(
    r"^[\s\u3000]*[(（【\[*※]?[\s\u3000]*(?:备\s*注|注\s*[:：1-9]|说\s*明|填\s*表\s*说\s*明|数据来源|资料来源|来源[:：]|附注|注释"
    r"|note|source|fuente|quelle|nota|remark|disclaimer)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?:制\s*表|填\s*表|填\s*报|审\s*核|复\s*核|经\s*办|审\s*批|负\s*责|联\s*系|校\s*对|统\s*计)\s*"
    r"(?:人|单位|部门|负责人|日期|时间|电话)?\s*(?:签\s*[字章]|盖\s*章)?[\s\u3000]*[:：]"
)
_CAPTION = re.compile(r"^[^:：]{1,12}[:：]\s*\S")
_TOTAL = re.compile(
    r"^[\s\u3000]*(?:合\s*计|总\s*计|共\s*计|小\s*计|累\s*计|(?:grand\s+|sub-?\s*)?total\b|sum\b|summe\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Layout:
    """Where the parts of a table are; rows and columns from 0, as they stand in the sheet."""

    names: tuple[str, ...]
    columns: tuple[int, ...]
    """Column in the sheet of each field."""
    header: tuple[int, ...]
    """Rows of the header, top to bottom."""
    first: int
    """First row of data."""
    last: int
    """Last row of data; below `first` when there is none."""
    skipped: frozenset[int] = frozenset()
    """Rows between first and last that repeat the header."""
    notes: tuple[int, ...] = ()
    """Rows below the data that are notes, totals or signatures."""
    titles: tuple[int, ...] = ()
    warnings: tuple[Sentence, ...] = ()
    reasons: tuple[Sentence, ...] = ()


def blank(value: Any) -> bool:
    """Return whether a cell holds nothing that a person sees."""
    return value == "" or value is None or (isinstance(value, str) and not value.strip("\u3000\ufeff\xa0 \t\r\n"))


def has_value(value: Any) -> bool:
    """Return whether a cell holds a number, date or truth, or text that looks like one."""
    return not isinstance(value, str) or is_value(value)


@dataclass
class _Sheet:
    rows: Sequence[Row]
    merges: Sequence[Merge]
    filled: list[list[int]] = field(default_factory=list)
    """For each row its columns that hold something."""

    def __post_init__(self) -> None:
        self.filled = [[at for at, value in enumerate(row) if value != "" and not blank(value)] for row in self.rows]

    def spread(self, row: int) -> int:
        """Return how many columns a row covers, merged cells at full width."""
        covered = set(self.filled[row])
        for (top, left), (_bottom, right) in self.merges:
            if top == row and left in covered and right - left < 200:
                covered.update(range(left, right + 1))
        return len(covered)


def find(rows: Sequence[Row], merges: Sequence[Merge], options: Options) -> Layout | None:
    """Return the layout of the table in a sheet, None when it holds none."""
    wide = [merge for merge in merges if merge[0][0] < 200]  # beyond, no header is looked for
    sheet = _Sheet(rows, wide)
    full = [at for at, columns in enumerate(sheet.filled) if columns]
    if not full:
        return None
    if options.first_row is not None or options.header_rows is not None:
        return _chosen(sheet, full, options)
    if not _tabular(sheet, full):
        return None
    counts = sorted(len(sheet.filled[at]) for at in full if len(sheet.filled[at]) > 1)
    usual = counts[len(counts) // 2] if counts else 1
    start = _start(sheet, full, usual)
    depth, reason = _depth(sheet, full, start)
    header = tuple(range(start, start + depth))
    return _laid_out(sheet, full, header, start + depth, [reason])


def _tabular(sheet: _Sheet, full: Sequence[int]) -> bool:
    """Return whether a sheet holds a table rather than running text, pictures or a cover."""
    several = [at for at in full if len(sheet.filled[at]) > 1]
    if len(several) >= 2 and len(several) >= 0.3 * len(full):
        return True
    if len(several) == 1 and len(full) <= 3 and full[-1] == several[0]:
        return len(sheet.filled[several[0]]) > 2 and all(
            isinstance(sheet.rows[several[0]][c], str) for c in sheet.filled[several[0]]
        )
    columns = Counter(sheet.filled[at][0] for at in full)
    column, count = columns.most_common(1)[0]
    run = full[-1] - full[0] + 1
    texts = [str(sheet.rows[at][column]) for at in full if column in sheet.filled[at]]
    short = sum(len(text) for text in texts) <= 24 * len(texts)
    return not several and count == len(full) and len(full) >= 2 and run <= 1.5 * len(full) and short


def _start(sheet: _Sheet, full: Sequence[int], usual: int) -> int:
    """Return the first row of header or data: the first that covers about as many columns as most do."""
    need = max(2, 0.5 * usual) if usual > 1 else 1
    for index, at in enumerate(full):
        if sheet.spread(at) < need or (len(sheet.filled[at]) < 2 and usual > 1):
            continue
        if usual > 3 and len(sheet.filled[at]) < 0.3 * usual and not _own_header(sheet, at):
            continue
        following = full[index + 1 : index + 4]
        if following and _captions(sheet, at, following[0]):
            continue
        if not following or any(len(sheet.filled[one]) >= min(need, 0.4 * usual) for one in following):
            return at
    return full[0]


def _captions(sheet: _Sheet, at: int, below: int) -> bool:
    """Return whether a row holds captions such as 填报单位：某局, or few cells above a row with many: no header yet."""
    texts = [sheet.rows[at][one] for one in sheet.filled[at]]
    told = sum(isinstance(text, str) and _CAPTION.match(text) is not None for text in texts)
    few = len(texts) <= 3 and not _own_header(sheet, at) and 2 * sheet.spread(at) <= sheet.spread(below)
    return 2 * told > len(texts) or few


def _own_header(sheet: _Sheet, at: int) -> bool:
    """Return whether merged cells in a row name groups of columns, not one title over everything."""
    groups = [merge for merge in sheet.merges if merge[0][0] == at and merge[0][1] in sheet.filled[at]]
    return len(groups) >= 2 and len(sheet.filled[at]) >= 2


def _depth(sheet: _Sheet, full: Sequence[int], start: int) -> tuple[int, Sentence]:
    top = [sheet.rows[start][at] for at in sheet.filled[start]]
    below = [sheet.rows[at] for at in full if at > start][:200]
    found, reason = likes_header(
        top, [[row[at] if at < len(row) else "" for at in sheet.filled[start]] for row in below]
    )
    if not found:
        return 0, reason
    depth = header_depth(sheet.rows, sheet.filled, sheet.merges, start)
    if depth > 1:
        return depth, say(
            "Rows {first} to {last} form one header: merged or blank cells in the upper one group those below.",
            first=start + 1,
            last=start + depth,
        )
    return 1, reason


def _chosen(sheet: _Sheet, full: Sequence[int], options: Options) -> Layout:
    if options.first_row is not None:
        first = options.first_row - 1
        if first >= len(sheet.rows):
            raise Problem(
                "bad-option",
                _("This sheet has {n} rows; row {row} is not among them.", n=len(sheet.rows), row=options.first_row),
                remedy=_("Choose the row where data starts again."),
            )
        count = options.header_rows if options.header_rows is not None else min(1, sum(at < first for at in full))
        above = [at for at in full if at < first]
        header = tuple(above[len(above) - count :]) if count else ()
    else:
        count = options.header_rows or 0
        several = [at for at in full if len(sheet.filled[at]) > 1]
        counts = sorted(len(sheet.filled[at]) for at in several)
        start = _start(sheet, full, counts[len(counts) // 2] if counts else 1)
        header = tuple(at for at in full if at >= start)[:count]
        first = header[-1] + 1 if header else start
    if len(header) < count:
        raise Problem(
            "bad-option",
            _("There are not {n} header rows above the data.", n=count),
            remedy=_("Choose fewer header rows, or a later first row."),
        )
    reason = say("You chose row {row} as the first row of data, below {n} header rows.", row=first + 1, n=len(header))
    return _laid_out(sheet, full, header, first, [reason])


def _laid_out(
    sheet: _Sheet, full: Sequence[int], header: tuple[int, ...], first: int, reasons: list[Sentence]
) -> Layout:
    body = [at for at in full if at >= first]
    last, notes, warnings = _below(sheet, body)
    body = [at for at in body if at <= last]
    repeated = _repeated(sheet, header, body)
    names, columns = joined_names(
        sheet.rows,
        sheet.filled,
        sheet.merges,
        header,
        sorted({at for one in body if one not in repeated for at in sheet.filled[one]}),
    )
    top = header[0] if header else first
    titles = tuple(at for at in full if at < top)
    told = []
    if titles:
        told.append(
            say(
                "Rows above the header were left out: {rows}. They begin “{text}”.",
                rows=listed(titles),
                text=_first_text(sheet, titles[0]),
            )
        )
    if not header:
        told.append(say("The first row looks like data, not like a header; the columns are called column_1 and so on."))
    if repeated:
        told.append(say("Rows that repeat the header were left out: {rows}.", rows=listed(sorted(repeated))))
    told += warnings
    told += _totals_among(sheet, [at for at in body if at not in repeated])
    further = _further(sheet, header, [at for at in body if at not in repeated])
    if further:
        told.append(
            say(
                "Rows {rows} look like headers of further tables in this sheet; they were read as rows. If the tables"
                " differ, put each on a sheet of its own.",
                rows=listed(further),
            )
        )
    start = next((at for at in body if at not in repeated), first)
    return Layout(
        tuple(names),
        tuple(columns),
        header,
        start,
        last,
        frozenset(repeated),
        tuple(notes),
        titles,
        tuple(told),
        tuple(reasons),
    )


def _below(sheet: _Sheet, body: Sequence[int]) -> tuple[int, list[int], list[Sentence]]:
    """Return the last row of data, and the rows below it that are notes, totals or signatures."""
    notes: list[int] = []
    totals: list[int] = []
    left = list(body)
    counts = sorted(len(sheet.filled[at]) for at in body if len(sheet.filled[at]) > 1)
    usual = counts[len(counts) // 2] if counts else 1
    lead = Counter(sheet.filled[at][0] for at in body).most_common(1)[0] if body else (0, 0)
    while len(left) > 1:
        at = left[-1]
        columns = sheet.filled[at]
        first = sheet.rows[at][columns[0]]
        text = first if isinstance(first, str) else ""
        single = len(columns) == 1 and usual >= 3 and text != "" and not is_value(text)
        signed = any(isinstance(sheet.rows[at][one], str) and _SIGNATURE.search(sheet.rows[at][one]) for one in columns)
        if (
            single
            or (_NOTE.match(text) and len(columns) <= max(1, usual // 2))
            or (signed and len(columns) <= max(2, usual // 2 + 1))
        ):
            notes.append(at)
        elif _TOTAL.match(text) or _unnamed_total(sheet, at, lead, len(body)):
            totals.append(at)
        else:
            break
        left.pop()
    warnings = []
    if notes:
        warnings.append(
            say(
                "Notes and signatures below the data were left out: rows {rows}. The first reads “{text}”.",
                rows=listed(sorted(notes)),
                text=_first_text(sheet, min(notes)),
            )
        )
    if totals:
        warnings.append(
            say(
                "Totals below the data were left out: rows {rows}. The first reads “{text}”.",
                rows=listed(sorted(totals)),
                text=_first_text(sheet, min(totals)),
            )
        )
    return (left[-1] if left else -1), sorted(notes + totals), warnings


def _unnamed_total(sheet: _Sheet, at: int, lead: tuple[int, int], height: int) -> bool:
    """Return whether a last row holds only numbers, and nothing in the column that every other row begins with."""
    column, count = lead
    begins = count >= 0.95 * height and height >= 5
    return (
        begins
        and column not in sheet.filled[at]
        and all(not isinstance(sheet.rows[at][one], str) for one in sheet.filled[at])
    )


def _repeated(sheet: _Sheet, header: Sequence[int], body: Sequence[int]) -> set[int]:
    """Return the rows of data that hold the header's texts again, as printed pages and exports repeat them."""
    levels: dict[int, set[str]] = {}
    for at in header:
        for column in sheet.filled[at]:
            levels.setdefault(column, set()).add(str(sheet.rows[at][column]).strip())
    if len(levels) < 2:
        return set()
    everywhere = set().union(*levels.values())
    out = set()
    for at in body:
        columns = sheet.filled[at]
        if len(columns) < max(2, len(levels) // 2) or not isinstance(sheet.rows[at][columns[0]], str):
            continue
        same = sum(str(sheet.rows[at][column]).strip() in levels.get(column, ()) for column in columns)
        shifted = all(str(sheet.rows[at][column]).strip() in everywhere for column in columns)  # merged another way
        if same >= 0.8 * len(columns) or shifted:
            out.add(at)
    return out


def _further(sheet: _Sheet, header: Sequence[int], body: Sequence[int]) -> list[int]:
    """Return rows that stand below a blank one and hold only texts where the rows around them hold numbers."""
    if not header:
        return []
    out = []
    before = header[-1]
    for index, at in enumerate(body):
        columns = sheet.filled[at]
        apart = at - before > 1 and before != header[-1]
        before = at
        if not apart or len(columns) < 3 or any(has_value(sheet.rows[at][one]) for one in columns):
            continue
        after = body[index + 1 : index + 3]
        if any(sum(has_value(sheet.rows[row][one]) for one in sheet.filled[row]) >= 2 for row in after):
            out.append(at)
    return out


def _totals_among(sheet: _Sheet, body: Sequence[int]) -> list[Sentence]:
    among = [at for at in body if is_total(_lead(sheet, at))]
    if not among:
        return []
    return [
        say(
            "Rows that look like totals stand among the data and were kept as rows: {rows}. Remove them before"
            " anything is added up.",
            rows=listed(among),
        )
    ]


def _lead(sheet: _Sheet, row: int) -> str:
    first = sheet.rows[row][sheet.filled[row][0]]
    return first if isinstance(first, str) else ""


def _first_text(sheet: _Sheet, row: int) -> str:
    text = " ".join(worded(sheet.rows[row][at]).strip() for at in sheet.filled[row])
    return text if len(text) <= 60 else text[:59] + "…"
