"""A sheet of an xlsx workbook as a grid: cells in chunks, shown by their number formats when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workstation.readers.grid import BLANK, DATE, NUMBER, TEXT, TRUTH, Grid, Sheet
from workstation.readers.number_format import general, impossible, render_many, renderer
from workstation.readers.workbook_text import LONG
from workstation.readers.xlsx_chunk import Chunk, Strings, bytes_of, first_bytes, lengths, offsets_of, plain_digits
from workstation.readers.xlsx_dates import date_texts
from workstation.readers.xlsx_serial import iso_text
from workstation.readers.xlsx_styles import Styles

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]
    Places = slice | Numbers

_PLAIN = re.compile(r"0|-?[1-9]\d{0,13}|(?!.{16})-?(?:0|[1-9]\d*)\.\d*[1-9]", re.ASCII)
"""A number that stands in the file as it is shown under no format."""
MANY = 500
"""Different numbers of one style that are worth to be shown all at once."""
MOST_KNOWN = 50_000
"""Texts of numbers that are remembered for each style: dates come again and again."""
WINDOW = 64
"""Rows that are worded together when a single cell is asked for."""


class XlsxGrid(Grid):
    """The cells of an xlsx sheet."""

    def __init__(self, chunks: Sequence[Chunk], strings: Strings, styles: Styles, date1904: bool, sheet: Sheet) -> None:
        """Take the cells, in chunks that follow each other."""
        import numpy as np

        self._chunks, self._strings, self._styles, self._date1904 = list(chunks), strings, styles, date1904
        self.far: tuple[tuple[int, int], ...] = ()
        """Cells that stand so far from all others that they were left out."""
        self._known: dict[int, dict[str, str]] = {}
        self._windows: dict[tuple[int, int], list[str | None]] = {}
        height = width = 0
        for chunk in self._chunks:
            seen = chunk.kinds != BLANK
            if chunk.columns is not None and seen.any():
                height = max(height, int(chunk.rows[seen].max()) + 1)
                width = max(width, int(chunk.columns[seen].max()) + 1)
        self.kinds = np.zeros((height, width), np.uint8)
        for chunk in self._chunks:
            if chunk.columns is not None:
                seen = chunk.kinds != BLANK
                self.kinds[chunk.rows[seen], chunk.columns[seen]] = chunk.kinds[seen]
                chunk.columns = None
        self.sheet = sheet

    def text(self, row: int, column: int) -> str:
        """Return what a person saw in a cell."""
        for chunk in self._chunks:
            if chunk.first <= row <= chunk.last and column in chunk.spans:
                first, last = chunk.spans[column]
                at = first + int(chunk.rows[first:last].searchsorted(row))
                if at < last and chunk.rows[at] == row:
                    return self._cell(chunk, at)
        return ""

    def _cell(self, chunk: Chunk, at: int) -> str:
        """Return what a person saw in one cell of a chunk, without the ado that many at once are worth."""
        kind, style, shared = int(chunk.kinds[at]), int(chunk.styles[at]), int(chunk.shared[at])
        raw = str(self._strings.texts[shared]) if shared >= 0 else str(chunk.values[at])
        if kind == TRUTH:
            return "TRUE" if raw in ("1", "true") else "FALSE"
        number = kind in (NUMBER, DATE) or (kind == BLANK and bool(self._styles.hides[style]))
        if number and shared < 0:
            if self._styles.general[style] and _PLAIN.fullmatch(raw):
                return raw
            known = self._known.setdefault(style, {})
            if (text := known.get(raw)) is None:
                text = known[raw] = self._one(raw, style)
            return text
        if kind in (TEXT, BLANK) and self._styles.text[style]:
            return renderer(self._styles.codes[style])(raw)
        return raw

    def texts(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what a person saw in some rows of a column."""
        return self._gathered(rows, column, self._shown)

    def stored(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int) -> pa.Array:
        """Return what is stored in some rows of a column."""
        return self._gathered(rows, column, self._kept)

    def _gathered(self, rows: np.ndarray[Any, np.dtype[np.int64]], column: int, made: Any) -> pa.Array:
        import numpy as np
        import pyarrow as pa

        if not len(rows):
            return pa.array([], pa.string())
        low, high = int(rows.min()), int(rows.max())
        places, texts = [], []
        for chunk in self._chunks:
            if chunk.last < low or chunk.first > high or column not in chunk.spans:
                continue
            first, last = chunk.spans[column]
            own = chunk.rows[first:last]
            start, end = int(np.searchsorted(own, low)), int(np.searchsorted(own, high, "right"))
            if (end - start) > 4 * len(rows):  # a few rows of many: only those are made
                at = np.minimum(np.searchsorted(own, rows), len(own) - 1)
                few = np.unique(at[own[at] == rows])
                if len(few):
                    places.append(own[few])
                    texts.append(made(chunk, first + few))
            elif start < end:
                places.append(own[start:end])
                texts.append(made(chunk, slice(first + start, first + end)))
        if not texts:
            return pa.nulls(len(rows), pa.string())
        have = np.concatenate(places) if len(places) > 1 else places[0]
        every = pa.concat_arrays(texts) if len(texts) > 1 else texts[0]
        if len(have) == len(rows) and (have == rows).all():
            return every
        at = np.minimum(np.searchsorted(have, rows), len(have) - 1)
        return every.take(pa.array(at, mask=have[at] != rows))

    def _plain(self, chunk: Chunk, where: Places) -> pa.Array:
        """Return the texts of cells of a chunk as they stand in the file."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if isinstance(where, slice):
            values = chunk.values.slice(where.start, where.stop - where.start)
        else:
            values = chunk.values.take(pa.array(where))
        shared = chunk.shared[where]
        named = shared >= 0
        if not named.any():
            return values
        texts = self._strings.texts.take(pa.array(shared, mask=~named)).cast(pa.string())
        return texts if named.all() else pc.coalesce(values, texts)

    def _shown(self, chunk: Chunk, where: Places) -> pa.Array:
        return self._changed(chunk, where, self._number_texts, formats=True)

    def _kept(self, chunk: Chunk, where: Places) -> pa.Array:
        return self._changed(chunk, where, self._stored_texts, formats=False)

    def _changed(self, chunk: Chunk, where: Places, numbers: Any, formats: bool) -> pa.Array:
        """Return the texts of cells, numbers put through a function once for each style."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = self._plain(chunk, where)
        kinds, styles = chunk.kinds[where], chunk.styles[where]
        number = (kinds == NUMBER) | (kinds == DATE) | ((kinds == BLANK) & self._styles.hides[styles])
        number &= chunk.shared[where] < 0
        for style in np.unique(styles[number]).tolist():
            mine = number & (styles == style)
            if mine.all():
                return numbers(texts, style)
            chosen = pa.array(mine)
            texts = pc.replace_with_mask(texts, chosen, numbers(texts.filter(chosen), style))
        truths = kinds == TRUTH
        if truths.any():
            yes = pc.is_in(texts, pa.array(["1", "true"]))
            texts = pc.if_else(pa.array(truths), pc.if_else(yes, "TRUE", "FALSE"), texts)
        worded = ((kinds == TEXT) | (kinds == BLANK)) & self._styles.text[styles] & ~number
        if formats and worded.any():
            out = texts.to_pylist()
            for at in np.flatnonzero(worded):
                out[at] = renderer(self._styles.codes[styles[at]])(out[at]) or None
            texts = pa.array(out, pa.string())
        return texts

    def _number_texts(self, raw: pa.Array, style: int) -> pa.Array:
        """Return numbers of one style as they are shown."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._styles.general[style]:
            odd = _unusual(raw)
            if not odd.any():
                return raw
            chosen = pa.array(odd)
            return pc.replace_with_mask(raw, chosen, self._rendered(raw.filter(chosen), style))
        return self._rendered(raw, style)

    def _rendered(self, raw: pa.Array, style: int) -> pa.Array:
        """Return numbers of one style as they are shown, each different one made once."""
        import numpy as np
        import pyarrow as pa

        encoded = raw.dictionary_encode()
        shown = self._many(encoded.dictionary, style) if len(encoded.dictionary) > MANY else None
        if shown is None:
            known = self._known.setdefault(style, {})
            if len(known) > MOST_KNOWN:
                known.clear()
            for one in (distinct := encoded.dictionary.to_pylist()):
                if one not in known:
                    known[one] = self._one(one, style)
            shown = pa.array([known[one] for one in distinct], pa.string())
        if self._styles.hides[style]:
            empty = np.flatnonzero(lengths(shown) == 0)
            if len(empty):
                shown = pa.array([text or None for text in shown.to_pylist()], pa.string())
        return shown.take(encoded.indices)

    def _many(self, raw: pa.Array, style: int) -> pa.Array | None:
        """Return many numbers of one style as they are shown; None when they need a closer look, one by one."""
        import numpy as np
        import pyarrow as pa

        try:
            values = raw.cast(pa.float64())
        except pa.ArrowInvalid:
            return None
        numbers = values.to_numpy()
        code = self._styles.codes[style]
        if self._styles.date[style]:
            return date_texts(code, numbers, self._date1904)
        if not (np.abs(numbers) < LONG).all():
            return None
        if self._styles.general[style]:
            texts = [f"{number:.15g}" for number in numbers.tolist()]
            return pa.array([text if "e" not in text else general(float(text)) for text in texts], pa.string())
        return render_many(code, values, self._date1904)

    def _one(self, raw: str, style: int) -> str:
        code = self._styles.codes[style]
        try:
            value = float(raw)
        except ValueError:
            return raw
        if self._styles.date[style]:
            return general(value) if impossible(code, value, self._date1904) else renderer(code, self._date1904)(value)
        digits = plain_digits(raw)
        if digits is None:
            return renderer(code, self._date1904)(value)
        if self._styles.general[style] or "E" in code.upper():
            return digits  # never in scientific notation
        return renderer(code, self._date1904)(int(digits))

    def _stored_texts(self, raw: pa.Array, style: int) -> pa.Array:
        """Return numbers in plain digits, dates in ISO 8601, without their format."""
        import pyarrow as pa
        import pyarrow.compute as pc

        code, date = self._styles.codes[style], self._styles.date[style]
        if not date:
            odd = _unusual(raw)
            if not odd.any():
                return raw
            if not odd.all():
                chosen = pa.array(odd)
                return pc.replace_with_mask(raw, chosen, self._stored_texts(raw.filter(chosen), style))
        encoded = raw.dictionary_encode()
        texts = []
        for one in encoded.dictionary.to_pylist():
            try:
                value = float(one)
            except ValueError:
                texts.append(one)
                continue
            text = iso_text(value, code, self._date1904) if date else None
            texts.append(text or plain_digits(one) or general(value))
        return pa.array(texts, pa.string()).take(encoded.indices)


def _unusual(raw: pa.Array) -> Numbers:
    """Return which texts of numbers are not as a spreadsheet shows them under no format: up to 15 plain digits."""
    import numpy as np

    size = lengths(raw)
    offsets = offsets_of(raw)
    offsets = offsets - offsets[0]
    data = bytes_of(raw)
    out = size > 15
    if not len(data):
        return out
    signs = np.flatnonzero((data > ord("9")) | (data == ord("+")))
    if len(signs):
        out[np.searchsorted(offsets, signs, "right") - 1] = True
    first, second = first_bytes(raw), first_bytes(raw, 1)
    out |= (first == ord(".")) | ((first == ord("0")) & (size > 1) & (second != ord(".")))
    minus = np.flatnonzero((first == ord("-")) & ((second == ord("0")) | (second == ord("."))))
    out[minus] = True
    points = np.flatnonzero(data == ord("."))
    if len(points):
        broken = np.zeros(len(size), bool)
        broken[np.searchsorted(offsets, points, "right") - 1] = True
        end = data[np.maximum(offsets[1:] - 1, 0)]
        out |= broken & ((end == ord("0")) | (end == ord(".")))
    return out
