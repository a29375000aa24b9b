"""Parsing: what parse_date and parse_number share. Each distinct text is read once; what cannot be read stays.

A reading is SQL over one column `text` that answers, in the same order, `new` (text or NULL) and `state`, a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.change import Change
from workstation.dataset.column import Positions, texts
from workstation.dataset.operation import Context, FieldOperation, column_changed, places
from workstation.dataset.table import Table

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
DASHES = "‐‑‒–—−﹣"

READ, BLANK = "read", "blank"


@dataclass(frozen=True)
class Readings:
    """What the texts of a field were read as: one entry for each distinct text, and which row has which.

    old, new: arrays of strings (new is null where not read); state: a word for each
    indices:  row to entry, null is a blank cell
    """

    old: pa.Array
    new: pa.Array
    state: pa.Array
    indices: pa.Array

    def counts(self) -> dict[str, int]:
        """Return how many cells have each state."""
        each = np.bincount(pc.drop_null(self.indices).to_numpy(zero_copy_only=False), minlength=len(self.old))
        out: dict[str, int] = {}
        for state in pc.unique(self.state).to_pylist():
            out[state] = int(each[pc.equal(self.state, state).to_numpy(zero_copy_only=False)].sum())
        return out


@dataclass(frozen=True, kw_only=True)
class ParseOperation(FieldOperation):
    """Write texts that can be read in one notation; subclasses give the `reading`."""

    def reading(self) -> str:
        """Return SQL that reads column `text` of table `once`."""
        raise NotImplementedError

    def readings(self, table: Table, rows: Positions | None, context: Context) -> tuple[Positions, Any, Readings]:
        """Return the positions looked at, their old texts, and what they were read as."""
        field = table.field(self.field)
        positions = places(table, rows)
        if len(positions):
            old = texts(table.arrow([field.id], None if rows is None else positions).column(0))
        else:
            old = pa.array([], pa.string())
        encoded = old.dictionary_encode()
        once = pa.table({"text": encoded.dictionary})
        found = context.engine.query(self.reading(), {"once": once}, job=context.job, purpose=field.name)
        state = found.column("state").combine_chunks()
        return positions, old, Readings(encoded.dictionary, texts(found.column("new")), state, encoded.indices)

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the cells that could be read and are written differently."""
        positions, old, readings = self.readings(table, rows, context)
        new = pc.coalesce(readings.new, readings.old).take(readings.indices)
        return column_changed(table, table.field(self.field), positions, old, new) if len(positions) else []
