"""Guide: the sheet that tells how a form is filled in, in the language of who does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workstation.standards.standard import Standard
from workstation.templates import notes
from workstation.templates.cells import look, put, sheet_name
from workstation.templates.columns import Choice
from workstation.templates.form import Form
from workstation.text import _

WIDTHS = (28, 14, 46, 26, 60)


def add_guide(book: Any, form: Form, standard: Standard, choices: Sequence[Sequence[Choice]], words: str) -> None:
    """Add the sheet: general rules, then a line for each column. `words` are the office's own, such as a deadline."""
    style = look()
    sheet = book.create_sheet(sheet_name(_("How to fill in"), tuple(book.sheetnames)))
    sheet.sheet_view.showGridLines = False
    for at, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDE"[at]].width = width
    put(sheet.cell(1, 1), form.title).font = style["title"]
    row = 2
    for sentence in (*words.splitlines(), *rules(form)):
        if not sentence.strip():
            continue
        row += 1
        cell = put(sheet.cell(row, 1), sentence)
        cell.font, cell.alignment = style["plain"], style["top"]
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=5)
        sheet.row_dimensions[row].height = 18
    row += 2
    for at, head in enumerate((_("Field"), _("Needed"), _("How to write it"), _("Example"), _("Meaning")), 1):
        cell = put(sheet.cell(row, at), head)
        cell.font, cell.fill, cell.border, cell.alignment = style["white"], style["dark_fill"], style["box"], style["middle"]
    sheet.freeze_panes = sheet.cell(row + 1, 1)
    for column, ways in zip(form.columns, choices, strict=True):
        row += 1
        spec = standard.by_name[column.name]
        how = notes.how_to_write(spec, column, standard, ways)
        texts = (column.title, _("yes") if column.required else "", how, column.example, spec.description)
        for at, text in enumerate(texts, 1):
            cell = put(sheet.cell(row, at), text) if text else sheet.cell(row, at)
            cell.font, cell.border, cell.alignment = style["strong" if at == 1 else "plain"], style["box"], style["top"]
    sheet.protection.sheet = True
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def rules(form: Form) -> list[str]:
    """Return the general rules."""
    return [
        _("Fill in the sheet “{sheet}”, one row for each record, below the example row.", sheet=form.sheet),
        _("Fields with * and a dark header must be filled in. The note on each header says what is meant."),
        _("The example row is not taken. Leave the header as it is, so that the table is recognised."),
        _("Numbers such as identity or phone numbers are kept digit by digit; type or paste them as text."),
        _("Save as a workbook (.xlsx) and send it back. It is checked on arrival; what is wrong comes back marked."),
    ]
