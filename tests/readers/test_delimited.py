"""Delimited text: what a csv holds is read as it stands, and every line is accounted for."""

from __future__ import annotations

import pytest

from workstation.errors import Problem
from workstation.readers import records as records_module
from workstation.readers.records import Dialect, records

PLAIN = [
    ("comma", "a,b\n1,x\n2,y\n", ["a", "b"], [["1", "x"], ["2", "y"]]),
    ("semicolon with decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", ["a", "b"], [["1,5", "2,5"], ["3,5", "4,5"]]),
    ("tab", "a\tb\n1\tx,y\n", ["a", "b"], [["1", "x,y"]]),
    ("bar", "a|b|c\n1|2|3\n", ["a", "b", "c"], [["1", "2", "3"]]),
    ("carriage returns only", "a,b\r1,2\r3,4\r", ["a", "b"], [["1", "2"], ["3", "4"]]),
    ("windows line ends", "a,b\r\n1,2\r\n", ["a", "b"], [["1", "2"]]),
    ("no line end at the end", "a,b\n1,2", ["a", "b"], [["1", "2"]]),
    ("header only", "a,b\n", ["a", "b"], []),
    ("one column", "name\nOslo\nBergen\n", ["name"], [["Oslo"], ["Bergen"]]),
    ("one cell", "name", ["name"], []),
    ("quoted empty is blank", 'a,b\n"",1\n', ["a", "b"], [[None, "1"]]),
    ("spaces stay", "a,b\n x ,\u3000\n", ["a", "b"], [[" x ", "\u3000"]]),
    ("doubled marks", 'a,b\n"say ""hi""",2\n', ["a", "b"], [['say "hi"', "2"]]),
    ("marks inside a field are text", 'a,b\n5" pipe,2\n', ["a", "b"], [['5" pipe', "2"]]),
    ("backslash escapes", 'a,b\n"say \\"hi\\" now",2\n"x \\"y\\" z",3\n', ["a", "b"],
     [['say "hi" now', "2"], ['x "y" z', "3"]]),
    ("apostrophes as marks", "a,b\n'x, y','2'\n'z','3'\n", ["a", "b"], [["x, y", "2"], ["z", "3"]]),
    ("leading zeros", "id,n\n007,1\n010,2\n", ["id", "n"], [["007", "1"], ["010", "2"]]),
    ("null words are text", "a,b\nNA,NULL\nnan,None\n", ["a", "b"], [["NA", "NULL"], ["nan", "None"]]),
]


@pytest.mark.parametrize("text, names, rows", [c[1:] for c in PLAIN], ids=[c[0] for c in PLAIN])
def test_a_text_is_read_as_it_stands(read, text, names, rows):
    got = read(text)
    assert (got.names, got.rows, got.rejected) == (names, rows, [])


def test_a_line_break_inside_marks_does_not_end_a_record_and_line_numbers_go_on(read):
    got = read('a,b\n1,"x\ny\nz"\n2,w\n\n3,v\n')
    assert got.rows == [["1", "x\ny\nz"], ["2", "w"], ["3", "v"]]
    assert got.lines == [2, 5, 7]
    assert (got.balance.lines, got.balance.blank) == (5, 1)


RAGGED = [
    ("too few", "1,2", "This line has 2 fields, the table has 3."),
    ("too many", "1,2,3,4", "This line has 4 fields, the table has 3."),
    ("a mark that is never closed", '1,"2,3', "A quotation mark opens in this line and is not closed"),
]


@pytest.mark.parametrize("line, why", [c[1:] for c in RAGGED], ids=[c[0] for c in RAGGED])
def test_a_line_that_does_not_fit_is_rejected_with_its_number_text_and_reason(read, line, why):
    got = read(f'a,b,c\n1,x,y\n{line}\n3,"v",w\n4,x,"z"\n')
    assert got.rows == [["1", "x", "y"], ["3", "v", "w"], ["4", "x", "z"]]
    assert [(one.line, one.raw) for one in got.rejected] == [(3, line)]
    assert str(got.rejected[0].why).startswith(why)
    assert got.lines == [2, 4, 5]


