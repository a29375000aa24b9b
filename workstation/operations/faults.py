"""Common faults: what is most often wrong in tables that people typed, counted, with the operations that mend it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workstation.dataset.operation import Context, Operation
from workstation.dataset.table import Table
from workstation.engine.engine import SPACE, Engine, quoted
from workstation.job import Job
from workstation.operations.half_width import HalfWidth
from workstation.operations.parse_date import ParseDate
from workstation.operations.remove_duplicate_rows import RemoveDuplicateRows
from workstation.operations.trim_whitespace import TrimWhitespace
from workstation.text import _, _n

SAMPLE = 400  # rows looked at to see whether a field holds dates at all
DATES = 0.9  # share of the filled cells in the sample that must be read as dates
PARTED = 0.5  # share that must have marks of a date between digits: numbers of five digits are days of a spreadsheet too
BETWEEN = r"[0-9]\s*[-/.年]\s*[0-9A-Za-z]"


@dataclass(frozen=True)
class Fault:
    """One fault in a table.

    kind:       spaces, width, dates or duplicates
    count:      cells that mending changes, or rows that it removes
    fields:     ids of the fields it is in, none where whole rows are meant
    operations: what mends it, in order
    """

    kind: str
    count: int
    fields: tuple[str, ...]
    operations: tuple[Operation, ...]

    @property
    def sentence(self) -> str:
        """What is wrong, in the present language."""
        n = self.count
        if self.kind == "spaces":
            return _n("{n:,} cell has spaces at its ends", "{n:,} cells have spaces at their ends", n)
        if self.kind == "width":
            return _n("{n:,} cell holds full-width letters or digits", "{n:,} cells hold full-width letters or digits",
                      n)
        if self.kind == "dates":
            return _n("{n:,} date is not written as 2024-01-05", "{n:,} dates are not written as 2024-01-05", n)
        return _n("{n:,} row is there twice", "{n:,} rows are there twice", n)

    def mending(self, name_of: Callable[[str], str], most: int = 3) -> str:
        """Say where it is: the names of the first fields, or that whole rows are compared."""
        if not self.fields:
            return _("all fields the same")
        names = _(", ").join(name_of(key) for key in self.fields[:most])
        more = len(self.fields) - most
        return names if more <= 0 else _("{names} and {n} more", names=names, n=more)


def common_faults(table: Table, engine: Engine, job: Job | None = None) -> list[Fault]:
    """Return the faults of a table, the most frequent first; each count is exact (duplicates: but for equal 64-bit hashes).

    One scan counts spaces and widths of all fields; dates are read only in fields whose first rows hold dates.
    """
    job = job or Job()
    if not len(table) or not table.fields:
        return []
    steps = (_in_texts, _in_dates, _in_rows)
    found = [fault for step in job.each(steps, len(steps), _("Looking for common faults"))
             for fault in step(table, engine, job)]
    return sorted((fault for fault in found if fault.count), key=lambda fault: -fault.count)


def _in_texts(table: Table, engine: Engine, job: Job) -> list[Fault]:
    """Count cells with spaces at their ends and cells with full-width letters or digits, field by field."""
    keys = [field.id for field in table.fields]
    parts = []
    for i, key in enumerate(keys):
        column = quoted(key)
        narrow = HalfWidth(field=key, spaces=False).expression(column)
        parts += [f"count(*) filter (regexp_matches({column}, '^{SPACE}|{SPACE}$')) as s{i}",
                  f"count(*) filter (({narrow}) is distinct from {column}) as w{i}"]
    answer = engine.query(f"select {', '.join(parts)} from cells", {"cells": table.arrow(keys)}, job=job,
                          purpose=_("Looking for common faults")).to_pylist()[0]
    spaces = [(key, answer[f"s{i}"]) for i, key in enumerate(keys) if answer[f"s{i}"]]
    widths = [(key, answer[f"w{i}"]) for i, key in enumerate(keys) if answer[f"w{i}"]]
    return [_fault("spaces", spaces, [TrimWhitespace(field=key) for key, _count in spaces]),
            _fault("width", widths, [HalfWidth(field=key, spaces=False) for key, _count in widths])]


def _in_dates(table: Table, engine: Engine, job: Job) -> list[Fault]:
    """Count dates that are written in other notations than 2024-01-05, in fields of dates."""
    context = Context(engine=engine, job=job)
    first = table.row_ids(table.visible[:SAMPLE])
    found: list[tuple[str, int]] = []
    for field in table.fields:
        job.step(1, 3, _("Looking for common faults"))
        texts = [text for text in table.column(field.id).take(table.visible[:SAMPLE]).to_pylist() if text and text.strip()]
        operation = ParseDate(field=field.id)
        if not texts or not _parted(texts):
            continue
        counts = operation.readings(table, first, context)[2].counts()
        if counts.get("read", 0) < DATES * len(texts):
            continue
        changed = sum(change.size for change in operation.change(table, None, context))
        if changed:
            found.append((field.id, changed))
    return [_fault("dates", found, [ParseDate(field=key) for key, _count in found])]


def _parted(texts: Sequence[str]) -> bool:
    """Return whether enough of these texts have a mark between digits, as dates have."""
    import re
    import unicodedata

    between = re.compile(BETWEEN)
    return sum(bool(between.search(unicodedata.normalize("NFKC", text))) for text in texts) >= PARTED * len(texts)


def _in_rows(table: Table, engine: Engine, job: Job) -> list[Fault]:
    """Count rows that are there twice, rows of blanks aside."""
    columns = [quoted(field.id) for field in table.fields]
    filled = " or ".join(f"not regexp_full_match({column}, '{SPACE}*')" for column in columns)
    answer = engine.query(
        f"select count(*) - count(distinct hash({', '.join(columns)})) as n from cells where coalesce({filled}, false)",
        {"cells": table.arrow()}, job=job, purpose=_("Looking for common faults"))
    return [Fault("duplicates", int(answer.column("n")[0].as_py()), (), (RemoveDuplicateRows(),))]


def _fault(kind: str, found: Sequence[tuple[str, int]], operations: Sequence[Operation]) -> Fault:
    return Fault(kind, sum(count for _key, count in found), tuple(key for key, _count in found), tuple(operations))
