"""The net change between two tables: taken up, it gives the newer table; written and read, it is the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.packages.tables import altered, make_table
from workstation.dataset.change import CellsChanged
from workstation.dataset.field import uuid7
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages.delta import between, read_delta, write_delta
from workstation.packages.manifest import DATA, Manifest, Part, read_manifest
from workstation.packages.parquet import read
from workstation.packages.snapshot import block_marks, read_snapshot, table_of, write_snapshot
from workstation.packages.take_up import changes


def manifest_of(table: Table, parts: tuple[Part, ...] = ()) -> Manifest:
    """Return a manifest of a table, without proof."""
    return Manifest("o1", "", "d1", "id", "name", 1, table.content_hash, len(table), table.fields, block_marks(table),
                    parts)


def through_files(delta, table, folder):
    """Return the delta, written and read."""
    files, parts = {}, []
    for name, path, rows in write_delta(delta, folder):
        files[name] = path
        parts.append(Part(name, "application/vnd.apache.parquet", path.stat().st_size, "0" * 64, rows))
    return read_delta(read_manifest(manifest_of(table, tuple(parts)).bytes(), ""), files)


def received(table: Table, folder) -> Table:
    """Return the table as another office makes it of a checkpoint."""
    folder.mkdir(exist_ok=True)
    write_snapshot(table, folder / "c.parquet", Job())
    return table_of(read_snapshot(folder / "c.parquet", manifest_of(table)))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_table_that_takes_up_a_delta_has_the_content_of_the_newer_one(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("delta")
    first = data.draw(altered(make_table(data.draw(st.integers(1, 8)), 2)))
    there = received(first, folder / "a")
    assert there.content_hash == first.content_hash
    newer = data.draw(altered(first))
    there = _follow(there, first, newer, folder)
    again = data.draw(altered(newer))
    there = _follow(there, newer, again, folder)
    _follow(there, again, first, folder)


def _follow(there, old, new, folder):
    delta = through_files(between(old, new, Job()), new, folder)
    there = _applied(there, changes(there, delta, max((b.number for b in there.blocks), default=0) + 1))
    assert there.content_hash == new.content_hash
    assert [f.name for f in there.fields] == [f.name for f in new.fields]
    return there


def _applied(table, list_of_changes):
    for change in list_of_changes:
        table = change.apply(table)
    return table


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_change_that_takes_up_a_delta_can_be_turned_round(data):
    first = make_table(4, 2)
    newer = data.draw(altered(first))
    made = changes(first, between(first, newer, Job()), 9)
    there = _applied(first, made)
    assert there.content_hash == newer.content_hash
    assert _applied(there, [change.inverse() for change in reversed(made)]).content_hash == first.content_hash


def test_equal_tables_have_an_empty_delta(table):
    assert between(table, table, Job()).size == 0
    other = Table(table.fields, {k: type(c)(pa.chunked_array(c.base.chunks), c.positions, c.values)
                                 for k, c in table.columns.items()}, table.blocks, table.source_rows)
    assert between(table, other, Job()).size == 0


def test_removed_rows_and_fields_never_leave_the_office(table, tmp_path):
    from workstation.dataset.change import FieldRemoved, RowsHidden

    secret = table.with_(columns=dict(table.columns))
    secret = FieldRemoved(secret.fields[1].id, 1).apply(RowsHidden(secret.row_ids(np.array([1]))).apply(secret))
    write_snapshot(secret, tmp_path / "c.parquet", Job())
    found = read(tmp_path / "c.parquet", [pa.string(), pa.int64(), pa.int32(), pa.string()], 2, "c")
    assert "0.1" not in found.column(3).to_pylist() and found.num_columns == 4
    assert received(secret, tmp_path / "r").content_hash == secret.content_hash


def test_a_hundred_edits_in_a_large_table_are_kilobytes(tmp_path):
    rows = 200_000
    table = make_table(rows, 5)
    chosen = np.sort(np.random.default_rng(1).choice(rows, 100, replace=False)).astype(np.int64)
    ids, key = table.row_ids(chosen), table.fields[2].id
    new = CellsChanged(key, ids, table.columns[key].take(chosen),
                       pa.array([f"edit {n}" for n in range(100)])).apply(table)
    delta = between(table, new, Job())
    assert delta.size == 100
    assert sum(path.stat().st_size for _name, path, _rows in write_delta(delta, tmp_path)) < 8_000


BAD = [
    ("a block that is not announced", {"blocks": ()}),
    ("a field that is not announced", {"fields": ()}),
]


@pytest.mark.parametrize("wrong", [case[1] for case in BAD], ids=[case[0] for case in BAD])
def test_a_delta_that_names_what_it_does_not_announce_is_refused(table, wrong):
    key = table.fields[0].id
    new = CellsChanged(key, table.row_ids(np.array([0])), pa.array(["0.0"]), pa.array(["z"])).apply(table)
    with pytest.raises(Problem) as caught:
        changes(table, replace(between(table, new, Job()), **wrong), 2)
    assert caught.value.code == "damaged-package"


def test_a_small_file_that_unfolds_without_end_is_refused(tmp_path):
    import pyarrow.parquet as pq

    text = "A" * 20_000
    with pq.ParquetWriter(tmp_path / "b.parquet", pa.schema([("x", pa.string())]), compression="zstd") as writer:
        for _n in range(40):
            writer.write_table(pa.table({"x": pa.array([text]).take(pa.array(np.zeros(1_000, np.int64)))}))
    assert (tmp_path / "b.parquet").stat().st_size < 30_000
    with pytest.raises(Problem) as caught:
        read(tmp_path / "b.parquet", [pa.string()], 40_000, "b.parquet", limit=50_000_000)
    assert caught.value.code == "too-large"


def test_rows_out_of_order_and_foreign_counts_are_refused(table, tmp_path):
    write_snapshot(table, tmp_path / "c.parquet", Job())
    good = manifest_of(table, (Part(DATA, "x", 1, "0" * 64, 3),))
    for wrong in (replace(good, rows=2), replace(good, fields=good.fields[:1]),
                  replace(good, blocks=(replace(good.blocks[0], count=2),)),
                  replace(good, blocks=(replace(good.blocks[0], uuid=uuid7()),))):
        with pytest.raises(Problem):
            read_snapshot(tmp_path / "c.parquet", wrong)
