"""Recipes: saved from a history, applied to another dataset by field name, with a report of each step."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from workstation.dataset.change import FieldAdded, RowsAdded
from workstation.dataset.column import NO_POSITIONS
from workstation.dataset.field import new_field, uuid7
from workstation.errors import Problem
from workstation.operations.catalogue import operation
from workstation.operations.recipe import Recipe, apply_recipe, recipe_of
from workstation.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "ws", administrator="li")
    yield made
    made.close()


@pytest.fixture
def dataset(workspace):
    """Return a function that makes a dataset of some texts."""

    def make(name, /, **columns):
        fields = [new_field(column) for column in columns]
        data = pa.table([pa.array(texts, pa.string()) for texts in columns.values()],
                        names=[field.id for field in fields])
        blank = pa.array([], pa.string())
        changes = [FieldAdded(field, at, NO_POSITIONS, blank) for at, field in enumerate(fields)]
        return workspace.create_dataset(name, [*changes, RowsAdded(uuid7(), 1, data)],
                                        {"operation": "import_rows", "file": "given.csv"}, "li")

    return make


def do(dataset, rows=None, **data):
    return dataset.do(operation(data), "li", rows)


def test_a_history_becomes_a_recipe_with_field_names_and_without_what_was_undone(dataset):
    first = dataset("first", city=[" Oslo", "b"], born=["2024年1月5日", "x"])
    do(first, operation="trim_whitespace", field="city")
    do(first, operation="rename_field", field="city", new_name="town")
    do(first, operation="change_case", field="town", case="upper")
    first.undo("li")
    do(first, operation="parse_date", field="born")
    second_row = first.table.row_ids(first.table.visible[1:])
    do(first, operation="replace_text", field="town", find="b", replace="c", rows=second_row)
    do(first, operation="edit_cells", cells=[[int(first.table.row_ids(first.table.visible)[0]), "town", "Rom"]])
    recipe, left_out = recipe_of(first, "monthly")
    assert recipe.steps == (
        {"operation": "trim_whitespace", "field": "city"},
        {"operation": "rename_field", "field": "city", "new_name": "town"},
        {"operation": "parse_date", "field": "born"},
    )
    assert [one.summary for one in left_out] == ["Replace “b” by “c” in “town”", "Edit 1 cell in “town”"]


def test_a_recipe_survives_its_file(tmp_path):
    recipe = Recipe("每月", ({"operation": "map_values", "field": "状态", "mapping": {"存续": "1"}},))
    recipe.save(tmp_path / "r.json")
    assert Recipe.load(tmp_path / "r.json") == recipe
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["format"] == 1


def test_each_step_is_applied_or_left_out_whole_and_reported(dataset):
    other = dataset("other", city=[" Oslo", "b"], name=["x", "y"])
    recipe = Recipe("monthly", (
        {"operation": "trim_whitespace", "field": "city"},
        {"operation": "trim_whitespace", "field": "name"},
        {"operation": "trim_whitespace", "field": "born"},
        {"operation": "rename_field", "field": "city", "new_name": "name"},
        {"operation": "split_field", "field": "city", "separator": "s", "names": ["left", "right"]},
        {"operation": "replace_text", "field": "city", "find": "(", "pattern": True},
        {"operation": "no_such_thing"},
        {"operation": "remove_rows"},
        {"operation": "change_case", "field": "left", "case": "upper"},
    ))
    report = apply_recipe(other, recipe, "li")
    assert [(step.outcome, step.count) for step in report.steps] == [
        ("applied", 1), ("nothing to change", 0), ("did not fit", 0), ("did not fit", 0), ("applied", 3),
        ("did not fit", 0), ("did not fit", 0), ("did not fit", 0), ("applied", 1)]
    codes = [step.problem["code"] for step in report.steps if step.problem]
    assert codes == ["no-field", "name-taken", "bad-pattern", "no-operation", "no-rows"]
    assert [field.name for field in other.table.fields] == ["city", "left", "right", "name"]
    assert other.table.texts("left") == ["O", "B"]
    assert report.steps[2].summary == "Trim spaces in “born”"
    assert not report.fits
    assert report.data()["did_not_fit"] == 5
    assert len([entry for entry in other.history() if entry.kind == "do"]) == 1 + 3


def test_a_recipe_made_from_one_dataset_does_the_same_to_its_twin(dataset):
    columns = {"city": [" Oslo", "b　"], "born": ["2024年1月5日", "x"], "pay": ["3万", "1,000"]}
    first, twin = dataset("first", **columns), dataset("twin", **columns)
    do(first, operation="trim_whitespace", field="city")
    do(first, operation="parse_number", field="pay")
    do(first, operation="join_fields", fields=["city", "pay"], new_name="both", separator="-", keep=False)
    do(first, operation="set_type", field="born", type="date")
    report = apply_recipe(twin, recipe_of(first)[0], "li")
    assert report.fits
    assert [f.name for f in twin.table.fields] == [f.name for f in first.table.fields] == ["born", "both"]
    assert twin.table.texts("both") == first.table.texts("both") == ["Oslo-30000", "b-1000"]


def test_a_dataset_that_was_submitted_refuses_the_recipe_as_a_whole(dataset):
    sent = dataset("sent", city=[" Oslo"])
    sent.submit("li")
    with pytest.raises(Problem):
        apply_recipe(sent, Recipe("r", ({"operation": "trim_whitespace", "field": "city"},)), "li")
    assert sent.table.texts("city") == [" Oslo"]


@pytest.mark.parametrize(("text", "code"), [
    ("{", "bad-recipe"), ("[]", "bad-recipe"), ('{"format": 1, "steps": [1]}', "bad-recipe"),
    ('{"format": 2, "steps": []}', "newer-format"), (None, "no-file"),
], ids=["no JSON", "a list", "steps that are none", "a newer format", "no file"])
def test_what_is_no_recipe_is_refused_in_words(text, code, tmp_path):
    if text is not None:
        (tmp_path / "r.json").write_text(text, "utf-8")
    with pytest.raises(Problem) as refused:
        Recipe.load(tmp_path / "r.json")
    assert refused.value.code == code
    assert refused.value.remedy
