"""Many dates at once under the number formats that most dates have: year, month, day, hour, minute, second in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workstation.readers.number_format_parse import parse

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

_DAY = 86_400_000_000
_DAYS_1904 = 1462
_LAST_DAY = 2_958_465
_WIDTHS = {"yyyy": 4, "m": 1, "mm": 2, "d": 1, "dd": 2, "h": 1, "hh": 2, "n": 1, "nn": 2, "s": 1, "ss": 2}
"""Letters of a format that are a number, with the digits it has at least; minutes are n."""


def date_texts(code: str, days: Numbers, date1904: bool) -> pa.Array | None:
    """Return dates as a number format shows them; None when a format or a day needs a closer look.

    days: numbers of days, as they are stored
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = _parts(code)
    low = 1 if date1904 else 61  # before, 1900 had a 29 February that never was
    if parts is None or not len(days) or not (days.min() >= low and days.max() < _LAST_DAY - _DAYS_1904):
        return None
    clock = any(letter in "hns" for letter, _width in parts)
    whole = days.astype(np.int64)
    micro = np.rint((days - whole) * _DAY).astype(np.int64)
    if clock:
        micro = (micro + 500_000) // 1_000_000 * 1_000_000
    over = micro >= _DAY - 100
    whole += over
    micro = np.where(over, np.maximum(0, micro - _DAY), micro)
    whole += _DAYS_1904 if date1904 else 0
    dates = (whole - 25_569).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    years = dates.astype("datetime64[Y]").astype(np.int64)
    seconds = micro // 1_000_000
    values = {
        "y": years + 1970,
        "m": months.astype(np.int64) - years * 12 + 1,
        "d": (dates - months.astype("datetime64[D]")).astype(np.int64) + 1,
        "h": seconds // 3600,
        "n": seconds // 60 % 60,
        "s": seconds % 60,
    }
    pieces = [pa.scalar(text) if width < 0 else _digits(values[text], width) for text, width in parts]
    return pc.binary_join_element_wise(*pieces, "")


def _digits(numbers: Numbers, width: int) -> pa.Array:
    """Return small numbers as texts: taken from a list of all of them."""
    import numpy as np
    import pyarrow as pa

    low = int(numbers.min())
    every = pa.array([f"{number:0{width}d}" for number in range(low, int(numbers.max()) + 1)])
    return every.take(pa.array((numbers - low).astype(np.int32)))


def _parts(code: str) -> list[tuple[str, int]] | None:
    """Return the parts of a plain date format: letter and width of each number, text and -1 of what stands between."""
    form = parse(code)
    section = form.numbers[0]
    special = section.system or section.numerals or section.condition or section.calendar
    if len(form.numbers) > 1 or section.kind != "date" or special:
        return None
    out = []
    for token in section.tokens:
        if token.kind == "date" and token.text in _WIDTHS:
            out.append((token.text[0], _WIDTHS[token.text]))
        elif token.kind == "literal":
            out.append((token.text, -1))
        else:
            return None
    edges = {out[0], out[-1]} if out else set()
    return None if any(width < 0 and text != text.strip(" ") for text, width in edges) else out
