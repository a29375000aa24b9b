"""Lanes: where each step of a history is drawn, so that what was undone and done otherwise stands beside the way we are on.

Rows are drawn newest first. Lane 0 is the way from the beginning through where we stand; each other branch has a lane of
its own as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """How one row is drawn.

    lane:    of the row's own dot
    through: lanes whose line passes this row from top to bottom
    into:    lanes whose line comes from above and ends in this dot
    down:    whether a line leaves the dot downwards
    dot:     False for a line of the journal that is no step (a decision, a check): it lies beside the lines
    """

    lane: int
    through: tuple[int, ...] = ()
    into: tuple[int, ...] = ()
    down: bool = False
    dot: bool = True


def main_way(parents: Mapping[int, int], newest: Mapping[int, int], state: int) -> set[int]:
    """Return the steps on the way we are on: from the beginning to `state`, and on along what redo would do again.

    newest: {step: the step after it that was visited last}
    """
    way: set[int] = set()
    at = state
    while at in parents and at not in way:
        way.add(at)
        at = parents[at]
    at = state
    while (at := newest.get(at, 0)) and at not in way:
        way.add(at)
    return way


def marks(rows: Sequence[tuple[int, int]], parents: Mapping[int, int], way: Collection[int]) -> list[Mark]:
    """Return how each row is drawn.

    rows: (step, or 0 for a line that is no step; the state it belongs to), newest first
    """
    waiting: dict[int, int] = {}  # lane -> the step its line goes down to
    out: list[Mark] = []
    for step, state in rows:
        if not step:
            at = next((lane for lane, wanted in waiting.items() if wanted == state), 0)
            out.append(Mark(at, tuple(sorted(waiting)), dot=False))
            continue
        into = tuple(sorted(lane for lane, wanted in waiting.items() if wanted == step))
        for lane in into:
            del waiting[lane]
        lane = 0 if step in way else next((one for one in into if one), 0) or _free(waiting)
        parent = parents.get(step, 0)
        out.append(Mark(lane, tuple(sorted(waiting)), into, bool(parent)))
        if parent:
            waiting[lane] = parent
    return out


def _free(waiting: Mapping[int, int]) -> int:
    lane = 1
    while lane in waiting:
        lane += 1
    return lane


def width(drawn: Sequence[Mark]) -> int:
    """Return how many lanes are in use at once."""
    return 1 + max((max((mark.lane, *mark.through, *mark.into)) for mark in drawn), default=0)
