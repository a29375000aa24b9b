"""Cells: texts as text cells, and the look that forms and marked workbooks share."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML cannot hold."""
NO_SHEET = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
MOST = 32_767
DARK, ACCENT, TINT, PALE, GREY = "1F3A5F", "2F6DB5", "DCE9F8", "F4F7FB", "6B7280"
FAULT, DOUBT = "FFC7CE", "FFEB9C"
FONT = "Calibri"


def plain(text: str) -> str:
    """Return a text as a cell can hold it: without characters that no workbook holds, and not too long."""
    return UNFIT.sub("\ufffd", text)[:MOST]


def put(cell: Any, text: str) -> Any:
    """Make a cell hold a text as text, whatever it looks like; returns the cell."""
    cell._value, cell.data_type = plain(text), "s"
    return cell


def width_of(text: str) -> int:
    """Return how many characters wide the widest line of a text is shown; Chinese ones count twice."""
    lines = text.splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line) for line in lines)


def sheet_name(wanted: str, taken: tuple[str, ...] = ()) -> str:
    """Return a name that a sheet may have: 31 characters, no signs of references, not taken, not one of ours."""
    name = " ".join(NO_SHEET.sub(" ", wanted).split()) or "Sheet"
    name = name[:31].strip()
    known = {one.casefold() for one in taken}
    number, found = 1, name
    while found.casefold() in known or found.startswith("_") or found.casefold() == "history":
        number += 1
        end = f" {number}"
        found = name.lstrip("_")[: 31 - len(end)].strip() + end
    return found


@cache
def look() -> dict[str, Any]:
    """Return the fonts, fills and borders by name; made once."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    def fill(colour: str) -> Any:
        return PatternFill("solid", start_color=colour, end_color=colour)

    thin = Side(style="thin", color="B8C4D6")
    return {
        "title": Font(name=FONT, size=16, bold=True, color=DARK), "hint": Font(name=FONT, size=10, color=GREY),
        "strong": Font(name=FONT, size=11, bold=True, color=DARK), "plain": Font(name=FONT, size=11),
        "white": Font(name=FONT, size=11, bold=True, color="FFFFFF"),
        "example": Font(name=FONT, size=10, italic=True, color=GREY),
        "link": Font(name=FONT, size=11, color=ACCENT, underline="single"),
        "needed_fill": fill(ACCENT), "free_fill": fill(TINT), "example_fill": fill(PALE), "dark_fill": fill(DARK),
        "fault_fill": fill(FAULT), "doubt_fill": fill(DOUBT),
        "box": Border(left=thin, right=thin, top=thin, bottom=thin), "under": Border(bottom=thin),
        "locked": Protection(locked=True), "open": Protection(locked=False),
        "middle": Alignment(vertical="center", wrap_text=True), "top": Alignment(vertical="top", wrap_text=True),
        "centre": Alignment(horizontal="center", vertical="center", wrap_text=True), "left": Alignment(vertical="center"),
    }
