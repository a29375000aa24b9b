"""Make: from a standard the workbook that goes out, and one for each sender at the price of one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from workstation.dataset.field import uuid7
from workstation.dataset.journal import now
from workstation.errors import Problem
from workstation.job import Job
from workstation.standards.standard import Standard
from workstation.store.database import refused
from workstation.templates import notes
from workstation.templates.cells import look, plain, put, sheet_name, width_of
from workstation.templates.columns import KINDS, Choice, choices_of, columns_of, typed
from workstation.templates.form import (
    EXAMPLE,
    FIRST,
    HEADER,
    HINT,
    KEY,
    KEYS,
    LISTS,
    MARGIN,
    SENDER,
    SHEET,
    TITLE,
    Column,
    Form,
)
from workstation.templates.guide import add_guide
from workstation.templates.validation import STYLES, Names, lengths, rule_of
from workstation.text import _, in_language
from workstation.writers.writer import placed

LAST = 1_048_576
HERE_SENDER, HERE_SUM = "form-sender-5f0c9f1d7a3e", "form-checksum-5f0c9f1d7a3e"
"""What stands in the first workbook where those for each sender differ; plain letters, so that no writer escapes them."""


def new_form(standard: Standard, *, fields: Sequence[str] = (), language: str = "en", show: str = "both",
             title: str = "") -> Form:
    """Return a new form for a standard, with an id of its own; Problem for fields that the standard has not."""
    columns = columns_of(standard, fields, language, show)
    named = " ".join(title.split()) or standard.title or standard.id
    return Form(uuid7(), standard.id, standard.version, standard.sha256, named, language, columns, made=now(),
                sheet=sheet_name(named))


def write_forms(form: Form, standard: Standard, targets: Sequence[tuple[Path, str]], job: Job, *, words: str = "") -> None:
    """Write the workbook to each (path, sender); an empty sender leaves it to whoever fills it in.

    words: what the office says besides, such as the day until which it is to be sent back
    Raises Problem when a file cannot be written; a file that is there is replaced whole or stays.
    """
    named = [target for target in targets if target[1]]
    whole = workbook(form.for_(HERE_SENDER), standard, words) if named else b""
    blank = workbook(form.for_(""), standard, words) if len(named) < len(targets) else b""
    for path, sender in job.each(targets, len(targets), _("Writing forms")):
        data = for_sender(whole, form, sender) if sender else blank
        put_file(path, data)


def put_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, in the place of what was there; its folder is made when it is missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(error, path) from error
    placed(path, lambda part: part.write_bytes(data), overwrite=True)


def for_sender(whole: bytes, form: Form, sender: str) -> bytes:
    """Return a workbook made for HERE_SENDER for one sender: only its texts are written anew."""
    mine = form.for_(plain(sender))
    changes = {HERE_SENDER: mine.sender, HERE_SUM: mine.lines()[-1][1]}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            for mark, value in changes.items():
                if mark.encode() in data:
                    data = data.replace(mark.encode(), escape(value).encode("utf-8"))
            new.writestr(member, data)
    return out.getvalue()


def workbook(form: Form, standard: Standard, words: str = "") -> bytes:
    """Return the bytes of the workbook for a form."""
    from openpyxl import Workbook

    with in_language(form.language):
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = form.sheet
        choices = [choices_of(standard.by_name[c.name], standard, form.language, c.show) for c in form.columns]
        names = Names()
        _head(sheet, form)
        for at, column in enumerate(form.columns):
            _column(sheet, at + 1 + MARGIN, form, standard, choices[at])
            _rule(sheet, at + 1 + MARGIN, column, standard, choices[at], names)
        _finish(sheet)
        add_guide(book, form, standard, choices, words)
        _lists(book, names)
        _hidden(book, form)
        book.active = 0
        book.properties.creator = "Workstation"
        book.properties.title = form.title
        out = io.BytesIO()
        book.save(out)
    return out.getvalue()


def _head(sheet: Any, form: Form) -> None:
    """Write what stands above the header: title, who fills it in, how, and the hidden row of field names."""
    style, last = look(), len(form.columns) + MARGIN
    for row in (TITLE, SENDER, HINT, KEYS):
        for at in range(1, last + 1):
            sheet.cell(row, at).protection = style["locked"]
    put(sheet.cell(TITLE, 1), form.title).font = style["title"]
    put(sheet.cell(SENDER, 1), _("Filled in by:")).font = style["strong"]
    who = sheet.cell(SENDER, 1 + MARGIN)
    if form.sender:
        put(who, form.sender)
    who.font, who.border, who.number_format = style["strong"], style["under"], "@"
    who.protection = style["locked" if form.sender else "open"]
    if not form.sender:
        who.fill = style["free_fill"]
    hint = _("Fields with * must be filled in. Point at a header to read what is meant. One row for each record.")
    put(sheet.cell(HINT, 1), hint).font = style["hint"]
    put(sheet.cell(KEYS, 1), KEY + form.id)
    for at, column in enumerate(form.columns, 1 + MARGIN):
        put(sheet.cell(KEYS, at), column.name)
    sheet.row_dimensions[KEYS].hidden = True
    for row, height in ((TITLE, 30), (SENDER, 22), (HINT, 18), (HEADER, 34)):
        sheet.row_dimensions[row].height = height
    for row, text in ((HEADER, ""), (EXAMPLE, _("Example"))):
        cell = put(sheet.cell(row, 1), text) if text else sheet.cell(row, 1)
        cell.font, cell.fill, cell.border = style["example"], style["example_fill"], style["box"]
        cell.alignment, cell.protection = style["centre"], style["locked"]
    sheet.column_dimensions["A"].width = max(13, width_of(_("Filled in by:")) + 2)


def _column(sheet: Any, at: int, form: Form, standard: Standard, choices: Sequence[Choice]) -> None:
    """Write header, note and example of one column, and how the cells below it are."""
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter

    style, column = look(), form.columns[at - 1 - MARGIN]
    spec = standard.by_name[column.name]
    head = put(sheet.cell(HEADER, at), column.title + (" *" if column.required else ""))
    head.font, head.fill = style["white" if column.required else "strong"], style[
        "needed_fill" if column.required else "free_fill"]
    head.border, head.alignment, head.protection = style["box"], style["centre"], style["locked"]
    text = notes.note(spec, column, standard, choices)
    lines = text.count("\n") + 1 + sum(width_of(line) // 44 for line in text.splitlines())
    head.comment = Comment(plain(text), "Workstation", height=min(420, 24 + 17 * lines), width=300)
    example = sheet.cell(EXAMPLE, at)
    value = typed(column, column.example)
    if isinstance(value, str):
        if value:
            put(example, value)
    else:
        example.value = value
    example.number_format = KINDS[column.kind]
    example.font, example.fill, example.border = style["example"], style["example_fill"], style["box"]
    example.protection, example.alignment = style["locked"], style["left"]
    below = sheet.column_dimensions[get_column_letter(at)]
    below.number_format, below.protection, below.font = KINDS[column.kind], style["open"], style["plain"]
    shown = max((width_of(choice.shown) for choice in choices[:200]), default=0)
    most = lengths(spec)[1] if column.kind == "text" else None
    written = min(most + 3, 24) if most is not None else 24 if column.kind == "text" and not choices else 11
    wanted = max(width_of(column.title) + 4, width_of(column.example) + 3, min(shown + 4, 30), written)
    below.width = min(wanted, 42)


def _rule(sheet: Any, at: int, column: Column, standard: Standard, choices: Sequence[Choice], names: Names) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(at)
    spec = standard.by_name[column.name]
    rule = rule_of(column, spec, choices, names, f"{letter}{FIRST}")
    told = f"{notes.how_to_write(spec, column, standard, choices)} {notes.must(spec)}"
    held: dict[str, Any] = {"errorStyle": STYLES.get(spec.level, "stop")}
    if rule is not None:
        held |= {"type": rule.type, "operator": rule.operator or None, "formula1": rule.first, "formula2": rule.second or None}
    made = DataValidation(
        **held, allow_blank=True, showInputMessage=True, showErrorMessage=rule is not None, errorTitle=plain(column.title)[:32],
        error=plain(notes.how_to_write(spec, column, standard, choices))[:220], promptTitle=plain(column.title)[:32],
        prompt=plain(told)[:250])
    made.add(f"{letter}{FIRST}:{letter}{LAST}")
    sheet.add_data_validation(made)


def _finish(sheet: Any) -> None:
    """Lock what is not to be filled in, keep the header in sight, and set how it is printed."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = f"{get_column_letter(1 + MARGIN)}{EXAMPLE}"
    guard = sheet.protection
    guard.sheet = True
    for may in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(guard, may, False)  # False: not locked
    sheet.sheet_view.selection[-1].activeCell = sheet.sheet_view.selection[-1].sqref = f"{get_column_letter(1 + MARGIN)}{FIRST}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    sheet.print_title_cols = None
    sheet.oddFooter.center.text = "&P / &N"


def _lists(book: Any, names: Names) -> None:
    """Write long lists and what counts characters to a hidden sheet, and name them."""
    from openpyxl.workbook.defined_name import DefinedName

    defined = names.defined()
    if not defined:
        return
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for at, texts in enumerate(names.lists.values(), 1):
        for row, text in enumerate(texts, 1):
            cell = put(sheet.cell(row, at), text)
            cell.number_format = "@"
    for name, stands_for in defined.items():
        book.defined_names[name] = DefinedName(name, attr_text=stands_for)


def _hidden(book: Any, form: Form) -> None:
    """Write the sheet by which the form is known again."""
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "veryHidden"
    lines = form.lines()
    if form.sender == HERE_SENDER:
        lines[-1][1] = HERE_SUM
    for row, line in enumerate(lines, 1):
        for at, text in enumerate(line, 1):
            if text:
                cell = put(sheet.cell(row, at), text)
                cell.number_format = "@"


def checked_target(path: Path) -> Path:
    """Return where a form is written; Problem for another kind of file."""
    if path.suffix.lower() != ".xlsx":
        raise Problem("bad-target", _("A form is a workbook: its name ends in .xlsx."), where=str(path),
                      remedy=_("Name it with .xlsx at the end."))
    return path
