"""What the tests of readers share: write bytes to a file, read it as an import would, and look at everything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.reader import Balance, Found, Rejected


@dataclass
class Read:
    """A table that was read: its rows as lists of texts, the line of each, and what was told."""

    found: Found
    rows: list[list[str | None]]
    lines: list[int]
    rejected: list[Rejected]
    balance: Balance
    warnings: list[str]
    suggested: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return list(self.found.names)


def read_file(path: Path, **options: Any) -> list[Read]:
    """Read every table of a file."""
    reader = open_file(path)
    out = []
    for found in reader.tables(path, Options.from_data(options), Job()):
        rows: list[list[str | None]] = []
        lines: list[int] = []
        rejected: list[Rejected] = []
        reading = reader.read(path, found, Job())
        for batch in reading:
            rows += [list(row) for row in zip(*(column.to_pylist() for column in batch.data.columns), strict=True)]
            lines += batch.rows.to_pylist()
            rejected += batch.rejected
        balance = reading.balance
        assert balance.lines == balance.read + balance.rejected + balance.blank + balance.head + balance.hidden + balance.notes
        assert (balance.read, balance.rejected) == (len(rows), len(rejected))
        told = [str(one) for one in (*found.warnings, *reading.warnings)]
        out.append(Read(found, rows, lines, rejected, balance, told, reading.suggested))
    return out


@pytest.fixture
def read(tmp_path):
    """Read a text, given as str (UTF-8) or bytes, as a csv file."""

    def run(content: str | bytes, name: str = "x.csv", **options: Any) -> Read:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        (one,) = read_file(path, **options)
        return one

    return run


@pytest.fixture
def workbook(tmp_path):
    """Write rows to a sheet of an xlsx file and read it; `after` may change the sheet before it is saved."""
    from openpyxl import Workbook

    def run(rows, merges=(), after=None, **options: Any) -> Read:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        for area in merges:
            book.active.merge_cells(area)
        if after:
            after(book.active)
        book.save(tmp_path / "x.xlsx")
        (one,) = read_file(tmp_path / "x.xlsx", **options)
        return one

    return run
