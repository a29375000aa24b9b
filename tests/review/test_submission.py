"""What is handed in, compared with the last version cell by cell; a sample that everybody draws alike; what a step changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from workstation.catalogue import operation
from workstation.dataset.dataset import Dataset
from workstation.dataset.looking_back import cells_of, reason_of
from workstation.importing import import_file
from workstation.job import Job
from workstation.review import sampling, submission
from workstation.workspace import Workspace


@pytest.fixture
def dataset(tmp_path: Path):
    """Make a dataset of 30 rows with a name and a town."""
    workspace = Workspace.create(tmp_path / "office", administrator="root", password="secret")
    file = tmp_path / "people.csv"
    file.write_text("name,town\n" + "".join(f"P{i},Oslo\n" for i in range(30)), encoding="utf-8")
    yield workspace.dataset(import_file(workspace, file, "li")[0].dataset)
    workspace.close()


def do(dataset: Dataset, name: str, rows=None, **values):
    return dataset.do(operation({"operation": name, **values}), "li", rows=rows)


def ids(dataset: Dataset, *numbers: int):
    return dataset.table.row_ids(dataset.table.visible[[number - 1 for number in numbers]])


def look(dataset: Dataset) -> submission.Submission:
    return submission.of(dataset, Job())


def test_after_an_import_nothing_has_changed(dataset):
    found = look(dataset)
    assert not found.changed and found.rows == 30 and found.since == 0


def test_each_changed_cell_is_listed_once_with_its_row_before_and_after(dataset):
    do(dataset, "edit_cells", cells=[[int(ids(dataset, 7)[0]), "town", "Bergen"]])
    do(dataset, "edit_cells", cells=[[int(ids(dataset, 7)[0]), "town", "Bodø"], [int(ids(dataset, 2)[0]), "name", ""]])
    found = look(dataset)
    assert [(cell.row, cell.field, cell.before, cell.after) for cell in found.cells] == [
        (2, "name", "P1", None), (7, "town", "Oslo", "Bodø")]
    assert found.cell_count == 2
    assert {one.name: one.cells for one in found.fields} == {"name": 1, "town": 1}
    assert len(found.steps) == 2


def test_what_was_changed_back_is_no_changed_cell(dataset):
    do(dataset, "change_case", field="town", case="upper")
    do(dataset, "change_case", field="town", case="title")
    found = look(dataset)
    assert found.cell_count == 0 and len(found.steps) == 2


def test_rows_added_and_removed_are_counted_and_not_told_as_cells(dataset):
    do(dataset, "remove_rows", rows=ids(dataset, 1, 2, 3))
    do(dataset, "add_rows", new_rows=[{"name": "New"}])
    found = look(dataset)
    assert (found.added, found.removed, found.cell_count) == (1, 3, 0)


def test_a_new_field_is_told_by_its_filled_cells(dataset):
    do(dataset, "add_field", new_name="note", text="x")
    found = look(dataset)
    assert {one.name: one.cells for one in found.fields} == {"note": 30}
    assert {cell.before for cell in found.cells} == {None}


def test_only_what_came_after_the_last_version_counts(dataset):
    do(dataset, "change_case", field="town", case="upper")
    dataset.submit("li")
    assert look(dataset).submitter == "li"
    dataset.approve("wang")
    do(dataset, "edit_cells", cells=[[int(ids(dataset, 1)[0]), "town", "Bergen"]])
    found = look(dataset)
    assert found.since == 1
    assert [(cell.before, cell.after) for cell in found.cells] == [("OSLO", "Bergen")]
    assert [one.verdict for one in found.decisions] == ["approve", "submit"]
    assert found.decisions[0].version == 1


def test_a_return_tells_its_reason_until_something_changes(dataset):
    dataset.submit("li")
    dataset.return_("wang", "Rows are missing")
    assert look(dataset).reason == "Rows are missing"
    assert reason_of(dataset, dataset.decisions.newest()) == "Rows are missing"
    do(dataset, "change_case", field="town", case="upper")
    assert look(dataset).reason == ""


def test_a_check_counts_only_while_nothing_changed_since(dataset):
    dataset.record("check", {"standard": "s", "error": 3, "warning": 0}, "li")
    assert look(dataset).check.operation["error"] == 3
    do(dataset, "change_case", field="town", case="upper")
    assert look(dataset).check is None


def test_the_same_seed_draws_the_same_rows_and_another_draws_others(dataset):
    table = dataset.table
    first = sampling.sample(table, 10, sampling.seed_of(table.content_hash))
    assert first.tolist() == sampling.sample(table, 10, sampling.seed_of(table.content_hash)).tolist()
    assert first.tolist() == sorted(set(first.tolist())) and len(first) == 10
    assert any(sampling.sample(table, 10, seed).tolist() != first.tolist() for seed in range(5))


def test_a_removed_row_is_never_drawn_and_a_small_table_is_drawn_whole(dataset):
    do(dataset, "remove_rows", rows=ids(dataset, 1, 2))
    assert sampling.sample(dataset.table, 100, 1).tolist() == dataset.table.visible.tolist()


STEPS = [
    ("edited cells", "edit_cells", {"cells": "row 3"}, [(3, "town", "Oslo", "Bergen")]),
    ("a renamed field changes no cell", "rename_field", {"field": "town", "new_name": "city"}, []),
    ("removed rows", "remove_rows", {"rows": "row 3"}, [(3, "name", "P2", None)]),
]


@pytest.mark.parametrize(("name", "values", "expected"), [case[1:] for case in STEPS], ids=[case[0] for case in STEPS])
def test_a_step_tells_its_cells_as_they_were_even_when_it_was_undone_since(dataset, name, values, expected):
    row = ids(dataset, 3)
    if "cells" in values:
        values = {"cells": [[int(row[0]), "town", "Bergen"]]}
    rows = row if values.pop("rows", None) else None
    entry = do(dataset, name, rows=rows, **values).entry
    do(dataset, "change_case", field="name", case="lower")
    dataset.undo("li")
    dataset.undo("li")
    assert [(cell.row, cell.field, cell.before, cell.after) for cell in cells_of(dataset, entry)] == expected


def test_answers_are_told_as_cells_of_their_question(dataset):
    schema = {"questions": [{"name": "q", "kind": "multiple", "options": ["a", "b"]}]}
    do(dataset, "set_label_schema", schema=schema)
    entry = do(dataset, "annotate", question="q", answer=["a", "b"], row_ids=[int(ids(dataset, 5)[0])]).entry
    assert [(cell.row, cell.field, cell.before, cell.after) for cell in cells_of(dataset, entry)] == [(5, "q", None, "a, b")]
