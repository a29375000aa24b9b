"""XML, Parquet, Arrow, SQLite and Data Packages: values as plain text, nothing run, nothing fetched, nothing followed."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from decimal import Decimal

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from tests.readers.conftest import read_file
from workstation.errors import Problem

# --- xml ---------------------------------------------------------------------------------------------------------------

XMLS = [
    ("attributes and children", '<r><o id="1"><n>a</n></o><o id="2"><n>b</n></o></r>', ["id", "n"], [["1", "a"], ["2", "b"]]),
    ("a value with an attribute", '<r><o><p cur="EUR">5.10</p></o><o><p cur="USD">6</p></o></r>', ["p", "p.cur"],
     [["5.10", "EUR"], ["6", "USD"]]),
    ("what repeats inside", "<r><o><t>a</t><t>b</t></o><o><t>c</t></o></r>", ["t"], [['["a", "b"]'], ["c"]]),
    ("nothing and blank", '<r xmlns:xsi="x"><o><a xsi:nil="true">1</a><b/></o><o><a>2</a></o></r>', ["a", "b"],
     [[None, None], ["2", None]]),
    ("a list of plain values", "<r><a>1</a><a>2</a></r>", ["a"], [["1"], ["2"]]),
    ("one record", "<r><a>1</a><b>2</b></r>", ["a", "b"], [["1", "2"]]),
    ("an unknown entity stays", '<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><r><o><a>x&foo;y</a></o><o><a>2</a></o></r>',
     ["a"], [["x&foo;y"], ["2"]]),
]


@pytest.mark.parametrize(("content", "names", "rows"), [pytest.param(*case[1:], id=case[0]) for case in XMLS])
def test_the_element_that_repeats_gives_the_rows(tmp_path, content, names, rows):
    (tmp_path / "x.xml").write_text(content)
    (one,) = read_file(tmp_path / "x.xml")
    assert (one.names, one.rows) == (names, rows)


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "big5", "shift_jis", "iso-8859-1", "utf-16"])
def test_xml_is_read_in_the_encoding_that_it_names(tmp_path, encoding):
    text = "é" if encoding == "iso-8859-1" else "中文"
    xml = f'<?xml version="1.0" encoding="{encoding}"?><r><o><a>{text}</a></o><o><a>2</a></o></r>'
    (tmp_path / "x.xml").write_bytes(xml.encode(encoding))
    (one,) = read_file(tmp_path / "x.xml")
    assert one.rows == [[text], ["2"]]


def test_several_elements_that_repeat_are_several_tables(tmp_path):
    (tmp_path / "x.xml").write_text('<r><cs><c k="1"/><c k="2"/></cs><os><o><p>1</p></o><o><p>2</p></o></os></r>')
    assert [(one.found.sheet, one.names) for one in read_file(tmp_path / "x.xml")] == [("cs/c", ["k"]), ("os/o", ["p"])]


@pytest.mark.parametrize(("content", "code"), [
    ('<!DOCTYPE r [<!ENTITY a "b">]><r><o>1</o><o>2</o></r>', "hostile-file"),
    ('<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>', "hostile-file"),
    ("<r><o>1</o><o>2</r>", "damaged-file"), ("<a>" * 1_000 + "</a>" * 1_000, "too-deep"), ("<r>text</r>", "no-table"),
    ('<?xml version="1.0"?><r>' + "".join(f"<a{at}/>" for at in range(20_100)) + "</r>", "no-table"),
])
def test_xml_that_harms_or_breaks_is_refused(tmp_path, content, code):
    (tmp_path / "x.xml").write_text(content)
    with pytest.raises(Problem) as caught:
        read_file(tmp_path / "x.xml")
    assert caught.value.code == code


# --- parquet and arrow -------------------------------------------------------------------------------------------------

COLUMNS = {
    "whole": (pa.array([9007199254740993, None], pa.int64()), ["9007199254740993", None]),
    "float": (pa.array([0.1, 1e20]), ["0.1", "100000000000000000000"]),
    "small": (pa.array([1e-7, 5.0]), ["0.0000001", "5"]),
    "nothing": (pa.array([float("nan"), -2.5]), [None, "-2.5"]),
    "short": (pa.array([0.1, 3.0], pa.float32()), ["0.1", "3"]),
    "price": (pa.array([Decimal("1.10"), Decimal("-0.05")]), ["1.10", "-0.05"]),
    "truth": (pa.array([True, None]), ["true", None]),
    "text": (pa.array(["", " x"]), [None, " x"]),
    "day": (pa.array([dt.date(1899, 1, 1), None]), ["1899-01-01", None]),
    "at": (pa.array([dt.datetime(2024, 1, 2, 3, 4, 5, 600_000), dt.datetime(2024, 1, 2)], pa.timestamp("us")),
           ["2024-01-02 03:04:05.6", "2024-01-02 00:00:00"]),
    "zoned": (pa.array([dt.datetime(2024, 1, 2), None], pa.timestamp("ms", "+08:00")), ["2024-01-02 08:00:00+08:00", None]),
    "time": (pa.array([dt.time(3, 4, 5), None], pa.time64("us")), ["03:04:05", None]),
    "bytes": (pa.array([b"\xff\x00", b"plain"]), ["ff00", "plain"]),
    "list": (pa.array([["a", None], []]), ['["a", null]', "[]"]),
    "inside": (pa.array([{"a": 1}, None]), ["1", None]),
    "word": (pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
}


@pytest.mark.parametrize("ending", ["parquet", "feather"])
def test_typed_columns_are_plain_text(tmp_path, ending):
    table = pa.table({name: array for name, (array, _texts) in COLUMNS.items()})
    path = tmp_path / f"x.{ending}"
    if ending == "parquet":
        pq.write_table(table, path)
    else:
        pyarrow.feather.write_feather(table, path)
    (one,) = read_file(path)
    assert one.names == [f"{name}.a" if name == "inside" else name for name in COLUMNS]
    shown = dict(zip(COLUMNS, map(list, zip(*one.rows, strict=True)), strict=True))
    assert shown == {name: texts for name, (_array, texts) in COLUMNS.items()}


@pytest.mark.parametrize("ending", ["parquet", "feather"])
def test_a_damaged_file_of_columns_is_refused(tmp_path, ending):
    path = tmp_path / f"x.{ending}"
    mark = b"PAR1" if ending == "parquet" else b"ARROW1\0\0"
    path.write_bytes(mark + b"\x99" * 500 + mark)
    with pytest.raises(Problem) as caught:
        read_file(path)
    assert caught.value.code == "damaged-file"


# --- sqlite ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path):
    def make(*statements):
        with sqlite3.connect(tmp_path / "x.db") as db:
            for statement in statements:
                db.execute(statement)
        db.close()
        return tmp_path / "x.db"

    return make


def test_tables_and_views_are_sheets_and_values_are_plain_text(database):
    path = database("create table t(a primary key, b) without rowid",
                    "insert into t values ('007', 1.5), ('008', 9007199254740993), ('009', x'ff00')",
                    "insert into t values ('010', 100.0), ('011', '')",
                    "create view v as select upper(a) as u from t")
    t, v = read_file(path)
    assert t.rows == [["007", "1.5"], ["008", "9007199254740993"], ["009", "ff00"], ["010", "100"], ["011", None]]
    assert (v.found.sheet, v.names, len(v.rows)) == ("v", ["u"], 5)
    assert any("bytes" in one for one in t.warnings)


def test_a_view_that_counts_for_ever_is_stopped(database, monkeypatch):
    monkeypatch.setattr("workstation.readers.sqlite.PATIENCE", 0.3)
    path = database("create table t(a)", "insert into t values (1)", "create view v as with recursive c(n) as"
                    " (select 1 union all select n + 1 from c) select count(*) as n from c")
    (one,) = read_file(path)
    assert one.found.sheet == "t" and any("passed over" in warning for warning in one.warnings)


def test_a_database_that_loads_programs_or_makes_huge_values_is_not_obeyed(database):
    path = database("create table t(a)", "insert into t values (1)",
                    "create view v as select load_extension('x') as n", "create view w as select zeroblob(900000000) as n")
    (one,) = read_file(path)
    assert one.found.sheet == "t"


# --- data packages -----------------------------------------------------------------------------------------------------


def package(folder, *resources):
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
    return folder / "datapackage.json"


def test_resources_are_read_as_the_descriptor_says(tmp_path):
    (tmp_path / "a.csv").write_text("1;NA\n2;x\n")
    (tmp_path / "b.csv").write_text("3;y\n")
    path = package(tmp_path, {"name": "both", "path": ["a.csv", "b.csv"], "dialect": {"delimiter": ";", "header": False},
                              "schema": {"fields": [{"name": "n"}, {"name": "t"}], "missingValues": ["", "NA"]}})
    (one,) = read_file(path)
    assert (one.names, one.rows, one.lines) == (["n", "t"], [["1", None], ["2", "x"], ["3", "y"]], [1, 2, 3])


@pytest.mark.parametrize(("where", "code"), [("../secret.csv", "hostile-file"), ("/etc/passwd", "hostile-file"),
                                             ("http://127.0.0.1/x.csv", "remote-file"), ("gone.csv", "no-file")])
def test_nothing_outside_of_the_folder_is_read(tmp_path, where, code):
    with pytest.raises(Problem) as caught:
        read_file(package(tmp_path, {"name": "x", "path": where}))
    assert caught.value.code == code
