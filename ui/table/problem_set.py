"""The problems of a table as the screen needs them: by cell, by row, in the order of the view; over arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workstation.dataset.column import Positions
    from workstation.standards.result import CheckResult, Failure

LEVELS = {"info": 0, "warning": 1, "error": 2}


@dataclass(frozen=True)
class CellProblem:
    """One failing cell. level: 0 info, 1 warning, 2 error; message: worded; rule: its name in the standard."""

    position: int
    field: str
    level: int
    message: str
    rule: str


def cell_problem(failure: Failure, position: int) -> CellProblem:
    """Return a failure of the core as the screen shows it, worded now."""
    return CellProblem(position, failure.field_id, LEVELS.get(failure.level, 2), str(failure.message), failure.rule)


class ProblemSet:
    """All failing cells of one result. Made off the screen's thread; what the screen asks costs microseconds."""

    def __init__(self, result: CheckResult) -> None:
        """Sort the failing cells by row, and note which rows have any."""
        import numpy as np

        self.result = result
        self.positions, self.numbers = result.places()
        self.rules = [answer.rule.id for answer in result.answers]
        self.levels_of = np.array([LEVELS.get(a.rule.level, 2) for a in result.answers] or [0], dtype=np.int64)
        self.fields_of = [result.ids.get(answer.rule.field, "") for answer in result.answers]
        self._by_field: dict[str, list[tuple[Positions, int]]] = {}
        for answer, field in zip(result.answers, self.fields_of, strict=True):
            if len(answer.failing) and (level := LEVELS.get(answer.rule.level, 2)):
                self._by_field.setdefault(field, []).append((answer.failing, level))
        self._bad = np.zeros(result.table.height, dtype=bool)
        if len(self.positions):
            self._bad[self.positions[self.levels_of[self.numbers] > 0]] = True
        self._seen: tuple[Positions, Positions] | None = None

    def __len__(self) -> int:
        """Return the number of failing cells, rule by rule."""
        return len(self.positions)

    @property
    def rows(self) -> Positions:
        """Positions of rows with a warning or an error, sorted."""
        import numpy as np

        return np.flatnonzero(self._bad)

    def levels(self, field: str, positions: Positions) -> list[int] | None:
        """Return the worst level of a field at each position, None when none has a problem."""
        import numpy as np

        if field not in self._by_field:
            return None
        worst = np.zeros(len(positions), dtype=np.int64)
        for failing, level in self._by_field[field]:
            at = np.searchsorted(failing, positions)
            at[at == len(failing)] = 0
            worst = np.maximum(worst, np.where(failing[at] == positions, level, 0))
        found: list[int] = worst.tolist()
        return found if any(found) else None

    def of_row(self, position: int) -> list[CellProblem]:
        """Return the problems of a row in words. May ask the engine: not on the screen's thread."""
        return [cell_problem(failure, position) for failure in self.result.failures_at(position)]

    def worded(self, low: int, high: int) -> list[CellProblem]:
        """Return some problems of the list in words. May ask the engine: not on the screen's thread."""
        rows: dict[int, dict[str, CellProblem]] = {}
        out = []
        for position, number in zip(self.positions[low:high].tolist(), self.numbers[low:high].tolist(), strict=True):
            if position not in rows:
                rows[position] = {problem.rule: problem for problem in self.of_row(position)}
            rule = self.rules[number]
            plain = CellProblem(position, self.fields_of[number], int(self.levels_of[number]), rule, rule)
            out.append(rows[position].get(rule, plain))
        return out

    def first_of(self, position: int, field: str) -> int:
        """Return the place in the list of a cell's first problem, of its row's when the cell has none, -1 without."""
        import numpy as np

        low, high = np.searchsorted(self.positions, [position, position + 1])
        places = range(int(low), int(high))
        return next((i for i in places if self.fields_of[int(self.numbers[i])] == field), next(iter(places), -1))

    def following(self, order: Positions, columns: Sequence[str], row: int, column: int,
                  backwards: bool = False) -> tuple[int, int] | None:
        """Return (row, column) of the next problem in a view after a cell, going round; None when it shows none.

        order: positions of the view; columns: ids of the fields in the order on screen
        """
        for number, place in enumerate(_around(self._hits(order), row, backwards)):
            cells = self._columns_at(int(order[place]), columns)
            if place == row and number == 0:
                cells = [c for c in cells if (c < column if backwards else c > column)]
            if cells:
                return place, cells[-1] if backwards else cells[0]
        return None

    def _hits(self, order: Positions) -> Positions:
        """Return the rows on screen that have a problem; kept while the view is the same."""
        import numpy as np

        if self._seen is None or self._seen[0] is not order:
            known = order[order < len(self._bad)] if len(order) and int(order.max()) >= len(self._bad) else order
            self._seen = order, np.flatnonzero(self._bad[known]) if len(known) == len(order) else np.flatnonzero(
                [p < len(self._bad) and self._bad[p] for p in order.tolist()])
        return self._seen[1]

    def _columns_at(self, position: int, columns: Sequence[str]) -> list[int]:
        import numpy as np

        low, high = np.searchsorted(self.positions, [position, position + 1])
        numbers = self.numbers[int(low) : int(high)].tolist()
        fields = {self.fields_of[number] for number in numbers if self.levels_of[number]}
        return [i for i, field in enumerate(columns) if field in fields]


def _around(hits: Positions, row: int, backwards: bool) -> Iterator[int]:
    """Yield the places from `row` on, going round; the row itself first and, once more, last."""
    import numpy as np

    if backwards:
        here = int(np.searchsorted(hits, row, side="right"))
        yield from (int(place) for place in hits[:here][::-1])
        yield from (int(place) for place in hits[here:][::-1])
    else:
        here = int(np.searchsorted(hits, row))
        yield from (int(place) for place in hits[here:])
        yield from (int(place) for place in hits[:here])
    at = int(np.searchsorted(hits, row))
    if at < len(hits) and int(hits[at]) == row:
        yield row
