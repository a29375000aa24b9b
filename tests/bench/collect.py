"""The stage that takes 300 workbooks of 200 rows into one dataset."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.data import CITIES, SEED, TRADES
from tests.bench.measure import measured, synced

FILES, ROWS = 300, 200
PERSON = "bench"

Figures = dict[str, Any]


def files_folder(folder: Path, files: int = FILES) -> Path:
    """Return a folder of so many workbooks; written once, a second call finds them there."""
    import openpyxl

    made = folder / f"collect-{files}"
    if made.exists():
        return made
    unfinished = folder / "collect.part"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    chance = np.random.default_rng(SEED)
    for number in range(files):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Return")
        sheet.append(["Code", "City", "Trade", "Day", "Count", "Price", "Phone", "Remark"])
        cities, trades = chance.integers(0, len(CITIES), ROWS), chance.integers(0, len(TRADES), ROWS)
        counts, prices = chance.integers(0, 5_000, ROWS), chance.random(ROWS)
        for at in range(ROWS):
            sheet.append([f"{number:03d}-{at:04d}", list(CITIES)[cities[at]], list(TRADES)[trades[at]],
                          f"2025-0{1 + at % 9}-11", int(counts[at]), round(float(prices[at]) * 1000, 2),
                          f"138{int(counts[at]):08d}", None])
        book.save(unfinished / f"return {number:03d}.xlsx")
    unfinished.rename(made)
    return made


def collect_files(folder: Path, rows: int) -> Figures:
    """Import all workbooks into one dataset, matched by name; `rows` limits their number in tests."""
    from workstation.importing.collect import collect, files_of
    from workstation.workspace import Workspace

    files = files_of([files_folder(folder, min(FILES, max(2, rows // ROWS)))])
    shutil.rmtree(folder / "collected", ignore_errors=True)
    workspace = Workspace.create(folder / "collected", administrator=PERSON)
    synced()
    with measured() as cost:
        done = collect(workspace, files, PERSON, name="all")
    workspace.close()
    if done.failed:
        raise SystemExit(f"{len(done.failed)} files were not read: {done.failed[0].data()}")
    return {"files": len(files), "rows": done.rows, "cpu": cost.cpu, "wall": cost.wall}
