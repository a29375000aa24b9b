"""Every operation does what its cases say, in plain data, and what it did can be taken back.

A case file is tests/operations/<operation>.toml. Each [[case]] has: `case` (its name in words), `given` (fields with
their texts, "" is blank), `params`, and of `expected` (fields and texts afterwards, in order), `summary`, `count` (of
the change), `cells` (cells changed), `notes`, `problem` (the code it is refused with), `rows` (row numbers from 1 of
the view, in order) those that matter.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from workstation.dataset.preview import preview
from workstation.errors import Problem
from workstation.operations.catalogue import OPERATIONS, by_name, operation

HERE = Path(__file__).parent
CASES = [(path.stem, case) for path in sorted(HERE.glob("*.toml"))
         for case in tomllib.loads(path.read_text("utf-8"))["case"]]


def _ids(params, row_ids):
    """Return cells of edit_cells with row numbers turned into row ids."""
    if "cells" not in params:
        return params
    return params | {"cells": [[int(row_ids[cell[0] - 1]), cell[1], cell[2] or None] for cell in params["cells"]]}


def _rows(table):
    return {field.name: [text or "" for text in table.texts(field.id)] for field in table.fields}


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['case']}" for name, case in CASES])
def test_a_case_gives_what_it_says_and_can_be_taken_back(name, case, given, context):
    table = given({key: [text or None for text in texts] for key, texts in case["given"].items()}, case.get("types"))
    row_ids = table.row_ids(table.visible)
    rows = np.array([row_ids[row - 1] for row in case["rows"]], dtype=np.int64) if "rows" in case else None
    data = {"operation": name, **_ids(case.get("params", {}), row_ids)}
    if "problem" in case:
        with pytest.raises(Problem) as refused:
            asked = operation(data).resolved(table)
            asked.check(table)
            asked.change(table, rows, context)
        assert refused.value.code == case["problem"]
        assert refused.value.what
        assert refused.value.remedy
        return
    asked = operation(data)
    resolved = asked.resolved(table)
    again = operation(json.loads(json.dumps(resolved.data(), ensure_ascii=False)))
    assert again == resolved
    assert operation(json.loads(json.dumps(resolved.named(table).data()))).resolved(table) == resolved
    resolved.check(table)
    shown = preview(table, resolved, rows, context, limit=3)
    after, steps = table, []
    for change in shown.changes:
        steps.append(change)
        after = change.apply(after)
    expected = case.get("expected", case["given"])
    assert list(_rows(after)) == list(expected)
    assert _rows(after) == expected
    if "types" in case.get("after", {}):
        assert {field.name: field.type for field in after.fields} == case["after"]["types"]
    if "count" in case:
        assert shown.count == case["count"]
    if "cells" in case:
        assert shown.cell_count == case["cells"]
    if "notes" in case:
        assert [str(note) for note in shown.notes] == case["notes"]
    names = {field.id: field.name for field in table.fields}
    summary = resolved.summary(lambda key: names.get(key, key))
    assert summary == case.get("summary", summary)
    assert "id-" not in summary
    back = after
    for change in reversed(steps):
        back = change.inverse().apply(back)
    assert back.content_hash == table.content_hash


@pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.name)
def test_every_operation_has_cases_words_and_a_help_page(kind):
    assert (HERE / f"{kind.name}.toml").is_file()
    assert kind.title
    assert kind.help
    assert kind.__doc__
    assert by_name(kind.name) is kind


def test_every_case_file_belongs_to_an_operation():
    assert {name for name, _case in CASES} == {kind.name for kind in OPERATIONS}
