"""The import page by keyboard: files dropped and chosen, read otherwise, imported, added, and what did not fit."""

from __future__ import annotations

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

Key = Qt.Key


@pytest.fixture
def page(opened, settle):
    opened.go("import")
    settle()
    return opened.pages["import"]


@pytest.fixture
def ragged(tmp_path):
    file = tmp_path / "residents.csv"
    file.write_bytes("姓名,出生日期,金额\n王秀英,2001-02-03,10\n周军,1999-12-31\n陈静,1980-01-02,30\n".encode("gb18030"))
    return file


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    one, two, three = book.active, book.create_sheet("South"), book.create_sheet("Old")
    one.title = "North"
    for sheet in (one, two, three):
        sheet.append(["code", "name"])
        for i in range(5):
            sheet.append([f"C-{i}", f"{sheet.title} {i}"])
    three.sheet_state = "hidden"
    file = tmp_path / "book.xlsx"
    book.save(file)
    return file


def dropped(page, *files):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                              Qt.KeyboardModifier.NoModifier))


def titles(page):
    return [(item.title, item.taken) for item in page.items]


def test_a_dropped_file_shows_what_was_understood_and_its_first_rows(page, ragged, settle):
    dropped(page, ragged)
    settle()
    item = page.list.current()
    assert item.looked.found.encoding == "gb18030" and item.looked.balance.read == 2 and item.looked.balance.rejected == 1
    assert page.middle.cells.list.names == ("姓名", "出生日期", "金额")
    assert page.middle.cells.list.rows[0] == ["王秀英", "2001-02-03", "10"] and list(page.middle.cells.list.numbers) == [2, 4]
    assert "2 rows read + 1 line kept apart" in page.options.figures.text()
    assert any("GB18030" in sentence for sentence in page.options.reasons.sentences)


def test_f5_imports_and_the_result_shows_the_line_that_did_not_fit(opened, page, ragged, qtbot, settle):
    dropped(page, ragged)
    settle()
    qtbot.keyClick(page.list, Key.Key_F5)
    settle()
    assert page.view.currentWidget() is page.result
    card = page.result.cards[0]
    assert card.done.imported.rows == 2 and card.rejected.list.records[0].raw == "周军,1999-12-31"
    assert opened.session.dataset.name == "residents" and [info.name for info in opened.session.datasets] == ["residents"]


def test_suggested_types_are_accepted_in_one_press_and_can_be_undone(opened, page, ragged, qtbot, settle):
    dropped(page, ragged)
    settle()
    page.import_now()
    settle()
    card = page.result.cards[0]
    assert [box.text() for box, _id, _kind in card.boxes] == ["出生日期: Date", "金额: Whole number"]
    qtbot.keyClick(card.accept, Key.Key_Space)
    settle()
    assert [field.type for field in opened.session.table.fields] == ["string", "date", "integer"]
    assert card.accepted_words.isVisible()
    opened.session.undo()
    settle()
    assert [field.type for field in opened.session.table.fields] == ["string", "date", "string"]


def test_sheets_are_listed_hidden_ones_wait_and_space_takes_them(page, workbook, qtbot, settle):
    dropped(page, workbook)
    settle()
    assert titles(page) == [("North", True), ("South", True), ("Old", False)]
    page.list.point(2)
    qtbot.keyClick(page.list, Key.Key_Space)
    page.list.point(1)
    qtbot.keyClick(page.list, Key.Key_Space)
    assert titles(page) == [("North", True), ("South", False), ("Old", True)]
    assert page.foot.text() == "2 tables with 10 rows will be imported." or "at least" in page.foot.text()
    page.import_now()
    settle()
    assert [card.done.imported.name for card in page.result.cards] == ["book - North", "book - Old"]


def test_a_table_is_renamed_before_it_is_imported(opened, page, ragged, qtbot, settle):
    dropped(page, ragged)
    settle()
    page.options.name.selectAll()
    qtbot.keyClicks(page.options.name, "Household 2026")
    page.import_now()
    settle()
    assert [info.name for info in opened.session.datasets] == ["Household 2026"]


def test_another_option_reads_the_file_again_at_once(page, tmp_path, settle, qtbot):
    file = tmp_path / "list.csv"
    file.write_text("Report of May,,\nname,city,n\nAna,Oslo,1\nBo,Rome,2\n", encoding="utf-8")
    dropped(page, file)
    settle()
    page.options.rows["header_rows"].editor.setValue(0)
    page.options.rows["first_row"].editor.setValue(1)
    qtbot.wait(450)
    settle()
    found = page.list.current().looked.found
    assert (found.header_rows, found.first_row) == (0, 1)
    page.import_now()
    settle()
    assert page.result.cards[0].done.imported.source["header_rows"] == 0


def test_short_lines_are_filled_when_a_person_says_so(page, ragged, settle, qtbot):
    dropped(page, ragged)
    settle()
    page.options.rows["short_rows"].editor.choose("fill")
    qtbot.wait(450)
    settle()
    assert page.list.current().looked.balance.data()["read"] == 3
    page.import_now()
    settle()
    assert page.result.cards[0].done.imported.rows == 3


