"""Digits that a number format rounds away can be had afterwards, for cells that still hold what was shown."""

from __future__ import annotations

import openpyxl
import pytest

from tests.importing.conftest import rows_of
from workstation.importing.rerun import reimport
from workstation.operations.edit_cells import EditCells
from workstation.operations.trim_whitespace import TrimWhitespace
from workstation.operations.use_stored_values import UseStoredValues

NUMBERS = [3.14159, 2.5, 1234.5678, 7]


@pytest.fixture
def rounded(tmp_path, imported):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "amount"])
    for at, number in enumerate(NUMBERS, 2):
        sheet.append([f"n{at}", number])
        sheet.cell(at, 2).number_format = "#,##0.0"
    book.save(tmp_path / "a.xlsx")
    return imported(tmp_path / "a.xlsx")


def test_stored_values_take_the_place_of_shown_ones_and_edited_cells_stay(rounded):
    assert [row[1] for row in rows_of(rounded)] == ["3.1", "2.5", "1,234.6", "7.0"]
    second = int(rounded.table.row_ids(rounded.table.visible[:1])[0])
    rounded.do(EditCells(cells=((second, "amount", "3"),)), "li")
    assert rounded.preview(UseStoredValues(field="amount"), person="li").count == 2
    rounded.do(UseStoredValues(field="amount"), "li")
    assert [row[1] for row in rows_of(rounded)] == ["3", "2.5", "1234.5678", "7"]
    assert rounded.verify().ok
    rounded.undo("li")
    assert [row[1] for row in rows_of(rounded)] == ["3", "2.5", "1,234.6", "7.0"]


def test_a_field_knows_that_it_was_shown_rounded(rounded):
    assert rounded.settings["rounded"] == [rounded.table.field("amount").id]


def test_it_is_done_again_when_the_file_is_read_again(workspace, rounded):
    rounded.do(UseStoredValues(field="amount"), "li")
    rounded.do(TrimWhitespace(field="name"), "li")
    before = rounded.table.content_hash
    assert reimport(workspace, rounded, {}, "li").fits
    assert rounded.table.content_hash == before and rounded.verify().ok


def test_only_rows_that_were_named_are_changed(rounded):
    rounded.do(UseStoredValues(field="amount"), "li", rounded.table.row_ids(rounded.table.visible[2:3]))
    assert [row[1] for row in rows_of(rounded)] == ["3.1", "2.5", "1234.5678", "7.0"]
