"""View: which rows are looked at and in what order, as positions; never a copy of the table. And find, for Ctrl+F."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.column import Positions
from workstation.dataset.field import Field
from workstation.dataset.filter import Between, Filter, RowSet, containing, filter_from_data
from workstation.dataset.reading import blank, exact, value
from workstation.dataset.table import Table
from workstation.engine.engine import SPACE, Engine, quoted, shared
from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _

FEW = 8
"""A field whose first texts repeat this often is sorted by the ranks of its distinct texts: twice as fast."""
SAMPLE = 8_192


@dataclass(frozen=True)
class Sort:
    """One key of the order: a field (id or name), downwards or not. Blank cells come last either way."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class View:
    """Filters that must all fit, sort keys, and a text that some cell of the row must contain."""

    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()
    search: str = ""

    def data(self) -> dict[str, Any]:
        """Return the view as plain data."""
        return {"filters": [one.data() for one in self.filters], "sort": [dataclasses.asdict(key) for key in self.sort],
                "search": self.search}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> View:
        """Return the view that `data` describes; Problem for a filter that is not known."""
        return cls(tuple(filter_from_data(one) for one in data.get("filters", ())),
                   tuple(Sort(**key) for key in data.get("sort", ())), data.get("search", ""))

    def without(self, table: Table, field: str) -> View:
        """Return the view without the filters of one field: what the facet of that field counts."""
        key = table.field(field).id
        kept = tuple(one for one in self.filters if isinstance(one, RowSet) or table.field(one.field).id != key)
        return dataclasses.replace(self, filters=kept)


@dataclass(frozen=True, eq=False)
class Asked:
    """What a query about a view needs: an Arrow table `cells` with `position`, and the condition of its rows."""

    cells: pa.Table
    where: str


def asked(table: Table, view: View, engine: Engine, fields: Sequence[str] = ()) -> Asked:
    """Return the columns that the view and `fields` (ids) need, whole and shared, and the condition.

    Raises a Problem for a field that is not there, a bad pattern or a bound that cannot be read.
    """
    conditions, keys = [], list(fields)
    seen = np.ones(table.height, dtype=bool)
    seen[table.hidden] = False
    for one in view.filters:
        if isinstance(one, RowSet):
            inside = np.zeros(table.height, dtype=bool)
            inside[table.positions(one.rows)] = True
            seen &= ~inside if one.negate else inside
            continue
        field = table.field(one.field)
        if isinstance(one, Between):
            _check_bounds(one, field, engine)
        keys.append(field.id)
        conditions.append(one.condition(field, quoted(field.id)))
    if view.search:
        keys += [field.id for field in table.fields]
        found = [containing(quoted(field.id), view.search, ignore_case=True) for field in table.fields]
        conditions.append(f"({' or '.join(found) or 'false'})")
    columns: dict[str, Any] = {key: table.columns[key].folded for key in dict.fromkeys(keys)}
    columns["position"] = pa.array(np.arange(table.height, dtype=np.int64))
    if not seen.all():
        columns["seen"] = pa.array(seen)
        conditions.insert(0, "seen")
    return Asked(pa.table(list(columns.values()), names=list(columns)), " and ".join(conditions) or "true")


def _check_bounds(between: Between, field: Field, engine: Engine) -> None:
    for text, sql in between.bounds(field):
        if engine.query(f"select {sql} as bound").column("bound")[0].as_py() is None:
            raise Problem("bad-bound", _("“{text}” cannot be read as a bound of “{field}”.", text=text,
                                             field=field.name),
                          remedy=_("Write a number such as 1000, or a date such as 2024-01-05."))


def positions(table: Table, view: View, engine: Engine | None = None, job: Job | None = None) -> Positions:
    """Return the positions of the rows of a view, in its order.

    Numbers and dates order by what they are when the field's type says so, then come texts that cannot be read, then
    blank cells, also downwards. Rows that are equal keep the order of the table.
    """
    if not view.filters and not view.sort and not view.search:
        return table.visible
    engine = engine or shared()
    keys = [(table.field(key.field), key.descending) for key in view.sort]
    ask = asked(table, view, engine, [field.id for field, _down in keys])
    cells, orders = ask.cells, []
    for i, (field, down) in enumerate(keys):
        column = table.columns[field.id].folded
        if field.type in ("date", "datetime") or _repeats(column):
            ranks = _ranks(column, field, down, engine, job)
            cells = cells.append_column(f"rank {i}", ranks)
            orders.append(quoted(f"rank {i}"))
        else:
            orders += _orders(field, quoted(field.id), down, _has_blank_text(column))
    order = f" order by {', '.join([*orders, 'position'])}" if orders else ""
    found = engine.query(f"select position from cells where {ask.where}{order}", {"cells": cells}, job=job,
                         purpose=_("Sorting and filtering"))
    out: Positions = found.column("position").to_numpy()
    return out if orders else np.sort(out)


