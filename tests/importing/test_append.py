"""A new file to a dataset that is there: new, changed and repeated records by key, as one step; the matching is remembered."""

from __future__ import annotations

import pytest

from tests.importing.conftest import names_of, rows_of
from workstation.errors import Problem
from workstation.importing.append import Wish, append

OLD = "id,name,age\n1,a,10\n2,b,20\n3,c,30\n3,cc,31\n"
NEW = "ID,name,age,note\n 1,a,10,\n2,b,21,y\n4,d,40,\n4,d2,41,\n,zz,1,\n3,x,30,\n"
COUNTS = {"records": 6, "new": 2, "changed": 1, "repeated": 1, "doubled": 1, "unclear": 1, "without_key": 1}

TAKES = [
    ("new", 2, 0, [["4", "d", "40", None], [None, "zz", "1", None]]),
    ("update", 2, 2, [["4", "d", "40", None], [None, "zz", "1", None]]),
    ("all", 6, 0, [[" 1", "a", "10", None], ["2", "b", "21", "y"], ["4", "d", "40", None], ["4", "d2", "41", None],
                   [None, "zz", "1", None], ["3", "x", "30", None]]),
]


@pytest.mark.parametrize(("take", "added", "cells", "end"), TAKES, ids=[one[0] for one in TAKES])
def test_records_are_counted_by_key_and_taken_as_was_asked_in_one_step(workspace, text, imported, take, added, cells, end):
    dataset = imported(text("old.csv", OLD))
    path, wish = text("new.csv", NEW), Wish(("id",), take)
    before = dataset.table.content_hash
    seen = append(workspace, dataset, path, "li", wish, preview=True)
    assert len(dataset.history()) == 1 and dataset.table.content_hash == before
    done = append(workspace, dataset, path, "li", wish)
    for told in (seen.data(), done.data()):
        assert {key: told[key] for key in COUNTS} == COUNTS
        assert (told["added"], told["cells"]) == (added, cells)
    assert rows_of(dataset)[4:] == end
    assert rows_of(dataset)[1] == (["2", "b", "21", "y"] if take == "update" else ["2", "b", "20", None])
    assert len(dataset.history()) == 2 and dataset.verify().ok
    dataset.undo("li")
    assert dataset.table.content_hash == before and dataset.verify().ok


def test_a_blank_cell_of_the_file_changes_nothing_when_that_is_wished(workspace, text, imported):
    dataset = imported(text("old.csv", OLD))
    path = text("new.csv", "id,name,age\n1,,11\n")
    assert append(workspace, dataset, path, "li", Wish(("id",), "update"), preview=True).cells == 2
    assert append(workspace, dataset, path, "li", Wish(("id",), "update", keep_filled=True)).cells == 1
    assert rows_of(dataset)[0] == ["1", "a", "11"]


def test_what_a_person_said_about_columns_is_remembered_for_the_same_header(workspace, text, imported):
    dataset = imported(text("old.csv", OLD))
    said = {"number": "id", "years": "age", "remark": None}
    append(workspace, dataset, text("n1.csv", "number,years,remark\n7,70,x\n"), "li", Wish(said=said))
    again = append(workspace, dataset, text("n2.csv", "remark,number,years\ny,8,80\n"), "li")
    assert names_of(dataset) == ["id", "name", "age"]
    assert rows_of(dataset)[4:] == [["7", None, "70"], ["8", None, "80"]]
    assert again.data()["match"] == {"remark": None, "number": "id", "years": "age"}
    assert any("as in an earlier file" in one for one in again.reasons)


WRONG = [
    (Wish(("nothing",)), "no-field"),
    (Wish(("name",), said={"name": None}), "no-key"),
    (Wish(said={"nowhere": "id"}), "no-column"),
    (Wish(said={"id": "name", "name": "name"}), "matched-twice"),
    (Wish(take="some"), "bad-option"),
]


@pytest.mark.parametrize(("wish", "code"), WRONG, ids=[one[1] for one in WRONG])
def test_what_cannot_be_matched_is_refused_and_nothing_is_written(workspace, text, imported, wish, code):
    dataset = imported(text("old.csv", OLD))
    with pytest.raises(Problem) as caught:
        append(workspace, dataset, text("new.csv", OLD), "li", wish)
    assert caught.value.code == code and len(dataset.history()) == 1
