"""Whatever is done to whatever table, taking it back gives the same content hash; and doing it again the same too."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from workstation.dataset.change import RowsAdded
from workstation.dataset.column import blank_column
from workstation.dataset.field import Field
from workstation.dataset.operation import Context
from workstation.dataset.preview import preview
from workstation.dataset.table import Table
from workstation.engine.engine import shared
from workstation.errors import Problem
from workstation.job import Job
from workstation.operations.catalogue import OPERATIONS, operation

PIECES = ["a", "B", "ß", "1", "0", ",", ".", "-", "/", " ", "　", "\t", "\n", "年", "月", "日", "万", "％",
          "１", "Ａ", "（", "'", '"',
          "\\", "%", "_", "(", "é", "𝒳", "😀", "\ufeff", "\u00a0", "null", "2024", "12"]
TEXT = st.one_of(st.none(), st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join),
                 st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5))
NAMES = ("a", "b", "c")


@st.composite
def tables(draw):
    height = draw(st.integers(0, 8))
    columns = [draw(st.lists(TEXT, min_size=height, max_size=height)) for _ in NAMES]
    fields = tuple(Field(id=f"id-{name}", name=name) for name in NAMES)
    data = pa.table([pa.array(texts, pa.string()) for texts in columns], names=[field.id for field in fields])
    table = Table(fields=fields, columns={field.id: blank_column(0) for field in fields})
    return RowsAdded("0190a000-0000-7000-8000-000000000001", 1, data).apply(table)


FIELD = st.sampled_from(NAMES)
SHORT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=2).map("".join)
FLAG = st.booleans()


KNOWN = set()


def one(name, **params):
    KNOWN.add(name)
    return st.fixed_dictionaries({"operation": st.just(name), **params})


STEPS = st.one_of(
    one("trim_whitespace", field=FIELD, inner=FLAG), one("collapse_spaces", field=FIELD, remove=FLAG),
    one("half_width", field=FIELD, signs=st.sampled_from(["none", "symbols", "all"]), spaces=FLAG),
    one("change_case", field=FIELD, case=st.sampled_from(["upper", "lower", "title", "sentence"])),
    one("replace_text", field=FIELD, find=SHORT, replace=SHORT, whole=FLAG, ignore_case=FLAG),
    one("parse_date", field=FIELD, order=st.sampled_from(["", "ymd", "dmy", "mdy"]),
        time=st.sampled_from(["midnight", "drop", "keep"])),
    one("parse_number", field=FIELD, decimal=st.sampled_from(["point", "comma"])),
    one("map_values", field=FIELD, others=st.sampled_from(["keep", "blank"]), mapping=st.dictionaries(
        st.one_of(st.just(""), SHORT), st.one_of(st.just(""), SHORT), min_size=1, max_size=3)),
    one("fill_down", field=FIELD),
    one("split_field", field=FIELD, separator=SHORT, parts=st.integers(0, 3), trim=FLAG, keep=FLAG),
    one("split_field", field=FIELD, by=st.just("lengths"), lengths=st.lists(st.integers(1, 3), min_size=1, max_size=3)),
    one("join_fields", fields=st.lists(FIELD, min_size=2, max_size=3), new_name=st.just("j"), separator=SHORT,
        skip_blanks=FLAG, keep=FLAG),
    one("rename_field", field=FIELD, new_name=st.sampled_from(["a", "d"])),
    one("set_type", field=FIELD, type=st.sampled_from(["integer", "date", "boolean"])),
    one("add_field", new_name=st.sampled_from(["d", "e"]), text=SHORT),
    one("add_field", new_name=st.just("d"), copy_of=FIELD),
    one("remove_field", field=FIELD), one("move_field", field=FIELD, place=st.integers(1, 3)),
    one("add_rows", new_rows=st.lists(st.dictionaries(FIELD, TEXT), min_size=1, max_size=2)),
    one("remove_rows"), one("remove_duplicate_rows", fields=st.lists(FIELD, max_size=2), blanks=FLAG,
                            keep=st.sampled_from(["first", "last"])),
    one("map_fields", standard=st.just("s"), mapping=st.dictionaries(FIELD, st.sampled_from("xyz"), max_size=2)),
    one("edit_cells", cells=st.lists(st.tuples(st.integers(0, 7), FIELD, TEXT).map(list), min_size=1, max_size=4)),
)


def rows_of(table, data):
    ids = table.row_ids(table.visible)
    chosen = data.draw(st.one_of(st.none(), st.permutations(range(len(ids))).flatmap(
        lambda order: st.integers(0, len(ids)).map(lambda n: order[:n]))))
    return None if chosen is None else ids[np.array(chosen, dtype=np.int64)]


@given(tables(), st.lists(STEPS, min_size=1, max_size=4), st.data())
def test_every_step_taken_back_gives_the_table_there_was(table, steps, data):
    start, done = table, []
    for number, plain in enumerate(steps):
        context = Context(shared(), Job(), next_block=2 + number)
        if "cells" in plain:
            plain = plain | {"cells": [[(1 << 32) + row, field, text] for row, field, text in plain["cells"]]}
        rows = rows_of(table, data)
        try:
            asked = operation(plain).resolved(table)
            asked.check(table)
            shown = preview(table, asked, rows, context, limit=5)
        except Problem:
            continue
        before = table
        for change in shown.changes:
            table = change.apply(table)
            done.append(change)
        assert all(text != "" for field in table.fields for text in table.texts(field.id))
        assert shown.cell_count >= len(shown.cells) or shown.row_count
        back = table
        for change in reversed(shown.changes):
            back = change.inverse().apply(back)
        assert back.content_hash == before.content_hash
    finished = table.content_hash
    for change in reversed(done):
        table = change.inverse().apply(table)
    assert table.content_hash == start.content_hash
    for change in done:
        table = change.apply(table)
    assert table.content_hash == finished


def test_the_random_steps_know_every_operation():
    assert {kind.name for kind in OPERATIONS} == KNOWN
