"""Comparing the records of a file with those of a dataset by a key: new, changed, repeated; in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from workstation.dataset.table import Table
from workstation.engine.engine import SPACE, Engine, literal, quoted
from workstation.job import Job

NO_PLACES: np.ndarray[Any, np.dtype[np.int64]] = np.empty(0, np.int64)
EXAMPLES = 20


@dataclass(frozen=True)
class Compared:
    """What the records of a file are to a dataset.

    new:         places in the file (from 0) of records whose key the dataset does not have; the first of each key
    pairs:       int64 [n, 2]: place in the file and position in the table, of changed records
    changed:     known records of which some cell differs
    repeated:    records that are there already, cell for cell
    doubled:     records of the file whose key stood further up in the file
    unclear:     records whose key several rows of the dataset have, none of them equal: they are left alone
    without_key: records with a blank in their key: they cannot be compared and count as new
    examples:    first changed cells: {"row", "field", "before", "after"}, `row` as the dataset shows it
    """

    new: np.ndarray[Any, np.dtype[np.int64]]
    pairs: np.ndarray[Any, np.dtype[np.int64]]
    changed: int = 0
    repeated: int = 0
    doubled: int = 0
    unclear: int = 0
    without_key: int = 0
    examples: tuple[dict[str, Any], ...] = ()


def compare(engine: Engine, table: Table, columns: Mapping[str, pa.ChunkedArray], key: Sequence[str], others: Sequence[str],
            keep_filled: bool, job: Job) -> Compared:
    """Compare by a key; without one every record is new.

    columns: {field id: texts} of the file; key, others: ids of fields that both have
    White space at the ends of a key makes no difference; width and case do.
    """
    count = len(next(iter(columns.values()))) if columns else 0
    if not key:
        return Compared(np.arange(count, dtype=np.int64), np.empty((0, 2), np.int64))
    fields = [*key, *others]
    new = pa.table({**{one: columns[one] for one in fields}, "place": pa.array(np.arange(count, dtype=np.int64))})
    old = table.arrow(fields).append_column("position", pa.array(table.visible))
    found = engine.query(_sql(key, others, keep_filled), {"new_rows": new, "old_rows": old}, job=job, purpose="append")
    place, position, kind = (found.column(at).to_numpy(zero_copy_only=False) for at in range(3))
    kinds = np.asarray(kind)
    changed = kinds == 2
    pairs = np.stack([place[changed], position[changed].astype(np.int64)], axis=1).astype(np.int64)
    counts = [int(np.count_nonzero(kinds == at)) for at in range(6)]
    fresh = np.sort(place[(kinds == 0) | (kinds == 5)]).astype(np.int64)
    return Compared(fresh, pairs, counts[2], counts[1], counts[3], counts[4], counts[5],
                    _examples(table, columns, pairs, others, keep_filled))


def _sql(key: Sequence[str], others: Sequence[str], keep_filled: bool) -> str:
    """Return the query for (place, position, kind): 0 new, 1 repeated, 2 changed, 3 doubled, 4 unclear, 5 without key."""
    def trimmed(one: str) -> str:
        pattern = literal(f"^{SPACE}+|{SPACE}+$")
        return f"nullif(regexp_replace({quoted(one)}, {pattern}, '', 'g'), '')"

    keys = ", ".join(f"{trimmed(one)} as k{at}" for at, one in enumerate(key))
    names = ", ".join(f"k{at}" for at in range(len(key)))
    blank = " or ".join(f"k{at} is null" for at in range(len(key)))
    cells = ", ".join(f"{quoted(one)} as c{at}" for at, one in enumerate(others)) or "0 as c"
    same = " and ".join(
        f"(n.c{at} is not distinct from o.c{at}" + (f" or n.c{at} is null)" if keep_filled else ")")
        for at in range(len(others))) or "true"
    join = " and ".join(f"n.k{at} = o.k{at}" for at in range(len(key)))
    return f"""
        with n as (select {keys}, {cells}, place from new_rows),
             o as (select {keys}, {cells}, position from old_rows),
             numbered as (select *, row_number() over (partition by {names} order by place) as nth from n
                          where not ({blank})),
             joined as (select n.place, any_value(n.nth) as nth, count(o.position) as many, min(o.position) as position,
                               coalesce(bool_or({same}), false) as equal
                        from numbered n left join o on {join} group by n.place)
        select place, position, case when many > 0 and equal then 1 when nth > 1 then 3 when many = 0 then 0
                                     when many > 1 then 4 else 2 end as kind from joined
        union all select place, null, 5 from n where {blank} order by place"""


def _examples(table: Table, columns: Mapping[str, pa.ChunkedArray], pairs: np.ndarray[Any, Any], others: Sequence[str],
              keep_filled: bool) -> tuple[dict[str, Any], ...]:
    out: list[dict[str, Any]] = []
    for place, position in pairs[:EXAMPLES].tolist():
        row = int(table.row_numbers(np.array([position]))[0])
        for one in others:
            before, after = table.columns[one].get(position), columns[one][place].as_py()
            if before != after and not (keep_filled and after is None):
                out.append({"row": row, "field": table.by_id[one].name, "before": before, "after": after})
    return tuple(out[:EXAMPLES])