def test_a_mark_left_open_in_the_last_line_swallows_nothing(read):
    got = read('a,b\n1,2\n3,"4\n')
    assert (got.rows, [one.line for one in got.rejected]) == ([["1", "2"]], [3])


def test_fields_too_many_that_are_empty_lose_nothing_and_are_taken(read):
    got = read("a,b\n1,2\n3,4,,\n5,6\n")
    assert (got.rows, got.rejected) == ([["1", "2"], ["3", "4"], ["5", "6"]], [])


def test_short_lines_are_filled_when_a_person_says_so(read):
    got = read("a,b,c\n1,2,3\n4,5\n6,7,8\n", short_rows="fill")
    assert got.rows == [["1", "2", "3"], ["4", "5", None], ["6", "7", "8"]]


def test_lines_of_delimiters_only_are_blank(read):
    got = read("a,b\n1,2\n,\n,\n3,4\n")
    assert (got.rows, got.balance.blank, got.lines) == ([["1", "2"], ["3", "4"]], 2, [2, 5])


def test_titles_above_the_header_are_left_out_and_named(read):
    got = read("报表标题\n单位：万元,,\n编号,名称,金额\n1,甲,10\n2,乙,20\n")
    assert got.names == ["编号", "名称", "金额"]
    assert (got.found.header_rows, got.found.first_row, got.balance.head) == (1, 4, 3)
    assert any("1, 2" in warning for warning in got.warnings)


def test_a_file_without_a_header_loses_no_row(read):
    got = read("1,2.5,2024-01-05\n2,3.5,2024-01-06\n")
    assert (got.names, len(got.rows), got.found.first_row) == (["column_1", "column_2", "column_3"], 2, 1)


def test_names_are_made_unique_with_a_warning(read):
    got = read("a,,a,b,\n1,2,3,4,5\n")
    assert got.names == ["a", "column_2", "a_2", "b", "column_5"]
    assert len(got.warnings) == 2


def test_the_person_decides_where_the_data_starts(read):
    text = "x,y\nunits,kg\na,b\n1,2\n"
    assert read(text, header_rows=2).names == ["x/units", "y/kg"]
    assert read(text, first_row=4).names == ["a", "b"]
    assert read(text, header_rows=0, first_row=1).rows[0] == ["x", "y"]


def test_a_ragged_file_is_never_read_as_one_column_in_silence(read):
    got = read("just a note, with a comma\nanother line\na third, one\nand more\nno end\n")
    assert len(got.names) > 1 or any("one column" in warning for warning in got.warnings)
    lines = got.balance
    assert lines.lines == 5


def test_nothing_at_all_is_a_problem(read):
    for content in ("", "\n\n", "\ufeff\n"):
        with pytest.raises(Problem) as caught:
            read(content)
        assert caught.value.code == "empty-file"


def test_nul_bytes_are_kept_and_told(read):
    got = read(b"a,b\n1,x\x00y\n2,z\n3,w\n")
    assert got.rows[0] == ["1", "x\x00y"]
    assert any("NUL" in warning for warning in got.warnings)


def test_long_numbers_that_a_program_cut_are_told(read):
    assert any("3.50102E+17" in warning for warning in read("id,n\n3.50102E+17,1\n3.50103E+17,2\n").warnings)


def test_identifiers_are_never_suggested_as_numbers(read):
    got = read("code,id,n,d,t\n007,350102199001011234,1,2024/1/5,x\n008,350102199001011235,2,2024/1/6,y\n")
    assert got.suggested == ("string", "string", "integer", "date", "string")


def test_a_record_beyond_the_limit_is_set_aside_and_the_rest_is_read(monkeypatch):
    monkeypatch.setattr(records_module, "LONGEST", 40)
    text = b'a,b\n1,"open\n' + b"2,plain text\n" * 20
    got = list(records([text[i : i + 16] for i in range(0, len(text), 16)], Dialect(",")))
    assert [broken for some in got for broken in some.broken] == [(2, b'1,"open')]
    assert sum(len(some) for some in got) == 21


