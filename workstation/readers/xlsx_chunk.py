"""Some cells of an xlsx sheet, column by column: what kind each is, its number or text, and what is worth a word.

Both ways of reading the XML end here, so that they mean the same.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workstation.readers.grid import BLANK, DATE, ERROR, NUMBER, TEXT, TRUTH
from workstation.readers.number_format import general, impossible, renderer
from workstation.readers.number_format_dates import DAYS_1904, LAST_DAY
from workstation.readers.workbook_text import LONG, long_damaged, number_text
from workstation.readers.xlsx_markup import decoded, replaced, unescaped
from workstation.readers.xlsx_raw import ERRORS, INLINE, ISO, NUMERIC, SHARED, STRING, TRUTHS, RawCells
from workstation.readers.xlsx_serial import serial_of
from workstation.readers.xlsx_styles import Styles

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

_KINDS = {NUMERIC: NUMBER, SHARED: TEXT, STRING: TEXT, INLINE: TEXT, TRUTHS: TRUTH, ERRORS: ERROR, ISO: DATE}
_BLANK = re.compile("[\\s\ufeff]*")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_SPACE_STARTS = {0xC2: (0x85, 0xA0), 0xE1: (0x9A,), 0xE2: (0x80, 0x81), 0xE3: (0x80,), 0xEF: (0xBB,)}
"""First bytes, in UTF-8, of characters beyond ASCII that are white space, with the second ones."""
_IDENTITY = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Weights of the check digit of a citizen number; GB 11643-1999."""


@dataclass
class Notes:
    """What is worth a word, by cell; see grid.CellNotes."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    no_result: list[tuple[int, int]] = field(default_factory=list)
    damaged: dict[tuple[int, int], str] = field(default_factory=dict)
    odd: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass
class Chunk:
    """Cells that hold something, column by column, in each from top to bottom.

    rows: int32; kinds: uint8, one of grid's; styles: int32; shared: int32, number of the shared string or -1
    values: pa.Array of strings, null where the text is a shared one; spans: first and last + 1 place of each column
    """

    rows: Numbers
    kinds: Numbers
    styles: Numbers
    shared: Numbers
    values: pa.Array
    spans: dict[int, tuple[int, int]]
    first: int
    last: int
    columns: Numbers | None = None
    """uint16, until the kinds were taken over by the grid."""


class MissingString(Exception):
    """A cell names a shared string that is not there."""

    def __init__(self, row: int, column: int) -> None:
        """Name the cell, from 0."""
        super().__init__(row, column)
        self.cell = row, column


class Strings:
    """The shared strings with what is known of each."""

    def __init__(self, texts: pa.Array) -> None:
        """Take the texts."""
        import numpy as np

        self.texts = texts
        self.blank = np.append(blank_texts(texts), False)  # the last one is for -1: no shared string
        self.empty = np.append(lengths(texts) == 0, False)
        self.damaged = np.zeros(len(texts) + 1, bool)
        self.damaged[damaged_identities(texts)] = True


def chunk_of(raw: RawCells, strings: Strings, styles: Styles, date1904: bool, notes: Notes) -> Chunk:
    """Return cells column by column; NotPlain for entities that are not XML's, MissingString for a string not there."""
    import numpy as np
    import pyarrow as pa

    lost = np.flatnonzero(raw.formula & (raw.places < 0) & ~(raw.empty & (raw.types == STRING)))
    notes.no_result += [(int(raw.rows[at]), int(raw.columns[at])) for at in lost]
    shared = np.full(len(raw.rows), -1, np.int32)
    named = np.flatnonzero((raw.types == SHARED) & (raw.places >= 0))
    shared[named] = _string_numbers(raw, named, strings)
    keep = raw.places >= 0
    keep[named] = ~strings.empty[shared[named]]
    kept = np.flatnonzero(keep)
    order = kept[np.argsort(raw.columns[kept].astype(np.uint16), kind="stable")]
    rows, columns, types = raw.rows[order], raw.columns[order].astype(np.uint16), raw.types[order]
    most = len(styles.codes) - 1
    style, shared = np.minimum(raw.styles[order], most), shared[order]
    own = types != SHARED
    values = raw.values.take(pa.array(raw.places[order], pa.int64(), mask=~own))
    values = unescaped(values, raw.signs)
    kinds = np.array([_KINDS[at] for at in range(len(_KINDS))], np.uint8)[types]
    kinds[~own & strings.blank[shared]] = BLANK
    values = _texts(values, types, kinds)
    values = _numbers(values, types, kinds)
    if (types == ISO).any():
        values, style = _iso(values, types, style, styles, date1904)
    kinds[(kinds == NUMBER) & styles.date[style]] = DATE
    starts = np.flatnonzero(np.append(True, columns[1:] != columns[:-1])[: len(columns)])
    ends = np.append(starts[1:], len(columns))[: len(starts)]
    spans = {int(columns[a]): (int(a), int(b)) for a, b in zip(starts, ends, strict=True)}
    first, last = (int(rows.min()), int(rows.max())) if len(rows) else (0, -1)
    chunk = Chunk(rows, kinds, style, shared, values, spans, first, last, columns)
    _note(chunk, strings, styles, date1904, notes)
    _hide(chunk, strings, styles, date1904)
    return chunk


