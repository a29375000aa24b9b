"""The workbook that goes out: its texts, its rules, its hidden parts, in both languages; files for each sender."""

from __future__ import annotations

import dataclasses
import io

import pytest
from openpyxl import load_workbook

from workstation.errors import Problem
from workstation.job import Job
from workstation.rules.spec import CodeList, FieldSpec
from workstation.standards.standard import Standard
from workstation.templates.columns import Choice
from workstation.templates.form import EXAMPLE, FIRST, HEADER, KEYS, LISTS, SHEET, Form
from workstation.templates.make import new_form, workbook, write_forms
from workstation.templates.pattern import Shape, shape_of
from workstation.templates.registry import Registry
from workstation.templates.senders import checked_senders, file_names, read_senders, safe_name
from workstation.templates.validation import INLINE, Names, rule_of


def opened(form: Form, standard: Standard):
    return load_workbook(io.BytesIO(workbook(form, standard)))


def test_the_sheet_has_headers_notes_and_an_example_and_only_the_cells_to_fill_in_are_open(standard):
    book = opened(new_form(standard), standard)
    sheet = book.worksheets[0]
    assert [sheet.cell(HEADER, at).value for at in range(2, 9)] == [
        "Household number *", "Head of household *", "District *", "Kind", "Day of the visit *", "People", "Income（yuan）"]
    assert "Must be filled in." in sheet.cell(HEADER, 2).comment.text
    assert "Exactly 12 characters." in sheet.cell(HEADER, 2).comment.text
    assert (sheet.cell(EXAMPLE, 1).value, sheet.cell(EXAMPLE, 2).value) == ("Example", "001234567890")
    assert sheet.cell(EXAMPLE, 4).value == "01 North"
    assert sheet.protection.sheet and not sheet.protection.password
    assert sheet.cell(HEADER, 2).protection.locked and not sheet.column_dimensions["B"].protection.locked
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet.freeze_panes == "B6"
    assert sheet.row_dimensions[KEYS].hidden


def test_hidden_sheets_tell_the_form_and_the_form_is_read_back_as_it_was(standard):
    form = new_form(standard, fields=["number", "district"]).for_("North hall")
    book = opened(form, standard)
    assert book[SHEET].sheet_state == "veryHidden"
    lines = [["" if cell is None else str(cell) for cell in row] for row in book[SHEET].iter_rows(values_only=True)]
    assert Form.from_lines(lines) == (form, True)
    lines[3][1] = "9.9.9"
    assert Form.from_lines(lines)[1] is False


def test_spreadsheets_hold_people_to_what_they_can(standard):
    rules = {str(one.sqref): one for one in opened(new_form(standard), standard).worksheets[0].data_validations.dataValidation}
    by_letter = {place[0]: (one.type, one.operator, one.formula1, one.formula2) for place, one in rules.items()}
    assert by_letter["B"][0] == "custom" and by_letter["B"][2].startswith("AND(LEN(B7)=12,SUMPRODUCT(")
    assert by_letter["C"] == ("textLength", "between", "2", "40")
    assert by_letter["D"] == ("list", None, '"01 North,02 South,03 Old town,10 Harbour"', None)
    assert by_letter["E"] == ("list", None, '"owner,tenant,guest"', None)
    assert by_letter["F"][:3] == ("date", "between", "43831")
    assert by_letter["G"] == ("whole", "between", "1", "30")
    assert by_letter["H"][:3] == ("decimal", "between", "0")


def test_a_list_of_fifty_thousand_codes_stands_on_a_hidden_sheet_under_one_name(standard):
    codes = [f"{number:06}" for number in range(50_000)]
    large = CodeList("large", "Large", "1", "", "", {"code": codes, "name": [f"Place {code}" for code in codes]})
    fields = tuple(FieldSpec(name=name, codes="large") for name in ("home", "work"))
    wide = dataclasses.replace(standard, codes={"large": large}, fields=fields, rules=(), key=())
    book = opened(new_form(wide), wide)
    assert book[LISTS].sheet_state == "hidden"
    assert (book[LISTS].max_row, book[LISTS].max_column) == (50_000, 1)
    assert {one.formula1 for one in book.worksheets[0].data_validations.dataValidation} == {"form_list_1"}
    assert book.defined_names["form_list_1"].attr_text == "'_lists'!$A$1:$A$50000"


@pytest.mark.parametrize(("texts", "inline"), [
    (["a", "b"], True), (["a,b", "c"], False), (['say "x"'], False), ([" a"], False), (["x" * 84] * 3, True),
    (["x" * 85] * 3, False)])
