"""Align: which row of a workbook that came back is which row that was sent, whatever was inserted, removed or sorted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

LIKE = 0.5
"""Share of equal cells from which two rows are one row that was corrected."""
MOST_PAIRS = 2_000_000
"""Pairs that are compared; with more rows without a key only near ones are."""
NEAR = 40

Row = tuple[str | None, ...]
Key = tuple[str, ...] | None


def align(old: Sequence[Row], new: Sequence[Row], old_keys: Sequence[Key], new_keys: Sequence[Key]) -> dict[int, int]:
    """Return {number of a new row: number of the old row it is}; rows that are not in it are new, or gone.

    By key where it is there once on both sides, then by equal rows in order, then by likeness: a corrected key, or a
    table without one.
    """
    out: dict[int, int] = {}
    _by_key(old_keys, new_keys, out)
    _by_key(old, new, out, once=False)
    left_old = [at for at in range(len(old)) if at not in set(out.values())]
    left_new = [at for at in range(len(new)) if at not in out]
    wide = len(left_old) * len(left_new) <= MOST_PAIRS
    scored = []
    for a, i in enumerate(left_new):
        near = left_old if wide else left_old[max(0, a - NEAR) : a + NEAR]
        for j in near:
            score = likeness(old[j], new[i])
            if score >= LIKE:
                scored.append((-score, abs(i - j), i, j))
    taken: set[int] = set()
    for _score, _far, i, j in sorted(scored):
        if i not in out and j not in taken:
            out[i] = j
            taken.add(j)
    return out


def _by_key(old: Sequence[Row | Key], new: Sequence[Row | Key], out: dict[int, int], *, once: bool = True) -> None:
    """Pair equal keys: those that stand once on both sides, or (for whole rows) the first with the first, and so on."""
    taken = set(out.values())
    free_old: dict[object, list[int]] = defaultdict(list)
    for at, key in enumerate(old):
        if key is not None and at not in taken:
            free_old[key].append(at)
    counts = Counter(key for at, key in enumerate(new) if key is not None and at not in out)
    for at, key in enumerate(new):
        if key is None or at in out or not free_old.get(key):
            continue
        if once and (counts[key] > 1 or len(free_old[key]) > 1):
            continue
        out[at] = free_old[key].pop(0)


def likeness(one: Row, other: Row) -> float:
    """Return the share of cells that are equal, of those filled in either row; 0 to 1."""
    filled = [(a, b) for a, b in zip(one, other, strict=True) if a or b]
    return sum(a == b for a, b in filled) / len(filled) if filled else 1.0
