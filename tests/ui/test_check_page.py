"""The check page by keyboard: a standard added or drafted, fields mapped, results, the way to the cell, the report."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workstation.operations.edit_cells import EditCells

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
PACK = """\
pack: test.people
version: 1.0.0
title: People
status: published
table:
  name: people
  key: [code]
  fields:
  - {name: code, title: Code, type: string, required: true, unique: true}
  - {name: born, title: Born, aka: [birthday], type: date, required: true, accept: ["%Y-%m-%d"]}
  - {name: amount, title: Amount, type: integer, minimum: "0"}
  - {name: region, title: Region, type: string, required: true}
rules:
- {id: R1, title: Born before today, must: "born <= today()", level: warning, dimension: 准确性/0301, say: "born {born}"}
"""
ROWS = "Code,birthday,sum\nA,2001-02-03,1\nB,2001-02-30,2\nB,,-3\nD,2001-02-03,x\n"


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "pack"
    folder.mkdir()
    file = folder / "people.pack.yaml"
    file.write_text(PACK, encoding="utf-8")
    return file


@pytest.fixture
def page(opened, bring, pack, answers, settle):
    """Return the page with the standard added and chosen."""
    bring(ROWS)
    opened.go("check")
    settle()
    answers.files = [pack]
    opened.commands.run("add-standard")
    settle()
    return opened.pages["check"]


def mapping(page):
    return {pair.name: pair.target for pair in page.fields.chosen.pairs}


def mapped_by_keys(page, qtbot, name, target):
    """Point at a field of the table and choose a field of the standard by keys."""
    at = [pair.name for pair in page.fields.chosen.pairs].index(name)
    page.fields.list.point(at)
    qtbot.keyClick(page.fields.list, Key.Key_Return)
    choices = page.fields.combo.view()
    assert choices.isVisible()
    while page.fields.combo.itemData(choices.currentIndex().row()) != target:
        qtbot.keyClick(choices, Key.Key_Down)
    qtbot.keyClick(choices, Key.Key_Return)


def test_fields_are_mapped_by_title_and_alias_and_the_rest_is_not_checked(page):
    assert page.standard.chosen() == "test.people@1.0.0"
    assert mapping(page) == {"Code": "code", "birthday": "born", "sum": ""}
    assert [spec.name for spec in page.fields.lacking()] == ["amount", "region"]
    assert page.fields.chosen.pairs[0].samples == ("A", "B", "D")


def test_f5_checks_and_every_failing_cell_has_a_row_and_a_sentence(opened, page, qtbot, settle):
    qtbot.keyClick(page.fields.list, Key.Key_F5)
    settle()
    assert page.tabs.key == "results" and page.stack.currentWidget() is page.results
    found = {(f.row, f.field, f.rule) for f in page.results.failures.list.records}
    assert {(2, "birthday", "born.type"), (3, "birthday", "born.required"), (2, "Code", "code.unique")} <= found
    assert all(str(f.message) for f in page.results.failures.list.records)
    assert QApplication.focusWidget() is page.results.rules


def test_rules_that_could_not_run_say_not_checked_and_why(page, settle):
    page.check_now()
    settle()
    lines = {line.id: line for line in page.result.lines}
    assert lines["region.required"].outcome == "not checked" and "region" in lines["region.required"].why
    at = [line.id for line in page.results.rules.list.records].index("region.required")
    page.results.rules.point(at)
    assert "region" in page.results.why.text() and page.results.failures.list.records == []
    assert "not checked" in page.results.verdict.text()


def test_a_field_is_mapped_by_hand_with_keys_and_its_rules_run_then(opened, page, qtbot, settle):
    mapped_by_keys(page, qtbot, "sum", "amount")
    assert mapping(page)["sum"] == "amount" and QApplication.focusWidget() is page.fields.list
    page.check_now()
    settle()
    failed = {(f.row, f.rule) for f in page.results.failures.list.records}
    assert {(3, "amount.minimum"), (4, "amount.type")} <= failed
    kept = opened.session.dataset.settings["mapping:test.people"]
    assert sorted(kept.values()) == ["amount", "born", "code"]


def test_one_field_of_the_standard_has_one_place_only_and_delete_takes_it_away(page, qtbot):
    mapped_by_keys(page, qtbot, "sum", "born")
    assert mapping(page) == {"Code": "code", "birthday": "", "sum": "born"}
    qtbot.keyClick(page.fields.list, Key.Key_Delete)
    assert mapping(page)["sum"] == "" and "born" in [spec.name for spec in page.fields.lacking()]


def test_enter_on_a_failing_cell_goes_to_it_in_the_table(opened, page, qtbot, settle):
    page.check_now()
    settle()
    went = []
    opened.desk.asked_to_go.connect(lambda id, where: went.append((id, where)))
    at = [f.rule for f in page.results.failures.list.records].index("born.type")
    page.results.failures.point(at)
    qtbot.keyClick(page.results.failures, Key.Key_Return)
    settle()
    failure = page.results.failures.list.records[at]
    assert went == [("table", {"row_id": failure.row_id, "field": failure.field_id})] and opened.page_id == "table"


def test_a_rule_limits_the_failing_cells_and_the_scores_show_both_numbers(page, settle):
    page.check_now()
    settle()
    at = [line.id for line in page.results.rules.list.records].index("born.required")
    page.results.rules.point(at)
    settle()
    assert [(f.row, f.rule) for f in page.results.failures.list.records] == [(3, "born.required")]
    assert page.results.cards["完整性"].share.text().count(" of ") == 1
    assert page.results.cards["时效性"].figure.text() == "–"


def test_the_check_leaves_a_line_in_the_history_and_a_figure_beside_the_page(opened, page, settle):
    page.check_now()
    settle()
    entries = []
    opened.session.ask(lambda dataset, job: dataset.history(), entries.extend)
    settle()
    line = next(e for e in entries if e.kind == "record")
    assert line.operation["operation"] == "check" and line.operation["error"] == page.result.counts["error"] > 0


def test_an_edit_is_checked_again_at_once(opened, page, settle):
    page.check_now()
    settle()
    before = page.result.counts["error"]
    table = opened.session.table
    row = int(table.row_ids(table.visible[1:2])[0])
    opened.session.do(EditCells(cells=((row, table.field("birthday").id, "2001-02-28"),)))
    settle()
    assert page.result.counts["error"] == before - 1
    opened.session.undo()
    settle()
    assert page.result.counts["error"] == before


def test_a_table_whose_mapping_was_kept_is_checked_by_itself_at_the_next_visit(opened, page, bring, settle):
    page.check_now()
    settle()
    first = opened.session.dataset.id
    bring("x\n1\n", "other")
    opened.go("check")
    settle()
    assert page.result is None and page.stack.currentWidget() is page.not_yet
    opened.session.open_dataset(first)
    settle()
    opened.go("check")
    settle()
    assert page.result is not None and page.stack.currentWidget() is page.results


@pytest.mark.parametrize("ending", [".html", ".xlsx", ".json", ""])
def test_the_report_is_saved_in_the_format_of_its_ending(page, answers, qtbot, settle, tmp_path, ending):
    page.check_now()
    settle()
    answers.save = tmp_path / f"report{ending}"
    qtbot.keyClick(page.results.rules, Key.Key_S, Ctrl)
    settle()
    file = tmp_path / f"report{ending or '.html'}"
    assert file.stat().st_size > 500
    if ending == ".json":
        assert json.loads(file.read_text("utf-8"))["failed"] == page.result.result.failed


def test_a_draft_is_made_from_the_table_added_and_chosen(opened, page, settle):
    opened.commands.run("draft-standard")
    settle()
    assert page.standard.chosen() == "draft.people@0.1.0"
    assert set(mapping(page).values()) - {""} and len(mapping(page)) == 3
    opened.commands.run("draft-standard")
    settle()
    assert page.standard.chosen() == "draft.people-2@0.1.0"


def test_a_standard_with_faults_is_refused_with_their_lines(page, answers, pack, settle, shown):
    pack.write_text(PACK.replace("type: date", "type: dat").replace("1.0.0", "1.0.1"), encoding="utf-8")
    page.add_standard()
    settle()
    assert len(shown) == 1 and "10" in shown[0].where + shown[0].what
    assert page.standard.chosen() == "test.people@1.0.0"


def test_a_folder_can_be_added_too(opened, bring, answers, pack, settle):
    bring(ROWS)
    opened.go("check")
    answers.folder = pack.parent
    opened.commands.run("add-folder")
    settle()
    assert opened.pages["check"].standard.chosen() == "test.people@1.0.0"


def test_a_table_in_review_is_checked_without_keeping_the_mapping(opened, page, settle, shown):
    opened.commands.run("submit")
    settle()
    page.check_now()
    settle()
    assert page.result is not None and not shown and "mapping:test.people" not in opened.session.dataset.settings


def test_a_table_without_problems_says_so(opened, page, bring, settle):
    bring("code,born,amount,region\nA,2001-02-03,1,x\n", "clean")
    opened.go("check")
    settle()
    page.standard.choose("test.people@1.0.0")
    settle()
    page.check_now()
    settle()
    assert page.results.verdict.text() == "No problems" and page.result.problems == 0
    assert page.results.rule_stack.currentWidget() is page.results.rules_none


def test_f6_goes_round_the_standard_rules_and_failing_cells(opened, page, settle):
    page.check_now()
    settle()
    assert page.panes() == [page.standard, page.results.rules, page.results.failures]
    page.results.rules.setFocus()
    opened.cycle(1)
    assert QApplication.focusWidget() is page.results.failures
