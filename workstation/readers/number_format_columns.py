"""A column of numbers under one number format at once: what is plain is done in bulk, the rest once a distinct value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_ZEROS = re.compile(r"0{2,20}")
_PLAIN = re.compile(r"(#,##)?0(?:\.(0{1,6}))?(%)?")


def column_texts(code: str, values: pa.Array, date1904: bool = False) -> pa.Array:
    """Return the texts of numbers under a format: strings, null where null was.

    values: doubles
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from workstation.readers.number_format import is_general, renderer

    render = renderer(code, date1904)
    plain = _PLAIN.fullmatch(code)
    if plain or is_general(code):
        places = len(plain[2] or "") if plain else 0
        percent, grouped = bool(plain and plain[3]), bool(plain and plain[1])
        return _in_bulk(values, places, percent, grouped, plain is None, render)
    if _ZEROS.fullmatch(code):
        return _filled(values, len(code), render)
    encoded = pc.dictionary_encode(values)
    texts = pa.array([None if value is None else render(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return texts.take(encoded.indices)


def _in_bulk(
    values: pa.Array, places: int, percent: bool, grouped: bool, exact: bool, render: Callable[[float], str]
) -> pa.Array:
    """Return numbers with a fixed number of decimal places; those that need a closer look are rendered one by one.

    exact: only whole numbers are taken
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = np.asarray(pc.fill_null(values, 0.0).to_numpy(zero_copy_only=False), np.float64)
    scaled = np.abs(numbers) * 10.0 ** (places + 2 * percent)
    odd = ~(scaled < 1e11)
    scaled[odd] = 0
    whole = np.floor(scaled + 0.5)
    if exact:
        odd |= whole != scaled
    else:
        odd |= np.abs(scaled - np.floor(scaled) - 0.5) < 1e-4  # half up and half to even part here
        odd |= (whole == 0) & (numbers < 0)
    texts = _digits(whole.astype(np.int64), places, grouped)
    if percent or (numbers < 0).any():
        signs = pa.array(np.where(numbers < 0, "-", ""), pa.string())
        texts = pc.binary_join_element_wise(signs, texts, "%" if percent else "", "")
    return _mended(texts, odd, values, render)


def _filled(values: pa.Array, width: int, render: Callable[[float], str]) -> pa.Array:
    """Return whole numbers filled up with zeros."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = np.asarray(pc.fill_null(values, 0.0).to_numpy(zero_copy_only=False), np.float64)
    odd = ~((numbers >= 0) & (numbers < 1e15) & (numbers == np.floor(numbers)))
    texts = pc.cast(pa.array(np.where(odd, 0, numbers).astype(np.int64)), pa.string())
    return _mended(pc.ascii_lpad(texts, width, "0"), odd, values, render)


def _mended(texts: pa.Array, odd: np.ndarray[Any, Any], values: pa.Array, render: Callable[[float], str]) -> pa.Array:
    """Return texts with the odd ones rendered one by one, and null where a value is null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if values.null_count:
        texts = pc.if_else(pc.is_null(values), pa.scalar(None, pa.string()), texts)
    if not odd.any():
        return texts
    mask = pa.array(odd)
    made = [None if value is None else render(value) for value in values.filter(mask).to_pylist()]
    return pc.replace_with_mask(texts, mask, pa.array(made, pa.string()))


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
