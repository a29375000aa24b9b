"""Do, undo, redo and go-to on a real dataset file, and what other processes see of it."""

from __future__ import annotations

import numpy as np
import pytest

from workstation.dataset.dataset import Dataset
from workstation.errors import Problem
from workstation.operations.add_field import AddField
from workstation.operations.edit_cells import EditCells
from workstation.operations.remove_field import RemoveField
from workstation.operations.remove_rows import RemoveRows
from workstation.operations.rename_field import RenameField
from workstation.operations.trim_whitespace import TrimWhitespace


def test_trimming_a_field_can_be_undone_and_done_again(steps):
    steps.given(city=[" Oslo", "Bergen\t", "Bodø"])
    assert steps.do(TrimWhitespace(field="city")).count == 2
    assert steps.field("city") == ["Oslo", "Bergen", "Bodø"]
    assert steps.undo().summary == "Trim spaces in “city”"
    assert steps.field("city") == [" Oslo", "Bergen\t", "Bodø"]
    steps.redo()
    assert steps.field("city") == ["Oslo", "Bergen", "Bodø"]


def test_what_changes_nothing_leaves_no_entry(steps):
    steps.given(city=["Oslo"])
    assert steps.do(TrimWhitespace(field="city")).entry is None
    assert len(steps.dataset.history()) == 1


def test_everything_is_there_after_reopening(steps):
    steps.given(city=[" Oslo", "Bergen"])
    steps.do(TrimWhitespace(field="city"))
    before = steps.dataset.table.content_hash
    assert steps.reopened().table.content_hash == before
    assert steps.dataset.state == 2


def test_only_the_rows_of_a_view_are_touched(steps):
    steps.given(city=[" a", " b", " c"])
    rows = steps.dataset.table.row_ids(np.array([1]))
    assert steps.do(TrimWhitespace(field="city"), rows).count == 1
    assert steps.field("city") == [" a", "b", " c"]


def test_doing_something_else_after_an_undo_keeps_the_old_branch(steps):
    steps.given(city=[" a"])
    steps.do(TrimWhitespace(field="city"))
    left = steps.dataset.state
    steps.undo()
    steps.do(RenameField(field="city", new_name="town"))
    assert steps.dataset.table_at(left).texts("city") == ["a"]
    steps.dataset.goto(left, "li")
    assert steps.field("city") == ["a"]


def test_redo_goes_to_the_branch_that_was_left_last(steps):
    steps.given(city=[" a"])
    steps.do(TrimWhitespace(field="city"))
    steps.undo()
    steps.do(AddField(new_name="note"))
    newer = steps.dataset.state
    steps.undo()
    steps.redo()
    assert steps.dataset.state == newer


def test_a_removed_field_comes_back_with_its_texts_and_place(steps):
    steps.given(a=["1"], b=["2"], c=["3"])
    steps.do(RemoveField(field="b"))
    assert [field.name for field in steps.dataset.table.fields] == ["a", "c"]
    steps.undo()
    assert [field.name for field in steps.dataset.table.fields] == ["a", "b", "c"]
    assert steps.field("b") == ["2"]


def test_removed_rows_are_hidden_and_come_back_in_place(steps):
    steps.given(a=["1", "2", "3"])
    steps.do(RemoveRows(), steps.dataset.table.row_ids(np.array([1])))
    assert steps.field("a") == ["1", "3"]
    steps.undo()
    assert steps.field("a") == ["1", "2", "3"]


def test_a_person_undoes_only_their_own_steps(steps):
    steps.given(city=[" a"])
    steps.do(TrimWhitespace(field="city"), person="li")
    with pytest.raises(Problem, match="only they can undo"):
        steps.undo(person="wang")


def test_nothing_to_undo_or_redo_is_said(steps):
    steps.given(city=["a"])
    with pytest.raises(Problem, match="nothing to redo"):
        steps.redo()
    steps.undo()
    with pytest.raises(Problem, match="nothing to undo"):
        steps.undo()


def test_a_second_window_catches_up_before_it_writes(steps, workspace):
    steps.given(city=[" a", " b"])
    other = Dataset(steps.dataset.path, workspace.cache_folder, workspace.operation)
    other.do(EditCells(cells=((int(other.table.row_ids(np.array([0]))[0]), "city", "x"),)), "wang")
    steps.do(TrimWhitespace(field="city"))
    assert steps.field("city") == ["x", "b"]
    assert [entry.person for entry in steps.dataset.history()] == ["li", "wang", "li"]
    other.refresh()
    assert other.table.content_hash == steps.dataset.table.content_hash
    other.close()


def test_an_operation_that_fails_halfway_leaves_nothing(steps, monkeypatch):
    steps.given(city=[" a"])
    before = steps.dataset.history()
    monkeypatch.setattr("workstation.dataset.projection.write", lambda *_: (_ for _ in ()).throw(RuntimeError("late")))
    with pytest.raises(RuntimeError):
        steps.do(TrimWhitespace(field="city"))
    assert steps.field("city") == [" a"]
    assert [entry.seq for entry in steps.dataset.history()] == [entry.seq for entry in before]


def test_backup_is_whole_and_can_be_attached_elsewhere(steps, tmp_path):
    from workstation.workspace import Workspace

    steps.given(city=[" a"])
    steps.do(TrimWhitespace(field="city"))
    steps.dataset.backup(tmp_path / "copy.dataset")
    other = Workspace.create(tmp_path / "other", administrator="li")
    info = other.attach(tmp_path / "copy.dataset")
    assert other.dataset(info.id).table.content_hash == steps.dataset.table.content_hash
    assert other.dataset(info.id).verify().ok
    with pytest.raises(Problem, match="here already"):
        other.attach(tmp_path / "copy.dataset")
    other.close()


def test_a_dataset_in_the_bin_comes_back_under_its_name(workspace, steps):
    steps.given(city=["a"])
    workspace.bin("given")
    assert workspace.datasets() == []
    with pytest.raises(Problem, match="no dataset"):
        workspace.dataset("given")
    workspace.restore("given")
    assert workspace.dataset("given").table.texts("city") == ["a"]


def test_renaming_refuses_a_name_that_is_taken(workspace, steps):
    steps.given(city=["a"])
    steps.given(city=["b"])
    assert [info.name for info in workspace.datasets()] == ["given", "given 2"]
    with pytest.raises(Problem, match="already"):
        workspace.rename("given 2", "given")
