"""The collect page: a form is made, filled ones are taken in, faults are sent back, corrections are taken, by keys."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.templates.filling import FAULTY, FILLED, ROWS, STANDARD

SENDERS = ["North hall", "South hall"]


@pytest.fixture
def page(opened, settle):
    """Return the page of a workspace with the standard of household visits."""
    from workstation.standards.installed import Installed

    workspace = opened.session.workspace
    Installed(workspace.path / "standards", workspace.db).add(STANDARD, opened.session.person)
    opened.go("collect")
    settle()
    return opened.page


@pytest.fixture
def made(page, opened, settle, answers, tmp_path, qtbot):
    """Make a form for two senders and return the folder of its workbooks."""
    page.make_form()
    settle()
    page.make.set_senders(SENDERS)
    answers.folder = tmp_path / "out"
    page.make_now()
    settle()
    return answers.folder


def fill(file, rows):
    book = load_workbook(file)
    for at, row in enumerate(rows, 7):
        for column, value in enumerate(row, 2):
            book.worksheets[0].cell(at, column).value = value
    book.save(file)


def test_without_a_form_the_page_invites_to_make_one(page, opened):
    assert page.view.currentWidget() is page.none
    assert opened.top.primary.text() == "Make a form…"


def test_a_form_is_made_for_each_sender_from_the_fields_that_are_taken(page, opened, settle, answers, tmp_path, qtbot, shown):
    page.make_form()
    settle()
    assert page.make.combo.chosen() == "cn.example.households@1.0.0"
    assert opened.top.primary.text() == "Make the form…"
    page.make.fields.setFocus()
    page.make.fields.point(6)
    qtbot.keyClick(page.make.fields, " ")
    page.make.set_senders(SENDERS)
    assert page.make.make_b.text() == "Make 2 workbooks…"
    answers.folder = tmp_path / "out"
    page.make_now()
    settle()
    assert shown == []
    assert sorted(path.name for path in answers.folder.iterdir()) == [f"Household visits - {name}.xlsx" for name in SENDERS]
    assert load_workbook(next(answers.folder.iterdir())).worksheets[0]["H5"].value is None
    assert [line.sender for line in page.form.senders.list.records] == SENDERS
    assert page.form.sent_figure.figure.text() == "0 / 2"


def test_filled_forms_are_taken_in_and_faults_stand_by_sender(page, made, opened, settle, shown):
    first, second = sorted(made.iterdir())
    fill(first, [["000000000001", "Ann Lee", "01 North", "owner", "2024-03-01", 3, 10]])
    fill(second, [["000000000002", "Bo Chen", "77", "owner", "2024-03-01", 3, 10]])
    page.take([made])
    settle()
    assert shown == []
    assert page.form.sent_figure.figure.text() == "2 / 2"
    assert [line.state for line in page.form.senders.list.records] == ["good", "faults"]
    page.form.senders.point(1)
    assert [one.value for one in page.form.faults.list.records] == ["77"]
    assert page.arrived.isVisibleTo(page)
    page.form.fault_opened.emit(page.form.faults.list.records[0])
    settle()
    assert opened.page.entry.id == "table"


def test_marked_workbooks_go_out_and_their_corrections_are_one_step(page, made, opened, settle, answers, tmp_path, shown):
    first = sorted(made.iterdir())[0]
    fill(first, [["000000000001", "Ann Lee", "77", "owner", "2024-03-01", 3, 10]])
    page.take([first])
    settle()
    answers.folder = tmp_path / "back"
    page.send_back()
    settle()
    [marked] = answers.folder.iterdir()
    book = load_workbook(marked)
    book.worksheets[0]["D7"].value = "02 South"
    book.save(marked)
    page.take([marked])
    settle()
    assert page.view.currentWidget() is page.corrections
    assert [(one.title, one.before, one.after) for one in page.corrections.list.list.records] == [("District", "77", "02")]
    assert opened.top.primary.text() == "Take corrections"
    page.take_corrections()
    settle()
    assert shown == []
    assert page.view.currentWidget() is page.front
    assert page.form.good_figure.figure.text() == "1"
    table = opened.session.table
    assert table.cells(table.visible)[0][2] == "02"
    opened.session.undo()
    settle()
    assert opened.session.table.cells(table.visible)[0][2] == "77"


def test_a_second_file_of_a_sender_waits_for_a_choice(page, made, settle, tmp_path, shown):
    first = sorted(made.iterdir())[0]
    fill(first, [["000000000001", "Ann Lee", "01 North", "owner", "2024-03-01", 3, 10]])
    page.take([first])
    settle()
    again = tmp_path / "again.xlsx"
    again.write_bytes(first.read_bytes())
    fill(again, [["000000000001", "Ann Li", "01 North", "owner", "2024-03-01", 3, 10]])
    page.take([again])
    settle()
    assert [one.state for one in page.arrived.repeated] == ["repeated"]
    assert page.arrived.replace.isVisibleTo(page.arrived)
    page.arrived.compare.click()
    settle()
    assert [one.after for one in page.corrections.list.list.records] == ["Ann Li"]
    page.corrections.skip()
    page.arrived.replace.click()
    settle()
    assert shown == []
    assert page.form.senders.list.records[0].rows == 1


def test_thirty_forms_of_libreoffice_are_taken_in_one_go(page, settle, shown):
    page.take([FILLED])
    settle()
    assert shown == []
    assert page.form.rows_figure.figure.text() == str(ROWS)
    assert len(page.form.state.overview.of("faults")) == len(FAULTY)


def test_the_page_speaks_the_other_language_too(page, opened, made, settle):
    opened.set_language("zh-CN")
    settle()
    opened.set_language("en")
    settle()
    assert page.form.sent_figure.figure.text() == "0 / 2"


def test_a_form_that_is_dropped_on_the_import_page_is_handed_over(page, made, opened, settle, shown):
    told = []
    opened.desk.asked_to_tell.connect(lambda sentence, button: told.append((sentence, button)))
    first = sorted(made.iterdir())[0]
    fill(first, [["000000000001", "Ann Lee", "01 North", "owner", "2024-03-01", 3, 10]])
    opened.go("import", {"files": [str(first)]})
    settle()
    [(sentence, (_words, take))] = [one for one in told if "form" in one[0]]
    assert sentence == "1 of these files is a form that was sent out from here."
    take()
    settle()
    assert shown == []
    assert opened.page is page
    assert page.form.senders.list.records[0].state == "good"
