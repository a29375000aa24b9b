"""Peek and convert without a workspace; import, append and reimport as commands."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest


@pytest.fixture
def book(tmp_path):
    """A workbook of a cover, two tables in one sheet, and a hidden sheet."""
    made = openpyxl.Workbook()
    cover = made.active
    cover.title = "Cover"
    for row in (["Name", "Phone", "Note"], ["a", "+86 10", "-"], ["b", "=1+1", "@x"], ["c", "007", None]):
        cover.append(row)
    cover["B3"].data_type = "s"
    hidden = made.create_sheet("Hidden")
    for row in (["k", "v"], ["1", "2"], ["3", "4"]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    made.create_sheet("Empty")
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_peek_tells_every_sheet_its_tables_and_why_there_is_none(run, book):
    told = run("peek", book).data
    assert told["kind"] == "xlsx" and {"file", "encoding", "dialect", "warnings", "seconds"} <= set(told)
    sheets = {sheet["name"]: sheet for sheet in told["sheets"]}
    assert sheets["Hidden"]["visible"] == "hidden" and sheets["Hidden"]["tables"]
    assert sheets["Empty"]["tables"] == [] and sheets["Empty"]["why"]
    table = sheets["Cover"]["tables"][0]
    assert table["fields"] == ["Name", "Phone", "Note"] and table["range"] == "A1:C4"
    assert table["confidence"] > 0 and table["unsure"] is (table["confidence"] < 0.7) and table["reasons"]


def test_peek_goes_on_over_several_files_and_says_which_failed(run, book, tmp_path):
    answer = run("peek", book, tmp_path / "gone.xlsx")
    assert answer.code == 1
    assert [sorted(one)[:2] for one in answer.data["files"]][1] == ["error", "file"]


def test_a_table_in_csv_is_guarded_for_people_raw_when_asked_and_a_grid_is_as_it_stands(run, book, tmp_path):
    assert run("convert", book, "--to", tmp_path / "people.csv").code == 0
    assert cells(tmp_path / "people.csv")[1:3] == [["a", "'+86 10", "'-"], ["b", "'=1+1", "'@x"]]
    assert run("convert", book, "--to", tmp_path / "raw.csv", "--raw").code == 0
    assert cells(tmp_path / "raw.csv")[1:3] == [["a", "+86 10", "-"], ["b", "=1+1", "@x"]]
    done = run("convert", book, "--to", tmp_path / "grid.csv", "--grid").data
    assert cells(tmp_path / "grid.csv") == [["Name", "Phone", "Note"], ["a", "+86 10", "-"], ["b", "=1+1", "@x"],
                                            ["c", "007", ""]]
    assert (done["rows"], done["sheet"], done["table"]) == (4, "Cover", None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.xlsx", "grid.csv", "people.csv", "raw.csv"]


@pytest.mark.parametrize("ending", [".xlsx", ".jsonl"])
def test_a_grid_is_the_same_in_other_formats(run, book, tmp_path, ending):
    assert run("convert", book, "--to", tmp_path / f"grid{ending}", "--grid", "--sheet", "Hidden").code == 0
    if ending == ".xlsx":
        sheet = openpyxl.load_workbook(tmp_path / "grid.xlsx").active
        found = [list(row) for row in sheet.iter_rows(values_only=True)]
    else:
        found = [json.loads(line) for line in (tmp_path / "grid.jsonl").read_text("utf-8").splitlines()]
    assert found == [["k", "v"], ["1", "2"], ["3", "4"]]


def test_a_batch_answers_a_line_each_and_one_that_fails_stops_no_other(run, book, tmp_path):
    lines = [{"file": str(book), "to": str(tmp_path / "1.jsonl")},
             {"file": str(tmp_path / "gone.xlsx"), "to": str(tmp_path / "2.csv")},
             {"file": str(book), "to": str(tmp_path / "3.csv"), "sheet": "Nowhere"},
             {"file": str(book), "to": str(tmp_path / "4.parquet"), "sheet": "Hidden", "table": 1, "options": {}},
             {"file": str(book), "to": str(tmp_path / "5.csv"), "options": {"nonsense": 1}},
             {"file": str(book), "to": str(tmp_path / "6.csv"), "grid": True}]
    (tmp_path / "list.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\nno json\n", "utf-8")
    answer = run("convert", "--batch", tmp_path / "list.jsonl", as_json=False)
    told = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 1 and len(told) == 7
    assert ["error" in one for one in told] == [False, True, True, False, True, False, True]
    assert {"file", "to", "rows", "fields", "sheet", "table", "confidence", "unsure", "warnings"} <= set(told[0])
    assert told[1]["error"]["code"] == "no-file" and told[4]["error"]["code"] == "bad-option"
    assert set(told[1]["error"]) == {"code", "what", "where", "remedy"}
    assert (tmp_path / "4.parquet").exists() and not (tmp_path / "2.csv").exists()


REFUSED = [
    (("--to", "out.doc"), "unknown-kind"), (("--to", "out.parquet", "--grid"), "unknown-kind"),
    (("--to", "out.csv", "--sheet", "x"), "no-sheet"), (("--to", "out.csv", "--options", "[]"), "bad-option"),
    ((), "usage"),
]


@pytest.mark.parametrize(("words", "code"), REFUSED, ids=[" ".join(one[0]) or "nothing" for one in REFUSED])
def test_what_cannot_be_converted_is_a_problem(run, book, tmp_path, words, code):
    given = [tmp_path / word if word.startswith("out.") else word for word in words]
    answer = run("convert", book, *given)
    assert answer.code == 2 and answer.problem["code"] == code


def test_import_append_reimport_and_show_work_as_commands(office, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("id,name\n1,a\n2,b\n", "utf-8")
    (tmp_path / "in" / "b.csv").write_text("name;id\nc;3\nd;4\n", "utf-8")
    done = office("import", tmp_path / "in", "--together", "all").data
    assert done["rows"] == 4 and [one["rows"] for one in done["files"]] == [2, 2] and done["failed"] == 0
    shown = office("show", "all").data["rows"]
    assert [row["source"] for row in shown][2] == {"file": "b.csv", "sheet": "", "row": 2}
    (tmp_path / "new.csv").write_text("id,name\n4,dd\n5,e\n", "utf-8")
    assert office("append", "all", tmp_path / "new.csv", "--key", "id", "--update", "--preview").data["changed"] == 1
    told = office("append", "all", tmp_path / "new.csv", "--key", "id", "--update").data
    assert (told["added"], told["cells"]) == (1, 1)
    again = office("reimport", "all", "--options", "{}").data
    assert again["did_not_fit"] == 0 and again["rows"] == 5
    assert office("verify", "all").code == 0


def test_import_answers_with_table_and_confidence(office, book):
    told = office("import", book).data
    assert told["table"] == 1 and told["unsure"] is (told["confidence"] < 0.7)
