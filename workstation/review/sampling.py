"""Sampling: rows drawn by chance, the same rows for everybody who draws with the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workstation.dataset.column import Positions
    from workstation.dataset.table import Table

SIZE = 20  # rows a supervisor reads in some minutes; an error in 14 % of rows shows in it with 95 % certainty


def seed_of(content_hash: str) -> int:
    """Return the seed that belongs to a content: nobody can choose it, and everybody finds the same rows again."""
    return int(content_hash[:12] or "0", 16)


def sample(table: Table, size: int, seed: int) -> Positions:
    """Return the positions of `size` visible rows drawn without putting back, in the table's order; all when it has fewer.

    The draw is numpy's PCG64 with this seed.
    """
    import numpy as np

    visible = table.visible
    if len(visible) <= size:
        return visible
    chosen = np.random.default_rng(seed).choice(len(visible), size=size, replace=False, shuffle=False)
    found: Positions = visible[np.sort(chosen)]
    return found
