"""The report as a workbook: an overview, and one sheet for each rule that fails with every failing cell, all as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workstation.rules.rule import Rule
from workstation.standards.report.content import LEVELS, OUTCOMES, Report
from workstation.standards.wording import worded
from workstation.text import _

SHEET_LIMIT = 1_048_000  # rows of a sheet; the format has 1,048,576
PART = 50_000
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML cannot hold; openpyxl refuses a whole workbook for one of them."""
WIDTHS = {"row": 9, "row_id": 15, "field": 22, "value": 34, "message": 90}


def write(report: Report, path: Path) -> None:
    """Write the workbook. Every cell is a text cell, so no program reads a formula or cuts 18 digits."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    taken: set[str] = set()
    sheets = {answer.rule.id: _sheet_name(answer.rule, taken) for answer in report.failing}
    _overview(book, report, sheets)
    _rules(book, report, sheets)
    for answer in report.failing:
        _failures(book, report, answer.rule, sheets[answer.rule.id])
    book.save(path)


def _sheet_name(rule: Rule, taken: set[str]) -> str:
    """Return a sheet name that Excel takes: at most 31 characters, no brackets or slashes, each once whatever the case."""
    plain = re.sub(r"[\[\]:*?/\\']", "_", rule.id)[:28] or "rule"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain}~{number}"
    taken.add(name.casefold())
    return name


def _sheet(book: Any, name: str, widths: Iterable[int], frozen: str = "") -> Any:
    sheet = book.create_sheet(name)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[chr(64 + number)].width = width
    if frozen:
        sheet.freeze_panes = frozen
    return sheet


def _cell(sheet: Any, value: Any, *, bold: bool = False, fill: str = "", link: str = "") -> Any:
    """Return a cell that is text, whatever it holds; figures of ours are numbers."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    if isinstance(value, (int, float)) and not isinstance(value, bool):
        cell = WriteOnlyCell(sheet, value)
    else:
        cell = WriteOnlyCell(sheet, ILLEGAL.sub("\ufffd", str(value if value is not None else ""))[:32_000])
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    if link:
        cell.hyperlink = f"#'{link}'!A1"
        cell.font = Font(color="1F5FD6", underline="single")
    return cell


def _head(sheet: Any, words: Iterable[str]) -> list[Any]:
    return [_cell(sheet, word, bold=True, fill="EEF1F5") for word in words]


def _overview(book: Any, report: Report, sheets: dict[str, str]) -> None:
    result, scores = report.result, report.quality
    sheet = _sheet(book, _("Overview"), (30, 26, 16, 16, 16, 40))
    counts = result.counts()
    overall = scores.data()["overall"]
    lines: list[tuple[str, Any]] = [
        (_("Standard"), f"{result.standard.title} ({result.standard.label})"), (_("Dataset"), report.dataset),
        (_("Day of the check"), result.today.isoformat()), (_("Checked by"), report.person),
        (_("Number of rows"), len(result.table)), (_("Errors"), counts["error"]), (_("Warnings"), counts["warning"]),
        (_("Remarks"), counts["info"]),
        (_("Rules not checked"), len(report.not_checked)),
        (_("Score"), _("not measured") if overall is None else overall), ("SHA-256", result.standard.sha256)]
    for name, value in lines:
        sheet.append([_cell(sheet, name, bold=True), _cell(sheet, value)])
    sheet.append([])
    sheet.append(_head(sheet, (_("Dimension"), _("Indicator"), "A", "B", _("Score"), _("Remark"))))
    for measure in scores.dimensions:
        for part, name in [(measure, ""), *((part, part.name) for part in measure.parts)]:
            data = part.data()
            sheet.append([_cell(sheet, measure.name, bold=not name), _cell(sheet, name), _cell(sheet, part.a),
                          _cell(sheet, part.b), _cell(sheet, data["score"] if data["score"] is not None else "-"),
                          _cell(sheet, part.why)])


def _rules(book: Any, report: Report, sheets: dict[str, str]) -> None:
    sheet = _sheet(book, _("Rules"), (24, 30, 18, 12, 18, 12, 12, 14, 60), "A2")
    sheet.append(_head(sheet, (_("Rule"), _("Title"), _("Field"), _("Level"), _("Dimension"), _("Checked"), _("Failed"),
                               _("Outcome"), _("Why"))))
    for answer, line in zip(report.result.answers, report.result.rules(), strict=True):
        sheet.append([_cell(sheet, line["rule"], link=sheets.get(line["rule"], "")), _cell(sheet, report.label(answer)),
                      _cell(sheet, line["field"]), _cell(sheet, _(LEVELS[line["level"]])), _cell(sheet, line["dimension"]),
                      _cell(sheet, line["checked"]), _cell(sheet, line["failed"]), _cell(sheet, _(OUTCOMES[line["outcome"]])),
                      _cell(sheet, line["why"])])


def _failures(book: Any, report: Report, rule: Rule, name: str) -> None:
    sheet = _sheet(book, name, WIDTHS.values(), "A2")
    sheet.append(_head(sheet, (_("Row"), _("Row id"), _("Field"), _("Text"), _("What is wrong"))))
    cells = report.result.cells(None, [rule.id])
    shown = min(cells.num_rows, SHEET_LIMIT)
    for at in range(0, shown, PART):
        for failure in worded(report.result, cells.slice(at, min(PART, shown - at))):
            sheet.append([failure.row, _cell(sheet, str(failure.row_id)), _cell(sheet, failure.field),
                          _cell(sheet, failure.value), _cell(sheet, str(failure.message))])
    if shown < cells.num_rows:
        sheet.append([_cell(sheet, _("… and {n} more.", n=f"{cells.num_rows - shown:,}"))])
