"""The most common faults of a table: counted exactly, and gone once their operations were done."""

from __future__ import annotations

import pytest

from workstation.dataset.preview import preview
from workstation.operations.faults import common_faults

CASES = [
    ("clean", {"name": ["Ana", "Bo"], "born": ["2001-02-03", None]}, {}),
    ("spaces of every kind", {"name": [" Ana", "Bo\t", "\u3000Cy", "D y", None]}, {"spaces": 3}),
    ("only spaces", {"name": ["   ", "x"]}, {"spaces": 1}),
    ("full-width digits, Chinese punctuation aside", {"phone": ["１３８", "138", "好，好"]}, {"width": 1}),
    ("dates in several notations", {"born": ["2001年2月3日", "2001/2/3", "2001-02-03", "2001.2.3"]}, {"dates": 3}),
    ("numbers of five digits are no dates", {"amount": ["45296", "45297", "1200"]}, {}),
    ("versions are no dates", {"version": ["1.2", "3.4", "5.6"]}, {}),
    ("eight digits are no dates", {"code": ["20240105", "20240106"]}, {}),
    ("rows twice", {"a": ["1", "1", "1", None, None], "b": ["x", "x", "y", None, None]}, {"duplicates": 1}),
]


@pytest.mark.parametrize("columns, wanted", [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_faults_are_counted_and_mending_changes_just_as_many(given, context, columns, wanted):
    table = given(columns)
    found = common_faults(table, context.engine)
    assert {fault.kind: fault.count for fault in found} == wanted
    for fault in found:
        changed = sum(preview(table, operation, None, context).count for operation in fault.operations)
        assert changed == fault.count
        assert fault.sentence and fault.mending(lambda key: table.by_id[key].name)


def test_the_most_frequent_fault_comes_first(given, context):
    table = given({"name": [" a", " b", " c"], "phone": ["１", "2", "3"]})
    assert [fault.kind for fault in common_faults(table, context.engine)] == ["spaces", "width"]


def test_a_table_without_rows_has_no_faults(given, context):
    assert common_faults(given({"a": []}), context.engine) == []


def test_many_fields_are_named_shortly(given, context):
    table = given({name: [" x"] for name in "abcde"})
    assert common_faults(table, context.engine)[0].mending(lambda key: table.by_id[key].name) == "a, b, c and 2 more"
