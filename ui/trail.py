"""Trail: the pages and tables one has been at, for back and forward."""

from __future__ import annotations

LENGTH = 60
Place = tuple[str, str]
"""(page id, dataset id)."""


class Trail:
    """A list of places with a finger on the one in front."""

    def __init__(self) -> None:
        """Start nowhere."""
        self._places: list[Place] = []
        self._at = -1

    def add(self, page: str, table: str) -> None:
        """Go to a new place; what lay ahead is forgotten."""
        if self._at >= 0 and self._places[self._at] == (page, table):
            return
        self._places = [*self._places[: self._at + 1], (page, table)][-LENGTH:]
        self._at = len(self._places) - 1

    def can_go(self, by: int) -> bool:
        """Return whether there is a place that many steps away."""
        return 0 <= self._at + by < len(self._places)

    def go(self, by: int) -> Place | None:
        """Move the finger and return the place, None when there is none."""
        if not self.can_go(by):
            return None
        self._at += by
        return self._places[self._at]
