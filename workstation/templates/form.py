"""Form: what a workbook to fill in is about, and the hidden sheet by which it is known when it comes back."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workstation.errors import Problem
from workstation.text import _

SHEET = "_form"
"""Name of the hidden sheet."""
LISTS = "_lists"
"""Name of the hidden sheet with long code lists."""
MARK = "workstation-form"
FORMAT = "1"
KEY = MARK + ":"
"""What the hidden row of field names begins with, in the first column; the form's id follows."""
TITLE, SENDER, HINT, KEYS, HEADER, EXAMPLE, FIRST = range(1, 8)
"""Rows of the sheet, from 1, as it is made."""
MARGIN = 1
"""Columns before the first field: what marks the example row."""


@dataclass(frozen=True)
class Column:
    """One column to fill in.

    name:    field of the standard
    kind:    one of columns.KINDS
    show:    what a choice shows: code, or both (code and name); empty where there is no list of codes
    example: what stands in the example row, as a person sees it
    """

    name: str
    title: str
    kind: str
    required: bool = False
    show: str = ""
    example: str = ""


@dataclass(frozen=True)
class Form:
    """One form that was sent out, or is to be. `sender` is empty while nobody in particular fills it in."""

    id: str
    standard: str
    version: str
    sha256: str
    title: str
    language: str
    columns: tuple[Column, ...]
    sender: str = ""
    made: str = ""
    sheet: str = ""

    @property
    def label(self) -> str:
        """Id and version of the standard as one word."""
        return f"{self.standard}@{self.version}"

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by field of the standard."""
        return {column.name: column for column in self.columns}

    def for_(self, sender: str) -> Form:
        """Return the same form for one sender."""
        return dataclasses.replace(self, sender=sender)

    def lines(self) -> list[list[str]]:
        """Return the rows of the hidden sheet: a word, then its values, all as text; the last is a checksum."""
        lines = [[MARK, FORMAT], ["form", self.id], ["standard", self.standard], ["version", self.version],
                 ["sha256", self.sha256], ["title", self.title], ["language", self.language], ["sender", self.sender],
                 ["made", self.made], ["sheet", self.sheet]]
        lines += [["column", column.name, column.title, column.kind, "required" if column.required else "", column.show,
                   column.example] for column in self.columns]
        return [*lines, ["checksum", checksum(lines)]]

    @classmethod
    def from_lines(cls, lines: Iterable[Sequence[str]]) -> tuple[Form, bool]:
        """Return the form that a hidden sheet describes, and whether its checksum is right.

        Problem when it is none of ours, or was made by a newer program.
        """
        rows = [[*row, *[""] * (7 - len(row))] for row in lines if row and row[0]]
        if not rows or rows[0][0] != MARK:
            raise Problem("no-form", _("This workbook is no form of ours."))
        if rows[0][1] != FORMAT:
            raise Problem("newer-format", _("This form was made by a newer version of this program."),
                          remedy=_("Install the newer version here."))
        said = {row[0]: row[1] for row in rows if row[0] != "column"}
        columns = tuple(Column(name, title, kind, bool(required), show, example)
                        for word, name, title, kind, required, show, example, *_more in rows if word == "column")
        form = cls(said.get("form", ""), said.get("standard", ""), said.get("version", ""), said.get("sha256", ""),
                   said.get("title", ""), said.get("language", ""), columns, said.get("sender", ""), said.get("made", ""),
                   said.get("sheet", ""))
        return form, said.get("checksum") == checksum(form.lines()[:-1])

    def data(self) -> list[dict[str, object]]:
        """Return the columns as plain data, as the workspace keeps them."""
        return [dataclasses.asdict(column) for column in self.columns]


def checksum(lines: Sequence[Sequence[str]]) -> str:
    """Return the SHA-256 over the rows of the hidden sheet, trailing empty cells left out."""
    plain = [list(row) for row in lines]
    for row in plain:
        while row and not row[-1]:
            row.pop()
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()
