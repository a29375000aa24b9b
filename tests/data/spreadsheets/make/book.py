"""What a case of the corpus is made of: cells with what a person sees in them, sheets, expected tables, and the case."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parent.parent
MANIFEST = CORPUS / "manifest.csv"
OWN = "Apache-2.0 (made for this project)"


@dataclass(frozen=True)
class Cell:
    """A cell: the stored value, its number format, what a person sees; a formula with its result as the value."""

    value: Any
    format: str | None = None
    shown: str | None = None
    formula: str | None = None
    comment: str | None = None

    @property
    def text(self) -> str | None:
        """Return what a person sees."""
        return self.shown if self.shown is not None else seen(self.value)


def seen(value: Any) -> str | None:
    """Return what a person sees of a plain value: its text, a whole number without a point, TRUE or FALSE."""
    if isinstance(value, Cell):
        return value.text
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@dataclass
class Sheet:
    """A sheet: rows of values or Cells; areas such as A1:D1; rows and columns from 0."""

    rows: Sequence[Sequence[Any]]
    name: str = "Sheet1"
    merges: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    visible: str = "visible"
    bold: Sequence[int] = ()
    """Rows in bold."""
    filtered: str = ""
    """Area of an automatic filter."""

    def grid(self) -> list[list[str | None]]:
        """Return what a person sees, cell by cell, up to the last row and column that hold something."""
        rows = [[seen(value) for value in row] for row in self.rows]
        while rows and not any(rows[-1]):
            rows.pop()
        width = max((at + 1 for row in rows for at, text in enumerate(row) if text), default=0)
        return [(row + [None] * width)[:width] for row in rows]

    def table(
        self,
        header: int = 0,
        first: int = 1,
        last: int | None = None,
        left: int = 0,
        right: int | None = None,
        names: Sequence[str] | None = None,
        leave: Sequence[int] = (),
    ) -> Table:
        """Return the table in this sheet: its header row, first row of data and the row after the last (from 0)."""
        grid = self.grid()
        taken = [row[left:right] for at, row in enumerate(grid) if first <= at < (last or len(grid)) and at not in leave]
        return Table(list(names or [text or "" for text in grid[header][left:right]]), taken, self.name)


@dataclass
class Book:
    """A workbook."""

    sheets: list[Sheet]
    date1904: bool = False


@dataclass
class Table:
    """A table that has to be found: names and rows of texts, None for a blank cell."""

    names: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    sheet: str = ""
    number: int = 1
    visible: bool = True
    kind: str = "table"

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "sheet": self.sheet,
            "table": self.number,
            "visible": self.visible,
            "kind": self.kind,
            "names": list(self.names),
            "rows": [list(row) for row in self.rows],
        }


@dataclass
class Expected:
    """What has to come out of one file.

    tables:  every table, hidden ones among them; None when a Problem has to come
    problem: code of the Problem; several where each is an honest answer
    options: what a person says beside the file
    says:    pieces of text that the warnings and reasons must hold, such as the address of a cell
    grids:   for some sheets every cell as displayed
    more:    further keys: balance, sheets, encoding, suggested ...
    """

    tables: Sequence[Table] | None = None
    problem: str | Sequence[str] = ""
    options: dict[str, Any] = field(default_factory=dict)
    says: Sequence[str] = ()
    grids: dict[str, list[list[str | None]]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def lines(self) -> str:
        """Return it as JSON that a person can read and compare: a row a line."""
        data: dict[str, Any] = {}
        if self.options:
            data["options"] = self.options
        if self.problem:
            data["problem"] = [self.problem] if isinstance(self.problem, str) else list(self.problem)
        if self.says:
            data["says"] = list(self.says)
        data |= self.more
        head = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()]
        if self.tables is not None:
            head.append(' "tables": [' + ",".join(_laid(table.data(), "rows") for table in self.tables) + "]")
        if self.grids:
            grids = [_laid({"sheet": name, "cells": cells}, "cells") for name, cells in self.grids.items()]
            head.append(' "grids": [' + ",".join(grids) + "]")
        return "{\n" + ",\n".join(head) + "\n}\n"


def _laid(data: dict[str, Any], long: str) -> str:
    rows = data.pop(long)
    start = json.dumps(data, ensure_ascii=False)[:-1]
    body = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f'\n  {start}, "{long}": [\n    {body}]}}' if rows else f'\n  {start}, "{long}": []}}'


@dataclass
class Made:
    """A file that was made, for the manifest."""

    path: str
    by: str
    shows: str
    licence: str = OWN


class Corpus:
    """Where files and their expectations go; a file that is there is not made again unless that is asked for."""

    def __init__(self, again: bool = False, only: str = "") -> None:
        """Make what is missing, or everything whose name holds `only` again."""
        self.again, self.only = again, only
        self.made: list[Made] = []

    def add(self, path: str, by: str, shows: str, make: Callable[[Path], None], expected: Expected, licence: str = OWN) -> None:
        """Make a file, with what has to come out of it beside it."""
        target = CORPUS / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.only in path and (self.again or not target.exists()):
            target.unlink(missing_ok=True)
            make(target)
            if not target.exists():
                raise RuntimeError(f"{by} did not write {path}")
        target.with_name(target.name + ".expected.json").write_text(expected.lines(), "utf-8")
        self.made.append(Made(path, by, shows, licence))

    def write_manifest(self) -> None:
        """Write which file was made by what and shows what."""
        with MANIFEST.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["file", "made by", "shows", "licence"])
            writer.writerows([made.path, made.by, made.shows, made.licence] for made in sorted(self.made, key=lambda m: m.path))
