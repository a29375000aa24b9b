"""JSON and JSON lines: where the records are, every digit as it stands, what is odd told, what is broken refused."""

from __future__ import annotations

import json

import pytest

from tests.readers.conftest import read_file
from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options

SHAPES = [
    ("a list of objects", '[{"a":1,"b":"x"},{"b":"y"}]', ["a", "b"], [["1", "x"], [None, "y"]]),
    ("a list of rows with their names", '[["name","n"],["a",1],["b",2.0]]', ["name", "n"], [["a", "1"], ["b", "2.0"]]),
    ("a list of rows without names", '[["a",1],["b",2]]', ["column_1", "column_2"], [["a", "1"], ["b", "2"]]),
    ("a list of values", "[1,2.50]", ["value"], [["1"], ["2.50"]]),
    ("columns", '{"a":[1,2],"b":["x","y"]}', ["a", "b"], [["1", "x"], ["2", "y"]]),
    ("columns with their rows by number", '{"a":{"0":1,"1":2},"b":{"0":3,"1":4}}', ["a", "b"], [["1", "3"], ["2", "4"]]),
    ("names beside the rows", '{"columns":["x","y"],"index":[0],"data":[[1,2]]}', ["x", "y"], [["1", "2"]]),
    ("the list inside an answer", '{"ok":true,"d":{"items":[{"a":1},{"a":2}]}}', ["a"], [["1"], ["2"]]),
    ("records by their key", '{"r1":{"a":1},"r2":{"a":3}}', ["key", "a"], [["r1", "1"], ["r2", "3"]]),
    ("one record", '{"name":"x","at":{"city":"B"},"t":[1,2]}', ["name", "at.city", "t"], [["x", "B", "[1, 2]"]]),
    ("features of a map", '{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"n":"A"},'
     '"geometry":{"type":"Point","coordinates":[1.0,2.50]}}]}', ["n", "id", "geometry"],
     [["A", "7", '{"type": "Point", "coordinates": [1.0, 2.50]}']]),
    ("a value on each line", '{"a":1}\n{"a":2}\n', ["a"], [["1"], ["2"]]),
    ("values one after the other", '{\n"a":1}\n{\n"a":2}', ["a"], [["1"], ["2"]]),
]


@pytest.mark.parametrize(("content", "names", "rows"), [pytest.param(*case[1:], id=case[0]) for case in SHAPES])
def test_records_are_found_wherever_they_stand(tmp_path, content, names, rows):
    (tmp_path / "x.json").write_text(content, "utf-8")
    (one,) = read_file(tmp_path / "x.json")
    assert (one.names, one.rows) == (names, rows)


def test_every_digit_stays_and_nested_values_are_flattened_or_kept_as_json(read):
    got = read('[{"id":12345678901234567890,"p":1.10,"e":1e5,"ok":true,"no":null,"at":{"z":"01"},"t":["é",1.50,{"k":-0}]}]',
               "x.json")
    assert dict(zip(got.names, got.rows[0], strict=True)) == {
        "id": "12345678901234567890", "p": "1.10", "e": "1e5", "ok": "true", "no": None, "at.z": "01",
        "t": '["é", 1.50, {"k": -0}]'}


def test_a_key_that_stands_twice_and_half_a_character_are_told(read):
    got = read('[{"a":1,"a":2,"b":"\\ud83d"}]', "x.json")
    assert got.rows == [["2", "\\ud83d"]]
    assert any("stand twice" in one for one in got.warnings) and any("half a character" in one for one in got.warnings)


def test_lines_that_are_no_record_are_rejected_and_kept(read):
    got = read('{"a":1}\n\nbad\n{"b":2}\n[1]\n', "x.jsonl")
    assert got.rows == [["1", None], [None, "2"]] and got.lines == [1, 4]
    assert [(one.line, one.raw) for one in got.rejected] == [(3, "bad"), (5, "[1]")]
    assert got.balance.blank == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_any_encoding_is_read(tmp_path, encoding):
    rows = [{"姓名": "张三", "地址": "北京市朝阳区建国路"}, {"姓名": "李四", "地址": "上海市浦东新区世纪大道"}]
    (tmp_path / "x.json").write_bytes(json.dumps(rows, ensure_ascii=False).encode(encoding))
    (one,) = read_file(tmp_path / "x.json")
    assert one.rows == [list(row.values()) for row in rows]


def test_several_lists_are_several_tables(tmp_path):
    (tmp_path / "x.json").write_text('{"a":[{"k":1}],"b":{"c":[{"l":1},{"l":2}]}}')
    assert [(one.found.sheet, one.names) for one in read_file(tmp_path / "x.json")] == [("a", ["k"]), ("b.c", ["l"])]
    (one,) = read_file(tmp_path / "x.json", sheet="b.c")
    assert one.rows == [["1"], ["2"]]


@pytest.mark.parametrize(("content", "code"), [
    ('[{"a":1},{"a":', "damaged-file"), ('[{"a":1},{"a":x}]', "damaged-file"), ("[" * 100_000, "too-deep"),
    ('[{"a":' + "[" * 500 + "]" * 500 + "}]", "too-deep"), ("[]", "no-table"), ('{"a":1} x', "damaged-file"),
])
def test_what_is_no_json_is_refused(tmp_path, content, code):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(Problem) as caught:
        read_file(tmp_path / "x.json")
    assert caught.value.code == code


def test_a_value_cut_by_the_edge_of_a_block_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("workstation.readers.encoding.BLOCK", 7)
    monkeypatch.setattr("workstation.readers.json_source.AHEAD", 3)
    rows = [{"n": 1234567.125, "t": "é\\\"" * 5, "l": [1, -20, True]} for _turn in range(40)]
    (tmp_path / "x.json").write_text(json.dumps(rows, indent=1))
    (one,) = read_file(tmp_path / "x.json")
    assert one.rows == [["1234567.125", "é\\\"" * 5, "[1, -20, true]"]] * 40


def test_the_grid_shows_names_and_records(tmp_path):
    (tmp_path / "x.json").write_text('[{"a":1},{"a":2}]')
    grid = open_file(tmp_path / "x.json").grid(tmp_path / "x.json", Options(), Job(), 1)
    assert [grid.text(row, 0) for row in range(grid.height)] == ["a", "1"]
