"""A column of numbers under one number format at once: what is plain is done in bulk, the rest once a distinct value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_PLAIN = re.compile(r"(#,##)?0(?:\.(0{1,6}))?(%)?")


def column_texts(code: str, values: pa.Array, date1904: bool = False) -> pa.Array:
    """Return the texts of numbers under a format: strings, null where null was.

    values: doubles
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from workstation.readers.number_format import is_general, renderer

    plain = _PLAIN.fullmatch(code)
    if plain or is_general(code):
        places = len(plain[2] or "") if plain else 0
        percent, grouped = bool(plain and plain[3]), bool(plain and plain[1])
        done = _in_bulk(values, places, percent, grouped, exact=plain is None)
        if done is not None:
            return done
    encoded = pc.dictionary_encode(values)
    render = renderer(code, date1904)
    texts = pa.array([None if value is None else render(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return texts.take(encoded.indices)


def _in_bulk(values: pa.Array, places: int, percent: bool, grouped: bool, exact: bool) -> pa.Array | None:
    """Return numbers with a fixed number of decimal places; None when one of them needs a closer look.

    exact: only whole numbers are taken
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = np.asarray(pc.fill_null(values, 0.0).to_numpy(zero_copy_only=False), np.float64)
    scaled = np.abs(numbers) * 10.0 ** (places + 2 * percent)
    if not np.isfinite(scaled).all() or (scaled.size and scaled.max() >= 1e11):
        return None
    whole = np.floor(scaled + 0.5)
    if exact:
        if not (whole == scaled).all():
            return None
    elif (np.abs(scaled - np.floor(scaled) - 0.5) < 1e-4).any() or ((whole == 0) & (numbers < 0)).any():
        return None
    texts = _digits(whole.astype(np.int64), places, grouped)
    pieces = [pa.array(np.where(numbers < 0, "-", ""), pa.string()), texts, "%" if percent else ""]
    joined = pc.binary_join_element_wise(*pieces, "")
    return pc.if_else(pc.is_null(values), pa.scalar(None, pa.string()), joined) if values.null_count else joined


def _digits(whole: np.ndarray[Any, np.dtype[np.int64]], places: int, grouped: bool) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    written = _grouped if grouped else lambda numbers: pc.cast(pa.array(numbers), pa.string())
    if not places:
        return written(whole)
    unit = 10**places
    # the decimals with a one before them keep their zeros: 105 is 05
    below = pc.utf8_slice_codeunits(pc.cast(pa.array(whole % unit + unit), pa.string()), 1)
    return pc.binary_join_element_wise(written(whole // unit), below, ".")


def _grouped(whole: np.ndarray[Any, np.dtype[np.int64]]) -> pa.Array:
    """Return whole numbers with a comma between thousands."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.cast(pa.array(whole), pa.string())
    large = whole >= 1000
    if not large.any():
        return plain
    last = pc.utf8_slice_codeunits(pc.cast(pa.array(whole % 1000 + 1000), pa.string()), 1)
    return pc.if_else(pa.array(large), pc.binary_join_element_wise(_grouped(whole // 1000), last, ","), plain)
