"""What a sheet of a workbook can hold: what it cannot is refused by row, field and cause, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.text import _
from workstation.writers.writer import Selection

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header among them."""
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""UTF-16 units of one cell."""
NO_CHARACTER = "[\ufffe\uffff]"
"""What no XML can hold, written out or not."""
NO_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
"""What XML 1.0 cannot hold where there is no way to write it out."""


def check_size(selection: Selection) -> None:
    """Raise a Problem when there are more fields or rows than a sheet holds."""
    if len(selection.fields) > MOST_COLUMNS:
        raise Problem(
            "too-many-fields",
            _("A sheet holds {most} columns; there are {n} fields.", most=MOST_COLUMNS, n=len(selection.fields)),
            remedy=_("Choose fewer fields, or write csv."),
        )
    if len(selection) > MOST_ROWS - 1:
        raise Problem(
            "too-many-rows",
            _("A sheet holds {most} rows below its header; there are {n}.", most=MOST_ROWS - 1, n=len(selection)),
            remedy=_("Choose fewer rows, or write csv or parquet."),
        )


def check_names(selection: Selection, forbidden: str) -> None:
    """Raise a Problem when the name of a field is not for a cell."""
    import pyarrow as pa

    check_texts(pa.array([field.name for field in selection.fields], pa.string()), None, selection, forbidden)


def check_texts(texts: pa.Array, at: tuple[int, int] | None, selection: Selection, forbidden: str) -> None:
    """Raise a Problem for the first text that a cell cannot hold.

    texts:     strings; of one field from a row on, or the names of all fields
    at:        number of the first row, from 0, and of the field; None when they are names
    forbidden: RE2 pattern of the characters that the format has no way to write
    """
    import pyarrow.compute as pc

    long = pc.greater(pc.utf8_length(texts), MOST_CHARACTERS // 2)
    bad = pc.match_substring_regex(texts, forbidden)
    if not pc.any(pc.or_(long, bad)).as_py():
        return
    for place in pc.indices_nonzero(pc.fill_null(pc.or_(long, bad), False)).to_pylist():
        text = texts[place].as_py()
        units = len(text.encode("utf-16-le")) // 2
        if bad[place].as_py():
            what = _("A cell of this format cannot hold the character {code}.", code=_first(text, forbidden))
            remedy = _("Remove it, or write csv.")
        elif units > MOST_CHARACTERS:
            what = _("A cell of a workbook holds {most} characters; this text has {n}.", most=MOST_CHARACTERS, n=units)
            remedy = _("Shorten it, leave the field out, or write csv.")
        else:
            continue
        row, field = (0, place) if at is None else (at[0] + place + 1, at[1])
        name = selection.fields[field].name
        where = _("Row {row}, field “{field}”.", row=row, field=name) if row else _("The name of field {n}.", n=place + 1)
        raise Problem("not-for-workbooks", what, where=where, remedy=remedy)


def _first(text: str, forbidden: str) -> str:
    import re

    found = re.search(forbidden, text)
    return f"U+{ord(found[0]):04X}" if found else ""


def written(file: Any, lines: pa.Array) -> None:
    """Write an array of strings, one after the other, as one buffer."""
    if len(lines):
        _validity, offsets, data = lines.buffers()
        first, last = (
            int.from_bytes(memoryview(offsets)[4 * at : 4 * at + 4], "little")
            for at in (lines.offset, lines.offset + len(lines))
        )
        file.write(memoryview(data)[first:last])


def swapped(texts: pa.Array, which: str, change: Any) -> pa.Array:
    """Return texts with those that match a pattern (RE2) changed one by one; most columns hold none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = pc.fill_null(pc.match_substring_regex(texts, which), False)
    if not pc.any(mask).as_py():
        return texts
    return pc.replace_with_mask(texts, mask, pa.array([change(text) for text in texts.filter(mask).to_pylist()], pa.string()))


def escaped(texts: pa.Array) -> pa.Array:
    """Return texts with the three signs that mean something in XML written out."""
    import pyarrow.compute as pc

    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        if pc.any(pc.match_substring(texts, sign)).as_py():
            texts = pc.replace_substring(texts, sign, entity)
    return texts
