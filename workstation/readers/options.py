"""How a file is to be read: what a person, a recipe or a template may say; whatever is not said is found out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workstation.errors import Problem
from workstation.text import _

SECRET = frozenset(("password",))
"""Options that are used and never kept."""
JOIN = "/"
"""Between the levels of a header: 登记信息 over 成立日期 gives 登记信息/成立日期."""
ONE_OF: Mapping[str, tuple[str, ...]] = {
    "short_rows": ("reject", "fill"),
    "values": ("shown", "stored"),
    "merged": ("fill", "first"),
    "totals": ("leave", "keep"),
    "shape": ("table", "transposed", "form"),
}


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a file is to be read; None means: decide yourself."""

    sheet: str | None = None
    """Name of one sheet; a hidden one may be named too."""
    table: int | None = None
    """Number of one table in its sheet, from 1."""
    kind: str | None = None
    """Name of the reader, when the first bytes do not tell: delimited, fixed_width, lines, json ..."""
    encoding: str | None = None
    """Name of the text encoding, as Python knows it: utf-8, gb18030, big5 ..."""
    delimiter: str | None = None
    """What stands between fields; a tab may be written as \\t."""
    quote: str | None = None
    """The quotation mark around fields; empty text when the file has none."""
    escape: str | None = None
    """The character that makes the next one an ordinary one; empty text when the file has none."""
    comment: str | None = None
    """What lines that are no rows begin with; empty text when the file has none."""
    widths: tuple[int, ...] | None = None
    """Widths of the fields in characters, for a file of fixed width; the last field takes the rest."""
    header_rows: int | None = None
    """How many rows above the data name the fields; 0 when there is no header."""
    first_row: int | None = None
    """Row in the sheet, or line in the file, from 1, where data starts."""
    last_row: int | None = None
    """Row in the sheet, or line in the file, from 1, where data ends."""
    columns: str | None = None
    """Columns of the sheet that are taken, such as B:K."""
    header_join: str | None = None
    """What joins the levels of a header to one name."""
    short_rows: str | None = None
    """What becomes of lines with too few fields: reject (as None does) or fill with blanks at the end."""
    merged: str | None = None
    """Merged cells among the data: fill all of their rows and columns, or only the first cell, as it is stored."""
    totals: str | None = None
    """Totals and subtotals: leave them out, or keep them as rows."""
    hidden: bool | None = None
    """Whether hidden rows and columns are taken."""
    shape: str | None = None
    """table, transposed (field names down the first column) or form (one record)."""
    values: str | None = None
    """Cells as they are shown by their number format, or as they are stored."""
    stored: tuple[str, ...] | None = None
    """Names of the fields that are read as they are stored, whatever `values` says of the others."""
    password: str | None = None
    """Opens a sealed workbook; used and never kept."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Options:
        """Return the options that plain data describes; Problem for a key or a value that is not one."""
        known = {f.name for f in dataclasses.fields(cls)}
        for key in data:
            if key not in known:
                raise Problem(
                    "bad-option",
                    _("There is no import option “{name}”.", name=key),
                    where=_("Options: {names}", names=", ".join(sorted(known))),
                    remedy=_("Use one of these."),
                )
        options = cls(**{key: _option(key, value) for key, value in data.items()})
        options.check()
        return options

    def data(self) -> dict[str, Any]:
        """Return the options that were set, as plain data; secrets are left out."""
        said = {key: value for key, value in dataclasses.asdict(self).items() if value is not None and key not in SECRET}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in said.items()}

    def check(self) -> None:
        """Raise a Problem when an option has a value that cannot be."""
        if self.delimiter is not None and (not self.delimiter or any(sign in self.delimiter for sign in '\r\n"')):
            raise _bad("delimiter", self.delimiter, _("Give one plain character, such as , or ; or \\t."))
        if self.quote is not None and (len(self.quote) > 1 or self.quote in ("\r", "\n")):
            raise _bad("quote", self.quote, _("Give one plain character, or empty text for none."))
        if self.header_rows is not None and not 0 <= self.header_rows <= 50:
            raise _bad("header_rows", self.header_rows, _("Give a number from 0 to 50."))
        if self.first_row is not None and self.first_row < 1 + (self.header_rows or 0):
            raise _bad("first_row", self.first_row, _("Rows count from 1, and the header stands above the first row."))
        if self.last_row is not None and self.last_row < (self.first_row or 1):
            raise _bad("last_row", self.last_row, _("The last row stands below the first one."))
        if self.table is not None and self.table < 1:
            raise _bad("table", self.table, _("Tables count from 1."))
        if self.widths is not None and (not self.widths or any(width < 1 for width in self.widths)):
            raise _bad("widths", self.widths, _("Give the width of each field in characters, such as 10,4,20."))
        for key, words in ONE_OF.items():
            value = getattr(self, key)
            if value is not None and value not in words:
                raise _bad(key, value, _("Give one of: {words}.", words=", ".join(words)))


def _option(key: str, value: Any) -> Any:
    if value is None:
        return None
    if key in ("header_rows", "first_row", "last_row", "table"):
        return _whole(key, value)
    if key == "widths":
        return tuple(_whole(key, one) for one in _several(key, value))
    if key == "stored":
        return tuple(_text(key, one) for one in _several(key, value, split=False))
    if key == "hidden":
        if not isinstance(value, bool):
            raise _bad(key, value, _("Give true or false."))
        return value
    text = _text(key, value)
    return "\t" if key == "delimiter" and text in ("\\t", "tab") else text


def _several(key: str, value: Any, split: bool = True) -> Sequence[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")] if split else [value]
    if isinstance(value, (list, tuple)):
        return value
    raise _bad(key, value, _("Give a list."))


def _whole(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).strip().isdecimal():
        raise _bad(key, value, _("Give a whole number."))
    return int(value)


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _bad(key, value, _("Give it as text."))
    return value


def _bad(name: str, value: object, remedy: str) -> Problem:
    what = _("The import option “{name}” cannot be {value}.", name=name, value=repr(value))
    return Problem("bad-option", what, remedy=remedy)
