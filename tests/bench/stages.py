"""The stages of the benchmark, each run in a process of its own: `python -m tests.bench.stages NAME FOLDER ROWS`.

A stage prints one line of JSON: its figures. A process of its own means that memory and start-up are those of this
stage alone. FOLDER holds register.csv and the workspace that the import stage makes.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.measure import measured, middle, synced

PERSON = "bench"
NAME = "register"
PAGE = 60
TURNS = 3

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
    workspace.close()
    return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak, "grown": cost.grown, "bytes": size}


def opened(folder: Path) -> Any:
    """Return the benchmark's dataset, open."""
    from workstation.workspace import Workspace

    return Workspace(folder / "workspace").dataset(NAME)


def reopen(folder: Path, rows: int) -> Figures:
    """Open the dataset and show its first page; the program's own modules are loaded before, as in a running window."""
    import pyarrow.compute  # noqa: F401 - loaded before the clock starts

    from workstation.workspace import Workspace

    workspace = Workspace(folder / "workspace")
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


def operation_of(data: dict[str, Any]) -> Any:
    """Return the operation that plain data describes."""
    from workstation.catalogue import operation

    return operation(data)


STAGES: dict[str, Callable[[Path, int], Figures]] = {
    stage.__name__: stage for stage in (yardstick_import, import_csv, reopen, change_column)
}


def main() -> None:
    """Run the stage that the command line names and print its figures."""
    name, folder, rows = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(STAGES[name](folder, rows)))


if __name__ == "__main__":
    main()