def _string_numbers(raw: RawCells, named: Numbers, strings: Strings) -> Numbers:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = raw.values.take(pa.array(raw.places[named]))
    try:
        numbers: Numbers = texts.cast(pa.int32()).to_numpy()
    except pa.ArrowInvalid:
        trimmed = pc.utf8_trim_whitespace(texts)
        good = pc.match_substring_regex(trimmed, "^[0-9]{1,9}$")
        numbers = pc.if_else(good, trimmed, "-1").cast(pa.int32()).to_numpy()
    wrong = np.flatnonzero((numbers < 0) | (numbers >= len(strings.texts)))
    if len(wrong):
        at = named[wrong[0]]
        raise MissingString(int(raw.rows[at]), int(raw.columns[at]))
    return numbers


def _texts(values: pa.Array, types: Numbers, kinds: Numbers) -> pa.Array:
    """Return the values with the escapes in texts replaced; texts of white space only become blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = (types == STRING) | (types == INLINE)
    if not texts.any():
        return values
    escaped = pc.fill_null(pc.match_substring(values, "_x"), False)
    if escaped.true_count:
        values = replaced(values, pc.and_(escaped, pa.array(texts)), decoded)
    kinds[texts & blank_texts(values)] = BLANK
    return values


_DIGITS = bytes(sign in b"0123456789+-.eE" for sign in range(256))


def _numbers(values: pa.Array, types: Numbers, kinds: Numbers) -> pa.Array:
    """Return the values with numbers trimmed; what is called a number and is none becomes text."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numeric = types == NUMERIC
    if not numeric.any():
        return values
    allowed = np.frombuffer(_DIGITS, bool)
    plain = values if numeric.all() else values.filter(pa.array(numeric))
    if allowed[bytes_of(plain)].all():
        return values
    trimmed = pc.utf8_trim_whitespace(values)
    values = pc.if_else(pa.array(numeric), trimmed, values)
    bad = np.array([at for at in np.flatnonzero(numeric) if not _NUMBER.fullmatch(values[int(at)].as_py())], np.int64)
    kinds[bad] = TEXT
    kinds[bad[blank_texts(values)[bad]]] = BLANK
    return values


def _iso(
    values: pa.Array, types: Numbers, style: Numbers, styles: Styles, date1904: bool
) -> tuple[pa.Array, Numbers]:
    """Return ISO dates as the days that number formats take; where there is no such format the text stays."""
    import numpy as np
    import pyarrow as pa

    texts = values.to_pylist()
    for at in np.flatnonzero(types == ISO):
        serial = serial_of(texts[at], date1904)
        if serial is not None and styles.date[style[at]]:
            texts[at] = repr(serial) if serial % 1 else str(int(serial))
        else:
            texts[at] = texts[at].replace("T", " ").strip()
            style[at] = len(styles.codes) - 1
    return pa.array(texts, pa.string()), style


def _note(chunk: Chunk, strings: Strings, styles: Styles, date1904: bool, notes: Notes) -> None:
    """Write down errors, long numbers that were cut, identity numbers that were, dates that cannot be."""
    import numpy as np

    columns = chunk.columns
    assert columns is not None

    def cell(at: Any) -> tuple[int, int]:
        return int(chunk.rows[at]), int(columns[at])

    for at in np.flatnonzero(chunk.kinds == ERROR):
        notes.errors[cell(at)] = chunk.values[int(at)].as_py()
    suspects = np.flatnonzero((chunk.kinds == NUMBER) & long_texts(chunk.values))
    for at in suspects[np.abs(doubles(chunk.values, suspects)) >= LONG]:
        digits = plain_digits(chunk.values[int(at)].as_py())
        if digits is not None and long_damaged(digits):
            notes.damaged[cell(at)] = digits
    damaged = np.flatnonzero((chunk.shared >= 0) & strings.damaged[chunk.shared]) if strings.damaged.any() else ()
    for at in damaged:
        notes.damaged[cell(at)] = strings.texts[int(chunk.shared[at])].as_py()
    for at in damaged_identities(chunk.values):
        if chunk.kinds[at] == TEXT:
            notes.damaged[cell(at)] = chunk.values[int(at)].as_py()
    dates = np.flatnonzero((chunk.kinds == DATE) & (chunk.styles < len(styles.codes) - 1))
    if len(dates):
        days = doubles(chunk.values, dates)
        for at in dates[(days < 0) | (days >= LAST_DAY - DAYS_1904)]:
            raw = chunk.values[int(at)].as_py()
            if _NUMBER.fullmatch(raw) and impossible(styles.codes[chunk.styles[at]], float(raw), date1904):
                notes.odd[cell(at)] = general(float(raw))


