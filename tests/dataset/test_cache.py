"""The cache is never trusted: damaged, truncated, missing, stale, it is rebuilt and says nothing wrong."""

from __future__ import annotations

import json
import random

import pytest

from workstation.operations.change_case import ChangeCase
from workstation.operations.trim_whitespace import TrimWhitespace


@pytest.fixture
def cached(steps):
    steps.given(city=[f" town {n}" for n in range(70_000)], code=[str(n) if n % 7 else None for n in range(70_000)])
    steps.do(TrimWhitespace(field="city"))
    steps.dataset.save_cache()
    return steps


def damage_nothing(cache):
    pass


def flip_a_byte(cache):
    path = max(cache.glob("*.column"), key=lambda p: p.stat().st_size)
    data = bytearray(path.read_bytes())
    data[random.Random(7).randrange(len(data) // 2, len(data))] ^= 0x55
    path.unlink()  # a mapped file keeps its bytes for whoever has it open
    path.write_bytes(data)


def cut_a_file_short(cache):
    path = max(cache.glob("*.column"), key=lambda p: p.stat().st_size)
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[: len(data) // 2])


def remove_a_file(cache):
    max(cache.glob("*.column"), key=lambda p: p.stat().st_size).unlink()


def remove_everything(cache):
    for path in cache.iterdir():
        path.unlink()


def garble_the_manifest(cache):
    next(cache.glob("table-*.json")).write_text("{", "utf-8")


def claim_another_entry(cache):
    path = next(cache.glob("table-*.json"))
    manifest = json.loads(path.read_text("utf-8"))
    manifest["hash"] = "0" * 64
    path.write_text(json.dumps(manifest), "utf-8")


def name_a_file_outside(cache):
    path = next(cache.glob("table-*.json"))
    manifest = json.loads(path.read_text("utf-8"))
    next(iter(manifest["columns"].values()))["file"] = "../../../etc/passwd"
    path.write_text(json.dumps(manifest), "utf-8")


DAMAGES = [damage_nothing, flip_a_byte, cut_a_file_short, remove_a_file, remove_everything, garble_the_manifest,
           claim_another_entry, name_a_file_outside]


@pytest.mark.parametrize("damage", DAMAGES, ids=[damage.__name__ for damage in DAMAGES])
def test_a_damaged_cache_is_noticed_and_rebuilt(cached, damage):
    before = cached.dataset.table.content_hash
    cached.workspace.close_dataset(cached.dataset.id)
    damage(cached.cache)
    assert cached.reopened().table.content_hash == before
    assert cached.dataset.verify().ok


def test_a_cache_that_lags_behind_is_caught_up_from_the_journal(cached):
    cached.do(ChangeCase(field="city"))
    cached.undo()
    cached.redo()
    before = cached.dataset.table.content_hash
    assert cached.reopened().table.content_hash == before


def test_columns_that_did_not_change_are_not_written_again(cached):
    before = {path.name for path in cached.cache.glob("*.column")}
    cached.do(ChangeCase(field="city"))
    cached.dataset.save_cache()
    kept = before & {path.name for path in cached.cache.glob("*.column")}
    assert kept, "the column “code” should keep its file"


def test_many_edits_are_folded_and_read_back(steps):
    import numpy as np

    from workstation.operations.edit_cells import EditCells

    steps.given(city=[f"town {n}" for n in range(20_000)])
    table = steps.dataset.table
    ids = table.row_ids(np.arange(20_000))
    for start in range(0, 20_000, 2_500):
        cells = tuple((int(row), "city", f"x{row}") for row in ids[start : start + 2_500])
        steps.do(EditCells(cells=cells))
    assert steps.field("city") == [f"x{row}" for row in ids]
    assert steps.reopened().table.texts("city") == [f"x{row}" for row in ids]
