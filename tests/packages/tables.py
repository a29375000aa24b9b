"""Tables for the tests of the packages room, and hypothesis strategies that alter them as offices do."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from workstation.dataset.change import (
    CellsChanged,
    FieldAdded,
    FieldDescribed,
    FieldMoved,
    FieldRemoved,
    RowsAdded,
    RowsHidden,
    RowsShown,
)
from workstation.dataset.field import new_field, uuid7
from workstation.dataset.table import Table

TEXTS = st.one_of(st.none(), st.sampled_from(["a", "b", "北京", " ", "=1+1", "x" * 40, 'say "so"', "two\nlines"]))


def make_table(rows: int = 3, fields: int = 2, texts: list[list[str | None]] | None = None) -> Table:
    """Return a table of one block; texts by field, else made ones."""
    table = Table()
    made = [new_field(f"field {n}") for n in range(fields)]
    for at, field in enumerate(made):
        table = FieldAdded(field, at, np.empty(0, np.int64), pa.array([], pa.string())).apply(table)
    values = texts or [[f"{n}.{row}" for row in range(rows)] for n in range(fields)]
    data = pa.table({f.id: pa.array(v, pa.string()) for f, v in zip(made, values, strict=True)})
    source = pa.chunked_array([pa.array(range(1, rows + 1), pa.int32())])
    return RowsAdded(uuid7(), 1, data, source, "s1", "Sheet1").apply(table)


@st.composite
def altered(draw, table: Table) -> Table:
    """Give `table` after some steps of every kind."""
    number = max((block.number for block in table.blocks), default=0)
    for _step in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["cells", "add-field", "remove-field", "describe", "move", "add-rows", "hide",
                                     "show",
                                     "restore"]))
        ids = table.row_ids(table.visible)
        chosen = np.array(sorted(draw(st.sets(st.sampled_from(ids.tolist()), max_size=6))) if len(ids) else [],
                          np.int64)
        if kind == "cells" and len(chosen) and table.fields:
            field = draw(st.sampled_from(table.fields))
            new = pa.array(draw(st.lists(TEXTS, min_size=len(chosen), max_size=len(chosen))), pa.string())
            table = CellsChanged(field.id, chosen, table.columns[field.id].take(table.positions(chosen)),
                                 new).apply(table)
        elif kind == "add-field":
            values = pa.array(draw(st.lists(TEXTS, min_size=len(chosen), max_size=len(chosen))), pa.string())
            at = draw(st.integers(0, len(table.fields)))
            table = FieldAdded(new_field(draw(st.sampled_from("pqrs"))), at, chosen, values).apply(table)
        elif kind == "remove-field" and len(table.fields) > 1:
            field = draw(st.sampled_from(table.fields))
            table = FieldRemoved(field.id, table.fields.index(field)).apply(table)
        elif kind == "restore" and table.retired:
            key = draw(st.sampled_from(sorted(table.retired)))
            table = FieldRemoved(key, draw(st.integers(0, len(table.fields)))).inverse().apply(table)
        elif kind == "describe" and table.fields:
            field = draw(st.sampled_from(table.fields))
            table = FieldDescribed(field, field.with_(name="n" + field.name, type="date", formats=("%Y",))).apply(table)
        elif kind == "move" and table.fields:
            one, two = (draw(st.integers(0, len(table.fields) - 1)) for _n in range(2))
            table = FieldMoved(table.fields[one].id, one, two).apply(table)
        elif kind == "add-rows" and table.fields:
            number, count = number + 1, draw(st.integers(1, 4))
            data = pa.table({f.id: pa.array(draw(st.lists(TEXTS, min_size=count, max_size=count)), pa.string())
                             for f in table.fields})
            table = RowsAdded(uuid7(), number, data).apply(table)
        elif kind == "hide" and len(chosen):
            table = RowsHidden(chosen).apply(table)
        elif kind == "show" and len(table.hidden):
            some = draw(st.sets(st.sampled_from(table.hidden.tolist()), min_size=1))
            table = RowsShown(table.row_ids(np.array(sorted(some), np.int64))).apply(table)
    return table
