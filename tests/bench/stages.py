"""The stages of the benchmark, each run in a process of its own: `python -m tests.bench.stages NAME FOLDER ROWS`.

A stage prints one line of JSON: its figures. A process of its own means that memory and start-up are those of this
stage alone. FOLDER holds register.csv and the workspace that the import stage makes.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.data import write_csv
from tests.bench.measure import anonymous, measured, middle, synced
from tests.bench.yardsticks import RULES
from tests.bench.yardsticks import check as check_by_hand

PERSON = "bench"
NAME, SMALL = "register", "small"
PAGE = 60
TURNS = 3
EDITS = 10_000

Figures = dict[str, Any]


def csv_file(folder: Path) -> Path:
    """Return where the generated file lies."""
    return folder / "register.csv"


def yardstick_import(folder: Path, rows: int) -> Figures:
    """DuckDB's own csv to Parquet (zstd), every column as text, with the engine's usual settings."""
    import duckdb

    target = folder / "yardstick.parquet"
    target.unlink(missing_ok=True)
    synced()
    with duckdb.connect() as connection, measured() as cost:
        connection.execute(f"copy (from read_csv('{csv_file(folder)}', all_varchar=true, header=true))"
                           f" to '{target}' (format parquet, compression zstd)")
    return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak, "bytes": target.stat().st_size}


def import_csv(folder: Path, rows: int) -> Figures:
    """Import the csv as a clerk does: to a durable dataset, source file kept, cache written."""
    from workstation.importing import import_file
    from workstation.workspace import Workspace

    place = folder / "workspace"
    shutil.rmtree(place, ignore_errors=True)
    workspace = Workspace.create(place, administrator=PERSON, password="bench")
    synced()
    with measured() as cost:
        (done,) = import_file(workspace, csv_file(folder), PERSON, name=NAME)
    assert done.rows == rows and done.rejected == 0, done
    size = workspace.file(done.dataset).stat().st_size
    import_file(workspace, write_csv(folder / "small.csv", 100), PERSON, name=SMALL)
    workspace.close()
    return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak, "grown": cost.grown, "bytes": size}


def opened(folder: Path) -> Any:
    """Return the benchmark's dataset, open."""
    from workstation.workspace import Workspace

    return Workspace(folder / "workspace").dataset(NAME)


def reopen(folder: Path, rows: int) -> Figures:
    """Open the dataset and show its first page, checksums verified.

    A small dataset is opened before, so that the program's own modules are loaded, as in a running window.
    """
    from workstation.workspace import Workspace

    workspace = Workspace(folder / "workspace")
    assert len(workspace.dataset(SMALL).table)
    with measured() as cost:
        table = workspace.dataset(NAME).table
        page = [table.columns[field.id].values_at(table.visible[:PAGE]) for field in table.fields]
    assert len(page) == 20 and len(table) == rows
    return {"cpu": cost.cpu, "wall": cost.wall, "grown": cost.grown}


def change_column(folder: Path, rows: int) -> Figures:
    """Upper-case an e-mail column, journal durable, and undo it."""
    dataset = opened(folder)
    operation = operation_of({"operation": "change_case", "field": "email", "case": "upper"})
    does, undoes = [], []
    for _turn in range(TURNS):
        with measured() as cost:
            changes = dataset.do(operation, PERSON)
        assert changes.count > rows * 0.9, changes
        does.append(cost)
        with measured() as cost:
            dataset.undo(PERSON)
        undoes.append(cost)
    dataset.close()
    return {"do_cpu": middle([one.cpu for one in does]), "do_wall": middle([one.wall for one in does]),
            "undo_cpu": middle([one.cpu for one in undoes]), "undo_wall": middle([one.wall for one in undoes]),
            "peak": max(one.peak for one in does)}


def sorted_view(folder: Path, rows: int) -> Figures:
    """Order by two text columns, and read pages of 60 rows at random places of that order."""
    from workstation.dataset.view import Sort, View, positions
    from workstation.engine.engine import shared

    table = opened(folder).table
    view = View(sort=(Sort("org_name"), Sort("name", descending=True)))
    orders = []
    for _turn in range(TURNS):
        with measured() as cost:
            order = positions(table, view, shared())
        orders.append(cost)
    assert len(order) == rows
    chance, pages = np.random.default_rng(1), []
    for at in chance.integers(0, max(1, rows - PAGE), 200):
        start = time.process_time()
        page = [table.columns[field.id].values_at(order[at : at + PAGE]) for field in table.fields]
        pages.append(time.process_time() - start)
    assert len(page) == 20
    return {"order_cpu": middle([one.cpu for one in orders]), "order_wall": middle([one.wall for one in orders]),
            "page_cpu": middle(pages), "page_worst": max(pages), "peak": max(one.peak for one in orders)}


