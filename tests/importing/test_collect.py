"""Many files into one dataset: matched by name, each in its own encoding, one step, and what fails is told."""

from __future__ import annotations

import pytest

from tests.importing.conftest import names_of, rows_of
from workstation.errors import Cancelled, Problem
from workstation.importing.collect import collect, files_of
from workstation.job import Job


def test_files_of_a_folder_become_one_dataset_in_one_step_that_can_be_undone(workspace, text, workbook, tmp_path):
    text("in/1.csv", "城市,人口\n北京,1\n上海,2\n", "gb18030")
    text("in/2.csv", "人口;城市;备注\n3;广州;x\n4;深圳;y\n", "utf-8")
    workbook("in/sub/10.xlsx", 表=[["城 市", "人口"], ["杭州", "5"], ["苏州", "6"]])
    text("in/~$1.csv", "x")
    done = collect(workspace, files_of([tmp_path / "in"], recursive=True), "li", name="all", sources=True)
    dataset = workspace.dataset(done.dataset)
    assert names_of(dataset) == ["城市", "人口", "source file", "source sheet", "source row", "备注"]
    assert rows_of(dataset) == [
        ["北京", "1", "1.csv", None, "2", None], ["上海", "2", "1.csv", None, "3", None],
        ["广州", "3", "2.csv", None, "2", "x"], ["深圳", "4", "2.csv", None, "3", "y"],
        ["杭州", "5", "sub/10.xlsx", "表", "2", None], ["苏州", "6", "sub/10.xlsx", "表", "3", None]]
    assert [one["file"] for one in done.data()["files"]] == ["1.csv", "2.csv", "sub/10.xlsx"]
    assert any("differ only" in said for said in done.data()["files"][2]["warnings"])
    assert len(dataset.history()) == 1 and dataset.verify().ok
    dataset.undo("li")
    assert len(dataset.table) == 0
    dataset.redo("li")
    assert len(dataset.table) == 6 and dataset.verify().ok


def test_a_file_that_fails_is_told_and_stops_no_other(workspace, text):
    files = [text("a.csv", "x,y\n1,2\n"), text("b.csv", ""), text("c.csv", "x,y\n3,4\n")]
    done = collect(workspace, files_of([*files, files[0].with_name("gone.csv")]), "li", name="some")
    assert [one.file for one in done.failed] == ["b.csv", "gone.csv"]
    assert done.rows == 2 and done.data()["failed"] == 2


def test_files_go_into_a_dataset_that_is_there_and_keep_filling_its_source_fields(workspace, text):
    first = collect(workspace, files_of([text("a.csv", "x,y\n1,2\n")]), "li", name="d", sources=True)
    dataset = workspace.dataset(first.dataset)
    collect(workspace, files_of([text("b.csv", "y,x\n4,3\n"), text("c.csv", "x,y\n5,6\n")]), "li", into=dataset)
    assert rows_of(dataset) == [["1", "2", "a.csv", None, "2"], ["3", "4", "b.csv", None, "2"], ["5", "6", "c.csv", None, "2"]]
    assert dataset.table.origin(2).row == 2
    assert dataset.verify().ok


def test_when_no_file_can_be_read_nothing_is_left(workspace, text):
    with pytest.raises(Problem):
        collect(workspace, files_of([text("b.csv", "")]), "li", name="none")
    assert workspace.datasets() == [] and not list((workspace.path / "datasets").iterdir())


def test_a_cancelled_collection_leaves_nothing(workspace, text):
    job = Job()
    files = files_of([text(f"{at}.csv", "x,y\n1,2\n") for at in range(5)])
    job.cancel()
    with pytest.raises(Cancelled):
        collect(workspace, files, "li", name="all", job=job)
    assert workspace.datasets() == [] and not list((workspace.path / "datasets").iterdir())
    assert not [one for one in workspace.cache_folder.iterdir() if one.name.startswith("import-")]
