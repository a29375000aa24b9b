"""Code lists: a CSV with code, name and perhaps parent, valid_from, valid_to, replaced_by; read with every fault's line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from workstation.rules.spec import CodeList
from workstation.standards.yaml_reader import Faults
from workstation.text import say

COLUMNS = ("code", "name", "parent", "valid_from", "valid_to", "replaced_by")
SHOWN = 20  # faults of one kind in one file; a broken list of 50,000 lines needs no more to be understood


class _Line:
    """A place in a CSV, as faults want it."""

    def __init__(self, line: int) -> None:
        self.line, self.column = line - 1, 0


def read_codes(name: str, data: bytes, faults: Faults, *, title: str = "", version: str = "", basis: str = "") -> CodeList:
    """Return the code list in the bytes of a CSV (UTF-8); what is wrong is noted, the rest is kept.

    An empty list is a fault: every cell would fail.
    """
    columns: dict[str, list[str]] = {"code": []}
    lines: list[int] = []
    for line, row in _rows(data, faults, columns):
        lines.append(line)
        for column in columns:
            columns[column].append(row[column])
    _doubles(columns["code"], lines, faults)
    _parents(columns, lines, faults)
    if not columns["code"] and not faults.found:
        faults.error("empty-codes", _Line(1), say("The code list has no codes."))
    return CodeList(name, title or name, version, basis, faults.file, columns)


def _rows(data: bytes, faults: Faults, columns: dict[str, list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.error("bad-encoding", _Line(data.count(b"\n", 0, error.start) + 1),
                     say("The file is not UTF-8 text. Save it as UTF-8."))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if "code" not in header or len(set(header)) < len(header):
            faults.error("bad-header", _Line(1), say("The first line must name the columns: code,name and perhaps "
                                                     "parent,valid_from,valid_to,replaced_by."))
            return
        columns.update({column: [] for column in COLUMNS if column in header})
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                if len(faults.found) < SHOWN:
                    faults.error("ragged", _Line(reader.line_num), say("This line has {n} values, the first line {m}.",
                                                                       n=len(cells), m=len(header)))
                continue
            row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            if row["code"]:
                yield reader.line_num, row
            elif len(faults.found) < SHOWN:
                faults.error("no-code", _Line(reader.line_num), say("This line has no code."))
    except csv.Error as error:
        faults.error("bad-csv", _Line(reader.line_num), say("The CSV cannot be read: {why}", why=str(error)))


def _doubles(codes: list[str], lines: list[int], faults: Faults) -> None:
    first: dict[str, int] = {}
    found = 0
    for code, line in zip(codes, lines, strict=True):
        if code in first:
            found += 1
            if found <= SHOWN:
                faults.error("double-code", _Line(line), say("Code “{code}” stands twice, first in line {line}.", code=code,
                                                             line=first[code]))
        else:
            first[code] = line


def _parents(columns: dict[str, list[str]], lines: list[int], faults: Faults) -> None:
    """Note parents that are not in the list: a remark only, since lists are often cut out of larger ones."""
    known = set(columns["code"])
    missing = [(line, parent) for line, parent in zip(lines, columns.get("parent", []), strict=False)
               if parent and parent not in known]
    if missing:
        faults.add("info", "unknown-parent", _Line(missing[0][0]),
                   say("{n} codes name a parent that is not in the list, the first is “{parent}”.", n=len(missing),
                       parent=missing[0][1]))