def standard_and_mapping(table: Any) -> tuple[Any, dict[str, str]]:
    """Return the benchmark's standard and how the table is mapped to it."""
    from workstation.standards.lint import load

    standard = load(Path(__file__).parent / "standard")
    assert len(standard.rules) == len(RULES)
    return standard, {field.id: field.name for field in table.fields if field.name in standard.by_name}


def check(folder: Path, rows: int) -> Figures:
    """Check 25 rules with every failing cell listed, in turn with the same asked by hand of the same Arrow table."""
    import pyarrow as pa

    from workstation.engine.engine import MEMORY_LIMIT
    from workstation.standards.check import check as checked
    from workstation.standards.check import divisions

    table = opened(folder).table
    standard, mapping = standard_and_mapping(table)
    columns = [table.columns[field.id].folded for field in table.fields]
    data = pa.table([*columns, pa.array(np.arange(rows))], names=[*(f.name for f in table.fields), "position"])
    codes = divisions().select(["code"])
    ours, hand = [], []
    for _turn in range(TURNS):
        with measured() as cost:
            result = checked(table, standard, mapping)
            found = result.cells()
        ours.append(cost)
        with measured() as cost:
            asked = check_by_hand(data, codes, MEMORY_LIMIT)
        hand.append(cost)
    counted = np.bincount(asked.column("rule").to_numpy(), minlength=len(RULES)).tolist()
    by_rule = {line["rule"]: line["failed"] for line in result.rules()}
    assert dict(zip(RULES, counted, strict=True)) == by_rule, "the two do not find the same"
    return {"wall": min(one.wall for one in ours), "cpu": min(one.cpu for one in ours),
            "hand_wall": min(one.wall for one in hand), "hand_cpu": min(one.cpu for one in hand),
            "cells": found.num_rows, "peak": max(one.peak for one in ours)}


def edit_cells(folder: Path, rows: int) -> Figures:
    """Edit one cell after another, each durable and checked again against 25 rules; watch the memory."""
    from workstation.standards.check import check as checked
    from workstation.standards.live import recheck

    dataset = opened(folder)
    standard, mapping = standard_and_mapping(dataset.table)
    result = checked(dataset.table, standard, mapping)
    names = [field.name for field in dataset.table.fields if field.name in standard.by_name]
    chance, took, memory = np.random.default_rng(2), [], []
    for turn in range(EDITS):
        row = int(dataset.table.row_ids(dataset.table.visible[[int(chance.integers(0, rows))]])[0])
        name = names[int(chance.integers(0, len(names)))]
        operation = operation_of({"operation": "edit_cells", "cells": [[row, name, f"edit {turn}"]]})
        start = time.perf_counter()
        changes = dataset.do(operation, PERSON)
        result = recheck(result, dataset.table, changes.fields, changes.rows)
        took.append(time.perf_counter() - start)
        if turn % (EDITS // 20) == 0:
            memory.append(anonymous())
    dataset.close()
    return {"edits": EDITS, "middle": middle(took), "worst": max(took), "p99": sorted(took)[len(took) * 99 // 100],
            "memory_early": memory[4], "memory_late": memory[-1], "memory_worst": max(memory[4:])}


def operation_of(data: dict[str, Any]) -> Any:
    """Return the operation that plain data describes."""
    from workstation.catalogue import operation

    return operation(data)


def main() -> None:
    """Run the stage that the command line names and print its figures."""
    from tests.bench import books, collect, screen

    name, folder, rows = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    stages: list[Callable[[Path, int], Figures]] = [
        yardstick_import, import_csv, reopen, change_column, sorted_view, check, edit_cells, screen.frame, screen.start,
        books.yardstick_calamine, books.yardstick_openpyxl, books.import_xlsx, books.first_rows, books.cancel_xlsx,
        collect.collect_files]
    print(json.dumps({stage.__name__: stage for stage in stages}[name](folder, rows)))


if __name__ == "__main__":
    main()
