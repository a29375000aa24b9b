"""Views: rows in the right order, the right rows, and Ctrl+F."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest

from workstation.dataset.change import RowsAdded, RowsHidden
from workstation.dataset.column import blank_column
from workstation.dataset.facet import facet, measure
from workstation.dataset.field import Field
from workstation.dataset.filter import Between, Contains, IsBlank, OneOf, RowSet, Unreadable
from workstation.dataset.table import Table
from workstation.dataset.view import Sort, View, find, positions
from workstation.engine.engine import Engine
from workstation.errors import Problem


@pytest.fixture(scope="module")
def engine():
    opened = Engine(threads=1)
    yield opened
    opened.close()


def table_of(columns, **types):
    fields = tuple(Field(id=f"id-{name}", name=name, type=types.get(name, "string")) for name in columns)
    data = pa.table([pa.array(texts, pa.string()) for texts in columns.values()], names=[field.id for field in fields])
    empty = Table(fields=fields, columns={field.id: blank_column(0) for field in fields})
    return RowsAdded("0190a000-0000-7000-8000-000000000001", 1, data).apply(empty)


def seen(table, view, engine, field="x"):
    return table.columns[table.field(field).id].take(positions(table, view, engine)).to_pylist()


SORTS = [
    ("texts by code point, blanks last", "string", False,
     ["b", None, "a", " ", "B", "中"], ["B", "a", "b", "中", None, " "]),
    ("downwards, blanks still last", "string", True, ["b", None, "a", " ", "B"], ["b", "a", "B", None, " "]),
    ("digits as text", "string", False, ["10", "9", "1"], ["1", "10", "9"]),
    ("numbers by value", "integer", False, ["10", "9", "１１", "1,000", "abc", None, "-3"],
     ["-3", "9", "10", "１１", "1,000", "abc", None]),
    ("numbers downwards, unreadable after them", "number", True, ["1.5", "x", None, "1e3", "nan", "2"],
     ["1e3", "2", "1.5", "x", "nan", None]),
    ("no rounding of long numbers", "integer", False, ["110105194912310022", "110105194912310021"],
     ["110105194912310021", "110105194912310022"]),
    ("dates by day", "date", False, ["2024年1月5日", "2023-12-31", "20240104", "x", None, "2024/1/6"],
     ["2023-12-31", "20240104", "2024年1月5日", "2024/1/6", "x", None]),
    ("dates with a time", "datetime", True, ["2024-01-05 08:00", "2024-01-05T09:30:00", "2024-01-04"],
     ["2024-01-05T09:30:00", "2024-01-05 08:00", "2024-01-04"]),
]


@pytest.mark.parametrize(("kind", "down", "given", "wanted"), [case[1:] for case in SORTS],
                         ids=[case[0] for case in SORTS])
@pytest.mark.parametrize("times", [1, 40], ids=["many texts", "few texts"])
def test_rows_are_sorted_by_what_the_field_holds(kind, down, given, wanted, times, engine):
    table = table_of({"x": given * times}, x=kind)
    found = seen(table, View(sort=(Sort("x", down),)), engine)
    filled = [text for text in wanted if text and text.strip() for _ in range(times)]
    assert found[: len(filled)] == filled
    assert not any(text and text.strip() for text in found[len(filled) :])


def test_equal_rows_keep_their_order_and_a_second_key_decides(engine):
    table = table_of({"x": ["b", "a", "b", "a"], "y": ["1", "2", "0", "1"]})
    assert positions(table, View(sort=(Sort("x"),)), engine).tolist() == [1, 3, 0, 2]
    assert positions(table, View(sort=(Sort("x", True), Sort("y"))), engine).tolist() == [2, 0, 3, 1]


def test_notations_of_a_field_decide_how_its_dates_are_sorted(engine):
    table = table_of({"x": ["02/01/2024", "01/02/2024"]})
    field = table.fields[0].with_(type="date", formats=("%d/%m/%Y",))
    assert seen(table.with_(fields=(field,)), View(sort=(Sort("x"),)), engine) == ["02/01/2024", "01/02/2024"]


TEXTS = ["Oslo", "oslo bay", None, "  ", "Ab_c", "100%", "北京", "1,500", "2024-01-05"]
FILTERS = [
    ("one of", OneOf(field="x", values=("Oslo", "北京")), ["Oslo", "北京"]),
    ("nothing in it", OneOf(field="x", values=(None,)), [None]),
    ("none of", OneOf(field="x", values=("Oslo", None), negate=True), TEXTS[1:2] + TEXTS[3:]),
    ("contains, capitals make no difference", Contains(field="x", text="OSLO"), ["Oslo", "oslo bay"]),
    ("contains exactly", Contains(field="x", text="oslo", ignore_case=False), ["oslo bay"]),
    ("wildcards are plain", Contains(field="x", text="b_C"), ["Ab_c"]),
    ("percent is plain", Contains(field="x", text="0%"), ["100%"]),
    ("whole cell", Contains(field="x", text="oslo", whole=True), ["Oslo"]),
    ("a pattern", Contains(field="x", text="^[0-9]{3}", pattern=True), ["100%", "2024-01-05"]),
    ("contains not", Contains(field="x", text="o", negate=True),
     [None, "  ", "Ab_c", "100%", "北京", "1,500", "2024-01-05"]),
    ("blank", IsBlank(field="x"), [None, "  "]),
    ("not blank", IsBlank(field="x", negate=True), ["Oslo", "oslo bay", "Ab_c", "100%", "北京", "1,500", "2024-01-05"]),
    ("numbers between", Between(field="x", low="1000", high="1,500", reads="number"), ["1,500"]),
    ("numbers from", Between(field="x", low="1501", reads="number"), []),
    ("dates, the last day whole", Between(field="x", high="2024-01-05", reads="date"), ["2024-01-05"]),
    ("not readable as numbers", Unreadable(field="x", reads="number"),
     ["Oslo", "oslo bay", "Ab_c", "100%", "北京", "2024-01-05"]),
]


@pytest.mark.parametrize(("asked", "wanted"), [case[1:] for case in FILTERS], ids=[case[0] for case in FILTERS])
def test_a_filter_keeps_the_rows_it_says(asked, wanted, engine):
    table = table_of({"x": TEXTS})
    view = View(filters=(asked,))
    assert View.from_data(json.loads(json.dumps(view.data()))) == view
    assert seen(table, view, engine) == wanted


def test_hidden_rows_are_never_in_a_view(engine):
    table = table_of({"x": ["a", "b", "a", "a"]})
    ids = table.row_ids(table.visible)
    table = RowsHidden(ids[[0]]).apply(table)
    assert positions(table, View(), engine).tolist() == [1, 2, 3]
    assert positions(table, View(filters=(OneOf(field="x", values=("a",)),)), engine).tolist() == [2, 3]
    assert positions(table, View(sort=(Sort("x"),)), engine).tolist() == [2, 3, 1]
    assert facet(table, "x", engine=engine).values == (("a", 2), ("b", 1))
    assert positions(table, View(filters=(RowSet(rows=tuple(ids.tolist()[:3])),)), engine).tolist() == [1, 2]
    assert positions(table, View(filters=(RowSet(rows=(int(ids[1]),), negate=True),)), engine).tolist() == [2, 3]


def test_a_search_looks_in_every_field(engine):
    table = table_of({"x": ["a", "b", "c"], "y": ["Needle", None, "a needle"]})
    assert positions(table, View(search="NEEDLE"), engine).tolist() == [0, 2]
    assert positions(table, View(search="needle", filters=(OneOf(field="x", values=("c",)),)), engine).tolist() == [2]


@pytest.mark.parametrize(("view", "code"), [
    (View(sort=(Sort("z"),)), "no-field"),
    (View(filters=(Contains(field="x", text="(", pattern=True),)), "bad-pattern"),
    (View(filters=(Between(field="x", low="soon", reads="number"),)), "bad-bound"),
], ids=["no field", "bad pattern", "bad bound"])
def test_what_cannot_be_asked_is_refused_in_words(view, code, engine):
    with pytest.raises(Problem) as refused:
        positions(table_of({"x": ["a"]}), view, engine)
    assert refused.value.code == code


def test_an_unknown_filter_is_refused():
    with pytest.raises(Problem) as refused:
        View.from_data({"filters": [{"kind": "magic"}]})
    assert refused.value.code == "bad-filter"


def test_a_facet_counts_exactly_and_its_own_filter_does_not_narrow_it(engine):
    table = table_of({"x": ["a", "b", "a", None, "c"], "y": ["1", "1", "2", "1", "2"]})
    view = View(filters=(OneOf(field="x", values=("b",)), OneOf(field="y", values=("1",))))
    found = facet(table, "x", view, engine=engine)
    assert (found.values, found.distinct, found.total, found.blank) == ((("a", 1), ("b", 1), (None, 1)), 2, 3, 1)
    short = facet(table, "x", limit=1, engine=engine)
    assert (short.values, short.distinct, short.total) == ((("a", 2),), 3, 5)
    assert [text for text, _ in facet(table, "x", sort="text", engine=engine).values] == ["a", "b", "c", None]
    assert facet(table, "x", View(filters=(OneOf(field="y", values=("9",)),)), engine=engine).total == 0


def test_the_range_of_a_field_says_what_could_not_be_read(engine):
    table = table_of({"x": ["10", "9", "x", None, " ", "1e2"],
                      "d": ["2024年1月5日", "2023-01-01", "?", None, "20250101", ""]})
    found = measure(table, "x", reads="number", engine=engine)
    assert (found.low, found.high, found.read, found.blank, found.unreadable) == ("9", "1e2", 3, 2, 1)
    dates = measure(table, "d", reads="date", engine=engine)
    assert (dates.low, dates.high, dates.read, dates.blank, dates.unreadable) == ("2023-01-01", "20250101", 3, 2, 1)


def test_find_goes_on_after_the_cell_it_stands_on_and_round_at_the_end():
    table = table_of({"x": ["ab", "c", "AB"], "y": [None, "b", "ab"]})
    found = find(table, "ab")
    assert (found.index, found.field, found.wrapped) == (0, "id-x", False)
    found = find(table, "ab", (0, 0))
    assert (found.index, found.field) == (2, "id-x")
    found = find(table, "ab", (2, 1))
    assert (found.index, found.field, found.wrapped) == (0, "id-x", True)
    found = find(table, "ab", (2, 1), backwards=True)
    assert (found.index, found.field) == (2, "id-x")
    found = find(table, "ab", (0, 0), backwards=True)
    assert (found.index, found.field, found.wrapped) == (2, "id-y", True)
    assert find(table, "zz") is None
    assert find(table, "") is None
    found = find(table, "b", (0, -1), "y")
    assert (found.index, found.field) == (1, "id-y")
    only = find(table, "c", (1, 0))
    assert (only.index, only.wrapped) == (1, True)


def test_find_follows_the_order_of_the_view():
    table = table_of({"x": [f"row {i}" for i in range(5_000)]})
    order = np.arange(4_999, -1, -1)
    found = find(table, "row 42", order=order)
    assert (found.index, found.position) == (4_999 - 4_299, 4_299)