def test_a_file_that_cannot_be_read_says_why_and_the_others_go_in(opened, page, ragged, tmp_path, settle):
    bad = tmp_path / "photo.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    dropped(page, bad, ragged)
    settle()
    broken = next(item for item in page.items if item.problem)
    assert broken.path.name == "photo.png" and not broken.taken
    page.list.point(page.items.index(broken))
    assert page.options.problem.sentences and page.middle.currentWidget() is page.middle.no_cells
    page.import_now()
    settle()
    assert [info.name for info in opened.session.datasets] == ["residents"]


def test_rows_are_added_to_the_open_table_and_can_be_undone(opened, bring, tmp_path, settle):
    bring("name,city\nAna,Oslo\n")
    more = tmp_path / "more.csv"
    more.write_text("city,name\nRome,Bo\nBonn,Cy\n", encoding="utf-8")
    opened.go("import", {"files": [str(more)]})
    settle()
    page = opened.pages["import"]
    page.into._buttons["add"].click()
    assert "added to “people”" in page.foot.text()
    page.import_now()
    settle()
    table = opened.session.table
    assert table.texts("name") == ["Ana", "Bo", "Cy"] and table.texts("city") == ["Oslo", "Rome", "Bonn"]
    opened.session.undo()
    settle()
    assert opened.session.table.texts("name") == ["Ana"]


def test_a_stopped_import_leaves_nothing_behind(opened, page, tmp_path, settle):
    file = tmp_path / "big.csv"
    file.write_text("a,b,c\n" + "".join(f"{i},x{i},y{i}\n" for i in range(200_000)), encoding="utf-8")
    dropped(page, file)
    settle()
    page.import_now()
    page.cancel()
    settle()
    assert opened.session.datasets == [] and page.view.currentWidget() is page.files
    assert not list((opened.session.workspace.path / "datasets").glob("*.part*"))


def test_the_same_file_twice_is_listed_once_and_delete_drops_it(page, ragged, qtbot, settle):
    dropped(page, ragged, ragged)
    dropped(page, ragged)
    settle()
    assert len(page.items) == 1
    qtbot.keyClick(page.list, Key.Key_Delete)
    assert page.items == [] and page.view.currentWidget() is page.drop


def test_files_are_chosen_by_the_dialog(opened, answers, ragged, settle):
    answers.files = [ragged]
    opened.commands.run("import-files")
    settle()
    assert titles(opened.pages["import"]) == [("residents.csv", True)]


def test_f6_goes_round_list_rows_and_options(opened, page, ragged, settle):
    dropped(page, ragged)
    settle()
    assert page.panes() == [page.list, page.middle.sheet, page.middle.cells, page.options]
    page.list.setFocus()
    opened.cycle(1)
    assert page.middle.sheet.hasFocus()


def test_files_dropped_on_another_page_go_to_the_import_page(opened, ragged, settle):
    opened.go("people")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(ragged))])
    over = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                           Qt.KeyboardModifier.NoModifier)
    drop = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                      Qt.KeyboardModifier.NoModifier)
    assert opened.acceptDrops() and opened.dropping.eventFilter(opened, over) and opened.dropping.eventFilter(opened, drop)
    settle()
    assert opened.page_id == "import" and titles(opened.pages["import"]) == [("residents.csv", True)]


def test_the_sheet_is_shown_as_it_stands_with_what_its_rows_were_taken_for(page, tmp_path, settle):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Register of shops"], [], ["code", "name", "rent"], ["001", "Ana", 10], ["002", "Bo", 20], ["Note: May"]):
        sheet.append(row)
    file = tmp_path / "shops.xlsx"
    book.save(file)
    dropped(page, file)
    settle()
    model = page.middle.sheet.sheet
    heads = [model.headerData(row, Qt.Orientation.Vertical) for row in range(6)]
    assert heads == ["title  1", "2", "header  3", "data  4", "5", "note  6"]
    page.middle.sheet.setCurrentIndex(model.index(2, 0))
    assert page.middle.reason.text().startswith("Row 3: ")


def test_pointing_at_a_row_says_where_header_and_data_are(page, tmp_path, qtbot, settle):
    file = tmp_path / "list.csv"
    file.write_text("a,b\nc,d\n1,x\n2,y\n3,z\n", encoding="utf-8")
    dropped(page, file)
    settle()
    sheet = page.middle.sheet
    sheet.setCurrentIndex(sheet.model().index(1, 0))
    qtbot.keyClick(sheet, Key.Key_H)
    settle()
    assert page.list.current().looked.found.names == ("c", "d")
    sheet.setCurrentIndex(sheet.model().index(3, 0))
    qtbot.keyClick(sheet, Key.Key_E)
    settle()
    assert page.middle.cells.list.rows == [["1", "x"], ["2", "y"]]
    page.options.back.click()
    settle()
    assert page.list.current().said() == {}
