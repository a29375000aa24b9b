"""Reading a source again with other options: what is kept, what no longer fits, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importing.conftest import names_of, rows_of
from workstation.errors import Problem
from workstation.importing.append import Wish, append
from workstation.importing.collect import collect, files_of
from workstation.importing.rerun import reimport, rerun
from workstation.operations.add_field import AddField
from workstation.operations.add_rows import AddRows
from workstation.operations.change_case import ChangeCase
from workstation.operations.edit_cells import EditCells
from workstation.operations.remove_field import RemoveField
from workstation.operations.remove_rows import RemoveRows
from workstation.operations.rename_field import RenameField
from workstation.operations.split_field import SplitField
from workstation.operations.trim_whitespace import TrimWhitespace

PLAIN = "id,name,city\n1, a ,x-y\n2,b,z-w\n3, c,q\n4,d,\n"
STEPS = {
    "trim": lambda table: (TrimWhitespace(field="name"), None),
    "case": lambda table: (ChangeCase(field=table.fields[0].id, case="upper"), table.row_ids(table.visible[:2])),
    "edit": lambda table: (EditCells(cells=((int(table.row_ids(table.visible[1:2])[0]), table.fields[0].id, "B!"),)), None),
    "split": lambda table: (SplitField(field="city", separator="-"), None),
    "field": lambda table: (AddField(new_name=f"n{len(table.fields)}"), None),
    "rows": lambda table: (AddRows(new_rows=({table.fields[0].id: "9"},)), None),
    "remove": lambda table: (RemoveRows(), table.row_ids(table.visible[-1:])),
    "rename": lambda table: (RenameField(field=table.fields[-1].id, new_name=f"r{len(table.fields)}"), None),
    "drop": lambda table: (RemoveField(field=table.fields[-1].id), None),
}


def done(dataset, names):
    for name in names:
        try:
            operation, rows = STEPS[name](dataset.table)
            dataset.do(operation, "li", rows)
        except Problem:  # a field that was dropped, a name that is taken: not what is tried here
            continue


@settings(max_examples=15)
@given(names=st.lists(st.sampled_from(sorted(STEPS)), max_size=6))
def test_reading_again_with_the_same_options_gives_the_same_content(tmp_path_factory, names):
    from workstation.importing import import_file
    from workstation.workspace import Workspace

    folder = tmp_path_factory.mktemp("rerun")
    (folder / "a.csv").write_text(PLAIN, "utf-8")
    workspace = Workspace.create(folder / "ws", administrator="li")
    dataset = workspace.dataset(import_file(workspace, folder / "a.csv", "li")[0].dataset)
    done(dataset, names)
    before, state = dataset.table.content_hash, dataset.state
    answer = reimport(workspace, dataset, {}, "li")
    assert answer.fits and dataset.table.content_hash == before
    assert dataset.verify().ok
    dataset.goto(state, "li")
    assert dataset.table.content_hash == before and dataset.verify().ok
    workspace.close()


def test_fewer_rows_keep_their_ids_and_edits_and_the_old_branch_stays(workspace, text, imported):
    dataset = imported(text("a.csv", PLAIN))
    done(dataset, ["trim", "edit", "split", "rows"])
    ids = dataset.table.row_ids(dataset.table.visible).tolist()
    before, state, kept = dataset.table.content_hash, dataset.state, rows_of(dataset)
    answer = reimport(workspace, dataset, {"header_rows": 1, "first_row": 3}, "li")
    assert (answer.kept, answer.gone, answer.new, answer.fits) == (3, 1, 0, True)
    assert dataset.table.row_ids(dataset.table.visible).tolist() == ids[1:]
    assert rows_of(dataset) == kept[1:] and dataset.verify().ok
    dataset.goto(state, "li")
    assert dataset.table.content_hash == before and rows_of(dataset) == kept and dataset.verify().ok


def test_more_rows_stand_in_the_order_of_the_file_and_later_steps_follow_their_rows(workspace, text, imported):
    dataset = imported(text("a.csv", PLAIN.replace("3, c", "2b,short\n3, c") + "5,e,x-y\n" * 9))
    done(dataset, ["trim", "edit", "split", "rows"])
    assert [row[0] for row in rows_of(dataset)][:4] == ["1", "B!", "3", "4"]
    before, state = rows_of(dataset), dataset.state
    answer = reimport(workspace, dataset, {"short_rows": "fill"}, "li")
    assert (answer.kept, answer.new, answer.fits) == (13, 1, True)
    assert [row[0] for row in rows_of(dataset)][:5] == ["1", "B!", "2b", "3", "4"]
    assert rows_of(dataset)[-1][0] == "9"
    assert rows_of(dataset)[0] == ["1", "a", "x-y", "x", "y"] and dataset.verify().ok
    dataset.goto(state, "li")
    assert rows_of(dataset) == before and dataset.verify().ok


def test_a_column_under_another_name_is_the_same_field_and_what_no_longer_fits_is_told(workspace, text, imported):
    dataset = imported(text("a.csv", "group,group,\nid,name,city\n1,a,x\n2,b,y\n"), header_rows=1, first_row=3)
    done(dataset, ["trim"])
    dataset.do(RenameField(field="city", new_name="town"), "li")
    answer = reimport(workspace, dataset, {"columns": None, "header_rows": 2, "first_row": 3, "header_join": "."}, "li")
    assert set(answer.renamed) == {"id", "name"} or set(answer.renamed) == {"id", "name", "city"}
    assert answer.fits and len(rows_of(dataset)) == 2 and dataset.verify().ok


def test_an_edited_row_that_is_gone_is_told_and_the_other_steps_are_done(workspace, text, imported):
    dataset = imported(text("a.csv", PLAIN))
    first = int(dataset.table.row_ids(dataset.table.visible[:1])[0])
    dataset.do(EditCells(cells=((first, "name", "!"),)), "li")
    done(dataset, ["trim"])
    seen = reimport(workspace, dataset, {"header_rows": 1, "first_row": 3}, "li", preview=True)
    assert [step.outcome for step in seen.steps] == ["did not fit", "done"]
    assert "1 cell" in seen.steps[0].why and seen.state is None
    assert len(dataset.history()) == 3 and len(dataset.table) == 4
    reimport(workspace, dataset, {"header_rows": 1, "first_row": 3}, "li")
    assert [row[1] for row in rows_of(dataset)] == ["b", "c", "d"] and dataset.verify().ok


def test_an_append_by_key_and_a_collection_are_read_again_too(workspace, text):
    files = files_of([text("a.csv", PLAIN), text("b.csv", PLAIN.replace("1,", "5,"))])
    dataset = workspace.dataset(collect(workspace, files, "li", name="all", sources=True).dataset)
    append(workspace, dataset, text("c.csv", "id,name,new\n3,cc,1\n8,h,2\n"), "li", Wish(("id",), "new"))
    done(dataset, ["trim"])
    before = dataset.table.content_hash
    answer = reimport(workspace, dataset, {}, "li")
    assert answer.fits and dataset.table.content_hash == before and dataset.verify().ok


def test_a_step_in_the_middle_is_done_again_with_other_parameters(workspace, text, imported):
    dataset = imported(text("a.csv", PLAIN))
    done(dataset, ["split", "trim"])
    step = dataset.history()[1].seq
    answer = rerun(workspace, dataset, step, {"field": "name", "separator": "x"}, "li")
    assert answer.fits or answer.steps[0].outcome == "done"
    assert dataset.verify().ok and "name" in " ".join(names_of(dataset))


def test_a_submission_stands_still_and_an_approval_falls(workspace, text, imported):
    dataset = imported(text("a.csv", PLAIN))
    dataset.submit("li")
    with pytest.raises(Problem) as caught:
        reimport(workspace, dataset, {}, "li")
    assert caught.value.code == "submitted"
    dataset.approve("wang")
    version = dataset.versions()[0]
    reimport(workspace, dataset, {"header_rows": 1, "first_row": 3}, "li")
    assert dataset.status == "draft" and dataset.table_at(version.state).content_hash == version.content_hash
    assert dataset.verify().ok


@pytest.mark.parametrize("options", [{"nothing": 1}, {"first_row": 0}, {"sheet": "none", "first_row": 900}])
def test_options_that_cannot_be_are_refused_and_nothing_is_written(workspace, text, imported, options):
    dataset = imported(text("a.csv", PLAIN))
    with pytest.raises(Problem):
        reimport(workspace, dataset, options, "li")
    assert len(dataset.history()) == 1 and dataset.verify().ok
