"""The cells of an xlsx sheet out of its XML in blocks, for sheets written in the plain way: no loop over cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workstation.readers.xlsx_markup import SELF, NotPlain, Tags, table, tags, unescaped
from workstation.readers.xlsx_raw import INLINE, ISO, MOST_COLUMNS, MOST_ROWS, TYPES, RawCells, attributes, is_hidden

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

ROW, ROW_END, C, C_END, V, V_END, F, F_END, IS, IS_END, T, T_END = range(2, 26, 2)
_CODES = ({b"row": ROW, b"c": C, b"v": V, b"f": F, b"is": IS, b"t": T},
          {b"r": ROW_END, b"c": C_END, b"v": V_END, b"f": F_END, b"i": IS_END, b"t": T_END})  # fmt: skip
_VALUE = (V, V + SELF, F, F + SELF, IS, IS + SELF, C_END)
_FOLLOW: dict[tuple[int, ...], tuple[int, ...]] = {
    (ROW,): (C, C + SELF, ROW_END),
    (ROW + SELF, ROW_END): (ROW, ROW + SELF),
    (C,): _VALUE,
    (C + SELF, C_END): (C, C + SELF, ROW_END),
    (V,): (V_END,),
    (V_END, V + SELF, IS_END, IS + SELF): (C_END,),
    (F,): (F_END,),
    (F_END, F + SELF): (V, V + SELF, IS, IS + SELF, C_END),
    (IS,): (T, T + SELF, IS_END),
    (T,): (T_END,),
    (T_END, T + SELF): (IS_END,),
}
"""Which tag may follow which in a plain sheet."""
_ROW_NAME = re.compile(rb'\sr="([1-9]\d{0,6})"')
_NAMED_LATER = re.compile(rb'<c(\s[^>]*?)\sr="([A-Z]{1,3}[0-9]{1,7})"')
_START = int.from_bytes(b'<c r="', "little")
_TAIL = 16
"""Bytes behind the name of a cell that are compared as two words: styles and types of nearly all programs."""


class _NamedLater(NotPlain):
    """The names of cells stand behind other attributes."""


class PlainCells:
    """Takes the blocks of a sheet, one after the other."""

    def __init__(self) -> None:
        """Start before the first row."""
        import numpy as np

        self._codes = table(*_CODES)
        self._allowed = np.zeros((256, 256), bool)
        for before, after in _FOLLOW.items():
            self._allowed[np.ix_(before, after)] = True
        self._looks: dict[bytes, tuple[int, int]] = {}
        self.last = -1
        """The last row met, from 0."""

    def read(self, block: bytes) -> RawCells:
        """Return the cells of a block of whole rows; NotPlain when it is written in a way that is not known here."""
        last = self.last
        try:
            return self._read(tags(block, self._codes))
        except _NamedLater:
            self.last = last
            return self._read(tags(_NAMED_LATER.sub(rb'<c r="\2"\1', block), self._codes))

    def _read(self, found: Tags) -> RawCells:
        import numpy as np

        odd = self._odd(found)
        codes = found.codes
        is_row = (codes & 254) == ROW
        is_cell = (codes & 254) == C
        row_tags, cell_tags = np.flatnonzero(is_row), np.flatnonzero(is_cell)
        row_numbers, hidden = self._rows(found, row_tags)
        row_of_cell = (np.cumsum(is_row, dtype=np.int32) - 1)[cell_tags]
        if len(row_of_cell) and row_of_cell[0] < 0:
            raise NotPlain
        columns, types, styles = self._names(found, cell_tags, row_of_cell, row_numbers)
        cell_of_tag = np.cumsum(is_cell, dtype=np.int32) - 1
        starts = np.zeros(len(cell_tags), np.int64)
        ends = np.zeros(len(cell_tags), np.int64)
        value_tags = np.flatnonzero((codes == V) | (codes == T))
        owners = cell_of_tag[value_tags]
        starts[owners] = found.closes[value_tags] + 1
        ends[owners] = found.opens[value_tags + 1]
        empty = np.zeros(len(cell_tags), bool)
        empty[cell_of_tag[(codes == V + SELF) | (codes == T + SELF)]] = True
        formula = np.zeros(len(cell_tags), bool)
        formula[cell_of_tag[(codes & 254) == F]] = True
        inline = np.zeros(len(cell_tags), bool)
        inline[cell_of_tag[(codes & 254) == IS]] = True
        rows = row_numbers[row_of_cell]
        cells = _Cells(rows, columns, types, styles, starts, ends, empty, formula, inline, odd)
        return self._cells(found, row_numbers, cells, hidden)

    def _odd(self, found: Tags) -> Numbers:
        """Return the numbers of cells that hold other tags than the usual ones; NotPlain for such tags elsewhere."""
        import numpy as np

        codes = found.codes
        if not len(codes):
            return np.zeros(0, np.int64)
        if (codes[0] & 254) != ROW or (codes[-1] != ROW_END and codes[-1] != ROW + SELF):
            raise NotPlain
        bad = np.flatnonzero(~self._allowed[codes[:-1], codes[1:]])
        if not len(bad):
            return np.zeros(0, np.int64)
        cells = np.flatnonzero((codes & 254) == C)
        owner = np.searchsorted(cells, bad, "right") - 1
        if (owner < 0).any():
            raise NotPlain
        close = np.flatnonzero(codes == C_END)
        at = np.searchsorted(close, cells[owner])
        if (at >= len(close)).any() or (close[at] <= bad).any() or (codes[cells[owner]] != C).any():
            raise NotPlain
        after = np.append(cells[1:], len(codes))[owner]
        if (close[at] >= after).any():
            raise NotPlain
        return np.unique(owner)

    def _rows(self, found: Tags, places: Numbers) -> tuple[Numbers, list[int]]:
        """Return the number of each row from 0, and the hidden ones."""
        import numpy as np

        numbers = np.empty(len(places), np.int32)
        hidden = []
        last = self.last
        opens, closes = found.opens[places].tolist(), found.closes[places].tolist()
        seen: dict[bytes, bool] = {}
        raw = found.raw
        for at, (start, end) in enumerate(zip(opens, closes, strict=True)):
            tag = raw[start + 4 : end]
            if tag.startswith(b' r="'):
                name, _, rest = tag[4:].partition(b'"')
                if not name.isdigit() or len(name) > 7 or name.startswith(b"0"):
                    raise NotPlain
                row = int(name) - 1
            elif match := _ROW_NAME.search(tag):
                row, rest = int(match[1]) - 1, tag[: match.start()] + tag[match.end() :]
            elif b"r=" in tag or b"r =" in tag:
                raise NotPlain
            else:
                row, rest = last + 1, tag
            if row <= last or row >= MOST_ROWS:
                raise NotPlain
            if (away := seen.get(rest)) is None:
                away = seen[rest] = is_hidden(attributes(rest.decode()))
            if away:
                hidden.append(row)
            numbers[at] = last = row
        self.last = last
        return numbers, hidden

    def _names(
        self, found: Tags, places: Numbers, row_of_cell: Numbers, row_numbers: Numbers
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Return column, type and style of each cell; NotPlain when its name does not stand first and say its row."""
        import numpy as np

        if not len(places):
            nothing = np.zeros(0, np.int32)
            return nothing, nothing.astype(np.uint8), nothing
        starts = found.opens[places]
        named = (found.words(starts, 8) & (1 << 48) - 1) == _START
        if not named.all():
            return self._unnamed(found, places, row_of_cell, starts, named)
        rows = row_numbers.astype(np.int64) + 1
        digits = np.digitize(rows, 10 ** np.arange(1, 8)) + 1
        keys = np.zeros(len(rows), np.uint64)  # the digits of the row, its last one in the highest byte
        left = rows.copy()
        for at in range(7, 0, -1):
            keys |= np.where(left > 0, left % 10 + 48, 0).astype(np.uint64) << np.uint64(8 * at)
            left //= 10
        word = found.words(starts + 6, 4)
        second, third = (word >> 8) & 255, (word >> 16) & 255
        two = (second >= 65) & (second <= 90)
        three = two & (third >= 65) & (third <= 90)
        first = (word & 255).astype(np.int32) - 64
        columns = np.where(three, (first * 26 + second.astype(np.int32) - 64) * 26 + third.astype(np.int32) - 64,
                           np.where(two, first * 26 + second.astype(np.int32) - 64, first)) - 1  # fmt: skip
        count = digits[row_of_cell]
        quote = starts + 7 + two + three + count
        quote = np.minimum(quote, len(found.raw) - 8)
        said = found.words(quote - 8, 8)
        shift = (8 * (8 - count)).astype(np.uint64)
        wrong = (found.data[quote] != 34) | ((said >> shift) << shift != keys[row_of_cell])
        if wrong.any() or (first < 1).any() or (first > 26).any() or (columns >= MOST_COLUMNS).any():
            raise NotPlain
        later = row_of_cell[1:] == row_of_cell[:-1]
        if (later & (columns[1:] <= columns[:-1])).any():
            raise NotPlain  # a cell that comes again, or before the one at its left
        types, styles = self._tails(found, quote + 1, found.closes[places])
        return columns, types, styles

    def _unnamed(
        self, found: Tags, places: Numbers, row_of_cell: Numbers, starts: Numbers, named: Numbers
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Return column, type and style of cells of which none says its name: they stand side by side."""
        import numpy as np

        if named.any() or _NAMED_LATER.search(found.raw):
            raise _NamedLater
        first = np.flatnonzero(np.append(True, row_of_cell[1:] != row_of_cell[:-1]))
        counts = np.diff(np.append(first, len(places)))
        columns = (np.arange(len(places)) - np.repeat(first, counts)).astype(np.int32)
        if (columns >= MOST_COLUMNS).any():
            raise NotPlain
        types, styles = self._tails(found, starts + 2, found.closes[places], named=False)
        return columns, types, styles

    def _tails(self, found: Tags, starts: Numbers, ends: Numbers, named: bool = True) -> tuple[Numbers, Numbers]:
        """Return type and style out of what stands behind the name in each cell's tag.

        Few tails are different: each of those is taken apart once.
        """
        import numpy as np
        import pyarrow as pa

        lengths = ends - starts
        if (lengths < 0).any() or (lengths > 2 * _TAIL).any():
            raise NotPlain
        keys = []
        for at in range(0, int(lengths.max()) if len(lengths) else 0, 8):
            left = np.clip(lengths - at, 0, 8).astype(np.uint64)
            word = found.words(np.minimum(starts + at, len(found.raw) - 8), 8)
            keys.append(np.where(left > 0, word & (np.uint64(2**64 - 1) >> ((8 - left) * np.uint64(8)).clip(0, 63)), 0))
        mixed = lengths.astype(np.uint64)
        for key in keys:
            mixed = (mixed ^ key) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        codes = pa.array(mixed).dictionary_encode().indices.to_numpy()
        kinds = int(codes.max()) + 1 if len(codes) else 0
        samples = np.empty(kinds, np.int64)
        samples[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        if any((key[samples][codes] != key).any() for key in (lengths, *keys)):
            raise NotPlain  # two tails that only look the same
        looks = [self._look(found.raw[starts[one] : ends[one]], named) for one in samples.tolist()]
        types = np.array([look[0] for look in looks], np.uint8)
        styles = np.array([look[1] for look in looks], np.int32)
        return types[codes], styles[codes]

    def _look(self, tail: bytes, named: bool) -> tuple[int, int]:
        if (look := self._looks.get(tail)) is None:
            found = attributes(tail.decode().rstrip("/"))
            if "r" in found or found.get("t", "n") not in TYPES or not found.get("s", "0").isdecimal():
                raise NotPlain
            look = self._looks[tail] = TYPES[found.get("t", "n")], min(int(found.get("s", "0")), 1 << 20)
        return look

    def _cells(self, found: Tags, met: Numbers, cells: _Cells, hidden: list[int]) -> RawCells:
        import numpy as np

        valued = cells.ends > cells.starts
        usual = valued | cells.formula
        usual[cells.odd] = False
        keep = np.flatnonzero(usual)
        valued = valued[keep]
        filled = keep[valued]
        places = np.full(len(keep), -1, np.int64)
        places[valued] = 2 * np.arange(len(filled))
        types = np.where(cells.inline & (cells.types != ISO), np.uint8(INLINE), cells.types)[keep]
        out = RawCells(
            cells.rows[keep],
            cells.columns[keep],
            types,
            cells.styles[keep],
            cells.formula[keep],
            found.spread(cells.starts[filled], cells.ends[filled]),
            places,
            cells.empty[keep] | (cells.ends[keep] > 0) & ~valued,
            bytes(sign for sign in b"&\r" if sign in found.raw),
            hidden,
            self.last,
            met,
        )
        return self._with_odd(found, cells, out) if len(cells.odd) else out

    def _with_odd(self, found: Tags, cells: _Cells, usual: RawCells) -> RawCells:
        """Return the cells with those that hold something unusual, such as texts in several fonts, in their places."""
        import numpy as np
        import pyarrow as pa

        from workstation.readers.xlsx_walk import CellWalk

        places = np.flatnonzero((found.codes & 254) == C)
        ends = np.flatnonzero(found.codes == C_END)
        walk = CellWalk()
        walk.feed(b"<worksheet><sheetData>")
        for odd in cells.odd.tolist():
            tag = places[odd]
            close = ends[np.searchsorted(ends, tag)]
            walk.feed(b'<row r="%d">' % (cells.rows[odd] + 1))
            walk.feed(found.raw[found.opens[tag] : found.closes[close] + 1] + b"</row>")
        walk.feed(b"</sheetData></worksheet>", last=True)
        more = walk.taken()
        own = unescaped(usual.values.take(pa.array(usual.places[usual.places >= 0])), usual.signs)
        first = np.where(usual.places >= 0, np.cumsum(usual.places >= 0) - 1, -1)
        second = np.where(more.places >= 0, more.places + len(own), -1)
        columns = np.concatenate([usual.columns, more.columns])
        rows = np.concatenate([usual.rows, more.rows])
        order = np.lexsort((columns, rows))
        return RawCells(
            rows[order],
            columns[order],
            np.concatenate([usual.types, more.types])[order],
            np.concatenate([usual.styles, more.styles])[order],
            np.concatenate([usual.formula, more.formula])[order],
            pa.concat_arrays([own, more.values]),
            np.concatenate([first, second])[order],
            np.concatenate([usual.empty, more.empty])[order],
            b"",
            usual.hidden,
            usual.last,
            usual.met,
        )


@dataclass
class _Cells:
    """All cells of a block, empty ones among them; places of their values in the block, 0 for none."""

    rows: Numbers
    columns: Numbers
    types: Numbers
    styles: Numbers
    starts: Numbers
    ends: Numbers
    empty: Numbers
    formula: Numbers
    inline: Numbers
    odd: Numbers
