"""Text of fixed width: fields that begin at the same place in every line, found by the spaces between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

LEAST_LINES = 3
MOST_LINES = 400
"""Lines that are looked at."""

Spans = tuple[tuple[int, int | None], ...]


def cut(line: str, spans: Spans) -> list[str]:
    """Return the fields of a line without the spaces that fill them up."""
    if spans == ((0, None),):
        return [line]
    return [line[first:end].strip(" \u3000") for first, end in spans]


def spans_of(text: str, widths: Sequence[int] | None) -> Spans | None:
    """Return first and last character of each field, None when the lines do not stand in columns.

    widths: what a person chose; the last field takes the rest
    """
    if widths is not None:
        ends = list(accumulate(widths))
        starts = [0, *ends[:-1]]
        return tuple(zip(starts, [*ends[:-1], None], strict=True))
    lines = [line.expandtabs(8) if "\t" in line else line.rstrip() for line in text.splitlines() if line.strip()]
    if len(lines) < LEAST_LINES or any("\t" in line for line in text.splitlines()[:MOST_LINES]):
        return None
    lines = lines[:MOST_LINES]
    gaps = _gaps(lines)
    if gaps is None:
        return None
    starts = [0, *(end for _first, end in gaps)]
    ends_at = [*(end for _first, end in gaps), None]
    return tuple(zip(starts, ends_at, strict=True))


def _gaps(lines: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return (first, end) of the bands of characters that are a space in every line, between texts on both sides."""
    long = max(len(line) for line in lines)
    full = np.zeros(long, dtype=np.int64)
    for line in lines:
        codes = np.frombuffer(line.encode("utf-32-le"), dtype=np.uint32)
        full[: len(codes)] += codes != 32
    empty = np.flatnonzero(full == 0)
    bands: list[tuple[int, int]] = []
    for at in empty.tolist():
        if bands and bands[-1][1] == at:
            bands[-1] = (bands[-1][0], at + 1)
        else:
            bands.append((at, at + 1))
    filled = {end: sum(bool(line[end:].strip()) for line in lines) for _first, end in bands}
    bands = [(first, end) for first, end in bands if first > 0 and 2 * filled[end] >= len(lines)]
    if not bands:  # a space inside the longest texts of the last field parts nothing
        return None
    # chance makes bands of one space in a few lines of prose; it does not make them in many lines or twice as wide
    wide = sum(end - first >= 2 for first, end in bands)
    if wide == 0 and len(lines) < 8:
        return None
    return bands
