"""Hostile words on the command line, and files that offices really have: a Problem, never a traceback, nothing altered."""

from __future__ import annotations

import os
import sqlite3

import pytest

HALF = os.fsdecode(b"\xff\xfe")
"""What bytes that are no UTF-8 become on a command line."""


@pytest.fixture
def cities(office, tmp_path):
    (tmp_path / "cities.csv").write_text("name,city\nli,oslo\nwang,bergen\nzhao,oslo\n")
    assert office("import", tmp_path / "cities.csv").code == 0
    return office


@pytest.mark.parametrize(("words", "code"), [
    (("do", "cities", "replace_text", "field=city", f"find={HALF}", "replace=x"), "bad-parameter"),
    (("do", "cities", "edit_cells", "cells:=" + "[" * 50_000), "too-deep"),
    (("do", "cities", "trim_whitespace", "field=city", "--rows", "1:99999999999"), "no-row"),
    (("do", "cities", "trim_whitespace", "field=city", "--rows", "9" * 30), "no-row"),
    (("rename", "cities", f"x{HALF}"), "bad-name"),
    (("rename", "cities", "gnp\u202efdp.exe"), "bad-name"),
    (("person", "add", "li\u202ena"), "bad-name"),
    (("person", "close", "nobody"), "no-person"),
    (("person", "open", "nobody"), "no-person"),
    (("backup", "cities", "--to", "/no such folder/x.dataset"), "read-only"),
])
def test_hostile_words_are_refused_in_words(cities, words, code):
    answer = cities(*words)
    assert (answer.code, answer.problem["code"]) == (2, code)


def test_a_row_named_twice_is_done_once(cities):
    answer = cities("do", "cities", "change_case", "field=city", "case=upper", "--rows", "1,1,4294967296,1:2")
    assert answer.data["count"] == 2
    assert cities("verify", "cities").data["ok"]


def test_a_range_that_ends_before_the_first_row_is_empty(cities):
    assert cities("show", "cities", "--rows", "1:-1").data["rows"] == []


def test_braces_in_texts_are_texts(cities):
    assert cities("do", "cities", "rename_field", "field=city", "new_name={field.__class__}").code == 0
    assert "{field.__class__}" in cities("history", "cities").data["entries"][-1]["summary"]


@pytest.mark.skipif(os.name != "posix", reason="only here may a file's name be any bytes")
def test_a_file_whose_name_is_no_text_is_imported_under_a_name_that_is(office, tmp_path):
    file = tmp_path / f"{HALF}a\nb\u202e.csv"
    file.write_text("x,y\n1,2\n")
    made = office("import", file).data
    assert made["name"] == "\ufffd\ufffda b"
    assert office("verify", made["dataset"]).data["ok"]


def test_the_workspace_may_be_named_before_any_of_the_words(cities, tmp_path):
    folder = str(tmp_path / "ws")
    for words in (("--workspace", folder, "person", "list"), ("person", "--workspace", folder, "list"),
                  ("person", "list", "--workspace", folder)):
        assert cities(*words, workspace="/nowhere").code == 0
    assert cities("person", "--as", "nobody", "add", "x").problem["code"] == "no-person"


def test_an_attach_that_was_cut_off_can_be_done_again_and_the_original_is_only_read(cities, run, tmp_path):
    copy = tmp_path / "copy.dataset"
    assert cities("backup", "cities", "--to", copy).code == 0
    before = copy.read_bytes()
    other = tmp_path / "other"
    assert run("init", other).code == 0
    first = run("attach", copy, workspace=other).data
    db = sqlite3.connect(other / "workspace.db")
    db.execute("delete from dataset")  # as if it was killed before the list was written
    db.commit()
    db.close()
    assert run("attach", copy, workspace=other).data == first
    assert run("verify", "cities", workspace=other).data["ok"]
    assert copy.read_bytes() == before
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.dataset"]
