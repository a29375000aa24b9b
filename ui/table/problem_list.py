"""The list of problems: a sequence of any length; its lines are worded off the screen's thread when looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ui.table.problem_set import CellProblem, ProblemSet

if TYPE_CHECKING:
    from ui.desk import Desk

BLOCK = 40  # lines worded together: what a panel shows, and some


class ProblemList(Sequence[CellProblem]):
    """The problems of a set in order of row."""

    def __init__(self, desk: Desk, found: ProblemSet, arrived: Callable[[], None]) -> None:
        """List a set; `arrived` is called when more lines have words."""
        self._desk, self._found, self._arrived = desk, found, arrived
        self._blocks: dict[int, list[CellProblem]] = {}
        self._asked: set[int] = set()

    def __len__(self) -> int:
        """Return the number of problems."""
        return len(self._found)

    def __getitem__(self, i: int) -> CellProblem:  # type: ignore[override]
        """Return one problem; its message is “…” until it was worded."""
        if not 0 <= i < len(self._found):
            raise IndexError(i)
        block, inside = divmod(i, BLOCK)
        if block in self._blocks:
            return self._blocks[block][inside]
        if block not in self._asked:
            self._asked.add(block)
            low, found = block * BLOCK, self._found
            self._desk.run(lambda job: found.worded(low, low + BLOCK), lambda made: self._take(block, made),
                           shown=False)
        number = int(self._found.numbers[i])
        return CellProblem(int(self._found.positions[i]), self._found.fields_of[number],
                           int(self._found.levels_of[number]), "…", self._found.rules[number])

    def _take(self, block: int, made: list[CellProblem]) -> None:
        self._blocks[block] = made
        self._arrived()
