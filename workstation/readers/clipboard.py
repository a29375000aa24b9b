"""What Excel, WPS, LibreOffice or a browser put on the clipboard, as a private file that an import reads like any other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from workstation.errors import Problem
from workstation.readers.options import Options
from workstation.text import _

NAME = "clipboard"
"""Name of the file: what the history shows as the source."""
LARGEST = 256 << 20
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)


@dataclass(frozen=True)
class Pasted:
    """What was pasted: its bytes, how they are to be read, and whether they are a page or plain text."""

    data: bytes
    options: Options
    kind: str

    def write(self, folder: Path) -> Path:
        """Write it to a new file in a private folder, which who calls removes; returns the file."""
        path = folder / NAME
        with path.open("xb") as file:
            file.write(self.data)
        return path


def from_clipboard(html: str | None, text: str | None) -> Pasted:
    """Return what was copied: the page when it holds a table (merged cells, digits behind the cells), else the text.

    html: the text of text/html, with or without the head that Windows puts before it
    text: the plain text: fields between tabs, cells of several lines in quotation marks
    Raises Problem when there is no table in either.
    """
    if html and _TABLE.search(html):
        page = _page(html)
        if len(page) > LARGEST:
            raise _too_large()
        head = '<!DOCTYPE html><meta charset="utf-8">'
        return Pasted((head + page).encode("utf-8", "backslashreplace"), Options(kind="html", encoding="utf-8"), "html")
    plain = (text or "").removeprefix("\ufeff").replace("\x00", "")
    if not plain.strip():
        raise Problem(
            "nothing-to-paste",
            _("There is no table on the clipboard."),
            remedy=_("Select the cells in the other program, copy them and paste again."),
        )
    if len(plain) > LARGEST:
        raise _too_large()
    options = Options(kind="delimited", encoding="utf-8")
    if "\t" in plain:
        options = Options(kind="delimited", encoding="utf-8", delimiter="\t", quote='"')
    return Pasted(plain.encode("utf-8", "backslashreplace"), options, "delimited")


def _page(html: str) -> str:
    """Return the page without the head of the clipboard (Version, StartHTML ...), and of it what was selected."""
    start = html.find("<")
    page = html[max(0, start):].replace("\x00", "")
    begin, end = page.find("<!--StartFragment"), page.rfind("<!--EndFragment")
    selected = page[begin:end] if 0 <= begin < end else ""
    if _TABLE.search(selected):
        styles = "".join(re.findall(r"<style[^>]*>.*?</style>", page[:begin], re.IGNORECASE | re.DOTALL))
        return styles + selected
    return page


def _too_large() -> Problem:
    return Problem("too-large", _("There is too much on the clipboard."), remedy=_("Save it as a file and import that."))