def test_an_unknown_option_is_refused_with_the_known_ones(read):
    with pytest.raises(Problem) as caught:
        read("a,b\n", delimeter=";")
    assert caught.value.code == "bad-option" and "delimiter" in caught.value.where


def test_signs_are_counted_once_wherever_a_part_is_cut():
    from types import SimpleNamespace

    from workstation.readers.delimited_read import _Tally

    text = "，a\ufffdｂ\ufeff\ufffd".encode() * 3
    for size in range(2, 9):
        tally = _Tally(SimpleNamespace(names=("a",)))
        assert b"".join(tally.watched(text[at : at + size] for at in range(0, len(text), size))) == text
        assert (tally.lost, tally.marks) == (6, 3)


TABLES = [
    ("of other widths", "id,name\n1,a\n2,b\n\nregion,total,year\nnorth,5,2020\nsouth,6,2021\n",
     [(["id", "name"], 2, 1), (["region", "total", "year"], 2, 5)]),
    ("of one width, each with names above numbers", "id,n\n1,5\n2,6\n\nTitle of the second\nyear,m\n2020,7\n2021,8\n",
     [(["id", "n"], 2, 1), (["year", "m"], 2, 6)]),
    ("blank lines between groups of one table", "id,name\n1,a\n\n2,b\n3,c\n\n4,d\n5,e\n", [(["id", "name"], 5, 1)]),
    ("texts only, with blank lines between", "city,land\nOslo,Norway\n\nParis,France\nRome,Italy\n",
     [(["city", "land"], 3, 1)]),
]


@pytest.mark.parametrize("text, tables", [c[1:] for c in TABLES], ids=[c[0] for c in TABLES])
def test_tables_one_below_the_other_are_found_and_each_counts_every_line(tmp_path, text, tables):
    from tests.readers.conftest import read_file

    (tmp_path / "x.csv").write_text(text, "utf-8")
    got = read_file(tmp_path / "x.csv")
    assert [(one.names, len(one.rows)) for one in got] == [table[:2] for table in tables]
    assert [next(part.range for part in one.found.parts if part.kind == "header") for one in got] == [
        f"{table[2]}:{table[2]}" for table in tables]
    assert all(one.balance.lines == text.count("\n") and not one.rejected for one in got)


def test_lines_of_another_dialect_are_told(read):
    got = read("a,b,c\n1,2,3\n4,5,6\n7;8;9\n1;2;3\n")
    assert (len(got.rows), len(got.rejected), got.found.confidence < 0.7) == (2, 2, True)
    assert any("two kinds: lines 4-5" in one for one in got.warnings)


FIXED = "name   age  city\nAnna    12  Oslo\nBob      7  Bergen city\nCarla  100  Bodo\n"


def test_a_file_of_fixed_width_is_found_or_cut_as_a_person_says(read):
    got = read(FIXED.replace("name   age  city", "name   age   city").replace("  Oslo", "   Oslo").replace(
        "  Bergen", "   Bergen").replace("  Bodo", "   Bodo"))
    assert got.rows[1] == ["Bob", "7", "Bergen city"]
    assert read("0101AB x\n0202CD yy\n", widths=[2, 2, 4], header_rows=0).rows == [["01", "01", "AB x"], ["02", "02", "CD yy"]]


def test_lines_columns_and_a_last_row_are_read_as_a_person_says(read):
    text = "id,n,m\n1,10,5\n2,20,6\n3,3,3\n"
    got = read(text, columns="A,C", last_row=3)
    assert (got.names, got.rows, got.balance.notes) == (["id", "m"], [["1", "5"], ["2", "6"]], 1)
    assert read("x, y\n\nz\n", kind="lines").rows == [["x, y"], ["z"]]