def _hide(chunk: Chunk, strings: Strings, styles: Styles, date1904: bool) -> None:
    """Make cells blank whose number format shows nothing of them."""
    import numpy as np

    number = ((chunk.kinds == NUMBER) | (chunk.kinds == DATE)) & styles.hides[chunk.styles]
    text = (chunk.kinds == TEXT) & styles.text[chunk.styles]
    for at in np.flatnonzero(number | text):
        raw = chunk.values[int(at)].as_py()
        if raw is None:
            raw = strings.texts[int(chunk.shared[at])].as_py()
        shown = renderer(styles.codes[chunk.styles[at]], date1904)(float(raw) if number[at] else raw)
        if not shown.strip():
            chunk.kinds[at] = BLANK


def doubles(texts: pa.Array, places: Numbers) -> Numbers:
    """Return some texts of numbers as numbers; NaN for what is none."""
    import numpy as np
    import pyarrow as pa

    chosen = texts.take(pa.array(places))
    try:
        found: Numbers = chosen.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        found = np.array([float(one) if _NUMBER.fullmatch(one) else np.nan for one in chosen.to_pylist()])
    return found


def plain_digits(raw: str) -> str | None:
    """Return a whole number of 16 digits and more in plain digits, None for all others.

    Digits that stand in the file are kept; of one in scientific notation the 15 that spreadsheets keep.
    """
    if raw.lstrip("-").isdecimal():
        return raw if len(raw.lstrip("-").lstrip("0")) > 15 else None
    value = float(raw)
    if not value.is_integer() or -LONG < value < LONG or abs(value) >= 1e21:
        return None
    return number_text(value)


def damaged_identities(texts: pa.Array) -> Numbers:
    """Return the places of citizen numbers that end in 000 and whose check digit is wrong: cut to 15 digits once."""
    import numpy as np

    places = np.flatnonzero(lengths(texts) == 18)
    if not len(places):
        return places
    ends = offsets_of(texts)[1:][places]
    data = bytes_at(texts)
    for back in (1, 2, 3):
        here = data[ends - back] == ord("0")
        places, ends = places[here], ends[here]
    return np.array([at for at in places if _cut_identity(texts[int(at)].as_py())], np.int64)


def _cut_identity(text: str) -> bool:
    if not (text.isascii() and text.isdecimal() and "1" <= text[0] <= "9"):
        return False
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _IDENTITY, strict=False))
    return "10X98765432"[total % 11] != text[17]


def offsets_of(texts: pa.Array) -> Numbers:
    """Return where each text begins and the last ends, in the bytes of `bytes_at`."""
    import numpy as np
    import pyarrow as pa

    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    return np.frombuffer(texts.buffers()[1], kind, len(texts) + 1, texts.offset * np.dtype(kind).itemsize)


def bytes_at(texts: pa.Array) -> Numbers:
    """Return all bytes that texts lie in."""
    import numpy as np

    data = texts.buffers()[2]
    return np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)


def bytes_of(texts: pa.Array) -> Numbers:
    """Return the bytes of texts, one behind the other."""
    offsets = offsets_of(texts)
    return bytes_at(texts)[offsets[0] : offsets[-1]]


def lengths(texts: pa.Array) -> Numbers:
    """Return the length of each text in bytes; 0 for null."""
    import numpy as np

    return np.diff(offsets_of(texts))


def first_bytes(texts: pa.Array, behind: int = 0) -> Numbers:
    """Return the first byte of each text, or one behind it; meaningless where a text is shorter."""
    import numpy as np

    data = bytes_at(texts)
    found: Numbers = data[np.minimum(offsets_of(texts)[:-1] + behind, len(data) - 1)]
    return found


def long_texts(texts: pa.Array) -> Numbers:
    """Return which texts of numbers may have 16 digits and more: by their length, or in scientific notation."""
    import numpy as np

    out: Numbers = lengths(texts) > 15
    data = bytes_of(texts)
    signs = np.flatnonzero((data | 32) == ord("e"))
    if len(signs):
        offsets = offsets_of(texts)
        out[np.searchsorted(offsets - offsets[0], signs, "right") - 1] = True
    return out


def blank_texts(texts: pa.Array) -> Numbers:
    """Return which texts hold white space only; False for null."""
    import numpy as np

    first = first_bytes(texts)
    maybe = (lengths(texts) > 0) & (first <= 32)
    second = first_bytes(texts, 1)
    for byte, after in _SPACE_STARTS.items():
        maybe |= (first == byte) & np.isin(second, after)
    out = np.zeros(len(texts), bool)
    for at in np.flatnonzero(maybe):
        text = texts[int(at)].as_py()
        out[at] = text is not None and text != "" and _BLANK.fullmatch(text) is not None
    return out
