"""Marked: what a workbook that was marked up and sent back remembers, so that it is known when it returns corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workstation.templates.form import checksum

MARKED = "_marked"
"""Name of the hidden sheet."""
FORMAT = "1"


@dataclass(frozen=True)
class Mark:
    """One cell that was marked: row of the sheet from 1, field of the standard, row id in the dataset."""

    row: int
    field: str
    row_id: int = 0


@dataclass(frozen=True)
class Marked:
    """What was marked up: whose rows, as they stood at which state of the dataset.

    dataset, source: ids; empty for a file that was marked without a dataset
    state:           state of the dataset's history when it was marked
    sheet:           name of the sheet
    headers:         {field of the standard: the text of its header}
    """

    dataset: str
    source: str
    state: int
    sheet: str
    standard: str
    form: str = ""
    sender: str = ""
    file: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()

    def lines(self) -> list[list[str]]:
        """Return the rows of the hidden sheet."""
        lines = [["workstation-marked", FORMAT], ["dataset", self.dataset], ["source", self.source],
                 ["state", str(self.state)], ["sheet", self.sheet], ["standard", self.standard], ["form", self.form],
                 ["sender", self.sender], ["file", self.file]]
        lines += [["header", field, text] for field, text in self.headers]
        lines += [["mark", str(mark.row), mark.field, str(mark.row_id)] for mark in self.marks]
        return [*lines, ["checksum", checksum(lines)]]

    @classmethod
    def from_lines(cls, lines: Iterable[Sequence[str]]) -> Marked | None:
        """Return what a hidden sheet remembers; None when it is not ours or no longer whole."""
        rows = [[*row, "", "", ""] for row in lines if row and row[0]]
        if not rows or rows[0][:2] != ["workstation-marked", FORMAT]:
            return None
        said = {row[0]: row[1] for row in rows if row[0] not in ("header", "mark")}
        headers = tuple((row[1], row[2]) for row in rows if row[0] == "header")
        try:
            marks = tuple(Mark(int(row[1]), row[2], int(row[3])) for row in rows if row[0] == "mark")
            state = int(said.get("state", ""))
        except ValueError:
            return None
        found = cls(said.get("dataset", ""), said.get("source", ""), state, said.get("sheet", ""), said.get("standard", ""),
                    said.get("form", ""), said.get("sender", ""), said.get("file", ""), headers, marks)
        return found if said.get("checksum") == checksum(found.lines()[:-1]) else None
