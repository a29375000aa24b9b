"""Where the tables are in a sheet: made sheets, sheets set down by hand after real ones, and what a person may choose."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.readers.sheets_made import made_sheet
from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.cell_names import column_number
from workstation.readers.grid import CellNotes, Sheet, TextGrid
from workstation.readers.options import Options
from workstation.readers.reader import SURE, Found, unique_names
from workstation.readers.sheet_tables import read_table, tables_of, told

CASES = Path(__file__).parent / "cases" / "layout"


def read(grid: TextGrid, found: Found) -> tuple[list[list[str | None]], list[int], Any, list[str]]:
    reading = read_table(grid, found, Job())
    rows: list[list[str | None]] = []
    lines: list[int] = []
    for batch in reading:
        rows += [list(row) for row in zip(*(column.to_pylist() for column in batch.data.columns), strict=True)]
        lines += batch.rows.to_pylist()
    one = reading.balance
    assert one.lines == one.read + one.rejected + one.blank + one.head + one.hidden + one.notes
    assert min(one.data().values()) >= 0 and one.read == len(rows)
    return rows, lines, one, [str(warning) for warning in (*found.warnings, *reading.warnings)]


def counted(seeds: range) -> tuple[int, int, int, list[int]]:
    """Return how many are found as they are, how many of the others and of these are marked unsure, and the others."""
    right = unsure_wrong = unsure_right = 0
    wrong: list[int] = []
    for seed in seeds:
        made = made_sheet(seed)
        grid = made.grid()
        found = tables_of(grid, Options(), Job())
        got = []
        for one in found:
            _rows, lines, _balance, _told = read(grid, one)
            got.append((list(one.names), lines, one.kind))
        want = [(list(unique_names(one.names)[0]), one.rows, one.kind) for one in made.truth]
        unsure = min((one.confidence for one in found), default=0.0) < SURE
        if sorted(got, key=str) == sorted(want, key=str):
            right += 1
            unsure_right += unsure
        else:
            wrong.append(seed)
            unsure_wrong += unsure
    return right, unsure_wrong, unsure_right, wrong


@pytest.mark.parametrize("seeds", [range(60), pytest.param(range(10_000, 12_000), marks=pytest.mark.long)], ids=["few", "2000"])
def test_made_sheets_are_found_as_they_are_or_marked_unsure(seeds):
    right, unsure_wrong, unsure_right, wrong = counted(seeds)
    assert right >= 0.97 * len(seeds) - (1 if len(seeds) < 1000 else 0), wrong
    assert unsure_wrong >= 0.9 * len(wrong) - (1 if len(seeds) < 1000 else 0), wrong
    assert unsure_right <= 0.1 * right


def _cases() -> list[Any]:
    out = []
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            out.append(pytest.param(case, id=f"{path.stem}: {case['name']}"))
    return out


def _cell(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, column_number(letters)


def grid_of(case: dict[str, Any]) -> TextGrid:
    lines = case["sheet"].strip("\n").split("\n")
    rows = [[cell.strip().replace("\\n", "\n") or None for cell in line.split("|")] for line in lines]
    merges = tuple((_cell(a), _cell(b)) for a, b in (area.split(":") for area in case.get("merges", [])))
    hidden = frozenset(row - 1 for row in case.get("hidden_rows", []))
    columns = frozenset(column_number(one) for one in case.get("hidden_columns", []))
    return TextGrid(rows, Sheet(merges=merges, hidden_rows=hidden, hidden_columns=columns))


@pytest.mark.parametrize("case", _cases())
def test_a_sheet_as_offices_make_them_is_understood(case):
    grid = grid_of(case)
    found = tables_of(grid, Options.from_data(case.get("options", {})), Job())
    got = []
    said: list[str] = []
    for one in found:
        rows, lines, _balance, warnings = read(grid, one)
        got.append({"names": list(one.names), "lines": lines, "kind": one.kind, "rows": rows})
        said += warnings + [f"{part.kind} {part.range} {part.reason}" for part in one.parts] + [str(r) for r in one.reasons]
    want = case.get("table", [])
    for one in want:
        if "rows" in one:
            one["rows"] = [[cell or None for cell in row] for row in one["rows"]]
    assert [{key: one[key] for key in asked} for one, asked in zip(got, want, strict=False)] == want
    assert len(got) == len(want)
    for words in case.get("says", []):
        assert any(words in one for one in said), (words, said)
    if "unsure" in case:
        assert (min(one.confidence for one in found) < SURE) is case["unsure"]


STAFF = [
    ["花名册"],
    ["姓名", "部门", "工资"],
    ["张三", "一科", "5200"],
    ["李四", "二科", "6100"],
    ["王五", "一科", "4800"],
    ["合计", None, "16100"],
]


def test_what_a_person_chooses_overrides_the_guess_and_is_said():
    grid = TextGrid(STAFF)
    (one,) = tables_of(grid, Options(header_rows=0, first_row=2), Job())
    assert (one.header_rows, one.first_row, any("You chose" in str(reason) for reason in one.reasons)) == (0, 2, True)
    (one,) = tables_of(grid, Options(totals="keep"), Job())
    assert read(grid, one)[1] == [3, 4, 5, 6]
    (one,) = tables_of(grid, Options(last_row=4), Job())
    assert read(grid, one)[1] == [3, 4]
    (one,) = tables_of(grid, Options(columns="A,C"), Job())
    assert one.names == ("姓名", "工资")
    with pytest.raises(Problem):
        tables_of(grid, Options(columns="1:2"), Job())
    with pytest.raises(Problem):
        tables_of(grid, Options(first_row=99), Job())
    with pytest.raises(Problem):
        tables_of(grid, Options(table=2), Job())


def test_hidden_rows_and_columns_are_told_and_taken_only_when_asked_for():
    grid = TextGrid(STAFF[1:], Sheet(hidden_rows=frozenset((2,)), hidden_columns=frozenset((1,))))
    (one,) = tables_of(grid, Options(), Job())
    _rows, lines, balance, warnings = read(grid, one)
    assert (list(one.names), lines, balance.hidden) == (["姓名", "工资"], [2, 4], 1)
    assert any("Hidden rows were not taken: 3" in said for said in warnings)
    assert any("Hidden columns were not taken: B" in said for said in warnings)
    assert [part.range for part in one.parts if part.kind == "hidden"] == ["A3:C3", "B1:B5"]
    (one,) = tables_of(grid, Options(hidden=True), Job())
    assert (list(one.names), read(grid, one)[1]) == (["姓名", "部门", "工资"], [2, 3, 4])


def test_merged_cells_are_filled_and_numbers_among_them_told_apart():
    rows = [["地区", "村", "拨款"], ["城区", "东村", "100"], [None, "西村", None], ["郊区", "南村", "70"]]
    merges = (((1, 0), (2, 0)), ((1, 2), (2, 2)))
    grid = TextGrid(rows, Sheet(merges=merges))
    (one,) = tables_of(grid, Options(), Job())
    assert read(grid, one)[0] == [["城区", "东村", "100"], ["城区", "西村", "100"], ["郊区", "南村", "70"]]
    assert any("C2" in str(said) and "more than once" in str(said) for said in one.warnings)
    (one,) = tables_of(grid, Options(merged="first"), Job())
    assert read(grid, one)[0][1] == [None, "西村", None]


def test_what_is_told_of_a_table_is_plain_data():
    (one,) = tables_of(TextGrid(STAFF), Options(), Job())
    data = told(one)
    assert (data["range"], data["header_rows"], data["first_row"], data["last_row"]) == ("A2:C5", [2], 3, 5)
    assert [part["kind"] for part in data["parts"]] == ["title", "header", "data", "total"]
    assert (data["fields"], data["unsure"], data["kind"]) == (["姓名", "部门", "工资"], False, "table")


def test_damaged_identity_numbers_and_noted_cells_are_told():
    rows = [["姓名", "身份证号"], ["甲", "110101199003070000"], ["乙", "110101199003078515"], ["丙", "#N/A"]]
    grid = TextGrid(rows, Sheet(notes=CellNotes(errors={(3, 1): "#N/A"}, comments={(1, 0): "核实"})))
    (one,) = tables_of(grid, Options(), Job())
    said = " ".join(read(grid, one)[3])
    assert "1 identity numbers" in said and "row 2" in said and "B4 #N/A" in said and "A2 核实" in said
