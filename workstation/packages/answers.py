"""Labels as they travel: one line for each answer, keyed by the row's own id; and back into changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from workstation.dataset.change import Annotated
from workstation.dataset.table import ORDINAL_BITS, Table
from workstation.packages.canonical import damaged
from workstation.packages.parquet import BLOCK, ORDINAL, read, slices, write
from workstation.packages.snapshot import uid_columns
from workstation.text import _

Answers = Mapping[str, Mapping[int, Mapping[str, Any]]]
"""{question: {row id: {person: answer}}}"""
PART = "labels/answers.parquet"
SCHEMA = pa.schema([(BLOCK, pa.string()), (ORDINAL, pa.int64()), ("question", pa.string()), ("person", pa.string()),
                    ("answer", pa.string())])


def as_table(table: Table, labels: Answers) -> pa.Table:
    """Return the answers given to rows that a person sees, in order of row, question and person."""
    flat = [(question, row, person, json.dumps(answer, ensure_ascii=False, sort_keys=True))
            for question, rows in sorted(labels.items()) for row, by in rows.items() for person,
            answer in sorted(by.items())]
    if not flat:
        return SCHEMA.empty_table()
    positions = table.positions(np.array([row for _q, row, _p, _a in flat], dtype=np.int64))
    seen = ~np.isin(positions, table.hidden)
    order = np.argsort(positions, kind="stable")
    order = order[seen[order]]
    chosen = [flat[at] for at in order.tolist()]
    uid = uid_columns(table, positions[order])
    columns = [pa.array([one[at] for one in chosen], pa.string()) for at in (0, 2, 3)]
    return pa.table([uid[BLOCK], uid[ORDINAL], *columns], schema=SCHEMA)


def write_answers(answers: pa.Table, path: Path) -> int:
    """Write answers to a Parquet file; returns how many."""
    columns = dict(zip(answers.column_names, answers.columns, strict=True))
    return write(path, SCHEMA, slices(columns, answers.num_rows))


def read_answers(path: Path, rows: int) -> pa.Table:
    """Return the answers in a received part."""
    return read(path, SCHEMA.types, rows, PART)


def changes(table: Table, received: pa.Table, here: Answers) -> Iterator[Annotated]:
    """Yield what brings the answers `here` to those received, question by question and person by person."""
    numbers = {block.uuid: (block.number, block.count) for block in table.blocks}
    wanted: dict[tuple[str, str], dict[int, Any]] = {}
    for block, ordinal, question, person, text in zip(*(column.to_pylist() for column in received.columns),
                                                      strict=True):
        number, count = numbers.get(block, (0, 0))
        if not 0 <= (ordinal if ordinal is not None else -1) < count or not question or not person:
            raise damaged(_("The package holds labels of rows that it does not hold."), PART)
        try:
            answer = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise damaged(_("A label in the package cannot be read."), PART) from error
        wanted.setdefault((question, person), {})[number << ORDINAL_BITS | ordinal] = answer
    present: dict[tuple[str, str], dict[int, Any]] = {}
    for question, rows in here.items():
        for row, by in rows.items():
            for person, answer in by.items():
                present.setdefault((question, person), {})[row] = answer
    for key in sorted(wanted.keys() | present.keys()):
        old, new = present.get(key, {}), wanted.get(key, {})
        other = [row for row in sorted(old.keys() | new.keys()) if old.get(row) != new.get(row)]
        if other:
            yield Annotated(*key, {row: old.get(row) for row in other}, {row: new.get(row) for row in other})
