"""Facet: how often each text of a field occurs, and the range of its numbers or dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workstation.dataset.reading import blank, date, number
from workstation.dataset.table import Table
from workstation.dataset.view import View, asked
from workstation.engine.engine import Engine, quoted, shared
from workstation.job import Job

LIMIT = 1_000
"""Values shown at first: a facet of a million names helps nobody and freezes a screen."""


@dataclass(frozen=True)
class Facet:
    """The most frequent texts of a field and their counts (exact), None is a cell with nothing in it.

    distinct: number of different texts, blank not counted; total: rows counted; blank: rows with nothing
    """

    field: str
    values: tuple[tuple[str | None, int], ...]
    distinct: int
    total: int
    blank: int

    def data(self) -> dict[str, Any]:
        """Return the facet as plain data."""
        return {"field": self.field, "values": [{"value": text, "count": count} for text, count in self.values],
                "distinct": self.distinct, "total": self.total, "blank": self.blank}


@dataclass(frozen=True)
class Measure:
    """The range of a field read as numbers or dates: `low` and `high` are the cells' own texts, None without any.

    read, blank, unreadable: rows; together they are `total`
    """

    field: str
    reads: str
    total: int
    read: int
    blank: int
    unreadable: int
    low: str | None
    high: str | None

    def data(self) -> dict[str, Any]:
        """Return the range as plain data."""
        return {"field": self.field, "reads": self.reads, "total": self.total, "read": self.read, "blank": self.blank,
                "unreadable": self.unreadable, "low": self.low, "high": self.high}


def facet(table: Table, field: str, view: View | None = None, limit: int = LIMIT, sort: str = "count", *,
          engine: Engine | None = None, job: Job | None = None) -> Facet:
    """Return the counts of a field's texts in the rows of a view; its own filters do not narrow it.

    sort: "count" (most frequent first, then by text) or "text"
    """
    one, engine = table.field(field), engine or shared()
    ask = asked(table, (view or View()).without(table, one.id), engine, [one.id])
    column = quoted(one.id)
    by = "n desc, text nulls last" if sort == "count" else "text nulls last"
    found = engine.query(
        f"with counted as (select {column} as text, count(*) as n from cells where {ask.where} group by {column})"
        f" select text, n, (select count(text) from counted) as texts,"
        f" (select coalesce(sum(n), 0) from counted)::bigint as total,"
        f" (select coalesce(sum(n), 0) from counted where text is null)::bigint as blank from counted"
        f" order by {by} limit {max(int(limit), 1)}", {"cells": ask.cells}, job=job, purpose=one.name)
    values = tuple(zip(found.column("text").to_pylist(), found.column("n").to_pylist(), strict=True))
    if not values:
        return Facet(one.id, (), 0, 0, 0)
    return Facet(one.id, values, *(int(found.column(name)[0].as_py()) for name in ("texts", "total", "blank")))


def measure(table: Table, field: str, view: View | None = None, reads: str = "", *,
            engine: Engine | None = None, job: Job | None = None) -> Measure:
    """Return the range of a field in the rows of a view.

    reads: "number" or "date"; empty takes the field's type, and numbers where that is neither
    """
    one, engine = table.field(field), engine or shared()
    reads = reads or ("date" if one.type in ("date", "datetime") else "number")
    ask = asked(table, (view or View()).without(table, one.id), engine, [one.id])
    column = quoted(one.id)
    value = date("text", one.formats) if reads == "date" else number("text")
    found = engine.query(
        f"with counted as (select {column} as text, count(*) as n from cells where {ask.where} group by {column}),"
        f" valued as (select text, n, {value} as value, {blank('text')} as blank from counted)"
        " select coalesce(sum(n), 0)::bigint as total, coalesce(sum(n) filter (value is not null), 0)::bigint as read,"
        " coalesce(sum(n) filter (blank), 0)::bigint as blank,"
        " arg_min(text, value) as low, arg_max(text, value) as high"
        " from valued", {"cells": ask.cells}, job=job, purpose=one.name)
    total, read, blanks, low, high = (column[0].as_py() for column in found.columns)
    return Measure(one.id, reads, total, read, blanks, total - read - blanks, low, high)