def _repeats(column: pa.ChunkedArray) -> bool:
    sample = column.slice(0, SAMPLE)
    return len(sample) > 0 and pc.count_distinct(sample).as_py() * FEW <= len(sample)


def _has_blank_text(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, f"^{SPACE}*$")).as_py())


def _orders(field: Field, column: str, down: bool, blanks: bool) -> list[str]:
    """Return the ORDER BY terms of one key; every term puts NULL last."""
    way = "desc nulls last" if down else "asc nulls last"
    typed = value(field, column)
    text = f"case when {blank(column)} then null else {column} end" if blanks else column
    if typed is None:
        return [f"{text} {way}"]
    group = f"case when {blank(column)} then 2 when {typed} is null then 1 else 0 end"
    terms = [group, f"{typed} {way}"]
    if field.type in ("integer", "number"):
        terms.append(f"{exact(column)} {way}")
    return [*terms, f"case when {typed} is null then {column} end {way}"]


def _ranks(column: pa.ChunkedArray, field: Field, down: bool, engine: Engine, job: Job | None) -> pa.Array:
    """Return for each row the rank of its text among the distinct ones, NULL-free: blanks have the highest."""
    encoded = column.combine_chunks().dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    once = pa.table({"text": encoded.dictionary, "code": pa.array(np.arange(len(encoded.dictionary)))})
    orders = ", ".join(_orders(field, "text", down, True))
    found = engine.query(f"select code, dense_rank() over (order by {orders})::integer as rank,"
                         f" {blank('text')} as blank from once order by code", {"once": once}, job=job,
                         purpose=field.name)
    last = len(encoded.dictionary) + 1
    ranks = pc.if_else(found.column("blank"), pa.scalar(last, pa.int32()), found.column("rank")).combine_chunks()
    return pc.fill_null(ranks.take(encoded.indices), last)


@dataclass(frozen=True)
class Found:
    """A cell that find came upon: `index` in the view, `position` in the table; `wrapped` when it went round."""

    index: int
    position: int
    field: str
    wrapped: bool


def find(table: Table, text: str, start: tuple[int, int] = (0, -1), field: str | None = None, *,
         backwards: bool = False, order: Positions | None = None, ignore_case: bool = True,
         job: Job | None = None) -> Found | None:
    """Return the next cell that contains `text` after `start`, going round at the end; None when there is none.

    start: (index in the view, index of the field); the cell itself comes last. field: look only in this one
    order: positions of the view, None for all visible rows
    """
    rows = table.visible if order is None else order
    fields = [table.field(field)] if field is not None else list(table.fields)
    if not text or not len(rows) or not fields:
        return None
    places = {one.id: i for i, one in enumerate(table.fields)}
    width = len(table.fields)
    at = start[0] * width + start[1]
    looked = job or Job()
    for low, high, wrapped in _stretches(len(rows), start[0], backwards):
        looked.step(low, len(rows), _("Searching"))
        block = rows[low:high]
        cells = np.zeros((len(block), width), dtype=bool)
        for one in fields:
            texts = table.columns[one.id].take(block)
            fits = pc.fill_null(_matches(texts, text, ignore_case), False)
            cells[:, places[one.id]] = fits.to_numpy(zero_copy_only=False)
        hits = np.flatnonzero(cells) + low * width
        if not wrapped:
            hits = hits[hits < at] if backwards else hits[hits > at]
        if len(hits):
            hit = int(hits[-1] if backwards else hits[0])
            row, column = divmod(hit, width)
            return Found(row, int(rows[row]), table.fields[column].id, wrapped)
    return None


def _stretches(count: int, start: int, backwards: bool) -> list[tuple[int, int, bool]]:
    """Return pieces (low, high, wrapped) of the rows in the order to look at them; the first are small."""
    start = min(max(start, 0), count - 1)
    ahead, behind = ((0, start + 1), (start, count)) if backwards else ((start, count), (0, start + 1))
    out: list[tuple[int, int, bool]] = []
    for (low, high), wrapped in ((ahead, False), (behind, True)):
        size = 1_024
        while low < high:
            if backwards:
                out.append((max(low, high - size), high, wrapped))
                high -= size
            else:
                out.append((low, min(low + size, high), wrapped))
                low += size
            size = min(size * 4, 65_536)
    return out


def _matches(texts: pa.Array, text: str, ignore_case: bool) -> pa.Array:
    letters = ignore_case and text.lower() != text.upper()
    return pc.match_substring(texts, text, ignore_case=letters)

