"""What every cell of a sheet was taken for: the parts a reader tells, laid over rows and columns to be painted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workstation.text import N_

if TYPE_CHECKING:
    from workstation.readers.reader import Part

KINDS = {
    "title": N_("title"), "header": N_("header"), "unit": N_("unit"), "data": N_("data"), "subtotal": N_("subtotal"),
    "total": N_("total"), "note": N_("note"), "signature": N_("signature"), "repeated": N_("repeated"),
    "hidden": N_("hidden"), "blank": N_("blank"), "rejected": N_("kept apart"), "heading": N_("heading"),
}
"""Kinds of a part, as people read them."""
_RANGE = re.compile(r"([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?")
_LAST = 1 << 30


@dataclass(frozen=True)
class Area:
    """A part on the sheet: rows and columns from 0, both ends in it."""

    kind: str
    top: int
    bottom: int
    left: int
    right: int
    reason: str
    mine: bool = True
    """False for a part of another table in the same sheet."""


def area_of(part: Part, *, mine: bool = True) -> Area | None:
    """Return where a part lies: cells such as A3:K9, columns such as C:D, or lines such as 4:9 of a text file."""
    from workstation.readers.cell_names import column_number

    found = _RANGE.fullmatch(part.range)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    right, bottom = (right, bottom) if right is not None or bottom is not None else (left, top)
    return Area(part.kind, int(top) - 1 if top else 0, int(bottom) - 1 if bottom else _LAST,
                column_number(left) if left else 0, column_number(right) if right else _LAST, str(part.reason), mine)


class Parts:
    """The parts of one sheet; what comes later in the list lies above what came before."""

    def __init__(self, mine: Sequence[Part] = (), others: Sequence[Part] = ()) -> None:
        """Lay the parts of the table that is looked at above those of the other tables."""
        found = [*(area_of(part, mine=False) for part in others), *(area_of(part) for part in mine)]
        order = {"blank": 0, "data": 1}
        self.areas = sorted((area for area in found if area), key=lambda area: (area.mine, order.get(area.kind, 2)))

    def at(self, row: int, column: int) -> Area | None:
        """Return the part that a cell belongs to."""
        for area in reversed(self.areas):
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                return area
        return None

    def of_row(self, row: int) -> Area | None:
        """Return the part that a row plays in the table that is looked at; that of another table when it has none."""
        among = [area for area in self.areas if area.top <= row <= area.bottom]
        mine = [area for area in among if area.mine and (area.left == 0 or area.right < _LAST)]
        return (mine or among)[-1] if among else None

    def kinds(self) -> list[str]:
        """Return the kinds that are there, in the order of KINDS: what a legend shows."""
        there = {area.kind for area in self.areas if area.mine}
        return [kind for kind in KINDS if kind in there and kind != "blank"]