def test_short_plain_lists_stand_in_the_rule_itself(texts, inline):
    names = Names()
    spec = FieldSpec(name="a", enum=tuple(texts))
    from workstation.templates.form import Column

    rule = rule_of(Column("a", "A", "choice"), spec, [Choice(text, text) for text in texts], names, "B7")
    assert rule.first.startswith('"') is inline
    assert len(rule.first) <= INLINE + 2
    assert bool(names.lists) is not inline


@pytest.mark.parametrize(("pattern", "least", "most", "fixed"), [
    ("[0-9]{6}", 6, 6, True), ("[1-9][0-9]{16}[0-9X]", 18, 18, True), ("1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}", 10, 13, False),
    ("[A-Z]+", 1, None, False), ("(ab|c)?d", 1, 3, False), ("[^a]{3}", 3, 3, True), (r"\d{4}", 4, 4, True)])
def test_patterns_are_held_to_as_far_as_they_are_understood(pattern, least, most, fixed):
    shape = shape_of(pattern)
    assert (shape.least, shape.most, bool(shape.runs)) == (least, most, fixed)


@pytest.mark.parametrize("pattern", [r"\p{L}+", "(?i)x", "[unclosed", "(open", "a)b", "*"])
def test_patterns_that_are_not_understood_hold_nobody(pattern):
    assert shape_of(pattern) in (None, Shape(0, 0))


def test_each_sender_gets_a_workbook_with_their_own_name_in_it(standard, tmp_path):
    form = new_form(standard)
    senders = ["A & B <Ltd>", "北街"]
    targets = [(tmp_path / f"{at}.xlsx", sender) for at, sender in enumerate(senders)]
    write_forms(form, standard, [*targets, (tmp_path / "all.xlsx", "")], Job())
    for path, sender in [*targets, (tmp_path / "all.xlsx", None)]:
        book = load_workbook(path)
        assert book.worksheets[0].cell(2, 2).value == sender
        lines = [["" if cell is None else str(cell) for cell in row] for row in book[SHEET].iter_rows(values_only=True)]
        found, whole = Form.from_lines(lines)
        assert (found.sender, whole, found.id) == (sender or "", True, form.id)


def test_the_language_of_the_form_is_that_of_its_senders_whatever_is_spoken_here(standard):
    from workstation.text import language

    form = new_form(standard, language="zh-CN")
    workbook(form, standard)
    assert language() == "en"


@pytest.mark.parametrize(("text", "name"), [
    ("a/b\\c:d", "a_b_c_d"), ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("  a  b. ", "a b"), ("", "_"), ("..", "_"),
    ("x\u202ey", "xy"), ("学校（东）", "学校（东）")])
def test_names_of_files_are_such_as_every_system_takes(text, name):
    assert safe_name(text) == name


def test_names_of_files_are_different_and_not_too_long():
    names = file_names("T" * 300, ["北" * 100, "北" * 100 + "x", "a", "A"])
    assert len({name.casefold() for name in names}) == 4
    assert all(len(name.encode()) < 200 for name in names)


@pytest.mark.parametrize(("text", "senders"), [
    ("单位,电话\n北街,1\n南街,2\n", ["北街", "南街"]), ("id,Sender\n1,North\n2,South\n", ["North", "South"]),
    ("North\nSouth\n", ["North", "South"])])
def test_lists_of_senders_are_read_from_files(tmp_path, text, senders):
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    assert read_senders(file) == senders


@pytest.mark.parametrize(("names", "code"), [([], "no-senders"), ([" "], "no-senders"), (["a", "A"], "sender-twice"),
                                             (["a\u2028b\nc"], "")])
def test_lists_of_senders_are_looked_at(names, code):
    if code:
        with pytest.raises(Problem) as refused:
            checked_senders(names)
        assert refused.value.code == code
    else:
        assert checked_senders(names) == ["a b c"]


def test_a_form_that_was_made_is_kept_with_its_senders_and_no_file_is_replaced_unasked(workspace, issued, standard):
    from workstation.templates.issue import issue

    sent = Registry(workspace.db).find(issued.form.id)
    assert (sent.form.columns, sent.senders, sent.made_by) == (issued.form.columns, 3, "zhou")
    assert [path.name for _sender, path in issued.files] == [
        "Household visits - North hall.xlsx", "Household visits - South hall.xlsx", "Household visits - Old town hall.xlsx"]
    with pytest.raises(Problem) as refused:
        issue(workspace.db, standard, issued.files[0][1].parent, "zhou", senders=["North hall"])
    assert refused.value.code == "file-exists"
    assert FIRST == EXAMPLE + 1
